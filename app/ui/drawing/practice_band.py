"""The band above every page of practice: words between stripes, so that no colour is needed."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn, whole
from app.ui.drawing.text import largest, put, width_of

HEIGHT = 30
STRIPE = 15
BESIDE = 18
WORDS = "PRACTICE · NOT FOR A PATIENT"


class PracticeBand(Drawn[str]):
    """What the page is not, as wide as the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_facts(WORDS)

    def spoken(self, facts: str) -> str:
        return facts

    def needs(self, _facts: str) -> QSize:
        return QSize(self.px(500), self.px(HEIGHT))

    def draw(self, painter: QPainter, facts: str) -> None:
        c = theme.colours()
        painter.fillRect(self.rect(), QColor(c.header))
        self._draw_stripes(painter, QColor(c.header_ink))
        sizes = [self.lettering(size, bold=True) for size in (20, 18, 16)]
        font = largest(facts, sizes, self.width() - self.px(60))
        wide = width_of(facts, font) + 2 * self.px(BESIDE)
        box = QRectF((self.width() - wide) / 2, 0, wide, self.height())
        painter.fillRect(box, QColor(c.header))
        put(painter, whole(self), facts, font, QColor(c.header_ink), Qt.AlignmentFlag.AlignHCenter)

    def _draw_stripes(self, painter: QPainter, colour: QColor) -> None:
        step, high = self.px(STRIPE), self.height()
        stripes = QPainterPath()
        for x in range(-high, self.width(), 2 * step):
            stripes.moveTo(QPointF(x, high))
            stripes.lineTo(QPointF(x + step, high))
            stripes.lineTo(QPointF(x + step + high, 0))
            stripes.lineTo(QPointF(x + high, 0))
            stripes.closeSubpath()
        painter.fillPath(stripes, colour)
