"""A piece of work on a list: whose it is and what, when, what it takes, and boxes to tick.

Black on white. What is late or over a limit stands in reverse print behind a triangle, so that it
is found at arm's length and tells in a photocopy.
"""

from __future__ import annotations

from reports import fonts
from reports.block import Block, flush_right, text_block
from reports.marks import Boxes, Fill, Line, Mark, Text, frame
from reports.rows import BODY, COLUMN_GAP, RULE, SMALL, Row, columns
from reports.section import Task
from reports.wrap import broken

NUMBERS = 22.0
"""Room for the numbers of the list, in points."""

HEAD = 11.5
STANDING = 9.5
CAPTION = 7.0
BESIDE = 3
"""How many facts stand side by side."""

BOX = 10.0
"""A box to tick: big enough for a gloved hand with a ball-point pen."""

ABOVE = 8.0
TICKS_ABOVE = 6.0
APART = 16.0
BELOW = 6.0
TRIANGLE = 9.0


def task_row(task: Task, room: float) -> Row:
    """Return a piece of work as one strip, never cut apart, with a line below it."""
    marks: list[Mark] = [Text(0, ABOVE + 10, task.number, HEAD, bold=True)]
    inside = room - NUMBERS
    y = ABOVE
    for part in (
        _head(task, inside),
        _alarm(task.alarm, inside),
        _facts(task.facts, inside),
        _lines(task.lines, inside),
        _ticks(task.ticks, inside),
    ):
        marks += part.at(NUMBERS, y)
        y += part.height
    y += BELOW
    marks.append(Line((0, y), (room, y), RULE))
    return (Block(y, tuple(marks)),)


def _head(task: Task, room: float) -> Block:
    """Return whose it is and what, in bold, and how it stands at the right."""
    standing = fonts.width(task.standing, True, STANDING) + 2 * APART if task.standing else 0.0
    lines = [*broken(task.whom, True, HEAD, room - standing), *broken(task.what, True, HEAD, room)]
    block = text_block(lines, HEAD, bold=True)
    marks = list(block.marks)
    if task.standing:
        wide = fonts.width(task.standing, True, STANDING) + 12
        marks.append(frame(room - wide, -4, wide, 15, 0.8))
        marks.append(flush_right(task.standing, room - 6, 7, STANDING, True))
    return Block(block.height + 4, tuple(marks))


def _alarm(words: str, room: float) -> Block:
    if not words:
        return Block(0, ())
    lines = broken(words, True, BODY, room - TRIANGLE - 18)
    text = text_block(lines, BODY, bold=True)
    height = text.height + 7
    middle = height / 2
    triangle = (
        (6.0, middle + TRIANGLE / 2),
        (6.0 + TRIANGLE / 2, middle - TRIANGLE / 2),
        (6.0 + TRIANGLE, middle + TRIANGLE / 2),
    )
    white = tuple(
        Text(m.x + TRIANGLE + 12, m.y + 4, m.text, m.size, m.bold, True)
        for m in text.marks
        if isinstance(m, Text)
    )
    behind: tuple[Mark, ...] = (
        Boxes(((0.0, 0.0, room, height),)),
        Fill((triangle,), white=True),
    )
    return Block(height + 4, (*behind, *white))


def _facts(facts: tuple[tuple[str, str], ...], room: float) -> Block:
    """Return captioned facts, some side by side."""
    marks: list[Mark] = []
    places = columns((1.0,) * BESIDE, room)
    y = 0.0
    for start in range(0, len(facts), BESIDE):
        deepest = 0.0
        for (caption, value), (x, width) in zip(
            facts[start : start + BESIDE], places, strict=False
        ):
            named = text_block(broken(caption, False, CAPTION, width), CAPTION)
            said = text_block(broken(value, True, BODY, width), BODY, bold=True)
            marks += named.at(x, y)
            marks += said.at(x, y + named.height + 1.5)
            deepest = max(deepest, named.height + 1.5 + said.height)
        y += deepest + 5
    return Block(y, tuple(marks))


def _lines(lines: tuple[str, ...], room: float) -> Block:
    marks: list[Mark] = []
    y = 0.0
    for line in lines:
        block = text_block(broken(line, False, BODY, room), BODY)
        marks += block.at(0, y)
        y += block.height + 3
    return Block(y, tuple(marks))


def _ticks(words: tuple[str, ...], room: float) -> Block:
    """Return a box and its word for each, in as many lines as it takes."""
    if not words:
        return Block(0, ())
    marks: list[Mark] = []
    x, y = 0.0, TICKS_ABOVE
    for each in words:
        wide = BOX + 5 + fonts.width(each, False, SMALL)
        if x and x + wide > room:
            x, y = 0.0, y + BOX + TICKS_ABOVE
        marks.append(frame(x, y, BOX, BOX, 0.8))
        marks.append(Text(x + BOX + 5, y + BOX - 1.5, each, SMALL))
        x += wide + APART + COLUMN_GAP
    return Block(y + BOX, tuple(marks))
