"""A band across the window: another preparation's time is running out, wherever somebody works."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button, Paint
from app.ui.drawing.drawn import lettering, mattering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.key_cap import draw_key_cap, key_cap_size
from app.ui.drawing.text import fitted, largest, put, width_of
from app.ui.language import isolated
from app.ui.named import give_name

BLOCK = 214
MARGIN = 22


class AlarmLook(Enum):
    """How grave it is, and the word that says so."""

    NEAR = "Soon"
    URGENT = "Little time"
    PASSED = "Too late"


_ICON = {
    AlarmLook.NEAR: Icon.CLOCK,
    AlarmLook.URGENT: Icon.TRIANGLE,
    AlarmLook.PASSED: Icon.STOP,
}


@dataclass(frozen=True, slots=True)
class AlarmFacts:
    """Whose time runs out, for what, and how much is left; `more` says how many others there are.

    `key` is the key that leads there, "" where nobody is signed in whom it could lead.
    """

    look: AlarmLook
    who: str
    what: str
    left: str
    more: str = ""
    key: str = ""

    def __str__(self) -> str:
        what = f": {self.what}" if self.what else ""
        left = f" – {self.left}" if self.left else ""
        more = f" ({self.more})" if self.more else ""
        return f"{self.look.value}: {self.who}{what}{left}{more}"


class AlarmBand(Button):
    """Word and shape in a block, then the sentence, then what is left in the largest type.

    It never has the focus, so no key and no scan can go to it; a click or its own key leads on.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self._facts: AlarmFacts | None = None
        self._silent = ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def facts(self) -> AlarmFacts | None:
        """Return what is shown, None while nothing is."""
        return self._facts

    def say_silent(self, words: str) -> None:
        """Say beside the alarm that nobody can hear it, such as "sounds are off"; "" for no."""
        if words != self._silent:
            self._silent = words
            self.setAccessibleDescription(words)
            self.update()

    def show_facts(self, facts: AlarmFacts | None) -> None:
        """Show `facts`, or take no place at all for None."""
        if facts == self._facts:
            return
        self._facts = facts
        if facts is not None:
            self.setText(str(facts))
            told = isolated(facts)
            give_name(self, f"{told}, key {told.key}" if told.key else str(told))
            self.setEnabled(bool(facts.key))
        self.setVisible(facts is not None)
        self.update()

    def paint(self) -> Paint:
        c = theme.colours()
        look = None if self._facts is None else self._facts.look
        if look is AlarmLook.PASSED:
            return Paint(c.stop_ink, c.stop, c.stop)
        if look is AlarmLook.URGENT:
            return Paint(c.stop, c.stop_tint, c.stop)
        return Paint(c.warn, c.warn_tint, c.warn)

    def sizeHint(self) -> QSize:
        return self.touchable(theme.px(self, 900))

    def minimumSizeHint(self) -> QSize:
        return self.touchable(0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._facts is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_ground(painter, self._facts.look)
            self._draw_block(painter, self._facts.look)
            right = self._draw_cap(painter, self._facts.key)
            right = self._draw_left(painter, self._facts.left, right)
            self._draw_sentence(painter, self._facts, right)

    def _draw_ground(self, painter: QPainter, look: AlarmLook) -> None:
        paint = self.paint()
        painter.fillRect(self.rect(), QColor(paint.fill))
        line = theme.px(self, 4 if look is AlarmLook.URGENT else 2)
        for y in (0, self.height() - line):
            painter.fillRect(QRectF(0, y, self.width(), line), QColor(paint.edge))

    def _draw_block(self, painter: QPainter, look: AlarmLook) -> None:
        """Draw word and shape: light on dark, and once it has passed on a striped end as well."""
        c, paint = theme.colours(), self.paint()
        wide, passed = theme.px(self, BLOCK), look is AlarmLook.PASSED
        box = QRectF(0, 0, wide, self.height())
        ground, ink = (c.stop_ink, c.stop) if passed else (paint.edge, c.stop_ink)
        painter.fillRect(box, QColor(ground))
        if passed:
            end = QRectF(wide, 0, theme.px(self, 14), self.height())
            painter.fillRect(end, QBrush(QColor(c.stop_ink), Qt.BrushStyle.BDiagPattern))
        side = theme.px(self, 30)
        icon = QRectF(theme.px(self, MARGIN), (self.height() - side) / 2, side, side)
        draw_icon(painter, _ICON[look], icon, QColor(ink))
        words = box.adjusted(theme.px(self, MARGIN + 42), 0, 0, 0)
        font = largest(look.value, self._bold((24, 23, 22, 21, 20)), words.width())
        put(painter, words, look.value, font, QColor(ink))

    def _bold(self, sizes: tuple[float, ...]) -> list[QFont]:
        return [lettering(self, size, bold=True) for size in sizes]

    def _draw_cap(self, painter: QPainter, key: str) -> float:
        """Draw the key that leads on at the right end; return where what is left of it ends."""
        right = float(self.width() - theme.px(self, MARGIN))
        if not key:
            return right
        cap, ink = key_cap_size(self, key), QColor(self.paint().ink)
        at = QPointF(right - cap.width(), (self.height() - cap.height()) / 2)
        draw_key_cap(painter, self, at, key, ink, QColor(self.paint().fill))
        return at.x() - theme.px(self, 20)

    def _draw_left(self, painter: QPainter, left: str, right: float) -> float:
        """Draw what is left; return where the sentence has to end."""
        if not left:
            return right
        font = mattering(self, 33)
        wide = width_of(left, font)
        box = QRectF(right - wide, 0, wide, self.height())
        put(painter, box, left, font, QColor(self.paint().ink))
        return box.left() - theme.px(self, 24)

    def _draw_sentence(self, painter: QPainter, facts: AlarmFacts, right: float) -> None:
        start = theme.px(self, BLOCK + 26)
        ink = QColor(self.paint().ink)
        what = f": {facts.what}" if facts.what else ""
        more = "".join(f"  ·  {each}" for each in (facts.more, self._silent) if each)
        fonts = [lettering(self, size) for size in (24, 22, 20, 18, 17, 16)]
        words = f"**{facts.who}**{what}{more}"
        box = QRectF(start, 0, right - start, self.height() - theme.px(self, 8))
        sentence = fitted(words, fonts, box.width(), box.height(), ink)
        sentence.draw(painter, start, (self.height() - sentence.height) / 2)
