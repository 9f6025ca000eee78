"""A test page: what is 50 mm on paper shows whether the printer scales, shifts or cuts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.block import flush_right, text_block
from reports.datamatrix import Symbol, encode
from reports.label_scale import design_of
from reports.label_stock import PAPERS
from reports.marks import Line, Mark, Text, frame
from reports.paper import MARGIN as PAPER_MARGIN
from reports.press import Press
from reports.sheet import MILLIMETRE, write
from reports.wrap import broken

TITLE = "Test page"
LENGTH = 50
STEP = 10
WORDS = f"{LENGTH} mm: measure with a ruler"
SHORTER = "The ruler down the label has {length} mm."
FRAME = "The frame is all there, and equally far from the edges."
DOTS = "{dpi} dots an inch"
CODE = "(91)TEST"
"""Of the kind that labels carry, and of no preparation."""

INSIDE = 10.0
"""From the frame to the rulers, the words and the code, in points."""

LINE = 0.7
LONG, SHORT = 9.0, 5.0
"""Ticks, in points: each 10 mm, and each 5 mm between."""

NUMBER = 8.0
SIZE = 9.0
HEADING = 11.0
LARGEST_MODULE = 0.51 * MILLIMETRE


def draw_ruler(press: Press, mark: str = "") -> bytes:
    """Return a page of the stock with a ruler across and one down, of labels or documents.

    On a sheet the first free place has it, and every free place its frame. A label too low for 50
    mm has a ruler of fewer whole tens, and says so. The frame is what labels are printed within.
    `mark` says what the page is not, such as paper of real work; it may be empty.
    """
    stock = press.stock
    margin = PAPER_MARGIN if stock in PAPERS.values() else design_of(stock).margin
    wide, high = (side - 2 * margin for side in (stock.label.width, stock.label.height))
    marks: list[Mark] = [
        frame(x + margin, y + margin, wide, high, LINE) for x, y in press.places(0)
    ]
    x, y = press.places(0)[0]
    words = (mark,) if mark else ()
    marks += (each.moved(x + margin, y + margin) for each in _rulers(press, wide, high, words))
    code = _code(press)
    corner = x + margin + wide - INSIDE - code.side, y + margin + high - INSIDE - code.side
    return write(stock.page, TITLE, [[*marks, code.drawn(*corner)]])


def _rulers(press: Press, wide: float, high: float, besides: Sequence[str]) -> Iterator[Mark]:
    """Yield both rulers from their common corner, and the words between them."""
    down = min(LENGTH, int((high - INSIDE) / MILLIMETRE / STEP) * STEP)
    yield from (mark.moved(INSIDE, INSIDE) for mark in (*_across(), *_down(down)))
    lines = [press.stock.words, DOTS.format(dpi=press.dpi), FRAME]
    if down < LENGTH:
        lines.insert(0, SHORTER.format(length=down))
    lines = [*besides, *lines]
    left, top = INSIDE + LONG + 3 * NUMBER, INSIDE + LONG + 2.5 * NUMBER
    heading = text_block((WORDS,), HEADING, bold=True)
    yield from heading.at(left, top)
    said = [part for line in lines for part in broken(line, False, SIZE, wide - left - INSIDE)]
    yield from text_block(said, SIZE).at(left, top + heading.height + 4)


def _across() -> Iterator[Mark]:
    length = LENGTH * MILLIMETRE
    yield Line((0, 0), (length, 0), LINE)
    for millimetres in range(0, LENGTH + 1, STEP // 2):
        x = millimetres * MILLIMETRE
        is_long = millimetres % STEP == 0
        yield Line((x, 0), (x, LONG if is_long else SHORT), LINE)
        if is_long and millimetres:
            number = flush_right(str(millimetres), x, LONG + NUMBER, NUMBER, False)
            yield number.moved((x - number.x) / 2, 0)


def _down(length: int) -> Iterator[Mark]:
    yield Line((0, 0), (0, length * MILLIMETRE), LINE)
    for millimetres in range(0, length + 1, STEP // 2):
        y = millimetres * MILLIMETRE
        is_long = millimetres % STEP == 0
        yield Line((0, y), (LONG if is_long else SHORT, y), LINE)
        if is_long and millimetres:
            yield Text(LONG + 2, y + NUMBER / 3, str(millimetres), NUMBER)


def _code(press: Press) -> Symbol:
    dots = max(each for each in press.modules if each * press.dot <= LARGEST_MODULE)
    return Symbol(encode(CODE), dots, press.dot)
