"""A GS1 DataMatrix as shapes."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import TypeAlias, cast

from reports.marks import Boxes
from reports.refusal import Unprintable

Cells: TypeAlias = tuple[tuple[bool, ...], ...]
"""The square of modules, row by row from the top; True is dark."""

DOT = 72 / 203
"""The length in points of one dot of a 203 dpi label printer."""

QUIET = 2
"""Modules left blank around the symbol: one by ISO/IEC 16022, two for worn print heads."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A DataMatrix whose modules are `dots` printer dots wide and high; `dot` is one in points."""

    cells: Cells
    dots: int
    dot: float = DOT

    @property
    def module(self) -> float:
        """The width of one module in points."""
        return self.dots * self.dot

    @property
    def side(self) -> float:
        """The width and height of the symbol in points, without its quiet zone."""
        return len(self.cells) * self.module

    @property
    def quiet(self) -> float:
        """The width of the quiet zone in points."""
        return QUIET * self.module

    def drawn(self, x: float, y: float) -> Boxes:
        """Return the shape with its upper left corner at (x, y), moved up and left to whole dots.

        Each run of dark modules is one box. All are filled together, so that no seam can open
        between two rows.
        """
        left, top = x // self.dot * self.dot, y // self.dot * self.dot
        runs = (
            (
                left + start * self.module,
                top + row * self.module,
                (end - start) * self.module,
                self.module,
            )
            for row, cells in enumerate(self.cells)
            for start, end in _runs(cells)
        )
        return Boxes(tuple(runs))


def encode(code: str) -> Cells:
    """Return the modules for a GS1 element string such as "(91)2611-0042(93)2611021444".

    Raises Unprintable for text that is not one, or that scans back in another spelling.
    """
    import zxingcpp  # here, because the window opens without it

    kind = zxingcpp.BarcodeFormat.DataMatrix
    try:
        barcode = zxingcpp.create_barcode(code, kind, gs1=True, force_square=True)
    except ValueError as error:
        raise _no_element_string(code) from error
    if barcode.text != code:
        raise _no_element_string(code)
    # The image is a buffer, which its type hints leave out.
    dots = memoryview(cast("bytes", barcode.to_image(scale=1, add_quiet_zones=False))).tobytes()
    side = isqrt(len(dots))
    return tuple(tuple(dots[row * side + x] == 0 for x in range(side)) for row in range(side))


def _no_element_string(code: str) -> Unprintable:
    return Unprintable(
        f"The code “{code}” cannot be printed: it is not a GS1 element string. Each application "
        "identifier stands in round brackets before its value, such as (91)2611-0042."
    )


def _runs(cells: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return the start and end of each stretch of dark modules in a row."""
    edges = [i for i, dark in enumerate((*cells, False)) if dark != (i > 0 and cells[i - 1])]
    return list(zip(edges[::2], edges[1::2], strict=True))
