"""How words are set: in lines of one width, never cut off unless the caller elides them.

All of the window's words come through here, and here they become those of its language.
"""

import re
from collections.abc import Iterable, Sequence

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


class Paragraph:
    """Words set in lines no wider than a width; words between two stars are bold and dark.

    A word that is wider than a line is broken rather than cut off.
    """

    def __init__(
        self,
        marked: str,
        font: QFont,
        width: float,
        colour: QColor,
        strong: QColor | None = None,
    ) -> None:
        self._colour = colour
        marked = _unbroken(said(marked)).replace("\n", _LINE)
        self._layout = QTextLayout(plain(marked), font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.setFormats(list(_bold_ranges(marked, strong or colour)))
        self.height = self._set_lines(max(width, 1.0))
        self.lines = self._layout.lineCount()
        self.width = max(
            (self._layout.lineAt(i).naturalTextWidth() for i in range(self.lines)), default=0.0
        )

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw the lines with their upper left corner at (x, y)."""
        painter.setPen(self._colour)
        self._layout.draw(painter, QPointF(x, y))

    def _set_lines(self, width: float) -> float:
        y = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y))
            y += line.height()
        self._layout.endLayout()
        return y


def _unbroken(marked: str) -> str:
    together = _FIGURE_AND_UNIT.sub(_NO_BREAK_SPACE, marked)
    return _PER.sub(f"/{_WORD_JOINER}", together)


def _bold_ranges(marked: str, strong: QColor) -> Iterable[QTextLayout.FormatRange]:
    start = 0
    for index, piece in enumerate(marked.split(STRONG)):
        if index % 2:
            bold = QTextLayout.FormatRange()
            bold.start = start
            bold.length = len(piece)
            style = QTextCharFormat()
            style.setFontWeight(QFont.Weight.Bold)
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
