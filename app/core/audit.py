"""Recomputing a recorded preparation from its own facts: the figures must come out the same."""

from collections.abc import Iterator

from app.core.events import Opened
from app.core.formulary import Monograph
from app.core.quantity import (
    Quantity,
    exactly,
    magnitude,
    measured_in,
    quantity,
    round_half_up,
    show,
)
from app.core.regimen import dose_due, parse_reduction
from app.core.surface_area import Formula


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
    reduction = parse_reduction(order.reduction, monograph) if order.reduction else None
    due = dose_due(monograph, order.cycle, order.day, order.response, reduction)
    yield "dose per area", dose.per_area, due.per_area
    strength = monograph.reconstituted_concentration.value
    with exactly():
        calculated = measured_in(area * due.per_area, "mg")
        volume = measured_in(dose.prepared / strength, "mL")
        drawn = sum((magnitude(draw.volume, "mL") for draw in plan.draws), 0 * area.magnitude)
        delivered = measured_in(plan.volume * strength, "mg")
        diluent = measured_in(plan.total - plan.volume, "mL")
        concentration = measured_in(delivered / plan.total, "mg/mL")
    yield "calculated dose", dose.calculated, calculated
    prepared = calculated if order.dose is None else measured_in(order.dose, "mg")
    yield "prepared dose", dose.prepared, prepared
    yield "exact volume", plan.volume_exact, volume
    yield "volume in the syringes", plan.volume, quantity(drawn, "mL")
    yield "delivered dose", plan.delivered, delivered
    yield "diluent", plan.diluent, diluent
    yield "concentration", plan.concentration, concentration
