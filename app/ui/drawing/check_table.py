"""The checker's own figures, and then ours beside them."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import put, width_of

HEAD = 30
ROW = 34
LOWEST_ROW = 25
TALL = 48
LOWEST_TALL = 44
GAP = 10
FARTHEST = 60
HEADINGS = ("", "YOU, BLIND", "COMPUTED", "AT THE HOOD", "")
FIGURES = (20, 19, 18, 17, 16)
FIGURE = 33
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
        rows = sum(self.px(TALL if row.blind else ROW) for row in facts.rows)
        return QSize(self.px(600), self.px(HEAD) + rows)

    def least(self, facts: CheckFacts) -> QSize:
        rows = sum(self.px(LOWEST_TALL if row.blind else LOWEST_ROW) for row in facts.rows)
        return QSize(0, self.px(HEAD) + rows)

    def draw(self, painter: QPainter, facts: CheckFacts) -> None:
        room = self.width()
        size = next((s for s in FIGURES if sum(self._widths(facts, s)) <= room), FIGURES[-1])
        widths = self._widths(facts, size)
        spare = max(0.0, self.width() - sum(widths)) / max(1, len(widths) - 1)
        spare = min(spare, self.px(FARTHEST))
        starts = [sum(widths[:n]) + n * spare for n in range(len(widths))]
        self._draw_headings(painter, starts)
        whole = self.needs(facts).height() - self.px(HEAD)
        closer = min(1.0, (self.height() - self.px(HEAD)) / max(1, whole))
        top = float(self.px(HEAD))
        for row in facts.rows:
            high = self.px(TALL if row.blind else ROW) * closer
            self._draw_row(painter, facts, row, QRectF(0, top, self.width(), high), starts, size)
            top += high

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
        starts: list[float],
        size: float,
    ) -> None:
        c = theme.colours()
        if facts.revealed and row.agrees is False:
            painter.fillRect(box, QColor(c.stop_tint))
        self._draw_rule(painter, box.bottom())
        cells = self._cells(row, facts.revealed)
        for n, (cell, start) in enumerate(zip(cells, starts, strict=True)):
            place = box.adjusted(start + self.px(6), 0, 0, 0)
            ink = QColor(c.ink)
            if n == 4 and row.agrees is not None:
                ink = QColor(c.ok if row.agrees else c.stop)
                side = self.px(18)
                icon = QRectF(place.left(), place.center().y() - side / 2, side, side)
                draw_icon(painter, Icon.CHECK if row.agrees else Icon.CROSS, icon, ink)
                place.adjust(self.px(24), 0, 0, 0)
            for words, font in self._parts(row, n, cell, size):
                put(painter, place, words, font, ink)
                place.adjust(width_of(words, font), 0, 0, 0)
