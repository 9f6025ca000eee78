"""The dose by all masses: what is off adds up, and is judged at the last weighing."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import entry as said
from app.core import events as e
from app.core.dose_by_mass import DoseByMass, dose_by_mass, share
from app.core.gravimetric import Gravimetric, Verdict
from app.core.order import Order
from app.core.person import Person
from app.core.preparation import Status
from app.core.product import Package
from app.core.quantity import magnitude, quantity, round_half_up
from app.core.refused import Refused
from app.core.retrace import behind, objection
from app.core.step import Meaning
from app.core.weighing_judged import dose_in_bag, weighed_otherwise
from tests.core.hood import (
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    TODAY,
    Hood,
    grams,
    mL,
    order,
    right_mass,
    weighing,
)

ALL = ("vial", "syringe", "bag")
WHY = "the cap was put back on"
PERCENT = st.decimals(min_value="-10", max_value="10", places=2)


def policy() -> Gravimetric:
    found = weighing(*ALL).gravimetric
    assert found is not None
    return found


def off(percent: str | Decimal) -> Fraction:
    """Return how many times the expected mass that is, so many percent off."""
    return 1 + Fraction(Decimal(percent)) / 100


def of_two_vials(first: str, second: str, added: str) -> DoseByMass:
    vials = ((mL("3.6"), off(first)), (mL("2.2"), off(second)))
    return dose_by_mass(quantity("1.45", "mg"), vials, off(added), policy())


# Arithmetic


def test_masses_as_expected_make_the_planned_dose() -> None:
    found = of_two_vials("0", "0", "0")
    assert (found.dose, found.deviation_percent) == (found.planned, Decimal(0))
    assert found.verdict is Verdict.ACCEPTED


def test_what_is_off_adds_up() -> None:
    """The case of the review: each within 10%, and together a fifth of the dose."""
    found = of_two_vials("9.7", "9.7", "-9.7")
    assert found.deviation_percent == Decimal("-17.68")
    assert round_half_up(magnitude(found.dose, "mg"), 3) == Decimal("1.194")
    assert found.verdict is Verdict.REFUSED


def test_a_vial_counts_by_what_is_taken_from_it() -> None:
    assert of_two_vials("9", "0", "0").deviation_percent == Decimal("-5.12")
    assert of_two_vials("0", "9", "0").deviation_percent == Decimal("-3.13")


@pytest.mark.parametrize(
    ("added", "verdict"),
    [
        ("5", Verdict.ACCEPTED),
        ("-5", Verdict.ACCEPTED),
        ("5.01", Verdict.NEEDS_REASON),
        ("-10", Verdict.NEEDS_REASON),
        ("10.01", Verdict.REFUSED),
    ],
)
def test_limits_are_part_of_what_they_allow(added: str, verdict: Verdict) -> None:
    assert of_two_vials("0", "0", added).verdict is verdict


@given(PERCENT, PERCENT, PERCENT)
def test_a_dose_comes_out_of_the_drug_that_is_in_the_bag(
    first: Decimal, second: Decimal, added: Decimal
) -> None:
    """Reckoned forwards: 1 mg in each vial's water, then what is drawn, then what went in."""
    found = of_two_vials(str(first), str(second), str(added))
    drug = Fraction(0)
    for taken, water in ((Fraction("3.6"), first), (Fraction("2.2"), second)):
        drug += taken * (1 / (4 * off(water)))
    dose = drug * off(added)
    assert abs(Fraction(magnitude(found.dose, "mg")) - dose) < Fraction(1, 10**30)
    apart = (dose / Fraction("1.45") - 1) * 100
    assert abs(Fraction(found.deviation_percent) - apart) <= Fraction(1, 200)
    expected = Verdict.ACCEPTED if abs(apart) <= 5 else Verdict.NEEDS_REASON
    assert found.verdict is (Verdict.REFUSED if abs(apart) > 10 else expected)


def test_a_share_is_exact() -> None:
    assert share(grams("1"), grams("3")) == Fraction(1, 3)


# At the hood


