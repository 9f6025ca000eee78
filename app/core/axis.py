"""Where the doses of a calendar stand on one axis of days, so that cycles can be compared."""

from dataclasses import dataclass
from datetime import date

from app.core.calendar import Calendar, CalendarDose, Mark

WEEK = 7
SHORTEST, LONGEST = 28, 42


@dataclass(frozen=True, slots=True)
class Placed:
    """How many days after day 1 a dose stands, and from when to when it may be given."""

    at: int
    window: tuple[int, int] | None


def placed(dose: CalendarDose, first: date | None, today: date) -> Placed:
    """Return the place of a dose of a cycle whose day 1 is on `first`.

    A dose given stands where it was given, a dose due stands today, one to come where it is due.
    Where no date is known, it stands on the day that it is for.
    """
    due = dose.day - 1
    if first is None:
        return Placed(due, None)
    if dose.on is not None:
        return Placed((dose.on - first).days, None)
    if dose.earliest is None:
        return Placed(due, None)
    low = (dose.earliest - first).days
    high = low if dose.latest is None else (dose.latest - first).days
    wanted = (today - first).days if dose.mark is Mark.DUE else due
    # When day 1 is put off, the doses after it go with it: only these have a window to draw.
    return Placed(min(max(wanted, low), high), (low, high) if dose.day > 1 else None)


def lengths(calendar: Calendar) -> tuple[int | None, ...]:
    """Return for each cycle how many days later the next one begins, None where unknown."""
    firsts = [cycle.first for cycle in calendar.cycles]
    after = [*firsts[1:], None]
    return tuple(
        (later - first).days if first is not None and later is not None else None
        for first, later in zip(firsts, after, strict=False)
    )


def days_shown(calendar: Calendar, today: date) -> int:
    """Return how many days the axis has: whole weeks, four at least and six at most."""
    furthest = max(
        (placed(dose, cycle.first, today).at for cycle in calendar.cycles for dose in cycle.doses),
        default=0,
    )
    return min(max(-(-furthest // WEEK) * WEEK, SHORTEST), LONGEST)
