"""What follows from a mass at the hood, and what an audit finds of it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.audit import contradictions
from app.core.density import Liquid
from app.core.encoding import decode, encode
from app.core.evolution import replay
from app.core.preparation import Status
from app.core.refused import Refused
from app.core.step import Kind, Meaning
from app.core.weighing import gains_in_use, object_of
from app.core.weighing_judged import weighed_otherwise
from tests.core.hood import PHARMACIST_ONE, PHARMACIST_TWO, TECHNICIAN_ONE, Hood, grams, mL, order
from tests.core.weighed import ALL, US, put, told

# At the hood


def test_a_whole_preparation_is_weighed_to_its_release() -> None:
    hood = Hood(weighed=ALL).finish()
    assert hood.state.status is Status.RELEASED
    facts = [each.fact for each in hood.history if isinstance(each.fact, e.Weighed)]
    assert len(facts) == 4 + 2 * len(hood.state.plan.draws) + 2
    assert replay(hood.history, US) == hood.state
    before = hood.state
    for fact in facts:
        assert decode(e.Weighed, encode(fact)) == fact
        assert not weighed_otherwise(before, fact)
    assert contradictions(hood.state.opened, US) == ()


def test_a_tare_has_no_gain() -> None:
    hood = Hood(weighed=ALL).go_to("tare-vial-1")
    assert put(hood, "20.51") == e.Weighed("tare-vial-1", grams("20.51"), False, None, None, None)
    assert hood.state.done[-1].detail == "20.51 g"


def test_a_gain_is_recorded_with_how_far_off_it_is() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    fact = put(hood, "24.52")
    assert (fact.net, fact.deviation_percent) == (grams("4.01"), Decimal("0.43"))
    assert hood.state.done[-1].detail == "4.01 g, +0.43%"


def test_a_wrong_water_volume_is_found_and_said_as_one() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    assert told(hood, "25.00") == (
        "Vial 1 gained 4.49 g; 3.99 g was expected for 4 mL: 12.5% too much, as if 4.5 mL of "
        "Sterile Water for Injection had been injected. Weigh it again; if that is so, quarantine "
        "the vial. If the mass before is wrong, look back and correct it."
    )
    assert isinstance(hood.history[-1].fact, e.EntryRefused)
    assert hood.step.identifier == "weigh-vial-1"


def test_a_vial_that_is_quarantined_by_its_mass_is_replaced_and_weighed_again() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    told(hood, "25.00")
    hood.do(TECHNICIAN_ONE, said.Quarantine("weigh-vial-1", "4.5 mL of water by its mass"))
    again = [each.identifier for each in hood.state.steps if each.identifier.endswith("-1-2")]
    assert again == [
        "replace-vial-1-2",
        "tare-vial-1-2",
        "reconstitute-1-2",
        "weigh-vial-1-2",
        "inspect-vial-1-2",
    ]
    weigh = next(each for each in hood.state.steps if each.identifier == "weigh-vial-1-2")
    assert weigh.tare == "tare-vial-1-2"
    hood.go_to("weigh-vial-1-2")
    assert "gained 4.49 g" in told(hood, "25.00")
    hood.finish()
    assert hood.state.status is Status.RELEASED


def test_a_vial_may_be_quarantined_while_it_is_weighed_empty() -> None:
    hood = Hood(weighed=ALL).go_to("tare-vial-2")
    hood.do(TECHNICIAN_ONE, said.Quarantine("tare-vial-2", "cracked"))
    assert hood.step.identifier == "replace-vial-2-2"
    hood.finish()
    assert [each.vial for each in hood.state.quarantined] == [2]


def test_only_a_vial_is_quarantined() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-bag")
    with pytest.raises(Refused, match="not what this step asks for"):
        hood.do(TECHNICIAN_ONE, said.Quarantine("weigh-bag", "too heavy"))


def test_between_the_limits_a_pharmacist_gives_a_reason() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    sentence = told(hood, "24.76")
    assert "6.4% too much, as if 4.26 mL" in sentence
    assert "More than 5% off, a pharmacist accepts it with a reason" in sentence
    why = "the cap was put back on"
    assert "Only a pharmacist accepts a mass" in told(hood, "24.76", reason=why)
    assert "Write the reason in a few words" in told(hood, "24.76", PHARMACIST_ONE, reason="x")
    fact = put(hood, "24.76", PHARMACIST_ONE, reason=why)
    assert (fact.deviation_percent, fact.reason) == (Decimal("6.44"), why)


def test_a_reason_that_is_not_needed_is_not_kept() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    assert put(hood, "24.50", PHARMACIST_ONE, reason="to be safe").reason is None


def test_no_reason_passes_the_outer_limit() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-bag")
    sentence = told(hood, "67.90", PHARMACIST_ONE, reason="it is late")
    assert "of the drug had been added. Weigh it again; if that is so, stop and discard" in sentence


def test_a_syringe_is_drawn_again_and_weighed_again() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-syringe-1")
    assert hood.step.amount == mL("5.8")
    sentence = told(hood, "15.00")
    assert sentence.startswith("The syringe gained 5.13 g; 5.92 g was expected for 5.8 mL: 13.3%")
    assert "as if 5.03 mL had been drawn. Draw again" in sentence
    put(hood, "15.80")
    assert hood.step.identifier != "weigh-syringe-1"


@pytest.mark.parametrize("mass", ["20.51", "20.40"])
def test_what_gained_nothing_is_said_so(mass: str) -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    sentence = told(hood, mass)
    assert f"weighs {mass} g and weighed 20.51 g before: it gained nothing." in sentence


def test_a_filled_bag_weighs_more_than_its_diluent() -> None:
    hood = Hood(weighed=ALL).go_to("tare-bag")
    assert hood.state.plan.diluent == mL("44.2")
    sentence = told(hood, "6.13")
    assert "6.13 g cannot be: the 44.2 mL of sodium chloride 0.9% alone weigh 44.4 g" in sentence
    assert put(hood, "61.30").net is None


def test_without_its_density_the_diluent_says_nothing_of_the_bag() -> None:
    hood = Hood(weighed=ALL).go_to("tare-bag")
    kept = tuple(each for each in US.densities if each.liquid is not Liquid.DILUENT)
    hood.state = replace(hood.state, monograph=replace(US, densities=kept))
    assert put(hood, "6.13").net is None


def test_a_volume_is_not_taken_for_a_mass() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    with pytest.raises(Refused, match="not what this step asks for"):
        hood.do(TECHNICIAN_ONE, said.Measure("weigh-vial-1", mL("4")))
    hood = Hood(weighed=ALL).go_to("reconstitute-1")
    with pytest.raises(Refused, match="not what this step asks for"):
        hood.do(TECHNICIAN_ONE, said.Weigh("reconstitute-1", grams("24.50"), True))


def test_what_is_in_use_counts_and_what_was_quarantined_does_not() -> None:
    hood = Hood(weighed=ALL).go_to("inspect-vial-1")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles"))
    hood.finish()
    found = [step.identifier for step, _ in gains_in_use(hood.state)]
    assert found == ["weigh-vial-1-2", "weigh-vial-2", "weigh-syringe-1", "weigh-bag"]


def test_each_syringe_of_a_pair_is_named() -> None:
    hood = Hood(order(height="190 cm", weight="110 kg"), weighed=ALL).go_to("weigh-syringe-2")
    assert len(hood.state.draws) == 2
    assert told(hood, "20.00").startswith("Syringe 2 gained 10.13 g; 0.52 g was expected")
    assert object_of(hood.state, hood.step) == "syringe 2"


def test_who_weighed_does_not_check() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-bag")
    hood.do(PHARMACIST_ONE, hood.right()[1])
    hood.go_to("check")
    with pytest.raises(Refused, match="nobody checks their own work"):
        hood.forward()
    start = hood.right_check()
    assert isinstance(start, said.EnterFigures)
    hood.do(PHARMACIST_TWO, start)
    hood.do(PHARMACIST_TWO, said.Sign("check", Meaning.CHECKED))


def test_the_time_to_dilute_holds_at_the_scale() -> None:
    hood = Hood(weighed=ALL).go_to("tare-bag")
    hood.wait(4 * 60)
    assert "The time to dilute passed" in told(hood, "61.30")


def test_nothing_is_weighed_in_the_light() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-syringe-1")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the foil fell off"))
    assert "not protected from light" in told(hood, "15.80")


def test_a_corrected_mass_cannot_be_carried_on_with() -> None:
    hood = Hood(weighed=ALL).go_to("inspect-vial-1")
    about = next(each.version for each in hood.history if isinstance(each.fact, e.Weighed))
    hood.do(TECHNICIAN_ONE, said.Correct(about, "it was 21.51 g"))
    assert hood.state.status is Status.FAILED
    assert "time, place, volume or mass was not as recorded" in (hood.state.failure or "")


# What an audit finds


@pytest.mark.parametrize(
    "changes",
    [
        {"mass": grams("25.00")},
        {"net": grams("4.00")},
        {"net": None},
        {"deviation_percent": Decimal(0)},
        {"reason": "not needed"},
    ],
)
def test_a_weighing_that_does_not_come_out_is_found(changes: dict[str, object]) -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    before = hood.state
    fact = put(hood, "24.52")
    assert not weighed_otherwise(before, fact)
    assert weighed_otherwise(before, replace(fact, **changes))  # type: ignore[arg-type]


def test_a_verdict_that_does_not_come_out_is_found() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    before = hood.state
    between = put(hood, "24.76", PHARMACIST_ONE, reason="the cap was put back on")
    assert not weighed_otherwise(before, between)
    assert weighed_otherwise(before, replace(between, reason=None))
    outside = replace(
        between, mass=grams("25.00"), net=grams("4.49"), deviation_percent=Decimal("12.45")
    )
    assert weighed_otherwise(before, outside)
    tare = next(each.fact for each in hood.history if isinstance(each.fact, e.Weighed))
    assert weighed_otherwise(before, replace(tare, reason="no tare has one"))


@pytest.mark.parametrize(
    ("step", "changes", "what"),
    [
        ("weigh-vial-1", {"gain": grams("4.49")}, "gain of the step"),
        ("weigh-bag", {"amount": mL("1")}, "volume of the step"),
        ("weigh-vial-2", {"tare": "tare-vial-1"}, "tare of the step"),
        ("weigh-syringe-1", {"identifier": "weigh-syringe-9"}, "order of the weighings"),
    ],
)
def test_a_plan_whose_weighings_do_not_come_out_is_found(
    step: str, changes: dict[str, object], what: str
) -> None:
    opened = Hood(weighed=ALL).state.opened
    steps = tuple(
        replace(each, **changes) if each.identifier == step else each  # type: ignore[arg-type]
        for each in opened.plan.steps
    )
    found = contradictions(replace(opened, plan=replace(opened.plan, steps=steps)), US)
    assert any(what in each for each in found)


def test_a_plan_without_the_weighings_of_its_policy_is_found() -> None:
    opened = Hood(weighed=ALL).state.opened
    steps = tuple(each for each in opened.plan.steps if each.kind is not Kind.WEIGH)
    found = contradictions(replace(opened, plan=replace(opened.plan, steps=steps)), US)
    assert any("order of the weighings" in each for each in found)
