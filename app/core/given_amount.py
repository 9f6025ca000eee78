"""What the amounts of doses given say of a reduction: made, not on record, or not kept to.

A record may tell mg/m2, or mg only. Amounts in mg are compared through the body surface area that
they imply: the mg divided by what the label has per m2.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.course import Course, DoseGiven, DoseReduced
from app.core.finding import Finding, stop, stops, warn
from app.core.formulary import Monograph
from app.core.given_doses import given_once
from app.core.quantity import exactly, magnitude, plain, round_half_up, show
from app.core.wording import named

RECORD = "the record of the course"

# How amounts are compared is Umbra's choice, not a limit of a label.
# Rounding a dose within 10% is acceptable for routine care (HOPA, dose rounding).
_ROUNDED = Decimal(10)
# A recorded 0.37 mg/m2 is the label's 0.5 less 25%, rounded to two places.
_NEAR = Decimal(2)
# A body surface area may change by so much in a course; a reduction of 25% lies beyond it.
_ANOTHER_AREA = Decimal(20)


def label_doses(dose: DoseGiven, monograph: Monograph) -> list[Decimal]:
    """Return what the label has for the day of a dose, in mg/m2: several where it asks for the
    response, none where it has no such day."""
    return sorted(
        magnitude(each, "mg/m2")
        for row in monograph.regimens
        if row.first_cycle is (dose.cycle == 1)
        for day, each in row.days
        if day == dose.day
    )


def implied_reduction(dose: DoseGiven, course: Course, monograph: Monograph, known: int) -> int:
    """Return the label's reduction, `known` percent, where mg/m2 on record show it; 0 elsewhere.

    What lies within 2 percentage points of it is that reduction, rounded. No other percent is
    made up from an amount: a lower dose that nothing explains is a finding of its own.
    """
    if dose.per_area is None or _told(course, dose) >= known - _NEAR:
        return 0
    given = magnitude(dose.per_area, "mg/m2")
    labels = label_doses(dose, monograph)
    return known if any(_is_near(given, each, known) for each in labels) else 0


def _is_near(given: Decimal, label: Decimal, known: int) -> bool:
    with exactly():
        return abs(_less(given, label) - known) <= _NEAR


def _less(given: Decimal, label: Decimal) -> Decimal:
    """Return by how many percent an amount lies below another."""
    with exactly():
        return (label - given) / label * 100


def _told(course: Course, dose: DoseGiven) -> int:
    """Return the highest reduction in percent recorded as one when a dose was given."""
    recorded = [each.percent for each in course.of(DoseReduced) if each.on <= dose.on]
    with_doses = [each.reduction for each in course.doses() if each.on <= dose.on]
    return max((each or 0 for each in (*recorded, *with_doses)), default=0)


@dataclass(frozen=True, slots=True)
class _Amount:
    """A dose in mg/m2, as recorded or, from its mg, for the highest area implied before it."""

    dose: DoseGiven
    per_area: Decimal
    in_milligrams: bool

    def is_of(self, label: Decimal, percent: int) -> bool:
        """Tell whether it is the label's dose less `percent`, but for rounding."""
        return abs(_less(self.per_area, _reduced(label, percent))) <= _ROUNDED


def _reduced(label: Decimal, percent: int) -> Decimal:
    with exactly():
        return label * (100 - percent) / 100


def amount_findings(
    course: Course,
    until: Callable[[DoseGiven], bool],
    monograph: Monograph,
    percent: Callable[[DoseGiven], tuple[int, int]],
) -> Iterator[Finding]:
    """Yield what amounts on record say that no reduction on record explains.

    Doses are looked at where `until` says so. `percent` returns the reduction in force before a
    dose, and with what was recorded on its day.
    """
    higher: list[DoseGiven] = []
    lower: list[Finding] = []
    for amount in _amounts(course, monograph):
        before, then = percent(amount.dose)
        if not until(amount.dose) or max(before, then) >= 100:
            continue
        labels = label_doses(amount.dose, monograph)
        lower += _too_low(amount, labels, then)
        if before and _is_too_high(amount, labels, before):
            higher.append(amount.dose)
    # One at a time: what is recorded for the first may well explain the others.
    yield from (stops(tuple(lower)) or tuple(lower))[:1]
    yield from _higher(higher)


