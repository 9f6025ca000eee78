"""What a label printer is fed: rolls of single labels, and sheets of eight."""

from __future__ import annotations

from dataclasses import dataclass

from reports.marks import Point
from reports.paper import SIZES
from reports.sheet import Sheet

MM = 72 / 25.4
INCH = 72.0


@dataclass(frozen=True, slots=True)
class LabelStock:
    """One kind of stock; lengths are points.

    `page` is what the printer is fed: the label itself on a roll, else the sheet. `places` are
    the upper left corners of the labels on it, in the order in which they are used.
    """

    name: str
    words: str
    page: Sheet
    label: Sheet
    places: tuple[Point, ...]


def _roll(name: str, words: str, width: float, height: float) -> LabelStock:
    label = Sheet(width, height)
    return LabelStock(name, words, label, label, ((0.0, 0.0),))


def _sheet(name: str, words: str, page: Sheet, label: Sheet) -> LabelStock:
    left, top = (page.width - 2 * label.width) / 2, (page.height - 4 * label.height) / 2
    places = tuple(
        (left + column * label.width, top + row * label.height)
        for row in range(4)
        for column in range(2)
    )
    return LabelStock(name, words, page, label, places)


STOCKS = {
    each.name: each
    for each in (
        _roll("4x3in", "4 × 3 in roll", 4 * INCH, 3 * INCH),
        _roll("4x2in", "4 × 2 in roll", 4 * INCH, 2 * INCH),
        _roll("100x50mm", "100 × 50 mm roll", 100 * MM, 50 * MM),
        _sheet("letter-8", "Letter sheet of 8", SIZES["letter"], Sheet(4 * INCH, 2.5 * INCH)),
        _sheet("a4-8", "A4 sheet of 8", SIZES["A4"], Sheet(99.1 * MM, 67.7 * MM)),
    )
}
FOUR_BY_THREE = STOCKS["4x3in"]
