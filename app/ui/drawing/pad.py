"""Keys on the screen for a hand in a glove: digits for a number or a PIN, letters for words."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.buttons import Paint
from app.ui.drawing.card import Card
from app.ui.drawing.drawn import lettering
from app.ui.drawing.icons import Icon
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.text import fitted, height_of, put
from app.ui.drawing.touch_key import TouchKey
from app.ui.named import give_name

GAP, WIDE_GAP = 4, 6
MARGIN = 10
SIGN = 30


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
PIN = PadFacts((*_TOP, ((Act.DELETE, 1), ("0", 1), (Act.ENTER, 1))), 3)
"""Digits that stand on the page itself, where there is nothing to hide."""

DIGITS = PadFacts((*_TOP, ((Act.HIDE, 1), ("0", 1), (Act.DELETE, 1)), ((Act.ENTER, 3),)), 3)
NUMBER = PadFacts(
    (*_TOP, ((".", 1), ("0", 1), (Act.DELETE, 1)), ((Act.HIDE, 1), (Act.ENTER, 2))), 3
)
WORDS = PadFacts(
    (
        (*_signs("1234567890()"), (Act.DELETE, 1)),
        (*_signs("qwertyuiop-/"), (Act.HIDE, 1)),
        (*_signs("asdfghjkl,."), (Act.ENTER, 2)),
        ((Act.SHIFT, 1), *_signs("zxcvbnm"), (" ", 5)),
    ),
    13,
)
"""Four rows: as many as there is height for between the banner and a field below it."""


class PadKey(TouchKey):
    """One key of a `size` in pixels, or as large as there is room where that is None."""

    def __init__(
        self, does: str | Act, wide: int, size: QSize | None = None, parent: QWidget | None = None
    ) -> None:
        self.does, self._size = does, size
        word = _word(does)
        name = _SPOKEN[does] if isinstance(does, Act) else word
        super().__init__(word, name, _icon(does, wide), parent)
        high = QSizePolicy.Policy.Expanding if size is None else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, high)

    def show_capital(self, capital: bool) -> None:
        """Show a letter as it would be typed now."""
        if isinstance(self.does, str) and self.does.isalpha():
            self.does = self.does.upper() if capital else self.does.lower()
            self.relabel(self.does)

    def paint(self) -> Paint:
        c = theme.colours()
        if self.does is Act.ENTER:
            fill = c.action_pressed if self.isDown() else c.action
            return Paint(c.action_ink, fill, fill)
        ink = c.action if self.does in (Act.HIDE, Act.SHIFT) else c.ink
        return Paint(ink, c.action_tint if self.isDown() else c.panel, c.soft)

    def _draw_label(self, painter: QPainter) -> None:
        if self._icon is not None:
            super()._draw_label(painter)
        elif isinstance(self.does, Act) or self.does == " ":
            self._draw_word(painter)
        else:
            box, ink = QRectF(self.rect()), QColor(self.paint().ink)
            font = lettering(self, SIGN, bold=True)
            put(painter, box, self.text(), font, ink, Qt.AlignmentFlag.AlignHCenter)

    def _draw_word(self, painter: QPainter) -> None:
        """Draw a word over nearly all of the key: it is narrow, and the word is not broken."""
        fonts = [lettering(self, size, bold=True) for size in (20, 18, 17, 16)]
        room, high = self.width() - theme.px(self, 10), height_of(fonts[0]) * 1.1
        word = fitted(self.text(), fonts, room, high, QColor(self.paint().ink))
        word.draw(painter, (self.width() - word.width) / 2, (self.height() - word.height) / 2)

    def sizeHint(self) -> QSize:
        return super().sizeHint() if self._size is None else self._size


class Keys(Spaced):
    """Keys in rows, each of a `size` in pixels; None gives them all the room there is.

    `typed` carries a sign, `acted` what else a key does.
    """

    typed = Signal(str)
    acted = Signal(Act)

    def __init__(
        self,
        facts: PadFacts,
        size: QSize | None = None,
        gap: float = WIDE_GAP,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.keys: dict[str | Act, PadKey] = {}
        self._grid = QGridLayout(self)
        self.space(self._grid, gap)
        for row, keys in enumerate(facts.rows):
            column = 0
            for does, wide in keys:
                key = PadKey(does, wide, size)
                key.clicked.connect(lambda _=False, key=key: self._press(key))
                self.keys[does] = key
                self._grid.addWidget(key, row, column, 1, wide)
                column += wide

    def show_capitals(self, capitals: bool) -> None:
        """Show the letters as they would be typed now."""
        for key in self.keys.values():
            key.show_capital(capitals)

    def _press(self, key: PadKey) -> None:
        if isinstance(key.does, Act):
            self.acted.emit(key.does)
        else:
            self.typed.emit(key.does)


class Pad(Card):
    """Keys on a panel that lies over the page; what they say it says as they do."""

    typed = Signal(str)
    acted = Signal(Act)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=MARGIN)
        self._shown: tuple[PadFacts, QSize] | None = None
        self._keys: Keys | None = None
        give_name(self, "Keys on the screen")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def keys(self) -> dict[str | Act, PadKey]:
        """The keys that are shown, by what they do; a letter by its small form."""
        return self._keys.keys if self._keys is not None else {}

    def show_facts(self, facts: PadFacts, size: QSize) -> None:
        """Show keys of a `size` in pixels, or wider where one has several columns."""
        if (facts, size) == self._shown:
            return
        self._shown = facts, size
        if self._keys is not None:
            self.rows.removeWidget(self._keys)
            self._keys.hide()
            self._keys.deleteLater()
        self._keys = Keys(facts, size, GAP, self)
        self._keys.typed.connect(self.typed)
        self._keys.acted.connect(self.acted)
        self.rows.addWidget(self._keys)
        self._keys.show()

    def show_capitals(self, capitals: bool) -> None:
        """Show the letters as they would be typed now."""
        if self._keys is not None:
            self._keys.show_capitals(capitals)

    def size_of(self, facts: PadFacts, size: QSize) -> QSize:
        """Return how large the panel is with keys of a `size` in pixels."""
        gap, around = theme.px(self, GAP), 2 * theme.px(self, MARGIN)
        columns, rows = facts.columns, len(facts.rows)
        wide = columns * (size.width() + gap) - gap + around
        return QSize(wide, rows * (size.height() + gap) - gap + around)


def _word(does: str | Act) -> str:
    if isinstance(does, Act):
        return does.value
    return "Space" if does == " " else does


def _icon(does: str | Act, wide: int) -> Icon | None:
    """Return what stands on a key in place of a word that would be broken on it."""
    if does is Act.DELETE:
        return Icon.LEFT
    return Icon.RETURN if does is Act.ENTER and wide == 1 else None
