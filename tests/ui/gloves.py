"""Whoever works at a desk with a scanner alone: the codes of packages, of the sheet, of badges."""

import re
import time
from datetime import timedelta

from app.intake.command_code import DIGITS, Badge, Instruction, command_text
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, PINS

REPEAT_S = 0.3
SIGNS = {digit.sign: digit for digit in (*DIGITS, Instruction.POINT)}


class Gloves:
    """Whoever works at a desk with nothing but a scanner."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._last, self._at = "", 0.0

    def scan(self, text: str) -> None:
        """Scan a code, no faster than a hand does: the same twice takes a moment."""
        self.desk.clock.advance(timedelta(seconds=1))
        if text == self._last:
            again = self._at + REPEAT_S + 0.02
            self.desk.until(lambda: time.monotonic() > again)
        self.desk.scan(text)
        self._last, self._at = text, time.monotonic()

    def say(self, *instructions: Instruction) -> "Gloves":
        """Scan codes of the command sheet."""
        for instruction in instructions:
            self.scan(command_text(instruction))
        return self

    def figures(self, text: str) -> "Gloves":
        """Scan a number."""
        return self.say(*(SIGNS[sign] for sign in text))

    def confirm(self) -> "Gloves":
        """Scan Confirm."""
        return self.say(Instruction.CONFIRM)

    def refuse(self) -> "Gloves":
        """Scan “Not right”."""
        return self.say(Instruction.REFUSE)

    def sign_in(self, name: str) -> None:
        """Scan the badge of someone, and the PIN."""
        self.badge(name)
        self.figures(PINS[name]).confirm()

    def badge(self, name: str) -> None:
        """Scan the badge of someone."""
        self.scan(command_text(Badge(self.desk.work.people.badges()[name])))


def give_badges(desk: Desk) -> None:
    """Give a badge to everyone."""
    administrator = desk.work.people.named(ADMINISTRATOR)
    for name in PINS:
        desk.work.people.give_badge(name, by=administrator)


def everything_in(desk: Desk) -> str:
    """Return all that the log holds, without digests and keys."""
    log = desk.work.log
    rows = "\n".join(row.data for stream in log.streams("") for row in log.history(stream))
    # Digests and keys hold any four digits by chance.
    return re.sub("[0-9a-fA-F]{16,}|[0-9A-Za-z_-]{43,}", "", rows)
