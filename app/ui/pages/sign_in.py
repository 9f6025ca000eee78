"""Signing in: who, and the PIN. The first page painted, so it imports nothing clinical."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.drawing.card import Card
from app.ui.drawing.footer import FooterFacts, FooterKey, FooterStatus
from app.ui.drawing.icons import Icon
from app.ui.drawing.sound_test import SoundTest
from app.ui.drawing.words import Role, Words
from app.ui.who_page import WhoPage

SOUNDS_KEY, PRACTICE_KEY = "F4", "F6"
_IN_PRACTICE = "Choose whom you play, then type 2468: the PIN of everyone in practice."


class SignInPage(WhoPage):
    """Names in two columns, and the keys for the PIN beside them."""

    practice_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(2, parent)
        row = self.lay_out(self.header, self.footer)
        card = Card(margin=18)
        row.addStretch(1)
        row.addWidget(card, 8)
        row.addStretch(1)
        at_work = "Choose your name or scan your badge, then type your PIN."
        below = _IN_PRACTICE if theme.is_practice() else at_work
        self.sound_test = SoundTest()
        names = QVBoxLayout()
        card.space(names, 8)
        for words in (Words(Role.TITLE, "Who is working?"), Words(Role.REMARK, below)):
            names.addWidget(words)
        names.addWidget(self.notice)
        names.addWidget(self.names_list, 1)
        names.addWidget(self.sound_test)
        # The keys have the whole height: what is told and tested takes its room from the names.
        both = QHBoxLayout()
        card.space(both, 18)
        both.addLayout(names, 1)
        both.addLayout(self.pin_column())
        card.rows.addLayout(both, 1)
        keys = [FooterKey(SOUNDS_KEY, "Test the sounds")]
        if not theme.is_practice():
            keys.append(FooterKey(PRACTICE_KEY, "Practice"))
        self.footer.show_facts(FooterFacts((FooterStatus("Saved", "", Icon.DOT),), tuple(keys)))
        self.footer.key_chosen.connect(self.take_key)

    def take_key(self, key: str) -> bool:
        """Test the sounds, begin practice, or take a digit that was pressed beside the field."""
        if key == SOUNDS_KEY:
            self.sound_test.begin()
        elif key == PRACTICE_KEY and not theme.is_practice():
            self.practice_wanted.emit()
        else:
            return super().take_key(key)
        return True
