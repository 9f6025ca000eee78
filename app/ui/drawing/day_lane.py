"""The lane of one preparation in the chart of the day: its window, its work, its infusion."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.drawing.drawn import lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import put, width_of
from app.ui.theme import Tone

Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LaneFacts:
    """Where things stand on the axis of the day, from 0 to 1; None is not drawn.

    `work` is the hood's, `vial` the first reconstitution in it. `deadline` is the latest start of
    the infusion. `delay` goes from the wanted time to the infusion where that is late, and
    `delay_words` say by how much. What lies beyond the axis is cut off at its end.
    """

    now: float
    hours: tuple[float, ...]
    window: Stretch | None = None
    work: Stretch | None = None
    vial: float | None = None
    infusion: Stretch | None = None
    wanted: float | None = None
    deadline: float | None = None
    delay: Stretch | None = None
    delay_words: str = ""
    tone: Tone = Tone.OK


def draw_lane(painter: QPainter, widget: QWidget, box: QRectF, facts: LaneFacts) -> None:
    """Draw the lane into `box`, in the sizes of `widget`."""
    lane = _Lane(painter, widget, box, facts)
    painter.save()
    painter.setClipRect(box)
    lane.draw_hours()
    lane.draw_window()
    lane.draw_infusion()
    lane.draw_work()
    lane.draw_delay()
    lane.draw_marks()
    lane.draw_now()
    painter.restore()


class _Lane:
    """One drawing of a lane: what every part of it needs."""

    def __init__(self, painter: QPainter, widget: QWidget, box: QRectF, facts: LaneFacts) -> None:
        self._painter, self._widget, self._box, self._facts = painter, widget, box, facts

    def _px(self, drawn: float) -> int:
        return theme.px(self._widget, drawn)

    def _x(self, at: float) -> float:
        return self._box.left() + at * self._box.width()

    def _part(self, stretch: Stretch, height: float) -> QRectF:
        """Return a stretch of the lane, in the middle of it and so many parts of it high."""
        left, right = (self._x(min(max(at, 0.0), 1.0)) for at in stretch)
        high = self._box.height() * height
        return QRectF(left, self._box.center().y() - high / 2, right - left, high)

    def draw_hours(self) -> None:
        self._painter.setPen(QPen(QColor(theme.colours().rule), max(1, self._px(1))))
        for at in self._facts.hours:
            x = self._x(at)
            self._painter.drawLine(QLineF(x, self._box.top(), x, self._box.bottom()))

    def draw_window(self) -> None:
        if self._facts.window is None:
            return
        c = theme.colours()
        box = self._part(self._facts.window, 0.74)
        if box.width() <= 0:
            return
        pen = QPen(QColor(c.action), max(1.0, self._px(1.4)), Qt.PenStyle.DashLine)
        self._painter.setPen(pen)
        self._painter.setBrush(QColor(c.action_tint))
        self._painter.drawRect(box)

    def draw_infusion(self) -> None:
        if self._facts.infusion is None:
            return
        c = theme.colours()
        box = self._part(self._facts.infusion, 0.46)
        self._painter.setPen(QPen(QColor(c.glass), self._px(2)))
        self._painter.setBrush(QColor(c.liquid))
        self._painter.drawRoundedRect(box, self._px(3), self._px(3))
        drop = min(box.height() * 0.5, self._px(13))
        if box.width() > 2 * drop:
            self._draw_drop(box.center(), drop)

    def _draw_drop(self, middle: QPointF, high: float) -> None:
        half = high / 2
        shape = QPolygonF(
            [
                QPointF(middle.x(), middle.y() - half),
                QPointF(middle.x() + half * 0.75, middle.y() + half * 0.35),
                QPointF(middle.x(), middle.y() + half),
                QPointF(middle.x() - half * 0.75, middle.y() + half * 0.35),
            ]
        )
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(theme.colours().glass))
        self._painter.drawPolygon(shape)

    def draw_work(self) -> None:
        if self._facts.work is None:
            return
        c = theme.colours()
        begin, end = self._facts.work
        box = self._part((begin, end), 0.46)
        self._painter.setPen(QPen(QColor(c.action), self._px(2)))
        self._painter.setBrush(QColor(c.action))
        self._painter.drawRect(box)
        vial = self._facts.vial
        if vial is not None and vial > max(begin, 0.0):
            # Setting up is drawn lighter: the drug's time does not run yet.
            self._painter.setBrush(QColor(c.action_tint))
            self._painter.drawRect(self._part((begin, vial), 0.46))

    def draw_delay(self) -> None:
        if self._facts.delay is None:
            return
        shade = theme.shade(self._facts.tone)
        box = self._part(self._facts.delay, 0.16)
        y = self._box.bottom() - self._px(4)
        self._painter.setPen(QPen(shade.ink, self._px(3)))
        self._painter.drawLine(QLineF(box.left(), y, box.right(), y))

    def draw_marks(self) -> None:
        c = theme.colours()
        if self._facts.deadline is not None and 0 <= self._facts.deadline <= 1:
            self._draw_deadline(self._x(self._facts.deadline), QColor(c.stop))
        if self._facts.wanted is not None and 0 <= self._facts.wanted <= 1:
            self._draw_wanted(self._x(self._facts.wanted), QColor(c.ink))
        if self._facts.delay_words:
            self._draw_words()

    def _draw_deadline(self, x: float, ink: QColor) -> None:
        top, bottom = self._box.top() + self._px(3), self._box.bottom() - self._px(3)
        foot = self._px(6)
        self._painter.setPen(QPen(ink, self._px(3)))
        self._painter.drawLine(QLineF(x, top, x, bottom))
        for y in (top, bottom):
            self._painter.drawLine(QLineF(x - foot, y, x, y))

    def _draw_wanted(self, x: float, ink: QColor) -> None:
        top, side = self._box.top() + self._px(2), self._px(6)
        flag = QPolygonF(
            [QPointF(x - side, top), QPointF(x + side, top), QPointF(x, top + 1.5 * side)]
        )
        self._painter.setPen(QPen(ink, max(1.0, self._px(1.5))))
        self._painter.drawLine(QLineF(x, top, x, self._box.bottom() - self._px(2)))
        self._painter.setBrush(ink)
        self._painter.drawPolygon(flag)

    def _draw_words(self) -> None:
        """Put how late it is beside the infusion, where there is room, on the lane's own ground."""
        infusion = self._facts.infusion
        if infusion is None:
            return
        font = lettering(self._widget, 14, bold=True)
        ink = theme.shade(self._facts.tone).ink
        side, gap = self._px(15), self._px(6)
        wide = width_of(self._facts.delay_words, font) + side + 2 * gap
        left = self._x(infusion[1]) + gap
        if left + wide > self._box.right():
            left = self._x(min(self._begins())) - wide - gap
        if left < max(self._x(self._facts.now), self._box.left()):
            # The words stand in the column of the state too.
            return
        box = QRectF(left, self._box.center().y() - self._px(11), wide, self._px(22))
        self._painter.fillRect(box, QColor(theme.colours().panel))
        icon = QRectF(left, box.center().y() - side / 2, side, side)
        draw_icon(self._painter, _ICONS[self._facts.tone], icon, ink)
        words = box.adjusted(side + gap, 0, 0, 0)
        put(self._painter, words, self._facts.delay_words, font, ink)

    def _begins(self) -> list[float]:
        """Return where what is drawn begins."""
        parts = (self._facts.window, self._facts.work, self._facts.infusion)
        begins = [part[0] for part in parts if part is not None]
        return begins if self._facts.wanted is None else [*begins, self._facts.wanted]

    def draw_now(self) -> None:
        x = self._x(self._facts.now)
        self._painter.setPen(QPen(QColor(theme.colours().ink), self._px(3)))
        self._painter.drawLine(QLineF(x, self._box.top(), x, self._box.bottom()))


_ICONS = {
    Tone.OK: Icon.CHECK,
    Tone.WARN: Icon.EXCLAMATION,
    Tone.STOP: Icon.STOP,
    Tone.INFO: Icon.PLAY,
    Tone.PLAIN: Icon.NOTE,
}
