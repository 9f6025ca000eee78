"""Where everything on one label goes.

A label is a stack of blocks with the code at its lower right. Its upper blocks are as wide as the
label; the notes, and as many of the blocks above them as the code reaches up to, stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.block import Block, text_height
from reports.datamatrix import Cells, Symbol
from reports.label_blocks import notes_block
from reports.label_contents import Contents, Maker
from reports.label_scale import Design, Scale
from reports.marks import Mark
from reports.press import Press
from reports.refusal import Unprintable
from reports.sheet import MILLIMETRE, Sheet

LARGEST_SIDE = 30 * MILLIMETRE
"""A code wider than this takes room that words need; 30 mm in points."""

HAIR = 1e-6
"""What rounding may be off by, in points."""

LARGEST_BESIDE = 0.51 * MILLIMETRE
"""The widest module, in points, of a code that makes other blocks than the notes narrower."""


@dataclass(frozen=True, slots=True)
class Face:
    """One label laid out; its upper left corner is at (0, 0).

    - sheet: its measures, and `margin` what stays blank at its edges
    - parts: the name and text of all its words, in the order in which they are read
    - marks: everything but the code
    - symbol: the code, and `corner` where its upper left corner is
    """

    sheet: Sheet
    margin: float
    parts: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    symbol: Symbol
    corner: tuple[float, float]

    def at(self, x: float, y: float) -> tuple[Mark, ...]:
        """Return all marks with the label's corner put at (x, y), the code last.

        The code is moved up and left to whole dots of the page.
        """
        left, top = self.corner
        marks = self.marks if x == y == 0 else tuple(mark.moved(x, y) for mark in self.marks)
        return (*marks, self.symbol.drawn(x + left, y + top))


def symbols(cells: Cells, press: Press) -> tuple[Symbol, ...]:
    """Return a code in the sizes that may be tried, largest first; the smallest at any rate."""
    found = [Symbol(cells, dots, press.dot) for dots in press.modules]
    fitting = [symbol for symbol in found if symbol.side <= LARGEST_SIDE]
    return tuple(fitting or found[-1:])


class Setting:
    """One label at one scale, its blocks measured once for each width.

    Raises Unprintable where a text has no room in the width of the label.
    """

    def __init__(self, told: Contents, scale: Scale, design: Design, sheet: Sheet) -> None:
        self._told = told
        self._scale = scale
        self._margin = design.margin
        self._sheet = sheet
        self._room = sheet.width - 2 * design.margin
        self._height = sheet.height - 2 * design.margin
        self._heads = self._made(told.head, self._room)
        self._wide = self._made(told.lower, self._room)
        self._narrow: dict[float, list[Block] | None] = {}

    def tries(self, symbols: Sequence[Symbol], most: int) -> Iterator[tuple[int, Symbol]]:
        """Yield how many blocks above the notes stand beside which code, in order of preference.

        As few blocks as may be, and then the largest code.
        """
        for beside in range(most + 1):
            for symbol in symbols:
                if not beside or symbol.module <= LARGEST_BESIDE:
                    yield beside, symbol

    def fitted(self, notes: Sequence[str], symbol: Symbol, beside: int) -> Face | None:
        """Return the label with all `notes`, `beside` blocks above them next to the code, or None.

        Raises Unprintable where a note has no room in the width that the code leaves.
        """
        room = self._room - symbol.side - symbol.quiet
        narrow = self._beside(room, beside)
        if narrow is None:
            return None
        wide = self._heads + self._wide[: len(self._wide) - beside]
        code = symbol.side + max(0.0, symbol.quiet - self._scale.gap)
        above = self._height - sum(block.height for block in wide)
        below = above - sum(block.height for block in narrow)
        gaps = len(wide) + len(narrow)
        lines = len(notes) + bool(self._told.marker)
        least = text_height(self._scale.note, lines) if lines else 0.0
        if min((below - least) / gaps, (above - code) / len(wide)) < self._scale.gap - HAIR:
            return None
        rooms = self._room, room
        last = notes_block(self._told.marker, notes, rooms, 0.0, self._scale.note)
        if last.height > below - gaps * self._scale.gap and not self._told.lower:
            # The notes of a further label run around the code.
            free = above - symbol.side - symbol.quiet - len(wide) * self._scale.gap
            last = notes_block(self._told.marker, notes, rooms, free, self._scale.note)
            above = code + len(wide) * self._scale.gap  # and nothing may move down
        gap = min((below - last.height) / gaps, (above - code) / len(wide), 2 * self._scale.gap)
        if gap < self._scale.gap - HAIR:
            return None
        marks: list[Mark] = []
        y = self._margin
        for block in (*wide, *narrow):
            marks += block.at(self._margin, y)
            y += block.height + gap
        marks += last.at(self._margin, y)
        edge = self._margin + symbol.side
        corner = self._sheet.width - edge, self._sheet.height - edge
        parts = (*self._told.parts, *(("note", note) for note in notes))
        return Face(self._sheet, self._margin, parts, tuple(marks), symbol, corner)

    def _beside(self, room: float, count: int) -> list[Block] | None:
        """Return the lowest `count` blocks in the width beside the code, None where one is cut."""
        if not count:
            return []
        if room not in self._narrow:
            try:
                self._narrow[room] = self._made(self._told.lower, room)
            except Unprintable:
                self._narrow[room] = None
        blocks = self._narrow[room]
        return blocks and blocks[-count:]

    def _made(self, makers: Sequence[Maker], room: float) -> list[Block]:
        return [make(room, self._scale) for make in makers]
