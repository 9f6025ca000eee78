"""A question that wants a few written words: in the page, never a window over it."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.core.refused import Refused
from app.ui.announcing import refuse_aloud
from app.ui.drawing.buttons import Button, Paint, SecondaryButton, danger, primary
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words

# Few enough rows that a refusal has its place as well.
_ROWS = 2


class RecordButton(Button):
    """Records the reason: red where something ends by it, else the one thing to do now."""

    def show_end(self, ends: bool) -> None:
        """Show whether what is recorded ends something."""
        self.ends = ends
        self.update()

    def paint(self) -> Paint:
        return danger(self) if self.ends else primary(self)


class ReasonCard(Card):
    """Title, sentence, a field for the reason, and two ways on. Esc goes back, and what was typed
    stands there again when the same is asked once more.

    Where sentences stand ready, the digit of one puts it into the field; it is recorded by the
    same Enter as one that was typed, so that a digit alone records nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accept: Callable[[str], object] = str
        self._back: Callable[[], object] = str
        self._ready: tuple[str, ...] = ()
        # What was typed and not recorded, by the question that it was typed for.
        self._drafts: dict[tuple[str, str], str] = {}
        self._about = ("", "")
        self.buttons: list[Button] = []
        self._title = Words(Role.TITLE, "")
        self._sentence = Words(Role.SENTENCE, "")
        self._notice = Notice()
        self._place = Spaced()
        self._grid = QGridLayout(self._place)
        self._place.space(self._grid, 10)
        self.field = EntryField("Reason", size=22)
        self.field.entered.connect(self.record)
        self.field.changed.connect(self._typed)
        self.back_button = SecondaryButton("Back", "Esc")
        self.back_button.clicked.connect(self._go_back)
        self.record_button = RecordButton("Record", "Enter")
        self.record_button.clicked.connect(self.record)
        self.rows.addWidget(self._title)
        self.rows.addWidget(self._sentence)
        self.rows.addStretch(1)
        self.rows.addWidget(self._place)
        self.rows.addWidget(self._notice)
        self.rows.addWidget(self.field)
        last = QHBoxLayout()
        self.space(last, 14)
        last.addWidget(self.back_button, 1)
        last.addWidget(self.record_button, 2)
        self.rows.addLayout(last)

    def ask(
        self,
        title: str,
        sentence: str,
        accept: Callable[[str], object],
        back: Callable[[], object],
        ready: tuple[str, ...] = (),
        *,
        ends: bool = False,
    ) -> None:
        """Ask for a reason; `accept` gets it and may refuse, `back` closes the question.

        `ready` are the sentences that stand ready, nine at most. `ends` tells that what is recorded
        discards, fails or withdraws something.
        """
        self._accept, self._back = accept, back
        self._title.show_facts(title)
        self.record_button.say(f"Record: {title}")
        self.record_button.show_end(ends)
        self._sentence.show_facts(sentence)
        self._sentence.show()
        self._notice.hide()
        self._offer(ready)
        self.field.ask("a number, or a few words" if ready else "in a few words")
        self._about = (title, sentence)
        self.field.set_text(self._drafts.get(self._about, ""))
        self.field.setFocus()

    def forget(self) -> None:
        """Keep nothing that was typed: somebody else asks, of something else, or work went on."""
        self._drafts.clear()

    def _offer(self, ready: tuple[str, ...]) -> None:
        self._place.setVisible(bool(ready))
        if ready == self._ready:
            return
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._ready, self.buttons = ready, []
        columns = max(2, -(-len(ready) // _ROWS))
        for at, words in enumerate(ready):
            button = SecondaryButton(words, str(at + 1))
            button.clicked.connect(lambda _=False, number=at + 1: self.digit(number))
            self._grid.addWidget(button, at // columns, at % columns)
            button.show()
            self.buttons.append(button)
        for button in self.buttons:
            button.written_like(self.buttons)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))

    def digit(self, number: int) -> bool:
        """Put a sentence that stands ready into the field; return whether there is such a one."""
        if not 1 <= number <= len(self._ready):
            return False
        self.field.set_text(self._ready[number - 1])
        self._drafts[self._about] = self.field.text()
        # Chosen as a whole: another digit replaces it, and so does what is typed.
        self.field.line.selectAll()
        self.field.setFocus()
        return True

    def _typed(self, text: str) -> None:
        self._drafts[self._about] = text
        if len(text) == 1 and text.isascii() and text.isdigit():
            self.digit(int(text))

    def tell(self, sentence: str) -> None:
        """Show why something was refused while this question is open."""
        self._notice.show_facts(NoticeFacts("Refused", sentence))
        self._notice.show()
        self.give_way(self._sentence)

    def _go_back(self) -> None:
        self._back()

    def record(self) -> None:
        """Hand on what stands in the field, or show why it is refused."""
        text = self.field.text()
        self._drafts.pop(self._about, None)
        try:
            self._accept(text)
        except Refused as refused:
            self.tell(refused.sentence)
            refuse_aloud(refused.sentence)
        if self.isVisible():  # it was refused, and can be put right
            self._drafts[self._about] = text
