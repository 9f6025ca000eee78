"""From height, weight, cycle and day to a dose in mg, with the working and what is odd."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.core.category import category_findings
from app.core.due import (
    Due,
    age_findings,
    course_findings,
    dose_due,
    draft_findings,
    knowledge_findings,
    parse_reduction,
)
from app.core.finding import Finding, note, stop, warn
from app.core.formulary import Monograph
from app.core.order import Age, Order, Response
from app.core.plausibility import body_findings
from app.core.policy import Policy
from app.core.quantity import (
    Quantity,
    exactly,
    magnitude,
    measured_in,
    number_for_people,
    quantity,
    round_half_up,
    show,
    signed_percent,
)
from app.core.refused import Refused
from app.core.rounding import Rounding, RoundingOffer
from app.core.sourced import Checked
from app.core.surface_area import Formula

_AREA_PLACES = 2


class Basis(StrEnum):
    """Which dose is prepared: the one the order states, or the one calculated from it."""

    ORDERED = "ordered"
    CALCULATED = "calculated"


@dataclass(frozen=True, slots=True)
class Request:
    """What a dose is calculated from; nothing here has a default that means a number.

    `measured` says for height and weight how many days ago each was measured, None where the
    order does not say; it is empty where there is no order.
    """

    height: Quantity
    weight: Quantity
    cycle: int
    day: int
    response: Response | None
    reduction: int | None
    ordered: Quantity | None
    age: Age | None
    measured: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose with where it comes from.

    `area_exact` is unrounded, `area` rounded half up to 0.01 m2; `calculated` is area times
    `per_area`, exact, or the highest dose of the label where that is less; `prepared` is the dose
    that will be made. `rounding` says that it was rounded to save a vial, and by whom.
    """

    formula: str
    area_exact: Quantity
    area: Quantity
    per_area: Quantity
    calculated: Quantity
    ordered: Quantity | None
    prepared: Quantity
    findings: tuple[Finding, ...]
    working: tuple[str, ...]
    rounding: Rounding | None = None


def rounded(dose: Dose, offer: RoundingOffer, by: str) -> Dose:
    """Return a dose that the pharmacist `by` rounds as offered; the exact one stays on record."""
    told = note("dose-rounded", f"{by} rounds the dose: {offer.said()}", offer.source)
    return replace(
        dose,
        prepared=offer.rounded,
        findings=(*dose.findings, told),
        working=(
            *dose.working,
            f"{show(offer.exact)} rounded to whole vials by {by} = {show(offer.rounded)} "
            f"({signed_percent(offer.percent)})",
        ),
        rounding=Rounding(offer, by),
    )


def request_of(order: Order, monograph: Monograph, on: date) -> Request:
    """Return what an order asks for on the day `on`; raises Refused.

    Raises Refused for a drug that is not the monograph's, or a reduction it does not know.
    """
    if order.drug.casefold() != monograph.drug.casefold():
        raise Refused(
            f"The order is for “{order.drug}”; this monograph is for {monograph.drug}. "
            "Choose the monograph of the ordered drug, or send the order back."
        )
    if order.patient.born > on:
        raise Refused("The date of birth lies in the future; correct it in the order.")
    return Request(
        height=order.height,
        weight=order.weight,
        cycle=order.cycle,
        day=order.day,
        response=order.response,
        reduction=parse_reduction(order.reduction, monograph) if order.reduction else None,
        ordered=order.dose,
        age=order.patient.age_on(on),
        measured=(
            ("height", _days_ago(order.height_on, on)),
            ("weight", _days_ago(order.weight_on, on)),
        ),
    )


def _days_ago(day: date | None, on: date) -> int | None:
    return None if day is None else (on - day).days


def calculate(
    request: Request, monograph: Monograph, formula: Formula, policy: Policy, basis: Basis
) -> Dose:
    """Return the dose for a request; raises Refused where the label has none for it."""
    due = dose_due(monograph, request.cycle, request.day, request.response, request.reduction)
    exact = formula.area(request.height, request.weight)
    area = quantity(round_half_up(exact.magnitude, _AREA_PLACES), "m2")
    if not area.magnitude:
        raise Refused(
            f"{show(request.height)} and {show(request.weight)} give no body surface area; "
            "correct the height and the weight."
        )
    with exactly():
        by_area = measured_in(area * due.per_area, "mg")
    calculated = at_most_highest(by_area, monograph)
    prepared = calculated
    if basis is Basis.ORDERED and request.ordered is not None:
        prepared = measured_in(request.ordered, "mg")
    return Dose(
        formula=formula.identifier,
        area_exact=exact,
        area=area,
        per_area=due.per_area,
        calculated=calculated,
        ordered=request.ordered,
        prepared=prepared,
        findings=(
            *draft_findings(monograph),
            *_findings(request, monograph, formula, policy, calculated, prepared),
            *category_findings(policy.category, monograph),
            *_highest(monograph, by_area, prepared),
            *knowledge_findings(monograph),
        ),
        working=tuple(_working(request, due, formula, exact, area, by_area, calculated, prepared)),
    )


