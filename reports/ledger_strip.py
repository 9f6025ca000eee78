"""Light and temperature on paper: what protected the drug and where it was, on one line of time.

Black on white: each protection has a pattern that the legend names, and a gap is hatched, framed
and higher than all else, with its length above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports import fonts
from reports.block import Block
from reports.legend import Swatches
from reports.marks import Boxes, Fill, Line, Mark, Text, frame
from reports.rows import HAIRLINE, SMALL, Row
from reports.section import BarAxis, StripLane, StripMark, StripPart, StripPattern

NAMES = 72.0
"""Room for the names of the lanes, in points."""

EDGE = 14.0
LANE = 18.0
ABOVE = 4.0
BELOW = 6.0
WORDS = 11.0
"""Height of a line of words above a lane, or below the last."""

RAISED = 3.0
"""How far a gap stands out of its lane, above and below."""

SHORTEST = 5.0
"""How wide a gap is drawn at the least, so that a minute of it is seen among hours."""

SPACING = 3.2
DOTS = 4.0
STROKE = 0.5
BOLD = 1.3
OUTLINE = 0.6
HEAVY = 1.4
APART = 6.0


def axis(scale: BarAxis, room: float) -> Block:
    """Return the axis above the lanes: a tick and its time at each moment given."""
    marks: list[Mark] = []
    for at, words in scale.ticks:
        x = _place(at, room)
        wide = fonts.width(words, False, SMALL)
        marks.append(Line((x, 11), (x, 14), HAIRLINE))
        marks.append(Text(min(x - wide / 2, room - wide), 9, words, SMALL))
    return Block(14.0, tuple(marks))


def lane_row(lane: StripLane, scale: BarAxis, room: float) -> Row:
    """Return a lane as one strip, never cut apart: its name, its parts, the words above gaps."""
    gaps = [part for part in lane.parts if part.pattern == "gap"]
    labels = _labels([(_span(part, room), part.words) for part in gaps], room)
    top = ABOVE + WORDS * len(labels) + (RAISED if gaps else 0.0)
    end = top + LANE + (RAISED if gaps else 0.0) + BELOW
    marks: list[Mark] = [Text(0, top + LANE - 5, lane.name, 10, bold=True)]
    for at, _ in scale.ticks:
        x = _place(at, room)
        marks.append(Line((x, 0), (x, end), HAIRLINE))
    for part in sorted(lane.parts, key=lambda each: each.pattern == "gap"):
        marks += _part(part, top, room)
    for number, line in enumerate(labels):
        for x, words in line:
            marks.append(Text(x, ABOVE + WORDS * (number + 1) - 3, words, SMALL, bold=True))
    return (Block(end, tuple(marks)),)


def marks_row(found: Sequence[StripMark], room: float) -> Row:
    """Return what held the drug from when on, below the lanes, in as many lines as it takes."""
    spots = [((_place(each.at, room),) * 2, each.words) for each in found]
    labels = _labels(spots, room)
    marks: list[Mark] = []
    for (x, _), _ in spots:
        marks.append(Line((x, 0), (x, 5), HEAVY))
    for number, line in enumerate(labels):
        for x, words in line:
            marks.append(Text(x, 5 + WORDS * (number + 1) - 2, words, SMALL))
    end = 5 + WORDS * len(labels) + 3
    return (Block(end, (*marks, Line((0, end), (room, end), HAIRLINE))),)


def _place(at: float, room: float) -> float:
    return NAMES + at * (room - NAMES - EDGE)


def _span(part: StripPart, room: float) -> tuple[float, float]:
    """Return the left and right edge of a part; a gap is widened so that it is seen."""
    left, right = _place(part.begun, room), _place(part.ended, room)
    if part.pattern != "gap" or right - left >= SHORTEST:
        return left, right
    left = min(max((left + right - SHORTEST) / 2, NAMES), room - SHORTEST)
    return left, left + SHORTEST


def _labels(
    spots: Sequence[tuple[tuple[float, float], str]], room: float
) -> list[list[tuple[float, str]]]:
    """Return lines of words, each over the middle of its spot, none on another."""
    lines: list[list[tuple[float, str]]] = []
    ends: list[float] = []
    for (left, right), words in spots:
        wide = fonts.width(words, True, SMALL)
        x = min(max((left + right - wide) / 2, NAMES), room - wide)
        number = next((n for n, end in enumerate(ends) if x >= end + APART), len(lines))
        if number == len(lines):
            lines.append([])
            ends.append(0.0)
        lines[number].append((x, words))
        ends[number] = x + wide
    # The first line is the nearest to the lane.
    return lines[::-1]


def _part(part: StripPart, top: float, room: float) -> Iterator[Mark]:
    left, right = _span(part, room)
    if part.pattern == "gap":
        yield from _patterned("gap", left, top - RAISED, right - left, LANE + 2 * RAISED)
        return
    if right - left < OUTLINE:
        return
    yield from _patterned(part.pattern, left, top, right - left, LANE)
    wide = fonts.width(part.words, False, SMALL)
    if part.words and wide + 10 <= right - left:
        yield _white(left + 3, top + 3, wide + 4, LANE - 6)
        yield Text(left + 5, top + LANE - 6, part.words, SMALL)


def _patterned(
    pattern: StripPattern, x: float, y: float, width: float, height: float
) -> Iterator[Mark]:
    yield _white(x, y, width, height)
    match pattern:
        case "lined":
            yield from _level(x, y, width, height)
        case "barred":
            yield from _upright(x, y, width, height)
        case "crossed":
            yield from _level(x, y, width, height)
            yield from _upright(x, y, width, height)
        case "dotted":
            yield from _dots(x, y, width, height)
        case "gap":
            yield from _slanted(x, y, width, height)
    heavy = HEAVY if pattern == "gap" else OUTLINE
    yield frame(x, y, width, height, min(heavy, width / 2))


def _white(x: float, y: float, width: float, height: float) -> Fill:
    return Fill((((x, y), (x + width, y), (x + width, y + height), (x, y + height)),), white=True)


def _level(x: float, y: float, width: float, height: float) -> Iterator[Line]:
    for number in range(1, int(height / SPACING) + 1):
        down = y + number * SPACING
        yield Line((x, down), (x + width, down), STROKE)


def _upright(x: float, y: float, width: float, height: float) -> Iterator[Line]:
    for number in range(1, int(width / SPACING) + 1):
        right = x + number * SPACING
        yield Line((right, y), (right, y + height), STROKE)


def _dots(x: float, y: float, width: float, height: float) -> Iterator[Boxes]:
    boxes = tuple(
        (x + (across + 0.5) * DOTS, y + (down + 0.5) * DOTS, 0.9, 0.9)
        for across in range(int(width / DOTS))
        for down in range(int(height / DOTS))
    )
    if boxes:
        yield Boxes(boxes)


def _slanted(x: float, y: float, width: float, height: float) -> Iterator[Line]:
    """Yield heavy lines at 45 degrees that end at the edges of a rectangle."""
    for number in range(1, int((width + height) / SPACING) + 1):
        reach = number * SPACING
        low = (x + max(0.0, reach - height), y + min(reach, height))
        high = (x + min(reach, width), y + max(0.0, reach - width))
        yield Line(low, high, BOLD)


SWATCHES: Swatches[StripPattern] = Swatches(_patterned, width=24.0, top=3.0, line=16.0)
"""The patterns as the legend shows them."""
