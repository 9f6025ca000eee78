"""Keys for a number that a gloved finger presses on the screen."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button, Paint
from app.ui.drawing.drawn import lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.text import put
from app.ui.named import give_name

DELETE, ENTER = "delete", "enter"
_ROWS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), (DELETE, "0", ENTER))
_NAMES = {DELETE: "Delete the last digit", ENTER: "Enter"}
_ICONS = {DELETE: Icon.LEFT, ENTER: Icon.RETURN}


class PadKey(Button):
    """One key of the pad: 20 mm each way at least.

    It never takes the focus, so that what is typed or scanned goes on to the field beside it.
    """

    repeats = True

    def __init__(self, sign: str, parent: QWidget | None = None) -> None:
        self.sign = sign
        super().__init__(sign if sign.isdigit() else "", "", parent)
        give_name(self, _NAMES.get(sign, sign))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paint(self) -> Paint:
        c = theme.colours()
        if self.sign == ENTER:
            fill = c.action_pressed if self.isDown() else c.action
            return Paint(c.action_ink, fill, fill)
        return Paint(c.ink, c.action_tint if self.isDown() else c.panel, c.soft)

    def sizeHint(self) -> QSize:
        side = theme.target(self)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _draw_label(self, painter: QPainter) -> None:
        ink = QColor(self.paint().ink)
        icon = _ICONS.get(self.sign)
        if icon is None:
            font = lettering(self, 30, bold=True)
            middle = Qt.AlignmentFlag.AlignHCenter
            put(painter, QRectF(self.rect()), self.sign, font, ink, middle)
            return
        side = theme.px(self, 30)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        draw_icon(painter, icon, box, ink)


class NumberPad(Spaced):
    """Ten digits, delete and enter; `pressed` carries a digit, "delete" or "enter"."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys: dict[str, PadKey] = {}
        grid = QGridLayout(self)
        self.space(grid, 6)
        for row, signs in enumerate(_ROWS):
            for column, sign in enumerate(signs):
                key = PadKey(sign)
                key.clicked.connect(lambda _=False, sign=sign: self.pressed.emit(sign))
                self.keys[sign] = key
                grid.addWidget(key, row, column)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
