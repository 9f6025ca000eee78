"""How a container comes to hold the diluent: empty and filled, or full and emptied in part.

A full bag holds more than its label says (the overfill), so that drug added to it would stand in
more than the total of the plan: what is too much is taken out first. Overfill is data of each
product; where it is not known it is asked for, never assumed.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

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


class Fill(StrEnum):
    """What a container holds when it is taken from the shelf."""

    EMPTY = "empty"
    READY_FILLED = "ready-filled"
    EXACT_VOLUME = "exact-volume"

    @property
    def words(self) -> str:
        """What people call such a container, without an article."""
        return {
            Fill.EMPTY: "empty container",
            Fill.READY_FILLED: "ready-filled bag",
            Fill.EXACT_VOLUME: "exact-volume bag",
        }[self]


@dataclass(frozen=True, slots=True)
class Bag:
    """A container filled with diluent by its maker, or an empty one.

    `nominal` is the volume that its label states and `overfill` what it holds besides, both in
    mL; both are None for an empty container, and `overfill` is zero for an exact-volume bag.
    `source` says where the overfill is known from. `gtin` and `name` are those of the one product
    that this is true of, "" where no product was chosen; `stated_by` is who stated an overfill that
    the site's list of products does not have, "" for nobody.
    """

    fill: Fill
    nominal: Quantity | None = None
    overfill: Quantity | None = None
    source: str = ""
    gtin: str = ""
    name: str = ""
    stated_by: str = ""

    @property
    def called(self) -> str:
        """What people call it: the product's name where one was chosen."""
        return self.name or self.fill.words


EMPTY = Bag(Fill.EMPTY)


@dataclass(frozen=True, slots=True)
class Untouched:
    """What would come of adding the drug to a full `bag` from which nothing was taken.

    `length` is how long the infusion is meant to last, and `total` in mL what would be in the bag;
    `concentration` in mg/mL, exact; `minutes` is how long the whole would run at
    the rate of the infusion; `delivered` is the mg that would reach the patient in `length`, and
    `percent` its share of the dose, both rounded half up for people.
    """

    bag: Bag
    length: Quantity
    total: Quantity
    concentration: Quantity
    minutes: Quantity
    delivered: Quantity
    percent: Decimal

    def briefly(self) -> str:
        """Return the reason in a few words, for where there is little room."""
        return (
            f"In a full bag it would be {show(self.total, 1)}, and {show(self.length)} would give "
            f"{number_for_people(self.percent)}% of the dose."
        )

    def said(self) -> str:
        """Return it as a sentence: the reason why diluent is taken out, or measured."""
        size, over = show(_nominal(self.bag)), self.bag.overfill
        held = f"a full {size} bag"
        if over is None:
            held = f"a full {size} bag, even without overfill,"
        elif over.magnitude:
            held = f"a full {size} bag with {show(over)} overfill"
        return (
            f"Added to {held} the drug would stand in {show(self.total)}: it would run "
            f"{show(self.minutes)}, and {show(self.length)} would give {show(self.delivered)}, "
            f"{number_for_people(self.percent)}% of the dose."
        )


def full_bag(bag: Bag, total: Quantity) -> Bag:
    """Return the full bag that people would reach for: this one, or one labelled `total`."""
    return bag if bag.fill is not Fill.EMPTY else Bag(Fill.READY_FILLED, total)


def held_by(bag: Bag) -> Quantity:
    """Return what a full bag holds, in mL: what it states and, where it is known, overfill."""
    with exactly():
        held = magnitude(_nominal(bag), "mL")
        if bag.overfill is not None:
            held += magnitude(bag.overfill, "mL")
    return quantity(held.normalize(), "mL")


def to_withdraw(bag: Bag, drug: Quantity, total: Quantity) -> Quantity:
    """Return the diluent in mL to take out of a full bag, so that with the drug it holds `total`.

    Overfill plus drug volume where the bag is labelled with the total. Raises Refused where the
    overfill is not known or cannot be, or the bag holds too little.
    """
    if bag.overfill is None:
        raise Refused(
            f"How much more than {show(_nominal(bag))} this bag holds is not known; enter its "
            "overfill, from its maker or by weighing, or fill an empty container."
        )
    if bag.overfill > _nominal(bag):
        raise Refused(
            f"{show(bag.overfill)} of overfill is more than the {show(_nominal(bag))} that the bag "
            "itself states; enter only what it holds besides."
        )
    with exactly():
        rest = magnitude(held_by(bag), "mL") + magnitude(drug, "mL") - magnitude(total, "mL")
    if rest < 0:
        raise Refused(
            f"A bag of {show(_nominal(bag))} with {show(drug)} of drug does not reach "
            f"{show(total)}; take a larger bag, or fill an empty container."
        )
    return quantity(rest.normalize(), "mL")


def untouched(
    bag: Bag, dose: Quantity, drug: Quantity, rate: Quantity, length: Quantity
) -> Untouched:
    """Return what would come of adding `drug` (mL, holding `dose` mg) to a full bag as it is.

    It would run at `rate` (mL/h); `length` is how long the infusion is meant to last.
    """
    with exactly():
        total = magnitude(held_by(bag), "mL") + magnitude(drug, "mL")
        milligrams, per_hour = magnitude(dose, "mg"), magnitude(rate, "mL/h")
        share = min(per_hour * magnitude(length, "h") / total, Decimal(1))
        return Untouched(
            bag=bag,
            length=length,
            total=quantity(total.normalize(), "mL"),
            concentration=quantity(milligrams / total, "mg/mL"),
            minutes=quantity(round_half_up(total / per_hour * 60, 1).normalize(), "min"),
            delivered=quantity(round_half_up(milligrams * share, 3).normalize(), "mg"),
            percent=round_half_up(share * 100, 1),
        )


def _nominal(bag: Bag) -> Quantity:
    if bag.nominal is None:
        raise ValueError("an empty container states no volume that it holds")
    return bag.nominal
