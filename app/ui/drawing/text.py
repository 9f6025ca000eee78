"""How words are set: in lines of one width, never cut off unless the caller elides them.

All of the window's words come through here, and here they become those of its language.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from app.ui.language import Verbatim, said

STRONG = "**"
_LINE = "\u2028"
_NO_BREAK_SPACE = "\u00a0"
_WORD_JOINER = "\u2060"
# A figure and its unit stay on one line, and so do the two sides of "mg/mL".
_FIGURE_AND_UNIT = re.compile(r"(?<=\d) (?=(?:mg|mcg|g|kg|mL|L|cm|m²|h|min|s|y|vials?)\b|%|°C)")
_LETTERS = re.compile(r"[^\W\d_]{2}")
# A word is set no smaller than that for its line: what is read must stay large enough.
_SMALLEST = 0.75
_PER = re.compile(r"(?<=[a-zL])/(?=(?:mL|m²|L|kg|h)\b)")


def width_of(words: str, font: QFont) -> float:
    """Return how wide `words` are on one line, in pixels."""
    return QFontMetricsF(font).horizontalAdvance(said(words))


def height_of(font: QFont) -> float:
    """Return the height of one line, in pixels."""
    return QFontMetricsF(font).height()


def plain(marked: str) -> str:
    """Return `marked` without the stars that make words bold."""
    return marked.replace(STRONG, "")


@dataclass(frozen=True, slots=True)
class Measured:
    """How words are set: the size of the letters, the lines, and how wide and high they are."""

    size: int
    lines: int
    width: float
    height: float


class Paragraph:
    """Words set in lines no wider than a width; words between two stars are bold and dark.

    A word that is wider than a line is set smaller with all the others, down to three quarters;
    one that is wider even then, such as a path, is broken rather than cut off.
    """

    def __init__(
        self,
        marked: str,
        font: QFont,
        width: float,
        colour: QColor,
        strong: QColor | None = None,
    ) -> None:
        self._marked = _unbroken(said(marked)).replace("\n", _LINE)
        self._font, self._room = QFont(font), max(width, 1.0)
        self._colour, self._strong = colour, strong or colour
        of_font = font.family(), font.pixelSize(), font.bold()
        measured = _measured(self._marked, *of_font, self._room)
        self._font.setPixelSize(measured.size)
        self.lines, self.width, self.height = measured.lines, measured.width, measured.height

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw the lines with their upper left corner at (x, y)."""
        painter.setPen(self._colour)
        layout, _ = _set(self._marked, self._font, self._room, self._strong)
        layout.draw(painter, QPointF(x, y))


# Every layout of a page asks each of its words several times how high they are; they are set once.
@lru_cache(maxsize=8192)
def _measured(marked: str, family: str, size: int, bold: bool, width: float) -> Measured:
    """Return how words are set in the largest font up to `size` in which none is broken."""
    font = QFont(family)
    font.setBold(bold)
    found = None
    for smaller in range(size, round(size * _SMALLEST) - 1, -1):
        font.setPixelSize(smaller)
        layout, height = _set(marked, font, width)
        broken = _breaks_a_word(layout, plain(marked))
        if found is None or not broken:
            lines = [layout.lineAt(at).naturalTextWidth() for at in range(layout.lineCount())]
            found = Measured(smaller, len(lines), max(lines, default=0.0), height)
        if not broken:
            break
    assert found is not None
    return found


def _set(
    marked: str, font: QFont, width: float, strong: QColor | None = None
) -> tuple[QTextLayout, float]:
    """Return the words in lines of a width, and how high these are together."""
    layout = QTextLayout(plain(marked), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(list(_bold_ranges(marked, strong)))
    y = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, y))
        y += line.height()
    layout.endLayout()
    return layout, y


def _breaks_a_word(layout: QTextLayout, words: str) -> bool:
    """Tell whether a line ends between two letters."""
    lines = (layout.lineAt(at) for at in range(1, layout.lineCount()))
    return any(
        _LETTERS.fullmatch(words[line.textStart() - 1 : line.textStart() + 1]) for line in lines
    )


def _unbroken(marked: str) -> str:
    together = _FIGURE_AND_UNIT.sub(_NO_BREAK_SPACE, marked)
    return _PER.sub(f"/{_WORD_JOINER}", together)


def _bold_ranges(marked: str, strong: QColor | None) -> Iterable[QTextLayout.FormatRange]:
    start = 0
    for index, piece in enumerate(marked.split(STRONG)):
        if index % 2:
            bold = QTextLayout.FormatRange()
            bold.start = start
            bold.length = len(piece)
            style = QTextCharFormat()
            style.setFontWeight(QFont.Weight.Bold)
            if strong is not None:
                style.setForeground(strong)
            bold.format = style
            yield bold
        start += len(piece)


def largest(words: str, fonts: Sequence[QFont], width: float) -> QFont:
    """Return the first of `fonts` in which `words` fit on one line, else the last."""
    return next((font for font in fonts if width_of(words, font) <= width), fonts[-1])


def fitted(
    marked: str,
    fonts: Sequence[QFont],
    width: float,
    height: float,
    colour: QColor,
    strong: QColor | None = None,
) -> Paragraph:
    """Set `marked` in the first of `fonts` that keeps it in width x height, else in the last.

    In the last it may be higher than `height`, but it is whole.
    """
    for font in fonts:
        paragraph = Paragraph(marked, font, width, colour, strong)
        if paragraph.height <= height:
            break
    return paragraph


def put(
    painter: QPainter,
    box: QRectF,
    words: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Draw `words` on one line, vertically centred in `box`."""
    painter.setFont(font)
    painter.setPen(colour)
    flags = align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
    painter.drawText(box, int(flags) | int(Qt.TextFlag.TextSingleLine), said(words))


def elided(words: str, font: QFont, width: float) -> str:
    """Return `words`, or as many of them as fit `width` with three dots behind."""
    right = Qt.TextElideMode.ElideRight
    return Verbatim(QFontMetricsF(font).elidedText(said(words), right, width))
