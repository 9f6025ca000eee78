"""What stands on the page of a weighing: what the scale ought to show, and what a mass means."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.core.gravimetric import Gain, Verdict, bounds, decimals
from app.core.preparation import Preparation
from app.core.quantity import (
    Measure,
    Quantity,
    exactly,
    magnitude,
    number_for_people,
    parse,
    quantity,
    show,
    signed_percent,
)
from app.core.refused import Refused
from app.core.step import Step
from app.core.weighing import policy_of, tare_of, weigh
from app.ui.drawing.pill import PillFacts
from app.ui.theme import Tone


def remark(state: Preparation, step: Step) -> str:
    """Return what the scale ought to show, and from where to where it is accepted; "" for a tare.

    The bounds are rounded inwards to what the scale shows, so that a mass on them is accepted.
    """
    tare = tare_of(state, step)
    if tare is None or step.gain is None:
        return ""
    policy = policy_of(state)
    with exactly():
        whole = quantity(magnitude(tare, "g") + magnitude(step.gain, "g"), "g")
    accepted = _between(step.gain, tare, policy.accepted_percent, decimals(policy.readability))
    outer = _between(step.gain, tare, policy.outer_percent, decimals(policy.readability))
    return (
        f"It weighed {show(tare)} before, so the scale ought to show **{show(whole, 2)}**.\n"
        f"Accepted: **{accepted}**. With a pharmacist’s reason: {outer}."
    )


def _between(gain: Quantity, tare: Quantity, percent: Decimal, places: int) -> str:
    low, high = (magnitude(each, "g") for each in bounds(gain, percent))
    step = Decimal(1).scaleb(-places)
    with exactly():
        least = (magnitude(tare, "g") + low).quantize(step, rounding=ROUND_CEILING)
        most = (magnitude(tare, "g") + high).quantize(step, rounding=ROUND_FLOOR)
    return f"{number_for_people(least)} to {show(quantity(most, 'g'))}"


def gain_of(state: Preparation, step: Step, text: str) -> Gain | None:
    """Return what a mass that is being typed means, None where it means nothing yet."""
    try:
        return weigh(state, step, parse(f"{text} g", Measure.MASS))
    except Refused:
        return None


def verdict(state: Preparation, found: Gain) -> PillFacts:
    """Return what comes of a gain, in a few words."""
    policy = policy_of(state)
    told = f"{show(found.net)}, {signed_percent(found.deviation_percent)}"
    accepted, outer = (
        f"{number_for_people(each)}%" for each in (policy.accepted_percent, policy.outer_percent)
    )
    return {
        Verdict.ACCEPTED: PillFacts(f"{told}: within {accepted}", Tone.OK),
        Verdict.NEEDS_REASON: PillFacts(
            f"{told}: more than {accepted}, a pharmacist’s reason", Tone.WARN
        ),
        Verdict.REFUSED: PillFacts(f"{told}: more than {outer}, not accepted", Tone.STOP),
    }[found.verdict]