def put(hood: Hood, percent: str, person: Person = PHARMACIST_TWO, reason: str = WHY) -> e.Weighed:
    """Say a mass that is so many percent of the gain off, and return what was recorded."""
    step = hood.step
    assert step.gain is not None
    with_this = (
        magnitude(right_mass(step), "g") + magnitude(step.gain, "g") * Decimal(percent) / 100
    )
    mass = quantity(round_half_up(with_this, 2), "g")
    (fact,) = hood.do(person, said.Weigh(step.identifier, mass, True, reason))
    assert isinstance(fact, e.Weighed)
    return fact


def told(hood: Hood, percent: str, person: Person = PHARMACIST_TWO, reason: str = WHY) -> str:
    with pytest.raises(Refused) as caught:
        put(hood, percent, person, reason)
    return caught.value.sentence


def weighed_so(steps: Iterable[tuple[str, str]], *objects: str, asked: Order | None = None) -> Hood:
    hood = Hood(asked, weighed=objects or ALL)
    for name, percent in steps:
        put(hood.go_to(name), percent)
    return hood


TWO_VIALS = (("weigh-vial-1", "9.7"), ("weigh-vial-2", "9.7"))


def test_each_accepted_and_all_together_refused() -> None:
    hood = weighed_so((*TWO_VIALS, ("weigh-syringe-1", "-9.8"))).go_to("weigh-bag")
    assert told(hood, "-9.7") == (
        "The bag gained 5.35 g; 5.92 g was expected for 5.8 mL: 9.6% too little, as if 5.25 mL of "
        "the drug had been added. By all masses the dose is 1.195 mg where 1.45 mg was planned, "
        "17.6% too little, for what is off adds up: water of the vials +9.7%, +9.7%; bag −9.6%. "
        "Weigh it again; if that is so, stop and discard the preparation."
    )
    assert hood.step.identifier == "weigh-bag"
    assert isinstance(hood.history[-1].fact, e.EntryRefused)
    hood.do(PHARMACIST_TWO, said.Discard("the dose by mass is far too low"))
    assert hood.state.status is Status.DISCARDED


def test_all_together_want_a_reason_where_the_last_alone_would_not() -> None:
    hood = weighed_so(TWO_VIALS).go_to("weigh-bag")
    sentence = told(hood, "0", reason="")
    assert sentence.startswith("By all masses the dose is 1.32")
    assert "8.8% too little, for what is off adds up: water of the vials +9.7%, +9.7%; bag" in (
        sentence
    )
    assert "More than 5% off, a pharmacist accepts it with a reason" in sentence
    assert "Only a pharmacist accepts a mass" in told(hood, "0", TECHNICIAN_ONE)
    fact = put(hood, "0")
    assert (fact.reason, fact.deviation_percent) == (WHY, Decimal("0.07"))
    assert fact.dose_percent == Decimal("-8.78")
    hood.finish()
    assert hood.state.status is Status.RELEASED


def test_only_the_last_weighing_judges_the_dose() -> None:
    hood = weighed_so(TWO_VIALS).go_to("weigh-syringe-1")
    assert put(hood, "-9.8").dose_percent is None
    assert put(hood.go_to("weigh-bag"), "0").dose_percent is not None


def test_masses_that_make_up_for_each_other_are_a_right_dose() -> None:
    hood = weighed_so(TWO_VIALS, "vial", "bag").go_to("weigh-bag")
    fact = put(hood, "9.7")
    assert fact.dose_percent == Decimal(0)
    assert fact.reason == WHY


def test_without_the_bag_the_syringes_say_what_went_in() -> None:
    hood = weighed_so(TWO_VIALS, "vial", "syringe").go_to("weigh-syringe-1")
    sentence = told(hood, "-4")
    assert "12.5% too little" in sentence
    assert "; syringe −4%. Bring the plunger to the mark, and weigh again; if it stands" in sentence
    assert put(hood, "0").dose_percent == Decimal("-8.78")


def test_each_of_two_syringes_counts_by_its_volume() -> None:
    asked = order(height="190 cm", weight="110 kg")
    hood = weighed_so((("weigh-syringe-1", "-7"),), "syringe", asked=asked)
    hood.go_to("weigh-syringe-2")
    large, small = (magnitude(each.volume, "mL") for each in hood.state.draws)
    fact = put(hood, "0")
    assert fact.dose_percent is not None
    assert abs(fact.dose_percent + 7 * large / (large + small)) < Decimal("0.2")
    found = dose_in_bag(hood.state)
    assert found is not None
    assert found.deviation_percent == fact.dose_percent


