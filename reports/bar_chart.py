"""Bars on paper, one row for each name: parts of different patterns on one axis, black on white.

What a part stands for is told by its pattern in the legend and by the words below the bar.
"""

from __future__ import annotations

from collections.abc import Iterator

from reports import fonts
from reports.block import Block, text_block
from reports.legend import Swatches
from reports.marks import Boxes, Fill, Line, Mark, Text, frame
from reports.rows import HAIRLINE, RULE, SMALL, Row
from reports.section import Bar, BarAxis, BarPattern
from reports.wrap import broken

NAMES = 62.0
"""Room for the names of the bars, in points."""

EDGE = 14.0
AXIS = 14.0
BAR = 14.0
TOP = 5.0
"""Above a bar, from the top of its row."""

WORDS = 12.0
"""From the foot of a bar to the baseline of its words."""

BELOW = 7.0
SPACING = 3.2
"""Between the lines of a pattern, in points."""

STROKE = 0.6
OUTLINE = 0.7


def axis(scale: BarAxis, room: float) -> Block:
    """Return the axis above the bars: a tick and a number at each round length."""
    marks: list[Mark] = []
    for at, words in scale.ticks:
        x = _place(at, room)
        wide = fonts.width(words, False, SMALL)
        marks.append(Text(min(x - wide / 2, room - wide), 9, words, SMALL))
        marks.append(Line((x, 11), (x, AXIS), HAIRLINE))
    return Block(AXIS, tuple(marks))


def bar_row(bar: Bar, scale: BarAxis, room: float) -> Row:
    """Return a bar as one strip, never cut apart: its name, its parts, its words below."""
    marks: list[Mark] = [Text(0, TOP + BAR - 3.5, bar.name, 10, bold=True)]
    left = _place(0, room)
    words = text_block(broken(bar.words, False, SMALL, room - left), SMALL)
    foot = TOP + BAR
    end = foot + WORDS - fonts.CAPITAL * SMALL + words.height + BELOW - 3
    for at, _ in scale.ticks:
        x = _place(at, room)
        marks.append(Line((x, 0), (x, foot + 2), HAIRLINE))
    begun = 0.0
    for pattern, length in bar.parts:
        x, right = _place(begun, room), _place(begun + length, room)
        if right > x:
            marks += _part(pattern, x, TOP, right - x, BAR)
        begun += length
    marks += words.at(left, foot + WORDS - fonts.CAPITAL * SMALL)
    marks.append(Line((0, end), (room, end), HAIRLINE))
    return (Block(end, tuple(marks)),)


def rule(room: float) -> Block:
    """Return the line between the axis and the first bar."""
    return Block(RULE, (Line((_place(0, room), 0), (room, 0), RULE),))


def _place(length: float, room: float) -> float:
    return NAMES + length * (room - NAMES - EDGE)


def _part(pattern: BarPattern, x: float, y: float, width: float, height: float) -> Iterator[Mark]:
    if pattern == "solid":
        yield Boxes(((x, y, width, height),))
        return
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    yield Fill((corners,), white=True)  # or the axis would be seen through it
    if pattern in ("hatched", "crossed"):
        yield from _diagonals(x, y, width, height, up=True)
    if pattern == "crossed":
        yield from _diagonals(x, y, width, height, up=False)
    if pattern == "lined":
        for number in range(1, int(height / SPACING) + 1):
            down = y + number * SPACING
            yield Line((x, down), (x + width, down), STROKE)
    yield frame(x, y, width, height, min(OUTLINE, width / 2))


def _diagonals(x: float, y: float, width: float, height: float, *, up: bool) -> Iterator[Line]:
    """Yield lines at 45 degrees that end at the edges of a rectangle."""
    for number in range(1, int((width + height) / SPACING) + 1):
        reach = number * SPACING
        # From the left or the lower edge, to the upper or the right one.
        low = (max(0.0, reach - height), min(reach, height))
        high = (min(reach, width), max(0.0, reach - width))
        (x1, y1), (x2, y2) = low, high
        if not up:
            y1, y2 = height - y1, height - y2
        yield Line((x + x1, y + y1), (x + x2, y + y2), STROKE)


SWATCHES: Swatches[BarPattern] = Swatches(_part, width=22.0, top=2.0, line=17.0)
"""The patterns as the legend shows them."""
