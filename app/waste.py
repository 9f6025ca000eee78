"""What finished preparations used, gave and discarded, read from the log by month.

A preparation counts in the month in which it was released or discarded, by the site's clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.core.month import Month, Months, month_of
from app.core.preparation import Preparation
from app.core.waste_totals import Totals, totals_of
from app.ended_by_month import ENDS, EndedByMonth, Progress, ended_at
from app.late_entry import OnPaper
from app.preparations import PREFIX, preparation_in
from app.site import Site
from app.store import Log


@dataclass(frozen=True, slots=True)
class Ended:
    """A preparation that was released or discarded, and when, in the site's time."""

    state: Preparation
    at: datetime


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """The totals of a month for one drug; `code` is what it is billed under, "" for nothing."""

    month: Month
    drug: str
    code: str
    totals: Totals


def ended(log: Log, site: Site, months: Months) -> Iterator[Ended]:
    """Yield the preparations that ended in these months, in the order in which that is recorded."""
    paper = OnPaper.of(log, PREFIX)
    for row in log.named(ENDS, PREFIX):
        at = ended_at(row, paper, site)
        if month_of(at.date()) in months:
            yield Ended(preparation_in(log, log.history(row.stream)), at)


class WasteLedger:
    """The totals by month: each preparation that ended is read once, however often one asks."""

    def __init__(self, log: Log, site: Site) -> None:
        self._log = log
        self._ended = EndedByMonth(log, site, self._count)
        self._sums: dict[tuple[Month, str, str], Totals] = {}

    def read(self, months: Months) -> Iterator[Progress]:
        """Read what ended in these months and was not read yet, in short steps."""
        return self._ended.read(months)

    def totals(self, months: Months) -> tuple[MonthTotals, ...]:
        """Return the totals of these months as far as they were read, the earliest first."""
        return tuple(
            MonthTotals(month, drug, code, self._sums[month, drug, code])
            for month, drug, code in sorted(self._sums)
            if month in months
        )

    @property
    def earliest(self) -> Month | None:
        """The first month in which a preparation ended, as far as the log was read."""
        return self._ended.earliest

    def _count(self, stream: str, month: Month) -> None:
        state = preparation_in(self._log, self._log.history(stream))
        billing = state.plan.billing
        key = (month, state.monograph.drug, "" if billing is None else billing.code)
        self._sums[key] = self._sums.get(key, Totals()) + totals_of(state)
