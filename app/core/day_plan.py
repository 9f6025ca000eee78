"""The day at one hood: when each preparation is worked on, one at a time, and what is late.

Being late for the wanted time and breaking a limit are two things: the infusion of late work
begins later; work that breaks a limit cannot be given at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.core.day_order import Slot, best_order
from app.core.formulary import Monograph, duration
from app.core.hood_time import HoodTime, reconstitution_window
from app.core.infusion_times import NOTHING, infusion_of
from app.core.timing import Deadline, Name, Span, deadline_named, deadlines

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Job:
    """A preparation that waits; `code` is the caller's, `wanted` the start of its infusion."""

    code: str
    monograph: Monograph
    hood: HoodTime
    wanted: datetime | None

    @property
    def window(self) -> Span | None:
        """When vial 1 is to be reconstituted; None where no time is given."""
        if self.wanted is None:
            return None
        return reconstitution_window(self.monograph, self.wanted, self.hood)


@dataclass(frozen=True, slots=True)
class Begun:
    """A preparation whose vial 1 is reconstituted: the hood is its own until it is released.

    `begin` is when its work at the hood began, `limits` are the deadlines of what has not happened
    yet, and `not_before` is the earliest start of its infusion where it was in the refrigerator.
    That it is there now, the deadline for taking it out says.
    """

    code: str
    monograph: Monograph
    hood: HoodTime
    wanted: datetime | None
    begin: datetime
    reconstituted: datetime
    limits: tuple[Deadline, ...]
    not_before: datetime | None = None

    @property
    def is_cold(self) -> bool:
        """Whether it is in the refrigerator."""
        return any(limit.name is Name.TAKE_OUT for limit in self.limits)


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit that would be broken: what had to happen by `at`, by how much, by which rule."""

    name: Name
    at: datetime
    over: timedelta
    rule: str
    source: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A preparation with its time at the hood; `end` is its release, all in UTC.

    `out` is when a bag in the refrigerator can leave it at the earliest, None for any other.
    """

    work: Job | Begun
    begin: datetime
    reconstitution: datetime
    end: datetime
    out: datetime | None = None

    @property
    def starts(self) -> datetime:
        """The earliest start of the infusion that is not before the wanted time.

        A bag that was in the refrigerator comes to room temperature before it.
        """
        warm = self.work.not_before if isinstance(self.work, Begun) else None
        if self.out is not None:
            equilibration = self.work.monograph.equilibration
            # No bag may be put in the refrigerator where the monograph does not say how long.
            assert equilibration is not None
            warm = self.out + duration(equilibration)
        bounds = (self.work.wanted, self.end, warm)
        return max(each for each in bounds if each is not None)

    @property
    def infusion_ends(self) -> datetime:
        """When that infusion ends."""
        return self.starts + duration(self.work.monograph.infusion_length)

    @property
    def late(self) -> timedelta:
        """By how much the infusion begins after the wanted time."""
        return NOTHING if self.work.wanted is None else self.starts - self.work.wanted

    @property
    def broken(self) -> Broken | None:
        """The limit that is broken by most, None where every limit is kept."""
        over = (each for each in self._limits() if each.over > NOTHING)
        return max(over, key=lambda each: each.over, default=None)

    def _limits(self) -> Iterable[Broken]:
        if isinstance(self.work, Begun):
            moments = {
                Name.DILUTE: self.end,
                Name.TAKE_OUT: self.out or self.end,
                Name.START: self.starts,
                Name.END: self.infusion_ends,
            }
            for limit in self.work.limits:
                yield _broken(limit, moments[limit.name])
            return
        monograph = self.work.monograph
        found = deadlines(monograph, self.reconstitution, None, None)
        yield _broken(deadline_named(found, Name.DILUTE), self.end)
        infusion = infusion_of(monograph, self.reconstitution, self.starts)
        limit = Deadline(Name.START, infusion.start_by, infusion.rule, infusion.source)
        yield _broken(limit, self.starts)


