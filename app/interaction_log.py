"""What the program asked of people, read from the log by month; no name is read.

Refused scans that belong to no preparation count in the month in which they were refused, and an
order that was withdrawn in the month in which it was.
"""

from collections import Counter
from collections.abc import Iterator

from app.close_calls import REFUSED, STREAM
from app.core.events import Opened
from app.core.interaction import interaction
from app.core.interaction_totals import Asking, together
from app.core.month import Month, Months, month_of
from app.core.prompt import ORDER, Asked
from app.ended_by_month import EndedByMonth, Progress
from app.orders import PREFIX as ORDERS
from app.orders import WITHDRAWN
from app.preparations import monograph_in, stamped
from app.recording import reading_of
from app.site import Site
from app.store import Log


class InteractionLog:
    """What was asked, by month: each preparation that ended is read once."""

    def __init__(self, log: Log, site: Site) -> None:
        self._log, self._site = log, site
        self._ended = EndedByMonth(log, site, self._count)
        self._months: dict[Month, Asking] = {}

    def read(self, months: Months) -> Iterator[Progress]:
        """Read what ended in these months and was not read yet, in short steps."""
        return self._ended.read(months)

    def asked(self, months: Months) -> dict[Month, Asking]:
        """Return what was asked in each of these months, as far as they were read."""
        return {month: self._months[month] for month in sorted(self._months) if month in months}

    def together(self, months: Months) -> Asking:
        """Return what was asked in these months together, with the orders withdrawn unprepared."""
        found = together(self.asked(months).values())
        if withdrawn := self._rows(WITHDRAWN, ORDERS, months).total():
            found.take(Asked(ORDER, changed=True), withdrawn)
        return found

    def refused_outside(self, months: Months) -> Counter[Month]:
        """Return how many scans were refused outside any preparation in each month."""
        return self._rows(REFUSED, STREAM, months)

    @property
    def earliest(self) -> Month | None:
        """The first month in which a preparation ended, as far as the log was read."""
        return self._ended.earliest

    def _rows(self, name: str, prefix: str, months: Months) -> Counter[Month]:
        rows = self._log.named((name,), prefix)
        found = (month_of(self._site.day(reading_of(row).wall)) for row in rows)
        return Counter(month for month in found if month in months)

    def _count(self, stream: str, month: Month) -> None:
        facts = tuple(stamped(row) for row in self._log.history(stream))
        opened = facts[0].fact
        assert isinstance(opened, Opened)
        monograph = monograph_in(self._log, opened.plan.monograph_digest)
        self._months.setdefault(month, Asking()).add(interaction(facts, monograph))
