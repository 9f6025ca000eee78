"""Signing in: who, and the PIN. The first page painted, so it imports nothing clinical."""

from PySide6.QtWidgets import QWidget

from app.ui.drawing.card import Card
from app.ui.drawing.footer import FooterFacts, FooterKey, FooterStatus
from app.ui.drawing.icons import Icon
from app.ui.drawing.sound_test import SoundTest
from app.ui.drawing.words import Role, Words
from app.ui.who_page import WhoPage


class SignInPage(WhoPage):
    """Names in two columns, and the keys for the PIN beside them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(2, parent)
        row = self.lay_out(self.header, self.footer)
        card = Card(margin=18)
        row.addStretch(1)
        row.addWidget(card, 8)
        row.addStretch(1)
        card.rows.addWidget(Words(Role.TITLE, "Who is working?"))
        card.rows.addWidget(
            Words(Role.REMARK, "Choose your name or scan your badge, then type your PIN.")
        )
        card.rows.addLayout(self.who_row(), 1)
        self.sound_test = SoundTest()
        card.rows.addWidget(self.sound_test)
        keys = (FooterKey("F9", "Test the sounds"),)
        self.footer.show_facts(FooterFacts((FooterStatus("Saved", "", Icon.DOT),), keys))
        self.footer.key_chosen.connect(self.take_key)

    def take_key(self, key: str) -> bool:
        """Test the sounds, or take a digit that was pressed beside the field."""
        if key == "F9":
            self.sound_test.begin()
            return True
        return super().take_key(key)
