"""Where today's dose stands in the course of treatment."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.card import RADIUS
from app.ui.drawing.drawn import Drawn, draw_panel, whole
from app.ui.drawing.icons import Icon, draw_icon_in_disc
from app.ui.drawing.spread import spread
from app.ui.drawing.text import Paragraph, put, width_of

MARGIN = 20
NAMES = 78
ROW = 60
HEAD = 44


class DayState(Enum):
    """Whether a dose was given, is the one ordered, or is to come."""

    GIVEN = "given"
    DUE = "due"
    PLANNED = "planned"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class CourseDay:
    """A dose: `at` and its window are 0 at the first day of the cycle's line and 1 at its end."""

    name: str
    at: float
    dates: str
    state: DayState
    window: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class CourseCycle:
    """A cycle on a line of its own, with a remark beside its dates."""

    name: str
    days: tuple[CourseDay, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """One or two cycles, and what comes after them."""

    cycles: tuple[CourseCycle, ...]
    then: str
    heading: str = "COURSE"


class Course(Drawn[CourseFacts]):
    """Cycles as lines with their days, each day with the window it may be moved in."""

    reads_as = QAccessible.Role.Graphic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: CourseFacts) -> str:
        parts = [
            f"{cycle.name} {day.name} {day.state.value}, {day.dates}"
            for cycle in facts.cycles
            for day in cycle.days
        ]
        return "; ".join([*parts, f"then {facts.then}"] if facts.then else parts)

    def needs(self, facts: CourseFacts) -> QSize:
        width = self.px(440)
        return QSize(width, self._height(facts, width))

    def heightForWidth(self, width: int) -> int:
        facts = self.facts()
        return 0 if facts is None else self._height(facts, width)

    def draw(self, painter: QPainter, facts: CourseFacts) -> None:
        c = theme.colours()
        draw_panel(painter, whole(self), self.px(RADIUS), QColor(c.panel), QColor(c.edge))
        heading = QRectF(self.px(MARGIN), self.px(14), self.width(), self.px(22))
        put(painter, heading, facts.heading, self.lettering(15, bold=True), QColor(c.soft))
        for index, cycle in enumerate(facts.cycles):
            self._draw_cycle(painter, cycle, self.px(HEAD) + index * self.px(ROW))
        if facts.then:
            y = self.px(HEAD) + len(facts.cycles) * self.px(ROW) + self.px(4)
            then = self._then(facts, self.width())
            box = QRectF(self.px(MARGIN), y, self.px(NAMES), self.px(18))
            put(painter, box, "then", self.lettering(15), QColor(c.soft))
            then.draw(painter, self.px(MARGIN + NAMES), y)

    def _height(self, facts: CourseFacts, width: int) -> int:
        then = round(self._then(facts, width).height) if facts.then else 0
        return self.px(HEAD + 4 + 16) + len(facts.cycles) * self.px(ROW) + then

    def _then(self, facts: CourseFacts, width: int) -> Paragraph:
        room = width - self.px(MARGIN * 2 + NAMES)
        return Paragraph(facts.then, self.lettering(14.5), room, QColor(theme.colours().soft))

    def _draw_cycle(self, painter: QPainter, cycle: CourseCycle, top: float) -> None:
        c = theme.colours()
        y = top + self.px(16)
        name = QRectF(self.px(MARGIN), top, self.px(NAMES), 2 * self.px(16))
        put(painter, name, cycle.name, self.lettering(16), QColor(c.ink))
        painter.setPen(QPen(QColor(c.track), self.px(4)))
        painter.drawLine(QLineF(self._place(0), y, self._place(1), y))
        for day in cycle.days:
            self._draw_window(painter, day, y)
        for day in cycle.days:
            self._draw_day(painter, day, y)
        self._draw_dates(painter, cycle, y + self.px(18))

    def _place(self, at: float) -> float:
        left = self.px(MARGIN + NAMES + 16)
        return left + at * (self.width() - self.px(MARGIN + 16) - left)

    def _draw_window(self, painter: QPainter, day: CourseDay, y: float) -> None:
        if day.window is None:
            return
        c = theme.colours()
        high = self.px(22)
        left, right = (self._place(at) for at in day.window)
        box = QRectF(left - high / 2, y - high / 2, right - left + high, high)
        painter.setPen(QPen(QColor(c.action), self.px(1.2)))
        painter.setBrush(QColor(c.action_tint))
        painter.drawRoundedRect(box, high / 2, high / 2)

    def _draw_day(self, painter: QPainter, day: CourseDay, y: float) -> None:
        c = theme.colours()
        half, font = self.px(16), self.lettering(16, bold=True)
        wide = max(float(half), width_of(day.name, font) / 2 + self.px(8))
        disc = QRectF(self._place(day.at) - wide, y - half, 2 * wide, 2 * half)
        if day.state is DayState.GIVEN:
            box = QRectF(self._place(day.at) - half, y - half, 2 * half, 2 * half)
            draw_icon_in_disc(
                painter, Icon.CHECK, box, QColor(c.ok), QColor(c.ok_tint), QColor(c.ok)
            )
            return
        edge, fill, ink = {
            DayState.DUE: (c.action, c.action, c.action_ink),
            DayState.PLANNED: (c.action, c.panel, c.ink),
            DayState.MISSED: (c.stop, c.stop_tint, c.stop),
        }[day.state]
        style = Qt.PenStyle.DashLine if day.state is DayState.MISSED else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(edge), self.px(2.4), style))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(disc, half, half)
        put(painter, disc, day.name, font, QColor(ink), Qt.AlignmentFlag.AlignHCenter)

    def _draw_dates(self, painter: QPainter, cycle: CourseCycle, top: float) -> None:
        c = theme.colours()
        font = self.lettering(14)
        gap = self.px(10)
        widths = [width_of(day.dates, font) + gap for day in cycle.days]
        places = spread(
            [self._place(day.at) for day in cycle.days],
            widths,
            self.px(MARGIN + NAMES - 10),
            self.width() - self.px(6),
        )
        end = 0.0
        for day, width, place in zip(cycle.days, widths, places, strict=True):
            box = QRectF(place - width / 2, top, width, self.px(20))
            ink = QColor(c.stop if day.state is DayState.MISSED else c.ink)
            put(painter, box, day.dates, font, ink, Qt.AlignmentFlag.AlignHCenter)
            end = place + width / 2
        remark = QRectF(QPointF(end + gap, top), self.size().toSizeF())
        remark.setHeight(self.px(20))
        put(painter, remark, cycle.remark, font, QColor(c.soft))
