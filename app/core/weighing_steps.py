"""Where a preparation is weighed: the steps that a site's policy puts between the others.

Each weighing stands just before or after a step it belongs to, found by what that step is called,
so that it holds whichever syringes are drawn and however the bag is filled.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from app.core.container import ContainerKind
from app.core.density import Density, Liquid
from app.core.due import not_seen
from app.core.finding import Finding, note
from app.core.formulary import Monograph
from app.core.gravimetric import Gravimetric, Weighable, mass_of, too_little
from app.core.plan import Plan
from app.core.quantity import (
    Quantity,
    exactly,
    magnitude,
    number_for_people,
    quantity,
    show,
)
from app.core.sourced import Checked
from app.core.step import Kind, Step

# Which density each weighing rests on: what is gained is always the one liquid added.
RESTS_ON = {
    Weighable.VIAL: Liquid.RECONSTITUTION_DILUENT,
    Weighable.SYRINGE: Liquid.RECONSTITUTED_DRUG,
    Weighable.BAG: Liquid.RECONSTITUTED_DRUG,
}
_WITHDRAWAL = re.compile(r"withdraw-([0-9].*)")
_VIAL = re.compile(r"reconstitute-([0-9].*)")
CONTAINERS = {ContainerKind.BAG: "bag", ContainerKind.SYRINGE: "infusion syringe"}


def plan_weighed(plan: Plan, monograph: Monograph, policy: Gravimetric | None) -> Plan:
    """Return a plan with the weighings that a policy asks for, and what there is to say of them."""
    if policy is None or not policy.weighed:
        return plan
    steps = weighed(plan.steps, monograph, policy, plan.container)
    small = (
        note(f"too-little-to-weigh-{code}", sentence, policy.source)
        for code, sentence in left_out(steps, monograph, policy, plan.container)
    )
    return replace(
        plan,
        steps=steps,
        findings=(*plan.findings, *_findings(monograph, policy), *small),
        working=(*plan.working, *_working(steps, monograph)),
    )


def weighed(
    steps: tuple[Step, ...],
    monograph: Monograph,
    policy: Gravimetric | None,
    container: ContainerKind,
) -> tuple[Step, ...]:
    """Return steps with the weighings that a policy asks for and the monograph has densities for.

    What gains too little for the scale to judge is left out. Weighings of syringes and of the bag
    that are there already are made anew, as where other syringes were chosen; those of vials stay.
    """
    if policy is None:
        return steps
    kept = tuple(step for step in steps if step.kind is not Kind.WEIGH or step.vial is not None)
    known = {step.vial for step in kept if step.kind is Kind.WEIGH}
    drawn = _drawn(kept)
    made: list[Step] = []
    for step in kept:
        around = _around(step, monograph, policy, drawn, CONTAINERS[container])
        if around is None or (step.vial is not None and step.vial in known):
            made.append(step)
        else:
            made.extend((around[0], step, around[1]))
    return tuple(made)


def _drawn(steps: tuple[Step, ...]) -> Quantity:
    volumes = [
        magnitude(step.amount, "mL")
        for step in steps
        if step.amount is not None and _WITHDRAWAL.fullmatch(step.identifier)
    ]
    with exactly():
        return quantity(sum(volumes, Decimal(0)), "mL")


def left_out(
    steps: tuple[Step, ...],
    monograph: Monograph,
    policy: Gravimetric,
    container: ContainerKind,
) -> tuple[tuple[str, str], ...]:
    """Return what is not weighed, for it gains too little for the scale: a code and a sentence."""
    found: dict[str, str] = {}
    for step in steps:
        asked = _asked(step, monograph, policy, _drawn(steps))
        if asked is None or not too_little(mass_of(*asked[1:]), policy):
            continue
        named, volume, density = asked
        code, item = _called(named, step, CONTAINERS[container])
        code, item = (named.value,) * 2 if named is Weighable.VIAL else (code, item)
        found[code] = (
            f"The {item} is not weighed: {show(volume)} weighs {show(mass_of(volume, density), 2)},"
            f" and a scale that shows {show(policy.readability)} cannot judge it to "
            f"{number_for_people(policy.accepted_percent)}%."
        )
    return tuple(found.items())


def _asked(
    step: Step, monograph: Monograph, policy: Gravimetric, drawn: Quantity
) -> tuple[Weighable, Quantity, Density] | None:
    """Return what a site wants weighed around a step, the volume added and how much that weighs."""
    named, volume = _object(step, drawn)
    if named is None or volume is None or not magnitude(volume, "mL"):
        return None
    density = monograph.density(RESTS_ON[named])
    if named not in policy.weighed or density is None:
        return None
    return named, volume, density


def _around(
    step: Step, monograph: Monograph, policy: Gravimetric, drawn: Quantity, container: str
) -> tuple[Step, Step] | None:
    """Return the weighings before and after a step, None where it has none."""
    asked = _asked(step, monograph, policy, drawn)
    if asked is None or too_little(mass_of(*asked[1:]), policy):
        return None
    named, volume, density = asked
    code, item = _called(named, step, container)
    before, after = (each.format(item=item) for each in _TITLES[named])
    return (
        _tare(code, step, before, _INSTRUCTIONS[named].format(item=item), policy),
        _gross(code, step, after, volume, density),
    )


def _object(step: Step, drawn: Quantity) -> tuple[Weighable | None, Quantity | None]:
    """Return what is weighed around a step, and the volume that the step adds to it."""
    if step.kind is Kind.MEASURE and step.vial is not None:
        return Weighable.VIAL, step.amount
    if step.kind is Kind.MEASURE and _WITHDRAWAL.fullmatch(step.identifier):
        return Weighable.SYRINGE, step.amount
    if step.identifier == "add-drug":
        return Weighable.BAG, drawn
    return None, None


def _called(named: Weighable, step: Step, container: str) -> tuple[str, str]:
    """Return what the identifiers of a weighing end in, and what people call the object."""
    if named is Weighable.VIAL:
        number = _VIAL.fullmatch(step.identifier)
        assert number is not None
        return f"vial-{number[1]}", f"vial {step.vial}"
    if named is Weighable.SYRINGE:
        number = _WITHDRAWAL.fullmatch(step.identifier)
        assert number is not None
        size = f"{show(step.draws[0].capacity)} " if len(step.draws) == 1 else ""
        return f"syringe-{number[1]}", f"{size}syringe"
    return "bag", container


_TITLES = {
    Weighable.VIAL: ("Weigh {item} before the water", "Weigh {item} with its water"),
    Weighable.SYRINGE: ("Weigh the empty {item}", "Weigh the filled {item}"),
    Weighable.BAG: ("Weigh the {item} before the drug", "Weigh the {item} with the drug"),
}
_INSTRUCTIONS = {
    Weighable.VIAL: "Zero the empty scale, then put the vial on it as it will be weighed again: "
    "with the same cap and sleeve.",
    Weighable.SYRINGE: "Zero the empty scale, then put the empty syringe on it, with its cap.",
    Weighable.BAG: "Zero the empty scale, then put the {item} on it with its diluent, and with "
    "all that stays on it.",
}


def _tare(code: str, step: Step, title: str, instruction: str, policy: Gravimetric) -> Step:
    return Step(
        f"tare-{code}",
        step.stage,
        Kind.WEIGH,
        title,
        instruction,
        policy.source,
        vial=step.vial,
    )


def _gross(code: str, step: Step, title: str, volume: Quantity, density: Density) -> Step:
    return Step(
        f"weigh-{code}",
        step.stage,
        Kind.WEIGH,
        title,
        f"What it gained is what went in: {show(volume)} at {show(density.value)}.",
        f"{density.source}, at {density.at}",
        amount=volume,
        vial=step.vial,
        gain=mass_of(volume, density),
        tare=f"tare-{code}",
    )


def _findings(monograph: Monograph, policy: Gravimetric) -> Iterator[Finding]:
    used: set[Liquid] = set()
    for named in policy.weighed:
        liquid = RESTS_ON[named]
        density = monograph.density(liquid)
        if density is None:
            yield note(
                f"not-weighed-{named.value}",
                f"The {named.value} is not weighed: the monograph has no density of "
                f"{called(liquid, monograph)} in use.",
                policy.source,
            )
        elif density.checked is Checked.FROM_KNOWLEDGE and liquid not in used:
            what = f"The density of {called(liquid, monograph)}, {show(density.value)},"
            yield not_seen(f"density-{liquid.value}", what, density.source)
        used.add(liquid)


def called(liquid: Liquid, monograph: Monograph) -> str:
    """Return what people call a liquid of a monograph."""
    return {
        Liquid.RECONSTITUTED_DRUG: f"reconstituted {monograph.drug}",
        Liquid.DILUENT: monograph.diluent,
        Liquid.RECONSTITUTION_DILUENT: monograph.reconstitution_diluent,
    }[liquid]


def _working(steps: tuple[Step, ...], monograph: Monograph) -> Iterator[str]:
    told: set[str] = set()
    for step in steps:
        if step.gain is None or step.amount is None:
            continue
        named = Weighable(step.identifier.split("-")[1])
        density = monograph.density(RESTS_ON[named])
        assert density is not None
        line = (
            f"{show(step.amount)} × {show(density.value)} = {show(step.gain, 2)} gained by "
            f"{'each vial' if named is Weighable.VIAL else f'the {named.value}'}"
        )
        if line not in told:
            told.add(line)
            yield line
