"""A band that says what the paper is not: white words on black between stripes.

It has a place of its own and never lies over what is to be read. Without colour, and on a printer
that puts down black alone, it is the same.
"""

from __future__ import annotations

from reports import fonts
from reports.block import Block, no_room
from reports.marks import Boxes, Fill, Mark, Text

AROUND = 0.45
"""Black above and below the capitals, as a multiple of the type size."""

BESIDE = 0.9
"""Black between the words and the stripes."""

STRIPE = 0.7
"""From one stripe to the next."""


def mark_band(words: str, room: float, size: float) -> Block:
    """Return the band, `room` points wide; raises Unprintable where the words have no room."""
    wide = fonts.width(words, True, size)
    if wide > room:
        raise no_room("mark", words, room, size)
    capitals = fonts.CAPITAL * size
    height = capitals + 2 * AROUND * size
    left = (room - wide) / 2
    marks: list[Mark] = [
        Boxes(((0, 0, room, height),)),
        *_stripes(0, left - BESIDE * size, height, STRIPE * size),
        *_stripes(left + wide + BESIDE * size, room, height, STRIPE * size),
        Text(left, AROUND * size + capitals, words, size, bold=True, white=True),
    ]
    return Block(height, tuple(marks))


def _stripes(start: float, end: float, height: float, step: float) -> list[Fill]:
    """Return slanting white stripes between two places of the band, as many as have room."""
    count = int((end - start - height) / (2 * step))
    if count < 1:
        return []
    spare = (end - start - height - 2 * step * count + step) / 2
    outlines = []
    for number in range(count):
        x = start + spare + 2 * step * number
        outlines.append(((x, height), (x + step, height), (x + step + height, 0), (x + height, 0)))
    return [Fill(tuple(outlines), white=True)]
