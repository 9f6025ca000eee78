"""The time budget of one preparation in a list: a small bar."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.drawing.drawn import lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import fitted, largest, put


class BarState(Enum):
    """How the budget stands."""

    NOT_STARTED = "not started"
    RUNNING = "running"
    NEAR = "near"
    URGENT = "urgent"
    RELEASED = "released"
    PASSED = "passed"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class BarFacts:
    """`spent` of the budget, from 0 to 1; a tick `limit_at` where it must be diluted; words.

    `left` is what is left, or by how much it is too late: the larger the more it matters now.
    """

    spent: float
    limit_at: float | None
    words: str
    state: BarState
    left: str = ""


ICON = {
    BarState.NEAR: Icon.CLOCK,
    BarState.URGENT: Icon.TRIANGLE,
    BarState.PASSED: Icon.STOP,
    BarState.RELEASED: Icon.CHECK,
}
"""The shape that each state has, wherever it is shown."""

_ALARMS = (BarState.NEAR, BarState.URGENT, BarState.PASSED)


def ink_of(state: BarState) -> str:
    """Return the colour of a state."""
    c = theme.colours()
    return {
        BarState.NOT_STARTED: c.soft,
        BarState.RUNNING: c.action,
        BarState.NEAR: c.warn,
        BarState.URGENT: c.stop,
        BarState.RELEASED: c.ok,
        BarState.PASSED: c.stop,
        BarState.OVER: c.soft,
    }[state]


def draw_budget_bar(painter: QPainter, widget: QWidget, box: QRectF, facts: BarFacts) -> None:
    """Draw `facts` in `box`: what is left with its icon, the bar below it, then the words."""
    alarms = facts.state in _ALARMS
    fill = QColor(ink_of(facts.state))
    ink = fill if alarms else QColor(theme.colours().soft)
    small = [lettering(widget, size) for size in (14.5, 13.5, 12.5)]
    words = fitted(facts.words, small, box.width(), theme.px(widget, 22), ink)
    line = theme.px(widget, 30 if alarms else 20) if facts.left else 0
    high, gap = theme.px(widget, 7 if facts.left else 12), theme.px(widget, 5)
    top = box.center().y() - (line + high + 2 * gap + words.height) / 2
    if facts.left:
        row = QRectF(box.left(), top, box.width(), line)
        _draw_left(painter, widget, row, facts, fill if alarms else QColor(theme.colours().ink))
    bar = QRectF(box.left(), top + line + gap, box.width(), high)
    _draw_bar(painter, widget, bar, facts, fill)
    words.draw(painter, box.left(), bar.bottom() + gap)


def _draw_left(
    painter: QPainter, widget: QWidget, row: QRectF, facts: BarFacts, ink: QColor
) -> None:
    """Draw what is left, large where it matters, behind the icon of its state."""
    alarms = facts.state in _ALARMS
    icon, indent = ICON.get(facts.state), 0
    if icon is not None:
        side = theme.px(widget, 24 if alarms else 15)
        indent = side + theme.px(widget, 8 if alarms else 6)
        box = QRectF(row.left(), row.center().y() - side / 2, side, side)
        draw_icon(painter, icon, box, ink)
    sizes = (26, 24, 22, 20, 18, 16) if alarms else (17, 16, 15, 14)
    fonts = [lettering(widget, size, bold=True) for size in sizes]
    words = row.adjusted(indent, 0, 0, 0)
    put(painter, words, facts.left, largest(facts.left, fonts, words.width()), ink)


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
