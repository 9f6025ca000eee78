"""The test of the sounds: each plays and is named at the same moment; or why none is heard."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.announcing import announce
from app.ui.drawing.drawn import Drawn, draw_panel
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import Paragraph, put, width_of
from app.ui.sounding import Sound, here, sound
from app.ui.theme import Tone

HEIGHT, NOTE = 48, 56
APART_MS = 1600
"""From the beginning of one sound to that of the next: the longest lasts 1.2 s."""

_ICON = {
    Sound.ACCEPTED: Icon.CHECK,
    Sound.REFUSED: Icon.STOP,
    Sound.NEAR: Icon.CLOCK,
    Sound.PASSED: Icon.STOP,
}
_TONE = {
    Sound.ACCEPTED: Tone.OK,
    Sound.REFUSED: Tone.STOP,
    Sound.NEAR: Tone.WARN,
    Sound.PASSED: Tone.STOP,
}


@dataclass(frozen=True, slots=True)
class SoundTestFacts:
    """Which sound plays now, None while none is tested; `note` says why none can be heard."""

    playing: Sound | None
    note: str = ""


class SoundTest(Drawn[SoundTestFacts]):
    """Takes no place while nothing is tested and all can be heard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._next = QTimer(self, singleShot=True, interval=APART_MS)
        self._next.timeout.connect(self._go_on)
        self._left: list[Sound] = []
        self.hide()
        self._sounding = here()
        if self._sounding is not None:
            self._sounding.noted.connect(self._show_note)

    def begin(self) -> None:
        """Play the four sounds in turn, and name each while it plays."""
        self._left = list(Sound)
        self._go_on()

    def _go_on(self) -> None:
        if not self._left:
            self._show_note()
            announce(self._note)
            return
        self._next.start()
        self._show(SoundTestFacts(self._left[0], self._note))
        sound(self._left.pop(0))

    @property
    def _note(self) -> str:
        return "" if self._sounding is None else self._sounding.note

    def _show_note(self) -> None:
        """Show why nothing can be heard, unless sounds are being named."""
        if not self._next.isActive():
            self._show(SoundTestFacts(None, self._note))

    def _show(self, facts: SoundTestFacts) -> None:
        self.show_facts(facts)
        self.setVisible(facts.playing is not None or bool(facts.note))

    def hideEvent(self, event: QHideEvent) -> None:
        """The page is left: what was not played yet is not played."""
        super().hideEvent(event)
        self._next.stop()
        self._left = []

    def spoken(self, facts: SoundTestFacts) -> str:
        named = "" if facts.playing is None else f"Sound: {facts.playing.words}"
        return ". ".join(part for part in (named, facts.note) if part)

    def needs(self, facts: SoundTestFacts) -> QSize:
        return QSize(self.px(400), self.px(NOTE if facts.playing is None else HEIGHT))

    def draw(self, painter: QPainter, facts: SoundTestFacts) -> None:
        if facts.playing is None:
            self._draw_note(painter, facts.note)
            return
        bold = self.lettering(17, bold=True)
        needed = [width_of(each.words, bold) + self.px(56) for each in Sound]
        spare, left = (self.width() - sum(needed)) / len(needed), 0.0
        for each, wide in zip(Sound, needed, strict=True):
            box = QRectF(left, 0, wide + spare, self.height())
            self._draw_name(painter, each, box, plays=each is facts.playing)
            left = box.right()

    def _draw_note(self, painter: QPainter, note: str) -> None:
        ink = theme.shade(Tone.WARN).ink
        side = self.px(22)
        icon = QRectF(0, (self.height() - side) / 2, side, side)
        draw_icon(painter, Icon.EXCLAMATION, icon, ink)
        left = self.px(32)
        words = Paragraph(note, self.lettering(16), self.width() - left, ink)
        words.draw(painter, left, (self.height() - words.height) / 2)

    def _draw_name(self, painter: QPainter, each: Sound, box: QRectF, *, plays: bool) -> None:
        """Draw what a sound says; the one that plays stands in a panel, bold."""
        ink = theme.shade(_TONE[each]).ink if plays else QColor(theme.colours().soft)
        if plays:
            tint = theme.shade(_TONE[each]).tint
            draw_panel(painter, box.adjusted(2, 2, -2, -2), self.px(7), tint, ink, self.px(2))
        side = self.px(20)
        icon = QRectF(box.left() + self.px(12), (self.height() - side) / 2, side, side)
        draw_icon(painter, _ICON[each], icon, ink)
        words = box.adjusted(self.px(40), 0, 0, 0)
        put(painter, words, each.words, self.lettering(17, bold=plays), ink)
