"""The foot of the window: saved, scanner, printer, and the keys that work anywhere."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QAccessible, QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn, draw_panel
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.key_button import KeyButton
from app.ui.drawing.text import elided, put, width_of
from app.ui.named import give_name
from app.ui.theme import Tone

WORDS = 16
MARGIN = 22
LINE = 25
_STAYS = "press any key, or scan"
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
    """States at the left, below each other; keys at the right, each as large as a gloved finger.

    `key_chosen` carries the key that was pressed. Where the window is narrow the longest words of
    a state are elided, never a name nor a key.
    """

    reads_as = QAccessible.Role.StatusBar

    key_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: tuple[FooterKey, ...] = ()
        self._buttons: list[KeyButton] = []
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self._accepted = self._warned = ""
        self._moment = QTimer(self, singleShot=True, interval=MOMENT_MS)
        self._moment.timeout.connect(lambda: self._show_accepted(""))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rescaled()

    def rescaled(self) -> None:
        self._row.setContentsMargins(0, theme.thin(self), self.px(MARGIN - 10), 0)
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
            give_name(self, self.spoken(facts))
        self.update()

    def warn(self, words: str) -> None:
        """Show, in the place of the first state, what is about to happen; "" for nothing."""
        if words != self._warned:
            self._warned = words
            self._show_accepted(self._accepted)

    def _states(self, facts: FooterFacts) -> tuple[FooterStatus, ...]:
        if self._warned:
            warned = FooterStatus(self._warned, _STAYS, Icon.CLOCK, Tone.WARN)
            return (warned, *facts.statuses[1:])
        if not self._accepted:
            return facts.statuses
        saved = facts.statuses[0].words if facts.statuses else ""
        accepted = FooterStatus(self._accepted, saved, Icon.CHECK, Tone.OK)
        return (accepted, *facts.statuses[1:])

    def spoken(self, facts: FooterFacts) -> str:
        states = [f"{status.name} {status.words}" for status in self._states(facts)]
        return ", ".join([*states, facts.remark] if facts.remark else states) or "Keys"

    def needs(self, _facts: FooterFacts) -> QSize:
        return QSize(self.px(900), theme.target(self) + theme.thin(self))

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
        painter.fillRect(QRectF(0, 0, self.width(), theme.thin(self)), QColor(c.edge))
        lines = self._lines(facts)
        high = self.px(LINE)
        y = (self.height() - high * len(lines)) / 2
        for line in lines:
            self._draw_line(painter, line, QRectF(0, y, self.width(), high))
            y += high

    def _button(self, key: FooterKey) -> KeyButton:
        button = KeyButton(key.key, key.word, self)
        button.setEnabled(key.enabled)
        button.clicked.connect(lambda: self.key_chosen.emit(key.key))
        self._row.addWidget(button)
        return button

    def _room(self) -> float:
        keys = sum(button.sizeHint().width() + self.px(2) for button in self._buttons)
        return self.width() - keys - 2 * self.px(MARGIN)

    def _lines(self, facts: FooterFacts) -> list[list[FooterStatus]]:
        """Return the states line by line: as many in each as there is room for."""
        said = list(self._states(facts))
        if facts.remark:
            said.append(FooterStatus("", facts.remark, Icon.NOTE))
        lines: list[list[FooterStatus]] = []
        taken = 0.0
        for status in said:
            wide = self._width(status)
            if lines and taken + wide <= self._room():
                lines[-1].append(status)
            else:
                lines.append([status])
                taken = 0.0
            taken += wide
        # Two lines rather than one long one: the eye finds each state in the same place.
        if len(lines) == 1 and len(said) > 1:
            lines = [said[:1], said[1:]]
        return lines

    def _width(self, status: FooterStatus) -> float:
        name = width_of(status.name, self.lettering(WORDS, bold=True))
        return name + width_of(status.words, self.lettering(WORDS)) + self.px(24 + 6 + 20)

    def _draw_line(self, painter: QPainter, line: list[FooterStatus], box: QRectF) -> None:
        over = max(0.0, sum(map(self._width, line)) - self.px(20) - self._room())
        longest = max(line, key=lambda status: len(status.words))
        x = float(self.px(MARGIN))
        for status in line:
            x = self._draw_status(painter, status, x, box, over if status is longest else 0.0)

    def _draw_status(
        self, painter: QPainter, status: FooterStatus, x: float, line: QRectF, over: float
    ) -> float:
        c = theme.colours()
        plain = status.tone is Tone.PLAIN
        ink = QColor(c.ink) if plain else theme.shade(status.tone).ink
        if status.tone is Tone.OK or status.name == self._warned != "":
            self._draw_ground(painter, status, x, line, over)
        side = self.px(16)
        box = QRectF(x, line.center().y() - side / 2, side, side)
        draw_icon(painter, status.icon, box, ink)
        x += self.px(24)
        bold, light = self.lettering(WORDS, bold=True), self.lettering(WORDS)
        put(painter, line.adjusted(x, 0, 0, 0), status.name, bold, ink)
        x += width_of(status.name, bold) + (self.px(6) if status.name else 0)
        words = status.words
        if over:
            words = elided(words, light, width_of(words, light) - over)
        put(painter, line.adjusted(x, 0, 0, 0), words, light, QColor(c.soft) if plain else ink)
        return x + width_of(words, light) + self.px(20)

    def _draw_ground(
        self, painter: QPainter, status: FooterStatus, x: float, line: QRectF, over: float
    ) -> None:
        """Draw the tint behind what was just accepted: it must catch the eye."""
        shade = theme.shade(status.tone)
        box = QRectF(x - self.px(8), line.top(), self._width(status) - over, line.height())
        draw_panel(painter, box, self.px(7), shade.tint, shade.ink, self.px(2))
