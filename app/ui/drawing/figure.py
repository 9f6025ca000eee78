"""The one figure that counts: a number and its unit, read at one metre."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.text import height_of, put, width_of

LARGEST = 78
SMALLEST = 34


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """The number as people write it, such as "5.8", and its unit, such as "mL"."""

    number: str
    unit: str


class Figure(Drawn[FigureFacts]):
    """A number in the largest type of the page; it grows smaller rather than being cut off."""

    def spoken(self, facts: FigureFacts) -> str:
        return f"{facts.number} {facts.unit}"

    def needs(self, facts: FigureFacts) -> QSize:
        number = self.lettering(LARGEST, bold=True)
        width = self._width(facts, number)
        return QSize(int(width) + 1, round(height_of(number) * 0.98))

    def least(self, facts: FigureFacts) -> QSize:
        number = self.mattering(SMALLEST)
        return QSize(int(self._width(facts, number)) + 1, round(height_of(number)))

    def draw(self, painter: QPainter, facts: FigureFacts) -> None:
        c = theme.colours()
        number = self._largest(facts)
        box = QRectF(self.rect())
        put(painter, box, facts.number, number, QColor(c.ink))
        unit = self._unit(number)
        painter.setFont(unit)
        baseline = box.center().y() + (height_of(number) / 2 - QFontMetricsF(number).descent())
        left = width_of(facts.number, number) + unit.pixelSize() * 0.25
        painter.setPen(QColor(c.soft))
        painter.drawText(round(left), round(baseline), facts.unit)

    def _largest(self, facts: FigureFacts) -> QFont:
        for size in range(LARGEST, SMALLEST, -2):
            font = self.lettering(size, bold=True)
            if self._width(facts, font) <= self.width() and height_of(font) <= self.height() * 1.1:
                return font
        return self.mattering(SMALLEST)

    def _width(self, facts: FigureFacts, number: QFont) -> float:
        unit = self._unit(number)
        gap = unit.pixelSize() * 0.25
        return width_of(facts.number, number) + gap + width_of(facts.unit, unit)

    def _unit(self, number: QFont) -> QFont:
        font = QFont(number)
        font.setPixelSize(round(number.pixelSize() * 0.58))
        font.setBold(False)
        return font
