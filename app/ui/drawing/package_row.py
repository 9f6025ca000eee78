"""Something on the bench of practice that can be scanned: what stands on it, and the key for it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button, Paint
from app.ui.drawing.drawn import draw_panel, lettering, whole
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import fitted, put
from app.ui.named import give_name

HEIGHT = 84


class PackageRow(Button):
    """A package to press, which scans it; it never takes the focus from what is being typed in."""

    def __init__(self, words: str, detail: str, key: str, parent: QWidget | None = None) -> None:
        self._words, self._detail = words, detail
        super().__init__("Scan it", key, parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        give_name(self, f"Scan it: {words}, {detail}, key {key}")

    def paint(self) -> Paint:
        c = theme.colours()
        over = self.isDown() or self.underMouse()
        return Paint(c.ink, c.action_tint if over else c.panel, c.action if over else c.edge)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self, 200), theme.px(self, HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme.px(self, HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, paint = theme.colours(), self.paint()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            radius = theme.px(self, 8)
            draw_panel(painter, whole(self), radius, QColor(paint.fill), QColor(paint.edge))
            left, side = theme.px(self, 12), theme.px(self, 58)
            width = self.width() - 3 * left - side
            large = [lettering(self, size, bold=True) for size in (18, 17, 16, 15, 14)]
            small = [lettering(self, size) for size in (15, 14, 13.5, 13)]
            words = fitted(self._words, large, width, theme.px(self, 46), QColor(c.ink))
            detail = fitted(self._detail, small, width, theme.px(self, 38), QColor(c.soft))
            y = (self.height() - words.height - detail.height) / 2
            words.draw(painter, left, y)
            detail.draw(painter, left, y + words.height)
            self._draw_scan(painter, QRectF(self.width() - left - side, 0, side, self.height()))

    def _draw_scan(self, painter: QPainter, box: QRectF) -> None:
        """Draw at the right what pressing does, and the key for it."""
        action, middle = QColor(theme.colours().action), Qt.AlignmentFlag.AlignHCenter
        side, line = theme.px(self, 24), theme.px(self, 20)
        icon = QRectF(box.center().x() - side / 2, theme.px(self, 9), side, side)
        draw_icon(painter, Icon.SCANNER, icon, action)
        for at, (text, bold) in enumerate(((self.text(), True), (self._key, False))):
            row = QRectF(
                box.left(), icon.bottom() + theme.px(self, 3) + at * line, box.width(), line
            )
            put(painter, row, text, lettering(self, 14, bold=bold), action, middle)
