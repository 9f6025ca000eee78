"""Rounding a dose down to whole vials: when it is offered, and what taking it changes."""

import tomllib
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from app import references
from app.core.audit import contradictions, differences
from app.core.choices import Choices
from app.core.course import Course
from app.core.dose import Basis, Dose, calculate, request_of, rounded
from app.core.events import Opened
from app.core.outlook import Ground, outlook
from app.core.policy import policy_in
from app.core.quantity import quantity, show
from app.core.refused import Refused
from app.core.rounding import NO_ROUNDING, RoundingOffer, RoundingPolicy, rounding_offer
from app.core.surface_area import formula_named
from app.preparations import ground_of
from app.site_rules import SiteRules
from tests.core.hood import TODAY, order

US = references.monograph_named("besponsa-us")
OFFERED = RoundingPolicy(offered=True, at_most_percent=Decimal(10), source="policy of the site")


def offer(
    dose: str, calculated: str | None = None, policy: RoundingPolicy = OFFERED
) -> RoundingOffer | None:
    """Return what is offered for a dose that was calculated as the same, or as another."""
    return rounding_offer(quantity(dose, "mg"), quantity(calculated or dose, "mg"), US, policy)


@pytest.mark.parametrize(
    ("dose", "to", "percent", "vials", "saved"),
    [
        ("0.97", "0.9 mg", "-7.22", 1, "0.83 mg"),
        ("1", "0.9 mg", "-10", 1, "0.8 mg"),
        ("1.85", "1.8 mg", "-2.7", 2, "0.85 mg"),
        ("1.801", "1.8 mg", "-0.06", 2, "0.899 mg"),
        ("2", "1.8 mg", "-10", 2, "0.7 mg"),
    ],
)
def test_what_is_offered(dose: str, to: str, percent: str, vials: int, saved: str) -> None:
    found = offer(dose)
    assert found is not None
    assert (show(found.rounded), found.percent) == (to, Decimal(percent))
    assert (found.vials, found.vials_saved, show(found.saved)) == (vials, 1, saved)


@pytest.mark.parametrize("dose", ["1.0000001", "0.9", "1.8", "0.5", "1.456", "1.76", "2.01", "2.6"])
def test_what_is_not_offered(dose: str) -> None:
    assert offer(dose) is None


def test_it_is_offered_only_by_policy_and_within_its_percentage() -> None:
    assert offer("0.97", policy=NO_ROUNDING) is None
    assert offer("0.97", policy=replace(OFFERED, at_most_percent=Decimal("7.2"))) is None
    assert offer("0.97", policy=replace(OFFERED, at_most_percent=Decimal("7.3"))) is not None


def test_two_roundings_never_add_up() -> None:
    # The prescriber went 9% below the calculated dose already.
    assert offer("0.97", calculated="1.066") is None
    assert offer("0.97", calculated="1") is not None


def test_an_offer_is_said_with_its_percentage_and_what_it_saves() -> None:
    found = offer("0.97")
    assert found is not None
    assert found.said() == (
        "0.9 mg in place of 0.97 mg, 7.22% less, saves 1 vial and 0.83 mg that would be discarded."
    )
    two = replace(found, vials_saved=2)
    assert "saves 2 vials" in two.said()


@given(st.integers(1, 60000))
def test_a_rounded_dose_is_whole_vials_below_and_within_the_policy(ten_thousandths: int) -> None:
    exact = Fraction(ten_thousandths, 10000)
    found = offer(str(Decimal(ten_thousandths) / 10000))
    whole = exact // Fraction(9, 10) * Fraction(9, 10)
    may = 0 < whole < exact and (exact - whole) / exact <= Fraction(1, 10)
    assert (found is not None) == may
    if found is not None:
        assert Fraction(found.rounded.magnitude) == whole


def dose_of(ordered: str) -> Dose:
    request = replace(request_of(order(), US, TODAY), ordered=quantity(ordered, "mg"))
    formula = formula_named("mosteller", references.formulas())
    return calculate(request, US, formula, references.policy(), Basis.ORDERED)


