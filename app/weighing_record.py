"""By what the weighings of a preparation were judged, for its record."""

from collections.abc import Iterator

from app.core.gravimetric import Gravimetric
from app.core.preparation import Preparation
from app.core.quantity import number_for_people, show, signed_percent
from app.core.step import Kind
from app.core.weighing import named, void_in_use
from app.core.weighing_judged import dose_in_bag
from app.core.weighing_steps import left_out
from reports.section import Fields


def weighing_limits(state: Preparation) -> Iterator[Fields]:
    """Yield the dose by mass, the limits in force, and what was not weighed, with its reason.

    Nothing where the site weighs nothing.
    """
    policy = state.policy.gravimetric
    rows = () if policy is None else tuple(_rows(state, policy))
    if rows:
        yield Fields("Weighing judged by", rows)


def _rows(state: Preparation, policy: Gravimetric) -> Iterator[tuple[str, str]]:
    if any(step.kind is Kind.WEIGH for step in state.steps):
        within, outer = (
            number_for_people(each) for each in (policy.accepted_percent, policy.outer_percent)
        )
        yield "Dose by mass", _dose(state)
        yield "Accepted", f"within {within}% of what was expected; up to {outer}% by a pharmacist"
        yield "Scale", f"shows {show(policy.readability)}"
        yield "Source of the limits", policy.source
    for _, sentence in left_out(state.steps, state.monograph, policy, state.plan.container):
        yield "Not weighed", sentence
    for each in void_in_use(state):
        yield "Void", f"The weighing of {named(state, each.step)} is void: {each.reason}"


def _dose(state: Preparation) -> str:
    dose = dose_in_bag(state)
    if dose is None:
        return "nothing was weighed"
    return (
        f"{show(dose.dose, 3)} by all masses, {signed_percent(dose.deviation_percent)} from the "
        f"{show(dose.planned)} planned to be delivered"
    )
