"""A key and what it does, which can be clicked too."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button, Paint
from app.ui.drawing.drawn import lettering
from app.ui.drawing.key_cap import draw_key_cap, key_cap_size
from app.ui.drawing.text import height_of, put, width_of

WORDS = 16


class KeyButton(Button):
    """The picture of a key with its word below it, as in the footer."""

    def __init__(self, key: str, word: str, parent: QWidget | None = None) -> None:
        self.key = key
        super().__init__(word, key, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def paint(self) -> Paint:
        c = theme.colours()
        over = self.isEnabled() and (self.isDown() or self.underMouse())
        fill = c.action_tint if over else c.panel
        return Paint(c.ink if self.isEnabled() else c.soft, fill, c.edge)

    def sizeHint(self) -> QSize:
        words = width_of(self.text(), lettering(self, WORDS))
        key = key_cap_size(self, self.key).width()
        return self.touchable(max(int(words), key) + theme.px(self, 18))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint = self.paint()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            inset = theme.px(self, 3)
            box = QRectF(self.rect()).adjusted(1, inset, -1, -inset)
            focus = QColor(theme.colours().action if self.hasFocus() else paint.edge)
            painter.setPen(QPen(focus, theme.px(self, 3 if self.hasFocus() else 1)))
            painter.setBrush(QColor(paint.fill))
            painter.drawRoundedRect(box, theme.px(self, 7), theme.px(self, 7))
            self._draw_both(painter, QColor(paint.ink))

    def _draw_both(self, painter: QPainter, ink: QColor) -> None:
        cap, font = key_cap_size(self, self.key), lettering(self, WORDS)
        gap = theme.px(self, 5)
        y = (self.height() - cap.height() - gap - height_of(font)) / 2
        at = QPointF((self.width() - cap.width()) / 2, y)
        draw_key_cap(painter, self, at, self.key, ink, QColor(theme.colours().panel))
        below = QRectF(0, y + cap.height() + gap, self.width(), height_of(font))
        put(painter, below, self.text(), font, ink, Qt.AlignmentFlag.AlignHCenter)
