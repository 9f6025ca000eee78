"""The value of a bag label: every word of it, ready to print."""

from __future__ import annotations

from dataclasses import dataclass

from reports.captions import ENGLISH, Captions
from reports.moment import Moment


@dataclass(frozen=True, slots=True)
class BagLabel:
    """The words of the dispensing label of an infusion bag; nothing here is computed or rounded.

    Order of parts and reverse print: ISMP, "Designing a medication label - IV piggyback"; how
    doses are written: ISMP, list of error-prone dose designations.

    - patient: family name, given name: "DEMO, Adalind"
    - identifier: the second identifier with its kind: "MRN 00482913"
    - born: "born 1979-04-12"
    - location: ward or clinic; may be empty
    - drug: generic name in lower case: "inotuzumab ozogamicin"
    - dose: what is in the bag: "1.45 mg"
    - particulars: "BESPONSA · ordered 1.456 mg · Cycle 1 Day 1"; may be empty
    - diluent: the words before the total volume: "in sodium chloride 0.9%, total volume"
    - total_volume: "50 mL"
    - concentration: "0.029 mg/mL", printed in brackets; may be empty
    - route: "IV infusion"
    - rate: "over 1 hour, 50 mL/h"; may be empty
    - start_by, finish_by: local date and time: "2026-11-02 14:44"
    - warnings: printed white on black, each with a sign: "PROTECT FROM LIGHT"
    - notes: storage, times, lots, people, pharmacy; small
    - take_out_by: local date and time for a bag that waits in the refrigerator; else empty
    - code: GS1 element string with its brackets: "(91)2611-0042(93)2611021444"
    - captions: the fixed words of the layout, in the label's language
    - cautions: bold, after the warnings and on every further label: that it is a copy
    - not_before: local date and time for a bag that came out of the refrigerator; else empty
    - mark: what the label is not, above all else on every label; empty for one that is for use
    """

    patient: str
    identifier: str
    born: str
    location: str
    drug: str
    dose: str
    particulars: str
    diluent: str
    total_volume: str
    concentration: str
    route: str
    rate: str
    start_by: str
    finish_by: str
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    code: str
    take_out_by: str = ""
    captions: Captions = ENGLISH
    cautions: tuple[str, ...] = ()
    not_before: str = ""
    mark: str = ""

    @property
    def bracketed(self) -> str:
        """The concentration as printed: in brackets, because dose and volume come first."""
        return f"({self.concentration})" if self.concentration else ""

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """What every label of several repeats, by name, in the order in which it is read."""
        return (
            *self._marked(),
            ("patient's name", self.patient),
            ("second patient identifier", self.identifier),
            ("drug", self.drug),
            *self._dose(),
            *self._cautioned(),
        )

    def _marked(self) -> tuple[tuple[str, str], ...]:
        return (("mark", self.mark),) if self.mark else ()

    def _dose(self) -> tuple[tuple[str, str], ...]:
        captioned = (("caption", self.captions.dose),) if self.captions.dose else ()
        return (*captioned, ("dose", self.dose))

    def _cautioned(self) -> tuple[tuple[str, str], ...]:
        return tuple(("caution", caution) for caution in self.cautions)

    @property
    def first_moments(self) -> tuple[Moment, ...]:
        """What comes before the start: out of the refrigerator, if it waits there, or to wait."""
        moments = (
            Moment("time to take it out by", self.captions.take_out, self.take_out_by),
            Moment("time not to start before", self.captions.not_before, self.not_before),
        )
        return tuple(moment for moment in moments if moment.time)

    @property
    def moments(self) -> tuple[Moment, ...]:
        """When to start by and when to finish by."""
        return (
            Moment("time to start by", self.captions.start, self.start_by),
            Moment("time to finish by", self.captions.finish, self.finish_by),
        )

    def parts(self) -> tuple[tuple[str, str], ...]:
        """Return the name and the text of each printed part, in the order in which it is read."""
        return (
            *self._marked(),
            ("patient's name", self.patient),
            ("second patient identifier", self.identifier),
            ("date of birth", self.born),
            ("location", self.location),
            ("drug", self.drug),
            *self._dose(),
            ("line below the drug", self.particulars),
            ("diluent", self.diluent),
            ("total volume", self.total_volume),
            ("concentration", self.bracketed),
            ("route", self.route),
            ("rate", self.rate),
            *(part for moment in (*self.first_moments, *self.moments) for part in moment.parts),
            *(("warning", warning) for warning in self.warnings),
            *self._cautioned(),
            *(("note", note) for note in self.notes),
        )
