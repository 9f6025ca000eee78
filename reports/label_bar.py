"""The warnings of a label, and what it forbids: white on black, each with its sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

from reports import fonts
from reports.block import Block, no_room
from reports.marks import Boxes, Fill, Mark, Text
from reports.shapes import sign
from reports.wrap import halves

GAP = 3.0
"""White between two warnings, in points."""

PADDING = 4.5
"""Black beside the sign and the words, in points."""

AROUND = 2.7
"""Black above and below the sign."""

LEADING = 1.12
"""From baseline to baseline; close, because the words are capitals."""

Sign: TypeAlias = Callable[[str, float, float, float], tuple[Fill, ...]]
"""Draws the sign for the words: where it begins, and its size."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """One warning in one or two lines, with a sign as high as `sign` points."""

    drawing: Sign
    warning: str
    lines: tuple[str, ...]
    size: float
    sign: float

    @property
    def width(self) -> float:
        """The least width of the cell in points."""
        words = max(fonts.width(line, True, self.size) for line in self.lines)
        return self.sign + words + 3 * PADDING

    def drawn(self, x: float, y: float, width: float, height: float) -> list[Mark]:
        """Return the cell stretched to the given measures."""
        leading = LEADING * self.size
        text = fonts.CAPITAL * self.size + (len(self.lines) - 1) * leading
        first = y + (height - text) / 2 + fonts.CAPITAL * self.size
        words = x + self.sign + 2 * PADDING
        return [
            Boxes(((x, y, width, height),)),
            *self.drawing(self.warning, x + PADDING, y + (height - self.sign) / 2, self.sign),
            *(
                Text(words, first + index * leading, line, self.size, bold=True, white=True)
                for index, line in enumerate(self.lines)
            ),
        ]


def bar(
    warnings: Sequence[str],
    room: float,
    size: float,
    around: float = AROUND,
    drawing: Sign = sign,
    what: str = "warning",
) -> Block:
    """Return one or more warnings side by side across `room`: in one line of type, or else in two.

    `around` is the black above and below the signs.
    When even that is too wide they take several rows. Raises Unprintable for a warning, called
    `what`, that is wider than the label on two lines.
    """
    high = 1.4 * size
    rows = _rows([_Cell(drawing, text, (text,), size, high) for text in warnings], room)
    if len(rows) > 1 or _too_wide(rows, room):
        high = 1.9 * size
        cells = [_Cell(drawing, text, halves(text, True, size), size, high) for text in warnings]
        rows = _rows(cells, room)
    if wide := _too_wide(rows, room):
        raise no_room(what, wide[0].warning, room, size)
    marks: list[Mark] = []
    y = 0.0
    for row in rows:
        marks += _spread(row, y, room, high + 2 * around)
        y += high + 2 * around + GAP
    return Block(y - GAP, tuple(marks))


def _rows(cells: Sequence[_Cell], room: float) -> list[list[_Cell]]:
    """Return the cells in as few rows as they need, of about as many each where that fits."""
    fewest = _filled(cells, room, len(cells))
    even = _filled(cells, room, ceil(len(cells) / len(fewest)))
    return even if len(even) == len(fewest) else fewest


def _filled(cells: Sequence[_Cell], room: float, most: int) -> list[list[_Cell]]:
    """Fill row after row with no more than `most` cells each."""
    rows: list[list[_Cell]] = []
    used = room
    for cell in cells:
        if used + GAP + cell.width > room or len(rows[-1]) == most:
            rows.append([])
            used = -GAP
        rows[-1].append(cell)
        used += GAP + cell.width
    return rows


def _too_wide(rows: Sequence[Sequence[_Cell]], room: float) -> list[_Cell]:
    return [cell for row in rows for cell in row if cell.width > room]


def _spread(row: Sequence[_Cell], y: float, room: float, height: float) -> list[Mark]:
    """Set the cells of a row, sharing out what is left of `room`."""
    spare = (room - sum(cell.width for cell in row) - GAP * (len(row) - 1)) / len(row)
    marks: list[Mark] = []
    x = 0.0
    for cell in row:
        marks += cell.drawn(x, y, cell.width + spare, height)
        x += cell.width + spare + GAP
    return marks
