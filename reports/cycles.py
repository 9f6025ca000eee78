"""The cycles of a course drawn on paper: doses as marks on one axis of days, black on white.

How a dose stands is told by its sign and by its words; nothing rests on a colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, pi, sin

from reports import fonts
from reports.block import Block, text_block
from reports.marks import Fill, Line, Mark, Point, Text
from reports.rows import HAIRLINE, RULE, SMALL, Row
from reports.section import Cycle, CycleDose
from reports.wrap import broken

NAMES = 62.0
"""Room for the names of the cycles, in points."""

EDGE = 16.0
AXIS = 14.0
MIDDLE = 12.0
"""Where the line of a cycle stands, from the top of its row."""

RADIUS = 7.5
WORDS = 33.0
"""Where the words of the doses stand, from the top of the row."""

LEADING = 11.0
BELOW = 7.0
WEEK = 7
GAP = 8.0


def axis(days: int, room: float) -> Block:
    """Return the axis above the cycles: a tick and a name for the first day of each week."""
    marks: list[Mark] = []
    for day in range(0, days + 1, WEEK):
        x = _place(day, days, room)
        words = f"day {day + 1}"
        wide = fonts.width(words, False, SMALL)
        marks.append(Text(min(x - wide / 2, room - wide), 9, words, SMALL))
        marks.append(Line((x, 11), (x, AXIS), HAIRLINE))
    return Block(AXIS, tuple(marks))


def cycle_row(cycle: Cycle, days: int, room: float) -> Row:
    """Return a cycle as one strip, never cut apart: line, marks, words, remark."""
    doses = sorted(cycle.doses, key=lambda dose: dose.at)
    centres = _apart(
        [_place(dose.at, days, room) for dose in doses], [2 * RADIUS + 2] * len(doses), room
    )
    marks: list[Mark] = [*_names(cycle), *_track(cycle, doses, days, room)]
    for dose in doses:
        marks += _window(dose, days, room)
    for dose, x in zip(doses, centres, strict=True):
        marks += _sign(dose, x)
    lines = _worded(doses, centres, room)
    marks += lines
    end = max((mark.y for mark in lines), default=WORDS) + BELOW
    if cycle.remark:
        block = text_block(broken(cycle.remark, False, SMALL, room - NAMES), SMALL)
        marks += block.at(NAMES, end - 2)
        end += block.height + 2
    marks.append(Line((0, end), (room, end), HAIRLINE))
    return (Block(end + 3, tuple(marks)),)


def _place(at: float, days: int, room: float) -> float:
    return NAMES + EDGE + min(max(at, 0.0), days) / days * (room - NAMES - 2 * EDGE)


def _apart(wanted: Sequence[float], widths: Sequence[float], room: float) -> list[float]:
    """Return middles near what is wanted, each behind the one before, none beyond `room`."""
    found: list[float] = []
    edge = NAMES
    for middle, width in zip(wanted, widths, strict=True):
        found.append(max(middle, edge + width / 2))
        edge = found[-1] + width / 2
    edge = room
    for index in range(len(found) - 1, -1, -1):
        found[index] = min(found[index], edge - widths[index] / 2)
        edge = found[index] - widths[index] / 2
    return found


def _names(cycle: Cycle) -> Iterator[Mark]:
    yield Text(0, MIDDLE + 3.5, cycle.name, 10, bold=True)
    if cycle.begins:
        yield Text(0, WORDS, cycle.begins, SMALL)


def _track(cycle: Cycle, doses: Sequence[CycleDose], days: int, room: float) -> Iterator[Mark]:
    last = max((dose.at for dose in doses), default=0.0)
    end = _place(last if cycle.length is None else cycle.length, days, room)
    yield Line((_place(0, days, room), MIDDLE), (end, MIDDLE), RULE)
    if cycle.length is not None and cycle.length <= days:
        yield Line((end, MIDDLE - 4), (end, MIDDLE + 4), RULE)


def _window(dose: CycleDose, days: int, room: float) -> Iterator[Mark]:
    """Yield the bracket of the days on which a dose may be given."""
    if dose.window is None:
        return
    left, right = (_place(at, days, room) for at in dose.window)
    low = MIDDLE + RADIUS + 3
    yield Line((left, low), (right, low), RULE)
    for x in (left, right):
        yield Line((x, low - 3), (x, low), RULE)


def _sign(dose: CycleDose, x: float) -> Iterator[Mark]:
    disc = _ring(x, RADIUS)
    match dose.sign:
        case "due":
            yield Fill((disc,))
            yield _number(dose, x, white=True)
            return
        case "impossible" | "not on record":
            yield Fill((disc,), white=True)
            yield from _dashes(x)
        case _:
            yield Fill((disc,), white=True)
            yield Fill((disc, _ring(x, RADIUS - 1)))
    if dose.sign == "planned":
        yield _number(dose, x, white=False)
        return
    for start, end in _STROKES[dose.sign]:
        yield Line((x + start[0], MIDDLE + start[1]), (x + end[0], MIDDLE + end[1]), 1.5)


_STROKES: dict[str, tuple[tuple[Point, Point], ...]] = {
    "given": (((-3.4, 0.2), (-1, 3)), ((-1, 3), (3.6, -3))),
    "omitted": (((-3.6, 0), (3.6, 0)),),
    "impossible": (((-3, -3), (3, 3)), ((3, -3), (-3, 3))),
    "late": (((0, -4.2), (0, 1.2)), ((0, 3), (0, 4.2))),
    "not on record": (
        ((-2.2, -2.6), (0, -4)),
        ((0, -4), (2.2, -2.2)),
        ((2.2, -2.2), (0, 0.4)),
        ((0, 0.4), (0, 1.6)),
        ((0, 3), (0, 4.2)),
    ),
}


def _number(dose: CycleDose, x: float, *, white: bool) -> Text:
    text = str(dose.number)
    wide = fonts.width(text, True, SMALL)
    return Text(x - wide / 2, MIDDLE + 3.1, text, SMALL, bold=True, white=white)


def _ring(x: float, radius: float) -> tuple[Point, ...]:
    turns = (pi * part / 20 for part in range(40))
    return tuple((x + radius * cos(t), MIDDLE + radius * sin(t)) for t in turns)


def _dashes(x: float) -> Iterator[Mark]:
    points = _ring(x, RADIUS - 0.5)
    for part in range(0, len(points), 4):
        yield Line(points[part], points[part + 2], 1)


def _worded(doses: Sequence[CycleDose], centres: Sequence[float], room: float) -> list[Text]:
    """Return the words of each dose in lines of their own width, side by side."""
    most = (room - NAMES) / max(len(doses), 1) - GAP
    lines = [broken(f"D{dose.number} {dose.words}", False, SMALL, most) for dose in doses]
    widths = [max(fonts.width(each, False, SMALL) for each in text) + GAP for text in lines]
    places = _apart(centres, widths, room + GAP / 2)
    return [
        Text(place - fonts.width(line, False, SMALL) / 2, WORDS + at * LEADING, line, SMALL)
        for place, text in zip(places, lines, strict=True)
        for at, line in enumerate(text)
    ]
