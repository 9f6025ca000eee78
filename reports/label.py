"""Labels, for a label printer or on sheets of labels."""

from __future__ import annotations

from math import ceil

from reports import fonts
from reports.bag_label import BagLabel
from reports.clearance import require_clear
from reports.companion_label import CompanionLabel
from reports.datamatrix import encode
from reports.label_contents import Label
from reports.label_flow import faces
from reports.label_layout import Face
from reports.marks import Mark
from reports.press import Press
from reports.refusal import Unprintable
from reports.sheet import write

__all__ = ["BagLabel", "CompanionLabel", "draw_label", "label_count", "page_count"]

TITLE = "Bag label"
COMPANION_TITLE = "Label"
"""Titles of label files; print queues show them, so they name nobody."""

MAY_BE_EMPTY = frozenset({"location", "line below the drug", "concentration", "rate", "amount"})
PATIENT = frozenset({"patient's name", "second patient identifier"})
"""May both be empty on what is not for one patient alone."""

ANY_PRESS = Press()


def draw_label(label: Label, press: Press = ANY_PRESS) -> bytes:
    """Return the label as a PDF for `press`; equal labels give equal bytes.

    What does not fit on one label flows by rule to a second or third (`label_flow`). Of a roll each
    has a page; on sheets each has the next place, from `press.first` on. Raises Unprintable when a
    part that a label must have is empty, a character has no glyph, a text has no room or the code
    is not a GS1 element string. No text is cut or left out, none stands on another or in the
    code's quiet zone, and the patient's name, the drug and the dose are at least 12 points.
    """
    drawn = _faces(label, press)
    for face in drawn:
        require_clear(face)
    title = TITLE if isinstance(label, BagLabel) else COMPANION_TITLE
    return write(press.stock.page, title, _pages(drawn, press))


def label_count(label: Label, press: Press = ANY_PRESS) -> int:
    """Return how many labels of the stock it takes; raises Unprintable as draw_label()."""
    return len(_faces(label, press))


def page_count(label: Label, press: Press = ANY_PRESS) -> int:
    """Return how many pages are printed; raises Unprintable as draw_label()."""
    places = press.first - 1 + label_count(label, press)
    return ceil(places / len(press.stock.places))


def _faces(label: Label, press: Press) -> tuple[Face, ...]:
    nobodys = isinstance(label, CompanionLabel) and not (label.patient or label.identifier)
    for name, text in (*label.parts(), ("count of labels", label.captions.numbered(1, 2))):
        if not text.strip() and name not in MAY_BE_EMPTY and not (nobodys and name in PATIENT):
            raise Unprintable(f"The label has an empty {name}. Fill it in and print again.")
        fonts.require(text, f"The {name}")
    return faces(label, encode(label.code), press)


def _pages(drawn: tuple[Face, ...], press: Press) -> list[list[Mark]]:
    """Return the marks of each page: the labels in its places, one after the other."""
    left = list(drawn)
    pages: list[list[Mark]] = []
    while left:
        places = press.places(len(pages))
        pages.append([])
        for (x, y), face in zip(places, left, strict=False):
            pages[-1] += face.at(x, y)
        left = left[len(places) :]
    return pages
