"""An order as the hospital sent it: read strictly, kept whole, never filled in."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.core.quantity import Quantity


class Response(StrEnum):
    """The response recorded so far, which decides the dose on day 1 of later cycles."""

    NONE = "none"
    CR = "cr"
    CRI = "cri"


@dataclass(frozen=True, slots=True)
class Patient:
    """Who the dose is for: two identifiers that never leave the screen or the label."""

    name: str
    identifier: str
    born: date

    def age_on(self, day: date) -> "Age":
        """Return the age in completed years, months and days; raises ValueError before birth."""
        return Age.between(self.born, day)


@dataclass(frozen=True, slots=True, order=True)
class Age:
    """Completed years, months and days, compared in that order."""

    years: int
    months: int = 0
    days: int = 0

    @classmethod
    def between(cls, born: date, day: date) -> "Age":
        """Return the age on `day` of someone born on `born`; raises ValueError before birth."""
        if day < born:
            raise ValueError("the day lies before the birth")
        months = (day.year - born.year) * 12 + day.month - born.month
        days = day.day - born.day
        if days < 0:
            months -= 1
            before = date(day.year if day.month > 1 else day.year - 1, (day.month - 2) % 12 + 1, 1)
            length = (date(day.year, day.month, 1) - before).days
            days = max(length - born.day, 0) + day.day
        return cls(months // 12, months % 12, days)

    def show(self) -> str:
        """Return the age as people say it: years from 2 on, months and days below."""
        if self.years >= 2:
            return f"{self.years} y"
        months = self.years * 12 + self.months
        if months:
            return f"{months} mo"
        return f"{self.days} d"


@dataclass(frozen=True, slots=True)
class Order:
    """One ordered dose.

    `height` and `weight` carry the unit they were sent in and the day they were measured;
    `dose` is the ordered dose where the order states one; `wanted` is the start of the infusion
    in UTC where the order states it; `response` is what the order says of it, if anything.
    """

    identifier: str
    patient: Patient
    drug: str
    cycle: int
    day: int
    height: Quantity
    weight: Quantity
    height_on: date | None = None
    weight_on: date | None = None
    dose: Quantity | None = None
    response: Response | None = None
    reduction: str | None = None
    wanted: datetime | None = None
    written: datetime | None = None
    prescriber: str | None = None
    location: str | None = None
