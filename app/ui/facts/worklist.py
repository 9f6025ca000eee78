"""The rows of the worklist: an order, or a preparation at its own present moment."""

from dataclasses import replace
from datetime import datetime

from app.core.finding import stops
from app.core.infusing import Infusion
from app.core.order import Order
from app.core.plan import Plan
from app.core.preparation import Preparation, Status
from app.core.quantity import show
from app.core.refused import Refused
from app.core.urgency import Urgency, time_left
from app.site import Site
from app.ui.drawing.budget_bar import BarFacts, BarState
from app.ui.drawing.icons import Icon
from app.ui.drawing.pill import PillFacts
from app.ui.drawing.worklist_row import WorklistFacts
from app.ui.facts.budget import bar, too_late_to
from app.ui.facts.rail import place
from app.ui.facts.times import clock_time, ended_at
from app.ui.language import Verbatim
from app.ui.theme import Tone


def order_row(code: str, order: Order, made: Plan | Refused, site: Site) -> WorklistFacts:
    """Return the row of an order that was not opened yet."""
    pill, detail = PillFacts("Verify the order", Tone.INFO), "a pharmacist verifies it"
    dose, vials = "–", ""
    if isinstance(made, Refused):
        pill, detail = PillFacts("Cannot be planned", Tone.STOP), made.sentence
    else:
        dose, vials = show(made.dose.prepared), _vials(made)
        found = stops(made.findings)
        if found:
            pill, detail = PillFacts("Stopped", Tone.STOP), _first_sentence(found[0].sentence)
    return WorklistFacts(
        code=code,
        patient=Verbatim(order.patient.name),
        identity=_identity(order),
        dose=dose,
        dose_detail=vials,
        pill=pill,
        stands_detail=detail,
        bar=BarFacts(0.0, None, "not started", BarState.NOT_STARTED),
        wanted=clock_time(order.wanted, site) if order.wanted else "–",
    )


def preparation_row(
    code: str,
    state: Preparation,
    now: datetime,
    site: Site,
    stopped: str = "",
    *,
    behind: bool = False,
) -> WorklistFacts:
    """Return the row of a preparation; `stopped` says why something in it is in quarantine.

    `behind` tells that the clock ran backwards for it, so that what is left is not known.
    """
    pill, detail = _standing(state, now, site)
    drawn = bar(state, now, site)
    if behind and state.status is Status.OPEN:
        pill = PillFacts("Clock ran backwards", Tone.STOP, Icon.CLOCK)
        detail = "set the clock right, or open this and see what is left to do"
        if drawn.state in (BarState.RUNNING, BarState.NEAR):
            drawn = BarFacts(1.0, None, "time left not known", BarState.NEAR)
    elif stopped and state.status is Status.OPEN:
        pill, detail = PillFacts("In quarantine", Tone.STOP), _first_sentence(stopped)
    order = state.order
    return WorklistFacts(
        code=code,
        patient=Verbatim(order.patient.name),
        identity=_identity(order),
        dose=show(state.plan.dose.prepared),
        dose_detail=_count(state.plan) if state.is_blind else _vials(state.plan),
        pill=pill,
        stands_detail=detail,
        bar=drawn,
        wanted=clock_time(order.wanted, site) if order.wanted else "–",
    )


def not_saved(row: WorklistFacts) -> WorklistFacts:
    """Return the row of a preparation in which something was done that is not on disk."""
    pill = PillFacts("NOT SAVED", Tone.STOP, Icon.STOP)
    return replace(row, pill=pill, stands_detail="open it and save it; nothing else is recorded")


def _identity(order: Order) -> str:
    return f"MRN {order.patient.identifier} · Cycle {order.cycle} Day {order.day}"


def _vials(made: Plan) -> str:
    return f"{show(made.volume)} · {_count(made)}"


def _count(made: Plan) -> str:
    return "1 vial" if made.vials == 1 else f"{made.vials} vials"


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".")


def _standing(state: Preparation, now: datetime, site: Site) -> tuple[PillFacts, str]:
    number = f"preparation {state.opened.number}"
    last = clock_time(ended_at(state), site)
    if state.status is Status.RELEASED:
        return _released(state, now, site)
    if state.status is Status.DISCARDED:
        reason = state.discarded.reason if state.discarded else ""
        return PillFacts(
            f"Discarded {last}", Tone.PLAIN, Icon.CROSS
        ), f"{Verbatim(reason)} · {number}"
    if state.status is Status.FAILED:
        return PillFacts("Not fit for use", Tone.STOP), f"{state.failure} · discard it"
    time = time_left(state, now)
    if time.urgency is Urgency.PASSED and time.deadline is not None:
        pill = PillFacts(too_late_to(time.deadline), Tone.STOP)
        return pill, f"discard it and start again · {number}"
    if state.called:
        return PillFacts("Pharmacist called", Tone.WARN, Icon.PERSON), f"at the hood · {number}"
    if state.held is not None:
        return PillFacts("Held", Tone.WARN, Icon.CLOCK), f"{state.held.place} · {number}"
    step = state.step
    if step is not None and step.identifier == "check":
        pill = PillFacts("Waiting for pharmacist check", Tone.WARN, Icon.CLOCK)
        return pill, f"prepared by {', '.join(state.preparers)} · {number}"
    at, of = place(state)
    title = step.stage if step else "done"
    who = f"last step {last} · {number}"
    return PillFacts(f"Step {at} of {of}: {title}", Tone.INFO, Icon.PLAY), who


def _infused(infusion: Infusion, number: str, site: Site) -> tuple[PillFacts, str]:
    """Return how an infusion stands that was recorded; its label says what is left."""
    detail = f"started {clock_time(infusion.started, site)} · {number}"
    if infusion.ended is not None:
        ended = clock_time(infusion.ended, site)
        return PillFacts(f"Infusion ended {ended}", Tone.PLAIN), detail
    if infusion.is_paused:
        return PillFacts("Infusion paused", Tone.WARN, Icon.PAUSE), detail
    return PillFacts("Infusion runs", Tone.INFO), detail


def _released(state: Preparation, now: datetime, site: Site) -> tuple[PillFacts, str]:
    """Return how a released bag stands: until its latest start it is fit for use, then no more.

    Where nobody recorded its infusion nothing more is claimed, and no tone of alarm is taken: most
    bags end their day so.
    """
    number = f"preparation {state.opened.number}"
    when = clock_time(ended_at(state), site)
    if state.infusion is not None:
        return _infused(state.infusion, number, site)
    if time_left(state, now).urgency is Urgency.PASSED:
        pill = PillFacts("Not fit for use any more", Tone.PLAIN, Icon.STOP)
        return pill, f"released {when} · its time has passed · {number}"
    return PillFacts(f"Released {when}", Tone.OK), f"label scanned back · {number}"
