"""The plate that says TOO LATE: which limit has passed, when it was, and by how much."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.card import RADIUS
from app.ui.drawing.drawn import Drawn, draw_panel, whole
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import Paragraph, height_of, largest, put

TITLE = "TOO LATE – DISCARD"
HEAD = 80
MARGIN = 20
GAP = 10


@dataclass(frozen=True, slots=True)
class TooLateFacts:
    """What it is too late for, by how much, and the limit with its rule, source and time."""

    what: str
    by: str
    rule: str
    source: str
    limit: str


class TooLatePlate(Drawn[TooLateFacts]):
    """A dark head with the sign to stop; below it by how much, then the limit line by line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def spoken(self, facts: TooLateFacts) -> str:
        return (
            f"{TITLE}: {facts.what}, by {facts.by}; limit: {facts.rule}; it was at {facts.limit}; "
            f"source: {facts.source}"
        )

    def needs(self, _facts: TooLateFacts) -> QSize:
        return QSize(self.px(560), self.heightForWidth(self.px(560)))

    def heightForWidth(self, width: int) -> int:
        facts = self.facts()
        if facts is None:
            return 0
        rows = sum(row.height + self.px(4) for _, row in self._rows(facts, width))
        by = height_of(self.lettering(56, bold=True))
        what = height_of(self.lettering(24, bold=True))
        return round(self.px(HEAD + 3 * GAP) + what + by + rows)

    def draw(self, painter: QPainter, facts: TooLateFacts) -> None:
        c = theme.colours()
        stop = QColor(c.stop)
        box = whole(self)
        draw_panel(painter, box, self.px(RADIUS), QColor(c.stop_tint), stop, self.px(4))
        self._draw_head(painter, stop)
        width = self.width() - 2 * self.px(MARGIN)
        y = self.px(HEAD + GAP)
        font = self.lettering(24, bold=True)
        row = QRectF(self.px(MARGIN), y, width, height_of(font))
        put(painter, row, f"{facts.what}, by", font, stop)
        by = self._largest(facts.by, (56, 52, 48, 44, 40, 36), width)
        row = QRectF(row.left(), row.bottom(), width, height_of(self.lettering(56, bold=True)))
        put(painter, row, facts.by, by, stop)
        y = round(row.bottom() + self.px(GAP))
        for name, words in self._rows(facts, self.width()):
            named = QRectF(self.px(MARGIN), y, self.px(_NAMES), height_of(self.lettering(17)))
            put(painter, named, name, self.lettering(17, bold=True), QColor(c.ink))
            words.draw(painter, self.px(MARGIN + _NAMES), y)
            y += round(words.height + self.px(4))

    def _draw_head(self, painter: QPainter, stop: QColor) -> None:
        ink = QColor(theme.colours().stop_ink)
        head = QRectF(0, 0, self.width(), self.px(HEAD))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(stop)
        painter.drawRoundedRect(head, self.px(RADIUS), self.px(RADIUS))
        painter.drawRect(head.adjusted(0, self.px(HEAD) / 2, 0, 0))
        side = self.px(52)
        icon = QRectF(self.px(MARGIN), (head.height() - side) / 2, side, side)
        draw_icon(painter, Icon.STOP, icon, ink)
        words = head.adjusted(icon.right() + self.px(18), 0, -self.px(MARGIN), 0)
        font = self._largest(TITLE, (46, 42, 38, 34, 30, 26), words.width())
        put(painter, words, TITLE, font, ink)

    def _largest(self, words: str, sizes: tuple[float, ...], width: float) -> QFont:
        return largest(words, [self.lettering(size, bold=True) for size in sizes], width)

    def _rows(self, facts: TooLateFacts, width: int) -> list[tuple[str, Paragraph]]:
        ink = QColor(theme.colours().ink)
        room = width - self.px(2 * MARGIN + _NAMES)
        font = self.lettering(17)
        return [
            (name, Paragraph(words, font, room, ink))
            for name, words in (
                ("Limit", facts.rule),
                ("It was at", facts.limit),
                ("Source", facts.source),
            )
        ]


_NAMES = 96
