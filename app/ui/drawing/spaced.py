"""A widget whose layouts keep their proportions when the window is rescaled."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLayout, QWidget

from app.ui import theme

Margins = tuple[float, float, float, float]


class Spaced(QWidget):
    """Holds other widgets; gaps and margins are given in pixels of a 1366 x 768 window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spacings: list[tuple[QLayout, float, Margins]] = []

    def space(self, layout: QLayout, gap: float = 0, margins: Margins = (0, 0, 0, 0)) -> None:
        """Keep `gap` between the items of `layout` and `margins` (left, top, right, bottom)."""
        self._spacings.append((layout, gap, margins))
        self._set_spacing(layout, gap, margins)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            for layout, gap, margins in self._spacings:
                self._set_spacing(layout, gap, margins)

    def _set_spacing(self, layout: QLayout, gap: float, margins: Margins) -> None:
        layout.setSpacing(theme.px(self, gap))
        layout.setContentsMargins(*(theme.px(self, margin) for margin in margins))
