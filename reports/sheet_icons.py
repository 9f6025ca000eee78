"""The icons of the command sheet, black on white."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from math import cos, hypot, pi, sin

from reports.marks import Fill, Point


class SheetIcon(Enum):
    """What an icon says."""

    CHECK = "check"
    CROSS = "cross"
    NEXT = "next"
    PREVIOUS = "previous"
    PERSON = "person"
    PAUSE = "pause"
    BACK = "back"
    POINT = "point"
    DELETE = "delete"
    SUN = "sun"
    CLOCK = "clock"
    PAGE = "page"
    SYRINGE = "syringe"
    LABEL = "label"
    BIN = "bin"
    LOCK = "lock"


# Strokes in a square of 24 x 24.
_STROKES: dict[SheetIcon, tuple[tuple[Point, ...], ...]] = {
    SheetIcon.CHECK: (((4, 13), (9.5, 18.5), (20, 6)),),
    SheetIcon.CROSS: (((5, 5), (19, 19)), ((19, 5), (5, 19))),
    SheetIcon.NEXT: (((12, 3), (12, 21)), ((5, 14), (12, 21), (19, 14))),
    SheetIcon.PREVIOUS: (((12, 21), (12, 3)), ((5, 10), (12, 3), (19, 10))),
    SheetIcon.PERSON: (
        tuple((12 + 4 * cos(pi * i / 8), 7.5 + 4 * sin(pi * i / 8)) for i in range(17)),
        tuple((12 - 8.5 * cos(pi * i / 8), 21.5 - 6.5 * sin(pi * i / 8)) for i in range(9)),
    ),
    SheetIcon.PAUSE: (((8, 4), (8, 20)), ((16, 4), (16, 20))),
    SheetIcon.BACK: (((21, 12), (3, 12)), ((10, 5), (3, 12), (10, 19))),
    SheetIcon.POINT: (
        tuple((12 + 1.6 * cos(pi * i / 4), 18 + 1.6 * sin(pi * i / 4)) for i in range(9)),
    ),
    SheetIcon.DELETE: (
        ((8, 4.5), (22, 4.5), (22, 19.5), (8, 19.5), (2, 12), (8, 4.5)),
        ((12, 9), (18, 15)),
        ((18, 9), (12, 15)),
    ),
    SheetIcon.SUN: (
        tuple((12 + 4.5 * cos(pi * i / 8), 12 + 4.5 * sin(pi * i / 8)) for i in range(17)),
        *(
            tuple((12 + r * cos(pi * i / 4), 12 + r * sin(pi * i / 4)) for r in (7.5, 10.5))
            for i in range(8)
        ),
    ),
    SheetIcon.CLOCK: (
        tuple((12 + 9.5 * cos(pi * i / 12), 12 + 9.5 * sin(pi * i / 12)) for i in range(25)),
        ((12, 6), (12, 12), (16.5, 14.5)),
    ),
    SheetIcon.PAGE: (
        ((5, 2.5), (19, 2.5), (19, 21.5), (5, 21.5), (5, 2.5)),
        *(((8.5, y), (15.5, y)) for y in (8, 12, 16)),
    ),
    SheetIcon.SYRINGE: (
        ((3, 9), (3, 15)),
        ((3, 12), (8, 12)),
        ((8, 8), (18, 8), (18, 16), (8, 16), (8, 8)),
        ((18, 12), (22.5, 12)),
        ((13, 8), (13, 11)),
    ),
    SheetIcon.LABEL: (
        ((2.5, 5), (21.5, 5), (21.5, 19), (2.5, 19), (2.5, 5)),
        ((6, 9.5), (18, 9.5)),
        *(((x, 13), (x, 16)) for x in (6.5, 9.5, 12.5, 15.5)),
    ),
    SheetIcon.LOCK: (
        ((4.5, 10.5), (19.5, 10.5), (19.5, 21), (4.5, 21), (4.5, 10.5)),
        (
            (7.5, 10.5),
            *((12 - 4.5 * cos(pi * i / 8), 7.5 - 4.5 * sin(pi * i / 8)) for i in range(9)),
            (16.5, 10.5),
        ),
        ((12, 14.5), (12, 17.5)),
    ),
    SheetIcon.BIN: (
        ((3.5, 6), (20.5, 6)),
        ((9, 6), (9, 3), (15, 3), (15, 6)),
        ((5.5, 6), (7, 21.5), (17, 21.5), (18.5, 6)),
    ),
}
_HALF = 1.35


def sheet_icon(icon: SheetIcon, x: float, y: float, size: float) -> list[Fill]:
    """Return an icon in a square of `size` points with its upper left corner at (x, y)."""
    scale = size / 24
    return [
        Fill((tuple((x + px * scale, y + py * scale) for px, py in outline),))
        for line in _STROKES[icon]
        for outline in _outlines(line)
    ]


def _outlines(line: tuple[Point, ...]) -> list[tuple[Point, ...]]:
    """Return what a pen with a round tip leaves: a bar for each stroke, a disc for each end."""
    bars = [_bar(start, end) for start, end in pairwise(line)]
    return bars + [_disc(point) for point in line]


def _bar(start: Point, end: Point) -> tuple[Point, ...]:
    (x1, y1), (x2, y2) = start, end
    length = hypot(x2 - x1, y2 - y1)
    dx, dy = _HALF * (y1 - y2) / length, _HALF * (x2 - x1) / length
    return ((x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy))


def _disc(point: Point) -> tuple[Point, ...]:
    x, y = point
    return tuple((x + _HALF * cos(pi * i / 8), y + _HALF * sin(pi * i / 8)) for i in range(16))
