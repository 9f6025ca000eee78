"""Rows to write on by hand: what is asked, and captioned lines far enough apart for gloves."""

from __future__ import annotations

from reports.block import Block
from reports.marks import Line, Mark, Text
from reports.rows import BODY, COLUMN_GAP, RULE, SMALL, Cell, Row, row
from reports.section import FormRow

WRITING = 26.0
"""From the top of a row of lines down to the line itself, in points: 9 mm."""

CAPTION = 7.0
BELOW_LINE = 9.0
"""From a line down to the baseline of its caption."""

BELOW_CAPTION = 5.0
FILLED = 10.5


def form_row(asked: FormRow, room: float) -> Row:
    """Set what is asked, then what was filled in already, or a line for each blank."""
    strips = [*row((Cell(asked.words, 0, room, BODY, bold=True),), room, rule=0)]
    if asked.detail:
        strips += row((Cell(asked.detail, 0, room, SMALL),), room, above=0, rule=0)
    if asked.filled:
        cells = (Cell(asked.filled, 0, room, FILLED),)
        strips += row(cells, room, above=0, rule=0)
    for line in asked.blanks:
        strips.append(_lines(line, room))
    return (*strips, Block(1.0, (Line((0, 1), (room, 1), 0.3),)))


def _lines(captions: tuple[tuple[str, float], ...], room: float) -> Block:
    """Return one row of lines to write on, the caption of each below it."""
    share = (room - COLUMN_GAP * (len(captions) - 1)) / sum(width for _, width in captions)
    marks: list[Mark] = []
    x = 0.0
    for caption, width in captions:
        wide = width * share
        marks.append(Line((x, WRITING), (x + wide, WRITING), RULE))
        marks.append(Text(x, WRITING + BELOW_LINE, caption, CAPTION))
        x += wide + COLUMN_GAP
    return Block(WRITING + BELOW_LINE + BELOW_CAPTION, tuple(marks))
