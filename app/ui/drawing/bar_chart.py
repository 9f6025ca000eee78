"""Bars beside each other, and below each the figures that it stands for.

What a part of a bar stands for is told by its pattern, which stands before the words of its row;
nothing rests on a colour.
"""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.text import height_of, put, width_of

ROW = 24
LOWEST_ROW = 21
NAMES = 26
LABELS = 262
EDGE = 10
PLOT = 200
LOWEST_PLOT = 112
BAR = 52
SWATCH = 30
SIZES = (16, 15, 14, 13, 12, 11, 10)


class Pattern(Enum):
    """How a part of a bar is filled."""

    SOLID = "solid"
    HATCHED = "hatched"
    CROSSED = "crossed"
    LINED = "lined"


@dataclass(frozen=True, slots=True)
class BarColumn:
    """A bar: its name, its parts as shares of the axis from below, and a figure for each row."""

    name: str
    parts: tuple[tuple[Pattern, float], ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BarRow:
    """A row of figures: its words, and the pattern it has in the bars; a heading has no figures."""

    words: str
    pattern: Pattern | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class BarFacts:
    """Bars, the rows of figures below them, and the axis: 0 is its foot and 1 its top.

    `together` is a last column without a bar, such as a sum; `axis` says what the bars measure.
    """

    columns: tuple[BarColumn, ...]
    rows: tuple[BarRow, ...]
    ticks: tuple[tuple[float, str], ...]
    together: BarColumn
    axis: str


class BarChart(Drawn[BarFacts]):
    """Bars over a table of their figures, in the same columns."""

    reads_as = QAccessible.Role.Graphic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def spoken(self, facts: BarFacts) -> str:
        columns = (*facts.columns, facts.together)
        return ". ".join(_spoken(column, facts.rows) for column in columns)

    def needs(self, facts: BarFacts) -> QSize:
        return QSize(self.px(1200), self.px(PLOT + NAMES) + self.px(ROW) * len(facts.rows))

    def least(self, facts: BarFacts) -> QSize:
        high = self.px(LOWEST_PLOT + NAMES) + self.px(LOWEST_ROW) * len(facts.rows)
        return QSize(0, high)

    def figure_boxes(self) -> tuple[tuple[str, QRectF], ...]:
        """Return every figure with the box it stands in."""
        facts = self.facts()
        assert facts is not None
        return tuple(
            (figure, self._cell(facts, at, row))
            for at, column in enumerate((*facts.columns, facts.together))
            for row, figure in enumerate(column.figures)
        )

    def figure_width(self, figure: str) -> float:
        """Return how wide a figure is drawn."""
        facts = self.facts()
        assert facts is not None
        return width_of(figure, self.lettering(self._size(facts), bold=False))

    def draw(self, painter: QPainter, facts: BarFacts) -> None:
        self._draw_axis(painter, facts)
        for at, column in enumerate(facts.columns):
            self._draw_bar(painter, facts, at, column)
        self._draw_names(painter, facts)
        size = self._size(facts)
        for row, words in enumerate(facts.rows):
            self._draw_row(painter, facts, row, words, size)

    def _row_height(self, facts: BarFacts) -> float:
        room = self.height() - self.px(PLOT + NAMES)
        return max(self.px(LOWEST_ROW), min(self.px(ROW), room / max(1, len(facts.rows))))

    def _foot(self, facts: BarFacts) -> float:
        """Return where the bars stand."""
        return self.height() - self._row_height(facts) * len(facts.rows) - self.px(NAMES)

    def _top(self) -> float:
        return self.px(32)

    def _column(self, facts: BarFacts, at: int) -> tuple[float, float]:
        """Return the left edge and the width of a column; the last one is the sum."""
        left, right = self.px(LABELS), self.width() - self.px(EDGE)
        wide = (right - left) / (len(facts.columns) + 1)
        return left + at * wide, wide

    def _cell(self, facts: BarFacts, at: int, row: int) -> QRectF:
        left, wide = self._column(facts, at)
        high = self._row_height(facts)
        top = self.height() - high * (len(facts.rows) - row)
        return QRectF(left, top, wide, high)

    def _size(self, facts: BarFacts) -> float:
        """Return the largest type in which every figure fits its column."""
        _, wide = self._column(facts, 0)
        figures = [f for column in (*facts.columns, facts.together) for f in column.figures]
        for size in SIZES:
            font = self.lettering(size, bold=True)
            if all(width_of(figure, font) <= wide - self.px(8) for figure in figures):
                break
        return size

    def _draw_axis(self, painter: QPainter, facts: BarFacts) -> None:
        c = theme.colours()
        foot, top, font = self._foot(facts), self._top(), self.lettering(14)
        left = self.px(LABELS)
        right = self._column(facts, len(facts.columns))[0]
        axis = QRectF(0, 0, left - self.px(12), self.px(20))
        put(painter, axis, facts.axis, self.lettering(14), QColor(c.soft), _RIGHT)
        half = height_of(font) / 2
        for at, words in facts.ticks:
            y = foot - at * (foot - top)
            painter.setPen(QPen(QColor(c.rule), max(1, self.px(1))))
            painter.drawLine(QLineF(left, y, right, y))
            box = QRectF(0, y - half, left - self.px(12), 2 * half)
            put(painter, box, words, font, QColor(c.soft), _RIGHT)

    def _draw_bar(self, painter: QPainter, facts: BarFacts, at: int, column: BarColumn) -> None:
        foot, top = self._foot(facts), self._top()
        left, wide = self._column(facts, at)
        bar = min(self.px(BAR), wide * 0.7)
        y = foot
        for pattern, share in column.parts:
            high = share * (foot - top)
            y -= high
            if high > 0:
                box = QRectF(left + (wide - bar) / 2, y, bar, high)
                draw_pattern(painter, box, pattern, self.px(7), self.px(2))

    def _draw_names(self, painter: QPainter, facts: BarFacts) -> None:
        c = theme.colours()
        foot, font = self._foot(facts), self.lettering(15, bold=True)
        painter.setPen(QPen(QColor(c.ink), max(1, self.px(2))))
        painter.drawLine(
            QLineF(self.px(LABELS), foot, self._column(facts, len(facts.columns))[0], foot)
        )
        for at, column in enumerate((*facts.columns, facts.together)):
            left, wide = self._column(facts, at)
            box = QRectF(left, foot, wide, self.px(NAMES))
            put(painter, box, column.name, font, QColor(c.ink), Qt.AlignmentFlag.AlignHCenter)

    def _draw_row(
        self, painter: QPainter, facts: BarFacts, row: int, words: BarRow, size: float
    ) -> None:
        c = theme.colours()
        box = self._cell(facts, 0, row)
        line = QRectF(0, box.top(), self.width(), box.height())
        if words.heading:
            painter.fillRect(line, QColor(c.panel_soft))
            label = line.adjusted(self.px(8), 0, 0, 0)
            put(painter, label, words.words, self.lettering(13.5, bold=True), QColor(c.soft))
            return
        painter.setPen(QPen(QColor(c.rule), max(1, self.px(1))))
        painter.drawLine(QLineF(0, line.bottom(), self.width(), line.bottom()))
        start = self.px(8)
        if words.pattern is not None:
            high = box.height() * 0.58
            swatch = QRectF(start, box.center().y() - high / 2, self.px(SWATCH), high)
            draw_pattern(painter, swatch, words.pattern, self.px(6), self.px(2))
        label = QRectF(start + self.px(SWATCH + 8), box.top(), self.px(LABELS), box.height())
        put(painter, label, words.words, self.lettering(15), QColor(c.ink))
        for at, column in enumerate((*facts.columns, facts.together)):
            last = at == len(facts.columns)
            font = self.lettering(size, bold=last)
            cell = self._cell(facts, at, row)
            figure = column.figures[row]
            put(painter, cell, figure, font, QColor(c.ink), Qt.AlignmentFlag.AlignHCenter)


_RIGHT = Qt.AlignmentFlag.AlignRight


def _spoken(column: BarColumn, rows: tuple[BarRow, ...]) -> str:
    said = (
        f"{row.words} {figure}"
        for row, figure in zip(rows, column.figures, strict=True)
        if not row.heading
    )
    return f"{column.name}: {', '.join(said)}"


def draw_pattern(
    painter: QPainter, box: QRectF, pattern: Pattern, apart: float, thickness: float
) -> None:
    """Fill a box with a pattern whose lines stand so far apart, and draw its edge."""
    ink, fill = _look(pattern)
    painter.fillRect(box, QColor(fill))
    painter.save()
    painter.setClipRect(box)
    painter.setPen(QPen(QColor(ink), thickness))
    if pattern in (Pattern.HATCHED, Pattern.CROSSED):
        _draw_diagonals(painter, box, apart, up=True)
    if pattern is Pattern.CROSSED:
        _draw_diagonals(painter, box, apart, up=False)
    if pattern is Pattern.LINED:
        y = box.bottom() - apart / 2
        while y > box.top():
            painter.drawLine(QLineF(box.left(), y, box.right(), y))
            y -= apart
    painter.restore()
    painter.setPen(QPen(QColor(ink), thickness))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)


def _draw_diagonals(painter: QPainter, box: QRectF, apart: float, *, up: bool) -> None:
    high = box.height()
    x = box.left() - high
    while x < box.right():
        ends = (box.bottom(), box.top()) if up else (box.top(), box.bottom())
        painter.drawLine(QLineF(x, ends[0], x + high, ends[1]))
        x += apart


def _look(pattern: Pattern) -> tuple[str, str]:
    """Return the colours of the lines and of what lies under them."""
    c = theme.colours()
    return {
        Pattern.SOLID: (c.action, c.action),
        Pattern.HATCHED: (c.warn, c.warn_tint),
        Pattern.CROSSED: (c.stop, c.stop_tint),
        Pattern.LINED: (c.ink, c.panel),
    }[pattern]
