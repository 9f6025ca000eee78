"""Badges, of the size of a bank card, to be cut out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import fonts
from reports.block import text_block, text_height
from reports.command_sheet import Size
from reports.linear_code import LinearCode, linear_code, prove
from reports.marks import Mark, Text, frame
from reports.paper import BELOW_HEAD, MARGIN, SIZES, foot, head, numbered
from reports.refusal import Unprintable
from reports.section import Document
from reports.sheet import MILLIMETRE, write
from reports.wrap import broken

WIDTH = 85.6 * MILLIMETRE
HEIGHT = 54 * MILLIMETRE
"""A card of ISO/IEC 7810 ID-1, in points."""

DOTS = 3
BARS = 36.0
PADDING = 10.0
NAME = 13.0
OFFICE = 11.0
SMALL = 7.5
ACROSS, DOWN = 2, 4


@dataclass(frozen=True, slots=True)
class BadgeCard:
    """A person's badge: name, office, and the code with what it is for."""

    name: str
    office: str
    code: str


@dataclass(frozen=True, slots=True)
class BadgeSheet:
    """Badges of a site; `remark` stands on each of them, `advice` above them."""

    title: str
    advice: str
    site: str
    remark: str
    cards: tuple[BadgeCard, ...]
    footer: str
    size: Size
    mark: str = ""


def draw_badge_sheet(sheet: BadgeSheet) -> bytes:
    """Return the badges as a PDF, each code of which was read back from its picture.

    Raises Unprintable where a text cannot be printed or has no room, and Misprinted where a code
    is not read as what it is.
    """
    each = ACROSS * DOWN
    parts = [sheet.cards[start : start + each] for start in range(0, len(sheet.cards), each)]
    pages, codes = [], []
    for number, cards in enumerate(parts, 1):
        marks, placed = _page(sheet, cards, number, len(parts))
        pages.append(marks)
        codes.append(placed)
    for text in (mark.text for page in pages for mark in page if isinstance(mark, Text)):
        fonts.require(text, "The badge's text")
    pdf = write(SIZES[sheet.size], sheet.title, pages)
    prove(pdf, codes)
    return pdf


def _page(
    sheet: BadgeSheet, cards: Sequence[BadgeCard], number: int, of: int
) -> tuple[list[Mark], list[LinearCode]]:
    paper = SIZES[sheet.size]
    room = paper.width - 2 * MARGIN
    around = Document(sheet.title, sheet.advice, (), (), sheet.footer, sheet.size, mark=sheet.mark)
    above, below = head(around, room), foot(around, room)
    bottom = paper.height - MARGIN - below.height
    marks: list[Mark] = [*above.at(MARGIN, MARGIN), *below.at(MARGIN, bottom)]
    marks.append(numbered(number, of, room).moved(MARGIN, bottom))
    top = MARGIN + above.height + BELOW_HEAD
    left = (paper.width - ACROSS * WIDTH) / 2
    codes = []
    for at, card in enumerate(cards):
        down, across = divmod(at, ACROSS)
        drawn, code = _card(sheet, card, left + across * WIDTH, top + down * HEIGHT)
        marks += drawn
        codes.append(code)
    return marks, codes


def _card(sheet: BadgeSheet, card: BadgeCard, x: float, y: float) -> tuple[list[Mark], LinearCode]:
    room = WIDTH - 2 * PADDING
    code = linear_code(card.code, DOTS, BARS)
    code = code.at(x + (WIDTH - code.width) / 2, y + HEIGHT - PADDING - BARS - 12)
    marks: list[Mark] = [frame(x, y, WIDTH, HEIGHT, 0.4), code.drawn()]
    inside, line = x + PADDING, y + PADDING
    for text, size, bold in (
        (card.name, NAME, True),
        (card.office, OFFICE, False),
        (sheet.site, SMALL, False),
    ):
        lines = broken(text, bold, size, room)
        marks += text_block(lines, size, bold).at(inside, line)
        line += text_height(size, len(lines)) + 3
    if line > code.y:
        raise Unprintable(
            f"The badge of “{card.name}” has no room for all its words; shorten the name of the "
            "person or of the site and print again."
        )
    marks += text_block((sheet.remark,), SMALL).at(inside, code.y + BARS + 5)
    return marks, code
