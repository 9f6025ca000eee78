"""What the patterns of a chart stand for, side by side on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from reports import fonts
from reports.block import Block
from reports.marks import Mark, Text
from reports.rows import SMALL

Pattern = TypeVar("Pattern")

HEIGHT = 11.0
BASELINE = 9.0
"""From the top of a swatch to the baseline of its words."""

BESIDE = 5.0
APART = 14.0


@dataclass(frozen=True, slots=True)
class Swatches(Generic[Pattern]):
    """How a chart draws its patterns: with what, how wide, how far down and how far apart."""

    drawn: Callable[[Pattern, float, float, float, float], Iterator[Mark]]
    width: float
    top: float
    line: float


def legend(
    patterns: Sequence[tuple[Pattern, str]], room: float, swatches: Swatches[Pattern]
) -> Block:
    """Return what each pattern stands for, side by side, in as many lines as it takes."""
    marks: list[Mark] = []
    x, y = 0.0, swatches.top
    for pattern, words in patterns:
        wide = swatches.width + BESIDE + fonts.width(words, False, SMALL)
        if x and x + wide > room:
            x, y = 0.0, y + swatches.line
        marks += swatches.drawn(pattern, x, y, swatches.width, HEIGHT)
        marks.append(Text(x + swatches.width + BESIDE, y + BASELINE, words, SMALL))
        x += wide + APART
    return Block(y + swatches.line, tuple(marks))
