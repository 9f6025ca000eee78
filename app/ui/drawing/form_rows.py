"""Rows of a form: what is asked at the left, where it is answered at the right."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words

_APART, ASKED = 8, 134


class _Asked(Words):
    """What is asked, as wide in every row of a form."""

    def __init__(self, asked: str, width: float) -> None:
        self._width = width
        super().__init__(Role.EYEBROW, asked)
        policy = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def needs(self, facts: str) -> QSize:
        width = self.px(self._width)
        return QSize(width, round(self._paragraph(facts, width).height))


class FormRows(Spaced):
    """Answers below each other, far enough apart for a finger, each with its words beside it.

    These are `asked` pixels wide in a window of 1366 x 768.
    """

    def __init__(self, asked: float = ASKED, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = asked
        self._grid = QGridLayout(self)
        self.space(self._grid, _APART)
        self._grid.setColumnStretch(1, 1)

    def add(self, asked: str, answer: QWidget) -> Words:
        """Add a row; return its words, to be changed or hidden with the answer."""
        row, words = self._grid.rowCount(), _Asked(asked, self._asked)
        self._grid.addWidget(words, row, 0)
        self._grid.addWidget(answer, row, 1)
        return words
