"""One answer of a few, such as a means of light protection: asked, never assumed."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.drawing.buttons import Button, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words


class Offered(Protocol):
    """One answer: a code for the program, and its words."""

    @property
    def code(self) -> str:
        """What the answer is called in the program."""

    @property
    def words(self) -> str:
        """What stands on its button."""


AGAIN = "What protects the drug from light again?"
# As many answers as fit below each other beside a refusal.
_BELOW_EACH_OTHER = 3
PUT_FIRST = "Put it in place first, then choose it here."


class MeansCard(Card):
    """A button for each answer; its digit presses it, Esc goes back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accept: Callable[[str], object] = str
        self._means: Sequence[Offered] = ()
        self.buttons: list[Button] = []
        self._title, self._sentence = Words(Role.TITLE, AGAIN), Words(Role.INSTRUCTION, PUT_FIRST)
        self.rows.addWidget(self._title)
        self.rows.addWidget(self._sentence)
        self.rows.addStretch(1)
        self.notice = Notice()
        self.rows.addWidget(self.notice)
        place = Spaced()
        self._grid = QGridLayout(place)
        place.space(self._grid, 4)
        self.rows.addWidget(place)

    def ask(
        self,
        means: Sequence[Offered],
        accept: Callable[[str], object],
        title: str = AGAIN,
        sentence: str = PUT_FIRST,
    ) -> None:
        """Offer the means, or other answers; `accept` gets the code of the one chosen."""
        self._title.show_facts(title)
        self._sentence.show_facts(sentence)
        self._sentence.show()
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._means, self._accept, self.buttons = means, accept, []
        self.notice.hide()
        columns = 1 if len(means) <= _BELOW_EACH_OTHER else 2
        for number, each in enumerate(means, start=1):
            words = f"{each.words[0].upper()}{each.words[1:]}"
            button = SecondaryButton(words, str(number))
            button.clicked.connect(lambda _=False, at=number: self.digit(at))
            self._grid.addWidget(button, (number - 1) // columns, (number - 1) % columns)
            button.show()  # at once: what is not shown yet does not keep the focus
            self.buttons.append(button)
        for button in self.buttons:
            button.written_like(self.buttons)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))
        self.buttons[0].setFocus()

    def tell(self, sentence: str) -> None:
        """Show what was refused while this question is open."""
        self.notice.show_facts(NoticeFacts("Refused", sentence))
        self.notice.show()
        self.give_way(self._sentence)

    def digit(self, number: int) -> bool:
        """Choose by number; return whether there is such a choice."""
        if not 1 <= number <= len(self._means):
            return False
        self._accept(self._means[number - 1].code)
        return True
