"""A bar on the screen that something of a known length is laid against."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.text import put

HEIGHT = 120


class ScreenRuler(Drawn[int]):
    """A bar as many pixels long as it is told, with an upright line at each end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def spoken(self, facts: int) -> str:
        return f"bar of {facts} pixels"

    def needs(self, facts: int) -> QSize:
        return QSize(facts, self.px(HEIGHT))

    def draw(self, painter: QPainter, facts: int) -> None:
        c = theme.colours()
        # Sharp ends: what is laid against them is compared to a pixel.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        left, line = (self.width() - facts) // 2, max(2, self.px(3))
        middle = QRectF(left, self.height() * 0.28, facts, self.height() * 0.44)
        painter.fillRect(middle, QColor(c.action_tint))
        for x in (left, left + facts - line):
            painter.fillRect(QRectF(x, 0, line, self.height()), QColor(c.ink))
        for y in (middle.top(), middle.bottom() - line):
            painter.fillRect(QRectF(left, y, facts, line), QColor(c.ink))
        font = self.lettering(19, bold=True)
        words = "from this line to that line"
        put(painter, middle, words, font, QColor(c.ink), Qt.AlignmentFlag.AlignHCenter)
