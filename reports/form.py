"""Rows to write on by hand: what is asked, and captioned lines far enough apart for gloves."""

from __future__ import annotations

from collections.abc import Iterable

from reports.block import Block, text_block
from reports.marks import Line, Mark, frame
from reports.rows import BODY, COLUMN_GAP, RULE, SMALL, Cell, Row, columns, row
from reports.section import FormRow
from reports.wrap import broken

WRITING = 23.5
"""From the top of a row of lines down to the line itself, in points: more than 8 mm."""

CAPTION = 7.0
BELOW_LINE = 2.0
"""From a line down to its caption."""

BELOW_CAPTION = 2.0
FILLED = 10.0
BESIDE = (0.44, 0.56)
"""Relative widths of the words, and of what stands to the right of them."""

ABOVE = 4.0
BETWEEN = 2.5
"""Above what stands side by side, and between the texts of one column."""

BOX = 11.0


def form_row(asked: FormRow, room: float) -> Row:
    """Set what is asked, then what was filled in already, or a line for each blank."""
    if asked.beside:
        return (_side_by_side(asked, room), _close(room))
    head = _column(_texts(((asked.stage, SMALL, False), (asked.words, BODY, True)), room))
    title = Block(ABOVE + head.height, head.at(0, ABOVE))
    told = (*_cells(asked.detail, SMALL, room), *_cells(asked.filled, FILLED, room))
    return (title, *told, *_to_write(asked, room), _close(room))


def _cells(text: str, size: float, room: float) -> Row:
    return row((Cell(text, 0, room, size),), room, above=0, rule=0) if text else ()


def _close(room: float) -> Block:
    return Block(1.0, (Line((0, 1), (room, 1), 0.3),))


def _side_by_side(asked: FormRow, room: float) -> Block:
    (_, left), (x, right) = columns(BESIDE, room)
    texts = ((asked.stage, SMALL, False), (asked.words, BODY, True), (asked.detail, SMALL, False))
    said = _column(_texts(texts, left))
    written = _column((*_texts(((asked.filled, FILLED, False),), right), *_to_write(asked, right)))
    # A line to write on has its room above it; a text beside it begins where the words do.
    down = ABOVE if asked.filled else 0.0
    height = max(ABOVE + said.height + BETWEEN, down + written.height)
    return Block(height, (*said.at(0, ABOVE), *written.at(x, down)))


def _texts(texts: Iterable[tuple[str, float, bool]], room: float) -> tuple[Block, ...]:
    return tuple(
        text_block(broken(text, bold, size, room), size, bold) for text, size, bold in texts if text
    )


def _column(blocks: tuple[Block, ...]) -> Block:
    """Return blocks one below the other."""
    marks: list[Mark] = []
    y = 0.0
    for block in blocks:
        marks += block.at(0, y)
        y += block.height + BETWEEN
    return Block(y, tuple(marks))


def _to_write(asked: FormRow, room: float) -> tuple[Block, ...]:
    return (
        *(_tick(words, room) for words in asked.ticks),
        *(_lines(line, room) for line in asked.blanks),
    )


def _tick(words: str, room: float) -> Block:
    """Return a box to tick and its words, with room above it for a gloved hand."""
    said = text_block(broken(words, False, BODY, room - BOX - 6), BODY)
    marks = (frame(0, ABOVE + 2, BOX, BOX, 0.8), *said.at(BOX + 6, ABOVE + 4))
    return Block(max(said.height, BOX) + ABOVE + 6, marks)


def _lines(captions: tuple[tuple[str, float], ...], room: float) -> Block:
    """Return one row of lines to write on, the caption of each below it."""
    share = (room - COLUMN_GAP * (len(captions) - 1)) / sum(width for _, width in captions)
    marks: list[Mark] = []
    x = deepest = 0.0
    for caption, width in captions:
        wide = width * share
        marks.append(Line((x, WRITING), (x + wide, WRITING), RULE))
        said = text_block(broken(caption, False, CAPTION, wide + COLUMN_GAP / 2), CAPTION)
        marks += said.at(x, WRITING + BELOW_LINE)
        deepest = max(deepest, said.height)
        x += wide + COLUMN_GAP
    return Block(WRITING + BELOW_LINE + deepest + BELOW_CAPTION, tuple(marks))
