"""What happened on the way that a checker must weigh, a line each, never cut off."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn, draw_panel
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import Paragraph, plain
from app.ui.theme import Tone

INDENT = 34
SIDE = 10
GAP = 3
PAD = 2
RADIUS = 6


@dataclass(frozen=True, slots=True)
class HappeningFacts:
    """One thing that happened; words between two stars are bold."""

    words: str
    tone: Tone
    icon: Icon


class Happenings(Drawn[tuple[HappeningFacts, ...]]):
    """Things that happened, below each other, each with its sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: tuple[HappeningFacts, ...]) -> str:
        return "; ".join(plain(each.words) for each in facts)

    def needs(self, facts: tuple[HappeningFacts, ...]) -> QSize:
        width = self.px(600)
        return QSize(width, self._height(facts, width))

    def heightForWidth(self, width: int) -> int:
        return self._height(self.facts() or (), width)

    def height_of(self, count: int, width: int) -> int:
        """Return how high the first `count` are at this width, and half of the next one."""
        boxes = [box for _, _, box in self._rows(self.facts() or (), width)]
        if count >= len(boxes):
            return self.heightForWidth(width)
        return round(boxes[count].center().y())

    def draw(self, painter: QPainter, facts: tuple[HappeningFacts, ...]) -> None:
        for each, words, box in self._rows(facts, self.width()):
            shade = theme.shade(each.tone)
            draw_panel(painter, box, self.px(RADIUS), shade.tint, shade.edge)
            side = self.px(16)
            sign = QRectF(box.left() + self.px(SIDE), box.top() + self.px(PAD + 2), side, side)
            draw_icon(painter, each.icon, sign, shade.ink)
            words.draw(painter, box.left() + self.px(INDENT), box.top() + self.px(PAD))

    def _height(self, facts: tuple[HappeningFacts, ...], width: int) -> int:
        bottoms = [box.bottom() for _, _, box in self._rows(facts, width)]
        return round(bottoms[-1]) if bottoms else 0

    def _rows(
        self, facts: tuple[HappeningFacts, ...], width: int
    ) -> Iterator[tuple[HappeningFacts, Paragraph, QRectF]]:
        y = 0.0
        ink = QColor(theme.colours().ink)
        for each in facts:
            room = width - self.px(INDENT) - self.px(SIDE)
            words = Paragraph(each.words, self.lettering(15), room, ink)
            high = words.height + 2 * self.px(PAD)
            yield each, words, QRectF(0, y, width, high)
            y += high + self.px(GAP)
