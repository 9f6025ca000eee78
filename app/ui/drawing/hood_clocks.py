"""The clocks of a hood, to be read from across the room: what is at work, and what it has left."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.budget import BudgetState
from app.ui.drawing.card import RADIUS
from app.ui.drawing.drawn import Drawn, draw_panel
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.pill import PillFacts, draw_pill, pill_size
from app.ui.drawing.text import fitted, largest, put, width_of
from app.ui.theme import Tone

GAP = 10
HIGHEST, LOWEST = 236, 132
TALL = 140
MORE = 30
LEFT_SHARE = 0.47
REMAINING = (104, 96, 88, 80, 72, 66, 62, 58, 54, 50, 46, 42, 38, 34, 30)
DEADLINE = 34
NUMBER = 24

_GRAVE = (BudgetState.URGENT, BudgetState.PASSED)
_SAID = {
    BudgetState.NEAR: ("Soon", Icon.CLOCK, Tone.WARN),
    BudgetState.URGENT: ("Little time", Icon.TRIANGLE, Tone.STOP),
    BudgetState.PASSED: ("Too late", Icon.STOP, Tone.STOP),
}


@dataclass(frozen=True, slots=True)
class HoodClock:
    """One preparation by its number and drug, never by its patient.

    `step` is where it stands, `heading` and `deadline` what binds next, `remaining` how much is
    left of it, `light` how it is protected.
    """

    number: str
    drug: str
    step: str
    heading: str
    deadline: str
    remaining: str
    state: BudgetState
    light: PillFacts


@dataclass(frozen=True, slots=True)
class HoodClocks:
    """The clocks, what runs out first in front; `none` is said where there are none."""

    clocks: tuple[HoodClock, ...]
    none: str


class HoodClocksView(Drawn[HoodClocks]):
    """The clocks below each other; those that have no room are counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def spoken(self, facts: HoodClocks) -> str:
        return ". ".join(_spoken(each) for each in facts.clocks) or facts.none

    def needs(self, facts: HoodClocks) -> QSize:
        rows = max(1, len(facts.clocks))
        return QSize(self.px(560), self.px(HIGHEST + GAP) * rows)

    def least(self, _facts: HoodClocks) -> QSize:
        return QSize(self.px(440), self.px(LOWEST))

    def in_sight(self, facts: HoodClocks) -> int:
        """Return how many clocks have room."""
        room, each = self.height(), self.px(LOWEST + GAP)
        if len(facts.clocks) * each <= room + self.px(GAP):
            return len(facts.clocks)
        return max(1, int((room - self.px(MORE)) // each))

    def draw(self, painter: QPainter, facts: HoodClocks) -> None:
        soft = QColor(theme.colours().soft)
        if not facts.clocks:
            fonts = [self.lettering(size) for size in (24, 22, 20)]
            none = fitted(facts.none, fonts, self.width(), self.height(), soft)
            none.draw(painter, 0, self.px(14))
            return
        shown = self.in_sight(facts)
        rest = len(facts.clocks) - shown
        room = self.height() - (self.px(MORE) if rest else 0) + self.px(GAP)
        high = min(self.px(HIGHEST), room / shown - self.px(GAP))
        for at, each in enumerate(facts.clocks[:shown]):
            top = at * (high + self.px(GAP))
            self._draw_clock(painter, each, QRectF(0, top, self.width(), high))
        if rest:
            box = QRectF(0, self.height() - self.px(MORE), self.width(), self.px(MORE))
            words = f"and {rest} more, which run out later"
            put(painter, box, words, self.lettering(18, bold=True), soft)

    def _draw_clock(self, painter: QPainter, clock: HoodClock, box: QRectF) -> None:
        ground, ink, soft = self._colours(clock.state)
        grave = clock.state in _GRAVE
        edge = QColor(theme.colours().stop if grave else theme.colours().edge)
        inside = box.adjusted(1, 1, -1, -1)
        draw_panel(painter, inside, self.px(RADIUS), ground, edge, self.px(4) if grave else 1)
        inner = box.adjusted(self.px(18), self.px(12), -self.px(18), -self.px(12))
        left = QRectF(inner)
        left.setWidth(inner.width() * LEFT_SHARE)
        right = QRectF(inner)
        right.setLeft(left.right() + self.px(14))
        self._draw_what(painter, clock, left, ink, soft)
        self._draw_time(painter, clock, right, ink, soft)

    def _colours(self, state: BudgetState) -> tuple[QColor, QColor, QColor]:
        """Return the ground, the ink and the soft ink of a clock."""
        c = theme.colours()
        grounds = {
            BudgetState.NEAR: (c.warn_tint, c.warn, c.warn),
            BudgetState.URGENT: (c.stop_tint, c.stop, c.stop),
            BudgetState.PASSED: (c.stop, c.stop_ink, c.stop_ink),
        }
        ground, ink, soft = grounds.get(state, (c.panel, c.ink, c.soft))
        return QColor(ground), QColor(ink), QColor(soft)

    def _draw_what(
        self, painter: QPainter, clock: HoodClock, box: QRectF, ink: QColor, soft: QColor
    ) -> None:
        """Draw the number, the drug and the step, and the light below them."""
        number = QRectF(box.left(), box.top(), box.width(), self.px(32))
        put(painter, number, clock.number, self.lettering(NUMBER, bold=True), ink)
        if box.height() >= self.px(TALL):
            drug = number.translated(0, number.height())
            number = drug
        else:
            wide = width_of(clock.number, self.lettering(NUMBER, bold=True)) + self.px(8)
            drug = number.adjusted(wide, 0, 0, 0)
        font = largest(clock.drug, self._plain((19, 17, 16, 15, 14, 13, 12)), drug.width())
        put(painter, drug, clock.drug, font, soft)
        pill = pill_size(self, clock.light, bold=True)
        top, bottom = number.bottom() + self.px(3), box.bottom() - pill.height() - self.px(6)
        fonts = self._plain((26, 24, 22, 20, 19, 18, 17, 16, 15, 14, 13))
        step = fitted(clock.step, fonts, box.width(), bottom - top, ink)
        step.draw(painter, box.left(), top)
        at = QPointF(box.left(), box.bottom() - pill.height())
        draw_pill(painter, self, at, clock.light, bold=True)

    def _draw_time(
        self, painter: QPainter, clock: HoodClock, box: QRectF, ink: QColor, soft: QColor
    ) -> None:
        """Draw what binds next above how much is left of it."""
        right = Qt.AlignmentFlag.AlignRight
        head = QRectF(box.left(), box.top(), box.width(), self.px(40))
        bold = self.lettering(DEADLINE, bold=True)
        put(painter, head, clock.deadline, bold, ink, right)
        room = box.width() - width_of(clock.deadline, bold) - self.px(12)
        small = [self.lettering(size, bold=True) for size in (16, 15, 14, 13, 12, 11)]
        words = fitted(clock.heading, small, room, head.height(), soft)
        words.draw(painter, box.left(), head.center().y() - words.height / 2)
        rest = QRectF(box.left(), head.bottom(), box.width(), box.bottom() - head.bottom())
        if clock.state in _SAID:
            rest = self._draw_state(painter, clock.state, rest, ink)
        sizes = [s for s in REMAINING if self.px(s) <= rest.height()] or [REMAINING[-1]]
        fonts = [self.lettering(size, bold=True) for size in sizes]
        font = largest(clock.remaining, fonts, rest.width())
        put(painter, rest, clock.remaining, font, ink, right)

    def _draw_state(
        self, painter: QPainter, state: BudgetState, box: QRectF, ink: QColor
    ) -> QRectF:
        """Draw icon and word of a state at the foot; return what is left above them."""
        word, icon, _ = _SAID[state]
        high, font = self.px(28), self.lettering(20, bold=True)
        row = QRectF(box.left(), box.bottom() - high, box.width(), high)
        put(painter, row, word, font, ink, Qt.AlignmentFlag.AlignRight)
        side = self.px(24)
        x = row.right() - width_of(word, font) - self.px(10) - side
        draw_icon(painter, icon, QRectF(x, row.center().y() - side / 2, side, side), ink)
        return box.adjusted(0, 0, 0, -high)

    def _plain(self, sizes: tuple[float, ...]) -> list[QFont]:
        return [self.lettering(size) for size in sizes]


def _spoken(clock: HoodClock) -> str:
    word = f"{_SAID[clock.state][0]}: " if clock.state in _SAID else ""
    time = f"{clock.heading} {clock.deadline}, {clock.remaining}"
    return f"{word}{clock.number} {clock.drug}, {clock.step}, {time}, {clock.light.words}"
