"""The picture of a key."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.drawing.drawn import lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import put, width_of

ENTER = "Enter"


def key_cap_size(widget: QWidget, key: str) -> QSize:
    """Return the size of the picture of `key`, in pixels of this window."""
    wide = 0.0 if key == ENTER else width_of(key, lettering(widget, 16, bold=True))
    height = theme.px(widget, 24)
    return QSize(max(int(wide) + theme.px(widget, 16), theme.px(widget, 34)), height)


def draw_key_cap(
    painter: QPainter, widget: QWidget, at: QPointF, key: str, ink: QColor, fill: QColor
) -> None:
    """Draw `key` with the upper left corner at `at`; Enter is drawn as its arrow."""
    size = key_cap_size(widget, key)
    box = QRectF(at.x() + 0.5, at.y() + 0.5, size.width() - 1, size.height() - 1)
    painter.setPen(QPen(ink, max(1.0, theme.px(widget, 1.4))))
    painter.setBrush(fill)
    painter.drawRoundedRect(box, theme.px(widget, 5), theme.px(widget, 5))
    if key == ENTER:
        inset = theme.px(widget, 4)
        draw_icon(painter, Icon.RETURN, box.adjusted(0, inset, 0, -inset), ink)
        return
    put(painter, box, key, lettering(widget, 16, bold=True), ink, Qt.AlignmentFlag.AlignHCenter)
