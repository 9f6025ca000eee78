"""One monograph in the list of a site's monographs."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button, Paint
from app.ui.drawing.drawn import draw_panel, lettering, whole
from app.ui.drawing.pill import PillFacts, draw_pill, pill_size
from app.ui.drawing.text import fitted
from app.ui.named import give_name
from app.ui.theme import Tone

HEIGHT = 112


@dataclass(frozen=True, slots=True)
class MonographFacts:
    """What a row says; `code` names the monograph, `chosen` whether its details are shown."""

    code: str
    name: str
    detail: str
    pill: PillFacts
    chosen: bool


class MonographRow(Button):
    """A row that a click, Enter or Space chooses (`clicked`); nothing in it is elided."""

    def __init__(self, facts: MonographFacts, parent: QWidget | None = None) -> None:
        super().__init__(facts.name, "", parent)
        self._facts = facts
        self.show_facts(facts)

    def facts(self) -> MonographFacts:
        """Return what is shown."""
        return self._facts

    def show_facts(self, facts: MonographFacts) -> None:
        """Show `facts`."""
        self._facts = facts
        self.setText(facts.name)
        chosen = "shown" if facts.chosen else ""
        spoken = (facts.name, facts.detail, facts.pill.words, chosen)
        give_name(self, ", ".join(part for part in spoken if part))
        self.update()

    def paint(self) -> Paint:
        c = theme.colours()
        over = self._facts.chosen or self.isDown() or self.underMouse()
        return Paint(
            c.ink,
            c.action_tint if over else c.panel,
            c.action if self._facts.chosen or self.hasFocus() else c.edge,
        )

    def sizeHint(self) -> QSize:
        return self.touchable(theme.px(self, 300), theme.px(self, HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.touchable(0, theme.px(self, HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_plate(painter)
            self._draw_words(painter)

    def _draw_plate(self, painter: QPainter) -> None:
        paint = self.paint()
        radius = theme.px(self, 8)
        draw_panel(painter, whole(self), radius, QColor(paint.fill), QColor(paint.edge))
        plate, side = QPainterPath(), QPainterPath()
        plate.addRoundedRect(whole(self), radius, radius)
        side.addRect(QRectF(0, 0, theme.px(self, 7), self.height()))
        tone = self._facts.pill.tone
        strip = QColor(theme.colours().edge) if tone is Tone.PLAIN else theme.shade(tone).ink
        painter.fillPath(plate.intersected(side), strip)
        if self.hasFocus():
            line = theme.px(self, 3)
            inset = line / 2
            painter.setPen(QPen(QColor(paint.edge), line))
            painter.drawRoundedRect(
                whole(self).adjusted(inset, inset, -inset, -inset), radius, radius
            )

    def _draw_words(self, painter: QPainter) -> None:
        c = theme.colours()
        left = theme.px(self, 22)
        width = self.width() - left - theme.px(self, 12)
        large = [lettering(self, size, bold=True) for size in (21, 20, 19, 18, 17, 16)]
        small = [lettering(self, size) for size in (15, 14.5, 14, 13.5, 13, 12.5, 12)]
        name = fitted(self._facts.name, large, width, theme.px(self, 30), QColor(c.ink))
        detail = fitted(self._facts.detail, small, width, theme.px(self, 22), QColor(c.soft))
        pill = pill_size(self, self._facts.pill, bold=True)
        gap = theme.px(self, 5)
        y = (self.height() - name.height - detail.height - gap - pill.height()) / 2
        name.draw(painter, left, y)
        detail.draw(painter, left, y + name.height)
        at = QPointF(left, y + name.height + detail.height + gap)
        draw_pill(painter, self, at, self._facts.pill, bold=True)