def test_a_dose_that_is_rounded_keeps_the_exact_one_and_who_rounded() -> None:
    found = offer("0.97")
    assert found is not None
    before = dose_of("0.97")
    dose = rounded(before, found, "Pharmacist One")
    assert (show(dose.prepared), dose.ordered) == ("0.9 mg", before.ordered)
    assert dose.rounding is not None
    assert (dose.rounding.by, show(dose.rounding.offer.exact)) == ("Pharmacist One", "0.97 mg")
    assert dose.findings[-1].sentence.startswith("Pharmacist One rounds the dose: 0.9 mg in place")
    assert dose.working[-1] == (
        "0.97 mg rounded to whole vials by Pharmacist One = 0.9 mg (−7.22%)"
    )


def ground(policy: RoundingPolicy) -> Ground:
    """Return what orders are judged by at a site with this policy of rounding."""
    shipped = references.policy()
    rules = SiteRules(replace(shipped, rounding=policy), references.syringes())
    return ground_of(US, rules)


def test_an_order_shows_the_offer_and_prepares_it_only_where_it_is_taken() -> None:
    # 0.5 mg/m2 of 1.94 m2: 0.97 mg.
    asked = order("180 cm", "75 kg", 1, 8)
    seen = outlook(asked, Course(()), ground(OFFERED), TODAY, None)
    assert seen.plan is not None
    assert (show(seen.plan.dose.prepared), seen.plan.vials) == ("0.97 mg", 2)
    assert seen.offer is not None
    taken = outlook(
        asked, Course(()), ground(OFFERED), TODAY, None, Choices(rounded_by="Pharmacist One")
    )
    assert taken.plan is not None
    assert (show(taken.plan.dose.prepared), taken.plan.vials) == ("0.9 mg", 1)
    assert taken.offer == seen.offer
    question = taken.review.questions[-1]
    assert question.code == "rounding-fits-patient"
    assert question not in seen.review.questions


def test_what_is_not_offered_cannot_be_taken() -> None:
    asked = order("180 cm", "75 kg", 1, 8)
    for policy in (NO_ROUNDING, replace(OFFERED, at_most_percent=Decimal(1))):
        found = outlook(
            asked, Course(()), ground(policy), TODAY, None, Choices(rounded_by="Pharmacist One")
        )
        assert found.plan is None
        assert found.refused.startswith("The site's policy offers no rounding of this dose")


@pytest.mark.parametrize("percent", ["0", "-1", "10.01", "NaN"])
def test_a_policy_rounds_by_more_than_nothing_and_at_most_ten_percent(percent: str) -> None:
    data = tomllib.loads(resources.text("policy.toml"))
    data["rounding"]["at_most_percent"] = percent
    with pytest.raises(Refused, match=r"at_most_percent is .+ above 0 and at most 10"):
        policy_in(data)


def rounded_opening() -> Opened:
    """Return the opening of a preparation whose dose was rounded."""
    asked = order("180 cm", "75 kg", 1, 8)
    by = Choices(rounded_by="Pharmacist One")
    found = outlook(asked, Course(()), ground(OFFERED), TODAY, None, by)
    assert found.plan is not None
    policy = replace(references.policy(), rounding=OFFERED)
    return Opened("2611-0001", asked, "order/RX-1", found.plan, policy, found.review)


def test_a_rounded_preparation_is_computed_again_to_the_same() -> None:
    opened = rounded_opening()
    assert differences(opened, US, references.formulas()) == ()
    assert contradictions(opened, US) == ()


def test_a_rounding_that_was_not_offered_is_found() -> None:
    opened = rounded_opening()
    told = contradictions(replace(opened, policy=replace(opened.policy, rounding=NO_ROUNDING)), US)
    assert any("the rounding of the dose is recorded as" in each for each in told)
    plain = replace(opened.plan, dose=replace(opened.plan.dose, rounding=None))
    told = differences(replace(opened, plan=plain), US, references.formulas())
    assert any("the prepared dose is recorded as 0.9 mg and comes out as 0.97" in t for t in told)


def test_an_ordered_dose_is_rounded_from_what_was_ordered() -> None:
    asked = order("180 cm", "75 kg", 1, 8, dose="0.96 mg")
    by = Choices(rounded_by="Pharmacist One")
    found = outlook(asked, Course(()), ground(OFFERED), TODAY, None, by)
    assert found.plan is not None
    opened = Opened(
        "2611-0001",
        asked,
        "order/RX-1",
        found.plan,
        replace(references.policy(), rounding=OFFERED),
        found.review,
    )
    assert contradictions(opened, US) == ()
    assert differences(opened, US, references.formulas()) == ()
