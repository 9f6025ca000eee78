"""What a page is drawn for: the stock, the printer's dots, and the first free place on a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from reports.label_stock import FOUR_BY_THREE, LabelStock
from reports.sheet import INCH, MILLIMETRES_AN_INCH

PRINTER_DPI = 203
"""Resolution of the coarsest label printers in use."""

SMALLEST_MODULE = 0.33
"""Modules of a code in millimetres: with less, worn print heads and hand scanners fail."""

LARGEST_MODULE = 0.9
"""Above this a code only takes room."""


@dataclass(frozen=True, slots=True)
class Press:
    """A printer as far as drawing needs to know it.

    - stock: what it is fed
    - dpi: its dots in an inch: 203, 300 or 600
    - first: the first free place of the first sheet, counted from 1; 1 for a roll

    Raises ValueError for a place that the stock has not, or dots too coarse for a code.
    """

    stock: LabelStock = FOUR_BY_THREE
    dpi: int = PRINTER_DPI
    first: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.first <= len(self.stock.places):
            raise ValueError(f"{self.stock.words} has {len(self.stock.places)} places")
        if not self.modules:
            raise ValueError(f"{self.dpi} dots an inch are too coarse for a code")

    @property
    def dot(self) -> float:
        """The length of one dot in points."""
        return INCH / self.dpi

    @property
    def modules(self) -> tuple[int, ...]:
        """The printer's dots that a module of a code may be wide, largest first."""
        inch = self.dpi / MILLIMETRES_AN_INCH
        most = floor(LARGEST_MODULE * inch)
        return tuple(dots for dots in range(most, 0, -1) if dots >= SMALLEST_MODULE * inch)

    def places(self, page: int) -> tuple[tuple[float, float], ...]:
        """Return the free places of a page in the order of their use; pages count from 0."""
        return self.stock.places[self.first - 1 :] if page == 0 else self.stock.places
