"""A code that is read twice must not answer what its first reading led to."""

from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtWidgets import QLineEdit

from app.clock import Clock
from app.core.refused import Refused
from app.intake.command_code import Instruction

CODES_APART = timedelta(seconds=1)
"""How soon a code that confirms or answers may follow itself."""


@dataclass(frozen=True, slots=True)
class Obeyed:
    """A code that was obeyed last: what it says, the field that had the focus, and when."""

    instruction: Instruction
    field: QLineEdit | None
    at: timedelta


class CodesApart:
    """Remembers the code that was obeyed last."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._obeyed: Obeyed | None = None

    def require(self, instruction: Instruction, field: QLineEdit | None) -> None:
        """Raise Refused where the same code was scanned a moment ago and may answer another thing.

        What types into the same `field` as before may come again at once.
        """
        before = self._obeyed
        now = Obeyed(instruction, field, self._clock.reading().running)
        self._obeyed = now
        if before is None or before.instruction is not instruction:
            return
        types_on = field is not None and field is before.field and bool(instruction.sign)
        if now.at - before.at < CODES_APART and not types_on:
            word = "Confirm" if not instruction.sign else "The code of an answer"
            raise Refused(
                f"{word} came twice within a second; the second was not used. Look at the page, "
                "then scan it again."
            )
