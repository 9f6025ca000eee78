"""Billing units: given and discarded add up to the vials."""

from dataclasses import replace

import pytest

from app import references
from app.core.billing import Units, units
from app.core.quantity import Measure, parse

US = references.monograph_named("besponsa-us")


@pytest.mark.parametrize(
    ("dose", "vials", "administered", "discarded", "modifier"),
    [
        ("1.456 mg", 2, 15, 3, "JW"),
        ("1.76 mg", 2, 18, 0, "JZ"),
        ("1.8 mg", 2, 18, 0, "JZ"),
        ("0.25 mg", 1, 3, 6, "JW"),
        ("0.5 mg", 1, 5, 4, "JW"),
        ("1.808 mg", 3, 19, 8, "JW"),
        ("0.9 mg", 1, 9, 0, "JZ"),
        ("0.800001 mg", 1, 9, 0, "JZ"),
        ("0.8 mg", 1, 8, 1, "JW"),
    ],
)
def test_units_add_up_to_the_vials(
    dose: str, vials: int, administered: int, discarded: int, modifier: str
) -> None:
    found = units(US, parse(dose, Measure.DOSE), vials)
    assert found == Units("J9229", administered, discarded, modifier)
    assert found.administered + found.discarded == 9 * vials


def test_a_monograph_without_billing_bills_nothing() -> None:
    dose = parse("1.456 mg", Measure.DOSE)
    assert units(references.monograph_named("besponsa-eu"), dose, 2) is None


def test_units_follow_the_labelled_content() -> None:
    labelled = replace(US.labelled_content, value=parse("1 mg", Measure.DOSE))
    found = units(replace(US, labelled_content=labelled), parse("1.456 mg", Measure.DOSE), 2)
    assert found == Units("J9229", 15, 5, "JW")
