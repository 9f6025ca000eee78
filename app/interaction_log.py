"""What the program asked of people, read from the log by month; no name is read.

Of a preparation that was discarded, how its order was answered is told anew each time: the order
may be withdrawn, or replaced, long after. Refused scans that belong to no preparation count in the month in which they were refused, and an
order that was withdrawn in the month in which it was.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.close_calls import REFUSED, STREAM
from app.core.events import Opened, Released
from app.core.interaction import interaction
from app.core.interaction_totals import Asking, together
from app.core.month import Month, Months, month_of
from app.core.order_answered import credited, is_of_the_order
from app.core.prompt import ORDER, Asked
from app.ended_by_month import EndedByMonth, Progress
from app.orders import PREFIX as ORDERS
from app.orders import WITHDRAWN
from app.orders_answered import OrdersAnswered
from app.preparations import monograph_in, stamped
from app.recording import reading_of
from app.site import Site
from app.store import Log, Recorded


@dataclass(frozen=True, slots=True)
class _Discarded:
    """What a preparation asked that was discarded: of which order, and opened at which event."""

    order: str
    seq: int
    asked: tuple[Asked, ...]


class InteractionLog:
    """What was asked, by month: each preparation that ended is read once."""

    def __init__(self, log: Log, site: Site) -> None:
        self._log, self._site = log, site
        self._ended = EndedByMonth(log, site, self._count)
        self._months: dict[Month, Asking] = {}
        self._discarded: dict[Month, list[_Discarded]] = {}
        self._orders = OrdersAnswered(log)

    def read(self, months: Months) -> Iterator[Progress]:
        """Read what ended in these months and was not read yet, in short steps."""
        for _ in self._orders.read():
            yield Progress(0, 1)
        yield from self._ended.read(months)

    def asked(self, months: Months) -> dict[Month, Asking]:
        """Return what was asked in each of these months, as far as they were read."""
        return {month: self._months[month] for month in sorted(self._months) if month in months}

    def together(self, months: Months) -> Asking:
        """Return what was asked in these months together, with the orders withdrawn unprepared."""
        found = together(self.asked(months).values())
        withdrawn = self._log.named((WITHDRAWN,), ORDERS)
        streams = {row.stream for row in withdrawn}
        for month, discarded in self._discarded.items():
            for each in discarded if month in months else ():
                gone = each.order in streams
                came = self._orders.came_of(each.order, each.seq, withdrawn=gone)
                for asked in each.asked:
                    found.take(credited(asked, came))
        self._take_withdrawn(found, [row for row in withdrawn if self._month_of(row) in months])
        return found

    def _take_withdrawn(self, found: Asking, withdrawn: list[Recorded]) -> None:
        """Take in the orders that were withdrawn in place of being verified.

        A pharmacist who withdraws has read the conditions; which of them it was nobody recorded.
        """
        conditions = [each for each in found.answers if is_of_the_order(each.code)]
        for row in withdrawn:
            if self._orders.was_opened(row.stream):
                continue
            came_in = self._orders.imported_seq(row.stream)
            came = self._orders.came_of(row.stream, came_in, withdrawn=True)
            for prompt in (ORDER, *conditions):
                found.take(credited(Asked(prompt, False), came))

    def refused_outside(self, months: Months) -> Counter[Month]:
        """Return how many scans were refused outside any preparation in each month."""
        return self._rows(REFUSED, STREAM, months)

    @property
    def earliest(self) -> Month | None:
        """The first month in which a preparation ended, as far as the log was read."""
        return self._ended.earliest

    def _rows(self, name: str, prefix: str, months: Months) -> Counter[Month]:
        rows = self._log.named((name,), prefix)
        found = map(self._month_of, rows)
        return Counter(month for month in found if month in months)

    def _month_of(self, row: Recorded) -> Month:
        return month_of(self._site.day(reading_of(row).wall))

    def _count(self, stream: str, month: Month) -> None:
        rows = self._log.history(stream)
        facts = tuple(stamped(row) for row in rows)
        opened = facts[0].fact
        assert isinstance(opened, Opened)
        monograph = monograph_in(self._log, opened.plan.monograph_digest)
        found = interaction(facts, monograph)
        released = any(isinstance(each.fact, Released) for each in facts)
        self._months.setdefault(month, Asking()).add(found, questions=released)
        if not released:
            self._discarded.setdefault(month, []).append(
                _Discarded(opened.order_stream, rows[0].seq, found.asked)
            )
