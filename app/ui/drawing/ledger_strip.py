"""What protected the drug from light and how warm it stood, drawn on one line of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.card import RADIUS
from app.ui.drawing.drawn import Drawn, draw_panel, whole
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.spread import spread
from app.ui.drawing.text import put, width_of

WIDTH = 318
MARGIN = 14
TOP = 8
GAPS = 20
LIGHT = 26
PLACES = 22
BETWEEN = 3
BELOW = 27
FARTHEST = 100
SIGN = 24
"""Room for the sign of a lane, left of it."""

SHORTEST_GAP = 14
SHORTEST_COLD = 18
STEP = 6.0


class Look(Enum):
    """How a part is drawn: each has a pattern or a shape of its own."""

    HOOD = "hood"
    COVERED = "covered"
    BAG = "bag"
    INFUSION = "infusion"
    GAP = "gap"
    ROOM = "room"
    COLD = "cold"


@dataclass(frozen=True, slots=True)
class StripPart:
    """A stretch of the line, 0 its begin and 1 its end; the first of `words` with room is drawn."""

    begun: float
    ended: float
    look: Look
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StripMark:
    """From where on something holds drug; `words` say what, "" where another mark says it too."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class StripFacts:
    """The line from `begun` to `now`, local times; `is_over` where it ended before the present.

    `light` holds the protections and the gaps, `places` where the drug was by temperature,
    `said` all of it in words.
    """

    begun: str
    now: str
    now_at: float
    is_over: bool
    light: tuple[StripPart, ...]
    places: tuple[StripPart, ...]
    objects: tuple[StripMark, ...]
    said: tuple[str, ...]

    @property
    def gaps(self) -> tuple[StripPart, ...]:
        """The gaps among `light`."""
        return tuple(part for part in self.light if part.look is Look.GAP)


