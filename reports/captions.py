"""The fixed words that the layout itself puts on a label, in the label's language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Captions:
    """The fixed words of a label.

    - start, finish, take_out, not_before: above or before the times of a bag
    - continued: which label of how many; holds "{number}" and "{count}"
    - dose: stands before the dose, as in the United Kingdom; "" for none, as in the United States
    """

    start: str = "START BY"
    finish: str = "FINISH BY"
    take_out: str = "OUT OF REFRIGERATOR BY"
    not_before: str = "START NOT BEFORE"
    continued: str = "Label {number} of {count}"
    dose: str = ""

    def numbered(self, number: int, count: int) -> str:
        """Return which label of how many, such as "Label 1 of 2"."""
        return self.continued.replace("{number}", str(number)).replace("{count}", str(count))


ENGLISH = Captions()
