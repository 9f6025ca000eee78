"""A band across the page that says what the page is not."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn, whole
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import largest, put, width_of

HEIGHT = 46


class Band(Drawn[str]):
    """Words between two triangles on a striped ground, as wide as the page."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_facts(words)

    def spoken(self, facts: str) -> str:
        return facts

    def needs(self, _facts: str) -> QSize:
        return QSize(self.px(600), self.px(HEIGHT))

    def draw(self, painter: QPainter, facts: str) -> None:
        shade = theme.shade(theme.Tone.WARN)
        painter.fillRect(self.rect(), shade.tint)
        painter.fillRect(self.rect(), QBrush(shade.edge, Qt.BrushStyle.BDiagPattern))
        sizes = [self.lettering(size, bold=True) for size in (23, 21, 19, 17)]
        font = largest(facts, sizes, self.width() - self.px(140))
        wide = width_of(facts, font)
        middle = self.width() / 2
        box = QRectF(middle - wide / 2 - self.px(50), 0, wide + self.px(100), self.height())
        painter.fillRect(box, shade.tint)
        put(painter, whole(self), facts, font, shade.ink, Qt.AlignmentFlag.AlignHCenter)
        side = self.px(24)
        for left in (box.left() + self.px(14), box.right() - self.px(14) - side):
            icon = QRectF(left, (self.height() - side) / 2, side, side)
            draw_icon(painter, Icon.TRIANGLE, icon, shade.ink)
        line = self.px(2)
        for y in (0, self.height() - line):
            painter.fillRect(QRectF(0, y, self.width(), line), QColor(shade.ink))
