"""A month of a calendar, as people write it: 2026-11."""

import re
from dataclasses import dataclass
from datetime import date

from app.core.refused import Refused

_WRITTEN = re.compile(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month: the earlier one is the smaller; `number` counts from 1 for January."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def later(self, months: int) -> "Month":
        """Return the month so many months later, or earlier where `months` is below zero."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)


def month_of(day: date) -> Month:
    """Return the month of a day."""
    return Month(day.year, day.month)


def parse_month(text: str) -> Month:
    """Return a month written such as 2026-11; raises Refused for all else."""
    found = _WRITTEN.fullmatch(text)
    if not found:
        shown = "".join(c if c.isprintable() else "?" for c in text[:40])
        raise Refused(
            f"“{shown}” is not a month; write the year, a hyphen and two digits, such as 2026-11."
        )
    return Month(int(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class Months:
    """All months from `first` to `last`, both included; None is as far as there are any."""

    first: Month | None = None
    last: Month | None = None

    def __contains__(self, month: Month) -> bool:
        early = self.first is not None and month < self.first
        late = self.last is not None and month > self.last
        return not early and not late


def parse_months(first: str | None, last: str | None) -> Months:
    """Return the months between two that were written; raises Refused, also for none."""
    months = Months(
        None if first is None else parse_month(first), None if last is None else parse_month(last)
    )
    if months.first is not None and months.last is not None and months.first > months.last:
        raise Refused(
            f"{months.first} is later than {months.last}, so that there is no month between them; "
            "write the earlier month first."
        )
    return months
