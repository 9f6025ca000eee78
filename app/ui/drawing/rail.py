"""The steps of a preparation: done, now, to come."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.card import RADIUS
from app.ui.drawing.drawn import Drawn, draw_panel, whole
from app.ui.drawing.icons import Icon, draw_icon_in_disc
from app.ui.drawing.text import Paragraph, fitted, height_of, put, width_of

TITLE = 17
DETAIL = 16
TALL = 52
SHORT = 42
LINE = 20
SMALLEST = 0.78
BEFORE, BEHIND = 52, 12
BETWEEN = " · "
MARGIN = 12
WIDTH = 290


class RailState(Enum):
    """How far a step is."""

    DONE = "done"
    CURRENT = "current"
    TO_DO = "to do"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class RailItem:
    """One step; the detail says when and what was recorded, or what comes next."""

    number: int
    title: str
    detail: str
    state: RailState


class StepRail(Drawn[tuple[RailItem, ...]]):
    """The steps from top to bottom.

    They move closer until they fit; where even that is not enough, those around the current step
    are shown, and a line says how many stand before and after them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def spoken(self, facts: tuple[RailItem, ...]) -> str:
        steps = (f"{i.number} {i.title}, {i.state.value}, {i.detail}" for i in facts)
        return "; ".join(step.removesuffix(", ") for step in steps)

    def needs(self, facts: tuple[RailItem, ...]) -> QSize:
        return QSize(self.px(WIDTH), round(sum(map(self._natural, facts))) + 2 * self.px(MARGIN))

    def least(self, _facts: tuple[RailItem, ...]) -> QSize:
        return QSize(0, self.px(2 * MARGIN + 2 * 24 + 3 * TALL))

    def draw(self, painter: QPainter, facts: tuple[RailItem, ...]) -> None:
        c = theme.colours()
        box = whole(self)
        draw_panel(painter, box, self.px(RADIUS), QColor(c.panel), QColor(c.edge))
        inside = QPainterPath()
        inside.addRoundedRect(box.adjusted(1, 1, -1, -1), self.px(RADIUS), self.px(RADIUS))
        painter.setClipPath(inside)
        shown = self._shown(facts)
        hidden = len(shown) < len(facts)
        room = self.height() - 2 * self.px(MARGIN) - (2 * self.px(24) if hidden else 0)
        natural = sum(map(self._natural, shown))
        closer = max(SMALLEST, min(1.0, room / natural)) if natural else 1.0
        y = float(self.px(MARGIN)) + (self.px(24) if hidden else 0)
        if hidden:
            self._draw_hidden(painter, facts, shown)
        for item in shown:
            height = self._natural(item) * closer
            self._draw_item(painter, item, QRectF(0, y, self.width(), height), closer)
            y += height

    def _natural(self, item: RailItem) -> float:
        """Return how high a step is as it is drawn best: each line more than one adds to it."""
        more = self.px(LINE) * (self._title(item).lines - 1)
        if not item.detail:
            return self.px(SHORT) + more
        return self.px(TALL) + more + self.px(LINE) * (self._detail(item).lines - 1)

    def _shown(self, facts: tuple[RailItem, ...]) -> tuple[RailItem, ...]:
        room = self.height() - 2 * self.px(MARGIN)
        if sum(map(self._natural, facts)) * SMALLEST <= room:
            return facts
        middle = next((n for n, i in enumerate(facts) if i.state is RailState.CURRENT), 0)
        first, last = middle, middle + 1
        room -= 2 * self.px(24)
        while True:
            wider = (
                (max(0, first - 1), last)
                if middle - first <= last - 1 - middle
                else (
                    first,
                    min(len(facts), last + 1),
                )
            )
            if wider == (first, last):
                wider = (max(0, first - 1), min(len(facts), last + 1))
            if sum(map(self._natural, facts[slice(*wider)])) * SMALLEST > room:
                return facts[first:last]
            first, last = wider

    def _draw_hidden(
        self, painter: QPainter, facts: tuple[RailItem, ...], shown: tuple[RailItem, ...]
    ) -> None:
        before = facts.index(shown[0])
        after = len(facts) - before - len(shown)
        font = self.lettering(16)
        soft = QColor(theme.colours().soft)
        top = QRectF(self.px(BEFORE), self.px(8), self.width(), self.px(24))
        bottom = QRectF(self.px(BEFORE), self.height() - self.px(32), self.width(), self.px(24))
        put(painter, top, f"{before} before", font, soft)
        put(painter, bottom, f"{after} after", font, soft)

    def _draw_item(self, painter: QPainter, item: RailItem, box: QRectF, closer: float) -> None:
        c = theme.colours()
        # The edge of the panel stays in sight beside the tint.
        tinted = box.adjusted(0, 0, -theme.thinnest(), 0)
        if item.state is RailState.CURRENT:
            painter.fillRect(tinted, QColor(c.action_tint))
            painter.fillRect(QRectF(0, box.top(), self.px(6), box.height()), QColor(c.action))
        if item.state is RailState.PROBLEM:
            painter.fillRect(tinted, QColor(c.stop_tint))
            painter.fillRect(QRectF(0, box.top(), self.px(6), box.height()), QColor(c.stop))
        side = self.px(26) * max(closer, 0.85)
        disc = QRectF(self.px(16), box.center().y() - side / 2, side, side)
        self._draw_disc(painter, item, disc)
        self._draw_words(painter, item, box.adjusted(self.px(BEFORE), 0, -self.px(BEHIND), 0))

    def _draw_disc(self, painter: QPainter, item: RailItem, disc: QRectF) -> None:
        c = theme.colours()
        if item.state is RailState.DONE:
            ok, tint = QColor(c.ok), QColor(c.ok_tint)
            draw_icon_in_disc(painter, Icon.CHECK, disc, ok, tint, ok)
            return
        if item.state is RailState.PROBLEM:
            stop = QColor(c.stop)
            draw_icon_in_disc(painter, Icon.EXCLAMATION, disc, QColor(c.stop_ink), stop, stop)
            return
        current = item.state is RailState.CURRENT
        painter.setPen(QColor(c.action if current else c.soft))
        painter.setBrush(QColor(c.action if current else c.panel))
        painter.drawEllipse(disc)
        ink = QColor(c.action_ink if current else c.soft)
        font = self.lettering(14, bold=True)
        put(painter, disc, str(item.number), font, ink, Qt.AlignmentFlag.AlignHCenter)

    def _draw_words(self, painter: QPainter, item: RailItem, box: QRectF) -> None:
        title, detail = self._title(item), self._detail(item)
        y = box.center().y() - (title.height + (detail.height if item.detail else 0)) / 2
        title.draw(painter, box.left(), y)
        detail.draw(painter, box.left(), y + title.height)

    def _title(self, item: RailItem) -> Paragraph:
        c = theme.colours()
        bold = item.state in (RailState.CURRENT, RailState.PROBLEM)
        ink = QColor(c.soft if item.state is RailState.TO_DO else c.ink)
        fonts = [self.lettering(TITLE * part, bold) for part in (1, 0.94)]
        width = self.width() - self.px(BEFORE) - self.px(BEHIND)
        return fitted(item.title, fonts, width, height_of(fonts[0]) * 1.1, ink)

    def _detail(self, item: RailItem) -> Paragraph:
        """Set what was recorded: as many of its parts as fit a line, two at least."""
        width = self.width() - self.px(BEFORE) - self.px(BEHIND)
        font, parts = self.lettering(DETAIL), item.detail.split(BETWEEN)
        while len(parts) > 2 and width_of(BETWEEN.join(parts), font) > width:
            parts.pop()
        return Paragraph(BETWEEN.join(parts), font, width, QColor(theme.colours().soft))
