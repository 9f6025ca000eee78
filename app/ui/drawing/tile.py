"""A figure with what it belongs to: what one vial gives, what one bag gets."""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn, draw_panel, whole
from app.ui.drawing.text import Paragraph, fitted
from app.ui.theme import Tone

WIDTH, MARGIN = 218, 14


@dataclass(frozen=True, slots=True)
class TileFacts:
    """Whose figure it is, such as "Vial 1 · lot AB1234"; the figure; what to do with the rest."""

    whose: str
    figure: str
    remark: str
    tone: Tone = Tone.PLAIN


class Tile(Drawn[TileFacts]):
    """A bordered box of three lines; `width` is the least it gets, in a window of 1366 x 768."""

    def __init__(self, width: float = WIDTH, parent: QWidget | None = None) -> None:
        self._width = width
        super().__init__(parent)

    def spoken(self, facts: TileFacts) -> str:
        return f"{facts.whose}: {facts.figure}, {facts.remark}"

    def needs(self, facts: TileFacts) -> QSize:
        parts = self._parts(facts, self.px(self._width - 2 * MARGIN), 99999)
        return QSize(self.px(200), round(sum(part.height for part in parts)) + self.px(16))

    def draw(self, painter: QPainter, facts: TileFacts) -> None:
        shade = theme.shade(facts.tone)
        fill = QColor(theme.colours().panel) if facts.tone is Tone.PLAIN else shade.tint
        draw_panel(painter, whole(self), self.px(8), fill, shade.edge, self.px(1.4))
        parts = self._parts(facts, self.width() - self.px(2 * MARGIN), self.px(46))
        y = (self.height() - sum(part.height for part in parts)) / 2
        for part in parts:
            part.draw(painter, self.px(MARGIN), y)
            y += part.height

    def _parts(self, facts: TileFacts, width: float, height: float) -> tuple[Paragraph, ...]:
        c = theme.colours()
        small = [self.lettering(size) for size in (16, 15)]
        large = [self.mattering(33)]
        large += [self.lettering(size, bold=True) for size in (29, 26, 23, 20, 17)]
        line = self.px(20)
        return (
            fitted(facts.whose, small, width, line, QColor(c.soft)),
            fitted(facts.figure, large, width, self.px(42), QColor(c.ink)),
            fitted(facts.remark, small, width, min(line, height), QColor(c.soft)),
        )