class LedgerStrip(Drawn[StripFacts]):
    """Two lanes below each other, light and temperature; below them what held the drug."""

    reads_as = QAccessible.Role.Graphic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def spoken(self, facts: StripFacts) -> str:
        return f"Light and temperature since {facts.begun}: {'; '.join(facts.said)}"

    def needs(self, facts: StripFacts) -> QSize:
        above = GAPS if facts.gaps else 0
        high = TOP + above + LIGHT + BETWEEN + PLACES + BELOW
        return QSize(self.px(WIDTH), self.px(high))

    def draw(self, painter: QPainter, facts: StripFacts) -> None:
        c = theme.colours()
        edge = QColor(c.stop if facts.gaps else c.edge)
        thick = self.px(3) if facts.gaps else 1
        draw_panel(painter, whole(self), self.px(RADIUS), QColor(c.panel), edge, thick)
        y = float(self.px(TOP + (GAPS if facts.gaps else 0)))
        light = self._lane(y, LIGHT)
        places = self._lane(light.bottom() + self.px(BETWEEN), PLACES)
        painter.setPen(QPen(QColor(c.rule), 1))
        painter.drawRects([light, places])
        self._draw_sign(painter, Icon.HALF_DISC, light)
        self._draw_sign(painter, Icon.THERMOMETER, places)
        protections = [part for part in facts.light if part.look is not Look.GAP]
        gaps = [self.part_box(part, light) for part in facts.gaps]
        for part in facts.places:
            self._draw_part(painter, part, places)
            self._draw_words(painter, part, self.part_box(part, places), ())
        for part in protections:
            self._draw_part(painter, part, light)
            self._draw_words(painter, part, self.part_box(part, light), gaps)
        for part in facts.gaps:
            self._draw_part(painter, part, light)
        self._draw_gap_words(painter, facts, light)
        self._draw_below(painter, facts, places)

    def part_box(self, part: StripPart, lane: QRectF) -> QRectF:
        """Return where a part is drawn: never so narrow that a gap or the cold is not seen."""
        left, right = (lane.left() + at * lane.width() for at in (part.begun, part.ended))
        least = {Look.GAP: SHORTEST_GAP, Look.COLD: SHORTEST_COLD}.get(part.look, 0)
        missing = max(0.0, self.px(least) - (right - left)) / 2
        left, right = left - missing, right + missing
        shift = max(0.0, lane.left() - left) - max(0.0, right - lane.right())
        return QRectF(left + shift, lane.top(), right - left, lane.height())

    def _lane(self, top: float, high: float) -> QRectF:
        left = float(self.px(MARGIN + SIGN))
        return QRectF(left, top, self.width() - left - self.px(MARGIN), self.px(high))

    def _draw_sign(self, painter: QPainter, icon: Icon, lane: QRectF) -> None:
        side = self.px(17)
        box = QRectF(self.px(MARGIN) - self.px(2), lane.center().y() - side / 2, side, side)
        draw_icon(painter, icon, box, QColor(theme.colours().soft))

    def _draw_part(self, painter: QPainter, part: StripPart, lane: QRectF) -> None:
        box = self.part_box(part, lane)
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, QColor(self._fill(part.look)))
        self._draw_pattern(painter, part.look, box)
        painter.restore()
        c = theme.colours()
        ink = QColor(c.stop if part.look is Look.GAP else c.ink)
        pen = QPen(ink, self.px(2.4) if part.look is Look.GAP else 1)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)

    def _fill(self, look: Look) -> str:
        c = theme.colours()
        if look is Look.GAP:
            return c.panel
        if look in (Look.ROOM, Look.COLD):
            return c.panel_soft if look is Look.ROOM else c.action_tint
        return c.warn_tint

    def _draw_pattern(self, painter: QPainter, look: Look, box: QRectF) -> None:
        c = theme.colours()
        step = STEP * theme.scale(self)
        thin = max(1.0, self.px(1.2))
        match look:
            case Look.GAP:
                painter.setPen(QPen(QColor(c.stop), self.px(3.2)))
                painter.drawLines(_slanted(box, step * 1.25))
            case Look.COVERED:
                painter.setPen(QPen(QColor(c.warn), thin))
                painter.drawLines(_level(box, step))
            case Look.BAG:
                painter.setPen(QPen(QColor(c.warn), thin))
                painter.drawLines(_upright(box, step))
            case Look.INFUSION:
                painter.setPen(QPen(QColor(c.warn), thin))
                painter.drawLines([*_level(box, step), *_upright(box, step)])
            case Look.COLD:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(c.action))
                for at in _dots(box, step):
                    painter.drawEllipse(at, self.px(1), self.px(1))
            case _:
                pass

    def _draw_words(
        self, painter: QPainter, part: StripPart, box: QRectF, gaps: Sequence[QRectF]
    ) -> None:
        """Draw the words of a part where they have room and no gap lies over them."""
        c = theme.colours()
        room = box.width() - self.px(8)
        x = box.left() + self.px(4)
        side = self.px(15)
        if part.look is Look.COLD:
            sign = QRectF(
                min(x, box.center().x() - side / 2), box.center().y() - side / 2, side, side
            )
            painter.fillRect(sign.adjusted(-1, -1, 1, 1), QColor(self._fill(part.look)))
            draw_icon(painter, Icon.SNOWFLAKE, sign, QColor(c.ink))
            x, room = x + side + self.px(4), room - side - self.px(4)
        font = self.lettering(14.5, bold=True)
        words = next((each for each in part.words if width_of(each, font) <= room), "")
        if not words:
            return
        ground = QRectF(x - self.px(2), box.top() + 1, 0, box.height() - 2)
        ground.setWidth(width_of(words, font) + self.px(4))
        if any(ground.intersects(gap) for gap in gaps):
            return
        painter.fillRect(ground, QColor(self._fill(part.look)))
        put(painter, ground.adjusted(self.px(2), 0, 0, 0), words, font, QColor(c.ink))

    # Above the lanes: how long each gap was.

    def _draw_gap_words(self, painter: QPainter, facts: StripFacts, lane: QRectF) -> None:
        if not facts.gaps:
            return
        stop = QColor(theme.colours().stop)
        font = self.lettering(15, bold=True)
        row = QRectF(0, self.px(TOP) - self.px(2), self.width(), self.px(GAPS))
        for choice in (0, 1):
            words = [part.words[choice] for part in facts.gaps]
            widths = [width_of(each, font) + self.px(8) for each in words]
            if sum(widths) <= lane.width() + self.px(SIGN):
                break
        else:
            told = f"{len(facts.gaps)} gaps in light"
            put(painter, row.adjusted(self.px(MARGIN), 0, 0, 0), told, font, stop)
            return
        wanted = [self.part_box(part, lane).center().x() for part in facts.gaps]
        middles = spread(wanted, widths, self.px(MARGIN), self.width() - self.px(MARGIN) / 2)
        for word, wide, middle in zip(words, widths, middles, strict=True):
            box = QRectF(middle - wide / 2, row.top(), wide, row.height())
            put(painter, box, word, font, stop, Qt.AlignmentFlag.AlignHCenter)

    # Below the lanes: the time at both ends, and what held the drug where there is room.

    def _draw_below(self, painter: QPainter, facts: StripFacts, lane: QRectF) -> None:
        ink = QColor(theme.colours().ink)
        bold, font = self.lettering(14, bold=True), self.lettering(14)
        row = QRectF(0, lane.bottom() + self.px(5), self.width(), self.px(17))
        taken = []
        for box, words in self._times(facts, lane, row):
            put(painter, box, words, bold, ink)
            taken.append(box)
        # What holds it now is told before what held it first, and further right.
        room = row.adjusted(self.px(MARGIN), 0, -self.px(MARGIN) / 2, 0)
        for mark in reversed(facts.objects):
            x = lane.left() + mark.at * lane.width()
            painter.setPen(QPen(ink, self.px(1.6)))
            painter.drawLine(QLineF(x, lane.bottom(), x, lane.bottom() + self.px(5)))
            place = self._free(x, width_of(mark.words, font), room, taken) if mark.words else None
            if place is not None:
                put(painter, place, mark.words, font, ink)
                taken.append(place)
                room.setRight(place.left())
        self._draw_now(painter, lane.left() + facts.now_at * lane.width(), lane)

    def _times(self, facts: StripFacts, lane: QRectF, row: QRectF) -> list[tuple[QRectF, str]]:
        font = self.lettering(14, bold=True)
        first = width_of(facts.begun, font)
        now = lane.left() + facts.now_at * lane.width()
        words = f"{'end' if facts.is_over else 'now'} {facts.now}"
        wide = width_of(words, font)
        last = self.width() - self.px(MARGIN) / 2 - wide
        left = min(max(now - wide / 2, lane.left() + first + self.px(10)), last)
        return [
            (QRectF(lane.left(), row.top(), first, row.height()), facts.begun),
            (QRectF(left, row.top(), wide, row.height()), words),
        ]

    def _free(self, x: float, wide: float, room: QRectF, taken: list[QRectF]) -> QRectF | None:
        """Return the place for words nearest to `x` where nothing is, None where it is far off."""
        apart = self.px(8)
        found = [x - wide / 2]
        found += [other.right() + apart for other in taken]
        found += [other.left() - apart - wide for other in taken]
        boxes = [QRectF(left, room.top(), wide, room.height()) for left in found]
        free = [
            box
            for box in boxes
            if room.contains(box)
            and abs(box.center().x() - x) <= self.px(FARTHEST)
            and not any(box.adjusted(1 - apart, 0, apart - 1, 0).intersects(o) for o in taken)
        ]
        return min(free, key=lambda box: abs(box.center().x() - x), default=None)

    def _draw_now(self, painter: QPainter, x: float, lane: QRectF) -> None:
        top = lane.top() - self.px(BETWEEN) - self.px(LIGHT)
        painter.setPen(QPen(QColor(theme.colours().ink), self.px(2.4)))
        painter.drawLine(QLineF(x, top - self.px(2), x, lane.bottom() + self.px(3)))


def _slanted(box: QRectF, step: float) -> Sequence[QLineF]:
    count = int((box.width() + box.height()) / step) + 2
    return [
        QLineF(box.left() + n * step - box.height(), box.bottom(), box.left() + n * step, box.top())
        for n in range(count)
    ]


def _level(box: QRectF, step: float) -> Sequence[QLineF]:
    count = int(box.height() / step) + 1
    return [
        QLineF(box.left(), box.top() + n * step, box.right(), box.top() + n * step)
        for n in range(1, count)
    ]


def _upright(box: QRectF, step: float) -> Sequence[QLineF]:
    count = int(box.width() / step) + 1
    return [
        QLineF(box.left() + n * step, box.top(), box.left() + n * step, box.bottom())
        for n in range(1, count)
    ]


def _dots(box: QRectF, step: float) -> Sequence[QPointF]:
    return [
        QPointF(box.left() + (n + 0.5) * step, box.top() + (m + 0.5) * step)
        for n in range(int(box.width() / step))
        for m in range(int(box.height() / step))
    ]
