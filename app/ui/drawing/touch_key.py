"""A key beside what it changes: pressed by a finger as often as it likes."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.named import give_name

ICON = 30


class TouchKey(Button):
    """A key of 20 mm each way at least, with an `icon` or a `label`; `name` is what is read aloud.

    It never takes the focus, so that what is typed or scanned goes on to the field beside it.
    """

    repeats = True

    def __init__(
        self, label: str, name: str, icon: Icon | None = None, parent: QWidget | None = None
    ) -> None:
        self._icon = icon
        super().__init__(label, "", parent)
        give_name(self, name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return self.touchable(0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _draw_label(self, painter: QPainter) -> None:
        if self._icon is None:
            super()._draw_label(painter)
            return
        side = theme.px(self, ICON)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        draw_icon(painter, self._icon, box, QColor(self.paint().ink))
