"""The time budget: the deadline that binds, what is left, and the moments on its line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from app.core.formulary import Monograph
from app.core.preparation import Preparation, Status
from app.core.timing import Deadline, Name, allowed, deadline_named
from app.site import Site
from app.ui.drawing.budget import BudgetFacts, BudgetMark, BudgetState, MarkKind
from app.ui.drawing.budget_bar import BarFacts, BarState
from app.ui.facts.times import clock_time, length

_HEADINGS = {
    Name.DILUTE: "DILUTE BY",
    Name.TAKE_OUT: "OUT OF REFRIGERATOR BY",
    Name.START: "START INFUSION BY",
    Name.END: "END INFUSION BY",
}


def budget(state: Preparation, now: datetime, site: Site) -> BudgetFacts:
    """Return the time budget of a preparation at `now`."""
    binding, began = state.binding(), state.reconstituted
    if binding is None or began is None:
        return _not_started(state.monograph)
    whole = allowed(state.monograph, Name.END)
    left = binding.at - now
    return BudgetFacts(
        heading=_HEADINGS[binding.name],
        deadline=clock_time(binding.at, site),
        remaining=length(left) if left >= timedelta(0) else f"{length(left)} ago",
        below=_below(state, binding, left),
        marks=tuple(_marks(state, began, whole, now, site)),
        state=_state(state, left),
        now_at=min((now - began) / whole, 1.0),
        now_time=clock_time(now, site),
    )


def blind_budget(state: Preparation, now: datetime, site: Site) -> BudgetFacts:
    """Return the budget for a checker who works out the latest start alone.

    What happened is shown and no deadline, unless one has passed: that is never hidden.
    """
    full = budget(state, now, site)
    if full.state is BudgetState.PASSED:
        return full
    return BudgetFacts(
        heading="LATEST START",
        deadline="yours first",
        remaining="hidden",
        below="until your figures are in",
        marks=tuple(mark for mark in full.marks if mark.kind is MarkKind.DONE),
        state=BudgetState.QUIET,
        now_at=full.now_at,
        now_time=full.now_time,
    )


def unknown_budget(facts: BudgetFacts) -> BudgetFacts:
    """Return a budget for a clock that ran backwards: what is left is not known, so none is shown.

    Where nothing runs yet, or a deadline has passed already, it stays as it is.
    """
    if facts.state in (BudgetState.NOT_STARTED, BudgetState.PASSED):
        return facts
    return replace(
        facts,
        heading="TIME LEFT",
        deadline="?",
        remaining="not known",
        below="the clock ran backwards",
        marks=tuple(mark for mark in facts.marks if mark.kind is MarkKind.DONE),
        state=BudgetState.QUIET,
        now_at=None,
    )


def _state(state: Preparation, left: timedelta) -> BudgetState:
    if left < timedelta(0):
        return BudgetState.PASSED
    if left <= timedelta(minutes=state.policy.urgent_minutes):
        return BudgetState.URGENT
    if left <= timedelta(minutes=state.policy.near_minutes):
        return BudgetState.NEAR
    return BudgetState.QUIET


def _below(state: Preparation, binding: Deadline, left: timedelta) -> str:
    if left < timedelta(0) and state.status in (Status.OPEN, Status.FAILED):
        return f"{binding.rule}: discard"
    return binding.rule


def _marks(
    state: Preparation, began: datetime, whole: timedelta, now: datetime, site: Site
) -> Iterator[BudgetMark]:
    def mark(at: datetime, words: str, kind: MarkKind) -> BudgetMark:
        return BudgetMark((at - began) / whole, clock_time(at, site), words, kind)

    deadlines = state.deadlines()
    start = deadline_named(deadlines, Name.START)
    end = deadline_named(deadlines, Name.END)
    first = min((vial.number for vial in state.vials if vial.reconstituted == began), default=1)
    yield mark(began, f"vial {first} reconstituted", MarkKind.DONE)
    if state.diluted is None:
        dilute = deadline_named(deadlines, Name.DILUTE)
        late = now > dilute.at
        words = "was the latest to dilute" if late else "diluted, at the latest"
        yield mark(dilute.at, words, MarkKind.PASSED if late else MarkKind.NEXT)
        yield mark(start.at, "infusion starts by", MarkKind.LATER)
    else:
        yield mark(state.diluted, "diluted, in time", MarkKind.DONE)
        for deadline in deadlines:
            if deadline.name is Name.TAKE_OUT:
                yield mark(deadline.at, "out of the refrigerator", MarkKind.LATER)
        late = now > start.at
        words = "was the latest start" if late else "infusion starts by"
        yield mark(start.at, words, MarkKind.PASSED if late else MarkKind.NEXT)
    yield mark(end.at, "infusion ends by", MarkKind.END)


def _not_started(monograph: Monograph) -> BudgetFacts:
    whole = allowed(monograph, Name.END)
    dilute, start = allowed(monograph, Name.DILUTE), allowed(monograph, Name.START)
    return BudgetFacts(
        heading="THE CLOCK STARTS WITH VIAL 1",
        deadline=length(dilute),
        remaining="not running",
        below=f"to dilute, {length(whole)} to the infusion's end",
        marks=(
            BudgetMark(0.0, "0 h", "vial 1 reconstituted", MarkKind.LATER),
            BudgetMark(dilute / whole, length(dilute), "diluted", MarkKind.LATER),
            BudgetMark(start / whole, length(start), "infusion starts", MarkKind.LATER),
            BudgetMark(1.0, length(whole), "infusion ends", MarkKind.END),
        ),
        state=BudgetState.NOT_STARTED,
    )


def bar(state: Preparation, now: datetime, site: Site) -> BarFacts:
    """Return the small bar of the worklist."""
    binding, began = state.binding(), state.reconstituted
    if binding is None or began is None:
        return BarFacts(0.0, None, "not started", BarState.NOT_STARTED)
    whole = allowed(state.monograph, Name.END)
    end = deadline_named(state.deadlines(), Name.END)
    limit = (binding.at - began) / whole
    spent = min(max((now - began) / whole, 0.0), 1.0)
    words = f"{_WORDS[binding.name]} {clock_time(binding.at, site)} · end by "
    words += clock_time(end.at, site)
    if state.status is Status.RELEASED:
        return BarFacts(spent, limit, words, BarState.RELEASED)
    if now > binding.at:
        passed = f"{binding.rule}: passed {length(now - binding.at)} ago"
        return BarFacts(1.0, limit, passed, BarState.PASSED)
    near = binding.at - now <= timedelta(minutes=state.policy.near_minutes)
    look = BarState.NEAR if near else BarState.RUNNING
    if state.is_blind:
        # The checker comes past this list, and works out the latest start alone.
        return BarFacts(spent, None, "latest start hidden until checked", look)
    return BarFacts(spent, limit, words, look)


_WORDS = {
    Name.DILUTE: "dilute by",
    Name.TAKE_OUT: "out of refrigerator by",
    Name.START: "start by",
    Name.END: "end by",
}
