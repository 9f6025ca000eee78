"""A few answers of which one is chosen: large, with a check and a digit, not colour alone."""

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button, Paint
from app.ui.drawing.drawn import lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.text import fitted, width_of
from app.ui.named import give_name

WORDS = (18, 17, 16)
_APART = 8


class OptionButton(Button):
    """One answer; a check stands before it where it is chosen."""

    def __init__(
        self, name: str, words: str, in_form: bool = False, parent: QWidget | None = None
    ) -> None:
        self._name, self.in_form = name, in_form
        super().__init__(words, "", parent)
        self.setCheckable(True)
        self.toggled.connect(lambda _: self._describe())

    def _describe(self) -> None:
        chosen = ", chosen" if self.isChecked() else ""
        give_name(self, f"{self._name}: {self.text()}{chosen}")

    def paint(self) -> Paint:
        c = theme.colours()
        if self.isChecked():
            return Paint(c.action_ink, c.action, c.action)
        fill = c.action_tint if self.isDown() or self.underMouse() else c.panel
        return Paint(c.ink, fill, c.soft)

    def sizeHint(self) -> QSize:
        words = width_of(self.text(), lettering(self, WORDS[0], bold=True))
        return self._sized(int(words) + theme.px(self, 56))

    def minimumSizeHint(self) -> QSize:
        font = lettering(self, WORDS[-1], bold=True)
        # In two lines, where one is too long.
        half = width_of(self.text(), font) * 0.6
        words = max(half, *(width_of(each, font) for each in self.text().split()))
        return self._sized(int(words) + theme.px(self, 50))

    def _sized(self, width: int) -> QSize:
        if self.in_form:
            least = theme.form_target(self)
            return QSize(max(width, least), least)
        return self.touchable(width)

    def _draw_label(self, painter: QPainter) -> None:
        ink = QColor(self.paint().ink)
        room = self.width() - theme.px(self, 50)
        fonts = [lettering(self, size, bold=True) for size in WORDS]
        words = fitted(self.text(), fonts, room, self.height() - theme.px(self, 10), ink)
        side = theme.px(self, 18)
        if self.isChecked():
            box = QRectF(theme.px(self, 12), (self.height() - side) / 2, side, side)
            draw_icon(painter, Icon.CHECK, box, ink)
        words.draw(painter, theme.px(self, 38), (self.height() - words.height) / 2)


class Options(Spaced):
    """Answers in rows of `columns`; `chosen` carries the text of the one that was pressed."""

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        options: tuple[tuple[str, str], ...],
        columns: int,
        in_form: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Offer `options`, each a text for the program and its words.

        They are as large as a gloved finger needs, or as a finger needs that fills a long form in,
        where they are `in_form` and stand further apart.
        """
        super().__init__(parent)
        self.offered = options
        self._texts = tuple(text for text, _ in options)
        self.buttons = [OptionButton(name, words, in_form) for _, words in options]
        grid = QGridLayout(self)
        self.space(grid, _APART if in_form else 6)
        for at, button in enumerate(self.buttons):
            grid.addWidget(button, at // columns, at % columns)
            button.clicked.connect(lambda _=False, place=at: self.choose(place))
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        if self.buttons:
            self.setFocusProxy(self.buttons[0])

    def text(self) -> str:
        """Return the text of the answer that is chosen, or ""."""
        for text, button in zip(self._texts, self.buttons, strict=True):
            if button.isChecked():
                return text
        return ""

    def set_text(self, text: str) -> None:
        """Show the answer of that text as chosen, or none."""
        for each, button in zip(self._texts, self.buttons, strict=True):
            button.setChecked(each == text)

    def choose(self, place: int) -> None:
        """Choose the answer at a place, counted from 0; a focus that was on another goes there."""
        if any(button.hasFocus() for button in self.buttons):
            self.buttons[place].setFocus()
        self.set_text(self._texts[place])
        self.chosen.emit(self._texts[place])
