"""The value of a label that goes with a preparation and is not the bag's own."""

from __future__ import annotations

from dataclasses import dataclass

from reports.captions import ENGLISH, Captions


@dataclass(frozen=True, slots=True)
class CompanionLabel:
    """The words of a label for a reconstituted vial, a syringe, a light cover or the transport.

    - title: what it is on: "RECONSTITUTED VIAL 1 of 2"
    - patient, identifier: as on the bag's label
    - drug: generic name in lower case
    - amount: the dose or concentration that stands with the drug in the largest type
    - lines: what else is to be known, a line each
    - moments: captioned times, such as ("DILUTE BY", "2026-11-02 14:00")
    - forbids: "NOT FOR ADMINISTRATION: for dilution only"; "" for nothing
    - warnings: printed white on black, each with a sign
    - notes: times, people, pharmacy; small
    - code: GS1 element string with its brackets
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

    def parts(self) -> tuple[tuple[str, str], ...]:
        """Return the name and the text of each printed part, in the order in which it is read."""
        return (
            ("title", self.title),
            ("patient's name", self.patient),
            ("second patient identifier", self.identifier),
            ("drug", self.drug),
            ("amount", self.amount),
            *(("line", line) for line in self.lines),
            *(
                part
                for caption, moment in self.moments
                for part in (("caption", caption), ("time", moment))
            ),
            *((("what it is not for", self.forbids),) if self.forbids else ()),
            *(("warning", warning) for warning in self.warnings),
            *(("note", note) for note in self.notes),
        )
