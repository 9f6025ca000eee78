"""Signing in: who, and the PIN. The first page painted, so it imports nothing clinical.

A badge chooses the name; the PIN follows, typed or scanned from the command sheet.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from app.core.refused import Refused
from app.ui import theme
from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey, FooterStatus
from app.ui.drawing.header import Header, HeaderFacts
from app.ui.drawing.icons import Icon
from app.ui.drawing.words import Role, Words
from app.ui.page import Page

PRACTICE_KEY = "F9"
_IN_PRACTICE = "Choose whom you play, then type 2468: the PIN of everyone in practice."


class SignInPage(Page):
    """A list of names and a field for the PIN; `entered` carries both."""

    entered = Signal(str, str)
    practice_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._header = Header()
        self._footer = Footer()
        keys = () if theme.is_practice() else (FooterKey(PRACTICE_KEY, "Practice"),)
        self._footer.show_facts(FooterFacts((FooterStatus("Saved", "", Icon.DOT),), keys))
        self._footer.key_chosen.connect(self.take_key)
        self.show_time("", "")
        row = self.lay_out(self._header, self._footer)
        card = Card()
        row.addStretch(1)
        row.addWidget(card, 2)
        row.addStretch(1)
        self._title = Words(Role.TITLE, "Who is working?")
        at_work = "Choose your name or scan your badge, then type your PIN."
        self._below = Words(Role.REMARK, _IN_PRACTICE if theme.is_practice() else at_work)
        self.names = QListWidget()
        self.names.setAccessibleName("Names")
        self.names.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pin = EntryField("PIN")
        self.pin.hide_typing()
        self.pin.ask("PIN")
        self.button = PrimaryButton("Sign in", "Enter")
        self._compose(card)
        self.names.itemActivated.connect(lambda _: self.pin.setFocus())
        self.pin.entered.connect(self._enter)
        self.button.clicked.connect(self._enter)

    def _compose(self, card: Card) -> None:
        rows: QVBoxLayout = card.rows
        rows.addWidget(self._title)
        rows.addWidget(self._below)
        rows.addWidget(self.names, 1)
        rows.addWidget(self.notice)
        last = QHBoxLayout()
        card.space(last, 14)
        last.addWidget(self.pin, 3)
        last.addWidget(self.button, 2)
        rows.addLayout(last)

    def show_names(self, names: tuple[str, ...]) -> None:
        """Show the names that may sign in; the one that is chosen stays chosen."""
        chosen = self.names.currentItem().text() if self.names.currentItem() else ""
        if names != tuple(self.names.item(i).text() for i in range(self.names.count())):
            self.names.clear()
            self.names.addItems(list(names))
            self.names.setCurrentRow(names.index(chosen) if chosen in names else 0)

    def choose(self, name: str) -> None:
        """Choose a name in the list."""
        for found in self.names.findItems(name, Qt.MatchFlag.MatchExactly):
            self.names.setCurrentItem(found)

    def identify(self, name: str) -> None:
        """Choose the name of a badge that was scanned; the PIN is asked next."""
        self.untell()
        self.choose(name)
        self.begin()

    def show_time(self, date: str, time: str) -> None:
        """Show the local date and time."""
        self._header.show_facts(HeaderFacts((), "", "nobody signed in", date, time))

    def begin(self) -> None:
        """Make ready for the next person."""
        self.pin.set_text("")
        self.pin.setFocus()

    def take_scan(self, _text: str) -> None:
        self.attempt(_no_badge)

    @property
    def asks_pin(self) -> bool:
        return True

    def take_key(self, key: str) -> bool:
        """Take a digit that was pressed beside the field: it is one of the PIN."""
        if key == PRACTICE_KEY and not theme.is_practice():
            self.practice_wanted.emit()
            return True
        if len(key) != 1:
            return False
        self.pin.setFocus()
        self.pin.line.insert(key)
        return True

    def take_confirm(self) -> bool:
        if not self.pin.text():
            raise Refused("The PIN is not typed yet; type or scan its digits, then confirm.")
        self._enter()
        return True

    def take_refusal(self) -> bool:
        self.begin()
        return True

    def take_turn(self, by: int) -> bool:
        row = (self.names.currentRow() + by) % max(1, self.names.count())
        self.names.setCurrentRow(row)
        self.begin()
        return True

    def _enter(self) -> None:
        item = self.names.currentItem()
        if item is not None and self.pin.text():
            self.entered.emit(item.text(), self.pin.text())
            self.pin.set_text("")


def _no_badge() -> None:
    raise Refused("This is not a badge. Scan your badge, or choose your name; then type your PIN.")
