"""Words on the page: titles, sentences, remarks."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.text import Paragraph, plain


@dataclass(frozen=True, slots=True)
class Style:
    """Size in pixels of a 1366 x 768 window, weight, and whether it is for the second look."""

    size: float
    bold: bool
    soft: bool


class Role(Enum):
    """What words are for, which says how they look."""

    TITLE = Style(30, True, False)
    SUBTITLE = Style(21, True, False)
    INSTRUCTION = Style(24, False, False)
    SENTENCE = Style(17, False, False)
    REMARK = Style(16, False, True)
    EYEBROW = Style(15, False, True)
    HEADING = Style(15, True, True)
    WORKING = Style(14.8, False, True)
    DETAIL = Style(14, False, True)


class Words(Drawn[str]):
    """Words that wrap and are never cut off; words between two stars are bold and dark."""

    def __init__(
        self, role: Role = Role.SENTENCE, marked: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._role = role
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_facts(marked)

    def spoken(self, facts: str) -> str:
        return plain(facts)

    def needs(self, facts: str) -> QSize:
        paragraph = self._paragraph(facts, self.px(700))
        return QSize(int(paragraph.width) + 1, round(paragraph.height))

    def heightForWidth(self, width: int) -> int:
        return round(self._paragraph(self.facts() or "", width).height)

    def line_height(self) -> float:
        """Return how high one line of them is, in pixels of this window."""
        return self._paragraph("0", self.px(700)).height

    def draw(self, painter: QPainter, facts: str) -> None:
        paragraph = self._paragraph(facts, self.width())
        paragraph.draw(painter, 0, (self.height() - paragraph.height) / 2)

    def _paragraph(self, marked: str, width: float) -> Paragraph:
        style = self._role.value
        c = theme.colours()
        colour = QColor(c.soft if style.soft else c.ink)
        font = self.lettering(style.size, style.bold)
        return Paragraph(marked, font, width, colour, QColor(c.ink))
