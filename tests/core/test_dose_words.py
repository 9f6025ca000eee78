"""The dose in words: never two doses that nobody tells apart."""

from dataclasses import replace
from decimal import Decimal

from app import references
from app.core.dose_words import dose_stated, doses
from app.core.plan import Plan
from app.core.quantity import quantity
from app.core.rounding import Rounding, RoundingOffer
from tests.core.hood import order, plan_for

US = references.monograph_named("besponsa-us")


def made(dose: str | None = None) -> Plan:
    return plan_for(order(dose=dose), US)


def test_the_dose_ordered_is_told_from_the_one_that_is_measured() -> None:
    assert doses(made("1.456 mg")) == "Ordered 1.456 mg, measured 1.45 mg"
    assert dose_stated(made("1.456 mg").dose) == "ordered 1.456 mg"


def test_where_no_dose_was_ordered_it_is_the_calculated_one() -> None:
    assert doses(made()) == "Calculated 1.456 mg, measured 1.45 mg"


def test_a_dose_that_was_rounded_says_so() -> None:
    exact, less, saved = (quantity(each, "mg") for each in ("1.82", "1.8", "0.88"))
    offer = RoundingOffer(exact, less, Decimal("-1.1"), 2, 1, saved, "HOPA")
    dose = replace(made().dose, prepared=less, rounding=Rounding(offer, "Pharmacist One"))
    assert dose_stated(dose) == "calculated 1.82 mg, rounded to 1.8 mg"
