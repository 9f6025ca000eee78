"""The gravimetric check: what something gained in mass against what its volume weighs.

A mass says how much was added, never what: it finds a wrong volume, not a wrong drug.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.core.density import Density
from app.core.quantity import (
    Measure,
    Quantity,
    exactly,
    magnitude,
    measured_in,
    parse,
    quantity,
    round_half_up,
    show,
)
from app.core.refused import Refused


class Weighable(StrEnum):
    """What a site may have weighed: the vial, each syringe of the dose, the bag."""

    VIAL = "vial"
    SYRINGE = "syringe"
    BAG = "bag"


@dataclass(frozen=True, slots=True)
class Gravimetric:
    """What a site weighs and how far off it may be; percentages are numbers, 5 for 5%.

    Within `accepted_percent` a mass is accepted, up to `outer_percent` with a pharmacist's reason,
    both inclusive. `readability` is the least step that the scale shows.
    """

    weighed: tuple[Weighable, ...]
    accepted_percent: Decimal
    outer_percent: Decimal
    readability: Quantity
    source: str


def read_gravimetric(row: dict[str, Any]) -> Gravimetric:
    """Return the policy of a parsed `[gravimetric]`; raises KeyError, ValueError or Refused."""
    found = Gravimetric(
        weighed=tuple(Weighable(each) for each in row["weighed"]),
        accepted_percent=Decimal(row["accepted_percent"]),
        outer_percent=Decimal(row["outer_percent"]),
        readability=parse(row["readability"], Measure.MASS),
        source=row["source"],
    )
    if not 0 < found.accepted_percent <= found.outer_percent < 100:
        raise ValueError("the accepted deviation lies above zero and within the outer limit")
    return found


class Verdict(StrEnum):
    """What comes of a weighing."""

    ACCEPTED = "accepted"
    NEEDS_REASON = "needs-reason"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Gain:
    """What was gained in g, what was expected, how far apart they are, and what comes of it.

    `deviation_percent` is rounded half up to two decimals, below zero for too little; the verdict
    is of the exact figures.
    """

    net: Quantity
    expected: Quantity
    deviation_percent: Decimal
    verdict: Verdict


def mass_of(volume: Quantity, density: Density) -> Quantity:
    """Return what a volume weighs, in g, exactly."""
    with exactly():
        return measured_in(volume * density.value, "g")


def volume_of(mass: Quantity, expected: Quantity, volume: Quantity) -> Quantity:
    """Return the volume in mL whose mass is `mass`, where `volume` weighs `expected`."""
    with exactly():
        share = magnitude(mass, "g") / magnitude(expected, "g")
        return quantity(magnitude(volume, "mL") * share, "mL")


def gain(tare: Quantity, gross: Quantity, expected: Quantity, policy: Gravimetric) -> Gain:
    """Return what was gained between two weighings, and whether that is accepted."""
    wanted = magnitude(expected, "g")
    with exactly():
        net = magnitude(gross, "g") - magnitude(tare, "g")
        apart = (net - wanted) * 100
        percent = round_half_up(apart / wanted, 2)
        verdict = _verdict(abs(apart), wanted, policy)
    return Gain(quantity(net, "g"), expected, percent, verdict)


def _verdict(apart: Decimal, wanted: Decimal, policy: Gravimetric) -> Verdict:
    # Multiplied and not divided, so that a mass on the limit is on the limit.
    if apart <= policy.accepted_percent * wanted:
        return Verdict.ACCEPTED
    return Verdict.NEEDS_REASON if apart <= policy.outer_percent * wanted else Verdict.REFUSED


def bounds(expected: Quantity, percent: Decimal) -> tuple[Quantity, Quantity]:
    """Return the least and the most that a gain may be within so many percent, exactly."""
    wanted = magnitude(expected, "g")
    with exactly():
        off = wanted * percent / 100
        return quantity(wanted - off, "g"), quantity(wanted + off, "g")


def decimals(mass: Quantity) -> int:
    """Return how many decimals of a gram a mass was written with."""
    exponent = magnitude(mass, "g").as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


def require_readable(mass: Quantity, policy: Gravimetric) -> None:
    """Raise Refused for no mass, or one that says less than the scale must show."""
    if not magnitude(mass, "g"):
        raise Refused("The mass is 0 g: nothing is on the scale. Put it on, and weigh again.")
    needed = decimals(policy.readability)
    if decimals(mass) < needed:
        raise Refused(
            f"The mass {show(mass)} is written with {_counted(decimals(mass))}; a scale is needed "
            f"that shows {show(policy.readability)}, and all of its decimals are written, "
            f"such as {magnitude(mass, 'g') + 0:.{needed}f} g."
        )


def _counted(places: int) -> str:
    return {0: "no decimals", 1: "1 decimal"}.get(places, f"{places} decimals")
