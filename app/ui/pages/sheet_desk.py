"""Late entry at the page of a preparation: the offer, the sheet that is begun, and its band."""

from collections.abc import Callable

from app.core.countersigning import needs_reason, needs_second
from app.core.preparation import Status
from app.session import Session
from app.ui.facts.outage import outage_words
from app.ui.pages.step_place import StepPlace
from app.ui.steps.late_entry import PaperBand, PaperOffer, SheetCard


class SheetDesk:
    """The card that asks for a sheet; the offer and the band stand above the step.

    `begun` is called when a sheet is entered from now on.
    """

    def __init__(self, place: StepPlace, begun: Callable[[], object]) -> None:
        self._place, self._begun = place, begun
        self.card, self.offer, self.band = SheetCard(), PaperOffer(), PaperBand()
        self.offer.hide()
        self.band.hide()

    def show(self, session: Session, *, asks: bool, has_step: bool) -> None:
        """Show the band while a sheet is entered, or that one may be.

        `asks` tells whether a question stands in the place of the step, `has_step` whether the
        page of a step does.
        """
        state, now = session.state, session.now()
        over = state.status in (Status.RELEASED, Status.DISCARDED)
        if session.paper is not None and (over or state.step is None):
            session.end_paper()
        on_paper = session.paper is not None
        offered = not on_paper and session.may_enter_late and session.unsaved is None
        if offered:
            self.offer.show_offer(outage_words(state, session.site))
        self.offer.setVisible(offered and not asks)
        self.band.setVisible(on_paper)
        second, reason = needs_second(state, now), bool(needs_reason(state, now))
        self.band.ask_second(second=second, reason=reason)
        if on_paper and not asks and has_step:
            self.band.ask_for_what_lacks()

    def open(self, session: Session) -> bool:
        """Ask for the sheet that is entered late; return whether anything may be."""
        if session.paper is not None or not session.may_enter_late:
            return False
        sheets = tuple(sheet for sheet, _ in session.state.sheets)
        self.offer.hide()
        self._place.show_card(self.card)
        self.card.ask(session.person, sheets, self._begin)
        return True

    def _begin(self, sheet: str, pin: str) -> None:
        session = self._place.session
        assert session is not None
        if self._place.act(lambda at: at.begin_paper(sheet, pin)):
            self.band.begin(sheet.strip(), session.person.name, session.workers)
            self._begun()

    def say(self, session: Session) -> None:
        """Let the session know what the band says of the entry that follows; raises Refused."""
        if session.paper is None:
            return
        session.paper_says(self.band.time.text(), self.band.person())
        if (second := self.band.take_second()) is not None:
            session.countersign(*second)
