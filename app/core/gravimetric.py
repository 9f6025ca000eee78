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
    quantity,
    round_half_up,
    show,
)
from app.core.refused import Refused
from app.core.stated import Section, percent_shown


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


# 15% is what a French centre rejects volumes of at most 2 mL by (gerpac.eu); practice accepts 5%
# and goes to 10% at the outside. No clinical limit: how far a site may move its own.
_MOST_OFF = 15
# A weighing tells by the decimals it is written with, so the step is a power of ten. 0.01 g is
# 0.5% of a transfer of 2 g: a coarser scale cannot tell 5%.
_READABILITIES = ("0.01 g", "0.001 g", "0.0001 g", "0.00001 g")


def read_gravimetric(row: dict[str, Any]) -> Gravimetric:
    """Return the policy of a parsed `[gravimetric]`; raises KeyError or Refused."""
    section = Section("[gravimetric]", row)
    if row["readability"] not in _READABILITIES:
        steps = ", ".join(f'"{each}"' for each in _READABILITIES)
        raise section.refused("readability", f"what a scale shows, one of {steps}")
    found = Gravimetric(
        weighed=_weighed(section),
        accepted_percent=section.number("accepted_percent", 0, _MOST_OFF, above_low=True),
        outer_percent=section.number("outer_percent", 0, _MOST_OFF, above_low=True),
        readability=section.measured("readability", Measure.MASS),
        source=section.words("source"),
    )
    if found.accepted_percent > found.outer_percent:
        raise Refused(
            "[gravimetric] accepted_percent is more than outer_percent, "
            f"{percent_shown(found.outer_percent)}; expected the accepted deviation to lie within "
            "the outer limit."
        )
    return found


def _weighed(section: Section) -> tuple[Weighable, ...]:
    named, known = section.row["weighed"], [each.value for each in Weighable]
    # Compared one by one: what stands in a file need not be something that a set takes.
    if not isinstance(named, list) or any(
        each not in known or named.count(each) > 1 for each in named
    ):
        of = ", ".join(f'"{each}"' for each in known)
        raise section.refused("weighed", f"a list of none, some or all of {of}, each once")
    return tuple(Weighable(each) for each in named)


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
    gained = quantity(net, "g")
    return Gain(gained, expected, percent, verdict_on(gained, expected, policy))


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


def verdict_on(net: Quantity, expected: Quantity, policy: Gravimetric) -> Verdict:
    """Return what comes of a gain, by the exact figures."""
    wanted = magnitude(expected, "g")
    with exactly():
        apart = abs(magnitude(net, "g") - wanted) * 100
        return _verdict(apart, wanted, policy)


def too_little(expected: Quantity, policy: Gravimetric) -> bool:
    """Tell whether one step of the scale is more than a gain may be off: it cannot be judged."""
    with exactly():
        step = magnitude(policy.readability, "g") * 100
        return step > policy.accepted_percent * magnitude(expected, "g")


def decimals(mass: Quantity) -> int:
    """Return how many decimals of a gram a mass was written with."""
    exponent = magnitude(mass, "g").as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


def as_weighed(mass: Quantity, policy: Gravimetric) -> Quantity:
    """Return a mass with the decimals that the scale shows: the log keeps no trailing zeros."""
    number = magnitude(mass, "g")
    places = max(decimals(mass), decimals(policy.readability))
    with exactly():
        return quantity(number.quantize(Decimal(1).scaleb(-places)), "g")


def show_mass(mass: Quantity, policy: Gravimetric) -> str:
    """Return what the scale showed, with all its decimals, such as "24.70 g"."""
    return f"{magnitude(as_weighed(mass, policy), 'g'):,f} g"


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
