"""What has just been refused or must be known, said in place."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QAccessible, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn, draw_panel, whole
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import Paragraph
from app.ui.language import Verbatim, said
from app.ui.theme import Tone

_ICON = {
    Tone.OK: Icon.CHECK,
    Tone.WARN: Icon.TRIANGLE,
    Tone.STOP: Icon.STOP,
    Tone.INFO: Icon.NOTE,
    Tone.PLAIN: Icon.NOTE,
}


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A word such as "Refused" and a sentence: what is wrong, what was expected, what to do."""

    word: str
    sentence: str
    tone: Tone = Tone.STOP


class Notice(Drawn[NoticeFacts]):
    """A tinted panel with an icon, a word and a sentence; it is as high as its sentence needs."""

    reads_as = QAccessible.Role.AlertMessage

    # Another sentence stands here, and may want another height.
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_facts(self, facts: NoticeFacts) -> None:
        before = self.facts()
        super().show_facts(facts)
        if facts != before:
            self.changed.emit()

    def spoken(self, facts: NoticeFacts) -> str:
        return f"{facts.word}: {facts.sentence}"

    def needs(self, facts: NoticeFacts) -> QSize:
        return QSize(self.px(300), self._height(facts, self.px(650)))

    def heightForWidth(self, width: int) -> int:
        facts = self.facts()
        return 0 if facts is None else self._height(facts, width)

    def draw(self, painter: QPainter, facts: NoticeFacts) -> None:
        shade = theme.shade(facts.tone)
        draw_panel(painter, whole(self), self.px(8), shade.tint, shade.ink, self.px(2))
        paragraph = self._paragraph(facts, self.width())
        side = self.px(28)
        icon = QRectF(self.px(16), (self.height() - side) / 2, side, side)
        draw_icon(painter, _ICON[facts.tone], icon, shade.ink)
        paragraph.draw(painter, self.px(58), (self.height() - paragraph.height) / 2)

    def _height(self, facts: NoticeFacts, width: int) -> int:
        return round(self._paragraph(facts, width).height) + self.px(20)

    def _paragraph(self, facts: NoticeFacts, width: int) -> Paragraph:
        ink = theme.shade(facts.tone).ink
        # Each is said on its own, for a sentence may begin with what no language changes.
        marked = Verbatim(f"{said(f'**{facts.word}.**')} {said(facts.sentence)}")
        return Paragraph(marked, self.lettering(17), width - self.px(74), ink, ink)
