"""A rounded panel that holds other widgets."""

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.drawing.drawn import draw_panel, whole
from app.ui.drawing.spaced import Spaced

RADIUS = 10


class Card(Spaced):
    """A white panel with `rows`, a vertical layout; `soft` gives the grey of a side remark."""

    def __init__(
        self, parent: QWidget | None = None, soft: bool = False, margin: float = 22, gap: float = 8
    ) -> None:
        super().__init__(parent)
        self._soft = soft
        self.rows = QVBoxLayout(self)
        self.space(self.rows, gap, (margin, margin, margin, margin))

    def give_way(self, *widgets: QWidget) -> list[QWidget]:
        """Hide `widgets`, the first first, until all else fits; return which were hidden."""
        aside: list[QWidget] = []
        for widget in widgets:
            if self.rows.minimumHeightForWidth(self.width()) <= self.height():
                break
            if widget.isVisibleTo(self):
                widget.hide()
                aside.append(widget)
        return aside

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        fill, edge = (c.panel_soft, c.panel_soft) if self._soft else (c.panel, c.edge)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            radius = theme.px(self, RADIUS)
            draw_panel(painter, whole(self), radius, QColor(fill), QColor(edge))
