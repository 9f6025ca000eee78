"""The order page: a pharmacist verifies identity, dose and the conditions of the label."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import references
from app.core.person import Office, Person
from app.core.plan import Plan
from app.core.refused import Refused
from app.ui.drawing.banner import Banner
from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.course import Course
from app.ui.drawing.findings import FindingFacts, Findings
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.wanted import Wanted
from app.ui.drawing.words import Role, Words
from app.ui.facts.banner import banner
from app.ui.facts.order import course, findings, open_points, wanted
from app.ui.facts.status import PRINTER, SCANNER, saved
from app.ui.page import Page
from app.ui.steps.reason import ReasonCard
from app.ui.theme import Tone
from app.workplace import Workplace


class OrderPage(Page):
    """Shows an order with its plan; `verify` carries what was confirmed, and the reasons."""

    verify = Signal(object, object)
    withdrawn = Signal(str)
    left = Signal()
    leaving = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._shown: tuple[str, Plan, Person] | None = None
        self._confirmed: set[str] = set()
        self._reasons: dict[str, str] = {}
        self._banner, self._footer = Banner(), Footer()
        self._footer.key_chosen.connect(self.take_key)
        row = self.lay_out(self._banner, self._footer)
        self._card = Card()
        self._eyebrow = Words(Role.EYEBROW, "")
        self.findings = Findings()
        self.findings.activated.connect(self._activated)
        self._open = Words(Role.REMARK, "")
        self.button = PrimaryButton("Verify", "F5")
        self.button.clicked.connect(self._verify)
        self.reason = ReasonCard()
        self.reason.hide()
        self._compose()
        row.addWidget(self._card, 19)
        row.addWidget(self.reason, 19)
        side = Spaced()
        column = QVBoxLayout(side)
        side.space(column, 14)
        self._course, self._wanted = Course(), Wanted()
        column.addWidget(self._course)
        column.addWidget(self._wanted, 1)
        row.addWidget(side, 10)

    def _compose(self) -> None:
        rows = self._card.rows
        rows.addWidget(self._eyebrow)
        rows.addWidget(Words(Role.TITLE, "Is this dose due, and may it be given today?"))
        rows.addWidget(self.findings, 1)
        rows.addWidget(self.notice)
        last = QHBoxLayout()
        self._card.space(last, 14)
        last.addWidget(self._open, 2)
        last.addWidget(self.button, 1)
        rows.addLayout(last)

    @property
    def stream(self) -> str:
        """The stream of the order or preparation that is shown."""
        return self._shown[0] if self._shown else ""

    @property
    def plan(self) -> Plan:
        """The plan that is shown, and that verifying accepts."""
        assert self._shown is not None
        return self._shown[1]

    def begin(self) -> None:
        """Take the focus: the first row that asks something, else the first."""
        rows = self.findings.rows()
        asking = [row for row in rows if row.facts().open_to]
        (asking or list(rows))[0].setFocus()

    def show_order(self, stream: str, plan: Plan, person: Person) -> None:
        """Show an order, or a preparation whose order is not verified yet."""
        # What one person confirmed is never recorded as another's answer.
        if self._shown is None or (self.stream, self._shown[2]) != (stream, person):
            self._confirmed.clear()
            self._reasons.clear()
        self._shown = (stream, plan, person)
        self.untell()
        self._close_reason()
        self._draw()

    def _facts(self) -> tuple[FindingFacts, ...]:
        assert self._shown is not None
        stream, plan, _ = self._shown
        order = self._workplace.order_for(stream)
        monograph = self._workplace.monograph(order)
        return findings(order, plan, monograph, frozenset(self._confirmed), self._reasons)

    def _draw(self) -> None:
        if self._shown is None:
            return
        stream, plan, person = self._shown
        work = self._workplace
        order = work.order_for(stream)
        monograph, site, now = work.monograph(order), work.site, work.now()
        self._banner.show_facts(banner(order, plan, monograph, site, "not verified yet"))
        self._eyebrow.show_facts(f"VERIFY THE ORDER  ·  {person.name}")
        shown = self._facts()
        self.findings.show_facts(shown)
        still = open_points(shown)
        self._open.show_facts(still or "Everything is answered. Verify with F5.")
        self.button.setEnabled(not still)
        self._course.show_facts(course(order, monograph, order.wanted or now, site))
        self._wanted.show_facts(wanted(order, plan, monograph, references.policy(), now, site))
        self._footer.show_facts(
            FooterFacts(
                (saved(work.log), SCANNER, PRINTER),
                (
                    FooterKey("Esc", "Worklist"),
                    FooterKey("F8", "Change person"),
                    FooterKey("F12", "Withdraw the order"),
                ),
            )
        )

    def _activated(self, code: str) -> None:
        assert self._shown is not None
        stream, _, person = self._shown
        if person.office is not Office.PHARMACIST:
            self.tell("Only a pharmacist verifies an order; a pharmacist signs in with F8.")
            return
        order = self._workplace.order_for(stream)
        gates = {gate.code for gate in self._workplace.gates(order)}
        if code in gates:
            self._confirmed.symmetric_difference_update({code})
            self._draw()
            return
        sentence = next(each.sentence for each in self._facts() if each.code == code)
        self._ask("Why may this warning be passed?", sentence, lambda text: self._pass(code, text))

    def _ask(self, title: str, sentence: str, accept: Callable[[str], object]) -> None:
        self._card.hide()
        self.reason.show()
        self.reason.ask(title, sentence, accept, self._close_reason)

    def _pass(self, code: str, reason: str) -> None:
        if len(reason.strip()) < 3:
            raise Refused("Write the reason in a few words.")
        self._reasons[code] = reason.strip()
        self._close_reason()
        self._draw()

    def _close_reason(self) -> None:
        self.reason.hide()
        self._card.show()

    def _verify(self) -> None:
        if not self.reason.isVisible():
            self.verify.emit(tuple(sorted(self._confirmed)), tuple(self._reasons.items()))

    def take_key(self, key: str) -> bool:
        match key:
            case "Esc" if self.reason.isVisible():
                self._close_reason()
            case "Esc":
                self.left.emit()
            case "F5" if self.button.isEnabled():
                self._verify()
            case "F8":
                self.leaving.emit()
            case "F12" if not self.reason.isVisible():
                self._ask(
                    "Why is this order withdrawn?",
                    "It leaves the worklist; the log keeps it.",
                    self.withdrawn.emit,
                )
            case _:
                return False
        return True

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        if self.reason.isVisible():
            self.reason.tell(sentence)
        else:
            super().tell(sentence, word, tone)

    def tick(self) -> None:
        self._draw()
