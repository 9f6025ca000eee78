"""What stands in the way of working here: one sentence, and nothing else."""

from PySide6.QtWidgets import QWidget

from app.ui.drawing.card import Card
from app.ui.drawing.footer import Footer, FooterFacts
from app.ui.drawing.header import Header, HeaderFacts
from app.ui.drawing.words import Role, Words
from app.ui.page import Page
from app.ui.theme import Tone


class TroublePage(Page):
    """Shown instead of work when the data folder cannot be used or a fault of ours came up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        header, footer = Header(), Footer()
        header.show_facts(HeaderFacts((), "", "", "", ""))
        footer.show_facts(FooterFacts(()))
        row = self.lay_out(header, footer)
        card = Card()
        row.addStretch(1)
        row.addWidget(card, 4)
        row.addStretch(1)
        self._title = Words(Role.TITLE, "Umbra cannot work here now")
        card.rows.addStretch(1)
        card.rows.addWidget(self._title)
        card.rows.addWidget(self.notice)
        card.rows.addWidget(
            Words(Role.REMARK, "Everything recorded so far is kept. Close Umbra with Alt+F4.")
        )
        card.rows.addStretch(2)

    @property
    def can_lock(self) -> bool:
        return False

    def show_trouble(self, title: str, word: str, sentence: str) -> None:
        """Show what is in the way."""
        self._title.show_facts(title)
        super().tell(sentence, word)

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        """Leave what is in the way where it stands, whatever is scanned meanwhile."""
