"""The order page: a pharmacist verifies identity, dose and the conditions of the label."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import references
from app.core.outlook import Outlook
from app.core.person import Office, Person
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
    course_wanted = Signal()
    left = Signal()
    leaving = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._shown: tuple[str, Outlook, Person] | None = None
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
    def outlook(self) -> Outlook:
        """What is shown of the order, and what verifying accepts."""
        assert self._shown is not None
        return self._shown[1]

    def begin(self) -> None:
        """Take the focus: the first row that asks something, else the first."""
        rows = self.findings.rows()
        asking = [row for row in rows if row.facts().open_to]
        (asking or list(rows))[0].setFocus()

    def show_order(self, stream: str, found: Outlook, person: Person) -> None:
        """Show an order, or a preparation whose order is not verified yet."""
        # What one person confirmed is never recorded as another's answer.
        if self._shown is None or (self.stream, self._shown[2]) != (stream, person):
            self._confirmed.clear()
            self._reasons.clear()
        else:
            self._forget_what_changed(self._shown[1], found)
        self._shown = (stream, found, person)
        self.untell()
        self._close_reason()
        self._draw()

    def _forget_what_changed(self, before: Outlook, now: Outlook) -> None:
        """Take back answers to questions and warnings that say something else now."""
        asked = set(before.review.questions) & set(now.review.questions)
        self._confirmed &= {each.code for each in asked}
        plans = [each.plan.findings for each in (before, now) if each.plan is not None]
        kept = set(plans[0]).intersection(*plans[1:]) if len(plans) == 2 else set()
        codes = {each.code for each in kept}
        self._reasons = {code: why for code, why in self._reasons.items() if code in codes}

    def _facts(self) -> tuple[FindingFacts, ...]:
        assert self._shown is not None
        return findings(self._shown[1], frozenset(self._confirmed), self._reasons)

    def _draw(self) -> None:
        if self._shown is None:
            return
        stream, found, person = self._shown
        work = self._workplace
        order = work.order_for(stream)
        monograph, site, now = work.monograph_of(stream), work.site, work.now()
        self._banner.show_facts(banner(order, found.plan, monograph, site, "not verified yet"))
        self._eyebrow.show_facts(f"VERIFY THE ORDER  ·  {person.name}")
        shown = self._facts()
        self.findings.show_facts(shown)
        still = open_points(shown)
        self._open.show_facts(still or "Everything is answered. Verify with F5.")
        self.button.setEnabled(not still)
        self._course.show_facts(course(found, monograph))
        self._wanted.show_facts(
            wanted(order, found.plan, monograph, references.policy(), now, site)
        )
        self._footer.show_facts(
            FooterFacts(
                (saved(work.log), SCANNER, PRINTER),
                (
                    FooterKey("Esc", "Worklist"),
                    FooterKey("F6", "Course"),
                    FooterKey("F8", "Change person"),
                    FooterKey("F12", "Withdraw the order"),
                ),
            )
        )

    def _activated(self, code: str) -> None:
        assert self._shown is not None
        _, found, person = self._shown
        if person.office is not Office.PHARMACIST:
            self.tell("Only a pharmacist verifies an order; a pharmacist signs in with F8.")
            return
        if code in {each.code for each in found.review.questions}:
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
            case "F6" if not self.reason.isVisible():
                self.course_wanted.emit()
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
