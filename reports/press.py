"""What a page is drawn for: the stock, the printer's resolution, and the first free place."""

from __future__ import annotations

from dataclasses import dataclass

from reports.label_stock import FOUR_BY_THREE, LabelStock


@dataclass(frozen=True, slots=True)
class Press:
    """`dpi` is dots per inch; `first` counts the free places on a sheet from 1."""

    stock: LabelStock = FOUR_BY_THREE
    dpi: int = 203
    first: int = 1
