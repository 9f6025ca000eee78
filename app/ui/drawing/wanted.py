"""When work must start so that the infusion is there when it is wanted."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.card import RADIUS
from app.ui.drawing.drawn import Drawn, draw_panel, whole
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.spread import spread
from app.ui.drawing.text import Paragraph, largest, plain, put, width_of

MARGIN = 20
BAR = 20


@dataclass(frozen=True, slots=True)
class WantedSpan:
    """A part of the bar, from 0 to 1; the work when `is_work`, else the infusion."""

    start: float
    end: float
    is_work: bool


@dataclass(frozen=True, slots=True)
class WantedLabel:
    """Words above the bar, or below it, pointing at a place from 0 to 1."""

    at: float
    words: str
    above: bool = True


@dataclass(frozen=True, slots=True)
class WantedFacts:
    """Heading, the window to work in, why it is so, and the bar.

    `problem` says in a word or two why no time serves, such as "Too late"; empty when one does.
    """

    heading: str
    figure: str
    reasons: tuple[str, ...]
    spans: tuple[WantedSpan, ...]
    labels: tuple[WantedLabel, ...]
    problem: str = ""


class Wanted(Drawn[WantedFacts]):
    """The window in which to reconstitute, as words and as a bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def spoken(self, facts: WantedFacts) -> str:
        parts = (facts.heading, facts.problem, facts.figure, *facts.reasons)
        return ", ".join(plain(part) for part in parts if part)

    def needs(self, facts: WantedFacts) -> QSize:
        width = self.px(440)
        words = sum(part.height for part in self._paragraphs(facts, width))
        head = self.px(44 + 26 if facts.problem else 44)
        return QSize(width, head + round(words) + self.px(6 + 20 + 24 + BAR + 30 + 6))

    def draw(self, painter: QPainter, facts: WantedFacts) -> None:
        c = theme.colours()
        edge, thick = (c.stop, self.px(3)) if facts.problem else (c.edge, 1)
        draw_panel(painter, whole(self), self.px(RADIUS), QColor(c.panel), QColor(edge), thick)
        heading = QRectF(self.px(MARGIN), self.px(14), self.width(), self.px(22))
        put(painter, heading, facts.heading, self.lettering(15, bold=True), QColor(c.soft))
        y = float(self.px(42))
        if facts.problem:
            self._draw_problem(painter, facts.problem, y)
            y += self.px(28)
        for part in self._paragraphs(facts, self.width()):
            part.draw(painter, self.px(MARGIN), y)
            y += part.height + self.px(2)
        above = y + self.px(16)
        bar = QRectF(self.px(MARGIN), above + self.px(27), self.width() - 2 * self.px(MARGIN), 0)
        bar.setHeight(self.px(BAR))
        self._draw_bar(painter, facts, bar)
        self._draw_labels(painter, facts, bar, above, above=True)
        self._draw_labels(painter, facts, bar, bar.bottom() + self.px(4), above=False)

    def _draw_problem(self, painter: QPainter, problem: str, y: float) -> None:
        stop = QColor(theme.colours().stop)
        side = self.px(22)
        draw_icon(painter, Icon.STOP, QRectF(self.px(MARGIN), y, side, side), stop)
        box = QRectF(self.px(MARGIN) + side + self.px(9), y, self.width(), side)
        put(painter, box, problem, self.lettering(19, bold=True), stop)

    def _paragraphs(self, facts: WantedFacts, width: int) -> list[Paragraph]:
        c = theme.colours()
        room = width - 2 * self.px(MARGIN)
        fonts = [self.lettering(size, bold=True) for size in (32, 30, 28, 26, 24, 22)]
        font = largest(facts.figure, fonts, room)
        figure = Paragraph(facts.figure, font, room, QColor(c.stop if facts.problem else c.ink))
        small = self.lettering(16)
        return [figure, *(Paragraph(why, small, room, QColor(c.soft)) for why in facts.reasons)]

    def _draw_bar(self, painter: QPainter, facts: WantedFacts, bar: QRectF) -> None:
        c = theme.colours()
        track = QPainterPath()
        track.addRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        painter.fillPath(track, QColor(c.track))
        for span in facts.spans:
            part = QPainterPath()
            left = bar.left() + span.start * bar.width()
            width = (span.end - span.start) * bar.width()
            part.addRect(QRectF(left, bar.top(), width, bar.height()))
            painter.fillPath(track.intersected(part), QColor(c.action if span.is_work else c.warn))

    def _draw_labels(
        self, painter: QPainter, facts: WantedFacts, bar: QRectF, top: float, above: bool
    ) -> None:
        c = theme.colours()
        labels = [label for label in facts.labels if label.above is above]
        font = self.lettering(15, bold=above)
        widths = [width_of(label.words, font) + self.px(12) for label in labels]
        wanted = [bar.left() + label.at * bar.width() for label in labels]
        edge = self.px(8)
        places = spread(wanted, widths, edge, self.width() - edge)
        for label, width, place in zip(labels, widths, places, strict=True):
            box = QRectF(place - width / 2, top, width, self.px(22))
            ink = QColor(c.ink if above else c.soft)
            put(painter, box, label.words, font, ink, Qt.AlignmentFlag.AlignHCenter)
        if above:
            wide, high = self.px(2), self.px(5)
            for x in wanted:
                painter.fillRect(QRectF(x - wide / 2, bar.top() - high, wide, high), QColor(c.ink))
