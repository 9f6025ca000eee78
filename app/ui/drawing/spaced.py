"""A widget whose layouts keep their proportions when the window is rescaled."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLayout, QWidget

from app.ui import theme

Margins = tuple[float, float, float, float]
# What is left of the upper and lower margins where a page has to make room.
_PACKED = 0.1


class Spaced(QWidget):
    """Holds other widgets; gaps and margins are given in pixels of a 1366 x 768 window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spacings: list[tuple[QLayout, float, Margins]] = []
        self._share = 1.0

    def space(self, layout: QLayout, gap: float = 0, margins: Margins = (0, 0, 0, 0)) -> None:
        """Keep `gap` between the items of `layout` and `margins` (left, top, right, bottom)."""
        self._spacings.append((layout, gap, margins))
        self._set_spacing(layout, gap, margins)

    def pack(self, packed: bool) -> None:
        """Make the upper and lower margins small, so that something else has room, or whole."""
        share = _PACKED if packed else 1.0
        if share != self._share:
            self._share = share
            self._set_all()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_all()

    def _set_all(self) -> None:
        for layout, gap, margins in self._spacings:
            self._set_spacing(layout, gap, margins)

    def _set_spacing(self, layout: QLayout, gap: float, margins: Margins) -> None:
        layout.setSpacing(theme.px(self, gap))
        left, top, right, bottom = margins
        top, bottom = top * self._share, bottom * self._share
        layout.setContentsMargins(*(theme.px(self, each) for each in (left, top, right, bottom)))
