"""What finished preparations used, gave and discarded, read from the log by month.

A preparation counts in the month in which it was released or discarded, by the site's clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.core.month import Month, Months, month_of
from app.core.preparation import Preparation
from app.core.waste_totals import Totals, totals_of
from app.late_entry import OnPaper
from app.preparations import PREFIX, preparation_in
from app.site import Site
from app.store import Log, Recorded

_ENDS = ("released", "discarded")


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


@dataclass(frozen=True, slots=True)
class Progress:
    """How many parts of the log were read, of how many."""

    done: int
    parts: int


def ended(log: Log, site: Site, months: Months) -> Iterator[Ended]:
    """Yield the preparations that ended in these months, in the order in which that is recorded."""
    paper = OnPaper.of(log, PREFIX)
    for row in log.named(_ENDS, PREFIX):
        at = _ended_at(row, paper, site)
        if month_of(at.date()) in months:
            yield Ended(preparation_in(log, log.history(row.stream)), at)


def _ended_at(row: Recorded, paper: OnPaper, site: Site) -> datetime:
    return site.local(paper.done(row).at)


class WasteLedger:
    """The totals by month: each preparation that ended is read once, however often one asks.

    A replay takes milliseconds, and a log may hold a hundred thousand preparations; so `read`
    goes on in short steps, between which a window can be painted.
    """

    def __init__(self, log: Log, site: Site) -> None:
        self._log, self._site = log, site
        self._month: dict[str, Month] = {}
        self._counted: set[str] = set()
        self._sums: dict[tuple[Month, str, str], Totals] = {}

    def read(self, months: Months) -> Iterator[Progress]:
        """Read what ended in these months and was not read yet, the newest first.

        What ends while this goes on is read when it is called again.
        """
        parts = self._parts()
        for done, (prefix, streams) in enumerate(parts):
            if not self._month.keys() >= streams:
                self._find_months(prefix)
                yield Progress(done, len(parts))
            for stream in sorted(streams - self._counted, reverse=True):
                if self._month[stream] in months:
                    self._count(stream)
                    yield Progress(done, len(parts))
        yield Progress(len(parts), len(parts))

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
        return min(self._month.values(), default=None)

    def _parts(self) -> list[tuple[str, set[str]]]:
        """Return the streams that ended, parted by the month in which they were opened.

        That month is the beginning of their names, so the log finds the ends of each part without
        walking through the others.
        """
        found: dict[str, set[str]] = {}
        for name in _ENDS:
            for stream in self._log.streams_with(name, PREFIX):
                found.setdefault(stream.rpartition("-")[0] + "-", set()).add(stream)
        return sorted(found.items(), reverse=True)

    def _find_months(self, prefix: str) -> None:
        paper = OnPaper.of(self._log, prefix)
        for row in self._log.named(_ENDS, prefix):
            self._month[row.stream] = month_of(_ended_at(row, paper, self._site).date())

    def _count(self, stream: str) -> None:
        state = preparation_in(self._log, self._log.history(stream))
        billing = state.plan.billing
        key = (self._month[stream], state.monograph.drug, "" if billing is None else billing.code)
        self._sums[key] = self._sums.get(key, Totals()) + totals_of(state)
        self._counted.add(stream)
