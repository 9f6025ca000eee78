"""The foot of the window: saved, scanner, printer, and the keys that work anywhere."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn, draw_panel
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.key_button import KeyButton
from app.ui.drawing.text import elided, put, width_of
from app.ui.theme import Tone

HEIGHT = 42
WORDS = 15
MARGIN = 22
MOMENT_MS = 2000
"""How long it is shown that something was accepted."""


@dataclass(frozen=True, slots=True)
class FooterStatus:
    """A bold name such as "Saved" or "Scanner" and how it stands, such as "ready"."""

    name: str
    words: str
    icon: Icon
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class FooterKey:
    """A key such as "F2", its word, and whether it does anything now."""

    key: str
    word: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FooterFacts:
    """From left to right: the states, a remark, the keys."""

    statuses: tuple[FooterStatus, ...]
    keys: tuple[FooterKey, ...] = ()
    remark: str = ""


class Footer(Drawn[FooterFacts]):
    """States at the left, keys at the right; `key_chosen` carries the key that was clicked.

    Where the window is narrow the longest words of a state are elided, never a name nor a key.
    """

    reads_as = QAccessible.Role.StatusBar

    key_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: tuple[FooterKey, ...] = ()
        self._buttons: list[KeyButton] = []
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self._accepted = ""
        self._moment = QTimer(self, singleShot=True, interval=MOMENT_MS)
        self._moment.timeout.connect(lambda: self._show_accepted(""))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rescaled()

    def rescaled(self) -> None:
        self._row.setContentsMargins(0, 0, self.px(MARGIN - 8), 0)
        self._row.setSpacing(self.px(2))

    @property
    def accepted(self) -> str:
        """What is shown as accepted just now, or ""."""
        return self._accepted

    def accept(self, words: str) -> None:
        """Show for a moment, in the place of the first state, what was done with what came."""
        self._moment.start()
        self._show_accepted(words)

    def _show_accepted(self, words: str) -> None:
        self._accepted = words
        facts = self.facts()
        if facts is not None:
            self.setAccessibleName(self.spoken(facts))
        self.update()

    def _states(self, facts: FooterFacts) -> tuple[FooterStatus, ...]:
        if not self._accepted:
            return facts.statuses
        saved = facts.statuses[0].words if facts.statuses else ""
        accepted = FooterStatus(self._accepted, saved, Icon.CHECK, Tone.OK)
        return (accepted, *facts.statuses[1:])

    def spoken(self, facts: FooterFacts) -> str:
        states = [f"{status.name} {status.words}" for status in self._states(facts)]
        return ", ".join([*states, facts.remark] if facts.remark else states) or "Keys"

    def needs(self, _facts: FooterFacts) -> QSize:
        return QSize(self.px(900), self.px(HEIGHT))

    def took(self, facts: FooterFacts) -> None:
        if facts.keys == self._keys:
            return
        self._keys = facts.keys
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(key) for key in facts.keys]

    def draw(self, painter: QPainter, facts: FooterFacts) -> None:
        c = theme.colours()
        painter.fillRect(self.rect(), QColor(c.panel))
        painter.fillRect(QRectF(0, 0, self.width(), max(1, self.px(1))), QColor(c.edge))
        right = self._room()
        if facts.remark:
            box = QRectF(0, 0, right, self.height())
            align = Qt.AlignmentFlag.AlignRight
            put(painter, box, facts.remark, self.lettering(WORDS), QColor(c.soft), align)
            right -= width_of(facts.remark, self.lettering(WORDS)) + self.px(20)
        statuses = self._states(facts)
        over = max(0.0, self._width(statuses) - (right - self.px(MARGIN)))
        x = float(self.px(MARGIN))
        longest = max(statuses, key=lambda status: len(status.words), default=None)
        for status in statuses:
            room = width_of(status.words, self.lettering(WORDS))
            x = self._draw_status(painter, status, x, room - (over if status is longest else 0))

    def _button(self, key: FooterKey) -> KeyButton:
        button = KeyButton(key.key, key.word, self)
        button.setEnabled(key.enabled)
        button.clicked.connect(lambda: self.key_chosen.emit(key.key))
        self._row.addWidget(button)
        return button

    def _room(self) -> float:
        keys = sum(button.sizeHint().width() + self.px(2) for button in self._buttons)
        return self.width() - keys - self.px(MARGIN)

    def _width(self, statuses: tuple[FooterStatus, ...]) -> float:
        return sum(self._status_width(status) for status in statuses)

    def _status_width(self, status: FooterStatus) -> float:
        name = width_of(status.name, self.lettering(WORDS, bold=True))
        return name + width_of(status.words, self.lettering(WORDS)) + self.px(20 + 6 + 20)

    def _draw_status(self, painter: QPainter, status: FooterStatus, x: float, room: float) -> float:
        c = theme.colours()
        plain = status.tone is Tone.PLAIN
        ink = QColor(c.ink) if plain else theme.shade(status.tone).ink
        if status.tone is Tone.OK:
            self._draw_ground(painter, status, x, room)
        side = self.px(16)
        draw_icon(painter, status.icon, QRectF(x, (self.height() - side) / 2, side, side), ink)
        x += self.px(20)
        bold, light = self.lettering(WORDS, bold=True), self.lettering(WORDS)
        put(painter, QRectF(x, 0, self.width(), self.height()), status.name, bold, ink)
        x += width_of(status.name, bold) + self.px(6)
        words = (
            status.words
            if room >= width_of(status.words, light) - 0.5
            else elided(status.words, light, room)
        )
        box = QRectF(x, 0, self.width(), self.height())
        put(painter, box, words, light, QColor(c.soft) if plain else ink)
        return x + width_of(words, light) + self.px(20)

    def _draw_ground(self, painter: QPainter, status: FooterStatus, x: float, room: float) -> None:
        """Draw the tint behind what was just accepted: it must catch the eye."""
        shade = theme.shade(status.tone)
        words = min(room, width_of(status.words, self.lettering(WORDS)))
        wide = words + width_of(status.name, self.lettering(WORDS, bold=True)) + self.px(44)
        inset = self.px(5)
        box = QRectF(x - self.px(8), inset, wide, self.height() - 2 * inset)
        draw_panel(painter, box, self.px(7), shade.tint, shade.ink, self.px(2))
