"""The clocks that stay in sight while nobody is signed in: numbers and drugs, never patients."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.core.preparation import Preparation, Status
from app.core.reading import Reading
from app.core.timing import backwards
from app.core.urgency import runs_out, time_left
from app.site import Site
from app.ui.drawing.budget import BudgetFacts, BudgetState
from app.ui.drawing.hood_clocks import HoodClock, HoodClocks
from app.ui.drawing.icons import Icon
from app.ui.drawing.light import LightState
from app.ui.drawing.pill import PillFacts
from app.ui.facts.budget import blind_budget, budget, unknown_budget
from app.ui.facts.light import light
from app.ui.facts.rail import place
from app.ui.theme import Tone

NONE = "Nothing is at work at this hood."
_LIGHT = {
    LightState.NOT_STARTED: PillFacts("Not opened yet", Tone.PLAIN, Icon.HALF_DISC),
    LightState.PROTECTED: PillFacts("Protected from light", Tone.OK, Icon.HALF_DISC),
    LightState.GAP: PillFacts("Protected again, with a gap", Tone.WARN, Icon.TRIANGLE),
}
_UNPROTECTED = PillFacts("NOT PROTECTED FROM LIGHT", Tone.STOP, Icon.STOP)


def hood_clocks(states: Iterable[Preparation], reading: Reading, site: Site) -> HoodClocks:
    """Return the clocks of the preparations at work, what runs out first in front."""
    at_work = [each for each in states if _is_at_work(each)]
    at_work.sort(key=lambda each: runs_out(time_left(each, each.now(reading))))
    return HoodClocks(tuple(_clock(each, reading, site) for each in at_work), NONE)


def _is_at_work(state: Preparation) -> bool:
    """Tell whether a preparation came to the hood: its order is verified, and it did not end."""
    step = state.step
    ended = state.status in (Status.RELEASED, Status.DISCARDED)
    return not ended and (step is None or step.identifier != "verify-order")


def _clock(state: Preparation, reading: Reading, site: Site) -> HoodClock:
    now = state.now(reading)
    told = _budget(state, now, site)
    if backwards(state.last, reading):
        told = unknown_budget(told)
    unprotected = bool(state.ledger) and state.protection(now) is None
    return HoodClock(
        number=state.opened.number,
        drug=state.monograph.drug,
        step=_step(state),
        heading=told.heading,
        deadline=told.deadline,
        remaining=told.remaining,
        state=told.state,
        light=_UNPROTECTED if unprotected else _LIGHT[light(state, now, site).state],
    )


def _budget(state: Preparation, now: datetime, site: Site) -> BudgetFacts:
    """Return what binds next; who checks works the latest start out alone, and passes by here."""
    if state.is_blind:
        told = blind_budget(state, now, site)
        return told if told.state is BudgetState.PASSED else replace(told, deadline="")
    told = budget(state, now, site)
    if told.state is BudgetState.NOT_STARTED:
        return replace(told, heading="NO VIAL RECONSTITUTED YET", deadline="")
    return told


def _step(state: Preparation) -> str:
    if state.status is Status.FAILED:
        return "It failed: stop and discard it"
    at, of = place(state)
    title = state.step.title if state.step is not None else "done"
    held = "On hold. " if state.held is not None else ""
    return f"{held}Step {at} of {of}: {title}"