def _broken(limit: Deadline, moment: datetime) -> Broken:
    return Broken(limit.name, limit.at, moment - limit.at, limit.rule, limit.source)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The preparations in the order in which the hood takes them.

    `is_best` is False where there were too many to try every order and this one does not fit.
    """

    places: tuple[Placed, ...]
    is_best: bool

    @property
    def late(self) -> tuple[Placed, ...]:
        """What begins after its wanted time."""
        return tuple(each for each in self.places if each.late)

    @property
    def broken(self) -> tuple[Placed, ...]:
        """What breaks a limit."""
        return tuple(each for each in self.places if each.broken is not None)

    @property
    def fits(self) -> bool:
        """Whether one hood takes everything in time and within every limit."""
        return not self.late and not self.broken


def day_plan(begun: Iterable[Begun], jobs: Iterable[Job], now: datetime) -> DayPlan:
    """Return when one hood takes each preparation, one at a time and none before `now`.

    What has begun is finished first, in the order of its limits. Then come those that have a
    wanted time, in the order that is late by least in all. Each begins in the middle of its
    window, so that the hood may be late and the patient too; it begins earlier where the others
    need the time, and as soon as it can where it is late. Those without a wanted time come last,
    as they are given.
    """
    places: list[Placed] = []
    free = now
    for work in sorted(begun, key=_binds):
        free += max(work.reconstituted + work.hood.making - now, NOTHING)
        out = now if work.is_cold else None
        places.append(Placed(work, work.begin, work.reconstituted, free, out))
    every = tuple(jobs)
    timed = [(job, _slot(job, job.wanted)) for job in every if job.wanted is not None]
    order = best_order([slot for _, slot in timed], free)
    in_order = [timed[at] for at in order.places]
    begins = _begins([slot for _, slot in in_order], free)
    places += [_placed(job, begin) for (job, _), begin in zip(in_order, begins, strict=True)]
    free = places[-1].end if places else free
    for job in every:
        if job.wanted is None:
            places.append(_placed(job, free))
            free = places[-1].end
    return DayPlan(tuple(places), order.is_best)


def _begins(slots: Sequence[Slot], free: datetime) -> list[datetime]:
    """Return when each slot begins, in this order: in its middle, if nothing is later for it."""
    soonest: list[datetime] = []
    at = free
    for slot in slots:
        soonest.append(max(at, slot.opens))
        at = soonest[-1] + slot.length
    latest: list[datetime] = []
    for slot, soon in zip(reversed(slots), reversed(soonest), strict=True):
        bounds = (slot.due, *latest[-1:])
        latest.append(max(soon, min(bounds) - slot.length))
    begins: list[datetime] = []
    at = free
    for slot, soon, late in zip(slots, soonest, reversed(latest), strict=True):
        begins.append(min(max(at, soon, _middle(slot)), late))
        at = begins[-1] + slot.length
    return begins


def _middle(slot: Slot) -> datetime:
    """Return the middle of when a slot may begin, in whole minutes after it opens."""
    half = (slot.due - slot.length - slot.opens) / 2
    return slot.opens + half // _MINUTE * _MINUTE


def _binds(work: Begun) -> datetime:
    return min(limit.at for limit in work.limits)


def _slot(job: Job, wanted: datetime) -> Slot:
    window = reconstitution_window(job.monograph, wanted, job.hood)
    return Slot(window.earliest - job.hood.set_up, job.hood.whole, wanted)


def _placed(job: Job, begin: datetime) -> Placed:
    return Placed(job, begin, begin + job.hood.set_up, begin + job.hood.whole)


def delayed(plan: DayPlan, by: timedelta) -> DayPlan:
    """Return the day with everything later by `by`, in the same order.

    What has begun ends so much later; the rest begins so much later too. Raises ValueError for a
    length below zero: that the hood and the windows allow it is not said.
    """
    if by < NOTHING:
        raise ValueError("a delay is no length below zero")
    return replace(plan, places=tuple(_later(each, by) for each in plan.places))


def _later(placed: Placed, by: timedelta) -> Placed:
    if isinstance(placed.work, Begun):
        return replace(placed, end=placed.end + by)
    return Placed(placed.work, placed.begin + by, placed.reconstitution + by, placed.end + by)
