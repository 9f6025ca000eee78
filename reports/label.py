"""The dispensing label of an infusion bag, 4 by 3 inches, for a label printer."""

from __future__ import annotations

from reports import fonts
from reports.bag_label import BagLabel
from reports.datamatrix import encode
from reports.label_layout import SHEET, laid_out
from reports.refusal import Unprintable
from reports.sheet import write

__all__ = ["BagLabel", "draw_label"]

TITLE = "Bag label"
"""Title of every label file; print queues show it, so it names nobody."""

MAY_BE_EMPTY = frozenset({"location", "line below the drug", "concentration", "rate"})


def draw_label(label: BagLabel) -> bytes:
    """Return the label as a PDF of one page; equal labels give equal bytes.

    Raises Unprintable when a part that a label must have is empty, a character has no glyph, a
    text has no room or the code is not a GS1 element string. No text is cut or left out, and the
    patient's name, the drug and the dose are at least 12 points.
    """
    for name, text in label.parts():
        if not text.strip() and name not in MAY_BE_EMPTY:
            raise Unprintable(f"The label has an empty {name}. Fill it in and print again.")
        fonts.require(text, f"The {name}")
    return write(SHEET, TITLE, [laid_out(label, encode(label.code))])
