"""What all pages share: head, body and foot, and a place to say what was refused."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.core.refused import Refused
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.spaced import Spaced
from app.ui.theme import Tone


class Page(Spaced):
    """One page of the window. `refused` carries the sentence of anything refused on it."""

    refused = Signal(str)
    scans = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = Notice()
        self.notice.hide()
        self._told = ""

    def lay_out(self, top: QWidget, foot: QWidget) -> QHBoxLayout:
        """Lay head and foot out, and return the row between them."""
        column = QVBoxLayout(self)
        self.space(column)
        body = Spaced()
        row = QHBoxLayout(body)
        body.space(row, 14, (16, 14, 16, 14))
        column.addWidget(top)
        column.addWidget(body, 1)
        column.addWidget(foot)
        return row

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do something, or show and sound why it is refused; return whether it was done."""
        try:
            action()
        except Refused as refused:
            self.tell(refused.sentence)
            QApplication.beep()
            self.refused.emit(refused.sentence)
            return False
        return True

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        """Show a sentence where the person looks."""
        self.notice.show_facts(NoticeFacts(word, sentence, tone))
        self.notice.show()
        self._told = sentence

    def untell(self) -> None:
        """Take the sentence away."""
        self.notice.hide()
        self._told = ""

    @property
    def told(self) -> str:
        """The sentence that is shown, or ""."""
        return self._told

    def take_scan(self, _text: str) -> None:
        """Take a scan; a page that wants none says so."""
        self.attempt(_no_scan)

    def take_key(self, _key: str) -> bool:
        """Take a function key such as "F5"; return whether it meant anything here."""
        return False

    def tick(self) -> None:
        """A second has passed."""


def _no_scan() -> None:
    raise Refused("This page takes no scan; finish or close it first. Nothing was recorded.")
