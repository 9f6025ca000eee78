"""The time budget: the deadline that binds, what is left, and the moments on its line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from app.core.formulary import Monograph
from app.core.preparation import Preparation, Status
from app.core.timing import Deadline, Name, allowed, deadline_named
from app.core.urgency import TimeLeft, Urgency, time_left
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


_LOOK = {
    Urgency.NOT_STARTED: BudgetState.NOT_STARTED,
    Urgency.QUIET: BudgetState.QUIET,
    Urgency.NEAR: BudgetState.NEAR,
    Urgency.URGENT: BudgetState.URGENT,
    Urgency.PASSED: BudgetState.PASSED,
    Urgency.OVER: BudgetState.OVER,
}


def budget(state: Preparation, now: datetime, site: Site) -> BudgetFacts:
    """Return the time budget of a preparation at `now`."""
    if state.status is Status.DISCARDED:
        return _discarded(state, site)
    time, began = time_left(state, now), state.reconstituted
    if time.deadline is None or began is None:
        return replace(_not_started(state.monograph), state=_LOOK[time.urgency])
    binding, late = time.deadline, time.urgency is Urgency.PASSED
    whole = allowed(state.monograph, Name.END)
    return BudgetFacts(
        heading=_HEADINGS[binding.name],
        deadline=site.shown_from(binding.at, now),
        remaining=length(time.left) + (_passed(state) if late else ""),
        below=_below(state, binding, late),
        marks=tuple(_marks(state, began, whole, now, site)),
        state=_LOOK[time.urgency],
        now_at=min((now - began) / whole, 1.0),
        now_time=clock_time(now, site),
    )


def _passed(state: Preparation) -> str:
    """Return how the time of a deadline that has passed is said: still growing, or as recorded."""
    return " ago" if state.late() is None else " late"


def _discarded(state: Preparation, site: Site) -> BudgetFacts:
    """Return how the time stood when a preparation was discarded; it goes on no more."""
    at, binding, began = state.last.wall, state.binding(), state.reconstituted
    if binding is None or began is None:
        return replace(_not_started(state.monograph), state=BudgetState.OVER)
    whole, late = allowed(state.monograph, Name.END), at > binding.at
    end = BudgetMark((at - began) / whole, clock_time(at, site), "discarded", MarkKind.PASSED)
    before = (mark for mark in _marks(state, began, whole, at, site) if mark.at <= end.at)
    return BudgetFacts(
        heading=_HEADINGS[binding.name],
        deadline=site.shown_from(binding.at, at),
        remaining=f"{length(binding.at - at)} late" if late else length(binding.at - at),
        below="when it was discarded" if late else "were left when it was discarded",
        marks=(*before, end),
        state=BudgetState.OVER,
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


def _below(state: Preparation, binding: Deadline, late: bool) -> str:
    if late and state.status in (Status.OPEN, Status.FAILED):
        return f"{binding.rule}: discard"
    return binding.rule


def _marks(
    state: Preparation, began: datetime, whole: timedelta, now: datetime, site: Site
) -> Iterator[BudgetMark]:
    def mark(at: datetime, words: str, kind: MarkKind) -> BudgetMark:
        return BudgetMark((at - began) / whole, site.shown_from(at, now), words, kind)

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
        takes_out = [each for each in deadlines if each.name is Name.TAKE_OUT]
        for out in takes_out:
            late = now > out.at
            words = "was the latest way out" if late else "out of the refrigerator"
            yield mark(out.at, words, MarkKind.PASSED if late else MarkKind.NEXT)
        late = now > start.at
        words = "was the latest start" if late else "infusion starts by"
        waits = MarkKind.LATER if takes_out else MarkKind.NEXT
        yield mark(start.at, words, MarkKind.PASSED if late else waits)
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
    """Return the small bar of the worklist, with what is left in large type above it."""
    time, began = time_left(state, now), state.reconstituted
    if time.deadline is None or began is None:
        discarded = state.status is Status.DISCARDED
        return BarFacts(0.0, None, "discarded" if discarded else "not started", _BARS[time.urgency])
    binding = time.deadline
    whole = allowed(state.monograph, Name.END)
    limit = (binding.at - began) / whole
    spent = min(max((now - began) / whole, 0.0), 1.0)
    look, told = _BARS[time.urgency], do_by(binding, site.shown_from(binding.at, now))
    if state.status is Status.RELEASED:
        look = _RELEASED.get(look, look)
    if look is BarState.OVER:
        passed = f"{told} passed {length(time.passed_by)} ago"
        return BarFacts(1.0, limit, passed, look)
    if look is BarState.PASSED:
        return BarFacts(1.0, limit, binding.rule, look, too_late_by(time))
    if state.is_blind:
        # The checker comes past this list, and works out the latest start alone.
        words = "latest start hidden until checked"
        return BarFacts(spent, None, words, look, HURRY.get(time.urgency, ""))
    end = deadline_named(state.deadlines(), Name.END)
    words = f"{told} · end by {site.shown_from(end.at, now)}"
    return BarFacts(spent, limit, words, look, f"{length(time.left)} left")


_BARS = {
    Urgency.NOT_STARTED: BarState.NOT_STARTED,
    Urgency.QUIET: BarState.RUNNING,
    Urgency.NEAR: BarState.NEAR,
    Urgency.URGENT: BarState.URGENT,
    Urgency.PASSED: BarState.PASSED,
    Urgency.OVER: BarState.OVER,
}
# What is released waits for the ward: that time runs is shown, that it has run out asks for
# nothing here, for nobody tells Umbra whether the infusion began in time.
_RELEASED = {BarState.RUNNING: BarState.RELEASED, BarState.PASSED: BarState.OVER}

HURRY = {Urgency.NEAR: "Time is running out", Urgency.URGENT: "Very little time left"}
"""What is said in place of a time that the checker works out alone."""


def do_by(deadline: Deadline, at: str) -> str:
    """Return what must happen by when, such as "dilute by 14:02"; `at` says its time."""
    return f"{_WORDS[deadline.name]} {at}"


def too_late_to(deadline: Deadline) -> str:
    """Return what it is too late for, such as "Too late to dilute"."""
    return f"Too late to {_VERBS[deadline.name]}"


def too_late_by(time: TimeLeft) -> str:
    """Return by how much a deadline has passed, such as "4 min too late"."""
    return f"{length(time.passed_by)} too late"


_WORDS = {
    Name.DILUTE: "dilute by",
    Name.TAKE_OUT: "out of refrigerator by",
    Name.START: "start by",
    Name.END: "end by",
}
_VERBS = {
    Name.DILUTE: "dilute",
    Name.TAKE_OUT: "take it out of the refrigerator",
    Name.START: "start",
    Name.END: "end in time",
}
