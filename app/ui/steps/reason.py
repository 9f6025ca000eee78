"""A question that wants a few written words: in the page, never a window over it."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from app.core.refused import Refused
from app.ui.drawing.buttons import DangerButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.words import Role, Words


class ReasonCard(Card):
    """Title, sentence, a field for the reason, and two ways on. Esc goes back; nothing is lost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accept: Callable[[str], object] = str
        self._back: Callable[[], object] = str
        self._title = Words(Role.TITLE, "")
        self._sentence = Words(Role.SENTENCE, "")
        self._notice = Notice()
        self.field = EntryField("Reason", size=22)
        self.field.ask("in a few words")
        self.field.entered.connect(self._record)
        self.back_button = SecondaryButton("Back", "Esc")
        self.back_button.clicked.connect(self._go_back)
        self.record_button = DangerButton("Record", "Enter")
        self.record_button.clicked.connect(self._record)
        self.rows.addWidget(self._title)
        self.rows.addWidget(self._sentence)
        self.rows.addStretch(1)
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
    ) -> None:
        """Ask for a reason; `accept` gets it and may refuse, `back` closes the question."""
        self._accept, self._back = accept, back
        self._title.show_facts(title)
        self._sentence.show_facts(sentence)
        self._notice.hide()
        self.field.set_text("")
        self.field.setFocus()

    def tell(self, sentence: str) -> None:
        """Show why something was refused while this question is open."""
        self._notice.show_facts(NoticeFacts("Refused", sentence))
        self._notice.show()
        QApplication.beep()

    def _go_back(self) -> None:
        self._back()

    def _record(self) -> None:
        try:
            self._accept(self.field.text())
        except Refused as refused:
            self.tell(refused.sentence)
