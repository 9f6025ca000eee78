"""The order page: a pharmacist verifies identity, dose and the conditions of the label."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.choices import USUAL, Choices
from app.core.outlook import Outlook
from app.core.person import Office, Person
from app.core.refused import Refused
from app.orders import PREFIX as ORDERS
from app.ui.drawing.banner import Banner
from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.course import Course
from app.ui.drawing.findings import FindingFacts, FindingRow, Findings, FindingState
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.wanted import Wanted
from app.ui.drawing.words import Role, Words
from app.ui.facts import reasons
from app.ui.facts.banner import banner
from app.ui.facts.choices import bag_choices
from app.ui.facts.order import MAKING, course, findings, open_points, wanted
from app.ui.facts.status import PRINTER, saved, scanner
from app.ui.focus import go_to
from app.ui.language import Verbatim
from app.ui.page import Page
from app.ui.steps.making import MakingCard
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
        self._choices = USUAL
        # What was chosen on the card of making and not taken over.
        self._draft: Choices | None = None
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
        self.reason, self.making = ReasonCard(), MakingCard()
        self.reason.hide()
        self.making.hide()
        self._compose()
        row.addWidget(self._card, 19)
        row.addWidget(self.reason, 19)
        row.addWidget(self.making, 29)
        self._side = side = Spaced()
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
        (self._open_rows() or list(rows))[0].setFocus()

    def show_order(self, stream: str, found: Outlook, person: Person) -> None:
        """Show an order, or a preparation whose order is not verified yet."""
        # What one person confirmed is never recorded as another's answer.
        if self._shown is None or (self.stream, self._shown[2]) != (stream, person):
            self._confirmed.clear()
            self._reasons.clear()
            self._choices = found.choices
            self._draft = None
            self.reason.forget()
            self.making.forget()
        else:
            if stream.startswith(ORDERS):
                found = self._workplace.outlook(stream, self._choices)
            self._forget_what_changed(self._shown[1], found)
        self._shown = (stream, found, person)
        self.untell()
        self._close_reason()
        self._close_making()
        self._draw()

    def _forget_what_changed(self, before: Outlook, now: Outlook) -> None:
        """Take back answers to questions and warnings that say something else now."""
        asked = set(before.review.questions) & set(now.review.questions)
        self._confirmed &= {each.code for each in asked}
        plans = [each.plan.findings for each in (before, now) if each.plan is not None]
        kept = set(plans[0]).intersection(*plans[1:]) if len(plans) == 2 else set()
        codes = {each.code for each in kept}
        self._reasons = {code: why for code, why in self._reasons.items() if code in codes}

    def _ask_how(self) -> None:
        """Ask how the dose is prepared; what is chosen counts once the order is verified."""
        assert self._shown is not None
        stream, _, person = self._shown
        work = self._workplace
        if person.office is not Office.PHARMACIST:
            self.show_refused(
                "Only a pharmacist chooses how a dose is prepared; a pharmacist signs in with F8."
            )
            return
        if not stream.startswith(ORDERS):
            self.show_refused(
                "The preparation is opened already; how it is prepared cannot be changed any more."
            )
            return
        products = (work.products.in_force(each) for each in work.products.numbers())
        bags = bag_choices((each for each in products if each), work.monograph_of(stream))
        self._card.hide()
        self._side.hide()
        self.making.show()
        self.making.ask(
            bags,
            self._draft or self._choices,
            person.name,
            lambda choices: work.outlook(stream, choices),
            self._prepare_so,
            self._close_making,
        )

    def _prepare_so(self, choices: Choices) -> None:
        assert self._shown is not None
        stream, before, person = self._shown
        found = self._workplace.outlook(stream, choices)
        self._choices = choices
        self._forget_what_changed(before, found)
        self._shown = (stream, found, person)
        self._close_making()
        self._draft = None
        self._draw()

    def _close_making(self) -> None:
        if self.making.isVisible():
            self._draft = self.making.choices
        self.making.hide()
        self._card.show()
        self._side.show()
        self.setFocus()

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
        self._eyebrow.show_facts(f"VERIFY THE ORDER  ·  {Verbatim(person.name)}")
        shown = self._facts()
        self.findings.show_facts(shown)
        still = open_points(shown)
        self._open.show_facts(still or "Everything is answered. Verify with F5.")
        self.button.setEnabled(not still)
        self._course.show_facts(course(found, monograph))
        self._wanted.show_facts(wanted(order, found.plan, monograph, work.rules.policy, now, site))
        self._footer.show_facts(
            FooterFacts(
                (saved(work.log), scanner(work.scanner_profile), PRINTER),
                (
                    FooterKey("Esc", "Worklist"),
                    FooterKey("F4", "How it is prepared"),
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
            self.show_refused("Only a pharmacist verifies an order; a pharmacist signs in with F8.")
            return
        if code == MAKING:
            self._ask_how()
            return
        if code in {each.code for each in found.review.questions}:
            self._confirmed.symmetric_difference_update({code})
            self._draw()
            return
        sentence = next(each.sentence for each in self._facts() if each.code == code)
        self._ask("Why may this warning be passed?", sentence, lambda text: self._pass(code, text))

    def _ask(
        self,
        title: str,
        sentence: str,
        accept: Callable[[str], object],
        ready: tuple[str, ...] = (),
        *,
        ends: bool = False,
    ) -> None:
        self._card.hide()
        self.reason.show()
        self.reason.ask(title, sentence, accept, self._close_reason, ready, ends=ends)

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
        if not self.reason.isVisible() and not self.making.isVisible():
            self.verify.emit(tuple(sorted(self._confirmed)), tuple(self._reasons.items()))

    def make_room(self) -> None:
        # While the band is there: the course has its own page, F6.
        self._course.setVisible(self.alarm.facts() is None)
        super().make_room()

    def take_key(self, key: str) -> bool:
        match key:
            case "Esc" if self.reason.isVisible():
                self._close_reason()
            case "Esc" if self.making.isVisible():
                self._close_making()
            case "F5" if self.making.isVisible():
                self.making.record()
            case "F4" if not self.reason.isVisible() and not self.making.isVisible():
                self._ask_how()
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
                    reasons.WITHDRAW,
                    ends=True,
                )
            case _ if self.reason.isVisible() and len(key) == 1:
                return self.reason.digit(int(key))
            case _:
                return False
        return True

    def take_confirm(self) -> bool:
        """Answer the row that has the focus and go to the next open one; then verify.

        Only what has the focus is answered, for that is what the person looks at.
        """
        if self.making.isVisible():
            return self._confirm_making()
        if self.reason.isVisible():
            self.reason.record()
        elif self.button.hasFocus() and self.button.isEnabled():
            self._verify()
        elif not self._answer_focused():
            if not self.button.isEnabled():
                raise Refused(open_points(self._facts()))
            self.button.setFocus()
            once_more = "Everything is answered. Confirm once more to verify the order."
            self.tell(once_more, "Verify", Tone.INFO)
        return True

    def _confirm_making(self) -> bool:
        """Take the overfill that was typed; any other choice is left to what has the focus."""
        typed = self.making.overfill.line.hasFocus()
        if typed:
            self.making.overfill.line.returnPressed.emit()
            self.making.use_button.setFocus()
        return typed

    def _answer_focused(self) -> bool:
        """Answer the focused row if it is open, else go to an open one; False where none is."""
        open_now = self._open_rows()
        focused = next((row for row in open_now if row.hasFocus()), None)
        if focused is None and open_now:
            go_to(open_now[0])
        if focused is not None:
            self._activated(focused.facts().code)
            still_open = self._open_rows()
            if still_open and not self.reason.isVisible():
                go_to(still_open[0])
        return bool(open_now)

    def _open_rows(self) -> list[FindingRow]:
        asking = (FindingState.ASK, FindingState.WARN)
        return [row for row in self.findings.rows() if row.facts().state in asking]

    def take_refusal(self) -> bool:
        if self.making.isVisible():
            self._close_making()
            return True
        if self.reason.isVisible():
            self._close_reason()
            return True
        return self.take_key("F12")

    def take_turn(self, by: int) -> bool:
        if self.making.isVisible():
            return self.focusNextPrevChild(by > 0)
        rows = [row for row in self.findings.rows() if row.facts().open_to]
        if self.reason.isVisible() or not rows:
            return False
        at = next((place for place, row in enumerate(rows) if row.hasFocus()), -by)
        if not 0 <= at + by < len(rows):
            return False
        go_to(rows[at + by])
        return True

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        if self.reason.isVisible():
            self.reason.tell(sentence)
        elif self.making.isVisible():
            self.making.tell(sentence)
        else:
            super().tell(sentence, word, tone)

    def tick(self) -> None:
        self._draw()
