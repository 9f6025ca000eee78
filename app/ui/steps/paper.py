"""What can be put on paper now: a button for each paper, its digit presses it too."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.announcing import refuse_aloud
from app.ui.drawing.card import Card
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.paper_button import PaperButton
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts.paper import PaperRow

_COLUMNS = 2
_PAPERS = 7


class PaperCard(Card):
    """Every paper of a preparation, those that cannot be now with one sentence of why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PaperRow, ...] = ()
        self._accept: Callable[[str], object] = str
        self.rows.addWidget(Words(Role.TITLE, "Paper"))
        self._where = Words(Role.SENTENCE, "")
        self.rows.addWidget(self._where)
        self.rows.addSpacing(6)
        place = Spaced()
        grid = QGridLayout(place)
        place.space(grid, 6)
        self.buttons = [self._button(number) for number in range(1, _PAPERS + 1)]
        for at, button in enumerate(self.buttons):
            grid.addWidget(button, *divmod(at, _COLUMNS))
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self.rows.addWidget(place)
        self.rows.addStretch(1)
        self.notice = Notice()
        self.notice.hide()
        self.rows.addWidget(self.notice)

    def _button(self, number: int) -> PaperButton:
        button = PaperButton(str(number))
        button.clicked.connect(lambda: self.digit(number))
        return button

    def ask(self, rows: tuple[PaperRow, ...], where: str, accept: Callable[[str], object]) -> None:
        """Offer the papers; `accept` gets the code of the one chosen, `where` is their way out."""
        rest = "The rest is written to the data folder, and printed if a printer is chosen for it."
        self._where.show_facts(f"Labels go to {where}. {rest}")
        self._rows, self._accept = rows, accept
        self._where.show()
        self.notice.hide()
        for button, row in zip(self.buttons, rows, strict=True):
            button.show_paper(row.words, row.why_not or row.told)
            button.setEnabled(not row.why_not)
        next(each for each in self.buttons if each.isEnabled()).setFocus()

    def tell(self, sentence: str) -> None:
        """Show what was refused while this is open, in the place of where papers go."""
        self.notice.show_facts(NoticeFacts("Refused", sentence))
        self.notice.show()
        self.give_way(self._where)

    def digit(self, number: int) -> bool:
        """Choose by number; return whether there is such a paper. One that cannot be says why."""
        if not 1 <= number <= len(self._rows):
            return False
        row = self._rows[number - 1]
        if row.why_not:
            sentence = f"{row.words}: {row.why_not}"
            self.tell(sentence)
            refuse_aloud(sentence)
        else:
            self._accept(row.code)
        return True
