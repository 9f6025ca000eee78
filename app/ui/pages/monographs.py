"""The monographs of this site: two pharmacists approve the exact content of each before its use."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.approvals import Stage
from app.core.person import Office, Person
from app.core.refused import Refused
from app.formulary import Standing
from app.formulation_record import file_name, formulation_record
from app.printing import put_out_document
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.findings import Findings
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.monograph_row import MonographRow
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts import monographs as facts
from app.ui.steps.reason import ReasonCard
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import Workplace


class MonographsPage(TabPage):
    """A list; beside it the one chosen: what changed, what is to be confirmed, and the approval."""

    tab = "monographs"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self._chosen = ""
        self._confirmed: set[str] = set()
        self._rows: dict[str, MonographRow] = {}
        self._card, self.reason = Card(), ReasonCard()
        self.reason.hide()
        self._compose()
        self.body.addWidget(self._list_card(), 10)
        self.body.addWidget(self._card, 21)
        self.body.addWidget(self.reason, 21)

    def _list_card(self) -> QWidget:
        card = Card(margin=14)
        card.rows.addWidget(Words(Role.TITLE, "Monographs"))
        inside = Spaced()
        column = QVBoxLayout(inside)
        inside.space(column, 8)
        for identifier in self._in_order():
            made = MonographRow(facts.row(self._standing(identifier), ""))
            made.clicked.connect(lambda _=False, code=identifier: self._choose(code))
            self._rows[identifier] = made
            column.addWidget(made)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        card.rows.addWidget(area, 1)
        card.rows.addWidget(
            Words(
                Role.DETAIL, "Two pharmacists approve the exact content. Work begun keeps its own."
            )
        )
        self.templates = SecondaryButton("Label templates", "F6")
        self.templates.clicked.connect(lambda: self.page_wanted.emit("templates"))
        card.rows.addWidget(self.templates)
        return card

    def _compose(self) -> None:
        rows = self._card.rows
        self._title, self._stands = Words(Role.SUBTITLE, ""), Words(Role.SENTENCE, "")
        self._content, self._open = Words(Role.DETAIL, ""), Words(Role.REMARK, "")
        self.findings = Findings()
        self.findings.activated.connect(self._toggle)
        self.pin = EntryField("PIN", size=22)
        self.pin.hide_typing()
        self.pin.ask("your PIN")
        self.pin.entered.connect(lambda _: self.attempt(self._approve))
        self.approve = PrimaryButton("Approve", "F5")
        self.approve.clicked.connect(lambda: self.attempt(self._approve))
        for widget in (self._title, self._stands, self._content):
            rows.addWidget(widget)
        rows.addWidget(self.findings, 1)
        rows.addWidget(self.notice)
        last = QHBoxLayout()
        self._card.space(last, 14)
        last.addWidget(self._open, 3)
        last.addWidget(self.pin, 2)
        last.addWidget(self.approve, 2)
        rows.addLayout(last)

    def begin(self, person: Person) -> None:
        """Show the monographs to someone; what another person confirmed is not their answer."""
        super().begin(person)
        self._choose(self._chosen or next(iter(self._rows)))

    def _in_order(self) -> list[str]:
        """Return the monographs, those of the site's region first, drafts last."""
        work = self.workplace

        def last(identifier: str) -> tuple[bool, bool]:
            standing = self._standing(identifier)
            return standing.stage is Stage.DRAFT, standing.monograph.region != work.site.region

        return sorted(work.formulary.identifiers(), key=last)

    def take_focus(self) -> None:
        """Take the focus: what is to be confirmed first, else the monograph that is shown."""
        asking = [row for row in self.findings.rows() if row.facts().open_to]
        (asking[0] if asking else self._rows[self._chosen]).setFocus()

    def _standing(self, identifier: str) -> Standing:
        return self.workplace.formulary.standing(identifier)

    @property
    def _may_answer(self) -> bool:
        return self._is_pharmacist and self._standing(self._chosen).stage is not Stage.DRAFT

    @property
    def _is_pharmacist(self) -> bool:
        return self.person is not None and self.person.office is Office.PHARMACIST

    def _choose(self, identifier: str) -> None:
        # A reason that is being written is for the monograph that was shown.
        self._close_reason()
        self._chosen = identifier
        name = self.person.name if self.person else ""
        own = [each for each in self._standing(identifier).approvals if each.name == name]
        self._confirmed = set(own[0].confirmed) if own else set()
        self.pin.set_text("")
        self.untell()
        self._draw()

    def _draw(self) -> None:
        work, person = self.workplace, self.person
        if person is None:
            return
        standing, site = self._standing(self._chosen), work.site
        for identifier, row in self._rows.items():
            row.show_facts(facts.row(self._standing(identifier), self._chosen))
        monograph, confirmed = standing.monograph, frozenset(self._confirmed)
        self._title.show_facts(f"{monograph.brand}, {monograph.label} {monograph.revision}")
        self._stands.show_facts(facts.stands(standing, site))
        self._content.show_facts(facts.content(standing))
        answering = person.name if self._may_answer else None
        self.findings.show_facts(facts.rows(standing, confirmed, answering))
        still = facts.still_open(standing, confirmed)
        self._open.show_facts(still or facts.to_sign(standing, confirmed))
        self.pin.setVisible(self._may_answer)
        self.approve.setVisible(self._may_answer)
        self.approve.setEnabled(not still)
        if not self._is_pharmacist:
            self._open.show_facts("Only a pharmacist approves; a pharmacist signs in with F8.")
        self.heads()

    def keys(self) -> tuple[FooterKey, ...]:
        approved = bool(self._chosen and self._standing(self._chosen).approvals)
        withdraw = FooterKey("F12", "Withdraw the approval", approved)
        record = FooterKey("F9", "Formulation record")
        return (*super().keys(), record, *((withdraw,) if self._is_pharmacist else ()))

    def _print(self) -> None:
        what = "The master formulation record"
        self.documents.print(self.workplace, self.print_out(), what)

    def print_out(self) -> Path:
        """Write the master formulation record of the monograph that is shown; raises Refused."""
        work = self.workplace
        document = formulation_record(
            work.formulary, self._chosen, work.rules, work.site, work.now()
        )
        monograph = self._standing(self._chosen).monograph
        file = work.folder / "formulations" / file_name(monograph)
        put_out_document(document, file)
        return file

    def _toggle(self, path: str) -> None:
        self._confirmed.symmetric_difference_update({path})
        self.untell()
        self._draw()

    def _approve(self) -> None:
        if self.person is None or not self._may_answer:
            return
        still = facts.still_open(self._standing(self._chosen), frozenset(self._confirmed))
        if still:
            raise Refused(f"{still} Confirm each against the label in force, then approve.")
        pin = self.pin.text()
        if not pin:
            self.pin.setFocus()
            self.tell("Your PIN signs the approval: type it, then press Enter.", "PIN", Tone.INFO)
            return
        self.pin.set_text("")
        confirmed = frozenset(self._confirmed)
        self.workplace.formulary.approve(self._chosen, confirmed, self.person, pin)
        self._draw()
        self._rows[self._chosen].setFocus()
        stage = self._standing(self._chosen).stage
        then = "It is in use." if stage is Stage.IN_USE else "Another pharmacist approves it next."
        self.tell(f"Your approval is recorded. {then}", "Approved", Tone.OK)

    def _ask_withdrawal(self) -> None:
        if not self._standing(self._chosen).approvals:
            return
        self._card.hide()
        self.reason.show()
        self.reason.ask(
            "Why is the approval withdrawn?",
            "The monograph is out of use until two pharmacists approve it again. Work begun under "
            "it goes on.",
            self._withdraw,
            self._go_back,
        )

    def _withdraw(self, reason: str) -> None:
        if self.person is not None:
            self.workplace.formulary.withdraw(self._chosen, reason, self.person)
            self._choose(self._chosen)
            self.take_focus()

    def _go_back(self) -> None:
        self._close_reason()
        self._rows[self._chosen].setFocus()

    def _close_reason(self) -> None:
        self.reason.hide()
        self._card.show()

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
            case "F5" if self._may_answer and not asking:
                self.attempt(self._approve)
            case "F6" if not asking:
                self.page_wanted.emit("templates")
            case "F12" if self._is_pharmacist and not asking:
                self._ask_withdrawal()
            case "F9" if not asking:
                self.attempt(self._print)
            case _:
                return super().take_key(key)
        return True
