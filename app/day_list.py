"""What stands on the worklist for the hood of a day, and what of it cannot be planned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.board import Board
from app.core.day_plan import Begun, Job
from app.core.day_work import work_of
from app.core.dose_words import dose_stated, doses
from app.core.finding import stops
from app.core.formulary import Monograph
from app.core.hood_time import hood_time
from app.core.infusion_decision import too_late
from app.core.order import Order
from app.core.plan import Plan
from app.core.preparation import Preparation, Status
from app.core.quantity import show
from app.core.refused import Refused
from app.core.wording import capital
from app.site import Site
from app.site_rules import SiteRules
from app.stock import Stock
from app.store import Log

AHEAD = timedelta(hours=12)
"""Work is of today where its window opens within so long; the rest has another day."""


class Source(Protocol):
    """Where the worklist is read from: an open Workplace, or a log that is only read."""

    log: Log
    board: Board
    rules: SiteRules
    stock: Stock

    @property
    def site(self) -> Site:
        """The site; raises Refused before it was described."""

    def state(self, stream: str) -> Preparation:
        """Return the state of a preparation."""

    def order(self, stream: str) -> Order:
        """Return an imported order."""

    def plan(self, order: Order) -> Plan:
        """Return the plan for an order as it stands now; raises Refused."""

    def monograph(self, order: Order) -> Monograph:
        """Return the approved monograph for an order at this site; raises Refused."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One order or preparation: its stream, whose it is, and its dose, "–" where there is none.

    `doses` says the dose on paper: which it is prepared for and, but where it is blind, the one
    that is measured.
    `is_blind` where a checker is still to work out the latest start alone.
    """

    code: str
    order: Order
    dose: str
    is_blind: bool = False
    doses: str = "–"


class Hindrance(StrEnum):
    """Why something has no place at the hood that day."""

    LOST = "Can only be discarded"
    HELD = "Held"
    NOT_PLANNED = "Cannot be planned"
    STOPPED = "Stopped"
    ANOTHER_DAY = "Another day"


@dataclass(frozen=True, slots=True)
class Apart:
    """What has no place at the hood that day, and why."""

    asked: Asked
    hindrance: Hindrance
    why: str

    @property
    def of_another_day(self) -> bool:
        """Whether it has its place on another day."""
        return self.hindrance is Hindrance.ANOTHER_DAY


@dataclass(frozen=True, slots=True)
class DayWork:
    """The worklist as the hood sees it; `asked` holds whose the works are, by their streams."""

    begun: tuple[Begun, ...]
    jobs: tuple[Job, ...]
    asked: dict[str, Asked]
    apart: tuple[Apart, ...]


def day_work(work: Source, now: datetime, on: date | None = None) -> DayWork:
    """Return what the worklist asks of the hood at `now`.

    With `on` it is what that local day asks: the orders wanted on it and, on the day of `now`, what
    has begun and what has no time.
    """
    today = on is None or on == work.site.day(now)
    every = (*(_preparations(work, now) if today else ()), *_of(on, work))
    apart = [each for each in every if isinstance(each, Apart)]
    placed = [each for each in every if not isinstance(each, Apart)]
    begun, jobs, asked = [], [], {}
    for whose, what in placed:
        if isinstance(what, Job) and (later := _of_another_day(whose, what, now, on, work.site)):
            apart.append(later)
            continue
        asked[whose.code] = whose
        if isinstance(what, Begun):
            begun.append(what)
        else:
            jobs.append(what)
    return DayWork(tuple(begun), tuple(jobs), asked, tuple(apart))


def _of(on: date | None, work: Source) -> Iterator[Apart | tuple[Asked, Job]]:
    """Yield the orders that wait; what cannot be planned only on the day it is wanted."""
    for each in _orders(work):
        wanted = each.asked.order.wanted if isinstance(each, Apart) else None
        if wanted is None or on in (None, work.site.day(wanted)):
            yield each


def passed(work: Source, now: datetime) -> tuple[str, ...]:
    """Return the preparations that can only be discarded: what the day comes to changes then."""
    return tuple(code for code in work.board.unfinished() if _lost(work.state(code), now))


def _preparations(work: Source, now: datetime) -> Iterator[Apart | tuple[Asked, Job | Begun]]:
    for code in work.board.unfinished():
        state = work.state(code)
        whose = _asked(code, state.order, state.plan, state.is_blind)
        lost = _lost(state, now)
        if lost:
            yield Apart(whose, Hindrance.LOST, lost)
        elif away := _held_elsewhere(state, now, work.site):
            yield Apart(whose, Hindrance.HELD, away)
        else:
            yield whose, work_of(code, state)


def _asked(code: str, order: Order, plan: Plan, is_blind: bool = False) -> Asked:
    """Return what is asked; to a checker the dose that is measured gives away the volume."""
    said = capital(dose_stated(plan.dose)) if is_blind else doses(plan)
    return Asked(code, order, show(plan.dose.prepared), is_blind, said)


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


def _orders(work: Source) -> Iterator[Apart | tuple[Asked, Job]]:
    policy = work.rules.policy
    for code in work.board.waiting():
        order = work.order(code)
        try:
            plan, monograph = work.plan(order), work.monograph(order)
        except Refused as refused:
            yield Apart(Asked(code, order, "–"), Hindrance.NOT_PLANNED, refused.sentence)
            continue
        whose = _asked(code, order, plan)
        found = stops(plan.findings)
        if found:
            yield Apart(whose, Hindrance.STOPPED, found[0].sentence)
        else:
            yield whose, Job(code, monograph, hood_time(policy, plan.vials), order.wanted)


def _of_another_day(
    whose: Asked, job: Job, now: datetime, on: date | None, site: Site
) -> Apart | None:
    window, wanted = job.window, job.wanted
    if window is None or wanted is None:
        return None if on in (None, site.day(now)) else _apart(whose, "no time is given")
    soon = window.earliest - job.hood.set_up <= now + AHEAD
    if soon if on is None else site.day(wanted) == on:
        return None
    return _apart(whose, f"wanted {site.shown(wanted, '%Y-%m-%d %H:%M')}")


def _apart(whose: Asked, why: str) -> Apart:
    return Apart(whose, Hindrance.ANOTHER_DAY, why)
