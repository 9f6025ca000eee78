"""What stands around the step of a preparation: patient, steps, time, light, and the footer."""

from PySide6.QtWidgets import QVBoxLayout

from app.session import Session
from app.ui.drawing.banner import Banner
from app.ui.drawing.budget import TimeBudget
from app.ui.drawing.footer import Footer, FooterFacts
from app.ui.drawing.ledger_strip import LedgerStrip, StripFacts
from app.ui.drawing.light import LightBox
from app.ui.drawing.rail import StepRail
from app.ui.drawing.spaced import Spaced
from app.ui.facts.banner import banner
from app.ui.facts.budget import blind_budget, budget, unknown_budget
from app.ui.facts.ledger import ledger
from app.ui.facts.light import light
from app.ui.facts.preparation_keys import preparation_keys
from app.ui.facts.rail import blind_rail, rail
from app.ui.facts.status import kept, papers, saved_step, scanner, unsaved_step
from app.workplace import Workplace


class Surroundings:
    """Head, left, right and foot of the page; each is drawn from the state as it is now."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self.banner, self.rail, self.footer = Banner(), StepRail(), Footer()
        self._budget, self._strip, self._light = TimeBudget(), LedgerStrip(), LightBox()
        self.side = Spaced()
        column = QVBoxLayout(self.side)
        self.side.space(column, 10)
        column.addWidget(self._budget, 1)
        column.addWidget(self._strip)
        column.addWidget(self._light)

    def show(self, session: Session) -> None:
        """Show what a session says now; a blind checker sees nothing that was measured."""
        state, site, now = session.state, session.site, session.now()
        number = f"Preparation {state.opened.number}"
        self.banner.show_facts(banner(state.order, state.plan, state.monograph, site, number))
        blind = state.is_blind_for(session.person.name)
        self.rail.show_facts(blind_rail(state, site) if blind else rail(state, site))
        budgeted = blind_budget(state, now, site) if blind else budget(state, now, site)
        if session.clock_ran_backwards:
            budgeted = unknown_budget(budgeted)
        self._budget.show_facts(budgeted)
        self._show_strip(ledger(state, now, site))
        self._light.show_facts(light(state, now, site))
        self.footer.show_facts(self._foot(session))

    def _show_strip(self, strip: StripFacts | None) -> None:
        """Show the strip once a vial holds drug."""
        if strip is not None:
            self._strip.show_facts(strip)
        self._strip.setVisible(strip is not None)

    def _foot(self, session: Session) -> FooterFacts:
        state, site, unsaved = session.state, session.site, session.unsaved
        statuses = (
            unsaved_step(unsaved.reading.wall, site)
            if unsaved is not None
            else saved_step(len(state.done), state.last.wall, site),
            *kept(self._workplace.time.trouble),
            scanner(self._workplace.scanner_profile),
            papers(session.trouble, session.labels.destination),
        )
        return FooterFacts(statuses, preparation_keys(session))
