"""The calendar of a course: a row for each cycle, its doses on one axis of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.spread import spread
from app.ui.drawing.text import Paragraph, put, width_of

NAMES = 114
AXIS = 26
DISC = 27
LABEL = 19
BETWEEN = 10
LEAST_ROW = DISC + LABEL + BETWEEN
EDGE = 18
WEEK = 7
BETWEEN_LABELS = 14
LABEL_SIZES = (14, 13, 12, 11, 10)


class DoseState(Enum):
    """How a dose stands; each has its own icon, line and word."""

    GIVEN = "given"
    OMITTED = "omitted"
    NOT_ON_RECORD = "not on record"
    DUE = "due"
    LATE = "late"
    PLANNED = "planned"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A dose: `at` and its window are days after day 1; `words` say how it stands, and when.

    `number` is the day of the cycle that it is for.
    """

    number: int
    at: float
    state: DoseState
    words: str
    dates: str = ""
    window: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A cycle: its name, the date of its day 1, its doses, and what is to say of them.

    `length` is how many days later the next cycle begins, `today` where today lies in it; each
    is None where it is not known, or not in this cycle.
    """

    name: str
    begins: str
    days: tuple[CalendarDay, ...]
    remark: str = ""
    length: float | None = None
    today: float | None = None


@dataclass(frozen=True, slots=True)
class CalendarFacts:
    """The cycles from first to last, and over how many days the axis goes."""

    rows: tuple[CalendarRow, ...]
    days: int = 28


@dataclass(frozen=True, slots=True)
class _Label:
    """Words below a mark: what is bold, what is not, their size, their place, their width."""

    bold: str
    plain: str
    state: DoseState | None
    size: float
    wanted: float
    width: float


class CourseCalendar(Drawn[CalendarFacts]):
    """Cycles below each other, so that day 8 of one stands below day 8 of the other."""

    reads_as = QAccessible.Role.Graphic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: CalendarFacts) -> str:
        return ". ".join(_spoken(row) for row in facts.rows) or "no cycle yet"

    def needs(self, facts: CalendarFacts) -> QSize:
        width = self.px(640)
        return QSize(width, self._height(facts, width))

    def heightForWidth(self, width: int) -> int:
        facts = self.facts()
        return 0 if facts is None else self._height(facts, width)

    def label_boxes(self, at: int) -> tuple[tuple[str, QRectF], ...]:
        """Return the words below the row at a place, counted from 0, and where each stands."""
        facts = self.facts()
        assert facts is not None
        top = self.px(AXIS) + sum(self._row_height(row, self.width()) for row in facts.rows[:at])
        return tuple(
            (f"{label.bold} {label.plain}".strip(), box)
            for label, box in self._placed_labels(facts.rows[at], facts, top)
        )

    def draw(self, painter: QPainter, facts: CalendarFacts) -> None:
        self._draw_axis(painter, facts)
        y = float(self.px(AXIS))
        for row in facts.rows:
            self._draw_row(painter, row, facts, y)
            y += self._row_height(row, self.width())

    def _height(self, facts: CalendarFacts, width: int) -> int:
        return self.px(AXIS) + sum(self._row_height(row, width) for row in facts.rows)

    def _row_height(self, row: CalendarRow, width: int) -> int:
        remark = round(self._remark(row, width).height) if row.remark else 0
        return self.px(LEAST_ROW) + remark

    def _remark(self, row: CalendarRow, width: int) -> Paragraph:
        room = width - self.px(NAMES)
        return Paragraph(row.remark, self.lettering(14.5), room, QColor(theme.colours().ink))

    def _place(self, at: float, facts: CalendarFacts) -> float:
        left, right = self.px(NAMES + EDGE), self.width() - self.px(EDGE)
        return left + min(max(at, 0.0), facts.days) / facts.days * (right - left)

    def _draw_axis(self, painter: QPainter, facts: CalendarFacts) -> None:
        c = theme.colours()
        font = self.lettering(14)
        for day in range(0, facts.days + 1, WEEK):
            x = self._place(day, facts)
            painter.setPen(QPen(QColor(c.rule), max(1, self.px(1))))
            painter.drawLine(QLineF(x, self.px(AXIS - 4), x, self.height()))
            words = f"day {day + 1}"
            wide = width_of(words, font) + 2
            left = min(max(x - wide / 2, 0), self.width() - wide)
            box = QRectF(left, 0, wide, self.px(AXIS - 6))
            put(painter, box, words, font, QColor(c.soft), Qt.AlignmentFlag.AlignHCenter)

    def _draw_row(
        self, painter: QPainter, row: CalendarRow, facts: CalendarFacts, top: float
    ) -> None:
        c = theme.colours()
        y = top + self.px(DISC) / 2
        half = self.px(DISC) / 2
        name = QRectF(0, y - half, self.px(NAMES), 2 * half)
        put(painter, name, row.name, self.lettering(17, bold=True), QColor(c.ink))
        begins = QRectF(0, top + self.px(DISC), self.px(NAMES), self.px(LABEL))
        put(painter, begins, row.begins, self.lettering(13.5), QColor(c.soft))
        self._draw_track(painter, row, facts, y)
        places = self._discs(row, facts)
        for day in row.days:
            self._draw_window(painter, day, facts, y)
        for day, place in zip(_in_order(row), places, strict=True):
            self._draw_mark(painter, day, place, y)
        self._draw_labels(painter, row, facts, top)
        if row.remark:
            remark, left = self._remark(row, self.width()), self.px(NAMES)
            y = top + self.px(DISC + LABEL) + self.px(2)
            painter.fillRect(QRectF(left, y, remark.width + 2, remark.height), QColor(c.panel))
            remark.draw(painter, left, y)

    def _draw_track(
        self, painter: QPainter, row: CalendarRow, facts: CalendarFacts, y: float
    ) -> None:
        c = theme.colours()
        last = max((day.at for day in row.days), default=0.0)
        end = self._place(row.length if row.length is not None else last, facts)
        painter.setPen(QPen(QColor(c.track), self.px(4)))
        painter.drawLine(QLineF(self._place(0, facts), y, end, y))
        if row.length is not None and row.length <= facts.days:
            painter.drawLine(QLineF(end, y - self.px(6), end, y + self.px(6)))
        if row.today is not None:
            x, half = self._place(row.today, facts), self.px(DISC) / 2
            painter.setPen(QPen(QColor(c.ink), self.px(2)))
            painter.drawLine(QLineF(x, y - half, x, y + half))

    def _discs(self, row: CalendarRow, facts: CalendarFacts) -> tuple[float, ...]:
        wanted = [self._place(day.at, facts) for day in _in_order(row)]
        wide = [float(self.px(DISC + 3))] * len(wanted)
        return spread(wanted, wide, self.px(NAMES), self.width())

    def _draw_window(
        self, painter: QPainter, day: CalendarDay, facts: CalendarFacts, y: float
    ) -> None:
        if day.window is None:
            return
        c = theme.colours()
        high = self.px(19)
        left, right = (self._place(at, facts) for at in day.window)
        box = QRectF(left - high / 2, y - high / 2, right - left + high, high)
        late = day.state is DoseState.LATE
        painter.setPen(QPen(QColor(c.warn if late else c.action), self.px(1.4)))
        painter.setBrush(QColor(c.warn_tint if late else c.action_tint))
        painter.drawRoundedRect(box, high / 2, high / 2)

    def _draw_mark(self, painter: QPainter, day: CalendarDay, x: float, y: float) -> None:
        half = self.px(DISC) / 2
        disc = QRectF(x - half, y - half, 2 * half, 2 * half)
        edge, fill, ink = _look(day.state)
        dashed = day.state in (DoseState.IMPOSSIBLE, DoseState.NOT_ON_RECORD)
        line = QPen(QColor(edge), self.px(2.2))
        line.setStyle(Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
        painter.setPen(line)
        painter.setBrush(QColor(fill))
        painter.drawEllipse(disc)
        icon = _ICONS.get(day.state)
        if icon is not None:
            inset = disc.width() * 0.22
            draw_icon(painter, icon, disc.adjusted(inset, inset, -inset, -inset), QColor(ink))
        elif day.state is DoseState.OMITTED:
            painter.setPen(QPen(QColor(ink), self.px(2.6)))
            painter.drawLine(QLineF(x - half * 0.5, y, x + half * 0.5, y))
        else:
            font = self.lettering(13.5, bold=True)
            put(painter, disc, str(day.number), font, QColor(ink), Qt.AlignmentFlag.AlignHCenter)

    def _labels(self, row: CalendarRow, facts: CalendarFacts) -> list[_Label]:
        """Return the words below a row, in the largest type in which they all have room."""
        room = self.width() - self.px(NAMES) + self.px(BETWEEN_LABELS)
        for size in LABEL_SIZES:
            found = self._labels_of_size(row, facts, size)
            if sum(label.width for label in found) <= room:
                break
        return sorted(found, key=lambda each: each.wanted)

    def _labels_of_size(self, row: CalendarRow, facts: CalendarFacts, size: float) -> list[_Label]:
        bold, plain = self.lettering(size, bold=True), self.lettering(size)
        gap = self.px(BETWEEN_LABELS)
        found = []
        for day, place in zip(_in_order(row), self._discs(row, facts), strict=True):
            words = f"D{day.number} {day.words}"
            dates = width_of(f" {day.dates}", plain) if day.dates else 0
            width = width_of(words, bold) + dates + gap
            found.append(_Label(words, day.dates, day.state, size, place, width))
        if row.today is not None:
            at, width = self._place(row.today, facts), width_of("today", bold) + gap
            found.append(_Label("today", "", None, size, at, width))
        return found

    def _placed_labels(
        self, row: CalendarRow, facts: CalendarFacts, top: float
    ) -> list[tuple[_Label, QRectF]]:
        labels = self._labels(row, facts)
        half = self.px(BETWEEN_LABELS) / 2
        middles = spread(
            [each.wanted for each in labels],
            [each.width for each in labels],
            self.px(NAMES) - half,
            self.width() + half,
        )
        y, high = top + self.px(DISC) + self.px(1), self.px(LABEL)
        return [
            (label, QRectF(middle - label.width / 2 + half, y, label.width - 2 * half, high))
            for label, middle in zip(labels, middles, strict=True)
        ]

    def _draw_labels(
        self, painter: QPainter, row: CalendarRow, facts: CalendarFacts, top: float
    ) -> None:
        c = theme.colours()
        for label, box in self._placed_labels(row, facts, top):
            bold, plain = self.lettering(label.size, bold=True), self.lettering(label.size)
            painter.fillRect(box.adjusted(-2, 0, 2, 0), QColor(c.panel))
            put(painter, box, label.bold, bold, QColor(_ink(label.state)))
            if label.plain:
                rest = box.adjusted(width_of(f"{label.bold} ", bold), 0, 0, 0)
                put(painter, rest, label.plain, plain, QColor(c.ink))


def _spoken(row: CalendarRow) -> str:
    doses = [f"day {day.number} {day.words} {day.dates}".strip() for day in row.days]
    parts = [*doses, row.remark] if row.remark else doses
    begins = f", begins {row.begins}" if row.begins else ""
    return f"{row.name}{begins}: {'; '.join(parts)}"


def _in_order(row: CalendarRow) -> Sequence[CalendarDay]:
    return sorted(row.days, key=lambda day: day.at)


_ICONS = {
    DoseState.GIVEN: Icon.CHECK,
    DoseState.NOT_ON_RECORD: Icon.QUESTION,
    DoseState.LATE: Icon.EXCLAMATION,
    DoseState.IMPOSSIBLE: Icon.CROSS,
}


def _look(state: DoseState) -> tuple[str, str, str]:
    """Return the colours of the edge, of the disc, and of what stands in it."""
    c = theme.colours()
    return {
        DoseState.GIVEN: (c.ok, c.ok_tint, c.ok),
        DoseState.OMITTED: (c.ink, c.panel, c.ink),
        DoseState.NOT_ON_RECORD: (c.warn, c.warn_tint, c.warn),
        DoseState.DUE: (c.action, c.action, c.action_ink),
        DoseState.LATE: (c.warn, c.warn_tint, c.warn),
        DoseState.PLANNED: (c.action, c.panel, c.ink),
        DoseState.IMPOSSIBLE: (c.stop, c.stop_tint, c.stop),
    }[state]


def _ink(state: DoseState | None) -> str:
    c = theme.colours()
    if state is None:
        return c.ink
    return {
        DoseState.GIVEN: c.ok,
        DoseState.NOT_ON_RECORD: c.warn,
        DoseState.DUE: c.action,
        DoseState.LATE: c.warn,
        DoseState.IMPOSSIBLE: c.stop,
    }.get(state, c.ink)
