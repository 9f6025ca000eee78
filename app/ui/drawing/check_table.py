"""The checker's own figures, and then ours beside them."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import Paragraph, put, width_of

HEAD = 30
ROW = 34
LOWEST_ROW = 25
TALL = 48
LOWEST_TALL = 44
GAP = 10
LEAST_WIDTH = 640
FARTHEST = 60
HEADINGS = ("", "YOU, BLIND", "COMPUTED", "AT THE HOOD", "")
FIGURES = (20, 19, 18, 17, 16)
FIGURE = 33
# The columns of words and of what came together, in the order in which they give way.
_WRAP = (3, 0)
# What stands in large type of a figure: its number or its time, not its unit.
_NUMBER = re.compile(r"[\d.:]+$")


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One figure: the checker's, the computed one, the one recorded at the hood, the verdict.

    `agrees` is None while there is nothing to compare.
    """

    what: str
    blind: str
    computed: str
    hood: str
    verdict: str
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """The rows. Until `revealed`, only the checker's own figures are drawn or said."""

    rows: tuple[CheckRow, ...]
    revealed: bool


class CheckTable(Drawn[CheckFacts]):
    """Figures in columns that shrink together rather than being cut off.

    What the checker works out too, the volume and the latest start, is read at a metre.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def spoken(self, facts: CheckFacts) -> str:
        return "; ".join(self._said(row, facts.revealed) for row in facts.rows)

    def needs(self, facts: CheckFacts) -> QSize:
        return QSize(self.px(600), self.px(HEAD) + round(sum(self._heights(facts, TALL, ROW))))

    def least(self, facts: CheckFacts) -> QSize:
        rows = self._heights(facts, LOWEST_TALL, LOWEST_ROW)
        return QSize(0, self.px(HEAD) + round(sum(rows)))

    def _heights(self, facts: CheckFacts, tall: float, low: float) -> list[float]:
        """Return how high each row is: as asked, or as its words need where they wrap."""
        widths = self._columns(facts)
        heights: list[float] = []
        for row in facts.rows:
            cells = enumerate(self._cells(row, facts.revealed))
            words = [self._paragraph(n, cell, widths[n]).height for n, cell in cells if n in _WRAP]
            heights.append(max(self.px(tall if row.blind else low), *words))
        return heights

    def draw(self, painter: QPainter, facts: CheckFacts) -> None:
        widths, size = self._columns(facts), self._size(facts)
        spare = max(0.0, self.width() - sum(widths)) / max(1, len(widths) - 1)
        spare = min(spare, self.px(FARTHEST))
        starts = [sum(widths[:n]) + n * spare for n in range(len(widths))]
        self._draw_headings(painter, starts)
        high, low = self._heights(facts, TALL, ROW), self._heights(facts, LOWEST_TALL, LOWEST_ROW)
        spread = max(1.0, sum(high) - sum(low))
        share = min(1.0, max(0.0, (self.height() - self.px(HEAD) - sum(low)) / spread))
        top = float(self.px(HEAD))
        for row, most, least in zip(facts.rows, high, low, strict=True):
            box = QRectF(0, top, self.width(), least + (most - least) * share)
            self._draw_row(painter, facts, row, box, list(zip(starts, widths, strict=True)), size)
            top = box.bottom()

    def _said(self, row: CheckRow, revealed: bool) -> str:
        if not revealed:
            return f"{row.what}: you {row.blind or 'not entered'}"
        return (
            f"{row.what}: you {row.blind}, computed {row.computed}, "
            f"at the hood {row.hood}, {row.verdict}"
        )

    def _cells(self, row: CheckRow, revealed: bool) -> tuple[str, ...]:
        shown = (row.what, row.blind)
        return (*shown, row.computed, row.hood, row.verdict) if revealed else shown

    def _room(self) -> float:
        """Return the width of the table, as it will be where it is not laid out yet."""
        return max(self.width(), self.px(LEAST_WIDTH))

    def _size(self, facts: CheckFacts) -> float:
        """Return the largest type in which everything stands on one line, or the smallest."""
        room = self._room()
        return next((s for s in FIGURES if sum(self._widths(facts, s)) <= room), FIGURES[-1])

    def _columns(self, facts: CheckFacts) -> list[float]:
        """Return the widths of the columns; words give way where the figures need the room."""
        widths = self._widths(facts, self._size(facts))
        for n in _WRAP:
            over = sum(widths) - self._room()
            if n < len(widths) and over > 0:
                widths[n] = max(widths[n] * 0.55, widths[n] - over)
        return widths

    def _paragraph(self, column: int, cell: str, width: float) -> Paragraph:
        font = self._font(column, FIGURES[-1])
        return Paragraph(cell, font, width - self.px(GAP), QColor(theme.colours().ink))

    def _widths(self, facts: CheckFacts, size: float) -> list[float]:
        """Return the width that each column needs when its figures are `size` high."""
        count = 5 if facts.revealed else 2
        widths = [width_of(name, self._small()) + self.px(GAP) for name in HEADINGS[:count]]
        for row in facts.rows:
            for n, cell in enumerate(self._cells(row, facts.revealed)):
                icon = self.px(24) if n == 4 else 0
                wide = sum(width_of(*part) for part in self._parts(row, n, cell, size))
                widths[n] = max(widths[n], wide + self.px(GAP) + icon)
        widths[-1] += self.px(2)
        return widths

    def _parts(self, row: CheckRow, column: int, cell: str, size: float) -> list[tuple[str, QFont]]:
        """Return the words of a cell, each with its font: of a figure that matters the number
        is large and its unit is not."""
        number, space, unit = cell.partition(" ")
        if not row.blind or column not in (1, 2, 3) or not _NUMBER.match(number):
            return [(cell, self._font(column, size))]
        large = (number, self.mattering(FIGURE))
        return [large, (space + unit, self.lettering(size))] if unit else [large]

    def _font(self, column: int, size: float) -> QFont:
        if column == 0:
            return self.lettering(min(17, size))
        return self.lettering(min(18, size), bold=column == 4)

    def _small(self) -> QFont:
        return self.lettering(16)

    def _draw_headings(self, painter: QPainter, starts: list[float]) -> None:
        c = theme.colours()
        for start, name in zip(starts, HEADINGS, strict=False):
            box = QRectF(start + self.px(6), 0, self.width(), self.px(HEAD))
            put(painter, box, name, self._small(), QColor(c.soft))
        self._draw_rule(painter, self.px(HEAD), 2)

    def _draw_rule(self, painter: QPainter, y: float, thick: float = 1) -> None:
        rule = max(1, self.px(thick))
        painter.fillRect(QRectF(0, y - rule, self.width(), rule), QColor(theme.colours().rule))

    def _draw_row(
        self,
        painter: QPainter,
        facts: CheckFacts,
        row: CheckRow,
        box: QRectF,
        columns: list[tuple[float, float]],
        size: float,
    ) -> None:
        c = theme.colours()
        if facts.revealed and row.agrees is False:
            painter.fillRect(box, QColor(c.stop_tint))
        self._draw_rule(painter, box.bottom())
        cells = self._cells(row, facts.revealed)
        for n, (cell, (start, width)) in enumerate(zip(cells, columns, strict=True)):
            place = box.adjusted(start + self.px(6), 0, 0, 0)
            ink = QColor(c.ink)
            if n == 4 and row.agrees is not None:
                ink = QColor(c.ok if row.agrees else c.stop)
                side = self.px(18)
                icon = QRectF(place.left(), place.center().y() - side / 2, side, side)
                draw_icon(painter, Icon.CHECK if row.agrees else Icon.CROSS, icon, ink)
                place.adjust(self.px(24), 0, 0, 0)
            parts = self._parts(row, n, cell, size)
            if n in _WRAP and sum(width_of(*part) for part in parts) > width - self.px(GAP) + 1:
                paragraph = self._paragraph(n, cell, width)
                paragraph.draw(painter, place.left(), box.center().y() - paragraph.height / 2)
                continue
            for words, font in parts:
                put(painter, place, words, font, ink)
                place.adjust(width_of(words, font), 0, 0, 0)
