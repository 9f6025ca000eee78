"""A page on which pharmacists read an exact text, and approve it or withdraw that with a reason."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.approvals import Approval, Stage
from app.core.person import Office, Person
from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.findings import Findings
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.monograph_row import MonographFacts, MonographRow
from app.ui.drawing.scrolled import Scrolled
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.steps.reason import ReasonCard
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import Workplace


class Approvable(Protocol):
    """A text that pharmacists approve."""

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        ...

    @property
    def approvals(self) -> tuple[Approval, ...]:
        """Who approved the present text."""
        ...


class ApprovalPage(TabPage):
    """A list; beside it what is chosen there: how it stands, what is to be read, and the approval.

    `heading` stands above the list, and `withdrawal` says what follows where an approval is
    withdrawn.
    """

    tab = "monographs"
    heading = ""
    withdrawal = ""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self.shown = ""
        self.list_rows: dict[str, MonographRow] = {}
        self.card, self.reason = Card(), ReasonCard()
        self.reason.hide()
        self._compose()
        self.body.addWidget(self._list_card(), 10)
        self.body.addWidget(self.card, 21)
        self.body.addWidget(self.reason, 21)

    @abstractmethod
    def in_order(self) -> Sequence[str]:
        """Hook: return the identifiers of what is listed."""

    @abstractmethod
    def row_of(self, identifier: str, shown: str) -> MonographFacts:
        """Hook: return a row of the list."""

    @abstractmethod
    def standing(self, identifier: str) -> Approvable:
        """Hook: return where it stands."""

    @abstractmethod
    def reading(self) -> QWidget | QLayout:
        """Hook: return what is read before the approval; the findings are a part of it."""

    @abstractmethod
    def draw(self) -> None:
        """Hook: show what is chosen in the list."""

    @abstractmethod
    def sign(self, person: Person, pin: str) -> str:
        """Hook: record the approval of what is shown; return what follows once it is in use."""

    @abstractmethod
    def take_back(self, person: Person, reason: str) -> None:
        """Hook: record that the approval of what is shown is withdrawn."""

    @abstractmethod
    def may_approve(self) -> bool:
        """Hook: tell whether the person here may approve what is shown."""

    def below_list(self) -> tuple[QWidget, ...]:
        """Hook: return what stands below the list."""
        return ()

    def beside_pin(self) -> tuple[QWidget, ...]:
        """Hook: return what stands between the PIN and the approval."""
        return ()

    def take_own_key(self, _key: str) -> bool:
        """Hook: take a key that only this page has, while no reason is asked for."""
        return False

    def require_read(self) -> None:
        """Hook: raise Refused where something is to be answered before the approval."""

    def _list_card(self) -> QWidget:
        card = Card(margin=14)
        card.rows.addWidget(Words(Role.TITLE, self.heading))
        inside = Spaced()
        column = QVBoxLayout(inside)
        inside.space(column, 8)
        for identifier in self.in_order():
            made = MonographRow(self.row_of(identifier, ""))
            made.clicked.connect(lambda _=False, code=identifier: self.show_one(code))
            self.list_rows[identifier] = made
            column.addWidget(made)
        column.addStretch(1)
        card.rows.addWidget(Scrolled(inside), 1)
        for widget in self.below_list():
            card.rows.addWidget(widget)
        return card

    def _compose(self) -> None:
        rows = self.card.rows
        self.title, self.stands = Words(Role.SUBTITLE, ""), Words(Role.SENTENCE, "")
        self.content, self.open = Words(Role.DETAIL, ""), Words(Role.REMARK, "")
        self.findings = Findings()
        self.pin = EntryField("PIN", size=22)
        self.pin.hide_typing()
        self.pin.ask("your PIN")
        self.pin.entered.connect(lambda _: self.attempt(self._approve))
        self.approve = PrimaryButton("Approve", "F5")
        self.approve.clicked.connect(lambda: self.attempt(self._approve))
        for widget in (self.title, self.stands, self.content):
            rows.addWidget(widget)
        read = self.reading()
        if isinstance(read, QLayout):
            rows.addLayout(read, 1)
        else:
            rows.addWidget(read, 1)
        rows.addWidget(self.notice)
        last = QHBoxLayout()
        self.card.space(last, 14)
        last.addWidget(self.open, 3)
        for each in (self.pin, *self.beside_pin(), self.approve):
            last.addWidget(each, 2)
        rows.addLayout(last)

    def begin(self, person: Person) -> None:
        """Show the list to someone; what another person answered is not their answer."""
        super().begin(person)
        self.show_one(self.shown or next(iter(self.list_rows)))

    def take_focus(self) -> None:
        self.list_rows[self.shown].setFocus()

    @property
    def is_pharmacist(self) -> bool:
        """Whether the person here is a pharmacist."""
        return self.person is not None and self.person.office is Office.PHARMACIST

    def show_one(self, identifier: str) -> None:
        """Show one of the list; a reason that is being written is for the one before."""
        self._close_reason()
        self.shown = identifier
        self.pin.set_text("")
        self.untell()
        self.draw()

    def draw_rows(self) -> None:
        """Show how each of the list stands."""
        for identifier, row in self.list_rows.items():
            row.show_facts(self.row_of(identifier, self.shown))

    def draw_signing(self, says: str) -> None:
        """Show the PIN to who may sign, with what is to be said beside it."""
        may = self.may_approve()
        self.pin.setVisible(may)
        self.approve.setVisible(may)
        self.open.show_facts(says)
        if not self.is_pharmacist:
            self.open.show_facts("Only a pharmacist approves; a pharmacist signs in with F8.")

    def withdrawing(self) -> tuple[FooterKey, ...]:
        """Return the key that withdraws, for who may."""
        approved = bool(self.shown and self.standing(self.shown).approvals)
        key = FooterKey("F12", "Withdraw the approval", approved)
        return (key,) if self.is_pharmacist else ()

    def _approve(self) -> None:
        if self.person is None or not self.may_approve():
            return
        self.require_read()
        pin = self.pin.text()
        if not pin:
            self.pin.setFocus()
            self.tell("Your PIN signs the approval: type it, then press Enter.", "PIN", Tone.INFO)
            return
        self.pin.set_text("")
        in_use = self.sign(self.person, pin)
        self.draw()
        self.list_rows[self.shown].setFocus()
        is_used = self.standing(self.shown).stage is Stage.IN_USE
        then = in_use if is_used else "Another pharmacist approves it next."
        self.tell(f"Your approval is recorded. {then}", "Approved", Tone.OK)

    def _ask_withdrawal(self) -> None:
        if not self.standing(self.shown).approvals:
            return
        self.card.hide()
        self.reason.show()
        self.reason.ask(
            "Why is the approval withdrawn?",
            self.withdrawal,
            self._withdraw,
            self._go_back,
            ends=True,
        )

    def _withdraw(self, reason: str) -> None:
        if self.person is not None:
            self.take_back(self.person, reason)
            self.show_one(self.shown)
            self.take_focus()

    def _go_back(self) -> None:
        self._close_reason()
        self.list_rows[self.shown].setFocus()

    def _close_reason(self) -> None:
        self.reason.hide()
        self.card.show()

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        if self.reason.isVisible():
            self.reason.tell(sentence)
        else:
            super().tell(sentence, word, tone)

    @property
    def asks_pin(self) -> bool:
        return self.pin.isVisible() and self.pin.isEnabled()

    def take_key(self, key: str) -> bool:
        asking = self.reason.isVisible()
        match key:
            case "Esc" if asking:
                self._go_back()
            case "F5" if self.may_approve() and not asking:
                self.attempt(self._approve)
            case "F12" if self.is_pharmacist and not asking:
                self._ask_withdrawal()
            case _ if asking or not self.take_own_key(key):
                return super().take_key(key)
        return True
