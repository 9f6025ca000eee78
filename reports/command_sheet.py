"""The sheet of command codes: what to scan instead of pressing a key.

The codes stand in two columns, and no two at one height: a line of light that is held level
meets one of them at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from reports import fonts
from reports.block import text_block, text_height
from reports.linear_code import LinearCode, linear_code, prove
from reports.marks import Mark, Text
from reports.paper import BELOW_HEAD, MARGIN, SIZES, foot, head, numbered
from reports.refusal import Unprintable
from reports.section import Document
from reports.sheet import write
from reports.sheet_icons import SheetIcon, sheet_icon
from reports.wrap import broken

Size: TypeAlias = Literal["letter", "A4"]

DOTS = 4
"""Each module is 0.5 mm wide, which is read at arm's length."""

GROUP = 13.0
WORD = 15.0
REMARK = 9.0
ICON = 22.0
LEAST_PITCH = 44.0
"""A code, from the upper edge of one to that of the next, in points."""


@dataclass(frozen=True, slots=True)
class CommandCard:
    """One code with its icon, or a sign such as "7" in its place, its word and a remark."""

    code: str
    icon: SheetIcon | str
    word: str
    remark: str


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """The codes of one page: what they are for."""

    name: str
    cards: tuple[CommandCard, ...]


@dataclass(frozen=True, slots=True)
class CommandSheet:
    """The sheet, a page for each group; `advice` says how to put it up."""

    title: str
    advice: str
    groups: tuple[CommandGroup, ...]
    footer: str
    size: Size
    mark: str = ""


def draw_command_sheet(sheet: CommandSheet) -> bytes:
    """Return the sheet as a PDF, each code of which was read back from its picture.

    Raises Unprintable where a text cannot be printed or has no room, and Misprinted where a code
    is not read as what it is.
    """
    pages, codes = [], []
    for number, group in enumerate(sheet.groups, 1):
        marks, placed = _page(sheet, group, number)
        pages.append(marks)
        codes.append(placed)
    for text in (mark.text for page in pages for mark in page if isinstance(mark, Text)):
        fonts.require(text, "The sheet's text")
    pdf = write(SIZES[sheet.size], sheet.title, pages)
    prove(pdf, codes)
    return pdf


def _page(
    sheet: CommandSheet, group: CommandGroup, number: int
) -> tuple[list[Mark], list[LinearCode]]:
    paper = SIZES[sheet.size]
    room = paper.width - 2 * MARGIN
    frame = Document(sheet.title, sheet.advice, (), (), sheet.footer, sheet.size, mark=sheet.mark)
    above, below = head(frame, room), foot(frame, room)
    bottom = paper.height - MARGIN - below.height
    marks: list[Mark] = [*above.at(MARGIN, MARGIN), *below.at(MARGIN, bottom)]
    marks.append(numbered(number, len(sheet.groups), room).moved(MARGIN, bottom))
    y = MARGIN + above.height + BELOW_HEAD
    marks += text_block((group.name,), GROUP, bold=True).at(MARGIN, y)
    y += text_height(GROUP) + 10
    # Half a step is kept below the last code for its words.
    pitch = (bottom - y) / (len(group.cards) + 0.5)
    if pitch < LEAST_PITCH:
        raise Unprintable(
            f"The codes of “{group.name}” do not fit one page; put some of them into a group of "
            "their own and print again."
        )
    codes = []
    for at, card in enumerate(group.cards):
        code = linear_code(card.code, DOTS, 0.62 * pitch)
        right = paper.width - MARGIN - code.width - code.quiet
        code = code.at(right if at % 2 else MARGIN + code.quiet, y + at * pitch)
        marks += _card(card, code)
        codes.append(code)
    return marks, codes


def _card(card: CommandCard, code: LinearCode) -> list[Mark]:
    """Return a code with its icon and words below it."""
    top = code.y + code.height + 7
    words = code.x + ICON + 10
    room = code.x + code.width - words
    marks: list[Mark] = [code.drawn()]
    if isinstance(card.icon, SheetIcon):
        marks += sheet_icon(card.icon, code.x, top, ICON)
    else:
        left = code.x + (ICON - fonts.width(card.icon, True, ICON)) / 2
        marks.append(Text(left, top + fonts.CAPITAL * ICON + 3, card.icon, ICON, bold=True))
    marks += text_block((card.word,), WORD, bold=True).at(words, top)
    remark = text_block(broken(card.remark, False, REMARK, room), REMARK)
    marks += remark.at(words, top + text_height(WORD) + 1)
    return marks
