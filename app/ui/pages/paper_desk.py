"""What is put on paper at the page of a preparation: chosen, shown, sent, and asked after."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.label_decision import AT_THE_LABEL, known_reason, wants_reason
from app.core.label_kind import LabelKind, called
from app.core.refused import Refused
from app.label_printing import Outcome
from app.session import Session
from app.ui.facts import reasons
from app.ui.facts.paper import PRINT_ONCE, RECORD, WORKSHEET, paper_rows, which_now
from app.ui.label_sending import LabelSending
from app.ui.pages.step_place import StepPlace
from app.ui.steps.companion import CompanionCard
from app.ui.steps.paper import PaperCard
from app.ui.steps.sent import SentCard
from app.workplace import Workplace

_VOID = "Every earlier label of this preparation is void from now on."
_VOID_ONE = "Every earlier one is void from now on."
_VOIDED = {
    Outcome.SPOILED: "{label} is void: destroy it, then print copy {next}.",
    Outcome.MISSING: "{label} is void: should it turn up, destroy it. Print copy {next}.",
}


class PaperDesk(QObject):
    """The cards of paper, and what their buttons do.

    `done` carries a word and a sentence for whoever is at the page, and whether all is well;
    `voided` what to do about a label that a person found spoiled, or did not find;
    `worksheet_wanted` and `record_wanted` ask for what the page writes itself.
    """

    done = Signal(str, str, bool)
    voided = Signal(str)
    moved = Signal()
    worksheet_wanted = Signal()
    record_wanted = Signal()

    def __init__(self, page: StepPlace, workplace: Workplace) -> None:
        super().__init__()
        self._page = page
        self.paper, self.companion, self.sent = PaperCard(), CompanionCard(), SentCard()
        self.cards: tuple[QWidget, ...] = (self.paper, self.companion, self.sent)
        self.companion.wanted.connect(lambda: self.print(*self.companion.label))
        self.sent.answered.connect(self._answer)
        self._sending = LabelSending(workplace, self)
        self._sending.moved.connect(self.moved)
        self._sending.told.connect(self._tell)

    def open(self, session: Session) -> None:
        """Offer what can be put on paper, or ask first whether a label came out."""
        if session.labels.under_way is not None:
            self.show_sent(session)
            return
        rows = paper_rows(session.state, session.now())
        self._page.show_card(self.paper)
        self.paper.ask(rows, session.labels.destination.words, self._choose)

    def stands_in_the_way(self, session: Session) -> bool:
        """Tell whether the step waits for a label of the bag that is under way."""
        label, step = session.labels.under_way, session.state.step
        of_the_bag = label is not None and label.kind is LabelKind.BAG
        return of_the_bag and step is not None and step.identifier in AT_THE_LABEL

    def show_sent(self, session: Session) -> None:
        """Show what is under way as it stands now."""
        self.sent.show_label(session.labels)
        self._page.show_card(self.sent)

    def question(self, session: Session) -> str:
        """Return that a label is in question, where that stands in nobody's way; else ""."""
        label = session.labels.under_way
        if label is None or not label.in_question:
            return ""
        return f"Nobody knows whether {label.words} came out of the printer. F9 asks for it."

    def _choose(self, code: str) -> None:
        session = self._page.session
        assert session is not None
        if code == WORKSHEET:
            self.worksheet_wanted.emit()
        elif code == RECORD:
            self.record_wanted.emit()
        elif code == LabelKind.BAG:
            self.print(LabelKind.BAG, 0)
        else:
            self._show(session, LabelKind(code))

    def _show(self, session: Session, kind: LabelKind) -> None:
        """Show the label that would be printed; where there are several, ask first which."""
        found = which_now(session.state, kind, session.now())
        if len(found) == 1:
            self._show_one(session, kind, found[0].number)
            return
        self._page.offer(
            found,
            lambda code: self._show_one(session, kind, int(code)),
            f"Which {kind.value}?",
            "Each has a label of its own, and its own count.",
        )

    def _show_one(self, session: Session, kind: LabelKind, number: int) -> None:
        self._page.show_card(self.companion)
        self.companion.show_label(session, kind, number)

    def print(self, kind: LabelKind, number: int) -> None:
        """Print a label, asking first why it is printed again."""
        session = self._page.session
        assert session is not None
        state = session.state
        if wants_reason(state, kind, number) and not known_reason(state, kind, number):
            of_the_bag = kind is LabelKind.BAG
            words = "label" if of_the_bag else called(kind, number)
            self._page.ask(
                f"Why is the {words} printed again?",
                _VOID if of_the_bag else _VOID_ONE,
                lambda reason: self._start(kind, number, reason),
                reasons.REPRINT,
            )
            return
        self._start(kind, number, "")

    def _start(self, kind: LabelKind, number: int, reason: str) -> None:
        begun = self._page.act(lambda session: self._sending.start(session, kind, number, reason))
        session = self._page.session
        if not begun or session is None or kind is LabelKind.BAG:
            return
        words = called(kind, number)
        label = session.labels.under_way
        if label is None:
            told = f"The {words} is in {session.folder / 'labels'}. {PRINT_ONCE}"
            self.done.emit("Written", told, True)
        else:
            self.done.emit("Printing", f"Sending {label.words} to {label.printer}.", True)

    def _answer(self, outcome: Outcome) -> None:
        label = self.sent.shown
        done = self._page.act(lambda session: session.labels.answer(outcome))
        if done and label is not None and outcome in _VOIDED:
            words = label.words[0].upper() + label.words[1:]
            self.voided.emit(_VOIDED[outcome].format(label=words, next=label.copy + 1))

    def _tell(self, sentence: str, is_out: bool) -> None:
        self.done.emit("Printed" if is_out else "Not printed", sentence, is_out)

    def confirm(self, shown: QWidget | None) -> None:
        """Do what Confirm does on a card of paper; raises Refused where it does nothing."""
        if shown is self.companion:
            self.print(*self.companion.label)
        elif shown is self.sent and not self._asks():
            raise Refused("The label is being sent; wait until the printer answers.")
        else:
            raise Refused("Choose one of the answers by its number; none is chosen by itself.")

    def _asks(self) -> bool:
        return self.sent.shown is not None and self.sent.shown.in_question

    def take_key(self, shown: QWidget | None, key: str) -> bool | None:
        """Take a key on a card of paper; None where it is for the page."""
        digit = int(key) if len(key) == 1 and key.isdigit() else None
        if digit is not None and shown is self.paper:
            return self.paper.digit(digit)
        if digit is not None and shown is self.sent:
            return self.sent.digit(digit)
        if key == "F5" and shown is self.companion:
            self.print(*self.companion.label)
            return True
        return None
