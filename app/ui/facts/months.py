"""The months that a page shows beside each other, and how far the log was read for them."""

from app.core.month import Month, Months
from app.ended_by_month import Progress

SHOWN = 12
"""How many months a page shows beside each other."""


def months_until(last: Month) -> Months:
    """Return the months that a page shows up to `last`."""
    return Months(last.later(1 - SHOWN), last)


def each_of(months: Months) -> tuple[Month, ...]:
    """Return the months that a page shows, one by one; `months` has a first month."""
    assert months.first is not None
    return tuple(months.first.later(number) for number in range(SHOWN))


def reading(progress: Progress | None) -> str:
    """Return how far the log was read, "" where it was read to its end."""
    if progress is None or progress.done >= progress.parts:
        return ""
    return f"Reading the log: part {progress.done + 1} of {progress.parts}. The figures still grow."