def _amounts(course: Course, monograph: Monograph) -> Iterator[_Amount]:
    """Yield the amount of each dose that tells one: its mg/m2, or its mg over an area before."""
    implied: list[tuple[date, Decimal]] = []
    for dose in given_once(course):
        told = [each for each in course.doses() if _of_one(each, dose)]
        labels = label_doses(dose, monograph)
        areas = [area for on, area in implied if on < dose.on]
        in_area = [magnitude(d.per_area, "mg/m2") for d in told if d.per_area is not None]
        if labels and in_area:
            yield _Amount(dose, min(in_area), False)
        elif labels and areas and dose.dose is not None and not any(d.reduction for d in told):
            with exactly():
                yield _Amount(dose, magnitude(dose.dose, "mg") / max(areas), True)
        implied += [(dose.on, area) for each in told for area in _area(each, labels)]


def _of_one(one: DoseGiven, other: DoseGiven) -> bool:
    return (one.cycle, one.day, one.on) == (other.cycle, other.day, other.on)


def _area(dose: DoseGiven, labels: list[Decimal]) -> Iterator[Decimal]:
    """Yield the area in m2 that a dose in mg implies: the least, where the label has several."""
    if dose.dose is None or (dose.reduction or 0) >= 100:
        return
    with exactly():
        if dose.per_area is not None:
            yield magnitude(dose.dose, "mg") / magnitude(dose.per_area, "mg/m2")
        elif labels:
            yield magnitude(dose.dose, "mg") / _reduced(max(labels), dose.reduction or 0)


def _too_low(amount: _Amount, labels: list[Decimal], percent: int) -> Iterator[Finding]:
    """Yield a finding where an amount is lower than the label's and the reduction in force say."""
    explained = [each for each in labels if _explains(amount, each, percent)]
    above = [each for each in labels if each > amount.per_area]
    if explained or not above:
        return
    if amount.in_milligrams:
        yield _less_area(amount, min(above), percent)
    else:
        yield stop(
            "reduction-not-on-record",
            f"{_said(amount.dose)} was {plain(amount.per_area)} mg/m2: the label has "
            f"{' or '.join(plain(each) for each in dict.fromkeys(labels))} mg/m2, and no reduction "
            "on record explains it. Record the reduction that was in force, with its date, or "
            "record the dose again.",
            RECORD,
        )


def _explains(amount: _Amount, label: Decimal, percent: int) -> bool:
    with exactly():
        return amount.is_of(label, percent) or (
            _reduced(label, percent) <= amount.per_area <= label * (100 + _ROUNDED) / 100
        )


def _less_area(amount: _Amount, label: Decimal, percent: int) -> Finding:
    dose, less = amount.dose, _less(amount.per_area, _reduced(label, percent))
    mg = "" if dose.dose is None else show(dose.dose)
    then = f" with the {percent}% that were in force" if percent else ""
    what = (
        f"{_said(dose)} was {mg}, {plain(round_half_up(less, 0))}% less than the area that the "
        f"doses before it imply{then}"
    )
    if less < _ANOTHER_AREA:
        return warn(
            "dose-lower-than-before",
            f"{what}. Say why, such as a lower weight; if it was reduced, record the reduction.",
            RECORD,
        )
    return stop(
        "reduction-not-on-record",
        f"{what}: record the reduction that is in force, or record the dose again with its mg/m2.",
        RECORD,
    )


def _is_too_high(amount: _Amount, labels: list[Decimal], percent: int) -> bool:
    """Tell whether an amount is none of the label's less `percent`, but more than the lowest."""
    if any(amount.is_of(each, percent) for each in labels):
        return False
    more = -_less(amount.per_area, _reduced(min(labels), percent))
    return more >= (_ANOTHER_AREA if amount.in_milligrams else _ROUNDED)


def _higher(doses: list[DoseGiven]) -> Iterator[Finding]:
    if doses:
        yield warn(
            "given-above-the-reduction",
            f"Given higher than the reduction in force allowed: "
            f"{', '.join(f'{named(d.cycle, d.day)} of {d.on.isoformat()}' for d in doses)}. The "
            "reduction stays in force; correct the record if it is wrong.",
            RECORD,
        )


def _said(dose: DoseGiven) -> str:
    return f"Cycle {dose.cycle} day {dose.day} of {dose.on.isoformat()}"
