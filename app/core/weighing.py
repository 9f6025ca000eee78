"""What a mass means at a step: what gained it, how much, and how far off that is."""

from app.core import events as e
from app.core.density import Liquid
from app.core.dose import percent_apart
from app.core.gravimetric import (
    Gain,
    Gravimetric,
    Weighable,
    gain,
    mass_of,
    require_readable,
    show_mass,
    volume_of,
)
from app.core.preparation import Preparation, VoidWeighing
from app.core.quantity import (
    Quantity,
    exactly,
    magnitude,
    number_for_people,
    quantity,
    round_half_up,
    show,
)
from app.core.refused import Refused
from app.core.step import Step
from app.core.weighing_steps import CONTAINERS


def weighable(identifier: str) -> Weighable:
    """Return what a weighing step weighs; raises ValueError for a step that weighs nothing."""
    return Weighable(identifier.split("-")[1])


def object_of(state: Preparation, step: Step) -> str:
    """Return what people call what a step weighs, such as "vial 1" or "bag"."""
    kind = weighable(step.identifier)
    if kind is Weighable.BAG:
        return CONTAINERS[state.plan.container]
    if kind is Weighable.SYRINGE and len(state.draws) == 1:
        return kind.value
    return f"{kind.value} {step.identifier.split('-')[2]}"


def named(state: Preparation, step: Step) -> str:
    """Return what a step weighs as it stands in a sentence, such as "vial 1" or "the bag"."""
    it = object_of(state, step)
    return it if it[-1].isdigit() else f"the {it}"


def weigh(state: Preparation, step: Step, mass: Quantity) -> Gain | None:
    """Return what something gained since its tare, None for a tare that is accepted.

    Raises Refused for a mass that says too little, or that cannot be the mass of this object.
    """
    policy = policy_of(state)
    require_readable(mass, policy)
    tare = tare_of(state, step)
    if tare is None or step.gain is None:
        _require_filled(state, step, mass, policy)
        return None
    return gain(tare, mass, step.gain, policy)


def policy_of(state: Preparation) -> Gravimetric:
    """Return the policy of weighing that a preparation was opened under."""
    policy = state.policy.gravimetric
    if policy is None:
        raise ValueError("a preparation is weighed that was opened without a policy for it")
    return policy


def tare_of(state: Preparation, step: Step) -> Quantity | None:
    """Return the tare that a step counts from, None where it is one itself."""
    found = (each.mass for each in state.weighed if each.step == step.tare)
    return next(found, None)


def _require_filled(state: Preparation, step: Step, mass: Quantity, policy: Gravimetric) -> None:
    """Raise Refused for a filled bag that weighs less than the diluent in it."""
    density = state.monograph.density(Liquid.DILUENT)
    if weighable(step.identifier) is not Weighable.BAG or density is None:
        return
    diluent = mass_of(state.plan.diluent, density)
    with exactly():
        least = magnitude(diluent, "g") * (100 - policy.outer_percent) / 100
    if magnitude(mass, "g") < least:
        raise Refused(
            f"{show_mass(mass, policy)} cannot be: the {show(state.plan.diluent)} of "
            f"{state.monograph.diluent} alone weigh {show(diluent, 2)}. Zero the empty scale, put "
            f"the filled {object_of(state, step)} on it, and weigh again."
        )


def meaning(found: Gain, state: Preparation, step: Step) -> str:
    """Return what a gain means, such as "… 12.5% too much, as if 4.5 mL had been injected."."""
    the = named(state, step)
    the = f"{the[0].upper()}{the[1:]}"
    if magnitude(found.net, "g") <= 0:
        tare = tare_of(state, step)
        assert tare is not None
        with exactly():
            now = quantity(magnitude(tare, "g") + magnitude(found.net, "g"), "g")
        policy = policy_of(state)
        weighs, weighed = show_mass(now, policy), show_mass(tare, policy)
        return f"{the} weighs {weighs} and weighed {weighed} before: it gained nothing."
    assert step.amount is not None
    volume = volume_of(found.net, found.expected, step.amount)
    return (
        f"{the} gained {show(found.net)}; {show(found.expected, 2)} was expected for "
        f"{show(step.amount)}: {_off(found)}, as if {show(volume, 2)} "
        f"{_ADDED[weighable(step.identifier)].format(water=state.monograph.reconstitution_diluent)}."
    )


_ADDED = {
    Weighable.VIAL: "of {water} had been injected",
    Weighable.SYRINGE: "had been drawn",
    Weighable.BAG: "of the drug had been added",
}


def _off(found: Gain) -> str:
    """Return how far off a gain is, such as "6.2% too much"."""
    apart = round_half_up(abs(percent_apart(found.net, found.expected)), 1)
    side = "little" if found.deviation_percent < 0 else "much"
    return f"{number_for_people(apart)}% too {side}"


def gains_in_use(state: Preparation) -> tuple[tuple[Step, e.Weighed], ...]:
    """Return what was gained by each object still in use, with its step, in their order."""
    steps = {step.identifier: step for step in state.steps}
    found = ((steps[each.step], each) for each in state.weighed if each.net is not None)
    return tuple((step, each) for step, each in found if not _is_gone(state, step))


def void_in_use(state: Preparation) -> tuple[VoidWeighing, ...]:
    """Return the weighings that are void of objects still in use."""
    return tuple(each for each in state.void_weighings if not _is_gone(state, each.step))


def _is_gone(state: Preparation, step: Step) -> bool:
    """Tell whether a step weighed a vial that was quarantined afterwards."""
    if step.vial is None:
        return False
    times = sum(1 for each in state.quarantined if each.vial == step.vial)
    again = f"-{times + 1}" if times else ""
    return step.identifier != f"weigh-vial-{step.vial}{again}"
