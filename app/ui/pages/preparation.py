"""The preparation page: banner, rail, the one thing to do now, time, light, and the keys."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core import entry as said
from app.core.countersigning import needs_reason, needs_second
from app.core.decision import clock_behind, means_now
from app.core.holding import (
    may_be_stored,
    may_take_over,
    means_at,
    needs_means_to_resume,
    stage_to_resume,
)
from app.core.infusion_decision import too_late
from app.core.label_kind import LabelKind
from app.core.preparation import Preparation, Status
from app.core.refused import Refused
from app.core.step import Meaning, Step
from app.core.storage import Storage
from app.session import Session
from app.ui import theme
from app.ui.announcing import refuse_aloud
from app.ui.drawing.banner import Banner
from app.ui.drawing.budget import TimeBudget
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey
from app.ui.drawing.ledger_strip import LedgerStrip, StripFacts
from app.ui.drawing.light import LightBox
from app.ui.drawing.notice import NoticeFacts
from app.ui.drawing.rail import StepRail
from app.ui.drawing.spaced import Spaced
from app.ui.facts import reasons
from app.ui.facts.banner import banner
from app.ui.facts.budget import blind_budget, budget, unknown_budget
from app.ui.facts.holding import Answer, hand_over_words, hold_said, how_to_hold, waits
from app.ui.facts.ledger import ledger
from app.ui.facts.light import light
from app.ui.facts.lots import first_lots
from app.ui.facts.outage import outage_words
from app.ui.facts.rail import blind_rail, rail
from app.ui.facts.status import kept, papers, saved_step, scanner, unsaved_step
from app.ui.page import Page
from app.ui.pages.paper_desk import PaperDesk
from app.ui.steps.companion import CompanionCard
from app.ui.steps.ended import EndedCard
from app.ui.steps.late_entry import KEY, PaperBand, PaperOffer, SheetCard, paper_page_for
from app.ui.steps.means import PUT_FIRST, MeansCard, Offered
from app.ui.steps.paper import PaperCard
from app.ui.steps.paused import PausedCard
from app.ui.steps.reason import ReasonCard
from app.ui.steps.sent import SentCard
from app.ui.steps.step_page import Scene, StepPage
from app.ui.steps.table import page_now
from app.ui.steps.too_late import TooLateCard
from app.ui.steps.unsaved import UnsavedCard
from app.ui.theme import Tone
from app.workplace import Workplace


class PreparationPage(Page):
    """Walks one preparation. It is a function of the session's state; it keeps none of its own."""

    left = Signal()
    leaving = Signal()
    history_wanted = Signal()
    label_wanted = Signal(str)
    calls = True

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self.session: Session | None = None
        # The stream and the person that what is typed belongs to.
        self._at_work = ("", "")
        self._pages: dict[type[StepPage], StepPage] = {}
        self._banner, self._rail, self._footer = Banner(), StepRail(), Footer()
        self._budget, self._strip, self._light = TimeBudget(), LedgerStrip(), LightBox()
        self._footer.key_chosen.connect(self.take_key)
        row = self.lay_out(self._banner, self._footer)
        self._stack = QStackedWidget()
        self.reason, self.ended = ReasonCard(), EndedCard()
        self.ended.record_wanted.connect(self._write_record)
        self.paused, self.means = PausedCard(), MeansCard()
        self.paused.wanted.connect(self.take_key)
        self.late = TooLateCard()
        self.late.wanted.connect(self.take_key)
        self._stack.addWidget(self.late)
        self._stack.addWidget(self.paused)
        self.unsaved = UnsavedCard()
        self.unsaved.wanted.connect(self.take_key)
        self._stack.addWidget(self.unsaved)
        self._stack.addWidget(self.means)
        self.from_paper = SheetCard()
        self._stack.addWidget(self.from_paper)
        self.sheet_offer, self.band = PaperOffer(), PaperBand()
        self.sheet_offer.wanted.connect(self.take_key)
        self.band.ready.connect(self.take_focus)
        self.sheet_offer.hide()
        self.band.hide()
        self._stack.addWidget(self.reason)
        self._stack.addWidget(self.ended)
        self.paper = self._paper_desk(workplace)
        side = Spaced()
        column = QVBoxLayout(side)
        side.space(column, 10)
        column.addWidget(self._budget, 1)
        column.addWidget(self._strip)
        column.addWidget(self._light)
        row.addWidget(self._rail)
        middle = Spaced()
        work = QVBoxLayout(middle)
        middle.space(work, 10)
        for widget in (self.sheet_offer, self.band):
            work.addWidget(widget)
        work.addWidget(self._stack, 1)
        row.addWidget(middle, 1)
        row.addWidget(side)

    def _paper_desk(self, workplace: Workplace) -> PaperDesk:
        desk = PaperDesk(self, workplace)
        for card in desk.cards:
            self._stack.addWidget(card)
        desk.worksheet_wanted.connect(self._write_worksheet)
        desk.record_wanted.connect(self._write_record)
        desk.moved.connect(self._show_moved)
        desk.done.connect(self._notify)
        desk.voided.connect(lambda sentence: self._show_notice("Void", sentence, Tone.WARN))
        self.ended.paper_wanted.connect(lambda: self.take_key("F9"))
        return desk

    def begin(self, session: Session) -> None:
        """Show the work of a session."""
        self.session = session
        at_work = (session.stream, session.person.name)
        for page in self._pages.values():
            page.notice.hide()
            if at_work != self._at_work:
                page.scene = None  # what one person typed for one patient is nobody else's
        if at_work != self._at_work:
            self.reason.forget()
        self._at_work = at_work
        self._show_work(session)
        self._surround()

    def take_focus(self) -> None:
        """Put the focus where the person goes on."""
        page = self.step_page
        if page is not None and page.scene is not None:
            page.go_on()
        elif self._stack.currentWidget() is self.unsaved:
            self.unsaved.again.setFocus()
        else:
            self.setFocus()

    @property
    def step_page(self) -> StepPage | None:
        """The page of the present step, when it is the one shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, StepPage) else None

    @property
    def works_at_hood(self) -> bool:
        if self.session is None:
            return False
        state = self.session.state
        return state.status is Status.OPEN and state.signed(Meaning.CHECKED) is None

    @property
    def shows_time_of(self) -> str:
        return "" if self.session is None else self.session.stream

    @property
    def asks(self) -> bool:
        """Whether a question stands open on the page, and the step waits behind it."""
        shown, paper = self._stack.currentWidget(), self.paper
        if shown is paper.sent:
            return self.session is not None and not paper.stands_in_the_way(self.session)
        asking = (self.reason, self.means, self.from_paper, paper.paper, paper.companion)
        return shown in asking

    def _show_moved(self) -> None:
        """Show that a label went on its way, or came to its end, on the card of it too."""
        session = self.session
        if session is not None and self._stack.currentWidget() is self.paper.sent:
            if session.labels.under_way is None:
                self._close_question()
            else:
                self.paper.show_sent(session)
        self.show_state()

    def show_state(self, _state: Preparation | None = None) -> None:
        """Show the state as it is now; a question that is open stays open."""
        if self.session is None:
            return
        if not self.asks:
            self._show_work(self.session)
        self._surround()

    def _show_work(self, session: Session) -> None:
        """Show the present step, or what stands in its place."""
        state, step, kept = session.state, session.state.step, session.unsaved
        if kept is not None:
            self.unsaved.show_unsaved(kept, session.now(), session.site)
            if self._stack.currentWidget() is not self.unsaved:
                self._stack.setCurrentWidget(self.unsaved)
                self.unsaved.again.setFocus()
        elif state.status in (Status.RELEASED, Status.DISCARDED) or step is None:
            self.ended.show_end(state, session.site)
            self._stack.setCurrentWidget(self.ended)
        elif _is_late(session) and session.paper is None:
            self._show_late(session)
        elif state.status is Status.FAILED or state.held is not None:
            self.paused.show_pause(state, session.site, session.person)
            self._stack.setCurrentWidget(self.paused)
        elif session.clock_ran_backwards:
            self.paused.show_stop(clock_behind(state), "The clock ran backwards")
            self._stack.setCurrentWidget(self.paused)
        elif session.paper is None and (stopped := session.stopped_by_stock):
            self.paused.show_stop(stopped)
            self._stack.setCurrentWidget(self.paused)
        elif self.paper.stands_in_the_way(session):
            self.paper.show_sent(session)
        else:
            kind = page_now(state) if session.paper is None else paper_page_for(step)
            page = self._page(kind)
            if page.scene is None or page.scene.step != step:
                self.band.next_step()
                self._forget_others(step)
                self.moved.emit()
            self._stack.setCurrentWidget(page)
            page.show_scene(self._scene(session))
        self._tell_paper(session)
        self._show_paper(session)

    def _forget_others(self, step: Step) -> None:
        """Let what was typed for another step be gone where that step comes back, corrected."""
        for page in self._pages.values():
            if page.scene is not None and page.scene.step != step:
                page.scene = None

    def _show_paper(self, session: Session) -> None:
        """Show the band while a sheet is entered, or that one may be."""
        over = session.state.status in (Status.RELEASED, Status.DISCARDED)
        if session.paper is not None and (over or session.state.step is None):
            session.end_paper()
        on_paper = session.paper is not None
        offered = not on_paper and session.may_enter_late and session.unsaved is None
        if offered:
            self.sheet_offer.show_offer(outage_words(session.state, session.site))
        self.sheet_offer.setVisible(offered and not self.asks)
        self.band.setVisible(on_paper)
        state, now = session.state, session.now()
        second, reason = needs_second(state, now), bool(needs_reason(state, now))
        self.band.ask_second(second=second, reason=reason)
        if on_paper and not self.asks and self.step_page is not None:
            self.band.ask_for_what_lacks()

    def enter_from_paper(self) -> bool:
        """Ask for the sheet that is entered late; return whether anything may be."""
        session = self.session
        if session is None or session.paper is not None or not session.may_enter_late:
            return False
        sheets = tuple(sheet for sheet, _ in session.state.sheets)
        self.sheet_offer.hide()
        self._stack.setCurrentWidget(self.from_paper)
        self.from_paper.ask(session.person, sheets, self._begin_paper)
        return True

    def _begin_paper(self, sheet: str, pin: str) -> None:
        session = self.session
        assert session is not None
        if self.act(lambda at: at.begin_paper(sheet, pin)):
            self.band.begin(sheet.strip(), session.person.name, session.workers)
            self._show_work(session)
            self._surround()

    def _leave_paper(self, session: Session) -> None:
        """Go on with what is done now; all that was entered stays."""
        session.end_paper()
        self._show_work(session)
        self._surround()
        self.take_focus()

    @property
    def takes_badge(self) -> bool:
        return self.session is not None and self.session.paper is not None

    def take_badge(self, name: str) -> None:
        self.band.take_name(name)

    def _show_late(self, session: Session) -> None:
        """Show that it is too late; what was begun on the page of the step goes with that page."""
        page = self.step_page
        lost = page is not None and page.drop_typed()
        self.late.show_late(session.state, session.now(), session.site)
        if self._stack.currentWidget() is not self.late:
            self.late.begin(lost)
            self._stack.setCurrentWidget(self.late)
            # Not on a button: what is being typed or scanned must not press one.
            self.setFocus()

    def _scene(self, session: Session) -> Scene:
        state = session.state
        assert state.step is not None
        first = first_lots(self._workplace, state.step)
        now, labels, late = session.now(), session.labels, session.paper is not None
        return Scene(state, state.step, now, session.site, session.person, labels, first, late=late)

    def _page(self, kind: type[StepPage]) -> StepPage:
        if kind not in self._pages:
            page = kind(self.act, self.ask)
            page.label_wanted.connect(lambda: self.paper.print(LabelKind.BAG, 0))
            self._pages[kind] = page
            self._stack.addWidget(page)
            theme.hand_down(self.window())
            self.make_room()
        return self._pages[kind]

    def _surround(self) -> None:
        session = self.session
        if session is None:
            return
        state, site, now = session.state, session.site, session.now()
        number = f"Preparation {state.opened.number}"
        self._banner.show_facts(banner(state.order, state.plan, state.monograph, site, number))
        blind = state.is_blind_for(session.person.name)
        self._rail.show_facts(blind_rail(state, site) if blind else rail(state, site))
        budgeted = blind_budget(state, now, site) if blind else budget(state, now, site)
        if session.clock_ran_backwards:
            budgeted = unknown_budget(budgeted)
        self._budget.show_facts(budgeted)
        self._show_strip(ledger(state, now, site))
        self._light.show_facts(light(state, now, site))
        self._footer.show_facts(
            FooterFacts(
                (
                    unsaved_step(session.unsaved.reading.wall, site)
                    if session.unsaved is not None
                    else saved_step(len(state.done), state.last.wall, site),
                    *kept(self._workplace.time.trouble),
                    scanner(self._workplace.scanner_profile),
                    papers(session.trouble, session.labels.destination),
                ),
                tuple(_keys(session)),
            )
        )

    def _show_strip(self, strip: StripFacts | None) -> None:
        """Show the strip once a vial holds drug."""
        if strip is not None:
            self._strip.show_facts(strip)
        self._strip.setVisible(strip is not None)

    def tick(self) -> None:
        """Let the clocks go on; nothing that was typed is touched, but where it became too late.

        A question that is open stays open, and so does what is not saved.
        """
        session = self.session
        if session is not None:
            session.notice_clock()
            if session.unsaved is not None:
                self._show_work(session)
            elif not self.asks and session.paper is None and _is_late(session):
                self._show_late(session)
            elif (page := self.step_page) is not None:
                page.tick(session.now())
            self._surround()

    def act(self, action: Callable[[Session], object]) -> bool:
        """Do something with the session, or show and sound why it is refused."""
        session = self.session
        assert session is not None
        try:
            if session.paper is not None:
                session.paper_says(self.band.time.text(), self.band.person())
                if (second := self.band.take_second()) is not None:
                    session.countersign(*second)
            action(session)
        except Refused as refused:
            if refused.sentence == session.trouble:  # recorded all the same
                self._close_question()
                refuse_aloud(refused.sentence, "Paper")
            else:
                self._refuse(refused.sentence)
            return False
        self.reason.forget()
        if self.asks or self._stack.currentWidget() is self.unsaved:
            self._close_question()
        page = self.step_page
        if page is not None:
            page.notice.hide()
        self._tell_paper(session)
        self.acted.emit()
        return True

    def _tell_paper(self, session: Session) -> None:
        """Show which recorded paper is not put out, or not void by its name, if there is one."""
        shown = self._stack.currentWidget()
        told = session.trouble or self.paper.question(session)
        if told and isinstance(shown, StepPage | PausedCard | TooLateCard | EndedCard):
            shown.notice.show_facts(NoticeFacts("Paper", told, Tone.WARN))
            shown.notice.show()

    def _notify(self, word: str, sentence: str, is_well: bool) -> None:
        """Say what became of a paper, on whatever is shown."""
        self._show_notice(word, sentence, Tone.OK if is_well else Tone.STOP)
        if not is_well:
            refuse_aloud(sentence, word)
            self.refused.emit(sentence)

    def _show_notice(self, word: str, sentence: str, tone: Tone) -> None:
        shown = self._stack.currentWidget()
        if isinstance(shown, _TELLING) and sentence:
            shown.notice.show_facts(NoticeFacts(word, sentence, tone))
            shown.notice.show()

    def tell_of_paper(self, word: str, sentence: str, is_well: bool) -> None:
        self._notify(word, sentence, is_well)

    def show_refused(self, sentence: str) -> None:
        self._refuse(sentence)

    def tell(self, sentence: str, word: str = "Refused", _tone: Tone = Tone.STOP) -> None:
        self._refuse(sentence, word)

    def _refuse(self, sentence: str, word: str = "Refused") -> None:
        session = self.session
        if session is not None and session.unsaved is not None:
            self._refuse_unsaved(session, sentence, word)
            return
        page, shown = self.step_page, self._stack.currentWidget()
        if page is not None:
            page.notice.show_facts(NoticeFacts("Refused", sentence))
            page.notice.show()
        else:
            assert isinstance(shown, _TOLD)
            shown.tell(sentence)
        refuse_aloud(sentence, word)
        self.refused.emit(sentence)

    def _refuse_unsaved(self, session: Session, sentence: str, word: str) -> None:
        """Show what is not saved in the place of what was asked; and what else was refused."""
        standing = self._stack.currentWidget() is self.unsaved
        self._show_work(session)
        self._surround()
        if standing:
            self.unsaved.tell(sentence, word)
        refuse_aloud(sentence, word)
        self.refused.emit(sentence)

    def ask(
        self,
        title: str,
        sentence: str,
        accept: Callable[[str], object],
        ready: tuple[str, ...] = (),
    ) -> None:
        """Ask for a reason in the place of the step; `ready` are sentences that stand ready."""
        self._stack.setCurrentWidget(self.reason)
        self.reason.ask(title, sentence, accept, self._close_question, ready)

    def show_card(self, card: QWidget) -> None:
        """Show a card in the place of the step."""
        self._stack.setCurrentWidget(card)
        theme.hand_down(self.window())
        self.make_room()

    def _close_question(self) -> None:
        """Show the work again; what was typed there and the focus are as they were."""
        if self.session is not None:
            self._show_work(self.session)

    def take_scan(self, text: str) -> None:
        if self.asks:
            self.refuse_scan(
                text, "A question is open; answer it or go back with Esc. The scan was not used."
            )
            return
        if self.asks_pin:
            self.refuse_scan(
                "a code, not kept, for a PIN was asked",
                "Your PIN is asked for, which takes no scan of a product. The scan was not used.",
            )
            return
        self.act(lambda session: session.scan(text, by_scanner=True))

    @property
    def asks_pin(self) -> bool:
        page = self.step_page
        asked = page is not None and page.asks_pin
        paper = self.session is not None and self.session.paper is not None
        seconded = paper and self.band.asks_pin
        return asked or seconded or self._stack.currentWidget() is self.from_paper

    @property
    def keeps_refused_scans(self) -> bool:
        return self.session is not None and self.session.keeps_refusals

    def refuse_scan(self, entered: str, sentence: str) -> None:
        if self.session is not None:
            try:
                self.session.refuse_scan(entered, sentence)
            except Refused as unsaved:
                sentence = f"{sentence} {unsaved.sentence}"
        self._refuse(sentence)

    def take_confirm(self) -> bool:
        page, shown = self.step_page, self._stack.currentWidget()
        if shown is self.means:
            raise Refused("Choose one of the answers by its number; none is chosen by itself.")
        if shown in self.paper.cards:
            self.paper.confirm(shown)
        elif shown is self.reason:
            self.reason.record()
        elif shown is self.from_paper:
            self.from_paper.begin()
        elif page is not None:
            page.confirm()
        elif shown is self.ended:
            self._write_record()
        elif shown is self.unsaved:
            self._save_again()
        else:
            return self.paused.resume.isVisible() and self.take_key("F10")
        return True

    def take_refusal(self) -> bool:
        page = self.step_page
        if self.asks:
            self._close_question()
            return True
        if page is not None:
            return page.refuse()
        discards = self.paused.discard.isVisible() or self.late.isVisible()
        return discards and self.take_key("F12")

    def take_key(self, key: str) -> bool:
        session = self.session
        if session is None:
            return False
        if key == "Esc":
            if self.asks:
                self._close_question()
            elif session.paper is not None:
                self._leave_paper(session)
            else:
                self.left.emit()
            return True
        taken = self.paper.take_key(self._stack.currentWidget(), key)
        if taken is not None:
            return taken
        if key == KEY and not self.asks:
            return self.enter_from_paper()
        if self._stack.currentWidget() is self.means and len(key) == 1:
            return self.means.digit(int(key))
        if self._stack.currentWidget() is self.reason and len(key) == 1:
            return self.reason.digit(int(key))
        if self.asks:
            return False
        if key == "F5":
            self._primary()
            return True
        if len(key) == 1 and key.isdigit():
            page = self.step_page
            return page is not None and page.digit(int(key))
        return self._aside(session, key)

    def _primary(self) -> None:
        page = self.step_page
        if page is not None:
            page.primary()
        elif self._stack.currentWidget() is self.ended:
            self._write_record()
        elif self._stack.currentWidget() is self.unsaved:
            self._save_again()

    def _save_again(self) -> None:
        if self.act(lambda session: session.save_again()):
            self.take_focus()

    def _aside(self, session: Session, key: str) -> bool:
        over = session.state.status in (Status.RELEASED, Status.DISCARDED)
        if key not in {each.key for each in _keys(session)}:
            page = self.step_page
            return page is not None and page.key(key)
        match key:
            case "F4" if over and session.state.label is not None:
                self.label_wanted.emit(session.state.label.code)
            case "F6":
                self.history_wanted.emit()
            case "F8":
                self.leaving.emit()
            case "F9":
                self.paper.open(session)
            case _ if not over:
                self._open_question(session.state, key)
        return True

    def _open_question(self, state: Preparation, key: str) -> None:
        match key:
            case "F2" if state.called:
                self._question(
                    "What does the pharmacist answer?",
                    "Only a pharmacist answers a call.",
                    lambda text: said.Answer(text),
                )
            case "F2":
                self._question(
                    "Call a pharmacist to the hood",
                    "The worklist shows the call until a pharmacist answers it.",
                    lambda text: said.Call(text),
                    reasons.CALL,
                )
            case "F3" if self.session is not None and self.session.clock_ran_backwards:
                self._question(
                    "The clock ran backwards: why may work go on?",
                    "A pharmacist sets the clock right first. Once a vial was reconstituted the "
                    "time since then is unknown, and only discarding is left.",
                    lambda text: said.AcceptClock(text),
                )
            case "F7" if state.protection(state.last.wall) is None:
                self._stack.setCurrentWidget(self.means)
                self.means.ask(means_now(state), self._restore)
            case "F11":
                self.paper.print(LabelKind.BAG, 0)
            case "F7":
                self._question(
                    "What took the light protection away?",
                    "The gap counts from now until protection is recorded again with F7.",
                    lambda text: said.LoseProtection(text),
                    reasons.LIGHT_LOST,
                )
            case "F10" if state.held is not None:
                self._resume(state)
            case "F10":
                self.offer(
                    waits(state),
                    lambda code: self._do(hold_said(code)),
                    "Hold: where does the drug wait?",
                    how_to_hold(state),
                )
            case "F3" | "F4":
                self._hand_over_or_store(state, key)
            case "F12":
                self._question(
                    "Why is this preparation stopped and discarded?",
                    "It ends here: vials and bag are waste, and the order waits again.",
                    lambda text: said.Discard(text),
                    reasons.DISCARD,
                )

    def _restore(self, code: str) -> None:
        self._do(said.RestoreProtection(code))

    def _do(self, entry: said.Entry) -> None:
        self.act(lambda session: session.do(entry))

    def offer(
        self,
        answers: Sequence[Offered],
        accept: Callable[[str], object],
        title: str,
        sentence: str,
    ) -> None:
        """Offer a few answers in the place of the step."""
        self._stack.setCurrentWidget(self.means)
        self.means.ask(answers, accept, title, sentence)

    def _resume(self, state: Preparation) -> None:
        """Go on with held work; drug that was brought elsewhere is protected here first."""
        if not needs_means_to_resume(state):
            self.act(lambda session: session.resume())
            return
        self.offer(
            means_at(state, stage_to_resume(state)),
            lambda code: self.act(lambda session: session.resume(code)),
            "Resume: what protects the drug at the hood?",
            PUT_FIRST,
        )

    def _hand_over_or_store(self, state: Preparation, key: str) -> None:
        """Ask once more before the work, or the bag, is in other hands or another place."""
        session = self.session
        assert session is not None
        if key == "F3":
            self.offer(
                (Answer("take-over", "Take over as it stands"),),
                lambda _: self._do(said.TakeOver()),
                f"Take over from {state.at_hood}?",
                hand_over_words(state, session.now(), session.site),
            )
            return
        cold = state.place is Storage.REFRIGERATED
        where = Storage.ROOM if cold else Storage.REFRIGERATED
        self.offer(
            (
                Answer(
                    where.value,
                    "It is out of the refrigerator now"
                    if cold
                    else "It is in the refrigerator now",
                ),
            ),
            lambda code: self._do(said.Store(Storage(code))),
            "Taken out of the refrigerator?" if cold else "Put into the refrigerator?",
            "The deadlines follow from it: a check or a label that there is already is void.",
        )

    def _question(
        self,
        title: str,
        sentence: str,
        entry: Callable[[str], said.Entry],
        ready: tuple[str, ...] = (),
    ) -> None:
        def record(text: str) -> None:
            self.act(lambda session: session.do(entry(text)))

        self.ask(title, sentence, record, ready)

    def _write_record(self) -> None:
        session = self.session
        if session is None:
            return
        self._close_question()
        try:
            file = session.write_record()
        except Refused as refused:
            self._refuse(refused.sentence)
            return
        self.documents.print(self._workplace, file, "The compounding record")

    def _write_worksheet(self) -> None:
        written = self.act(lambda session: session.write_worksheet())
        if self.session is not None and written and self.session.worksheet is not None:
            file = self.session.worksheet
            self.documents.print(self._workplace, file, "The paper worksheet")


_OF_PAPER = (PaperCard, CompanionCard, SentCard)
_BESIDE = (MeansCard, PausedCard, EndedCard, TooLateCard, *_OF_PAPER)
# What has a place to say what was refused, or what became of a paper.
_TOLD = (ReasonCard, SheetCard, *_BESIDE)
_TELLING = (StepPage, UnsavedCard, *_BESIDE)


def _is_late(session: Session) -> bool:
    """Tell whether only discarding is left, for a deadline has passed before the release."""
    state = session.state
    return state.status is Status.OPEN and bool(too_late(state, session.now()))


def _keys(session: Session) -> list[FooterKey]:
    state = session.state
    back, person = FooterKey("F6", "Look back"), FooterKey("F8", "Person")
    if session.unsaved is not None:
        return [FooterKey("F5", "Try again"), FooterKey("Esc", "Worklist"), person]
    if session.paper is not None:
        return _keys_on_paper(state)
    if state.status in (Status.RELEASED, Status.DISCARDED):
        label = [FooterKey("F4", "Label: fit for use?")] if state.label is not None else []
        if state.status is Status.RELEASED:
            label.append(FooterKey("F9", "Paper"))
        return [FooterKey("Esc", "Worklist"), *label, back, person]
    discard = FooterKey("F12", "Discard")
    if session.clock_ran_backwards:
        return [FooterKey("F3", "Accept clock"), person, discard]
    blind = state.is_blind_for(session.person.name)
    keys = [FooterKey("F2", "Answer call" if state.called else "Call")]
    if not blind:
        keys.append(back)
    if _is_late(session):
        paper = () if blind else (FooterKey("F9", "Paper"),)
        return [*keys, person, *paper, discard]
    if state.at_hood is not None and may_take_over(state, session.person):
        keys.append(FooterKey("F3", "Take over"))
    if may_be_stored(state):
        cold = state.place is Storage.REFRIGERATED
        keys.append(FooterKey("F4", "Taken out" if cold else "Refrigerate"))
    if state.ledger:
        lost = state.protection(state.last.wall) is None
        keys.append(FooterKey("F7", "Protected again" if lost else "Light lost"))
    keys.append(person)
    if not blind:
        keys.append(FooterKey("F9", "Paper"))
    keys.append(FooterKey("F10", "Resume" if state.held is not None else "Hold"))
    if state.copies and state.step is not None and state.step.identifier == "release":
        keys.append(FooterKey("F11", "Reprint"))
    return [*keys, discard]


def _keys_on_paper(state: Preparation) -> list[FooterKey]:
    """Return what may stand on a sheet beside its steps, and how to leave it."""
    keys = [FooterKey("Esc", "Leave the paper")]
    if may_be_stored(state):
        cold = state.place is Storage.REFRIGERATED
        keys.append(FooterKey("F4", "Taken out" if cold else "Refrigerate"))
    if state.ledger:
        lost = state.protection(state.last.wall) is None
        keys.append(FooterKey("F7", "Protected again" if lost else "Light lost"))
    keys.append(FooterKey("F8", "Person"))
    keys.append(FooterKey("F10", "Resume" if state.held is not None else "Hold"))
    return [*keys, FooterKey("F12", "Discard")]
