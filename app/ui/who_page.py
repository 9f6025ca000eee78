"""What the pages share that ask who is working: names, the PIN, and keys for a gloved finger.

The first page painted is one of them, so nothing clinical is imported here.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.refused import Refused
from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.footer import Footer, FooterFacts, FooterStatus
from app.ui.drawing.header import Header, HeaderFacts
from app.ui.drawing.icons import Icon
from app.ui.drawing.names_list import NamesList
from app.ui.drawing.pad import PIN, Act, Keys
from app.ui.page import Page


class WhoPage(Page):
    """Names and a field for the PIN; `entered` carries both.

    A badge chooses the name; the PIN follows, typed, scanned from the command sheet, or pressed.
    """

    entered = Signal(str, str)
    has_keys = True

    def __init__(self, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header, self.footer = Header(), Footer()
        self.footer.show_facts(FooterFacts((FooterStatus("Saved", "", Icon.DOT),)))
        self.show_time("", "")
        self.names_list = NamesList(columns)
        self.names = self.names_list.list
        self.pin = EntryField("PIN")
        self.pin.hide_typing()
        self.pin.ask("PIN")
        self.pad = Keys(PIN)
        self.button = PrimaryButton("Sign in", "Enter")
        self._whose = ""
        self.names.currentItemChanged.connect(lambda *_: self._look_whose())
        self.names_list.chosen.connect(self.pin.setFocus)
        self.pin.entered.connect(self._enter)
        self.pad.typed.connect(self._type)
        self.pad.acted.connect(self._act)
        self.button.clicked.connect(self._enter)

    def pin_column(self) -> QVBoxLayout:
        """Return the PIN, its keys and the button below each other."""
        column = QVBoxLayout()
        self.space(column, 10)
        for widget in (self.pin, self.pad, self.button):
            column.addWidget(widget)
        return column

    def show_names(self, names: tuple[str, ...]) -> None:
        """Show the names that may sign in; the one that is chosen stays chosen."""
        self.names_list.show_names(names)

    def choose(self, name: str) -> None:
        """Choose a name in the list."""
        self.names_list.choose(name)

    def identify(self, name: str) -> None:
        """Choose the name of a badge that was scanned; the PIN is asked next."""
        self.untell()
        self.choose(name)
        self.begin()

    def show_time(self, date: str, time: str) -> None:
        """Show the local date and time."""
        self.header.show_facts(HeaderFacts((), "", "nobody signed in", date, time))

    def begin(self) -> None:
        """Make ready for the next person."""
        self.pin.set_text("")
        self.pin.setFocus()

    def forget_pin(self) -> None:
        """Take away what was typed: it is another's now, or nobody went on with it."""
        if self.pin.text():
            self.pin.set_text("")

    def _look_whose(self) -> None:
        """Forget the PIN where another name is chosen; while names are filled in none is."""
        name = self.names_list.name()
        if name and name != self._whose:
            self._whose = name
            self.forget_pin()

    def take_scan(self, _text: str) -> None:
        self.attempt(_no_badge)

    @property
    def asks_pin(self) -> bool:
        return True

    @property
    def can_lock(self) -> bool:
        return False

    def take_key(self, key: str) -> bool:
        if len(key) != 1:
            return False
        self._type(key)
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
        self.names.setCurrentRow((self.names.currentRow() + by) % max(1, self.names.count()))
        self.begin()
        return True

    def _type(self, digit: str) -> None:
        """Take a digit that was pressed beside the field: it is one of the PIN."""
        self.pin.setFocus()
        self.pin.line.insert(digit)

    def _act(self, act: Act) -> None:
        self.pin.setFocus()
        if act is Act.ENTER:
            self._enter()
        elif act is Act.DELETE:
            self.pin.line.backspace()

    def _enter(self) -> None:
        name = self.names_list.name()
        if name and self.pin.text():
            self.entered.emit(name, self.pin.text())
            self.pin.set_text("")


def _no_badge() -> None:
    raise Refused("This is not a badge. Scan your badge, or choose your name; then type your PIN.")
