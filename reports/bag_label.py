"""The value of a bag label: every word of it, ready to print."""

from __future__ import annotations

from dataclasses import dataclass

from reports.captions import ENGLISH, Captions


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
    - captions: the words above the times, in the language of the label
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

    @property
    def bracketed(self) -> str:
        """The concentration as printed: in brackets, because dose and volume come first."""
        return f"({self.concentration})" if self.concentration else ""

    def _take_out(self) -> tuple[tuple[str, str], ...]:
        if not self.take_out_by:
            return ()
        return (("caption", self.captions.take_out), ("time to take it out by", self.take_out_by))

    def parts(self) -> tuple[tuple[str, str], ...]:
        """Return the name and the text of each printed part, in the order in which it is read."""
        return (
            ("patient's name", self.patient),
            ("second patient identifier", self.identifier),
            ("date of birth", self.born),
            ("location", self.location),
            ("drug", self.drug),
            ("dose", self.dose),
            ("line below the drug", self.particulars),
            ("diluent", self.diluent),
            ("total volume", self.total_volume),
            ("concentration", self.bracketed),
            ("route", self.route),
            ("rate", self.rate),
            *self._take_out(),
            ("caption", self.captions.start),
            ("time to start by", self.start_by),
            ("caption", self.captions.finish),
            ("time to finish by", self.finish_by),
            *(("warning", warning) for warning in self.warnings),
            *(("note", note) for note in self.notes),
        )
