"""The time budget of one preparation in a list: a small bar."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn, lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import fitted


class BarState(Enum):
    """How the budget stands."""

    NOT_STARTED = "not started"
    RUNNING = "running"
    NEAR = "near"
    RELEASED = "released"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class BarFacts:
    """`spent` of the budget, from 0 to 1; a tick `limit_at` where it must be diluted; words."""

    spent: float
    limit_at: float | None
    words: str
    state: BarState


_ICON = {BarState.NEAR: Icon.CLOCK, BarState.PASSED: Icon.STOP, BarState.RELEASED: Icon.CHECK}


def draw_budget_bar(painter: QPainter, widget: QWidget, box: QRectF, facts: BarFacts) -> None:
    """Draw `facts` in `box`: the bar in its upper part, the words below."""
    c = theme.colours()
    fill = QColor(
        {
            BarState.NOT_STARTED: c.soft,
            BarState.RUNNING: c.action,
            BarState.NEAR: c.warn,
            BarState.RELEASED: c.ok,
            BarState.PASSED: c.stop,
        }[facts.state]
    )
    ink = fill if facts.state in (BarState.NEAR, BarState.PASSED) else QColor(c.soft)
    fonts = [lettering(widget, size) for size in (14.5, 13.5, 12.5)]
    icon = _ICON.get(facts.state)
    indent = theme.px(widget, 21) if icon else 0
    words = fitted(facts.words, fonts, box.width() - indent, theme.px(widget, 22), ink)
    high = theme.px(widget, 12)
    gap = theme.px(widget, 9)
    top = box.center().y() - (high + gap + words.height) / 2
    _draw_bar(painter, widget, QRectF(box.left(), top, box.width(), high), facts, fill)
    below = top + high + gap
    if icon:
        side = theme.px(widget, 15)
        middle = below + words.height / 2 - side / 2
        draw_icon(painter, icon, QRectF(box.left(), middle, side, side), ink)
    words.draw(painter, box.left() + indent, below)


def _draw_bar(
    painter: QPainter, widget: QWidget, bar: QRectF, facts: BarFacts, fill: QColor
) -> None:
    c = theme.colours()
    track = QPainterPath()
    track.addRoundedRect(bar, bar.height() / 2, bar.height() / 2)
    painter.fillPath(track, QColor(c.track))
    spent = QPainterPath()
    share = min(max(facts.spent, 0.0), 1.0)
    spent.addRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()))
    painter.fillPath(track.intersected(spent), fill)
    if facts.limit_at is not None and facts.state is not BarState.NOT_STARTED:
        wide = theme.px(widget, 3)
        over = theme.px(widget, 4)
        x = bar.left() + bar.width() * facts.limit_at - wide / 2
        tick = QRectF(x, bar.top() - over, wide, bar.height() + 2 * over)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(tick.adjusted(-1, 0, 1, 0), QColor(c.panel))
        painter.fillRect(tick, QColor(c.ink))


class BudgetBar(Drawn[BarFacts]):
    """The bar by itself."""

    def spoken(self, facts: BarFacts) -> str:
        return f"time budget {facts.state.value}: {facts.words}"

    def needs(self, _facts: BarFacts) -> QSize:
        return QSize(self.px(240), self.px(50))

    def draw(self, painter: QPainter, facts: BarFacts) -> None:
        draw_budget_bar(painter, self, QRectF(self.rect()), facts)
