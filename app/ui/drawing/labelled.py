"""What is known, a label and its words a row, as high as its words need."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import Paragraph, plain
from app.ui.theme import Tone

LABELS = 150
GAP = 6
ICON = 18
_ICONS = {Tone.STOP: Icon.STOP, Tone.WARN: Icon.TRIANGLE, Tone.OK: Icon.CHECK}


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A label such as "Response", its words, and a tone where it holds something up."""

    label: str
    words: str
    tone: Tone = Tone.PLAIN


class Labelled(Drawn[tuple[LabelledRow, ...]]):
    """Labels at the left, words at the right, a thin line between the rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: tuple[LabelledRow, ...]) -> str:
        return "; ".join(f"{row.label}: {plain(row.words)}" for row in facts)

    def needs(self, facts: tuple[LabelledRow, ...]) -> QSize:
        width = self.px(420)
        return QSize(width, self._height(facts, width))

    def heightForWidth(self, width: int) -> int:
        return self._height(self.facts() or (), width)

    def draw(self, painter: QPainter, facts: tuple[LabelledRow, ...]) -> None:
        c = theme.colours()
        y = 0.0
        for row in facts:
            label, words = self._parts(row, self.width())
            top = y + self.px(GAP) / 2
            label.draw(painter, 0, top + self.px(1))
            left = float(self.px(LABELS))
            if row.tone in _ICONS:
                side = self.px(ICON)
                box = QRectF(left, top + self.px(1), side, side)
                draw_icon(painter, _ICONS[row.tone], box, theme.shade(row.tone).ink)
                left += self.px(ICON + 7)
            words.draw(painter, left, top)
            y += self._row_height(row, self.width())
            painter.fillRect(QRectF(0, y - 1, self.width(), max(1, self.px(1))), QColor(c.rule))

    def _height(self, facts: tuple[LabelledRow, ...], width: int) -> int:
        return sum(self._row_height(row, width) for row in facts)

    def _row_height(self, row: LabelledRow, width: int) -> int:
        label, words = self._parts(row, width)
        return round(max(label.height, words.height)) + self.px(GAP)

    def _parts(self, row: LabelledRow, width: int) -> tuple[Paragraph, Paragraph]:
        c = theme.colours()
        room = width - self.px(LABELS) - (self.px(ICON + 7) if row.tone in _ICONS else 0)
        ink = QColor(c.ink) if row.tone is Tone.PLAIN else theme.shade(row.tone).ink
        label = Paragraph(
            row.label, self.lettering(15, bold=True), self.px(LABELS - 10), QColor(c.soft)
        )
        return label, Paragraph(row.words, self.lettering(16), room, ink, ink)
