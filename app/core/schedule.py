"""When the doses of a course may be given, by the dates of those that were."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.formulary import Monograph
from app.core.regimen import CycleLength
from app.core.sourced import Count


@dataclass(frozen=True, slots=True)
class Window:
    """The dates on which a dose of the cycle may be given, both included."""

    day: int
    due: date
    earliest: date
    latest: date


def days_of(monograph: Monograph) -> tuple[int, ...]:
    """Return the days of a cycle that have a dose, such as 1, 8 and 15."""
    return tuple(day for day, _ in monograph.regimens[0].days)


def window(monograph: Monograph, first: date, last: date, day: int) -> Window:
    """Return when `day` may be given in a cycle whose day 1 was on `first`.

    `last` is when the dose before it was given, or may be given at the earliest. The window can
    be empty: then `earliest` lies after `latest`.
    """
    tolerance, apart = _length(monograph.day_tolerance), _length(monograph.days_between_doses)
    due = first + timedelta(days=day - 1)
    return Window(day, due, max(due - tolerance, last + apart), due + tolerance)


def windows(
    monograph: Monograph, day: int, given: date, first: date | None = None
) -> tuple[Window, ...]:
    """Return the dates of the later doses of a cycle when `day` is given on `given`.

    Each is due a fixed number of days after day 1, which was on `first`; where that is not on
    record, it is counted back from `given`. Each is within the label's tolerance, and never
    sooner than the least time between doses allows.
    """
    begun = first if first is not None else given - timedelta(days=day - 1)
    found: list[Window] = []
    last = given
    for later in days_of(monograph):
        if later > day:
            found.append(window(monograph, begun, last, later))
            last = found[-1].earliest
    return tuple(found)


def _length(count: Count | None) -> timedelta:
    """Return a number of days; none where the monograph sets no bound."""
    return timedelta(days=0 if count is None else count.value)


@dataclass(frozen=True, slots=True)
class NextCycle:
    """When day 1 of the next cycle is due: not before `earliest`; after `latest` it is late."""

    cycle: int
    earliest: date
    latest: date
    source: str


def next_cycle(monograph: Monograph, cycle: int, first: date, last: date) -> NextCycle | None:
    """Return when the cycle after `cycle` begins, whose day 1 was on `first`, or None.

    None where the monograph does not say how long a cycle is. `last` is the last dose given, or
    the earliest date of the last dose to come.
    """
    for length in _lengths(monograph, cycle):
        apart = _length(monograph.days_between_doses)
        earliest = max(first + timedelta(days=length.shortest), last + apart)
        latest = max(first + timedelta(days=length.longest), earliest)
        return NextCycle(cycle + 1, earliest, latest, length.source)
    return None


def _lengths(monograph: Monograph, cycle: int) -> Iterator[CycleLength]:
    for length in monograph.cycle_lengths:
        if length.first_cycle is (cycle == 1):
            yield length
