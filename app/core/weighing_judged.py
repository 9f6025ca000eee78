"""What comes of a mass: its own gain, and the dose that it makes up with all masses before it.

What is off at one weighing may be accepted where the next is off too: at the last weighing of a
preparation the dose by all masses is judged by the same limits.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.core import events as e
from app.core.dose import percent_apart
from app.core.dose_by_mass import DoseByMass, dose_by_mass, share
from app.core.gravimetric import Gain, Verdict, Weighable, as_weighed
from app.core.preparation import Preparation
from app.core.quantity import (
    Quantity,
    magnitude,
    number_for_people,
    round_half_up,
    show,
    signed_percent,
)
from app.core.refused import Refused
from app.core.step import Kind, Step
from app.core.weighing import gains_in_use, meaning, policy_of, weigh, weighable

_Gained = tuple[tuple[Step, Quantity], ...]
_GRAVE = (Verdict.ACCEPTED, Verdict.NEEDS_REASON, Verdict.REFUSED)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was gained at a weighing and, at the last one of a preparation, the dose by mass."""

    gain: Gain
    dose: DoseByMass | None

    @property
    def figures(self) -> tuple[Quantity, Decimal, Decimal | None]:
        """What is recorded: the net mass, how far it is off, how far the dose by mass is."""
        dose = None if self.dose is None else self.dose.deviation_percent
        return self.gain.net, self.gain.deviation_percent, dose

    @property
    def verdict(self) -> Verdict:
        """What comes of it: the graver of the two verdicts."""
        dose = Verdict.ACCEPTED if self.dose is None else self.dose.verdict
        return max(self.gain.verdict, dose, key=_GRAVE.index)


def judge(state: Preparation, step: Step, mass: Quantity) -> Judged | None:
    """Return what comes of a mass, None for a tare that is accepted; raises Refused as `weigh`."""
    found = weigh(state, step, mass)
    if found is None:
        return None
    last = [each for each in state.steps if each.gain is not None][-1]
    if last.identifier != step.identifier:
        return Judged(found, None)
    return Judged(found, _dose(state, (*_gained(state), (step, found.net))))


def dose_in_bag(state: Preparation) -> DoseByMass | None:
    """Return the dose that the masses so far say, what is not weighed being as planned.

    None where nothing in use was weighed.
    """
    gained = _gained(state)
    return _dose(state, gained) if gained else None


def dose_not_judged(state: Preparation) -> DoseByMass | None:
    """Return the dose by mass where its last weighing was void, so that none has judged it."""
    steps = [each for each in state.steps if each.kind is Kind.WEIGH]
    if not steps or steps[-1].gain is not None:
        return None
    return dose_in_bag(state)


def require_judged(state: Preparation, remark: str | None) -> None:
    """Raise Refused for a dose by mass that nobody judged, for its last weighing was void.

    Outside the outer limit nothing passes it; within, the checker writes why it may be released.
    """
    dose = dose_not_judged(state)
    if dose is None or dose.verdict is Verdict.ACCEPTED:
        return
    told = f"By all masses the dose is {_off(dose)}, and its last weighing was void."
    if dose.verdict is Verdict.REFUSED:
        raise Refused(f"{told} Stop and discard the preparation.")
    if not remark:
        raise Refused(f"{told} Write why it may be released, or say what is not right.")


def _gained(state: Preparation) -> _Gained:
    return tuple((step, fact.net) for step, fact in gains_in_use(state) if fact.net is not None)


def _dose(state: Preparation, gained: _Gained) -> DoseByMass | None:
    """Return the dose by mass; None where a mass is no gain at all, which has its own sentence."""
    if any(magnitude(net, "g") <= 0 for _, net in gained):
        return None
    plan = state.plan
    water = {step.vial: _times(step, net) for step, net in gained}
    vials = tuple(
        (volume, water.get(number, Fraction(1)))
        for number, volume in enumerate(plan.from_each_vial, start=1)
    )
    return dose_by_mass(plan.delivered, vials, _added(state, gained), policy_of(state))


def _times(step: Step, net: Quantity) -> Fraction:
    assert step.gain is not None
    return share(net, step.gain)


def _added(state: Preparation, gained: _Gained) -> Fraction:
    """Return how many times the planned volume went in: by the bag, else by the syringes."""
    bag = _of(gained, Weighable.BAG)
    if bag:
        return _times(*bag[0])
    whole, more = Fraction(magnitude(state.plan.volume, "mL")), Fraction(0)
    for step, net in _of(gained, Weighable.SYRINGE):
        assert step.amount is not None
        more += Fraction(magnitude(step.amount, "mL")) * (_times(step, net) - 1)
    return 1 + more / whole


