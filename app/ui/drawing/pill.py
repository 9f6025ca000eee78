"""Short states side by side: an icon and a word or two each."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn, draw_panel, lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import put, width_of
from app.ui.theme import Tone

ICON_OF = {
    Tone.OK: Icon.CHECK,
    Tone.WARN: Icon.EXCLAMATION,
    Tone.STOP: Icon.CROSS,
    Tone.INFO: Icon.PLAY,
    Tone.PLAIN: Icon.NOTE,
}


@dataclass(frozen=True, slots=True)
class PillFacts:
    """One state; without an icon of its own it has that of its tone."""

    words: str
    tone: Tone = Tone.PLAIN
    icon: Icon | None = None


def pill_size(widget: QWidget, facts: PillFacts, bold: bool = False) -> QSize:
    """Return the size, in pixels of this window, of a pill drawn in `widget`."""
    wide = width_of(facts.words, lettering(widget, 15, bold))
    return QSize(int(wide) + theme.px(widget, 43) + 1, theme.px(widget, 30))


def draw_pill(
    painter: QPainter, widget: QWidget, at: QPointF, facts: PillFacts, bold: bool = False
) -> None:
    """Draw `facts` with the upper left corner at `at`."""
    size = pill_size(widget, facts, bold)
    box = QRectF(at.x(), at.y(), size.width(), size.height())
    shade = theme.shade(facts.tone)
    draw_panel(painter, box, box.height() / 2, shade.tint, shade.edge)
    side = theme.px(widget, 15)
    icon = QRectF(box.left() + theme.px(widget, 12), box.center().y() - side / 2, side, side)
    draw_icon(painter, facts.icon or ICON_OF[facts.tone], icon, shade.ink)
    words = box.adjusted(theme.px(widget, 32), 0, 0, 0)
    put(painter, words, facts.words, lettering(widget, 15, bold), shade.ink)


class Pills(Drawn[tuple[PillFacts, ...]]):
    """Pills in a row, which goes on in the next line where it is full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: tuple[PillFacts, ...]) -> str:
        return ", ".join(pill.words for pill in facts)

    def needs(self, facts: tuple[PillFacts, ...]) -> QSize:
        return QSize(self.px(200), self.heightForWidth(self.px(650)) if facts else 0)

    def heightForWidth(self, width: int) -> int:
        facts = self.facts()
        if not facts:
            return 0
        places = self._places(facts, width)
        return int(places[-1].y()) + pill_size(self, facts[-1]).height()

    def draw(self, painter: QPainter, facts: tuple[PillFacts, ...]) -> None:
        for pill, place in zip(facts, self._places(facts, self.width()), strict=True):
            draw_pill(painter, self, place, pill)

    def _places(self, facts: tuple[PillFacts, ...], width: int) -> list[QPointF]:
        places: list[QPointF] = []
        x = y = 0
        for pill in facts:
            size = pill_size(self, pill)
            if x > 0 and x + size.width() > width:
                x, y = 0, y + size.height() + self.px(8)
            places.append(QPointF(x, y))
            x += size.width() + self.px(8)
        return places


class Pill(Drawn[PillFacts]):
    """One state, in bold."""

    def spoken(self, facts: PillFacts) -> str:
        return facts.words

    def needs(self, facts: PillFacts) -> QSize:
        return pill_size(self, facts, bold=True)

    def draw(self, painter: QPainter, facts: PillFacts) -> None:
        draw_pill(painter, self, QPointF(0, 0), facts, bold=True)
