"""Keys on the screen for a hand in a glove: digits for a number or a PIN, letters for words."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button, Paint
from app.ui.drawing.card import Card
from app.ui.drawing.drawn import lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import fitted, height_of, put
from app.ui.named import give_name

GAP = 4
MARGIN = 10
SIGN = 32
ARROW = 30


class Act(Enum):
    """What a key does that types no sign; the value is what stands on it, or what it is called."""

    DELETE = "Delete"
    HIDE = "Hide"
    SHIFT = "Aa"
    ENTER = "Enter"


_SPOKEN = {
    Act.DELETE: "Delete the last character",
    Act.HIDE: "Hide the keys",
    Act.SHIFT: "Capitals or small letters",
    Act.ENTER: "Enter",
}


@dataclass(frozen=True, slots=True)
class PadFacts:
    """The keys from the upper left: in each row a sign or an act, and how many columns it has."""

    rows: tuple[tuple[tuple[str | Act, int], ...], ...]
    columns: int


def _signs(text: str) -> tuple[tuple[str | Act, int], ...]:
    return tuple((sign, 1) for sign in text)


_TOP = (_signs("123"), _signs("456"), _signs("789"))
DIGITS = PadFacts((*_TOP, ((Act.HIDE, 1), ("0", 1), (Act.DELETE, 1)), ((Act.ENTER, 3),)), 3)
NUMBER = PadFacts(
    (*_TOP, ((".", 1), ("0", 1), (Act.DELETE, 1)), ((Act.HIDE, 1), (Act.ENTER, 2))), 3
)
WORDS = PadFacts(
    (
        _signs("1234567890"),
        _signs("qwertyuiop"),
        (*_signs("asdfghjkl"), (Act.DELETE, 1)),
        ((Act.SHIFT, 1), *_signs("zxcvbnm,.")),
        ((Act.HIDE, 1), *_signs("()-/"), (" ", 3), (Act.ENTER, 2)),
    ),
    10,
)


class PadKey(Button):
    """One key. It never takes the focus: that stays in the field that is typed into."""

    repeats = True

    def __init__(self, does: str | Act, size: int, parent: QWidget | None = None) -> None:
        self.does, self._size = does, size
        super().__init__(_word(does), "", parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        give_name(self, _SPOKEN[does] if isinstance(does, Act) else self.text())

    def show_capital(self, capital: bool) -> None:
        """Show a letter as it would be typed now."""
        if isinstance(self.does, str) and self.does.isalpha():
            self.does = self.does.upper() if capital else self.does.lower()
            self.setText(self.does)
            give_name(self, self.does)

    def paint(self) -> Paint:
        c = theme.colours()
        if self.does is Act.ENTER:
            fill = c.action_pressed if self.isDown() else c.action
            return Paint(c.action_ink, fill, fill)
        ink = c.ink if isinstance(self.does, str) else c.action
        return Paint(ink, c.action_tint if self.isDown() else c.panel, c.soft)

    def _draw_label(self, painter: QPainter) -> None:
        if self.does is Act.DELETE:
            self._draw_arrow(painter)
            return
        if isinstance(self.does, Act) or self.does == " ":
            self._draw_word(painter)
            return
        box, ink = QRectF(self.rect()), QColor(self.paint().ink)
        font = lettering(self, SIGN, bold=True)
        put(painter, box, self.text(), font, ink, Qt.AlignmentFlag.AlignHCenter)

    def _draw_word(self, painter: QPainter) -> None:
        """Draw a word over nearly all of the key: it is narrow, and the word is not broken."""
        fonts = [lettering(self, size, bold=True) for size in (20, 18, 17, 16)]
        room, high = self.width() - theme.px(self, 10), height_of(fonts[0]) * 1.1
        word = fitted(self.text(), fonts, room, high, QColor(self.paint().ink))
        word.draw(painter, (self.width() - word.width) / 2, (self.height() - word.height) / 2)

    def _draw_arrow(self, painter: QPainter) -> None:
        """Draw what stands on the same key where somebody signs in: no word is broken on it."""
        side = theme.px(self, ARROW)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        draw_icon(painter, Icon.LEFT, box, QColor(self.paint().ink))

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Pad(Card):
    """The keys on a panel; `typed` carries a sign, `acted` what else a key does."""

    typed = Signal(str)
    acted = Signal(Act)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=MARGIN)
        self._shown: tuple[PadFacts, int] | None = None
        self._grid: QGridLayout | None = None
        self._place: QWidget | None = None
        self.keys: list[PadKey] = []
        give_name(self, "Keys on the screen")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_facts(self, facts: PadFacts, size: int) -> None:
        """Show keys of `size` pixels, or larger where one is wider than a column."""
        if (facts, size) == self._shown:
            return
        self._shown = facts, size
        if self._place is not None:
            self.rows.removeWidget(self._place)
            self._place.hide()
            self._place.deleteLater()
        self._place = QWidget()
        self._grid = QGridLayout(self._place)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(self, GAP))
        self.keys = [
            self._key(does, size, row, column, wide)
            for row, keys in enumerate(facts.rows)
            for does, wide, column in _placed(keys)
        ]
        self.rows.addWidget(self._place)
        self._place.show()

    def show_capitals(self, capitals: bool) -> None:
        """Show the letters as they would be typed now."""
        for key in self.keys:
            key.show_capital(capitals)

    def size_of(self, facts: PadFacts, size: int) -> QSize:
        """Return how large the panel is with keys of `size` pixels."""
        gap, margin = theme.px(self, GAP), 2 * theme.px(self, MARGIN)
        wide = facts.columns * (size + gap) - gap + margin
        return QSize(wide, len(facts.rows) * (size + gap) - gap + margin)

    def _key(self, does: str | Act, size: int, row: int, column: int, wide: int) -> PadKey:
        assert self._grid is not None
        key = PadKey(does, size)
        key.clicked.connect(lambda: self._press(key))
        self._grid.addWidget(key, row, column, 1, wide)
        return key

    def _press(self, key: PadKey) -> None:
        if isinstance(key.does, Act):
            self.acted.emit(key.does)
        else:
            self.typed.emit(key.does)


def _placed(keys: tuple[tuple[str | Act, int], ...]) -> list[tuple[str | Act, int, int]]:
    """Return each key of a row with its width and the column that it begins in."""
    placed, column = [], 0
    for does, wide in keys:
        placed.append((does, wide, column))
        column += wide
    return placed


def _word(does: str | Act) -> str:
    if isinstance(does, Act):
        return does.value
    return "Space" if does == " " else does
