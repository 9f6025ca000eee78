"""The labels of a preparation, 4 by 3 inches, for a label printer."""

from __future__ import annotations

from reports import fonts
from reports.bag_label import BagLabel
from reports.companion_label import CompanionLabel
from reports.datamatrix import Symbol, encode
from reports.label_layout import MARGIN, MODULE_DOTS, ROOM, SHEET, laid_out
from reports.marks import Mark, Text
from reports.press import Press
from reports.refusal import Unprintable
from reports.sheet import write
from reports.wrap import broken

__all__ = ["BagLabel", "CompanionLabel", "draw_label"]

TITLE = "Bag label"
"""Title of every label file; print queues show it, so it names nobody."""

MAY_BE_EMPTY = frozenset({"location", "line below the drug", "concentration", "rate", "amount"})


def draw_label(label: BagLabel | CompanionLabel, press: Press = Press()) -> bytes:  # noqa: B008
    """Return the label as a PDF of one page; equal labels give equal bytes.

    Raises Unprintable when a part that a label must have is empty, a character has no glyph, a
    text has no room or the code is not a GS1 element string. No text is cut or left out, and the
    patient's name, the drug and the dose are at least 12 points.
    """
    for name, text in label.parts():
        if not text.strip() and name not in MAY_BE_EMPTY:
            raise Unprintable(f"The label has an empty {name}. Fill it in and print again.")
        fonts.require(text, f"The {name}")
    cells = encode(label.code)
    if isinstance(label, CompanionLabel):
        return write(press.stock.page, TITLE, [_listed(label, Symbol(cells, MODULE_DOTS[-1]))])
    return write(SHEET, TITLE, [laid_out(label, cells)])


def _listed(label: CompanionLabel, symbol: Symbol) -> tuple[Mark, ...]:
    """Return each part below the other, and the code at bottom right."""
    marks: list[Mark] = []
    y = MARGIN
    for name, text in label.parts():
        size = 12.0 if name in ("patient's name", "drug", "amount") else 8.0
        room = ROOM if y < SHEET.height / 3 else ROOM - symbol.side - symbol.quiet
        for line in broken(text, False, size, room):
            y += size
            marks.append(Text(MARGIN, y, line, size))
    corner = SHEET.width - MARGIN - symbol.side, SHEET.height - MARGIN - symbol.side
    return (*marks, symbol.drawn(*corner))
