"""The time that is left, on a line from the first vial to the end of the infusion."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.card import RADIUS
from app.ui.drawing.drawn import Drawn, draw_edge, draw_panel, whole
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.spread import spread
from app.ui.drawing.text import Paragraph, fitted, height_of, largest, put, width_of
from app.ui.language import Verbatim, said

MARGIN = 20
TIMES = 55
DEADLINE = 34
ALONE = 0.74
INSTEAD = (30, 27, 24, 21, 18)
REMAINING = (50, 46, 42, 38, 34, 33)
NOW = "**now**"


class MarkKind(Enum):
    """What a mark on the line stands for; each has a shape of its own."""

    DONE = "done"
    NEXT = "next"
    LATER = "later"
    END = "end"
    PASSED = "passed"


class BudgetState(Enum):
    """How near the deadline is."""

    NOT_STARTED = "not started"
    QUIET = "quiet"
    NEAR = "near"
    URGENT = "urgent"
    PASSED = "passed"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class BudgetMark:
    """A moment: `at` is 0 where the line starts and 1 where the budget ends."""

    at: float
    time: str
    words: str
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class BudgetFacts:
    """The binding deadline, what is left of it, and the moments on the line, in order.

    `now_at` is None before the clock runs; it exceeds 1 when the whole budget has passed.
    """

    heading: str
    deadline: str
    remaining: str
    below: str
    marks: tuple[BudgetMark, ...]
    state: BudgetState
    now_at: float | None = None
    now_time: str = ""


@dataclass(frozen=True, slots=True)
class _Label:
    """A mark, or now, with the words that go beside it."""

    at: float
    time: str
    words: Paragraph
    kind: MarkKind | None
    height: float


# The word and the icon that a state adds to its colour.
_SAID = {
    BudgetState.NOT_STARTED: ("Not started", Icon.CLOCK),
    BudgetState.NEAR: ("Soon", Icon.CLOCK),
    BudgetState.URGENT: ("Little time left", Icon.TRIANGLE),
    BudgetState.PASSED: ("Too late", Icon.STOP),
    BudgetState.OVER: ("No time runs", Icon.CROSS),
}


class TimeBudget(Drawn[BudgetFacts]):
    """Heading, deadline and what is left, above the line with its marks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def spoken(self, facts: BudgetFacts) -> str:
        word = _SAID[facts.state][0] + ": " if facts.state in _SAID else ""
        marks = "; ".join(f"{m.time} {m.words}" for m in facts.marks)
        head = f"{word}{facts.heading} {facts.deadline}, {facts.remaining} {facts.below}"
        return f"{head}; {marks}" if marks else head

    def needs(self, facts: BudgetFacts) -> QSize:
        return QSize(self.px(318), self.px(220 + 40 * len(facts.marks)))

    def least(self, facts: BudgetFacts) -> QSize:
        count = len(facts.marks) + (facts.now_at is not None)
        labels = count * (height_of(self._time_font()) + self.px(1))
        return QSize(0, round(self._head_height(facts) + labels) + self.px(16))

    def label_boxes(self) -> tuple[QRectF, ...]:
        """Return where the words beside the line are drawn, from top to bottom."""
        facts = self.facts()
        if facts is None:
            return ()
        labels = self._labels(facts)
        middles = self._middles(facts, labels)
        width = self.width() - self.px(TIMES) - self.px(MARGIN)
        return tuple(
            QRectF(self.px(TIMES), middle - label.height / 2, width, label.height)
            for label, middle in zip(labels, middles, strict=True)
        )

    def draw(self, painter: QPainter, facts: BudgetFacts) -> None:
        c = theme.colours()
        alarming = facts.state in (BudgetState.URGENT, BudgetState.PASSED)
        edge, thick = QColor(c.stop if alarming else c.edge), self.px(4) if alarming else 1
        radius = self.px(RADIUS)
        draw_panel(painter, whole(self), radius, QColor(c.panel), edge, thick)
        self._draw_head(painter, facts)
        draw_edge(painter, whole(self), radius, edge, thick)
        self._draw_line(painter, facts)
        labels = self._labels(facts)
        for label, middle in zip(labels, self._middles(facts, labels), strict=True):
            self._draw_label(painter, facts, label, middle)

    # The head.

    def _head_height(self, facts: BudgetFacts) -> float:
        return self.px(156 if facts.state is BudgetState.QUIET else 182)

    def _draw_head(self, painter: QPainter, facts: BudgetFacts) -> None:
        ink, soft = self._draw_ground(painter, facts)
        y = float(self.px(16))
        if facts.state is not BudgetState.QUIET:
            y = float(self.px(12))
            self._draw_state(painter, facts.state, ink, y)
            y += self.px(30)
        width = self.width() - 2 * self.px(MARGIN)
        row = QRectF(self.px(MARGIN), y, width, self.px(40))
        small = [self.lettering(size, bold=True) for size in (17, 16)]
        longest = max(width_of(Verbatim(each), small[-1]) for each in said(facts.heading).split())
        most = width - longest - self.px(15)
        # Alone it is set in two lines of one length rather than in one and a word.
        room = width * ALONE
        if facts.state is not BudgetState.NOT_STARTED:
            room = width - self._draw_deadline(painter, facts.deadline, row, ink, most)
            room -= self.px(14)
        heading = fitted(facts.heading, small, room, row.height(), soft)
        heading.draw(painter, row.left(), row.center().y() - heading.height / 2)
        self._draw_remaining(painter, facts, QRectF(row.left(), row.bottom(), width, 0), ink, soft)

    def _draw_deadline(
        self, painter: QPainter, deadline: str, row: QRectF, ink: QColor, most: float
    ) -> float:
        """Draw it at the right, and return its width: zone and day stand small behind its time.

        What is no time, such as "yours first", is no wider than `most`: the heading is not broken.
        """
        time, *after = deadline.split(" ") if ":" in deadline else (deadline,)
        large, small = self.mattering(DEADLINE), self.lettering(16, bold=True)
        if ":" not in deadline:
            fonts = [large, *(self.lettering(size, bold=True) for size in INSTEAD)]
            large = largest(time, fonts, most)
        right, taken = Qt.AlignmentFlag.AlignRight, 0.0
        for index, word in enumerate(after):
            high = row.height() / len(after)
            line = QRectF(row.left(), row.top() + index * high, row.width(), high)
            put(painter, line, word, small, ink, right)
            taken = max(taken, width_of(word, small) + self.px(6))
        put(painter, row.adjusted(0, 0, -taken, 0), time, large, ink, right)
        return taken + width_of(time, large)

    def _draw_remaining(
        self, painter: QPainter, facts: BudgetFacts, row: QRectF, ink: QColor, soft: QColor
    ) -> None:
        fonts = [self.mattering(size) for size in REMAINING]
        font = largest(facts.remaining, fonts, row.width())
        row.setHeight(self.px(58))
        put(painter, row, facts.remaining, font, ink)
        row.moveTop(row.bottom())
        if facts.state is BudgetState.NOT_STARTED:
            # Before the clock runs it is no moment but a time: "4 h to dilute".
            large = self.mattering(DEADLINE)
            row.setHeight(self.px(40))
            put(painter, row, facts.deadline, large, ink)
            row.setLeft(row.left() + width_of(facts.deadline, large) + self.px(12))
        below = [self.lettering(size) for size in (17, 16)]
        words = fitted(facts.below, below, row.width(), self.px(24), soft)
        words.draw(painter, row.left(), row.top())

    def _draw_ground(self, painter: QPainter, facts: BudgetFacts) -> tuple[QColor, QColor]:
        """Colour what lies under the head, and return the colours of its words."""
        c = theme.colours()
        grounds = {
            BudgetState.NEAR: (c.warn_tint, c.warn, c.warn),
            BudgetState.URGENT: (c.stop_tint, c.stop, c.stop),
            BudgetState.PASSED: (c.stop, c.stop_ink, c.stop_ink),
            BudgetState.NOT_STARTED: (c.panel_soft, c.ink, c.soft),
            BudgetState.OVER: (c.panel_soft, c.ink, c.soft),
        }
        if facts.state not in grounds:
            return QColor(c.ink), QColor(c.soft)
        fill, ink, soft = grounds[facts.state]
        inside = QPainterPath()
        inset = self.px(4) if facts.state in (BudgetState.URGENT, BudgetState.PASSED) else 1
        box = whole(self).adjusted(inset, inset, -inset, -inset)
        inside.addRoundedRect(box, self.px(RADIUS) - inset, self.px(RADIUS) - inset)
        head = QPainterPath()
        head.addRect(QRectF(0, 0, self.width(), self._head_height(facts)))
        painter.fillPath(inside.intersected(head), QColor(fill))
        return QColor(ink), QColor(soft)

    def _draw_state(self, painter: QPainter, state: BudgetState, ink: QColor, y: float) -> None:
        word, icon = _SAID[state]
        side = self.px(22)
        draw_icon(painter, icon, QRectF(self.px(MARGIN), y, side, side), ink)
        box = QRectF(self.px(MARGIN) + side + self.px(9), y, self.width(), side)
        put(painter, box, word, self.lettering(19, bold=True), ink)

    # The line.

    def _ends(self, facts: BudgetFacts) -> tuple[float, float]:
        return self._head_height(facts) + self.px(26), self.height() - self.px(28)

    def _place(self, facts: BudgetFacts, at: float) -> float:
        """Return the height of the moment `at`; time beyond the end makes the line denser."""
        top, bottom = self._ends(facts)
        return top + at / max(1.0, facts.now_at or 0.0) * (bottom - top)

    def _draw_line(self, painter: QPainter, facts: BudgetFacts) -> None:
        c = theme.colours()
        top = self._place(facts, 0)
        self._draw_stroke(painter, top, self._place(facts, 1), QColor(c.track))
        if facts.now_at is None:
            return
        spent = {BudgetState.NEAR: c.warn, BudgetState.URGENT: c.stop}.get(facts.state, c.action)
        now = self._place(facts, facts.now_at)
        self._draw_stroke(painter, top, now, QColor(spent))
        passed = next((m.at for m in facts.marks if m.kind is MarkKind.PASSED), None)
        if passed is not None:
            self._draw_stroke(painter, self._place(facts, passed), now, QColor(c.stop), 14)

    def _draw_stroke(
        self, painter: QPainter, top: float, bottom: float, colour: QColor, width: float = 8
    ) -> None:
        pen = QPen(colour, self.px(width), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        x = self.px(MARGIN) + self.px(10)
        painter.drawLine(QLineF(x, top, x, bottom))

    # The labels.

    def _labels(self, facts: BudgetFacts) -> list[_Label]:
        left = self.px(TIMES) + self._time_width(facts) + self.px(10)
        labels = [self._label(m.at, m.time, m.words, m.kind, left) for m in facts.marks]
        if facts.now_at is not None:
            labels.append(self._label(facts.now_at, facts.now_time, NOW, None, left))
        # Where now is exactly a mark's moment, the mark comes first.
        return sorted(labels, key=lambda label: (label.at, label.kind is None))

    def _label(
        self, at: float, time: str, words: str, kind: MarkKind | None, left: float
    ) -> _Label:
        c = theme.colours()
        width = self.width() - left - self.px(12)
        fonts = [self.lettering(size) for size in (17, 16)]
        paragraph = fitted(
            words, fonts, width, height_of(fonts[0]) * 1.1, QColor(c.soft), QColor(c.ink)
        )
        height = max(paragraph.height, height_of(self._time_font())) + self.px(1)
        return _Label(at, time, paragraph, kind, height)

    def _middles(self, facts: BudgetFacts, labels: list[_Label]) -> tuple[float, ...]:
        top, bottom = self._ends(facts)
        return spread(
            [self._place(facts, label.at) for label in labels],
            [label.height for label in labels],
            top - self.px(16),
            bottom + self.px(20),
        )

    def _draw_label(
        self, painter: QPainter, facts: BudgetFacts, label: _Label, middle: float
    ) -> None:
        c = theme.colours()
        place = self._place(facts, label.at)
        x = float(self.px(MARGIN) + self.px(10))
        if abs(middle - place) > self.px(4):
            painter.setPen(QPen(QColor(c.soft), self.px(1.2)))
            painter.drawLine(QLineF(x + self.px(9), place, self.px(TIMES) - self.px(5), middle))
        if label.kind is None:
            self._draw_now(painter, place)
        else:
            self._draw_mark(painter, label.kind, QPointF(x, place))
        ink = QColor(c.stop if label.kind is MarkKind.PASSED else c.ink)
        box = QRectF(self.px(TIMES), middle - label.height / 2, self.width(), label.height)
        put(painter, box, label.time, self._time_font(), ink)
        words = label.words
        words.draw(
            painter,
            self.px(TIMES) + self._time_width(facts) + self.px(10),
            middle - words.height / 2,
        )

    def _draw_now(self, painter: QPainter, place: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours().ink))
        x, reach = self.px(MARGIN) + self.px(15), self.px(11)
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x, place),
                    QPointF(x + reach, place - reach * 0.62),
                    QPointF(x + reach, place + reach * 0.62),
                ]
            )
        )

    def _draw_mark(self, painter: QPainter, kind: MarkKind, at: QPointF) -> None:
        c = theme.colours()
        half = float(self.px(9))
        box = QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)
        pens = {
            MarkKind.DONE: (c.ok, c.ok, 1),
            MarkKind.NEXT: (c.warn, c.panel, 3.6),
            MarkKind.LATER: (c.soft, c.panel, 2.4),
            MarkKind.END: (c.stop, c.stop, 1),
            MarkKind.PASSED: (c.stop, c.panel, 3),
        }
        ink, fill, width = pens[kind]
        painter.setPen(QPen(QColor(ink), self.px(width)))
        painter.setBrush(QColor(fill))
        if kind is MarkKind.END:
            painter.drawRect(box.adjusted(1, 1, -1, -1))
            return
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        inset = half * 0.4
        inner = box.adjusted(inset, inset, -inset, -inset)
        if kind is MarkKind.DONE:
            draw_icon(painter, Icon.CHECK, inner, QColor(c.panel))
        if kind is MarkKind.PASSED:
            draw_icon(painter, Icon.CROSS, inner, QColor(c.stop))

    def _time_font(self) -> QFont:
        return self.lettering(17, bold=True)

    def _time_width(self, facts: BudgetFacts) -> float:
        times = ("00:00", facts.now_time, *(mark.time for mark in facts.marks))
        return max(width_of(time, self._time_font()) for time in times)
