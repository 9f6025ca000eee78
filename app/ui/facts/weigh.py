"""What stands on the page of a weighing: what the scale ought to show, and what a mass means."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.core.gravimetric import Verdict, bounds, decimals, show_mass
from app.core.preparation import Preparation
from app.core.quantity import (
    Measure,
    Quantity,
    exactly,
    magnitude,
    number_for_people,
    parse,
    quantity,
    round_half_up,
    show,
    signed_percent,
)
from app.core.refused import Refused
from app.core.step import Step
from app.core.weighing import policy_of, tare_of
from app.core.weighing_judged import Judged, judge
from app.ui.drawing.pill import PillFacts
from app.ui.theme import Tone


def remark(state: Preparation, step: Step) -> str:
    """Return what the scale ought to show, and from where to where it is accepted; "" for a tare.

    It stands beside what a scale sent, never beside a field to type in: what is read there must
    not be what was looked for. The bounds are rounded inwards to what the scale shows, so that a
    mass on them is accepted.
    """
    tare = tare_of(state, step)
    if tare is None or step.gain is None:
        return ""
    policy = policy_of(state)
    with exactly():
        whole = quantity(magnitude(tare, "g") + magnitude(step.gain, "g"), "g")
    places = decimals(policy.readability)
    accepted = _between(step.gain, tare, policy.accepted_percent, places)
    outer = _between(step.gain, tare, policy.outer_percent, places)
    return (
        f"It weighed {show_mass(tare, policy)} before, so the scale ought to show "
        f"**{_to_the_step(whole, places)} g**.\n"
        f"Accepted: **{accepted}**. With a pharmacist’s reason: {outer}."
    )


def _between(gain: Quantity, tare: Quantity, percent: Decimal, places: int) -> str:
    low, high = (magnitude(each, "g") for each in bounds(gain, percent))
    step = Decimal(1).scaleb(-places)
    with exactly():
        least = (magnitude(tare, "g") + low).quantize(step, rounding=ROUND_CEILING)
        most = (magnitude(tare, "g") + high).quantize(step, rounding=ROUND_FLOOR)
    return f"{least:,f} to {most:,f} g"


def _to_the_step(mass: Quantity, places: int) -> str:
    """Return a mass rounded to what the scale shows, with all its decimals."""
    return f"{round_half_up(magnitude(mass, 'g'), places):,f}"


def judged(state: Preparation, step: Step, text: str) -> Judged | None:
    """Return what comes of a mass in the field, None where it means nothing yet."""
    try:
        return judge(state, step, parse(f"{text} g", Measure.MASS))
    except Refused:
        return None


def verdict(state: Preparation, found: Judged) -> PillFacts:
    """Return what comes of a mass, in a few words."""
    policy, gain, dose = policy_of(state), found.gain, found.dose
    told = f"{show(gain.net)}, {signed_percent(gain.deviation_percent)}"
    if dose is not None and dose.verdict is not Verdict.ACCEPTED:
        told += f", dose by all masses {signed_percent(dose.deviation_percent)}"
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