def test_two_syringes_are_named_together() -> None:
    asked = order(height="190 cm", weight="110 kg")
    steps = (*TWO_VIALS, ("weigh-vial-3", "9.7"), ("weigh-syringe-1", "-7"))
    hood = weighed_so(steps, "vial", "syringe", asked=asked).go_to("weigh-syringe-2")
    assert "syringes −7%, −" in told(hood, "-1")


def test_vials_alone_say_how_strong_the_drug_is() -> None:
    """A tenth less water makes the drug a ninth stronger: that is beyond 10%."""
    hood = Hood(order(height="125 cm", weight="35 kg"), weighed=("vial",)).go_to("weigh-vial-1")
    assert hood.state.plan.vials == 1
    sentence = told(hood, "-9.7")
    assert "10.9% too much: water of the vial −9.8%. Weigh it again; if that is so, quaran" in (
        sentence
    )
    assert put(hood, "-8").dose_percent is not None


def test_a_vial_that_was_put_aside_does_not_count() -> None:
    hood = weighed_so((("weigh-vial-1", "9.7"),)).go_to("inspect-vial-1")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles"))
    fact = put(hood.go_to("weigh-bag"), "0")
    assert fact.dose_percent is not None
    assert abs(fact.dose_percent) < Decimal("0.5")


def test_what_gained_nothing_makes_no_dose() -> None:
    hood = weighed_so(TWO_VIALS).go_to("weigh-bag")
    assert "it gained nothing" in told(hood, "-100")


def test_nothing_weighed_is_no_dose_by_mass() -> None:
    assert dose_in_bag(Hood().finish().state) is None


def test_a_dose_that_does_not_come_out_is_found() -> None:
    hood = weighed_so(TWO_VIALS).go_to("weigh-bag")
    before = hood.state
    fact = put(hood, "0")
    assert not weighed_otherwise(before, fact)
    assert weighed_otherwise(before, replace(fact, dose_percent=Decimal("-4")))
    assert weighed_otherwise(before, replace(fact, dose_percent=None))
    assert weighed_otherwise(before, replace(fact, reason=None))


def test_a_mass_that_cannot_be_is_found() -> None:
    hood = Hood(weighed=ALL).go_to("tare-bag")
    before = hood.state
    (tare,) = hood.do(*hood.right())
    assert isinstance(tare, e.Weighed)
    assert not weighed_otherwise(before, tare)
    assert not weighed_otherwise(before, replace(tare, mass=grams("61.3")))
    assert weighed_otherwise(before, replace(tare, mass=grams("6.13")))
    assert weighed_otherwise(before, replace(tare, mass=grams("0")))
    assert weighed_otherwise(before, replace(tare, dose_percent=Decimal(0)))


def test_the_check_shows_the_same_dose() -> None:
    hood = weighed_so(TWO_VIALS)
    put(hood.go_to("weigh-bag"), "0")
    hood.go_to("check")
    hood.do(PHARMACIST_ONE, hood.right_check())
    hood.do(PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED))
    found = dose_in_bag(hood.state)
    assert found is not None
    assert found.deviation_percent == Decimal("-8.78")


def test_a_finer_scale_is_retraced_with_its_decimals() -> None:
    """On disk 20.510 g stands as 20.51 g."""
    hood = Hood(weighed=ALL).go_to("tare-vial-1")
    gravimetric = replace(policy(), readability=quantity("0.001", "g"))
    frozen = replace(hood.state.opened, policy=replace(hood.state.policy, gravimetric=gravimetric))
    state = replace(hood.state, opened=frozen)
    fact = e.Weighed("tare-vial-1", grams("20.51"), True, None, None, None)
    found = behind(state, (fact,), no_package, TODAY)
    assert objection(state, found, (fact,), TECHNICIAN_ONE, hood.clock.reading()) == ""


def no_package(fact: e.MaterialScanned) -> Package:
    raise AssertionError(f"nothing is scanned: {fact}")
