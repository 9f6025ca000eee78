"""The chart of the day at one hood: what it comes to, the axis, a row each, and the legend."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.buttons import Paint
from app.ui.drawing.day_lane import LaneFacts, draw_lane
from app.ui.drawing.drawn import Drawn, draw_panel, lettering, whole
from app.ui.drawing.fact_row import FactRow
from app.ui.drawing.icons import draw_icon
from app.ui.drawing.pill import ICON_OF, PillFacts
from app.ui.drawing.text import Paragraph, fitted, put, width_of
from app.ui.language import Verbatim
from app.ui.theme import Tone

# Where the columns start, as shares of the row.
PATIENT, STATE, LANE, LANE_END = 0.012, 0.205, 0.405, 0.994
LEAST_ROW, ROW = 34, 62


def lane_of(widget: QWidget) -> QRectF:
    """Return where the lane lies in a row, or in the axis above the rows."""
    left = LANE * widget.width()
    return QRectF(left, 0, LANE_END * widget.width() - left, widget.height())


@dataclass(frozen=True, slots=True)
class VerdictFacts:
    """Whether the day fits one hood, in one sentence, and what else is to know of it."""

    tone: Tone
    sentence: str
    detail: str = ""


class DayVerdict(Drawn[VerdictFacts]):
    """A tinted panel with an icon and the sentence."""

    def spoken(self, facts: VerdictFacts) -> str:
        return f"{facts.sentence} {facts.detail}".strip()

    def needs(self, _facts: VerdictFacts) -> QSize:
        return QSize(self.px(400), self.px(76))

    def draw(self, painter: QPainter, facts: VerdictFacts) -> None:
        shade = theme.shade(facts.tone)
        draw_panel(painter, whole(self), self.px(8), shade.tint, shade.ink, self.px(2))
        side, left = self.px(30), self.px(58)
        icon = QRectF(self.px(15), (self.height() - side) / 2, side, side)
        draw_icon(painter, ICON_OF[facts.tone], icon, shade.ink)
        room, high = self.width() - left - self.px(12), self.height() - self.px(10)
        sizes = (24, 22, 20, 19, 18, 17, 16, 15)
        bold = [self.lettering(size, bold=True) for size in sizes]
        small = [self.lettering(size) for size in (15, 14, 13, 12, 11)]
        share = 0.55 if facts.detail else 1.0
        above = fitted(facts.sentence, bold, room, high * share, shade.ink)
        below = fitted(facts.detail, small, room, high - above.height, QColor(shade.ink))
        height = above.height + (below.height if facts.detail else 0)
        y = (self.height() - height) / 2
        above.draw(painter, left, y)
        if facts.detail:
            below.draw(painter, left, y + above.height)


@dataclass(frozen=True, slots=True)
class AxisTick:
    """A moment on the axis, from 0 to 1; a `strong` one begins a day."""

    at: float
    words: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class AxisFacts:
    """The hours of the axis, and where now is."""

    ticks: tuple[AxisTick, ...]
    now: float
    now_words: str


class DayAxis(Drawn[AxisFacts]):
    """The hours above the rows; an hour that would lie over now or another gives way."""

    reads_as = QAccessible.Role.Graphic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def spoken(self, facts: AxisFacts) -> str:
        return f"now {facts.now_words}"

    def needs(self, _facts: AxisFacts) -> QSize:
        return QSize(self.px(900), self.px(28))

    def boxes(self) -> tuple[tuple[str, QRectF], ...]:
        """Return the words that are drawn and where each stands."""
        facts = self.facts()
        return () if facts is None else tuple(self._placed(facts))

    def draw(self, painter: QPainter, facts: AxisFacts) -> None:
        c = theme.colours()
        heading = QRectF(PATIENT * self.width(), 0, self.width(), self.height())
        put(painter, heading, "PATIENT", self.lettering(14), QColor(c.soft))
        state = QRectF(STATE * self.width(), 0, self.width(), self.height())
        put(painter, state, "AT THE HOOD", self.lettering(14), QColor(c.soft))
        centre = Qt.AlignmentFlag.AlignHCenter
        strong = {tick.words for tick in facts.ticks if tick.strong} | {facts.now_words}
        for words, box in self._placed(facts):
            now = words == facts.now_words
            if now:
                draw_panel(painter, box, self.px(4), QColor(c.ink), QColor(c.ink))
            font = self.lettering(14, bold=words in strong)
            put(painter, box, words, font, QColor(c.panel if now else c.ink), centre)

    def _placed(self, facts: AxisFacts) -> list[tuple[str, QRectF]]:
        lane = lane_of(self)
        placed: list[tuple[str, QRectF]] = []
        strong = [tick for tick in facts.ticks if tick.strong]
        rest = [tick for tick in facts.ticks if not tick.strong]
        for tick in (AxisTick(facts.now, facts.now_words, True), *strong, *rest):
            wide = width_of(tick.words, self.lettering(14, bold=tick.strong)) + self.px(12)
            left = lane.left() + tick.at * lane.width() - wide / 2
            left = min(max(left, lane.left() - self.px(20)), self.width() - wide)
            box = QRectF(left, self.px(3), wide, self.height() - self.px(6))
            if not any(box.intersects(other) for _, other in placed):
                placed.append((tick.words, box))
        return placed


@dataclass(frozen=True, slots=True)
class DayRowFacts:
    """What a row says; `code` is the stream of the order or preparation that it opens.

    Without a `lane` the `detail` stands in its place.
    """

    code: str
    patient: Verbatim
    identity: str
    pill: PillFacts
    detail: str
    lane: LaneFacts | None


class DayRow(FactRow[DayRowFacts]):
    """One preparation in the chart of the day."""

    def __init__(self, facts: DayRowFacts, parent: QWidget | None = None) -> None:
        super().__init__(facts, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def spoken(self, facts: DayRowFacts) -> str:
        parts = (facts.patient, facts.identity, facts.pill.words, facts.detail)
        return ", ".join(part for part in parts if part)

    def paint(self) -> Paint:
        c = theme.colours()
        fill = c.action_tint if self.isDown() or self.underMouse() else c.panel
        return Paint(c.ink, fill, c.action if self.hasFocus() else c.edge)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self, 900), theme.px(self, ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme.px(self, LEAST_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_ground(painter)
            lane = lane_of(self).adjusted(0, theme.px(self, 2), 0, -theme.px(self, 2))
            if self._facts.lane is not None:
                draw_lane(painter, self, lane, self._facts.lane)
            else:
                self._draw_detail(painter, lane)
            self._draw_patient(painter)
            self._draw_state(painter)

    def _draw_ground(self, painter: QPainter) -> None:
        paint = self.paint()
        radius = theme.px(self, 6)
        draw_panel(painter, whole(self), radius, QColor(paint.fill), QColor(paint.edge))
        plate, side = QPainterPath(), QPainterPath()
        plate.addRoundedRect(whole(self), radius, radius)
        side.addRect(QRectF(0, 0, theme.px(self, 6), self.height()))
        tone = self._facts.pill.tone
        strip = QColor(theme.colours().edge) if tone is Tone.PLAIN else theme.shade(tone).ink
        painter.fillPath(plate.intersected(side), strip)
        if self.hasFocus():
            line = theme.px(self, 3)
            inside = whole(self).adjusted(line / 2, line / 2, -line / 2, -line / 2)
            painter.setPen(QPen(QColor(paint.edge), line))
            painter.drawRoundedRect(inside, radius, radius)

    def _draw_patient(self, painter: QPainter) -> None:
        box = self._column(PATIENT + 0.003, STATE - 0.008)
        ink = QColor(theme.colours().ink)
        self._draw_two(painter, box, self._facts.patient, self._facts.identity, ink, 18)

    def _draw_state(self, painter: QPainter) -> None:
        pill = self._facts.pill
        box = self._column(STATE, LANE - 0.008)
        plain = pill.tone is Tone.PLAIN
        ink = QColor(theme.colours().ink) if plain else theme.shade(pill.tone).ink
        side = theme.px(self, 17)
        icon = QRectF(box.left(), box.center().y() - side / 2, side, side)
        draw_icon(painter, pill.icon or ICON_OF[pill.tone], icon, ink)
        words = box.adjusted(side + theme.px(self, 8), 0, 0, 0)
        detail = self._facts.detail if self._facts.lane is not None else ""
        self._draw_two(painter, words, pill.words, detail, ink, 16)

    def _draw_detail(self, painter: QPainter, box: QRectF) -> None:
        sizes = (15, 14, 13, 12, 11, 10)
        fonts = [lettering(self, size) for size in sizes]
        ink = QColor(theme.colours().ink)
        words = fitted(self._facts.detail, fonts, box.width(), box.height(), ink)
        words.draw(painter, box.left(), box.center().y() - words.height / 2)

    def _draw_two(
        self, painter: QPainter, box: QRectF, above: str, below: str, ink: QColor, large: int
    ) -> None:
        """Draw two lines that fill no more than the row, the upper one bold."""
        room = self.height() - theme.px(self, 7)
        sizes = range(large, 10, -1)
        bold = [lettering(self, size, bold=True) for size in sizes]
        small = [lettering(self, size) for size in (14, 13.5, 13, 12.5, 12, 11.5, 11, 10)]
        soft = QColor(theme.colours().soft)
        name = fitted(above, bold, box.width(), room * 0.56, ink)
        detail = fitted(below, small, box.width(), room - name.height, soft)
        self._stack(painter, box, name, detail)

    def _stack(self, painter: QPainter, box: QRectF, above: Paragraph, below: Paragraph) -> None:
        under = below.height if below.width else 0
        y = box.center().y() - (above.height + under) / 2
        above.draw(painter, box.left(), y)
        below.draw(painter, box.left(), y + above.height)

    def _column(self, start: float, end: float) -> QRectF:
        return QRectF(start * self.width(), 0, (end - start) * self.width(), self.height())


LEGEND = (
    ("when vial 1 may be reconstituted", LaneFacts(-1, (), window=(0, 1))),
    ("setting up, then work at the hood", LaneFacts(-1, (), work=(0, 1), vial=0.3)),
    ("infusion", LaneFacts(-1, (), infusion=(0, 1))),
    ("wanted", LaneFacts(-1, (), wanted=0.5)),
    ("latest start, or the limit it breaks", LaneFacts(-1, (), deadline=0.6)),
    ("now", LaneFacts(0.5, ())),
)


class DayLegend(Drawn[tuple[str, ...]]):
    """What the marks of the lanes mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_facts(tuple(words for words, _ in LEGEND))

    def spoken(self, facts: tuple[str, ...]) -> str:
        return ", ".join(facts)

    def needs(self, _facts: tuple[str, ...]) -> QSize:
        return QSize(self.px(900), self.px(26))

    def draw(self, painter: QPainter, facts: tuple[str, ...]) -> None:
        font, soft = self.lettering(14), QColor(theme.colours().soft)
        wide, gap = self.px(34), self.px(7)
        words = [width_of(each, font) for each in facts]
        between = (self.width() - sum(words) - len(words) * (wide + gap)) / len(words)
        x = min(between, self.px(26)) / 2
        for (name, lane), room in zip(LEGEND, words, strict=True):
            box = QRectF(x, self.px(1), wide, self.height() - self.px(2))
            draw_lane(painter, self, box, lane)
            put(painter, QRectF(x + wide + gap, 0, room, self.height()), name, font, soft)
            x += wide + gap + room + min(between, self.px(26))
