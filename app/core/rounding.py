"""Rounding a dose down so that one vial less is opened: offered by policy, taken by a person.

The dose is rounded to the content of whole vials. It stays within the site's percentage of the
dose that was to be prepared, and of the calculated one, so that two roundings never add up.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.core.formulary import Monograph
from app.core.outcome import Question
from app.core.quantity import (
    Quantity,
    exactly,
    magnitude,
    measured_in,
    number_for_people,
    quantity,
    round_half_up,
    show,
)

# What the pharmacist who takes a rounding is asked.
ROUNDING_ASKED = "rounding-fits-patient"


@dataclass(frozen=True, slots=True)
class RoundingPolicy:
    """Whether rounding to save a vial is offered, and up to which difference in percent."""

    offered: bool
    at_most_percent: Decimal
    source: str


# What was opened before rounding was offered had none.
NO_ROUNDING = RoundingPolicy(offered=False, at_most_percent=Decimal(0), source="")


@dataclass(frozen=True, slots=True)
class RoundingOffer:
    """A rounded dose in mg; `percent` is below zero, `saved` is what is not discarded, in mg."""

    exact: Quantity
    rounded: Quantity
    percent: Decimal
    vials: int
    vials_saved: int
    saved: Quantity
    source: str

    def said(self) -> str:
        """Return the offer as a sentence for people."""
        less = number_for_people(round_half_up(abs(self.percent), 2))
        vials = "1 vial" if self.vials_saved == 1 else f"{self.vials_saved} vials"
        return (
            f"{show(self.rounded)} in place of {show(self.exact)}, {less}% less, saves {vials} and "
            f"{show(self.saved)} that would be discarded."
        )


@dataclass(frozen=True, slots=True)
class Rounding:
    """A rounding that a pharmacist took, and who that was."""

    offer: RoundingOffer
    by: str


def rounding_offer(
    dose: Quantity, calculated: Quantity, monograph: Monograph, policy: RoundingPolicy
) -> RoundingOffer | None:
    """Return the dose of whole vials next below `dose`, or None where policy does not offer it.

    None too where it saves no vial, or is further from `dose` or from `calculated` than the
    policy's percentage.
    """
    if not policy.offered:
        return None
    with exactly():
        content = magnitude(monograph.delivered_dose.value, "mg")
        exact = magnitude(dose, "mg")
        vials = int((exact / content).to_integral_value(ROUND_CEILING))
        whole = int((exact / content).to_integral_value(ROUND_FLOOR))
        rounded = whole * content
        if whole < 1 or whole == vials:
            return None
        percent = (rounded - exact) / exact * 100
        from_calculated = (rounded / magnitude(calculated, "mg") - 1) * 100
        saved = content * (vials - whole) - (exact - rounded)
    if max(abs(percent), abs(from_calculated)) > policy.at_most_percent:
        return None
    return RoundingOffer(
        exact=measured_in(dose, "mg"),
        rounded=quantity(rounded.normalize(), "mg"),
        percent=round_half_up(percent, 2),
        vials=whole,
        vials_saved=vials - whole,
        saved=quantity(saved.normalize(), "mg"),
        source=policy.source,
    )


def rounding_question(offer: RoundingOffer) -> Question:
    """Return what the pharmacist who takes an offer must confirm."""
    return Question(
        ROUNDING_ASKED,
        "Not in a clinical trial, and no dose fixed for the function of an organ?",
        offer.said(),
        offer.source,
    )
