"""The dose that all masses together say went in: what is off at each weighing adds up.

The drug of a vial is what its label says; more water than asked for thins it, less makes it
stronger. A share of masses is no finite decimal, and what is on a limit must stay on it: shares
are fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.core.gravimetric import Gravimetric, Verdict
from app.core.quantity import Quantity, exactly, magnitude, quantity, round_half_up


@dataclass(frozen=True, slots=True)
class DoseByMass:
    """The dose in mg that the masses say, the one planned to be delivered, and what comes of it.

    `deviation_percent` is rounded half up to two decimals, below zero for too little; the verdict
    is of the exact figures, by the same limits as that of one weighing.
    """

    dose: Quantity
    planned: Quantity
    deviation_percent: Decimal
    verdict: Verdict


def share(net: Quantity, expected: Quantity) -> Fraction:
    """Return how many times the expected mass was gained."""
    return Fraction(magnitude(net, "g")) / Fraction(magnitude(expected, "g"))


def dose_by_mass(
    planned: Quantity,
    vials: Sequence[tuple[Quantity, Fraction]],
    added: Fraction,
    policy: Gravimetric,
) -> DoseByMass:
    """Return the dose by mass, where `planned` mg are delivered if every mass is as expected.

    `vials` are the mL that are taken from each vial, with how many times the expected water the
    vial gained; `added` is how many times the planned volume went into the bag. The concentration
    that a label states goes with its volume of water, so that the one changes with the other.
    """
    whole = sum((Fraction(magnitude(volume, "mL")) for volume, _ in vials), Fraction(0))
    thinned = sum(
        (Fraction(magnitude(volume, "mL")) / water for volume, water in vials), Fraction()
    )
    times = thinned / whole * added
    percent = (times - 1) * 100
    return DoseByMass(
        quantity(_decimal(times * Fraction(magnitude(planned, "mg"))), "mg"),
        planned,
        round_half_up(_decimal(percent), 2),
        _verdict(abs(percent), policy),
    )


def _decimal(value: Fraction) -> Decimal:
    with exactly():
        return Decimal(value.numerator) / Decimal(value.denominator)


def _verdict(percent: Fraction, policy: Gravimetric) -> Verdict:
    if percent <= Fraction(policy.accepted_percent):
        return Verdict.ACCEPTED
    return Verdict.NEEDS_REASON if percent <= Fraction(policy.outer_percent) else Verdict.REFUSED
