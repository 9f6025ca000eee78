"""A paper that can be chosen: its name, its digit, and what is to be said of it, on one button."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.buttons import SecondaryButton
from app.ui.drawing.drawn import lettering
from app.ui.drawing.text import fitted, height_of, put

NAMES = (19, 18, 17, 16)
DIGIT = 22
TOLD = (16, 15)
SIDE = 14
INDENT = 38
EDGE = 7
# Two lines below the name are seen whole in the least height, three in this one.
COMFORTABLE = 96


class PaperButton(SecondaryButton):
    """One paper: below its name stands how often it went out, or why it cannot be now.

    The words lie on the button, so that it is as high as a gloved finger needs and no row of the
    page is lost to them.
    """

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        self._told = ""
        super().__init__("", key, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_paper(self, words: str, told: str) -> None:
        """Show the name of a paper, and what is told of it."""
        self._told = told
        self.relabel(words)
        self.say(f"{words}: {told}" if told else words)
        self.update()

    def sizeHint(self) -> QSize:
        least = self.minimumSizeHint()
        return QSize(least.width(), max(least.height(), theme.px(self, COMFORTABLE)))

    def minimumSizeHint(self) -> QSize:
        return self.touchable(theme.px(self, 200))

    def _draw_label(self, painter: QPainter) -> None:
        ink, soft = QColor(self.paint().ink), QColor(theme.colours().soft)
        side, left, edge = (theme.px(self, each) for each in (SIDE, INDENT, EDGE))
        room, high = self.width() - left - side, self.height() - 2 * edge
        names = [lettering(self, size, bold=True) for size in NAMES]
        name = fitted(self.text(), names, room, height_of(names[0]) * 1.1, ink)
        fonts = [lettering(self, size) for size in TOLD]
        told = fitted(self._told, fonts, room, high - name.height, soft)
        top = max(float(edge), (self.height() - name.height - told.height) / 2)
        name.draw(painter, left, top)
        told.draw(painter, left, top + name.height)
        box = QRectF(side, 0, left - side, self.height())
        put(painter, box, self._key, lettering(self, DIGIT), ink)
