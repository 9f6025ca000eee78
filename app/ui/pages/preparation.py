"""The preparation page: banner, rail, the one thing to do now, time, light, and the keys."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.label_kind import LabelKind
from app.core.preparation import Preparation, Status
from app.core.refused import Refused
from app.core.step import Meaning
from app.session import Session
from app.ui import scans, theme
from app.ui.announcing import refuse_aloud
from app.ui.drawing.spaced import Spaced
from app.ui.facts.lots import first_lots
from app.ui.facts.preparation_keys import is_late, preparation_keys
from app.ui.page import Page
from app.ui.pages.aside import Aside
from app.ui.pages.paper_desk import PaperDesk
from app.ui.pages.sheet_desk import SheetDesk
from app.ui.pages.step_stack import StepStack
from app.ui.pages.surroundings import Surroundings
from app.ui.steps.late_entry import KEY, paper_page_for
from app.ui.steps.means import Offered
from app.ui.steps.step_page import Scene, StepPage
from app.ui.steps.table import page_now
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
        self._stack, self._around, self._aside = StepStack(), Surroundings(workplace), Aside(self)
        cards = self._stack
        self.late, self.paused, self.unsaved = cards.late, cards.paused, cards.unsaved
        self.means, self.reason, self.ended = cards.means, cards.reason, cards.ended
        self._sheets = SheetDesk(self, self._show_anew)
        self.from_paper, self.band = self._sheets.card, self._sheets.band
        self.sheet_offer = self._sheets.offer
        self.paper = self._paper_desk(workplace)
        self._stack.add_cards(self.from_paper, *self.paper.cards)
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        # Not on a button: what is being typed or scanned must not press one.
        self._stack.late_came.connect(lambda: self.setFocus())
        self._around.footer.key_chosen.connect(self.take_key)
        for card in (self.late, self.paused, self.unsaved, self.sheet_offer):
            card.wanted.connect(self.take_key)
        self.ended.record_wanted.connect(self._write_record)
        self.ended.paper_wanted.connect(lambda: self.take_key("F9"))
        self.band.ready.connect(self.take_focus)

    def _lay_out(self) -> None:
        row = self.lay_out(self._around.banner, self._around.footer)
        row.addWidget(self._around.rail)
        middle = Spaced()
        work = QVBoxLayout(middle)
        middle.space(work, 10)
        for widget in (self.sheet_offer, self.band):
            work.addWidget(widget)
        work.addWidget(self._stack, 1)
        row.addWidget(middle, 1)
        row.addWidget(self._around.side)

    def _paper_desk(self, workplace: Workplace) -> PaperDesk:
        desk = PaperDesk(self, workplace)
        desk.worksheet_wanted.connect(self._write_worksheet)
        desk.record_wanted.connect(self._write_record)
        desk.moved.connect(self._show_moved)
        desk.done.connect(self.tell_of_paper)
        desk.voided.connect(lambda told: self._stack.show_notice("Void", told, Tone.WARN))
        return desk

    def begin(self, session: Session) -> None:
        """Show the work of a session."""
        self.session = session
        at_work = (session.stream, session.person.name)
        self._stack.hide_notices()
        if at_work != self._at_work:
            self._stack.forget()
            self.reason.forget()
        self._at_work = at_work
        self._show_anew()

    def _show_anew(self) -> None:
        """Show the work and all around it, whatever question was open."""
        if self.session is not None:
            self._show_work(self.session)
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
        return self._stack.step_page

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
        if not self._stack.show_instead(session):
            if self.paper.stands_in_the_way(session):
                self.paper.show_sent(session)
            else:
                self._show_step(session)
        self._tell_paper(session)
        self._sheets.show(session, asks=self.asks, has_step=self.step_page is not None)

    def _show_step(self, session: Session) -> None:
        state, step = session.state, session.state.step
        assert step is not None
        page = self._page(page_now(state) if session.paper is None else paper_page_for(step))
        if page.scene is None or page.scene.step != step:
            self.band.next_step()
            self._stack.forget_others(step)
            self.moved.emit()
        self._stack.setCurrentWidget(page)
        page.show_scene(self._scene(session))

    def _leave_paper(self, session: Session) -> None:
        """Go on with what is done now; all that was entered stays."""
        session.end_paper()
        self._show_anew()
        self.take_focus()

    @property
    def takes_badge(self) -> bool:
        return self.session is not None and self.session.paper is not None

    def take_badge(self, name: str) -> None:
        self.band.take_name(name)

    def _scene(self, session: Session) -> Scene:
        state = session.state
        assert state.step is not None
        first = first_lots(self._workplace, state.step)
        now, labels, late = session.now(), session.labels, session.paper is not None
        return Scene(state, state.step, now, session.site, session.person, labels, first, late=late)

    def _page(self, kind: type[StepPage]) -> StepPage:
        page = self._stack.page_of(kind)
        if page is None:
            page = kind(self.act, self.ask)
            page.label_wanted.connect(lambda: self.paper.print(LabelKind.BAG, 0))
            self._stack.add_page(page)
            theme.hand_down(self.window())
            self.make_room()
        return page

    def _surround(self) -> None:
        if self.session is not None:
            self._around.show(self.session)

    def tick(self) -> None:
        """Let the clocks go on; nothing that was typed is touched, but where it became too late.

        A question that is open stays open, and so does what is not saved.
        """
        session = self.session
        if session is not None:
            session.notice_clock()
            if session.unsaved is not None:
                self._show_work(session)
            elif not self.asks and session.paper is None and is_late(session):
                self._stack.show_late(session)
            elif (page := self.step_page) is not None:
                page.tick(session.now())
            self._surround()

    def act(self, action: Callable[[Session], object]) -> bool:
        """Do something with the session, or show and sound why it is refused."""
        session = self.session
        assert session is not None
        try:
            self._sheets.say(session)
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
        if told := session.trouble or self.paper.question(session):
            self._stack.tell_of_paper(told)

    def tell_of_paper(self, word: str, sentence: str, is_well: bool) -> None:
        self._stack.show_notice(word, sentence, Tone.OK if is_well else Tone.STOP)
        if not is_well:
            refuse_aloud(sentence, word)
            self.refused.emit(sentence)

    def show_refused(self, sentence: str) -> None:
        self._refuse(sentence)

    def tell(self, sentence: str, word: str = "Refused", _tone: Tone = Tone.STOP) -> None:
        self._refuse(sentence, word)

    def _refuse(self, sentence: str, word: str = "Refused") -> None:
        session = self.session
        if session is not None and session.unsaved is not None:
            self._refuse_unsaved(session, sentence, word)
            return
        self._stack.tell_refused(sentence)
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
        *,
        ends: bool = False,
    ) -> None:
        """Ask for a reason in the place of the step; `ready` are sentences that stand ready."""
        self._stack.setCurrentWidget(self.reason)
        self.reason.ask(title, sentence, accept, self._close_question, ready, ends=ends)

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
                scans.NOT_KEPT,
                "A PIN is asked for here, not a product. The scan was not used.",
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
            return self._sheets.open(session)
        if self._stack.currentWidget() is self.means and len(key) == 1:
            return self.means.digit(int(key))
        if self._stack.currentWidget() is self.reason and len(key) == 1:
            return self.reason.digit(int(key))
        # Another person may be who answers: what stands open is kept for whoever asked.
        goes = key == "F8" and self._stack.currentWidget() in (self.reason, self.means)
        if self.asks and not goes:
            return False
        if key == "F5":
            self._primary()
            return True
        if len(key) == 1 and key.isdigit():
            page = self.step_page
            return page is not None and page.digit(int(key))
        return self._take_footer_key(session, key)

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

    def _take_footer_key(self, session: Session, key: str) -> bool:
        over = session.state.status in (Status.RELEASED, Status.DISCARDED)
        if key not in {each.key for each in preparation_keys(session)}:
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
            case "F11" if not over:
                self.paper.print(LabelKind.BAG, 0)
            case _ if not over:
                self._aside.open(session, key)
        return True

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
