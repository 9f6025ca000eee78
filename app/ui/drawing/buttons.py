"""Buttons for gloved hands: large, with the key that does the same."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.key_cap import ENTER
from app.ui.drawing.text import Paragraph, put, width_of
from app.ui.named import give_name

_SIZES = (22, 20, 18, 17, 16)
_LONG, _TWO_LINES = 110, 0.62


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of a button in one condition."""

    ink: str
    fill: str
    edge: str


class Button(QPushButton):
    """A button that only its own focus lets Enter press.

    It is never a window's default button: the Enter that ends a scan must not reach it. A key
    that is held down presses it once, and so does a double click, unless it `repeats`: a key of a
    pad is pressed as often as a finger touches it.
    """

    repeats = False
    # Whether it ends, discards or fails something: a scanned Confirm never presses such a one.
    ends = False

    def __init__(self, label: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._says = self._label = ""
        self._beside: tuple[Button, ...] = ()
        self.setAutoDefault(False)
        self.setDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.relabel(label)

    def relabel(self, label: str) -> None:
        """Show another label, such as "Recording"."""
        self._label = label
        self.setText(label)
        self._describe()
        self.updateGeometry()

    def text(self) -> str:
        """Return the label; what is data in it is still known as data."""
        return self._label

    def say(self, words: str) -> None:
        """Have a screen reader say these words, where the label alone does not say enough.

        They begin as the label does, and say what it ends where it ends anything.
        """
        self._says = words
        self._describe()

    def written_like(self, buttons: Iterable["Button"]) -> None:
        """Write no larger than the smallest of `buttons`, the answers that this one is among."""
        self._beside = tuple(buttons)
        self.update()

    def _describe(self) -> None:
        words = self._says or self.text()
        give_name(self, f"{words}, key {self._key}" if self._key else words)

    def paint(self) -> Paint:
        """Return the colours for the condition that the button is in."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        width, _ = self._widths(_SIZES[0])
        return self.touchable(int(width) + theme.px(self, 44))

    def minimumSizeHint(self) -> QSize:
        width, words = self._widths(_SIZES[-1])
        longest = max((self._wide(each) for each in self.text().split()), default=0.0)
        # In two lines, where one is too long.
        two = max(longest, words * _TWO_LINES) if words > theme.px(self, _LONG) else words
        return self.touchable(int(width - words + two) + theme.px(self, 34))

    def touchable(self, width: int, height: int = 0) -> QSize:
        """Return that size, in pixels of this window, made as large as a gloved finger needs."""
        least = theme.target(self)
        return QSize(max(width, least), max(height, least))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_plate(painter)
            self._draw_label(painter)

    def _draw_plate(self, painter: QPainter) -> None:
        paint = self.paint()
        line = theme.px(self, 2)
        box = QRectF(self.rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2)
        style = Qt.PenStyle.SolidLine if self.isEnabled() else Qt.PenStyle.DashLine
        painter.setPen(QPen(QColor(paint.edge), line, style))
        painter.setBrush(QColor(paint.fill))
        radius = theme.px(self, 9)
        painter.drawRoundedRect(box, radius, radius)
        if self.hasFocus():
            inset = theme.px(self, 4)
            painter.setPen(QPen(QColor(paint.ink), line))
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)

    def _draw_label(self, painter: QPainter) -> None:
        room = self.width() - theme.px(self, 34)
        size = min((self._fitting(), *(each._fitting() for each in self._beside)))
        total, words = self._widths(size)
        ink = QColor(self.paint().ink)
        if total > room + 1:
            self._draw_two_lines(painter, room, total - words, ink)
            return
        left = (self.width() - total) / 2
        box = QRectF(left, 0, words, self.height())
        put(painter, box, self.text(), lettering(self, size, bold=True), ink)
        hint = QPointF(left + words + theme.px(self, size * 0.7), self.height() / 2)
        self._draw_key(painter, hint, size, ink)

    def _fitting(self) -> int:
        """Return the largest size at which the label stands on one line, or the smallest of all."""
        room = self.width() - theme.px(self, 34)
        return next((size for size in _SIZES if self._widths(size)[0] <= room), _SIZES[-1])

    def _draw_two_lines(self, painter: QPainter, room: float, hint: float, ink: QColor) -> None:
        size = _SIZES[-1]
        font = lettering(self, size, bold=True)
        words = Paragraph(self.text(), font, room - hint, ink)
        left = (self.width() - words.width - hint) / 2
        words.draw(painter, left, (self.height() - words.height) / 2)
        at = QPointF(left + words.width + theme.px(self, size * 0.7), self.height() / 2)
        self._draw_key(painter, at, size, ink)

    def _wide(self, words: str) -> float:
        return width_of(words, lettering(self, _SIZES[-1], bold=True))

    def _draw_key(self, painter: QPainter, at: QPointF, size: float, ink: QColor) -> None:
        if self._key == ENTER:
            side = theme.px(self, size)
            draw_icon(painter, Icon.RETURN, QRectF(at.x(), at.y() - side / 2, side, side), ink)
        elif self._key:
            box = QRectF(at.x(), 0, self.width(), self.height())
            put(painter, box, self._key, lettering(self, size), ink)

    def _widths(self, size: float) -> tuple[float, float]:
        """Return the width of label and key hint together, and of the label alone."""
        words = width_of(self.text(), lettering(self, size, bold=True))
        if not self._key:
            return words, words
        hint = theme.px(self, size)
        if self._key != ENTER:
            hint = int(width_of(self._key, lettering(self, size))) + 1
        return words + theme.px(self, size * 0.7) + hint, words


def _resting() -> Paint:
    c = theme.colours()
    return Paint(c.resting_ink, c.resting, c.soft)


def primary(button: Button) -> Paint:
    """Return the colours of the one thing to do now."""
    c = theme.colours()
    if not button.isEnabled():
        return _resting()
    fill = c.action_pressed if button.isDown() or button.underMouse() else c.action
    return Paint(c.action_ink, fill, fill)


def danger(button: Button) -> Paint:
    """Return the colours of what ends something."""
    c = theme.colours()
    if not button.isEnabled():
        return _resting()
    fill = c.stop_tint if button.isDown() or button.underMouse() else c.panel
    return Paint(c.stop, fill, c.stop)


class PrimaryButton(Button):
    """The one thing to do now."""

    def paint(self) -> Paint:
        return primary(self)


class SecondaryButton(Button):
    """Something else that may be done."""

    def paint(self) -> Paint:
        c = theme.colours()
        if not self.isEnabled():
            return _resting()
        fill = c.action_tint if self.isDown() or self.underMouse() else c.panel
        return Paint(c.action, fill, c.action)


class DangerButton(Button):
    """What ends or discards a preparation, or says that something is wrong."""

    ends = True

    def paint(self) -> Paint:
        return danger(self)
