"""Billing units: given and discarded add up to the vials."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import references
from app.core.billing import Units, labelled_account, units
from app.core.quantity import Measure, exactly, magnitude, parse, quantity, show

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


@given(thousandths=st.integers(min_value=1, max_value=90_000), spare=st.integers(0, 3))
def test_waste_is_reported_from_one_whole_unit_on(thousandths: int, spare: int) -> None:
    dose = quantity(Decimal(thousandths) / 1000, "mg")
    vials = -(-thousandths // 900) + spare
    found, account = units(US, dose, vials), labelled_account(US, dose, vials)
    assert found is not None
    with exactly():
        whole = int(magnitude(account.discarded, "mg") // Decimal("0.1"))
        assert account.dose + account.discarded == account.content
    assert found.discarded == whole
    assert found.modifier == ("JW" if whole else "JZ")
    assert found.administered + found.discarded == 9 * vials


def test_the_labelled_account_follows_the_dose_and_not_the_syringe() -> None:
    account = labelled_account(US, parse("1.456 mg", Measure.DOSE), 2)
    assert account.vials == 2
    figures = (account.content, account.dose, account.discarded)
    assert [show(each) for each in figures] == ["1.8 mg", "1.456 mg", "0.344 mg"]


def test_the_labelled_account_counts_what_the_label_states_and_not_what_the_vial_delivers() -> None:
    account = labelled_account(
        references.monograph_named("besponsa-eu"), parse("1456 mcg", Measure.DOSE), 2
    )
    figures = (account.content, account.dose, account.discarded)
    assert [show(each) for each in figures] == ["2 mg", "1.456 mg", "0.544 mg"]
