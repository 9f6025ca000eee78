"""A label answered: fit for use or not, with what is left; and its infusion, once it runs."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core import entry as said
from app.core.decision import means_now
from app.core.fitness import Fit, Fitness
from app.core.holding import means_at
from app.core.light import Stage
from app.core.person import Office, Person
from app.core.preparation import Preparation, Status
from app.core.refused import Refused
from app.core.storage import Storage
from app.entered import may_be_a_pin
from app.label_check import ReadLabel, by_typed_code
from app.label_code import typed_code
from app.label_proof import Standing
from app.session import Session
from app.ui.announcing import refuse_aloud
from app.ui.drawing.banner import Banner
from app.ui.drawing.budget import TimeBudget
from app.ui.drawing.buttons import Button, DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.icons import Icon
from app.ui.drawing.labelled import Labelled
from app.ui.drawing.light import LightBox
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.tile import Tile, TileFacts
from app.ui.drawing.verdict import Verdict
from app.ui.drawing.words import Role, Words
from app.ui.facts import label as facts
from app.ui.facts import reasons
from app.ui.facts.banner import banner
from app.ui.facts.label import Act
from app.ui.facts.light import light
from app.ui.focus import go_to
from app.ui.steps.key_card import KeyCard
from app.ui.steps.means import PUT_FIRST, MeansCard
from app.ui.steps.reason import ReasonCard
from app.ui.steps.unsaved import UnsavedCard
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import LABEL, Workplace

_IN_A_QUESTION = "A question is open; answer it or go back with Esc. The scan was not used."
_UNSAVED = "What was done is not saved yet. Save it first with F5; the scan was not used."
_ALARMING = (Fit.NOT_FIT, Fit.STOP_EARLY, Fit.ASK, Fit.COVER, Fit.CHECK)
# Which button does what, its words and its key; in the order in which they stand, what is to be
# done at the right, as on every page.
_BUTTONS: tuple[tuple[Act, type[Button], str, str], ...] = (
    (Act.PAUSE, SecondaryButton, "Pause…", "F10"),
    (Act.END_EARLY, DangerButton, "End it now…", "F12"),
    (Act.LIGHT_LOST, SecondaryButton, "Light lost…", "F7"),
    (Act.LIGHT_BACK, SecondaryButton, "Protected again…", "F7"),
    (Act.KNOW_KEY, SecondaryButton, "The key is known…", "F9"),
    (Act.FORGET_KEY, DangerButton, "Forget the key…", "F9"),
    (Act.GO_ON, PrimaryButton, "It goes on", "F10"),
    (Act.TAKE_OUT, PrimaryButton, "Taken out of the refrigerator", "F5"),
    (Act.START, PrimaryButton, "Start the infusion…", "F5"),
    (Act.ENDED, PrimaryButton, "The infusion ended", "F5"),
)

# How wide each of the four figures of an infusion is beside the time line.
FIGURE = 232


class AskCard(Card):
    """Asks for a label: `field` takes what is typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = EntryField("Preparation and label", icon=Icon.SCANNER, size=24)
        self.field.ask("such as 2611-0042 1-6D6B")
        self.rows.addWidget(Words(Role.TITLE, "Is it fit for use?"))
        self.rows.addWidget(
            Words(
                Role.INSTRUCTION,
                "Scan the label on the bag. Of a label made here, its preparation and its short "
                "code can be typed too.",
            )
        )
        self.rows.addWidget(self.field)
        self.rows.addStretch(1)
        self.rows.addWidget(
            Words(
                Role.REMARK,
                "A label that was made elsewhere is judged by the times on it alone: whether it "
                "was released, recalled or printed again is known where it was made.",
            )
        )


