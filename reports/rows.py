"""Rows of a document, cut into strips one line high so that a long row can go over a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reports import fonts
from reports.block import Block
from reports.marks import Line, Mark, Text
from reports.wrap import broken

BODY = 9.5
SMALL = 8.5
LEADING = 12.5
"""Height of a strip: from baseline to baseline, in points, for every size of type in a row."""

BASELINE = 9.5
"""Where in a strip its text stands, from the top of the strip."""

ABOVE = 2.0
BELOW = 3.0
"""Added above the first strip of a row and below the last."""

WRITING = 14.0
"""Added above a row that is written on by hand: lines stand 8 mm or more apart."""

COLUMN_GAP = 10.0
HAIRLINE = 0.3
RULE = 0.7
"""Thickness of the line below a row, and below a heading or to write on."""

Row: TypeAlias = tuple[Block, ...]
"""Strips that belong together; cut apart only when they are more than a page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a column; with `blank`, empty text is a line to write on."""

    text: str
    x: float
    room: float
    size: float = BODY
    bold: bool = False
    blank: bool = False


def row(cells: Sequence[Cell], room: float, above: float = ABOVE, rule: float = HAIRLINE) -> Row:
    """Set `cells` side by side, each wrapped in its own column, with a line below them all."""
    columns = [broken(cell.text, cell.bold, cell.size, cell.room) for cell in cells]
    count = max(len(lines) for lines in columns)
    strips = []
    for index in range(count):
        top = above if index == 0 else 0.0
        height = top + LEADING + (BELOW if index == count - 1 else 0.0)
        marks: list[Mark] = []
        for cell, lines in zip(cells, columns, strict=True):
            if index < len(lines):
                marks += _set(cell, lines[index], top + BASELINE)
        if rule and index == count - 1:
            marks.append(Line((0, height), (room, height), rule))
        strips.append(Block(height, tuple(marks)))
    return tuple(strips)


def height(strips: Sequence[Block]) -> float:
    """Return how far down the strips reach, one below the other."""
    return sum(strip.height for strip in strips)


def columns(widths: Sequence[float], room: float) -> list[tuple[float, float]]:
    """Return the left edge and the width of each column; `widths` are relative.

    Raises ValueError when a column would be too narrow for a word: that is a fault of ours.
    """
    share = (room - COLUMN_GAP * (len(widths) - 1)) / sum(widths)
    if min(widths) * share < fonts.width("0000", True, BODY):
        raise ValueError(f"a column of {min(widths) * share:.1f} points holds no text")
    edges = []
    x = 0.0
    for width in widths:
        edges.append((x, width * share))
        x += width * share + COLUMN_GAP
    return edges


def _set(cell: Cell, line: str, y: float) -> list[Mark]:
    if line:
        return [Text(cell.x, y, line, cell.size, cell.bold)]
    if cell.blank:
        return [Line((cell.x, y + 2), (cell.x + cell.room, y + 2), RULE)]
    return []
