"""Type sizes and margins of labels: which a stock has, from the roomiest to the tightest."""

from __future__ import annotations

from dataclasses import dataclass

from reports.block import LEADING
from reports.label_stock import LabelStock
from reports.label_times import TimeType


@dataclass(frozen=True, slots=True)
class Scale:
    """Type sizes and the least gap between two blocks, in points.

    - padding: within the boxes of times
    - around: black above and below the sign of a warning
    - leading: from baseline to baseline of the name and the drug, as a multiple of the type size
    - dense: the identifier may stand at the end of a name's second line
    - close: the times stand close below their captions
    """

    name: float
    drug: tuple[float, ...]
    wrapped_drug: float
    body: float
    caption: float
    moment: float
    warning: float
    note: float
    gap: float
    padding: float = 5.0
    around: float = 2.7
    leading: float = LEADING
    dense: bool = False
    close: bool = False

    @property
    def times(self) -> TimeType:
        """The type of the captioned times."""
        return TimeType(self.body, self.caption, self.moment, self.padding, self.close)


@dataclass(frozen=True, slots=True)
class Design:
    """How labels of a stock are set.

    - margin: left blank around the edge, in points: label stock shifts by a millimetre or two
    - scales: for the label of a bag
    - roomy: for other labels, which say less; tried before the scales
    - tight: only for several labels, and to spare other labels a second
    - tightest: only for several labels, where it is refused otherwise
    - stacked: scales that are tried first with the code beside the notes alone
    """

    margin: float
    scales: tuple[Scale, ...]
    roomy: tuple[Scale, ...]
    tight: tuple[Scale, ...]
    tightest: tuple[Scale, ...]
    stacked: tuple[Scale, ...]


SCALES = (
    Scale(15, (18, 17, 16), 17, 9, 7, 13, 8.5, 7.5, 5),
    Scale(14, (16, 15), 16, 9, 7, 13, 8.5, 7, 3.6),
    Scale(13, (15, 14), 14, 8.5, 6.5, 13, 8, 6.5, 3.5),
    Scale(12, (14, 13, 12), 12, 8, 6, 12, 7.5, 6, 2.5),
)

ROOMY = (
    Scale(18, (26, 24, 22), 22, 11, 9, 18, 11, 9, 7),
    Scale(16, (22, 20, 18), 18, 10, 8, 15, 9.5, 8.5, 6),
)

COMPACT = (
    Scale(13, (16, 15, 14), 14, 8.5, 7, 13, 8, 7, 3.5, 4.5, dense=True),
    Scale(12, (15, 14, 13), 13, 8, 6.5, 12, 7.5, 6.5, 2.5, 4, dense=True),
    Scale(12, (14, 13, 12), 12, 7.5, 6, 12, 7, 6, 1.8, 3.6, dense=True),
)

TIGHT = (
    Scale(12, (13, 12), 12, 7, 6, 11, 6.5, 6, 1.0, 2.6, 1.6, leading=1.12, dense=True, close=True),
)

TIGHTEST = (
    Scale(12, (12,), 12, 7, 6, 11, 6.5, 6, 0.8, 2.2, 1.6, leading=1.1, dense=True, close=True),
    Scale(12, (12,), 12, 6.5, 6, 10.5, 6, 6, 0.8, 1.8, 1.5, leading=1.1, dense=True, close=True),
)

ROOMY_COMPACT = (
    Scale(15, (20, 18, 17), 17, 9.5, 7.5, 15, 9, 8, 5, dense=True),
    Scale(14, (17, 16, 15), 15, 9, 7, 14, 8.5, 7.5, 4, dense=True),
)

FULL_HEIGHT = 160.0
"""A label less high than this, in points, is small stock with sizes of its own."""

TALL = 200.0
"""A label less high than this has no room for all of a bag's words above the code."""


def design_of(stock: LabelStock) -> Design:
    """Return how labels of a stock are set."""
    if stock.label.height < FULL_HEIGHT:
        return Design(5.6, COMPACT, ROOMY_COMPACT, TIGHT, TIGHTEST, ())
    stacked = SCALES if stock.label.height >= TALL else ()
    return Design(9.0, (*SCALES, *COMPACT), ROOMY, TIGHT, TIGHTEST, stacked)