def _of(gained: _Gained, named: Weighable) -> _Gained:
    return tuple(each for each in gained if weighable(each[0].identifier) is named)


def require_accepted(found: Judged, state: Preparation, step: Step, reason: str) -> None:
    """Raise Refused for what is outside the outer limit, or within it but without a reason."""
    told, named = explained(found, state, step), weighable(step.identifier)
    if found.verdict is Verdict.REFUSED:
        if _alone(found):
            raise Refused(f"{told} {_WHAT_NOW[named]} {_TARE_WRONG}")
        raise Refused(f"{told} {_WHERE_ALL_ADDS_UP[named]}")
    if found.verdict is Verdict.NEEDS_REASON and not reason:
        accepted = number_for_people(policy_of(state).accepted_percent)
        raise Refused(
            f"{told} More than {accepted}% off, a pharmacist accepts it with a reason; otherwise: "
            f"{_PUT_RIGHT[named]}."
        )


_PUT_RIGHT = {
    Weighable.VIAL: "weigh it again, or quarantine the vial",
    Weighable.SYRINGE: "bring the plunger to the mark, and weigh again",
    Weighable.BAG: "weigh it again, or stop and discard the preparation",
}
_WHAT_NOW = {
    Weighable.VIAL: "Weigh it again; if that is so, quarantine the vial.",
    Weighable.SYRINGE: "Draw again, bring the plunger to the mark, and weigh again.",
    Weighable.BAG: "Weigh it again; if that is so, stop and discard the preparation.",
}
_TARE_WRONG = "If the mass before is wrong, look back and correct it."
_WHERE_ALL_ADDS_UP = _WHAT_NOW | {
    Weighable.SYRINGE: "Bring the plunger to the mark, and weigh again; if it stands there, stop "
    "and discard the preparation.",
}


def explained(found: Judged, state: Preparation, step: Step) -> str:
    """Return what is off at a weighing: its own gain, the dose by all masses, or both."""
    told, dose = [], found.dose
    if found.gain.verdict is not Verdict.ACCEPTED:
        told.append(meaning(found.gain, state, step))
    if dose is not None and Verdict.ACCEPTED is not dose.verdict and not _alone(found):
        told.append(_dose_said(dose, (*_gained(state), (step, found.gain.net))))
    return " ".join(told)


def _alone(found: Judged) -> bool:
    """Tell whether a gain is refused by itself, whatever else was weighed."""
    return found.gain.verdict is Verdict.REFUSED


def _dose_said(dose: DoseByMass, gained: _Gained) -> str:
    """Return the dose by mass with what adds up to it."""
    adds_up = ", for what is off adds up" if len(gained) > 1 else ""
    return (
        f"By all masses the dose is {show(dose.dose, 3)} where {show(dose.planned)} was planned, "
        f"{_off(dose)}{adds_up}: {'; '.join(_parts(gained))}."
    )


def _off(dose: DoseByMass) -> str:
    """Return how far off a dose is, such as "6.2% too much"."""
    side = "little" if dose.deviation_percent < 0 else "much"
    apart = round_half_up(abs(percent_apart(dose.dose, dose.planned)), 1)
    return f"{number_for_people(apart)}% too {side}"


def _parts(gained: _Gained) -> Iterator[str]:
    """Yield what each kind of weighing found, such as "water of the vials +9.7%, +9.6%"."""
    vials, bag = _of(gained, Weighable.VIAL), _of(gained, Weighable.BAG)
    syringes = () if bag else _of(gained, Weighable.SYRINGE)
    several = "s" if len(syringes) > 1 else ""
    for called, found in (
        (f"water of the vial{'s' if len(vials) > 1 else ''}", vials),
        (f"syringe{several}", syringes),
        ("bag", bag),
    ):
        if found:
            yield f"{called} {', '.join(_percents(found))}"


def _percents(gained: Iterable[tuple[Step, Quantity]]) -> Iterator[str]:
    for step, net in gained:
        assert step.gain is not None
        yield signed_percent(round_half_up(percent_apart(net, step.gain), 1))


def weighed_otherwise(state: Preparation, fact: e.Weighed) -> bool:
    """Tell whether a recorded weighing, recomputed in the state before it, comes out otherwise.

    Its decimals are not looked at, for the log keeps no trailing zeros.
    """
    step = next(each for each in state.steps if each.identifier == fact.step)
    recorded = (fact.net, fact.deviation_percent, fact.dose_percent)
    try:
        found = judge(state, step, as_weighed(fact.mass, policy_of(state)))
    except Refused:
        return True
    if found is None:
        return (*recorded, fact.reason) != (None, None, None, None)
    verdict = Verdict.ACCEPTED if fact.reason is None else Verdict.NEEDS_REASON
    return recorded != found.figures or found.verdict is not verdict
