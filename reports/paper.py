"""The page of a document: its head and foot, and the filling of pages between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports import fonts
from reports.block import Block, flush_right, text_block, text_height
from reports.mark_band import mark_band
from reports.marks import Line, Mark, Text
from reports.refusal import Unprintable
from reports.rows import BODY, COLUMN_GAP, Row, columns, height
from reports.section import Document
from reports.section_layout import Flow
from reports.sheet import Sheet
from reports.wrap import broken

SIZES = {"letter": Sheet(width=612, height=792), "A4": Sheet(width=595.28, height=841.89)}
MARGIN = 51.0
"""Left blank around the edge in points: 18 mm, so that the page can be punched and filed."""

TITLE = 17.0
CAPTION = 7.0
IDENTITY = 10.5
FOOT = 7.5
MARKED, MARKED_AGAIN = 15.0, 9.0
"""The type of what the document is not, at its head and at its foot."""

IDENTITY_WIDTHS = (1.5, 1.0, 1.0, 1.0)
"""Relative widths of what stands side by side in the head: names are the longest."""

BELOW_HEAD = 16.0
BETWEEN_SECTIONS = 17.0
SHORT = 0.2
"""A section whose rows take up no more of a page than this is not cut in two."""

LEAST_BODY = 200.0
"""A head that leaves less than this for the body has too many words."""


def head(document: Document, room: float) -> Block:
    """Return what stands at the top of every page: title, subtitle, whom and what it is about."""
    marks: list[Mark] = []
    y = 0.0
    if document.mark:
        band = mark_band(document.mark, room, MARKED)
        marks += band.at(0, 0)
        y = band.height + 8
    for text, size, bold in ((document.title, TITLE, True), (document.subtitle, BODY, False)):
        block = text_block(broken(text, bold, size, room) if text else (), size, bold)
        marks += block.at(0, y)
        y += block.height + 3
    y += 4
    marks.append(Line((0, y), (room, y), 1.4))
    y += 7
    places = columns(IDENTITY_WIDTHS, room)
    for start in range(0, len(document.identity), len(places)):
        pairs = document.identity[start : start + len(places)]
        deepest = 0.0
        for (caption, value), (x, width) in zip(pairs, places, strict=False):
            named = text_block(broken(caption, False, CAPTION, width), CAPTION)
            said = text_block(broken(value, True, IDENTITY, width), IDENTITY, bold=True)
            marks += named.at(x, y)
            marks += said.at(x, y + named.height + 1.5)
            deepest = max(deepest, named.height + 1.5 + said.height)
        y += deepest + 5
    if document.identity:
        y += 1
        marks.append(Line((0, y), (room, y), 0.7))
    return Block(y, tuple(marks))


def heads(document: Document, room: float) -> tuple[Block, Block]:
    """Return what stands at the top of a page, and of one with a form that is alone."""
    of_all = head(document, room)
    if not document.alone:
        return of_all, of_all
    return of_all, head(replace(document, identity=document.alone), room)


def foot(document: Document, room: float) -> Block:
    """Return the footer; the page number stands to the right of its first line."""
    words = room - fonts.width("Page 9999 of 9999", False, FOOT) - COLUMN_GAP
    block = text_block(broken(document.footer, False, FOOT, words), FOOT)
    marks: list[Mark] = [Line((0, 0), (room, 0), 0.3), *block.at(0, 5)]
    y = 5 + max(block.height, text_height(FOOT))
    if not document.mark:
        return Block(block.height + 5, tuple(marks))
    band = mark_band(document.mark, room, MARKED_AGAIN)
    return Block(y + 5 + band.height, (*marks, *band.at(0, y + 5)))


def numbered(page: int, pages: int, room: float) -> Text:
    """Return the page number as it stands in the foot."""
    return flush_right(f"Page {page} of {pages}", room, 5 + fonts.CAPITAL * FOOT, FOOT, False)


def body_height(document: Document, above: Block, below: Block) -> float:
    """Return the room between head and foot; raises Unprintable when a head leaves too little."""
    sheet = SIZES[document.size]
    left = sheet.height - 2 * MARGIN - above.height - BELOW_HEAD - below.height - BODY
    if left < LEAST_BODY:
        raise Unprintable(
            f"The head of “{document.title}” takes up the page: its title, the block about the "
            "patient and the footer have too many words. Shorten them and print again."
        )
    return left


@dataclass(slots=True)
class Body:
    """What stands on a page between head and foot; `alone` for a form with pages of its own."""

    marks: list[Mark]
    alone: bool


def filled(flows: Sequence[Flow], room: float) -> list[Body]:
    """Return each page's body, which is `room` points high."""
    pages = _Pages(room)
    for flow in flows:
        pages.add(flow)
    return pages.bodies


class _Pages:
    """Pages being filled from top to bottom."""

    def __init__(self, room: float) -> None:
        self.room = room
        self.bodies = [Body([], False)]
        self.y = 0.0

    def add(self, flow: Flow) -> None:
        """Add a section; its title is never the last thing on a page, nor is a short one cut."""
        opening = (flow.title, *flow.header)
        first = self._together(flow, 0)
        if height((flow.continued, *flow.header)) > self.room / 2:
            raise Unprintable(
                "A title or a table header of the document takes up half a page. Shorten it and "
                "print again."
            )
        if self.y and (flow.alone or self.bodies[-1].alone):
            self._turn()
        self.bodies[-1].alone = flow.alone
        if self.y:
            self.y += BETWEEN_SECTIONS
            again = height((flow.continued, *flow.header))
            whole = height(first) <= self.room - again
            least = height(first) if whole else self.room / 2
            if self.y + height(opening) + max(least, self._uncut(flow)) > self.room:
                self._turn()
        self._place(opening)
        for place, row in enumerate(flow.rows):
            self._add_row(row, flow, height(self._together(flow, place)))

    def _uncut(self, flow: Flow) -> float:
        """Return how high the rows of a section are where it is short, else 0."""
        rows = sum(height(row) for row in flow.rows)
        return rows if rows <= self.room * SHORT else 0.0

    def _together(self, flow: Flow, place: int) -> Row:
        """Return a row with what stays on its page: the last one goes with the one before it.

        But for rows so high that the two are half a page, or that there is none.
        """
        rows = flow.rows[place : place + 2] if place == len(flow.rows) - 2 else ()
        both = tuple(strip for row in rows for strip in row)
        if both and height(both) <= self.room / 2:
            return both
        return flow.rows[place] if flow.rows else ()

    def _add_row(self, row: Sequence[Block], flow: Flow, needed: float) -> None:
        again = (flow.continued, *flow.header)
        if self.y + needed <= self.room:
            self._place(row)
        elif height(row) <= self.room - height(again):
            self._turn()
            self._place((*again, *row))
        else:
            for strip in row:
                if self.y + strip.height > self.room:
                    self._turn()
                    self._place(again)
                self._place((strip,))

    def _turn(self) -> None:
        self.bodies.append(Body([], self.bodies[-1].alone))
        self.y = 0.0

    def _place(self, strips: Sequence[Block]) -> None:
        for strip in strips:
            self.bodies[-1].marks += strip.at(0, self.y)
            self.y += strip.height
