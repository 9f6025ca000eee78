"""What all pages share: head, body and foot, and a place to say what was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.refused import Refused
from app.ui import theme
from app.ui.announcing import refuse_aloud
from app.ui.drawing.alarm_band import AlarmBand, AlarmFacts
from app.ui.drawing.footer import Footer
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.practice_band import PracticeBand
from app.ui.drawing.spaced import Spaced
from app.ui.focus import go_on
from app.ui.theme import Tone
from app.ui.unrecorded import sentence, typed_on

if TYPE_CHECKING:
    from app.ui.document_printing import DocumentPrinting


class Page(Spaced):
    """One page of the window. `refused` carries the sentence of anything refused on it.

    `acted` tells that something was done on it, and may have been recorded. `alarm` stands
    between head and body wherever another preparation's time runs out.
    """

    refused = Signal(str)
    # The window is to be locked: a code was scanned, or a button pressed.
    lock_wanted = Signal()
    acted = Signal()
    # Another step came in the place of the one before.
    moved = Signal()
    # Whether F2 calls a pharmacist here, and F10 holds the work.
    calls = False
    # Whether the page has keys for its field on it, so that none need be shown over it.
    has_keys = False
    # Whether the scan that comes ended with its key; a page that learns the scanner keeps it.
    scan_ended = False
    # Whether what is typed here is lost when the page is left: Esc asks first.
    asks_before_leaving = False
    # Whether the page is packed while something is told on it, as it is for the band of alarms.
    packs_to_tell = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = Notice()
        self.notice.hide()
        self.alarm = AlarmBand(self)
        self._told = ""
        self._asked_to_leave: tuple[str, ...] = ()
        self._foot: QWidget | None = None
        self._documents: DocumentPrinting | None = None

    @property
    def documents(self) -> DocumentPrinting:
        """What prints the documents of this page; made when it is first wanted."""
        if self._documents is None:
            from app.ui.document_printing import (
                DocumentPrinting,  # nobody waits for it at the start
            )

            self._documents = DocumentPrinting(self, self.tell_of_paper)
        return self._documents

    def lay_out(self, top: QWidget, foot: QWidget) -> QHBoxLayout:
        """Lay head and foot out with the band of alarms, and return the row between them."""
        self._foot = foot
        column = QVBoxLayout(self)
        self.space(column)
        body = Spaced()
        row = QHBoxLayout(body)
        body.space(row, 12, (14, 10, 14, 10))
        if theme.is_practice():
            column.addWidget(PracticeBand())
        column.addWidget(top)
        column.addWidget(self.alarm)
        column.addWidget(body, 1)
        column.addWidget(foot)
        return row

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab goes in the order in which the page is read, whatever was made first."""
        return go_on(self, forwards)

    def show_alarm(self, facts: AlarmFacts | None) -> None:
        """Show what runs out elsewhere, None for nothing, which takes no place."""
        self.alarm.show_facts(facts)
        self.make_room()

    def make_room(self) -> None:
        """Pack the page while the band is there: what was all to be seen still is."""
        told = self.alarm.facts() is not None or theme.is_practice() or self.tells_much
        for each in self.findChildren(Spaced):
            each.pack(told)

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do something, or show and sound why it is refused; return whether it was done."""
        try:
            action()
        except Refused as refused:
            self.show_refused(refused.sentence)
            return False
        self.acted.emit()
        return True

    def show_refused(self, sentence: str) -> None:
        """Show, sound and announce why something was refused."""
        self.tell(sentence)
        refuse_aloud(sentence)
        self.refused.emit(sentence)

    def show_accepted(self, words: str) -> None:
        """Show for a moment, where it is always seen, that something was accepted."""
        if isinstance(self._foot, Footer):
            self._foot.accept(words)

    def show_locking(self, left: str) -> None:
        """Show, where it is always seen, that the window locks in a moment; "" for no more."""
        if isinstance(self._foot, Footer):
            self._foot.warn(left)

    @property
    def accepted(self) -> str:
        """What is shown as accepted just now, or ""."""
        return self._foot.accepted if isinstance(self._foot, Footer) else ""

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        """Show a sentence where the person looks."""
        self.notice.show_facts(NoticeFacts(word, sentence, tone))
        self.notice.show()
        self._told = sentence
        if self.packs_to_tell:
            self.make_room()

    def tell_of_paper(self, word: str, sentence: str, is_well: bool) -> None:
        """Show what became of a document that was put on paper."""
        self.tell(sentence, word, Tone.OK if is_well else Tone.STOP)
        if not is_well:
            refuse_aloud(sentence, word)

    def untell(self) -> None:
        """Take the sentence away."""
        self.notice.hide()
        self._told = ""
        if self.packs_to_tell:
            self.make_room()

    @property
    def told(self) -> str:
        """The sentence that is shown, or ""."""
        return self._told

    def take_scan(self, _text: str) -> None:
        """Take a scan; a page that wants none says so."""
        self.attempt(_no_scan)

    @property
    def tells_much(self) -> bool:
        """Whether the page is packed for what it tells."""
        return self.packs_to_tell and not self.notice.isHidden()

    @property
    def called(self) -> str:
        """What the page is called in the record of a refused scan, such as "what_if"."""
        return type(self).__module__.rpartition(".")[2]

    @property
    def shows_time_of(self) -> str:
        """The stream of the preparation whose time the page itself shows, "" for none."""
        return ""

    @property
    def asks_pin(self) -> bool:
        """Whether a PIN is asked for, wherever the focus is: nothing of a scan is kept then."""
        return False

    @property
    def can_lock(self) -> bool:
        """Whether the window can be locked from here: somebody is signed in."""
        return True

    @property
    def works_at_hood(self) -> bool:
        """Whether people work from this page with both hands, so that the window locks later."""
        return False

    @property
    def learns(self) -> bool:
        """Whether scans are to come as the scanner types them: it is being learned."""
        return False

    @property
    def keeps_refused_scans(self) -> bool:
        """Whether the page itself records what it refuses, so that nobody else has to."""
        return False

    def refuse_scan(self, _entered: str, sentence: str) -> None:
        """Show and sound why a scan was not used; `entered` is what may be kept of it."""
        self.show_refused(sentence)

    def press(self, key: str) -> bool:
        """Take a key that was pressed, clicked or scanned; Esc asks once before text is lost."""
        if key == "Esc" and self.asks_before_leaving:
            typed = typed_on(self)
            if typed and typed != self._asked_to_leave:
                self._asked_to_leave = typed
                self.tell(sentence(typed), "Not recorded", Tone.WARN)
                return True
        self._asked_to_leave = ()
        return self.take_key(key)

    def take_key(self, _key: str) -> bool:
        """Take a function key such as "F5"; return whether it meant anything here."""
        return False

    def take_confirm(self) -> bool:
        """Hook: do what the page is for, when Confirm is scanned.

        Returns False to leave it to what has the focus, and to F5.
        """
        return False

    def take_refusal(self) -> bool:
        """Hook: say that something is not right; return whether that means anything here.

        It asks, or goes back from a question; it never ends anything by itself.
        """
        return False

    def take_turn(self, _by: int) -> bool:
        """Hook: go to the next (1) or the previous row (-1), when that is scanned.

        Returns False to leave it to the lists and long parts of the page.
        """
        return False

    @property
    def takes_badge(self) -> bool:
        """Whether a badge names someone on this page, and signs nobody in."""
        return False

    def take_badge(self, _name: str) -> None:
        """Take the name of whoever's badge was scanned."""

    def tick(self) -> None:
        """A second has passed."""


def no_scan_in_a_question() -> None:
    """Raise Refused: a question stands open on the page, which no scan answers."""
    raise Refused("A question is open; answer it or go back with Esc. The scan was not used.")


def _no_scan() -> None:
    raise Refused("This page takes no scan; finish or close it first. Nothing was recorded.")
