"""A key and what it does, which can be clicked too."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button, Paint
from app.ui.drawing.drawn import lettering
from app.ui.drawing.key_cap import draw_key_cap, key_cap_size
from app.ui.drawing.text import put, width_of


class KeyButton(Button):
    """The picture of a key with its word, as in the footer."""

    def __init__(self, key: str, word: str, parent: QWidget | None = None) -> None:
        self.key = key
        super().__init__(word, key, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def paint(self) -> Paint:
        c = theme.colours()
        over = self.isEnabled() and (self.isDown() or self.underMouse())
        fill = c.action_tint if over else c.panel
        return Paint(c.ink if self.isEnabled() else c.soft, fill, fill)

    def sizeHint(self) -> QSize:
        words = width_of(self.text(), lettering(self, 15))
        key = key_cap_size(self, self.key).width()
        return QSize(int(words) + key + theme.px(self, 24), theme.px(self, 40))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), theme.px(self, 32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint = self.paint()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect()).adjusted(1, 3, -1, -3)
            focus = QColor(theme.colours().action if self.hasFocus() else paint.edge)
            painter.setPen(QPen(focus, theme.px(self, 2)))
            painter.setBrush(QColor(paint.fill))
            painter.drawRoundedRect(box, theme.px(self, 7), theme.px(self, 7))
            cap = key_cap_size(self, self.key)
            at = QPointF(theme.px(self, 7), (self.height() - cap.height()) / 2)
            ink = QColor(paint.ink)
            draw_key_cap(painter, self, at, self.key, ink, QColor(theme.colours().panel))
            words = box.adjusted(cap.width() + theme.px(self, 13), 0, 0, 0)
            put(painter, words, self.text(), lettering(self, 15), ink)
