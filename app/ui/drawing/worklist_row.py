"""One order or preparation in the worklist."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.budget_bar import ICON, BarFacts, BarState, draw_budget_bar, ink_of
from app.ui.drawing.buttons import Paint
from app.ui.drawing.drawn import Drawn, draw_panel, lettering, whole
from app.ui.drawing.fact_row import FactRow
from app.ui.drawing.icons import draw_icon
from app.ui.drawing.pill import PillFacts, draw_pill, pill_size
from app.ui.drawing.text import Paragraph, fitted, largest, put, width_of
from app.ui.language import Verbatim
from app.ui.theme import Tone

HEIGHT = 96
# Where the columns start, as shares of the row.
PATIENT, DOSE, STANDS, BUDGET, WANTED = 0.04, 0.276, 0.392, 0.702, 0.918
COLUMNS = (
    (PATIENT, "PATIENT"),
    (DOSE, "DOSE"),
    (STANDS, "WHERE IT STANDS"),
    (BUDGET, "TIME BUDGET"),
    (WANTED, "WANTED"),
)


@dataclass(frozen=True, slots=True)
class WorklistFacts:
    """What a row says; `code` is handed back by `chosen` when the row is opened."""

    code: str
    patient: Verbatim
    identity: str
    dose: str
    dose_detail: str
    pill: PillFacts
    stands_detail: str
    bar: BarFacts
    wanted: str


# What time does to a row: a block with a shape at its head, and a line around the gravest.
BLOCK = 42
_BLOCKS = (BarState.NEAR, BarState.URGENT, BarState.PASSED)
_GRAVE = (BarState.URGENT, BarState.PASSED)


class WorklistHeadings(Drawn[tuple[str, ...]]):
    """The names of the columns, above the rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_facts(tuple(name for _, name in COLUMNS))

    def spoken(self, facts: tuple[str, ...]) -> str:
        return ", ".join(facts)

    def needs(self, _facts: tuple[str, ...]) -> QSize:
        return QSize(self.px(900), self.px(26))

    def draw(self, painter: QPainter, facts: tuple[str, ...]) -> None:
        soft = QColor(theme.colours().soft)
        for (start, _), name in zip(COLUMNS, facts, strict=True):
            box = QRectF(start * self.width(), 0, self.width(), self.height())
            put(painter, box, name, lettering(self, 16), soft)


