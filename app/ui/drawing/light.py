"""What protects the drug from light, and since when."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.card import RADIUS
from app.ui.drawing.drawn import Drawn, draw_panel, whole
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import Paragraph, put, width_of

MARGIN = 18
WIDTH = 318
ABOVE = 10
HEAD = 24
BETWEEN = 3
BELOW = 9
BEHIND = 14


class LightState(Enum):
    """Whether the drug is protected now, was not for a time, or is not yet in the open."""

    PROTECTED = "protected"
    GAP = "gap"
    NOT_STARTED = "not started"


@dataclass(frozen=True, slots=True)
class LightFacts:
    """Heading, such as "PROTECTED FROM LIGHT"; what protects it; the source of the rule.

    Without a source its line is not drawn: the room is needed for what happened.
    """

    heading: str
    words: str
    source: str
    state: LightState


class LightBox(Drawn[LightFacts]):
    """A tinted panel, as high as its words need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: LightFacts) -> str:
        return f"{facts.heading}: {facts.words} {facts.source}".strip()

    def needs(self, facts: LightFacts) -> QSize:
        return QSize(self.px(WIDTH), self._height(facts, self.px(WIDTH)))

    def heightForWidth(self, width: int) -> int:
        facts = self.facts()
        return 0 if facts is None else self._height(facts, width)

    def draw(self, painter: QPainter, facts: LightFacts) -> None:
        c = theme.colours()
        fill, ink, edge, icon = {
            LightState.PROTECTED: (c.warn_tint, c.warn, c.warn_edge, Icon.HALF_DISC),
            LightState.GAP: (c.stop_tint, c.stop, c.stop, Icon.STOP),
            LightState.NOT_STARTED: (c.panel_soft, c.soft, c.edge, Icon.HALF_DISC),
        }[facts.state]
        thick = self.px(3) if facts.state is LightState.GAP else 1
        draw_panel(painter, whole(self), self.px(RADIUS), QColor(fill), QColor(edge), thick)
        side = self.px(18)
        y = float(self.px(ABOVE))
        draw_icon(painter, icon, QRectF(self.px(MARGIN), y, side, side), QColor(ink))
        left = self.px(MARGIN) + side + self.px(8)
        font, room = self.lettering(16, bold=True), self.width() - left - self.px(BEHIND)
        # Set narrower rather than cut off: its first word says it already.
        if width_of(facts.heading, font) > room:
            font.setStretch(max(80, int(100 * room / width_of(facts.heading, font)) - 1))
        put(painter, QRectF(left, y, room, side), facts.heading, font, QColor(ink))
        words, source = self._paragraphs(facts, self.width())
        y += self.px(HEAD)
        words.draw(painter, self.px(MARGIN), y)
        source.draw(painter, self.px(MARGIN), y + words.height + self.px(BETWEEN))

    def _height(self, facts: LightFacts, width: int) -> int:
        words, source = self._paragraphs(facts, width)
        below = source.height + self.px(BETWEEN) if facts.source else 0
        return round(words.height + below) + self.px(ABOVE + HEAD + BELOW)

    def _paragraphs(self, facts: LightFacts, width: int) -> tuple[Paragraph, Paragraph]:
        c = theme.colours()
        room = width - 2 * self.px(MARGIN)
        words = Paragraph(facts.words, self.lettering(15.5), room, QColor(c.ink))
        return words, Paragraph(facts.source, self.lettering(13.5), room, QColor(c.soft))
