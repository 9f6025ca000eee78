"""What can be put on paper now: a button for each paper, its digit presses it too."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.ui.drawing.buttons import Button, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts.paper import PaperRow

_COLUMNS = 2


class PaperCard(Card):
    """Every paper of a preparation, those that cannot be now with one sentence of why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PaperRow, ...] = ()
        self._accept: Callable[[str], object] = str
        self.buttons: list[Button] = []
        self.rows.addWidget(Words(Role.TITLE, "Paper"))
        self._where = Words(Role.SENTENCE, "")
        self.rows.addWidget(self._where)
        self._place = Spaced()
        self._grid = QGridLayout(self._place)
        self._place.space(self._grid, 10)
        self.rows.addWidget(self._place)
        self.rows.addStretch(1)
        self.notice = Notice()
        self.notice.hide()
        self.rows.addWidget(self.notice)

    def ask(self, rows: tuple[PaperRow, ...], where: str, accept: Callable[[str], object]) -> None:
        """Offer the papers; `accept` gets the code of the one chosen, `where` is their way out."""
        self._where.show_facts(f"Labels go to {where}. The rest is written to the data folder.")
        self._rows, self._accept, self.buttons = rows, accept, []
        self.notice.hide()
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for at, row in enumerate(rows):
            self._grid.addWidget(self._cell(at + 1, row), at // _COLUMNS, at % _COLUMNS)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        next(each for each in self.buttons if each.isEnabled()).setFocus()

    def _cell(self, number: int, row: PaperRow) -> QWidget:
        place = Spaced(self._place)
        column = QVBoxLayout(place)
        place.space(column, 2)
        button = SecondaryButton(row.words, str(number))
        button.setEnabled(not row.why_not)
        button.clicked.connect(lambda: self.digit(number))
        column.addWidget(button)
        column.addWidget(Words(Role.DETAIL, row.why_not or row.told))
        place.show()
        self.buttons.append(button)
        return place

    def tell(self, sentence: str) -> None:
        """Show what was refused while this is open."""
        self.notice.show_facts(NoticeFacts("Refused", sentence))
        self.notice.show()

    def digit(self, number: int) -> bool:
        """Choose by number; return whether there is such a paper. One that cannot be says why."""
        if not 1 <= number <= len(self._rows):
            return False
        row = self._rows[number - 1]
        if row.why_not:
            self.tell(f"{row.words}: {row.why_not}")
        else:
            self._accept(row.code)
        return True