def at_most_highest(dose: Quantity, monograph: Monograph) -> Quantity:
    """Return `dose` in mg, or the highest dose of the label where that is less."""
    limit = monograph.highest_dose
    if limit is None or dose <= limit.value:
        return dose
    return measured_in(limit.value, "mg")


def _highest(monograph: Monograph, by_area: Quantity, prepared: Quantity) -> Iterator[Finding]:
    limit = monograph.highest_dose
    if limit is None:
        return
    if prepared > limit.value:
        yield stop(
            "dose-above-highest",
            f"{show(prepared)} is above {show(limit.value)}, the most of one dose of "
            f"{monograph.brand}; correct the ordered dose.",
            limit.source,
        )
    if by_area > limit.value:
        yield note(
            "dose-held-at-highest",
            f"By the body surface area the dose would be {show(by_area)}; one dose is "
            f"{show(limit.value)} at most, and that is the calculated dose.",
            limit.source,
        )


def _findings(
    request: Request,
    monograph: Monograph,
    formula: Formula,
    policy: Policy,
    calculated: Quantity,
    prepared: Quantity,
) -> Iterator[Finding]:
    yield from body_findings(request.height, request.weight, request.age, policy.plausible)
    yield from _stale(request, policy)
    yield from age_findings(monograph, request.age)
    yield from course_findings(monograph, request.cycle, request.response, request.reduction)
    if request.ordered is not None:
        yield from _ordered(request.ordered, calculated, prepared, policy, request.reduction)
    if formula.checked is Checked.FROM_KNOWLEDGE:
        yield note(
            "not-seen-formula",
            f"The coefficients of the {formula.name} formula were not seen in print by the "
            "authors; a pharmacist must confirm them.",
            formula.source,
        )


def _stale(request: Request, policy: Policy) -> Iterator[Finding]:
    most = policy.measurement_older_than_days
    for measure, days in request.measured:
        if days is None:
            yield warn(
                f"{measure}-without-date",
                f"The order does not say when the {measure} was measured; measure it, or say why "
                "it may be used.",
                "site policy",
            )
        elif days < 0:
            yield warn(
                f"{measure}-not-yet-measured",
                f"The order says that the {measure} was measured on a day that has not come; "
                "correct the date, or say why it may be used.",
                "site policy",
            )
        elif days > most:
            yield warn(
                f"{measure}-old",
                f"The {measure} was measured {days} days ago, more than {most}; measure it again, "
                "or say why it may be used.",
                "site policy",
            )


def _ordered(
    ordered: Quantity,
    calculated: Quantity,
    prepared: Quantity,
    policy: Policy,
    reduction: int | None,
) -> Iterator[Finding]:
    percent = percent_apart(ordered, calculated)
    if not percent:
        return
    kind, code = note, "ordered-differs"
    if reduction is not None and percent > policy.ordered_warns_above:
        # A reduced dose is never raised, so that here the smaller difference stops already.
        kind, code = stop, "ordered-raises-a-reduced-dose"
    elif abs(percent) > policy.ordered_stops_above:
        kind, code = stop, "ordered-far-from-calculated"
    elif abs(percent) > policy.ordered_warns_above:
        kind, code = warn, "ordered-differs-from-calculated"
    side = "above" if percent > 0 else "below"
    which = "ordered" if prepared == ordered else "calculated"
    apart = number_for_people(round_half_up(abs(percent), 2))
    yield kind(
        code,
        f"The order says {show(ordered)}, {apart}% {side} the calculated {show(calculated)}. "
        f"This plan is for the {which} dose.",
        "site policy: "
        f"over {number_for_people(policy.ordered_warns_above)}% warns, "
        f"over {number_for_people(policy.ordered_stops_above)}% stops",
    )


def percent_apart(value: Quantity, reference: Quantity) -> Decimal:
    """Return by how many percent `value` differs from `reference`, negative when below."""
    with exactly():
        base = magnitude(reference, "mg")
        return (magnitude(value, "mg") - base) / base * 100


def _working(
    request: Request,
    due: Due,
    formula: Formula,
    exact: Quantity,
    area: Quantity,
    by_area: Quantity,
    calculated: Quantity,
    prepared: Quantity,
) -> Iterator[str]:
    height, weight = request.height, request.weight
    for value, code in ((height, "cm"), (weight, "kg")):
        if measured_in(value, code).units != value.units:
            yield f"{show(value)} = {show(measured_in(value, code))}"
    derivation = formula.derivation(measured_in(height, "cm"), measured_in(weight, "kg"))
    yield f"{derivation} = {show(exact, 6)} ({formula.name})"
    yield f"{show(exact, 6)} rounded half up to 0.01 m2 = {show(area)}"
    if due.reduction is not None:
        yield (f"{show(due.unreduced)} × (100% − {due.reduction}%) = {show(due.per_area)}")
    yield f"{show(area)} × {show(due.per_area)} = {show(by_area)}"
    if calculated != by_area:
        yield f"{show(by_area)} is above the highest dose; {show(calculated)} is calculated"
    if prepared != calculated:
        yield f"the order's {show(prepared)} is prepared"
