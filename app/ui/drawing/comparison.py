"""Two columns side by side: how it is, and how it would be."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import Paragraph, put, width_of
from app.ui.theme import Tone

HEAD = 30
LABELS = 0.225
GAP = 9
_CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """What is compared, both ways, and whether it changed."""

    what: str
    recorded: str
    supposed: str
    changed: bool


class Comparison(Drawn[tuple[ComparisonRow, ...]]):
    """Rows under the two headings; a changed one has a mark, the word and a ground of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: tuple[ComparisonRow, ...]) -> str:
        return "; ".join(_spoken(row) for row in facts)

    def needs(self, facts: tuple[ComparisonRow, ...]) -> QSize:
        width = self.px(640)
        return QSize(width, self._height(facts, width))

    def heightForWidth(self, width: int) -> int:
        return self._height(self.facts() or (), width)

    def draw(self, painter: QPainter, facts: tuple[ComparisonRow, ...]) -> None:
        c = theme.colours()
        lefts = self._lefts(self.width())
        font = self.lettering(15, bold=True)
        for left, words in zip(lefts[:3], ("", "AS RECORDED", "SUPPOSED"), strict=True):
            box = QRectF(left, 0, self.width(), self.px(HEAD))
            put(painter, box, words, font, QColor(c.soft))
        y = float(self.px(HEAD))
        for row in facts:
            high = self._row_height(row, self.width())
            if row.changed:
                tint = theme.shade(Tone.WARN).tint
                painter.fillRect(QRectF(0, y, self.width(), high), tint)
                self._draw_sign(painter, lefts[3], y, high)
            for part, left in zip(self._parts(row, self.width()), lefts[:3], strict=True):
                part.draw(painter, left, y + self.px(GAP) / 2)
            y += high
            painter.fillRect(QRectF(0, y - 1, self.width(), max(1, self.px(1))), QColor(c.rule))

    def _draw_sign(self, painter: QPainter, left: float, y: float, high: float) -> None:
        ink = theme.shade(Tone.WARN).ink
        side = self.px(16)
        line = self.px(GAP) / 2 + self.px(10)
        draw_icon(painter, Icon.LEFT, QRectF(left, y + line - side / 2, side, side), ink)
        box = QRectF(left + self.px(22), y, self.width(), min(high, 2 * line))
        put(painter, box, _CHANGED, self.lettering(15, bold=True), ink)

    def _sign(self) -> float:
        """Return how wide the mark of a changed row is, with its word."""
        return self.px(22) + width_of(_CHANGED, self.lettering(15, bold=True)) + self.px(10)

    def _lefts(self, width: int) -> tuple[float, float, float, float]:
        labels = width * LABELS
        column = (width - labels - self._sign()) / 2
        first = float(self.px(8))
        return first, labels, labels + column, width - self._sign()

    def _height(self, facts: tuple[ComparisonRow, ...], width: int) -> int:
        return self.px(HEAD) + sum(self._row_height(row, width) for row in facts)

    def _row_height(self, row: ComparisonRow, width: int) -> int:
        parts = self._parts(row, width)
        return round(max(part.height for part in parts)) + self.px(GAP)

    def _parts(self, row: ComparisonRow, width: int) -> tuple[Paragraph, Paragraph, Paragraph]:
        c = theme.colours()
        lefts = self._lefts(width)
        gap = self.px(12)
        ink = QColor(c.ink)
        plain, bold = self.lettering(16), self.lettering(16, bold=True)
        return (
            Paragraph(row.what, self.lettering(15, bold=True), lefts[1] - lefts[0] - gap, ink),
            Paragraph(row.recorded or "–", plain, lefts[2] - lefts[1] - gap, ink),
            Paragraph(
                row.supposed or "–",
                bold if row.changed and len(row.supposed) < 60 else plain,
                lefts[3] - lefts[2] - gap,
                ink,
            ),
        )


def _spoken(row: ComparisonRow) -> str:
    if not row.changed:
        return f"{row.what}: {row.recorded}, unchanged"
    return f"{row.what}: {row.recorded or 'none'}, changed to {row.supposed or 'none'}"
