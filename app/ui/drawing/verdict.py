"""The answer to a scanned label: one word that is read at one metre, its shape, and why."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.card import RADIUS
from app.ui.drawing.drawn import Drawn, draw_panel, whole
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import Paragraph, height_of, largest, put

MARGIN = 22
SHAPE = 96
# The smallest still has capitals of more than 6 mm on a screen of 15.6 inches.
WORD = (52, 48, 44, 40, 37)
LARGE = (30, 28, 26, 24)
SENTENCE = 20


class Look(Enum):
    """What the answer is; each has a shape of its own, besides its word and its colours."""

    FIT = "fit"
    ASK = "ask"
    NOT_YET = "not yet"
    NOT_FIT = "not fit"
    RUNNING = "running"
    PAUSED = "paused"
    COVER = "cover"
    STOP_EARLY = "stop early"
    USED = "used"
    TIMES_ONLY = "times only"
    CHECK = "check"


class Shape(Enum):
    """What stands round the icon of an answer; an octagon or a triangle is an icon by itself."""

    DISC = "disc"
    RING = "ring"
    SQUARE = "square"
    NONE = "none"


_SHAPES = {
    Look.FIT: (Shape.DISC, Icon.CHECK),
    Look.ASK: (Shape.RING, Icon.PERSON),
    Look.NOT_YET: (Shape.NONE, Icon.CLOCK),
    Look.NOT_FIT: (Shape.NONE, Icon.STOP),
    Look.RUNNING: (Shape.DISC, Icon.PLAY),
    Look.PAUSED: (Shape.DISC, Icon.PAUSE),
    Look.COVER: (Shape.SQUARE, Icon.EXCLAMATION),
    Look.STOP_EARLY: (Shape.NONE, Icon.TRIANGLE),
    Look.USED: (Shape.SQUARE, Icon.DOT),
    Look.TIMES_ONLY: (Shape.RING, Icon.QUESTION),
    Look.CHECK: (Shape.SQUARE, Icon.QUESTION),
}


@dataclass(frozen=True, slots=True)
class VerdictFacts:
    """The word, such as "FIT FOR USE"; an amount in large type, or ""; why, and what to do."""

    look: Look
    word: str
    sentence: str
    large: str = ""


@dataclass(frozen=True, slots=True)
class _Ground:
    """The colours of an answer: what lies under it, its line, its words."""

    fill: QColor
    edge: QColor
    ink: QColor


class Verdict(Drawn[VerdictFacts]):
    """A panel, as high as its words need; what must not be given fills it, and has its shape on
    both sides.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: VerdictFacts) -> str:
        large = f"{facts.large}. " if facts.large else ""
        return f"{facts.word}: {large}{facts.sentence}"

    def needs(self, facts: VerdictFacts) -> QSize:
        return QSize(self.px(500), self._height(facts, self.px(980)))

    def heightForWidth(self, width: int) -> int:
        facts = self.facts()
        return 0 if facts is None else self._height(facts, width)

    def draw(self, painter: QPainter, facts: VerdictFacts) -> None:
        ground = _ground(facts.look)
        box = whole(self)
        draw_panel(painter, box, self.px(RADIUS), ground.fill, ground.edge, self.px(4))
        side = float(self.px(SHAPE))
        top = (self.height() - side) / 2
        self._draw_shape(painter, facts.look, QRectF(self.px(MARGIN), top, side, side), ground)
        if _is_filled(facts.look):
            right = self.width() - self.px(MARGIN) - side
            self._draw_shape(painter, facts.look, QRectF(right, top, side, side), ground)
        self._draw_words(painter, facts, ground)

    def _draw_words(self, painter: QPainter, facts: VerdictFacts, ground: _Ground) -> None:
        room = self._room(facts, self.width())
        font = largest(facts.word, [self.lettering(size, bold=True) for size in WORD], room)
        large, sentence = self._paragraphs(facts, self.width())
        left = float(self.px(MARGIN + SHAPE + MARGIN))
        first = height_of(self.lettering(WORD[0], bold=True))
        y = (self.height() - first - large.height - sentence.height) / 2
        put(painter, QRectF(left, y, room, first), facts.word, font, ground.ink)
        large.draw(painter, left, y + first)
        sentence.draw(painter, left, y + first + large.height)

    def _draw_shape(self, painter: QPainter, look: Look, box: QRectF, ground: _Ground) -> None:
        shape, icon = _SHAPES[look]
        line = float(self.px(6))
        inner = box.adjusted(line, line, -line, -line)
        painter.setPen(QPen(ground.ink, line, _LINES[shape]))
        painter.setBrush(ground.ink if shape is Shape.DISC else Qt.BrushStyle.NoBrush)
        if shape in (Shape.DISC, Shape.RING):
            painter.drawEllipse(inner)
        elif shape is Shape.SQUARE:
            painter.drawRect(inner)
        ink = ground.fill if shape is Shape.DISC else ground.ink
        inset = 0 if shape is Shape.NONE else box.width() * 0.26
        draw_icon(painter, icon, box.adjusted(inset, inset, -inset, -inset), ink)

    def _room(self, facts: VerdictFacts, width: float) -> float:
        shapes = 2 if _is_filled(facts.look) else 1
        return width - self.px(MARGIN) - shapes * self.px(SHAPE + MARGIN) - self.px(MARGIN)

    def _height(self, facts: VerdictFacts, width: int) -> int:
        large, sentence = self._paragraphs(facts, width)
        words = height_of(self.lettering(WORD[0], bold=True)) + large.height + sentence.height
        return round(max(words, self.px(SHAPE))) + self.px(22)

    def _paragraphs(self, facts: VerdictFacts, width: int) -> tuple[Paragraph, Paragraph]:
        ink, room = _ground(facts.look).ink, self._room(facts, width)
        sizes = [self.lettering(size, bold=True) for size in LARGE]
        large = Paragraph(facts.large, largest(facts.large, sizes, room), room, ink)
        if not facts.large:
            large.height = 0.0
        return large, Paragraph(facts.sentence, self.lettering(SENTENCE), room, ink, ink)


_LINES = {
    Shape.DISC: Qt.PenStyle.SolidLine,
    Shape.RING: Qt.PenStyle.DashLine,
    Shape.SQUARE: Qt.PenStyle.SolidLine,
    Shape.NONE: Qt.PenStyle.NoPen,
}


def _is_filled(look: Look) -> bool:
    """Tell whether an answer says that it must not be given, not to its end, or not as it is."""
    return look in (Look.NOT_FIT, Look.STOP_EARLY, Look.COVER)


def _ground(look: Look) -> _Ground:
    c = theme.colours()
    if _is_filled(look):
        return _Ground(QColor(c.stop), QColor(c.stop), QColor(c.stop_ink))
    fill, ink = {
        Look.FIT: (c.ok_tint, c.ok),
        Look.ASK: (c.warn_tint, c.warn),
        Look.NOT_YET: (c.warn_tint, c.warn),
        Look.RUNNING: (c.action_tint, c.action),
        Look.PAUSED: (c.warn_tint, c.warn),
        Look.USED: (c.panel_soft, c.ink),
        Look.TIMES_ONLY: (c.warn_tint, c.warn),
        Look.CHECK: (c.warn_tint, c.warn),
    }[look]
    return _Ground(QColor(fill), QColor(ink), QColor(ink))
