"""Billing units given and discarded, on the labelled content of single-dose vials."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from app.core.formulary import Billing, Monograph
from app.core.quantity import Quantity, exactly, magnitude, measured_in


@dataclass(frozen=True, slots=True)
class Units:
    """Whole billing units; `modifier` says whether anything was discarded."""

    code: str
    administered: int
    discarded: int
    modifier: str


@dataclass(frozen=True, slots=True)
class LabelledAccount:
    """The labelled content of the vials a dose was taken from, parted as billing parts it.

    `content` is what the labels of these vials state, `dose` what was given of it, `discarded`
    the rest, all in mg: they add up exactly. What the vials kept by the volume that was drawn is
    another account (`app.core.waste`), for a syringe shows the dose only to its graduation.
    """

    vials: int
    content: Quantity
    dose: Quantity
    discarded: Quantity


def units(monograph: Monograph, dose: Quantity, vials: int) -> Units | None:
    """Return the units of a dose from so many vials, or None where the monograph bills none.

    Units given are rounded up; what remains of the labelled content is discarded, so that both
    always add up to the vials. Less than one whole unit of waste is none.
    """
    if monograph.billing is None:
        return None
    billing: Billing = monograph.billing
    with exactly():
        unit = magnitude(billing.unit, "mg")
        given = _whole(magnitude(dose, "mg") / unit)
        held = int(magnitude(monograph.labelled_content.value, "mg") * vials // unit)
    discarded = held - given
    modifier = billing.discarded if discarded else billing.nothing_discarded
    return Units(billing.code, given, discarded, modifier)


def labelled_account(monograph: Monograph, dose: Quantity, vials: int) -> LabelledAccount:
    """Return the labelled content of so many vials, parted into the dose and what is discarded."""
    with exactly():
        content = measured_in(monograph.labelled_content.value * vials, "mg")
        given = measured_in(dose, "mg")
        discarded = measured_in(content - given, "mg")
    return LabelledAccount(vials, content, given, discarded)


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))
