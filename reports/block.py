"""A part of a page whose place is not yet known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import fonts
from reports.marks import Mark, Text
from reports.refusal import Unprintable
from reports.sheet import MILLIMETRE

LEADING = 1.28
"""From baseline to baseline, as a multiple of the type size."""


@dataclass(frozen=True, slots=True)
class Block:
    """Marks about an upper left corner of their own, and how far down they reach."""

    height: float
    marks: tuple[Mark, ...]

    def at(self, x: float, y: float) -> tuple[Mark, ...]:
        """Return the marks with the corner put at (x, y)."""
        return tuple(mark.moved(x, y) for mark in self.marks)


def text_height(size: float, lines: int = 1, leading: float = LEADING) -> float:
    """Return the height of lines of type, from the top of a capital to below a g."""
    return fonts.CAPITAL * size + (lines - 1) * leading * size + fonts.DESCENT * size


def text_block(
    lines: Sequence[str], size: float, bold: bool = False, leading: float = LEADING
) -> Block:
    """Return lines of text set one below the other, flush left."""
    marks = tuple(
        Text(0, fonts.CAPITAL * size + index * leading * size, line, size, bold)
        for index, line in enumerate(lines)
    )
    return Block(text_height(size, len(lines), leading) if lines else 0, marks)


def flush_right(text: str, right: float, y: float, size: float, bold: bool) -> Text:
    """Return `text` on the baseline `y`, ending at `right`."""
    return Text(right - fonts.width(text, bold, size), y, text, size, bold)


def no_room(what: str, text: str, room: float, size: float) -> Unprintable:
    """Return the refusal of `text`, which does not fit a place `room` points wide."""
    return Unprintable(
        f"The {what} “{text}” does not fit its place, which is {room / MILLIMETRE:.0f} mm "
        f"wide, in type of {size:g} points. Shorten it and print again."
    )