class AnswerCard(Spaced):
    """The answer, what is known, the figures of an infusion, and what may be recorded."""

    def __init__(self, press: Callable[[Act], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        self.space(column, 8)
        self.verdict, self.known = Verdict(), Labelled()
        self.tiles = tuple(Tile(FIGURE) for _ in range(4))
        card = Card(margin=12)
        card.rows.addWidget(self.known)
        figures = QHBoxLayout()
        card.space(figures, 10)
        for tile in self.tiles:
            figures.addWidget(tile)
        card.rows.addLayout(figures)
        self.buttons = {act: kind(words, key) for act, kind, words, key in _BUTTONS}
        row = QHBoxLayout()
        self.space(row, 12)
        for act, button in self.buttons.items():
            button.clicked.connect(lambda _=False, chosen=act: press(chosen))
            row.addWidget(button, 3 if isinstance(button, PrimaryButton) else 2)
        column.addWidget(self.verdict)
        column.addWidget(card)
        column.addStretch(1)
        column.addLayout(row)

    def show_tiles(self, found: tuple[TileFacts, ...]) -> None:
        """Show so many figures."""
        for at, tile in enumerate(self.tiles):
            if at < len(found):
                tile.show_facts(found[at])
            tile.setVisible(at < len(found))

    def offer(self, acts: tuple[Act, ...]) -> None:
        """Show the buttons of what may be recorded."""
        for act, button in self.buttons.items():
            button.setVisible(act in acts)


class LabelPage(TabPage):
    """A function of the label that was read, the state of its preparation, and the time.

    `chosen` carries the stream of a preparation to open.
    """

    chosen = Signal(str)
    tab = "label"
    calls = True
    # What is told stands above all that is known of an infusion.
    packs_to_tell = True

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self.session: Session | None = None
        self._read: ReadLabel | None = None
        self._found: Fitness | None = None
        self.banner, self.budget, self.light = Banner(), TimeBudget(), LightBox()
        whole = self.layout()
        assert isinstance(whole, QVBoxLayout)
        whole.insertWidget(1, self.banner)
        self.asking, self.answering = AskCard(), AnswerCard(self._do)
        self.asking.field.entered.connect(self._take_typed)
        self.means, self.reason, self.unsaved = MeansCard(), ReasonCard(), UnsavedCard()
        self.key = KeyCard(self._close)
        self.unsaved.wanted.connect(self.take_key)
        self._stack = QStackedWidget()
        for card in (
            self.asking,
            self.answering,
            self.means,
            self.reason,
            self.key,
            self.unsaved,
        ):
            self._stack.addWidget(card)
        main, self._side = Spaced(), Spaced()
        column, side = QVBoxLayout(main), QVBoxLayout(self._side)
        main.space(column, 10)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        self._side.space(side, 14)
        side.addWidget(self.budget, 1)
        side.addWidget(self.light)
        self.body.addWidget(main, 1)
        self.body.addWidget(self._side)

    def begin(self, person: Person) -> None:
        """Ask for a label."""
        super().begin(person)
        self._clear()

    def take_focus(self) -> None:
        if self._read is None:
            self.asking.field.setFocus()
        else:
            self.setFocus()

    @property
    def place(self) -> str:
        """Where the label that is shown is found again, "" where none is."""
        read = self._read
        if read is None:
            return ""
        if read.figures is not None and read.proof.standing is Standing.NOT_READ:
            return f"{LABEL}{read.figures.number} {typed_code(read.code)}"
        return LABEL + read.code

    @property
    def shows_time_of(self) -> str:
        return "" if self.session is None else self.session.stream

    @property
    def asks(self) -> bool:
        """Whether a question stands open on the page."""
        return self._stack.currentWidget() in (self.means, self.reason, self.key)

    @property
    def asks_pin(self) -> bool:
        return self._stack.currentWidget() is self.key

    # A label is read.

    def take_scan(self, text: str) -> None:
        if self.asks:
            self.refuse_scan(text, _IN_A_QUESTION)
        elif self._holds_unsaved:
            self.refuse_scan(text, _UNSAVED)
        else:
            self._ask_of(text, text)

    def look_at(self, code: str) -> None:
        """Answer a label that nobody scanned or typed now; one that was typed stays typed."""
        if " " in code:
            self._ask_of(self._code_of(code), "", typed=True)
        else:
            self._ask_of(code, "")

    def _take_typed(self, text: str) -> None:
        written = text.strip()
        kept = "digits, not kept; they may be a PIN" if may_be_a_pin(written) else written
        try:
            code = self._code_of(written)
        except Refused as refused:
            self.refuse_scan(kept, refused.sentence)
            return
        self._ask_of(code, kept, typed=not written.startswith("("))

    def _code_of(self, written: str) -> str:
        """Return the code of a label that was typed, whole or short; raises Refused."""
        if written.startswith("("):
            return written
        number, space, typed = written.partition(" ")
        if not space:
            raise Refused(
                "Type the number of the preparation, a space, and the short code of the label, "
                "such as 2611-0042 1-6D6B; or scan the label."
            )
        return by_typed_code(self.workplace.log, number, typed)

    def _ask_of(self, code: str, entered: str, *, typed: bool = False) -> None:
        """Show the answer to a label; `entered` is what is kept where it is refused or not fit.

        `typed` tells that only the short code was typed.
        """
        self._clear()
        try:
            self._read = read = self.workplace.read_label(code, typed=typed)
        except Refused as refused:
            self.refuse_scan(entered, refused.sentence)
            return
        if read.stream and self.person is not None:
            self.session = self.workplace.session(read.stream, self.person, self._announced)
        self._show()
        self.take_focus()
        found = self._found
        if found is None or not entered:
            return
        if found.fit in _ALARMING:
            refuse_aloud(found.sentence, found.fit.value.capitalize())
        if found.fit is Fit.NOT_FIT:
            self.attempt(lambda: self._keep(entered, found.sentence))

    def _clear(self) -> None:
        self._read, self._found, self.session = None, None, None
        self.asking.field.set_text("")
        self.untell()
        self._show()

    @property
    def keeps_refused_scans(self) -> bool:
        return True

    @property
    def _holds_unsaved(self) -> bool:
        """Whether something of the preparation that is shown is not on disk."""
        return self.session is not None and self.session.unsaved is not None

    def refuse_scan(self, entered: str, sentence: str) -> None:
        if not self.asks and not self._holds_unsaved:
            # What was scanned may be another bag; nobody may read the answer of this one as its.
            self._clear()
            self.take_focus()
        try:
            self._keep(entered, sentence)
        except Refused as unsaved:
            sentence = f"{sentence} {unsaved.sentence}"
        super().refuse_scan(entered, sentence)

    def _keep(self, entered: str, sentence: str) -> None:
        """Record a close call: in the preparation, or where it keeps none, as one of this page."""
        session = self.session
        if session is not None and session.keeps_refusals:
            session.refuse_scan(entered, sentence)
        elif self.person is not None:
            who = self.person.name
            self.workplace.keep_refused_scan(self.called, entered, sentence, who)

    # What is shown.

    def _announced(self, _state: Preparation) -> None:
        if self._read is not None:
            self._show()

    def _show(self) -> None:
        """Show the answer as it is now; a question that is open stays open."""
        read, work = self._read, self.workplace
        made_here = read is not None and bool(read.stream)
        self.header.setVisible(not made_here)
        self.banner.setVisible(made_here)
        if read is None:
            self._side.hide()
            self._stack.setCurrentWidget(self.asking)
            self.heads()
            return
        self._found = found = work.answer(read)
        state = None if self.session is None else self.session.state
        self._show_answer(read, state, found)
        if self.session is not None and self.session.unsaved is not None:
            site, now = self.workplace.site, self.session.now()
            self.unsaved.show_unsaved(self.session.unsaved, now, site)
            self._stack.setCurrentWidget(self.unsaved)
        elif not self.asks:
            self._stack.setCurrentWidget(self.answering)
        self.heads()

    def _show_answer(self, read: ReadLabel, state: Preparation | None, found: Fitness) -> None:
        site, now = self.workplace.site, self._now()
        card, figures = self.answering, read.figures
        card.verdict.show_facts(facts.verdict(found, state, now, site))
        known = () if figures is None else facts.rows(figures, state, found, now, site)
        card.known.show_facts((*known, *facts.signature(read, state, found)))
        card.show_tiles(facts.tiles(state, now, site) if found.deadline is not None else ())
        card.offer(self._acts())
        policy = self.workplace.rules.policy
        line = None
        if figures is not None:
            line = facts.time_line(figures, state, found, now, site, policy)
        self._side.setVisible(line is not None)
        if line is not None:
            self.budget.show_facts(line)
        released = state is not None and state.status is Status.RELEASED
        self.light.setVisible(released)
        if state is not None:
            number = f"Preparation {state.opened.number}"
            order, plan, monograph = state.order, state.plan, state.monograph
            self.banner.show_facts(banner(order, plan, monograph, site, number))
            if released:
                self.light.show_facts(light(state, now, site))

    def _now(self) -> datetime:
        return self.workplace.now() if self.session is None else self.session.now()

    def _acts(self) -> tuple[Act, ...]:
        """Return what this person may record of it now."""
        session, found, person = self.session, self._found, self.person
        if session is None:
            return facts.key_acts(self._read, person)
        if found is None or person is None or self._holds_unsaved:
            return ()
        if person.office is Office.ADMINISTRATOR:
            return ()
        return facts.acts(found, session.state, session.now())

    def keys(self) -> tuple[FooterKey, ...]:
        if self.asks:
            return (FooterKey("Esc", "Back"),)
        if self._holds_unsaved:
            return (FooterKey("F5", "Save"), self.back())
        back, person = self.back(), FooterKey("F8", "Change person")
        if self._read is None:
            return (back, person)
        open_ = (FooterKey("F6", "Preparation"),) if self.session is not None else ()
        return (back, FooterKey("F3", "Another label"), *open_, person)

    def tick(self) -> None:
        before = self._found
        if self.session is not None:
            self.session.notice_clock()
        if self._read is None:
            super().tick()
            return
        self._show()
        now = self._found
        if before is None or now is None or before.fit is now.fit:
            return
        if now.fit in _ALARMING:
            refuse_aloud(now.sentence, now.fit.value.capitalize())

    # What is done.

    def _do(self, act: Act) -> None:
        session = self.session
        if session is None:
            self._do_with_key(act)
            return
        match act:
            case Act.TAKE_OUT:
                self._say(said.Store(Storage.ROOM))
            case Act.START:
                self._ask_start(session.state)
            case Act.ENDED:
                self._say(said.EndInfusion())
            case Act.PAUSE:
                sentence = "The time to its end goes on while it stands still."
                title = "Why is the infusion paused?"
                self._ask(title, sentence, said.PauseInfusion, reasons.PAUSE)
            case Act.GO_ON:
                self._say(said.ResumeInfusion())
            case Act.END_EARLY:
                self._ask_end(session)
            case Act.LIGHT_LOST:
                sentence = "The gap counts from now until protection is recorded again with F7."
                title = "What took the light protection away?"
                self._ask(title, sentence, said.LoseProtection, reasons.LIGHT_LOST)
            case Act.LIGHT_BACK:
                self._stack.setCurrentWidget(self.means)
                means = means_now(session.state)
                self.means.ask(means, lambda code: self._say(said.RestoreProtection(code)))
                self.heads()

    def _do_with_key(self, act: Act) -> None:
        """Ask what is to be recorded of the key of a label that was made elsewhere."""
        read, keys = self._read, self.workplace.label_keys
        if read is None or self.person is None:
            return
        public, person = read.proof.public, self.person
        if act is Act.KNOW_KEY:
            self._stack.setCurrentWidget(self.key)
            self.key.ask(
                read.proof.fingerprint,
                lambda site, pin: self._record_key(lambda: keys.know(public, site, person, pin)),
            )
        elif act is Act.FORGET_KEY:
            self._stack.setCurrentWidget(self.reason)
            self.reason.ask(
                "Why is the key no longer valid?",
                f"It is that of {read.proof.site}. Labels signed with it are of an unknown key "
                "from now on.",
                lambda why: self._record_key(lambda: keys.forget(public, why, person)),
                self._close,
                ends=True,
            )
        self.heads()

    def _record_key(self, record: Callable[[], None]) -> None:
        """Record something of a key, and answer the label anew; what is refused is told."""
        read = self._read
        if read is not None and self.attempt(record):
            self._close()
            self.look_at(read.code)

    def _ask_start(self, state: Preparation) -> None:
        line = state.monograph.line_light
        sentence = PUT_FIRST if line is None else f"{PUT_FIRST} {line.words} ({line.source})"
        self._stack.setCurrentWidget(self.means)
        self.means.ask(
            means_at(state, Stage.INFUSION),
            lambda code: self._say(said.StartInfusion(code)),
            "Start: what protects it from light while it runs?",
            sentence,
        )
        self.heads()

    def _ask_end(self, session: Session) -> None:
        infusion = session.state.infusion
        if infusion is not None:
            sentence = facts.end_asked(infusion, session.now())
            title, ready = "Why does the infusion end now?", reasons.END_EARLY
            self._ask(title, sentence, said.EndInfusion, ready, ends=True)

    def _ask(
        self,
        title: str,
        sentence: str,
        entry: Callable[[str], said.Entry],
        ready: tuple[str, ...],
        *,
        ends: bool = False,
    ) -> None:
        self._stack.setCurrentWidget(self.reason)
        self.reason.ask(
            title, sentence, lambda text: self._say(entry(text)), self._close, ready, ends=ends
        )
        self.heads()

    def _say(self, entry: said.Entry) -> None:
        """Record something; what is refused is told where the person looks."""
        session = self.session
        assert session is not None
        self.untell()
        if self.attempt(lambda: session.do(entry)):
            self._close()
        elif session.unsaved is not None:
            self._show()
            self.unsaved.again.setFocus()

    def _save_again(self, session: Session) -> None:
        if self.attempt(session.save_again):
            self._close()

    def _close(self) -> None:
        """Show the answer again, in the place of a question."""
        self._stack.setCurrentWidget(self.answering)
        self._show()
        self.take_focus()

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        shown = self._stack.currentWidget()
        if isinstance(shown, UnsavedCard):
            shown.tell(sentence, word)
        elif isinstance(shown, MeansCard | ReasonCard | KeyCard):
            shown.tell(sentence)
        else:
            super().tell(sentence, word, tone)

    # Keys and codes.

    def take_key(self, key: str) -> bool:
        if self.asks:
            return self._answer_question(key)
        session = self.session
        if session is not None and session.unsaved is not None:
            if key == "F5":
                self._save_again(session)
            return key == "F5" or (key == "Esc" and super().take_key(key))
        if key == "F3" and self._read is not None:
            self._clear()
            self.take_focus()
            return True
        if key == "F6" and self.session is not None:
            self.chosen.emit(self.session.stream)
            return True
        for act, _, _, its in _BUTTONS:
            if its == key and act in self._acts():
                self._do(act)
                return True
        return super().take_key(key)

    def _answer_question(self, key: str) -> bool:
        if key == "Esc":
            self._close()
            return True
        shown = self._stack.currentWidget()
        if len(key) == 1 and isinstance(shown, MeansCard | ReasonCard):
            return shown.digit(int(key))
        return False

    def take_confirm(self) -> bool:
        """Do the one thing to do now, unless something else has the focus."""
        shown = self._stack.currentWidget()
        if shown is self.means:
            raise Refused("Choose one of the answers by its number; none is chosen by itself.")
        if shown is self.reason:
            self.reason.record()
            return True
        if shown is self.key:
            self.key.record()
            return True
        if isinstance(QApplication.focusWidget(), Button):
            return False
        return shown in (self.answering, self.unsaved) and self.take_key("F5")

    def take_refusal(self) -> bool:
        """Go back from a question; nothing is ended by it."""
        if not self.asks:
            return False
        self._close()
        return True

    def take_turn(self, by: int) -> bool:
        """Go to the next button of what may be recorded."""
        buttons = [each for each in self.answering.buttons.values() if each.isVisible()]
        if not buttons:
            return False
        at = next((place for place, each in enumerate(buttons) if each.hasFocus()), None)
        first = 0 if by > 0 else len(buttons) - 1
        go_to(buttons[first if at is None else (at + by) % len(buttons)])
        return True
