"""The dose that is asked for: which one, when, and what its order says of the course."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.order import Response
from app.core.wording import named


@dataclass(frozen=True, slots=True)
class AskedDose:
    """A dose asked for the local date `on`; `at` is its moment in UTC where one is known.

    `response` and `reduction` (percent) are what the order states, None where it does not;
    `order` is its identifier, "" where there is none.
    """

    cycle: int
    day: int
    on: date
    at: datetime | None = None
    response: Response | None = None
    reduction: int | None = None
    order: str = ""

    @property
    def named(self) -> str:
        """What people call it."""
        return named(self.cycle, self.day)

    def hours_since(self, day: date, moment: datetime | None) -> timedelta:
        """Return how long ago something of `day`, at `moment` where known, was.

        Where either has only a date, whole days count.
        """
        if self.at is not None and moment is not None:
            return self.at - moment
        return self.on - day
