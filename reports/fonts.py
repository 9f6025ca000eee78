"""The printing font: which characters it has and how wide text is."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import resources
from reports.refusal import Unprintable

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "UmbraSans-Regular"
BOLD = "UmbraSans-Bold"

CAPITAL = 0.727
"""Height of a capital or a figure, as a part of the type size (Inter's own measure)."""

DESCENT = 0.23
"""How far g and p reach below the line, as a part of the type size."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"})
"""Unicode categories that leave no mark of their own: controls, joiners, combining marks.

A combining mark needs placing, which a PDF writer does not do; its composed letter prints well.
"""


@cache
def face(bold: bool) -> TTFont:
    """Return the font, registered with ReportLab on the first call."""
    # Imported here and not above: it takes a tenth of a second, and the window opens without it.
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    name = BOLD if bold else REGULAR
    font = TTFont(name, BytesIO(resources.data(f"fonts/{name}.ttf")))
    registerFont(font)
    return font


def width(text: str, bold: bool, size: float) -> float:
    """Return the width of `text` in points, in type of `size` points."""
    return size * _ems(text, bold)


@lru_cache(maxsize=4096)
def _ems(text: str, bold: bool) -> float:
    """Return the width of `text` in type of one point; layouts ask for it at size after size."""
    advances, other = _advances(bold)
    return sum([advances.get(character, other) for character in text])


@cache
def _advances(bold: bool) -> tuple[dict[str, float], float]:
    """Return how wide each character is in type of one point, and any that has no glyph."""
    widths = face(bold).face
    em = 1000
    table = {chr(code): wide / em for code, wide in widths.charWidths.items()}
    return table, widths.defaultWidth / em


def missing(text: str) -> str:
    """Return the characters of `text` that cannot be printed, each once, in order."""
    known = face(bold=False).face.charToGlyph
    lost = (
        character
        for character in text
        if ord(character) not in known or unicodedata.category(character) in _UNSEEN
    )
    return "".join(dict.fromkeys(lost))


def require(text: str, what: str) -> None:
    """Raise Unprintable for the first character that cannot be printed; `text` is `what`."""
    lost = missing(text)
    if not lost:
        return
    shown = "".join("\N{REPLACEMENT CHARACTER}" if c in lost else c for c in text)
    name = unicodedata.name(lost[0], "control character")
    raise Unprintable(
        f"{what} “{shown}” holds the character U+{ord(lost[0]):04X} ({name.lower()}), which cannot "
        "be printed. Write it in composed Latin, Greek or Cyrillic letters."
    )
