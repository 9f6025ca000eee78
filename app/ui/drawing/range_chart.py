"""Lengths of time as bars beside their names: half of them lie in the bar, the middle one in it."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.text import largest, put, width_of

ROW, LOWEST_ROW = 34, 24
NAMES, FIGURES = 270, 270
AXIS = 34
SWATCH, BETWEEN = 16, 12


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A name, what is so now and what was before, and both in words.

    Each is three places on the axis from 0 to 1: where half of them begin, the middle one, and
    where half of them end; None where there is nothing.
    """

    name: str
    now: tuple[float, float, float] | None
    before: tuple[float, float, float] | None
    figures: str


@dataclass(frozen=True, slots=True)
class RangeFacts:
    """Rows below an axis with its round numbers; `none` is said where there are none.

    `legend` says what the wide bar stands for, and the narrow one below it.
    """

    rows: tuple[RangeRow, ...]
    ticks: tuple[tuple[float, str], ...]
    none: str
    legend: tuple[str, str]


class RangeChart(Drawn[RangeFacts]):
    """A row for each name: the half in the middle as a bar, the median as a stroke through it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def spoken(self, facts: RangeFacts) -> str:
        return ". ".join(f"{row.name}: {row.figures}" for row in facts.rows) or facts.none

    def needs(self, facts: RangeFacts) -> QSize:
        return QSize(self.px(1000), self.px(AXIS + ROW * max(1, len(facts.rows))))

    def least(self, facts: RangeFacts) -> QSize:
        return QSize(0, self.px(AXIS + LOWEST_ROW * max(1, len(facts.rows))))

    def draw(self, painter: QPainter, facts: RangeFacts) -> None:
        c = theme.colours()
        if not facts.rows:
            box = QRectF(0, 0, self.width(), self.px(40))
            put(painter, box, facts.none, self.lettering(17), QColor(c.soft))
            return
        room = self.height() - self.px(AXIS)
        high = max(self.px(LOWEST_ROW), min(self.px(ROW), room / len(facts.rows)))
        self._draw_axis(painter, facts, self.px(AXIS) + high * len(facts.rows))
        self._draw_legend(painter, facts.legend)
        for at, row in enumerate(facts.rows):
            top = self.px(AXIS) + at * high
            self._draw_row(painter, row, QRectF(0, top, self.width(), high))

    def _place(self, at: float) -> float:
        left, right = self.px(NAMES), self.width() - self.px(FIGURES)
        return left + at * (right - left)

    def _draw_legend(self, painter: QPainter, legend: tuple[str, str]) -> None:
        """Draw what the two bars of a row stand for over the names."""
        c, high = theme.colours(), self.px(AXIS - 8)
        font, left = self.lettering(14), 0.0
        for words, share, fill in ((legend[0], 0.5, c.action), (legend[1], 0.26, c.panel)):
            painter.setPen(QPen(QColor(c.ink), max(1, self.px(1.4))))
            painter.setBrush(QColor(fill))
            tall = high * share
            painter.drawRect(QRectF(left + 1, (high - tall) / 2, self.px(SWATCH), tall))
            box = QRectF(left + self.px(SWATCH + 6), 0, self.px(NAMES), high)
            put(painter, box, words, font, QColor(c.soft))
            left = box.left() + width_of(words, font) + self.px(BETWEEN)

    def _draw_axis(self, painter: QPainter, facts: RangeFacts, foot: float) -> None:
        c = theme.colours()
        painter.setPen(QPen(QColor(c.rule), max(1, self.px(1))))
        for at, _ in facts.ticks:
            x = self._place(at)
            painter.drawLine(QLineF(x, self.px(AXIS - 6), x, foot))
        wide = self.px(80)
        for at, words in facts.ticks:
            box = QRectF(self._place(at) - wide / 2, 0, wide, self.px(AXIS - 6))
            middle = Qt.AlignmentFlag.AlignHCenter
            put(painter, box, words, self.lettering(14), QColor(c.soft), middle)

    def _draw_range(
        self,
        painter: QPainter,
        places: tuple[float, float, float],
        box: QRectF,
        share: tuple[float, float],
        fill: QColor,
    ) -> None:
        """Draw a range in the part of a row that begins at a share of it, and is so high."""
        low, median, high = (self._place(each) for each in places)
        top, tall = box.top() + share[0] * box.height(), share[1] * box.height()
        ink = QColor(theme.colours().ink)
        painter.setPen(QPen(ink, max(1, self.px(1.4))))
        painter.setBrush(fill)
        painter.drawRect(QRectF(low, top, high - low, tall))
        reach = box.height() * 0.06
        painter.setPen(QPen(ink, self.px(5)))
        painter.drawLine(QLineF(median, top - reach, median, top + tall + reach))

    def _draw_row(self, painter: QPainter, row: RangeRow, box: QRectF) -> None:
        c = theme.colours()
        fonts = [self.lettering(size) for size in (17, 16, 15, 14, 13)]
        name = QRectF(box.left(), box.top(), self.px(NAMES - 14), box.height())
        put(painter, name, row.name, largest(row.name, fonts, name.width()), QColor(c.ink))
        if row.now is not None:
            self._draw_range(painter, row.now, box, (0.14, 0.42), QColor(c.action))
        if row.before is not None:
            self._draw_range(painter, row.before, box, (0.66, 0.2), QColor(c.panel))
        figures = QRectF(
            self.width() - self.px(FIGURES - 14), box.top(), self.px(FIGURES), box.height()
        )
        font = largest(row.figures, fonts, self.px(FIGURES - 14))
        put(painter, figures, row.figures, font, QColor(c.ink))
