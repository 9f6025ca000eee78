"""The label stocks that Umbra draws on, and the papers: what a printer is fed, what is on it."""

from __future__ import annotations

from dataclasses import dataclass

from reports.marks import Point
from reports.paper import SIZES
from reports.sheet import INCH, MILLIMETRE, Sheet

COLUMNS = 2
ROWS = 4


@dataclass(frozen=True, slots=True)
class LabelStock:
    """Labels as they are bought. Lengths are points.

    - name: what files and settings call it: "4x3in"
    - words: what people call it: "4 × 3 in, roll"
    - page: what the printer is fed; of a roll it is the label itself
    - label: one label
    - places: the upper left corner of each label on the page, in the order in which they are used
    """

    name: str
    words: str
    page: Sheet
    label: Sheet
    places: tuple[Point, ...]

    @property
    def is_sheet(self) -> bool:
        """Whether several labels come on one page."""
        return len(self.places) > 1


def _roll(name: str, words: str, width: float, height: float) -> LabelStock:
    label = Sheet(width, height)
    return LabelStock(name, words, label, label, ((0.0, 0.0),))


def _eight(
    name: str, words: str, page: Sheet, label: Sheet, margins: Point, gap: float
) -> LabelStock:
    """Return a sheet of two columns and four rows, used row by row; rows touch."""
    left, top = margins
    places = tuple(
        (left + column * (label.width + gap), top + row * label.height)
        for row in range(ROWS)
        for column in range(COLUMNS)
    )
    return LabelStock(name, words, page, label, places)


_STOCKS = (
    _roll("4x3in", "4 × 3 in, roll", 4 * INCH, 3 * INCH),
    _roll("4x2in", "4 × 2 in, roll", 4 * INCH, 2 * INCH),
    _roll("100x50mm", "100 × 50 mm, roll", 100 * MILLIMETRE, 50 * MILLIMETRE),
    # Labels of 4 by 2 1/2 in: margins of 5/32 in at the sides and 1/2 in above and below, 3/16 in
    # between the columns. No maker's number stands for it; the test page shows whether it fits.
    _eight(
        "letter-8",
        "letter sheet, 8 labels of 4 × 2.5 in",
        SIZES["letter"],
        Sheet(4 * INCH, 2.5 * INCH),
        (0.15625 * INCH, 0.5 * INCH),
        0.1875 * INCH,
    ),
    # The usual A4 sheet of eight, of many makers.
    _eight(
        "a4-8",
        "A4 sheet, 8 labels of 99.1 × 67.7 mm",
        SIZES["A4"],
        Sheet(99.1 * MILLIMETRE, 67.7 * MILLIMETRE),
        (4.67 * MILLIMETRE, 13.1 * MILLIMETRE),
        2.5 * MILLIMETRE,
    ),
)

STOCKS: dict[str, LabelStock] = {stock.name: stock for stock in _STOCKS}
"""Every label stock by its name.

"letter-8" is a letter sheet of 2 columns and 4 rows of labels 4 by 2.5 in: 0.156 in left, 0.5 in
above, 0.188 in between the columns. "a4-8" is an A4 sheet of 2 columns and 4 rows of labels 99.1
by 67.7 mm: 4.67 mm left, 13.1 mm above, 2.5 mm between the columns.
"""

FOUR_BY_THREE = STOCKS["4x3in"]

PAPERS: dict[str, LabelStock] = {
    size: LabelStock(size, f"{size} paper", sheet, sheet, ((0.0, 0.0),))
    for size, sheet in SIZES.items()
}
"""The papers of documents, as stocks of one label as large as the page: "letter" and "A4"."""
