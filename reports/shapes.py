"""The small signs that stand before the warnings, so that they do not rest on words alone."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TypeAlias

from reports.marks import Fill, Point

Outlines: TypeAlias = tuple[tuple[Point, ...], ...]
Layers: TypeAlias = tuple[tuple[Outlines, bool], ...]
"""Outlines drawn one upon the other, each layer white or black."""


def sign(warning: str, x: float, y: float, size: float) -> tuple[Fill, ...]:
    """Return the sign for `warning`, white on black, `size` points square from (x, y) down.

    A warning without a sign of its own gets a diamond.
    """
    return _placed(_SIGNS.get(warning.upper(), _DIAMOND), x, y, size)


def forbidding(_: str, x: float, y: float, size: float) -> tuple[Fill, ...]:
    """Return the sign of what must not be done, whatever its words: a ring with a bar across."""
    return _placed(_FORBIDDEN, x, y, size)


def _placed(layers: Layers, x: float, y: float, size: float) -> tuple[Fill, ...]:
    half = size / 2
    return tuple(
        Fill(
            tuple(
                tuple((x + half + px * half, y + half + py * half) for px, py in points)
                for points in outlines
            ),
            white,
        )
        for outlines, white in layers
    )


def _turned(points: tuple[Point, ...], turn: float) -> tuple[Point, ...]:
    """Return `points` turned clockwise about the middle by a part of a full turn."""
    c, s = cos(2 * pi * turn), sin(2 * pi * turn)
    return tuple((px * c - py * s, px * s + py * c) for px, py in points)


def _disc(radius: float) -> tuple[Point, ...]:
    return tuple((radius * cos(pi * i / 16), radius * sin(pi * i / 16)) for i in range(32))


def _bar(start: float, end: float, half_width: float) -> tuple[Point, ...]:
    return ((start, -half_width), (end, -half_width), (end, half_width), (start, half_width))


# Every sign is drawn in a square from -1 to 1, layer upon layer, white or black; within a layer
# one outline inside another is a hole.
_STRUCK = (
    ((_turned(_bar(-1.3, 1.3, 0.21), 0.125),), False),
    ((_turned(_bar(-1.25, 1.25, 0.1), 0.125),), True),
)
_SUN = (_disc(0.55), *(_turned(_bar(0.72, 1.05, 0.11), i / 8) for i in range(8)))
_ARM = (
    (0.2, -0.1), (0.5, -0.1), (0.68, -0.36), (0.86, -0.26), (0.74, -0.1), (1.05, -0.1),
    (1.05, 0.1), (0.74, 0.1), (0.86, 0.26), (0.68, 0.36), (0.5, 0.1), (0.2, 0.1),
)  # fmt: skip
_SNOWFLAKE = tuple(_turned(_ARM, i / 6) for i in range(6))
_DANGER = (
    ((0.0, -1.0), (1.12, 0.92), (-1.12, 0.92)),
    ((-0.16, -0.36), (0.16, -0.36), (0.1, 0.32), (-0.1, 0.32)),
    tuple((px, py + 0.58) for px, py in _disc(0.15)),
)
_DIAMOND = (((((0.0, -0.8), (0.8, 0.0), (0.0, 0.8), (-0.8, 0.0)),), True),)
_FORBIDDEN = (
    ((_disc(1.0), _disc(0.72)), True),
    ((_turned(_bar(-0.85, 0.85, 0.14), 0.125),), True),
)
_SIGNS = {
    "PROTECT FROM LIGHT": ((_SUN, True), *_STRUCK),
    "HAZARDOUS DRUG": ((_DANGER, True),),
    "DO NOT FREEZE": ((_SNOWFLAKE, True), *_STRUCK),
}
