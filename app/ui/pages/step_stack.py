"""What stands in the place of the step: its page, or a card that comes before it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.decision import clock_behind
from app.core.preparation import Status
from app.core.step import Step
from app.session import Session
from app.ui.drawing.notice import NoticeFacts
from app.ui.facts.preparation_keys import is_late
from app.ui.steps.companion import CompanionCard
from app.ui.steps.ended import EndedCard
from app.ui.steps.late_entry import SheetCard
from app.ui.steps.means import MeansCard
from app.ui.steps.paper import PaperCard
from app.ui.steps.paused import PausedCard
from app.ui.steps.reason import ReasonCard
from app.ui.steps.sent import SentCard
from app.ui.steps.step_page import StepPage
from app.ui.steps.too_late import TooLateCard
from app.ui.steps.unsaved import UnsavedCard
from app.ui.theme import Tone

_OF_PAPER = (PaperCard, CompanionCard, SentCard)
_BESIDE = (MeansCard, PausedCard, EndedCard, TooLateCard, *_OF_PAPER)
# What has a place to say what was refused, or what became of a paper.
_TOLD = (ReasonCard, SheetCard, *_BESIDE)
_TELLING = (StepPage, UnsavedCard, *_BESIDE)


class StepStack(QStackedWidget):
    """The cards, and a page for each kind of step that was met so far.

    `late_came` tells that the card of a limit that has passed is shown from now on.
    """

    late_came = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.late, self.paused, self.unsaved = TooLateCard(), PausedCard(), UnsavedCard()
        self.means, self.reason, self.ended = MeansCard(), ReasonCard(), EndedCard()
        self.add_cards(self.late, self.paused, self.unsaved, self.means, self.reason, self.ended)
        self._pages: dict[type[StepPage], StepPage] = {}

    @property
    def step_page(self) -> StepPage | None:
        """The page of the present step, when it is the one shown."""
        shown = self.currentWidget()
        return shown if isinstance(shown, StepPage) else None

    def add_cards(self, *cards: QWidget) -> None:
        """Add cards; the very first one is shown until another is."""
        for card in cards:
            self.addWidget(card)

    def page_of(self, kind: type[StepPage]) -> StepPage | None:
        """Return the page of a kind of step, None where none was added."""
        return self._pages.get(kind)

    def add_page(self, page: StepPage) -> None:
        """Add the page of a kind of step."""
        self._pages[type(page)] = page
        self.addWidget(page)

    def hide_notices(self) -> None:
        """Take away what was told on the page of any step."""
        for page in self._pages.values():
            page.notice.hide()

    def forget(self) -> None:
        """Let go what was typed: what one person typed for one patient is nobody else's."""
        for page in self._pages.values():
            page.scene = None

    def forget_others(self, step: Step) -> None:
        """Let what was typed for another step be gone where that step comes back, corrected."""
        for page in self._pages.values():
            if page.scene is not None and page.scene.step != step:
                page.scene = None

    def show_instead(self, session: Session) -> bool:
        """Show why the present step can not be done now, if it can not; return whether."""
        state = session.state
        if session.unsaved is not None:
            self._show_unsaved(session)
        elif state.status in (Status.RELEASED, Status.DISCARDED) or state.step is None:
            self.ended.show_end(state, session.site)
            self.setCurrentWidget(self.ended)
        elif is_late(session) and session.paper is None:
            self.show_late(session)
        else:
            return self._show_pause(session)
        return True

    def _show_unsaved(self, session: Session) -> None:
        assert session.unsaved is not None
        self.unsaved.show_unsaved(session.unsaved, session.now(), session.site)
        if self.currentWidget() is not self.unsaved:
            self.setCurrentWidget(self.unsaved)
            self.unsaved.again.setFocus()

    def show_late(self, session: Session) -> None:
        """Show that it is too late; what was begun on the page of the step goes with that page."""
        page = self.step_page
        lost = page is not None and page.drop_typed()
        self.late.show_late(session.state, session.now(), session.site)
        if self.currentWidget() is not self.late:
            self.late.begin(lost)
            self.setCurrentWidget(self.late)
            self.late_came.emit()

    def _show_pause(self, session: Session) -> bool:
        """Show that work is held or stopped, if it is; return whether."""
        state = session.state
        if state.status is Status.FAILED or state.held is not None:
            self.paused.show_pause(state, session.site, session.person)
        elif session.clock_ran_backwards:
            self.paused.show_stop(clock_behind(state), "The clock ran backwards")
        elif session.paper is None and (stopped := session.stopped_by_stock):
            self.paused.show_stop(stopped)
        else:
            return False
        self.setCurrentWidget(self.paused)
        return True

    def tell_refused(self, sentence: str) -> None:
        """Show on whatever is shown what was refused."""
        page, shown = self.step_page, self.currentWidget()
        if page is not None:
            page.notice.show_facts(NoticeFacts("Refused", sentence))
            page.notice.show()
        else:
            assert isinstance(shown, _TOLD)
            shown.tell(sentence)

    def tell_of_paper(self, sentence: str) -> None:
        """Show which paper is not as it should be, where no question stands in the way."""
        if isinstance(self.currentWidget(), StepPage | PausedCard | TooLateCard | EndedCard):
            self.show_notice("Paper", sentence, Tone.WARN)

    def show_notice(self, word: str, sentence: str, tone: Tone) -> None:
        """Show a notice, on whatever is shown that has a place for it."""
        shown = self.currentWidget()
        if isinstance(shown, _TELLING) and sentence:
            shown.notice.show_facts(NoticeFacts(word, sentence, tone))
            shown.notice.show()
