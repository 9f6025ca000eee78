"""A bar code as it stands on the printed page, large enough to be scanned off the screen."""

from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QAccessible, QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.drawing.drawn import Drawn

QUIET = 10
QUIET_SQUARE = 4
BARS = 130
SQUARE = 240


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """The modules of a code row by row, dark ones True, one row for bars; and what to call it."""

    rows: tuple[tuple[bool, ...], ...]
    name: str


class CodePicture(Drawn[PictureFacts]):
    """Black modules on white, each a whole number of pixels wide."""

    reads_as = QAccessible.Role.Graphic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def spoken(self, facts: PictureFacts) -> str:
        return f"picture of {facts.name}"

    def needs(self, facts: PictureFacts) -> QSize:
        height = self.px(BARS) if len(facts.rows) == 1 else self.px(SQUARE)
        return QSize(self.px(420), height)

    def draw(self, painter: QPainter, facts: PictureFacts) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        # Black on white in any room light: a scanner has to read it.
        painter.fillRect(self.rect(), QColor("#FFFFFF"))
        across, down = len(facts.rows[0]), len(facts.rows)
        if down == 1:
            module = max(1, self.width() // (across + 2 * QUIET))
            high, top = self.height() * 4 // 5, self.height() // 10
        else:
            side = min(self.width(), self.height())
            module = high = max(1, side // (across + 2 * QUIET_SQUARE))
            top = (self.height() - module * down) // 2
        left = (self.width() - module * across) // 2
        for row, cells in enumerate(facts.rows):
            x = left
            for dark, run in groupby(cells):
                wide = module * len(list(run))
                if dark:
                    box = QRectF(x, top + row * high, wide, high)
                    painter.fillRect(box, QColor("#000000"))
                x += wide
