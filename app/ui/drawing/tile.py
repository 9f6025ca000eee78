"""A figure with what it belongs to: what one vial gives, what one bag gets."""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn, draw_panel, whole
from app.ui.drawing.text import Paragraph, fitted
from app.ui.theme import Tone

MARGIN = 14


@dataclass(frozen=True, slots=True)
class TileFacts:
    """Whose figure it is, such as "Vial 1 · lot AB1234"; the figure; what to do with the rest."""

    whose: str
    figure: str
    remark: str
    tone: Tone = Tone.PLAIN


class Tile(Drawn[TileFacts]):
    """A bordered box of three lines, as high as they need in its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: TileFacts) -> str:
        return f"{facts.whose}: {facts.figure}, {facts.remark}"

    def needs(self, facts: TileFacts) -> QSize:
        return QSize(self.px(200), self._height(facts, self.px(218)))

    def heightForWidth(self, width: int) -> int:
        facts = self.facts()
        return 0 if facts is None else self._height(facts, width)

    def draw(self, painter: QPainter, facts: TileFacts) -> None:
        shade = theme.shade(facts.tone)
        fill = QColor(theme.colours().panel) if facts.tone is Tone.PLAIN else shade.tint
        draw_panel(painter, whole(self), self.px(8), fill, shade.edge, self.px(1.4))
        parts = self._parts(facts, self.width() - self.px(2 * MARGIN), self.px(46))
        y = (self.height() - sum(part.height for part in parts)) / 2
        for part in parts:
            part.draw(painter, self.px(MARGIN), y)
            y += part.height

    def _height(self, facts: TileFacts, width: int) -> int:
        parts = self._parts(facts, width - self.px(2 * MARGIN), 99999)
        return round(sum(part.height for part in parts)) + self.px(16)

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
