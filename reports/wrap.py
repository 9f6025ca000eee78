"""Breaking text into lines by measuring it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, takewhile

from reports import fonts

UNITS = frozenset((
    "%", "cm", "g", "h", "hour", "hours", "in", "kg", "L", "lb", "m2", "m²", "mcg", "mcg/mL", "mg",
    "mg/m2", "mg/m²", "mg/mL", "min", "mL", "mL/h", "s", "units", "vial", "vials", "°C",
))  # fmt: skip
"""What may not be parted from the number before it (a unit on the next line is misread)."""


def pieces(text: str) -> tuple[str, ...]:
    """Split `text` at its spaces, but never between a number and its unit.

    A no-break space is no place to break.
    """
    found: list[str] = []
    for word in text.split(" "):
        if found and word.strip(".,;:()") in UNITS and found[-1].strip("(≤≥<>±–-")[:1].isdigit():
            found[-1] = f"{found[-1]} {word}"
        elif word:
            found.append(word)
    return tuple(found)


def whole(text: str, bold: bool, size: float, room: float) -> tuple[str, ...] | None:
    """Return `text` in lines no wider than `room` points, or None when a word is wider.

    Words stay whole: for what is read by a person in a hurry, such as a label.
    """
    lines = _Lines(bold, size, room)
    for piece in pieces(text):
        wide = fonts.width(piece, bold, size)
        if wide > room:
            return None
        lines.add(piece, wide)
    return tuple(lines.texts)


def broken(text: str, bold: bool, size: float, room: float) -> tuple[str, ...]:
    """Return `text` in lines no wider than `room` points; a word wider than that is cut.

    Nothing is added at a cut: a hyphen would read as part of a lot number. Each line takes at
    least one character. Empty text is one empty line.
    """
    lines = _Lines(bold, size, room)
    for piece in pieces(text):
        rest = piece
        while len(rest) > 1 and fonts.width(rest, bold, size) > room:
            cut = min(max(1, _fitting(rest, bold, size, room)), len(rest) - 1)
            lines.add(rest[:cut], room)
            rest = rest[cut:]
        lines.add(rest, fonts.width(rest, bold, size))
    return tuple(lines.texts) or ("",)


def partings(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways of parting `text` in two lines, the longest first line first."""
    words = pieces(text)
    for cut in range(len(words) - 1, 0, -1):
        yield " ".join(words[:cut]), " ".join(words[cut:])


def halves(text: str, bold: bool, size: float) -> tuple[str, ...]:
    """Return `text` in the two lines that need the least room, or in one when it is one word."""
    choices = list(partings(text))
    if not choices:
        return (text,)
    return min(choices, key=lambda lines: max(fonts.width(line, bold, size) for line in lines))


def _fitting(text: str, bold: bool, size: float, room: float) -> int:
    """Return how many characters at the start of `text` fit into `room`."""
    ends = accumulate(fonts.width(character, bold, size) for character in text)
    return sum(1 for _ in takewhile(lambda end: end <= room, ends))


class _Lines:
    """Lines being filled from left to right; widths add up, because nothing is kerned."""

    def __init__(self, bold: bool, size: float, room: float) -> None:
        self.texts: list[str] = []
        self._room = room
        self._space = fonts.width(" ", bold, size)
        self._used = room

    def add(self, piece: str, wide: float) -> None:
        """Put a piece on the line, or on the next one when it is full."""
        if self.texts and self._used + self._space + wide <= self._room:
            self.texts[-1] += f" {piece}"
            self._used += self._space + wide
        else:
            self.texts.append(piece)
            self._used = wide
