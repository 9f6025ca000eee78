"""Recomputing a recorded preparation from its own facts: the figures must come out the same."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.core.bag import Fill, full_bag, to_withdraw, untouched
from app.core.billing import units
from app.core.dilution import rate_of
from app.core.dose import at_most_highest
from app.core.due import dose_due, parse_reduction
from app.core.events import (
    ContainerFilled,
    DiluentWithdrawn,
    DoseWithdrawn,
    Event,
    Opened,
    Reconstituted,
)
from app.core.formulary import Monograph
from app.core.order import Response
from app.core.plan import Plan
from app.core.quantity import (
    Quantity,
    exactly,
    is_quantity,
    magnitude,
    measured_in,
    quantity,
    round_half_up,
    show,
)
from app.core.rounding import rounding_offer
from app.core.step import Kind, Step
from app.core.surface_area import Formula
from app.core.syringe import Draw
from app.core.weighing_steps import weighed


def differences(
    opened: Opened, monograph: Monograph, formulas: tuple[Formula, ...]
) -> tuple[str, ...]:
    """Return a sentence for each recorded figure that does not come out of the recorded order."""
    return tuple(
        f"{opened.number}: the {what} is recorded as {show(recorded)} and comes out as {show(ours)}"
        for what, recorded, ours in _figures(opened, monograph, formulas)
        if recorded != ours
    )


def _figures(
    opened: Opened, monograph: Monograph, formulas: tuple[Formula, ...]
) -> Iterator[tuple[str, Quantity, Quantity]]:
    order, plan, dose = opened.order, opened.plan, opened.plan.dose
    (formula,) = (each for each in formulas if each.identifier == dose.formula)
    exact = formula.area(order.height, order.weight)
    area = quantity(round_half_up(exact.magnitude, 2), "m2")
    yield "body surface area", dose.area, area
    yield "unrounded body surface area", dose.area_exact, exact
    response, reduction = _decided_by(opened, monograph)
    due = dose_due(monograph, order.cycle, order.day, response, reduction)
    yield "dose per area", dose.per_area, due.per_area
    strength = monograph.reconstituted_concentration.value
    with exactly():
        by_area = measured_in(area * due.per_area, "mg")
    calculated = at_most_highest(by_area, monograph)
    with exactly():
        volume = measured_in(dose.prepared / strength, "mL")
        drawn = sum((magnitude(draw.volume, "mL") for draw in plan.draws), 0 * area.magnitude)
        delivered = measured_in(plan.volume * strength, "mg")
        diluent = measured_in(plan.total - plan.volume, "mL")
        concentration = measured_in(delivered / plan.total, "mg/mL")
    yield "calculated dose", dose.calculated, calculated
    prepared = calculated if order.dose is None else measured_in(order.dose, "mg")
    if dose.rounding is not None:
        prepared = _whole_vials(prepared, monograph)
    yield "prepared dose", dose.prepared, prepared
    yield "exact volume", plan.volume_exact, volume
    yield "volume in the syringes", plan.volume, quantity(drawn, "mL")
    yield "delivered dose", plan.delivered, delivered
    yield "diluent", plan.diluent, diluent
    yield "concentration", plan.concentration, concentration


def _whole_vials(dose: Quantity, monograph: Monograph) -> Quantity:
    """Return the dose of the whole vials next below `dose`."""
    with exactly():
        content = magnitude(monograph.delivered_dose.value, "mg")
        whole = (magnitude(dose, "mg") / content).to_integral_value(ROUND_FLOOR)
        return quantity((whole * content).normalize(), "mg")


def _decided_by(opened: Opened, monograph: Monograph) -> tuple[Response | None, int | None]:
    """Return the response and the reduction in percent that decided the dose."""
    if opened.review is not None:
        return opened.review.response, opened.review.reduction
    order = opened.order
    return order.response, parse_reduction(order.reduction, monograph) if order.reduction else None


def contradictions(opened: Opened, monograph: Monograph) -> tuple[str, ...]:
    """Return a sentence for each part of a recorded plan that the rest of it does not bear out."""
    return tuple(
        f"{opened.number}: the {what} is recorded as {_said(recorded)} and ought to be "
        f"{_said(ours)}"
        for what, recorded, ours in (
            *_parts(opened, monograph),
            *_amounts(opened.plan, monograph),
            *_weighings(opened, monograph),
        )
        if recorded != ours
    )


def _said(value: object) -> str:
    return show(value) if is_quantity(value) else str(value)


def _parts(opened: Opened, monograph: Monograph) -> Iterator[tuple[str, object, object]]:
    plan, dose = opened.plan, opened.plan.dose
    with exactly():
        share = magnitude(dose.prepared, "mg") / magnitude(monograph.delivered_dose.value, "mg")
        waste = measured_in(monograph.delivered_dose.value * plan.vials - dose.prepared, "mg")
    yield "ordered dose", dose.ordered, opened.order.dose
    yield from _reviewed(opened)
    yield "number of vials", plan.vials, int(share.to_integral_value(ROUND_CEILING))
    yield "number of vials drawn from", len(plan.from_each_vial), plan.vials
    yield "volume from the vials", _sum(plan.from_each_vial), plan.volume
    measured = plan.diluent if plan.withdrawn is None else plan.withdrawn
    unmeasured = {"diluent-not-measurable", "withdrawal-not-measurable"}
    if not unmeasured & {finding.code for finding in plan.findings}:
        yield "diluent in the syringes", _sum(_volumes(plan.diluent_draws)), measured
    if plan.second:
        yield "volume in the other syringes", _sum(_volumes(plan.second)), plan.volume
    yield from _taken_out(plan)
    if plan.untouched is not None:
        full, length = full_bag(plan.bag, plan.total), monograph.infusion_length.value
        ours = untouched(
            full, dose.prepared, plan.volume_exact, rate_of(monograph, plan.total), length
        )
        yield "what a bag as it is would do", plan.untouched.said(), ours.said()
    yield from _rounded(opened, monograph)
    yield "waste", plan.waste, waste
    yield "billing", plan.billing, units(monograph, dose.prepared, plan.vials)


def _taken_out(plan: Plan) -> Iterator[tuple[str, object, object]]:
    """Yield what was taken out of a full bag beside what it held more than the total."""
    if plan.bag.fill is Fill.EMPTY:
        yield "diluent taken out", plan.withdrawn, None
    else:
        yield "diluent taken out", plan.withdrawn, to_withdraw(plan.bag, plan.volume, plan.total)


def _rounded(opened: Opened, monograph: Monograph) -> Iterator[tuple[str, object, object]]:
    """Yield a rounding beside what the policy of that time offered."""
    dose = opened.plan.dose
    if dose.rounding is not None:
        exact = dose.calculated if dose.ordered is None else measured_in(dose.ordered, "mg")
        policy = opened.policy.rounding
        yield (
            "rounding of the dose",
            dose.rounding.offer,
            rounding_offer(exact, dose.calculated, monograph, policy),
        )


def _reviewed(opened: Opened) -> Iterator[tuple[str, object, object]]:
    """Yield what the review took from the order, and what it found, beside the plan."""
    review, order = opened.review, opened.order
    if review is None:
        return
    if order.response is not None:
        yield "response", review.response, order.response
    found = tuple(each for each in opened.plan.findings if each in review.findings)
    yield "findings of the course", found, review.findings


def _amounts(plan: Plan, monograph: Monograph) -> Iterator[tuple[str, object, object]]:
    drawn = iter(_volumes(plan.draws))
    for step in plan.steps:
        if step.kind is not Kind.MEASURE:
            continue
        if step.vial is not None:
            ours: object = monograph.reconstitution_volume.value
        else:
            ours = _filled_or_drawn(plan, step, drawn)
        yield f"amount of the step “{step.title}”", step.amount, ours


def _weighings(opened: Opened, monograph: Monograph) -> Iterator[tuple[str, object, object]]:
    """Yield the weighings of a plan beside those that its policy and the densities make."""
    plan, policy = opened.plan, opened.policy.gravimetric
    others = tuple(step for step in plan.steps if step.kind is not Kind.WEIGH)
    ours = weighed(others, monograph, policy, plan.container)
    yield "order of the weighings", _names(plan.steps), _names(ours)
    for step, made in zip(plan.steps, ours, strict=False):
        if step.kind is Kind.WEIGH and step.identifier == made.identifier:
            yield f"gain of the step “{step.title}”", step.gain, made.gain
            yield f"volume of the step “{step.title}”", step.amount, made.amount
            yield f"tare of the step “{step.title}”", step.tare, made.tare


def _names(steps: tuple[Step, ...]) -> str:
    """Return the steps that are weighings, each with the step before it."""
    pairs = zip(("", *(step.identifier for step in steps)), steps, strict=False)
    return ", ".join(f"{before} {s.identifier}" for before, s in pairs if s.kind is Kind.WEIGH)


def _filled_or_drawn(plan: Plan, step: Step, drawn: Iterator[Quantity]) -> Quantity | None:
    if step.identifier == "fill-container":
        return plan.diluent
    return plan.withdrawn if step.identifier == "withdraw-diluent" else next(drawn, None)


def _volumes(draws: tuple[Draw, ...]) -> tuple[Quantity, ...]:
    return tuple(each.volume for each in draws)


def _sum(volumes: tuple[Quantity, ...]) -> Quantity:
    with exactly():
        return quantity(sum((magnitude(each, "mL") for each in volumes), Decimal(0)), "mL")


def measured_otherwise(
    number: str, steps: tuple[Step, ...], facts: Iterable[Event]
) -> tuple[str, ...]:
    """Return a sentence for each recorded volume that is not the one its step asked for."""
    asked = {step.identifier: step.amount for step in steps}
    return tuple(
        f"{number}: {show(fact.volume)} is recorded at {fact.step}, which asked for "
        f"{_said(asked.get(fact.step, 'nothing'))}"
        for fact in facts
        if isinstance(fact, Reconstituted | DoseWithdrawn | DiluentWithdrawn | ContainerFilled)
        if fact.volume != asked.get(fact.step)
    )
