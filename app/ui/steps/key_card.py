"""The question whose key signed a label: its fingerprint, the pharmacy's name, and a PIN."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.words import Role, Words


class KeyCard(Card):
    """Asks a pharmacist who compared a fingerprint by telephone; Esc goes back."""

    def __init__(self, back: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accept: Callable[[str, str], object] = lambda _site, _pin: None
        self._fingerprint = Words(Role.TITLE, "")
        self._notice = Notice()
        self.pin = EntryField("PIN", size=22)
        self.site = EntryField("Name of the pharmacy", size=22)
        self.site.entered.connect(lambda _: self.pin.setFocus())
        self.pin.hide_typing()
        self.pin.entered.connect(self.record)
        self.rows.addWidget(Words(Role.TITLE, "Whose key is it?"))
        self.rows.addWidget(
            Words(
                Role.SENTENCE,
                "Call the pharmacy that made the label, by a number that you know and not one "
                "from the label. Its page Label templates shows the fingerprint of its key, and "
                "so does umbra key. Have it read out; every character must be the same:",
            )
        )
        self.rows.addWidget(self._fingerprint)
        self.rows.addStretch(1)
        self.rows.addWidget(self._notice)
        self.rows.addWidget(self.site)
        self.rows.addWidget(self.pin)
        last = QHBoxLayout()
        self.space(last, 14)
        self.back_button = SecondaryButton("Back", "Esc")
        self.back_button.clicked.connect(lambda: back())
        self.record_button = PrimaryButton("It is the same: record it", "Enter")
        self.record_button.clicked.connect(self.record)
        last.addWidget(self.back_button, 1)
        last.addWidget(self.record_button, 2)
        self.rows.addLayout(last)

    def ask(self, fingerprint: str, accept: Callable[[str, str], object]) -> None:
        """Ask whose key has a fingerprint; `accept` gets the name and the PIN, and may refuse."""
        self._accept = accept
        self._fingerprint.show_facts(fingerprint)
        self._notice.hide()
        self.site.ask("such as St. Example Cancer Centre")
        self.pin.ask("your PIN")
        self.site.set_text("")
        self.pin.set_text("")
        self.site.setFocus()

    def tell(self, sentence: str) -> None:
        """Show why something was refused while this question is open."""
        self._notice.show_facts(NoticeFacts("Refused", sentence))
        self._notice.show()

    def record(self) -> None:
        """Hand on what was written; the PIN does not stay."""
        pin = self.pin.text()
        self.pin.set_text("")
        if not pin:
            self.pin.setFocus()
            return
        self._accept(self.site.text(), pin)
