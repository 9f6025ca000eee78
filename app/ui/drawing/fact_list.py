"""Facts below each other, each with its number, its date, and below it where it is from."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import Paragraph
from app.ui.theme import Tone

NUMBER = 40
DATE = 118
GAP = 8
ICON = 15


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact in words, with its number and date; `below` says where it is from.

    A fact taken back is struck, and `taken_back` says by which number, and why.
    """

    number: int
    on: str
    words: str
    below: str
    taken_back: str = ""


class FactList(Drawn[tuple[FactRow, ...]]):
    """Every fact of a record, from the first to the last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: tuple[FactRow, ...]) -> str:
        return "; ".join(_spoken(row) for row in facts) or "nothing on record"

    def needs(self, facts: tuple[FactRow, ...]) -> QSize:
        width = self.px(420)
        return QSize(width, self._height(facts, width))

    def heightForWidth(self, width: int) -> int:
        return self._height(self.facts() or (), width)

    def draw(self, painter: QPainter, facts: tuple[FactRow, ...]) -> None:
        c = theme.colours()
        y = 0.0
        for row in facts:
            number, date, words, below = self._parts(row, self.width())
            top = y + self.px(GAP) / 2
            number.draw(painter, 0, top)
            date.draw(painter, self.px(NUMBER), top)
            left = float(self.px(NUMBER + DATE))
            words.draw(painter, left, top)
            if row.taken_back:
                side = self.px(ICON)
                box = QRectF(left, top + words.height + self.px(2), side, side)
                draw_icon(painter, Icon.CROSS, box, theme.shade(Tone.STOP).ink)
                left += self.px(ICON + 6)
            below.draw(painter, left, top + words.height)
            y += self._row_height(row, self.width())
            painter.fillRect(QRectF(0, y - 1, self.width(), max(1, self.px(1))), QColor(c.rule))

    def _height(self, facts: tuple[FactRow, ...], width: int) -> int:
        return sum(self._row_height(row, width) for row in facts)

    def _row_height(self, row: FactRow, width: int) -> int:
        _, date, words, below = self._parts(row, width)
        return round(max(date.height, words.height + below.height)) + self.px(GAP)

    def _parts(self, row: FactRow, width: int) -> tuple[Paragraph, Paragraph, Paragraph, Paragraph]:
        c = theme.colours()
        ink, soft = QColor(c.ink), QColor(c.soft)
        plain, small = self.lettering(16), self.lettering(14)
        plain.setStrikeOut(bool(row.taken_back))
        room = width - self.px(NUMBER + DATE)
        told, colour = row.below, soft
        if row.taken_back:
            room_below = room - self.px(ICON + 6)
            told, colour = row.taken_back, theme.shade(Tone.STOP).ink
        else:
            room_below = room
        return (
            Paragraph(str(row.number), self.lettering(16, bold=True), self.px(NUMBER), ink),
            Paragraph(row.on, plain, self.px(DATE - 8), ink),
            Paragraph(row.words, plain, room, ink),
            Paragraph(told, small, room_below, colour),
        )


def _spoken(row: FactRow) -> str:
    below = row.taken_back or row.below
    return f"number {row.number}, {row.on}: {row.words}, {below}"
