"""Signing in: who, and the PIN. The first page painted, so it imports nothing clinical."""

from PySide6.QtWidgets import QWidget

from app.ui.drawing.card import Card
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
