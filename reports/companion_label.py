"""The value of a label on what goes with a bag: vial, syringe, light cover, transport bag."""

from __future__ import annotations

from dataclasses import dataclass

from reports.captions import ENGLISH, Captions
from reports.moment import Moment


@dataclass(frozen=True, slots=True)
class CompanionLabel:
    """The words of a label that is not the bag's own; nothing here is computed or rounded.

    - title: what it is on: "RECONSTITUTED VIAL 1 of 2"
    - patient, identifier: as on the bag; each may be empty where it is on nobody's alone
    - drug: generic name in lower case: "inotuzumab ozogamicin"
    - amount: the dose or the concentration, beside the drug in the largest type; may be empty
    - lines: what else it says of its contents: "4 mL in the vial, 3.6 mL to draw"
    - moments: captioned local times: ("DILUTE BY", "2026-11-02 14:00"); the last two side by side
    - forbids: what must not be done with it: "NOT FOR ADMINISTRATION"; may be empty
    - warnings: printed white on black, each with a sign: "PROTECT FROM LIGHT"
    - notes: lots, people, storage, pharmacy; small
    - code: GS1 element string with its brackets
    - captions: the fixed words of the layout, in the label's language
    - cautions: bold, after the warnings and on every further label: that it is a copy
    - mark: what the label is not, above all else on every label; empty for one that is for use
    """

    title: str
    patient: str
    identifier: str
    drug: str
    amount: str
    lines: tuple[str, ...]
    moments: tuple[tuple[str, str], ...]
    forbids: str
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    code: str
    captions: Captions = ENGLISH
    cautions: tuple[str, ...] = ()
    mark: str = ""

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """What every label of several repeats, by name, in the order in which it is read."""
        return (*self._about, *self._cautioned())

    @property
    def _about(self) -> tuple[tuple[str, str], ...]:
        return (
            *((("mark", self.mark),) if self.mark else ()),
            ("title", self.title),
            ("patient's name", self.patient),
            ("second patient identifier", self.identifier),
            ("drug", self.drug),
            ("amount", self.amount),
        )

    def _cautioned(self) -> tuple[tuple[str, str], ...]:
        return tuple(("caution", caution) for caution in self.cautions)

    @property
    def timed(self) -> tuple[Moment, ...]:
        """The moments, each with its name."""
        return tuple(
            Moment(f"time to {caption.lower()}", caption, time) for caption, time in self.moments
        )

    def parts(self) -> tuple[tuple[str, str], ...]:
        """Return the name and the text of each printed part, in the order in which it is read."""
        forbidden = (("prohibition", self.forbids),) if self.forbids else ()
        return (
            *self._about,
            *(("line", line) for line in self.lines),
            *(part for moment in self.timed for part in moment.parts),
            *forbidden,
            *(("warning", warning) for warning in self.warnings),
            *self._cautioned(),
            *(("note", note) for note in self.notes),
        )
