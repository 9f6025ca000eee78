"""Which dose per area belongs to a cycle and day, and what the label says of that course."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.core.finding import Finding, note, stop, warn
from app.core.formulary import Checked, Monograph, Regimen
from app.core.order import Age, Response
from app.core.quantity import Quantity, exactly, plain
from app.core.refused import Refused


@dataclass(frozen=True, slots=True)
class Due:
    """What the label gives for one cycle and day, before and after a reduction."""

    per_area: Quantity
    unreduced: Quantity
    reduction: int | None
    source: str


def parse_reduction(text: str, monograph: Monograph) -> int:
    """Return a reduction in percent that the monograph knows, written "25%"; raises Refused."""
    match = re.fullmatch(r"([1-9][0-9]?)%", text, re.ASCII)
    known = monograph.reduction.value
    if not match or int(match[1]) != known:
        raise Refused(
            f"“{text}” is not a reduction of {monograph.brand}; the label knows {known}%, "
            f"written {known}%."
        )
    return known


def dose_due(
    monograph: Monograph, cycle: int, day: int, response: Response | None, reduction: int | None
) -> Due:
    """Return the dose per area for `cycle` and `day`; raises Refused where the label has none.

    The response is needed where the label's dose depends on it, and never assumed.
    """
    if cycle < 1:
        raise Refused(f"Cycle {cycle} does not exist; the first cycle is cycle 1.")
    rows = tuple(_rows(monograph, cycle, response))
    doses = {dose for row in rows for each, dose in row.days if each == day}
    if not doses:
        days = " and ".join(", ".join(str(each) for each, _ in rows[0].days).rsplit(", ", 1))
        raise Refused(f"Day {day} has no dose of {monograph.brand}; the doses are on day {days}.")
    if len(doses) > 1:
        raise Refused(
            f"The dose of cycle {cycle} day {day} depends on the response; "
            "say whether it is none, cr or cri."
        )
    unreduced = doses.pop()
    return Due(_reduced(unreduced, reduction), unreduced, reduction, rows[0].source)


def _rows(monograph: Monograph, cycle: int, response: Response | None) -> Iterator[Regimen]:
    for row in monograph.regimens:
        if row.first_cycle is (cycle == 1) and (response is None or response in row.responses):
            yield row


def _reduced(per_area: Quantity, reduction: int | None) -> Quantity:
    if reduction is None:
        return per_area
    with exactly():
        reduced: Quantity = per_area * (Decimal(100 - reduction) / 100)
    return reduced


def course_findings(
    monograph: Monograph, cycle: int, response: Response | None, reduction: int | None
) -> tuple[Finding, ...]:
    """Return what the label says of this cycle: too many, no response, a reduction."""
    return tuple(_course_findings(monograph, cycle, response, reduction))


def _course_findings(
    monograph: Monograph, cycle: int, response: Response | None, reduction: int | None
) -> Iterator[Finding]:
    most, without = monograph.most_cycles, monograph.cycles_without_response
    if cycle > most.value:
        yield stop(
            "too-many-cycles",
            f"Cycle {cycle} is beyond the {most.value} cycles of the label.",
            most.source,
        )
    if cycle > without.value and response is Response.NONE:
        yield stop(
            "no-response",
            f"Without CR or CRi within {without.value} cycles the treatment ends; "
            f"this is cycle {cycle}.",
            without.source,
        )
    if cycle > without.value and response is None:
        yield warn(
            "response-not-stated",
            f"Cycle {cycle} asks for a CR or CRi within {without.value} cycles; "
            "the order does not say which response was reached.",
            without.source,
        )
    if reduction is not None:
        yield warn(
            "reduced-dose",
            f"Each dose is reduced by {reduction}%. The label reduces the total; the even split "
            "over the days is a reading of it. A reduced dose is never raised again.",
            monograph.reduction.source,
        )


def age_findings(monograph: Monograph, age: Age | None) -> tuple[Finding, ...]:
    """Return whether the patient's age lies within the label."""
    limit = monograph.minimum_age
    if age is None:
        return (
            note(
                "age-not-given",
                f"The age was not given; that it is at least {limit.value} y was not checked.",
                limit.source,
            ),
        )
    if age.years < limit.value:
        return (
            stop(
                "age-below-label",
                f"The patient is {age.show()} old; {monograph.brand} is labelled from "
                f"{limit.value} y on.",
                limit.source,
            ),
        )
    return ()


def knowledge_findings(monograph: Monograph) -> tuple[Finding, ...]:
    """Return a note for each limit and each statement in use that was not seen in a label."""
    limits = (
        (limit.name, f"The limit “{limit.name.replace('-', ' ')}”, {_value(limit.value)},", limit)
        for limit in monograph.limits()
        if limit.name != monograph.reduction.name
    )
    words = (
        (f"statement-{number}", f"The statement “{each.words}”", each)
        for number, each in enumerate((*monograph.texts.values(), *monograph.warnings), start=1)
    )
    return tuple(
        note(
            f"not-seen-{code}",
            f"{what} was not seen in a label by the authors of this monograph; a pharmacist "
            "must confirm it.",
            each.source,
        )
        for code, what, each in (*limits, *words)
        if each.checked is Checked.FROM_KNOWLEDGE
    )


def _value(value: Quantity | int) -> str:
    return str(value) if isinstance(value, int) else f"{plain(value.magnitude)} {value.units:~P}"


@dataclass(frozen=True, slots=True)
class Window:
    """The dates on which a dose of the cycle may be given, both included."""

    day: int
    due: date
    earliest: date
    latest: date


def windows(monograph: Monograph, day: int, given: date) -> tuple[Window, ...]:
    """Return the dates of the later doses of a cycle when `day` is given on `given`.

    Each is due a fixed number of days later, within the label's tolerance, and never sooner than
    the least time between doses allows.
    """
    tolerance = timedelta(days=monograph.day_tolerance.value)
    apart = timedelta(days=monograph.days_between_doses.value)
    found: list[Window] = []
    soonest = given
    for later, _ in monograph.regimens[0].days:
        if later <= day:
            continue
        due = given + timedelta(days=later - day)
        soonest = max(due - tolerance, soonest + apart)
        found.append(Window(later, due, soonest, due + tolerance))
    return tuple(found)
