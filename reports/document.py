"""Documents of several pages on letter or A4 paper."""

from __future__ import annotations

from reports import fonts
from reports.marks import Mark, Text
from reports.paper import BELOW_HEAD, MARGIN, SIZES, body_height, filled, foot, heads, numbered
from reports.section import (
    Bar,
    BarAxis,
    Bars,
    Blanks,
    Cycle,
    CycleDose,
    Cycles,
    Document,
    Fields,
    Form,
    FormRow,
    Lines,
    Section,
    Signatures,
    Strip,
    StripLane,
    StripMark,
    StripPart,
    Table,
    Task,
    Tasks,
)
from reports.section_layout import flow
from reports.sheet import write

__all__ = [
    "Bar",
    "BarAxis",
    "Bars",
    "Blanks",
    "Cycle",
    "CycleDose",
    "Cycles",
    "Document",
    "Fields",
    "Form",
    "FormRow",
    "Lines",
    "Section",
    "Signatures",
    "Strip",
    "StripLane",
    "StripMark",
    "StripPart",
    "Table",
    "Task",
    "Tasks",
    "draw_document",
]


def draw_document(document: Document) -> bytes:
    """Return the document as a PDF; equal documents give equal bytes.

    Text wraps, and a word wider than its column is cut over lines; nothing is left out. Raises
    Unprintable when a character has no glyph or when head or foot would take up the page.
    """
    sheet = SIZES[document.size]
    room = sheet.width - 2 * MARGIN
    of_all, of_alone = heads(document, room)
    below = foot(document, room)
    flows = [flow(section, room) for section in document.sections]
    deeper = max(of_all, of_alone, key=lambda each: each.height)
    bodies = filled(flows, body_height(document, deeper, below))
    pages = []
    for number, body in enumerate(bodies, 1):
        above = of_alone if body.alone else of_all
        top, bottom = MARGIN, sheet.height - MARGIN - below.height
        page: list[Mark] = [*above.at(MARGIN, top)]
        page += (mark.moved(MARGIN, top + above.height + BELOW_HEAD) for mark in body.marks)
        page += below.at(MARGIN, bottom)
        page.append(numbered(number, len(bodies), room).moved(MARGIN, bottom))
        pages.append(page)
    for page in pages:
        for mark in page:
            if isinstance(mark, Text):
                fonts.require(mark.text, "The document's text")
    return write(sheet, document.title, pages)
