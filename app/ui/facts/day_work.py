"""What stands on the worklist for the hood of today, and what of it cannot be planned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.day_plan import Begun, Job
from app.core.day_work import work_of
from app.core.finding import stops
from app.core.hood_time import hood_time
from app.core.infusion_decision import too_late
from app.core.order import Order
from app.core.preparation import Preparation, Status
from app.core.quantity import show
from app.core.refused import Refused
from app.site import Site
from app.ui.drawing.icons import Icon
from app.ui.drawing.pill import PillFacts
from app.ui.facts.times import day_and_time
from app.ui.theme import Tone
from app.workplace import Workplace

AHEAD = timedelta(hours=12)
"""Work is of today where its window opens within so long; the rest has another day."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One order or preparation: its stream, whose it is, and its dose, "–" where there is none.

    `is_blind` where a checker is still to work out the latest start alone.
    """

    code: str
    order: Order
    dose: str
    is_blind: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """What has no place at the hood today, and why."""

    asked: Asked
    pill: PillFacts
    why: str
    of_another_day: bool = False


@dataclass(frozen=True, slots=True)
class DayWork:
    """The worklist as the hood sees it; `asked` holds whose the works are, by their streams."""

    begun: tuple[Begun, ...]
    jobs: tuple[Job, ...]
    asked: dict[str, Asked]
    apart: tuple[Apart, ...]


def day_work(work: Workplace, now: datetime) -> DayWork:
    """Return what the worklist asks of the hood at `now`."""
    every = (*_preparations(work, now), *_orders(work))
    apart = [each for each in every if isinstance(each, Apart)]
    placed = [each for each in every if not isinstance(each, Apart)]
    begun, jobs, asked = [], [], {}
    for whose, what in placed:
        if isinstance(what, Job) and (later := _of_another_day(whose, what, now, work.site)):
            apart.append(later)
            continue
        asked[whose.code] = whose
        if isinstance(what, Begun):
            begun.append(what)
        else:
            jobs.append(what)
    return DayWork(tuple(begun), tuple(jobs), asked, tuple(apart))


def passed(work: Workplace, now: datetime) -> tuple[str, ...]:
    """Return the preparations that can only be discarded: what the day comes to changes then."""
    return tuple(code for code in work.board.unfinished() if _lost(work.state(code), now))


def _preparations(work: Workplace, now: datetime) -> Iterator[Apart | tuple[Asked, Job | Begun]]:
    for code in work.board.unfinished():
        state = work.state(code)
        dose = show(state.plan.dose.prepared)
        whose = Asked(code, state.order, dose, state.is_blind)
        lost = _lost(state, now)
        if lost:
            pill = PillFacts("Can only be discarded", Tone.STOP, Icon.STOP)
            yield Apart(whose, pill, lost)
        elif away := _held_elsewhere(state, now, work.site):
            yield Apart(whose, PillFacts("Held", Tone.WARN, Icon.CLOCK), away)
        else:
            yield whose, work_of(code, state)


def _lost(state: Preparation, now: datetime) -> str:
    """Return why a preparation can only be discarded, "" where it can be gone on with."""
    if state.status is Status.FAILED:
        return state.failure or ""
    late = too_late(state, now)
    return late.removesuffix(" Stop and discard the preparation.")


def _held_elsewhere(state: Preparation, now: datetime, site: Site) -> str:
    """Return where reconstituted drug waits and until when, "" where it has the hood."""
    held, binding = state.held, state.binding()
    if held is None or held.storage is None or binding is None:
        return ""
    until = binding.name.value.replace("-", " ")
    return f"{held.place}, not at the hood: {until} {site.shown_from(binding.at, now)}"


def _orders(work: Workplace) -> Iterator[Apart | tuple[Asked, Job]]:
    policy = work.rules.policy
    for code in work.board.waiting():
        order = work.order(code)
        try:
            plan, monograph = work.plan(order), work.monograph(order)
        except Refused as refused:
            pill = PillFacts("Cannot be planned", Tone.STOP)
            yield Apart(Asked(code, order, "–"), pill, refused.sentence)
            continue
        whose = Asked(code, order, show(plan.dose.prepared))
        found = stops(plan.findings)
        if found:
            yield Apart(whose, PillFacts("Stopped", Tone.STOP), found[0].sentence)
        else:
            yield whose, Job(code, monograph, hood_time(policy, plan.vials), order.wanted)


def _of_another_day(whose: Asked, job: Job, now: datetime, site: Site) -> Apart | None:
    window = job.window
    if window is None or job.wanted is None or window.earliest - job.hood.set_up <= now + AHEAD:
        return None
    pill = PillFacts("Another day", Tone.PLAIN, Icon.CLOCK)
    return Apart(whose, pill, f"wanted {day_and_time(job.wanted, site)}", of_another_day=True)