class WorklistRow(FactRow[WorklistFacts]):
    """An order or a preparation on the worklist; nothing in it is elided."""

    def paint(self) -> Paint:
        c = theme.colours()
        look = self._facts.bar.state
        fill = c.stop_tint if look is BarState.PASSED else c.panel
        if self.isDown() or self.underMouse():
            fill = c.action_tint
        return Paint(c.ink, fill, c.stop if look in _GRAVE else c.edge)

    def sizeHint(self) -> QSize:
        return self.touchable(theme.px(self, 900), theme.px(self, HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.touchable(0, theme.px(self, HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_plate(painter)
            self._draw_patient(painter)
            self._draw_dose(painter)
            self._draw_stands(painter)
            bar = self._column(BUDGET, WANTED - 0.02)
            draw_budget_bar(painter, self, bar, self._facts.bar)
            wanted = self._column(WANTED, 0.995)
            ink = QColor(theme.colours().ink)
            fonts = [lettering(self, size, bold=True) for size in (23, 20, 17, 15)]
            font = largest(self._facts.wanted, fonts, wanted.width())
            put(painter, wanted, self._facts.wanted, font, ink)

    def _draw_plate(self, painter: QPainter) -> None:
        paint, look = self.paint(), self._facts.bar.state
        radius = theme.px(self, 8)
        edge = theme.px(self, 3) if look in _GRAVE else 1.0
        draw_panel(painter, whole(self), radius, QColor(paint.fill), QColor(paint.edge), edge)
        plate = QPainterPath()
        plate.addRoundedRect(whole(self), radius, radius)
        side = QPainterPath()
        wide = theme.px(self, BLOCK if look in _BLOCKS else 7)
        side.addRect(QRectF(0, 0, wide, self.height()))
        painter.fillPath(plate.intersected(side), self._strip())
        if look in _BLOCKS:
            self._draw_block(painter, look)
        if self.hasFocus():
            line = theme.px(self, 3)
            painter.setPen(QPen(QColor(theme.colours().action), line))
            inset = edge + line / 2 if look in _GRAVE else line / 2
            painter.drawRoundedRect(
                whole(self).adjusted(inset, inset, -inset, -inset), radius, radius
            )

    def _strip(self) -> QColor:
        c, tone = theme.colours(), self._facts.pill.tone
        if self._facts.bar.state in _BLOCKS:
            return QColor(ink_of(self._facts.bar.state))
        return QColor(c.edge) if tone is Tone.PLAIN else theme.shade(tone).ink

    def _draw_block(self, painter: QPainter, look: BarState) -> None:
        """Draw the shape of an alarm at the head of the row, light on dark."""
        side = theme.px(self, 28)
        left = (theme.px(self, BLOCK) - side) / 2
        box = QRectF(left, (self.height() - side) / 2, side, side)
        draw_icon(painter, ICON[look], box, QColor(theme.colours().stop_ink))

    def _draw_patient(self, painter: QPainter) -> None:
        self._draw_two(
            painter,
            self._column(PATIENT + 0.003, DOSE - 0.01),
            21,
            self._facts.patient,
            self._facts.identity,
        )

    def _draw_dose(self, painter: QPainter) -> None:
        self._draw_two(
            painter,
            self._column(DOSE, STANDS - 0.008),
            25,
            self._facts.dose,
            self._facts.dose_detail,
        )

    def _draw_two(self, painter: QPainter, box: QRectF, large: int, above: str, below: str) -> None:
        c = theme.colours()
        fonts = [lettering(self, size, bold=True) for size in range(large, 16, -1)]
        one_line = any(width_of(above, font) <= box.width() for font in fonts)
        if not one_line:
            fonts = [lettering(self, size, bold=True) for size in (17, 16, 15, 14, 13, 12, 11)]
        small = [lettering(self, size) for size in (14.5, 14, 13.5, 13, 12.5, 12)]
        detail = fitted(below, small, box.width(), theme.px(self, 21), QColor(c.soft))
        room = theme.px(self, HEIGHT - 10) - detail.height
        if one_line:
            room = theme.px(self, 32)
        name = fitted(above, fonts, box.width(), room, QColor(c.ink))
        self._stack(painter, box, name, detail)

    def _stack(self, painter: QPainter, box: QRectF, above: Paragraph, below: Paragraph) -> None:
        gap = theme.px(self, 1)
        y = box.center().y() - (above.height + gap + below.height) / 2
        above.draw(painter, box.left(), y)
        below.draw(painter, box.left(), y + above.height + gap)

    def _draw_stands(self, painter: QPainter) -> None:
        c = theme.colours()
        box = self._column(STANDS, BUDGET - 0.015)
        pill = pill_size(self, self._facts.pill, bold=True)
        small = [lettering(self, size) for size in (14.5, 14, 13.5, 13, 12.5, 12, 11)]
        room = theme.px(self, HEIGHT - 14) - pill.height()
        detail = fitted(self._facts.stands_detail, small, box.width(), room, QColor(c.soft))
        gap = theme.px(self, 4)
        y = box.center().y() - (pill.height() + gap + detail.height) / 2
        draw_pill(painter, self, QPointF(box.left(), y), self._facts.pill, bold=True)
        detail.draw(painter, box.left() + theme.px(self, 2), y + pill.height() + gap)

    def _column(self, start: float, end: float) -> QRectF:
        return QRectF(start * self.width(), 0, (end - start) * self.width(), self.height())

    def spoken(self, facts: WorklistFacts) -> str:
        parts = (
            facts.patient,
            facts.identity,
            facts.dose,
            facts.dose_detail,
            facts.pill.words,
            facts.stands_detail,
            facts.bar.left,
            facts.bar.words,
            f"wanted {facts.wanted}",
        )
        return ", ".join(part for part in parts if part)
