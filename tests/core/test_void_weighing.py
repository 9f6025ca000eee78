"""A wrong tare is put right while nothing was counted from it, or its weighing is void."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app import references
from app.core import entry as said
from app.core import events as e
from app.core.audit import contradictions
from app.core.evolution import replay
from app.core.gravimetric import Verdict, too_little
from app.core.preparation import Preparation, Status
from app.core.quantity import magnitude, quantity, round_half_up
from app.core.refused import Refused
from app.core.step import Kind, Meaning
from app.core.weighing import object_of, void_in_use
from app.core.weighing_judged import dose_in_bag, dose_not_judged, weighed_otherwise
from app.core.weighing_steps import left_out, plan_weighed
from tests.core.hood import (
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    Hood,
    grams,
    order,
    plan_for,
    right_mass,
    weighing,
)

US = references.monograph_named("besponsa-us")
ALL = ("vial", "syringe", "bag")
WRONG = "it was 9.87 g, not 8.97 g"
WHY = "the cap was put back on"


def weigh(hood: Hood, mass: str) -> None:
    hood.do(TECHNICIAN_ONE, said.Weigh(hood.step.identifier, grams(mass), False))


def off(hood: Hood, percent: str) -> None:
    """Weigh so many percent of the gain off, with a pharmacist's reason."""
    step = hood.step
    assert step.gain is not None
    more = magnitude(step.gain, "g") * Decimal(percent) / 100
    mass = quantity(round_half_up(magnitude(right_mass(step), "g") + more, 2), "g")
    hood.do(PHARMACIST_TWO, said.Weigh(step.identifier, mass, False, WHY))


def record_of(hood: Hood, step: str) -> int:
    """Return the number of the newest record of a step."""
    return next(
        each.version
        for each in reversed(hood.history)
        if isinstance(each.fact, e.Weighed) and each.fact.step == step
    )


def correct(hood: Hood, step: str) -> None:
    hood.do(TECHNICIAN_ONE, said.Correct(record_of(hood, step), WRONG))


def sound(hood: Hood) -> Preparation:
    """Return the state, which its history gives again."""
    assert replay(hood.history, US) == hood.state
    return hood.state


def test_a_tare_before_drawing_is_weighed_again() -> None:
    hood = Hood(weighed=ALL).go_to("tare-syringe-1")
    weigh(hood, "8.97")
    assert hood.step.identifier == "withdraw-1"
    correct(hood, "tare-syringe-1")
    assert (hood.step.identifier, hood.state.status) == ("tare-syringe-1", Status.OPEN)
    weigh(hood, "9.87")
    hood.go_to("weigh-syringe-1")
    weigh(hood, "15.79")
    hood.finish()
    assert sound(hood).status is Status.RELEASED
    assert hood.state.void_weighings == ()
    facts = [each.fact for each in hood.history if isinstance(each.fact, e.Weighed)]
    (gross,) = (each for each in facts if each.step == "weigh-syringe-1")
    assert gross.net == grams("5.92")


@pytest.mark.parametrize(
    ("tare", "gross", "named"),
    [
        ("tare-vial-1", "weigh-vial-1", "vial 1"),
        ("tare-syringe-1", "weigh-syringe-1", "syringe"),
        ("tare-bag", "weigh-bag", "bag"),
    ],
)
def test_a_tare_after_filling_makes_its_weighing_void(tare: str, gross: str, named: str) -> None:
    hood = Hood(weighed=ALL).go_to(gross)
    correct(hood, tare)
    assert hood.state.status is Status.OPEN
    assert hood.step.identifier != gross
    (void,) = void_in_use(hood.state)
    assert (object_of(hood.state, void.step), void.reason) == (named, WRONG)
    hood.finish()
    assert sound(hood).status is Status.RELEASED
    assert not any(
        isinstance(each.fact, e.Weighed) and each.fact.step == gross for each in hood.history
    )


def test_a_corrected_gross_still_stops_the_work() -> None:
    hood = Hood(weighed=ALL).go_to("inspect-vial-1")
    correct(hood, "weigh-vial-1")
    assert hood.state.status is Status.FAILED


def test_a_tare_that_was_counted_from_still_stops_the_work() -> None:
    hood = Hood(weighed=ALL).go_to("inspect-vial-1")
    correct(hood, "tare-vial-1")
    assert hood.state.status is Status.FAILED


def test_a_void_tare_may_be_corrected_once_more() -> None:
    hood = Hood(weighed=ALL).go_to("withdraw-1")
    first = record_of(hood, "tare-syringe-1")
    for _ in range(2):
        hood.do(TECHNICIAN_ONE, said.Correct(first, WRONG))
    assert hood.step.identifier == "tare-syringe-1"
    hood.go_to("fill-container")
    hood.do(TECHNICIAN_ONE, said.Correct(first, WRONG))
    hood.finish()
    assert sound(hood).status is Status.RELEASED


def test_other_syringes_may_be_taken_once_the_tare_is_void() -> None:
    hood = Hood(weighed=ALL).go_to("withdraw-1")
    assert hood.state.plan.second
    with pytest.raises(Refused, match="before the dose is drawn"):
        hood.do(TECHNICIAN_ONE, said.ChooseSyringes("withdraw-1", "none left"))
    correct(hood, "tare-syringe-1")
    hood.do(TECHNICIAN_ONE, said.ChooseSyringes("tare-syringe-1", "none left"))
    hood.finish()
    assert sound(hood).status is Status.RELEASED


def test_a_void_weighing_of_a_vial_stays_void_where_other_syringes_are_taken() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    correct(hood, "tare-vial-1")
    hood.go_to("tare-syringe-1")
    hood.do(TECHNICIAN_ONE, said.ChooseSyringes("tare-syringe-1", "none left"))
    assert "weigh-vial-1" not in {each.identifier for each in hood.state.steps}
    hood.finish()
    assert sound(hood).status is Status.RELEASED
    assert len(void_in_use(hood.state)) == 1


def test_of_a_vial_that_was_put_aside_nothing_is_void() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    correct(hood, "tare-vial-1")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles"))
    assert void_in_use(hood.state) == ()
    hood.go_to("weigh-vial-1-2")
    hood.finish()
    assert sound(hood).status is Status.RELEASED


def test_the_tare_of_a_vial_that_was_put_aside_may_be_corrected() -> None:
    hood = Hood(weighed=ALL).go_to("weigh-vial-1")
    hood.do(TECHNICIAN_ONE, said.Quarantine("weigh-vial-1", "cracked"))
    correct(hood, "tare-vial-1")
    hood.finish()
    assert sound(hood).status is Status.RELEASED
    assert hood.state.void_weighings == ()


# Where the last weighing is void, the dose by mass is judged at the check


def checked(*steps: str) -> Hood:
    """Return a check whose vials were so many percent off and whose bag could not be weighed."""
    hood = Hood(weighed=("vial", "bag"))
    for number, percent in enumerate(steps, start=1):
        off(hood.go_to(f"weigh-vial-{number}"), percent)
    hood.go_to("weigh-bag")
    correct(hood, "tare-bag")
    hood.go_to("check")
    hood.do(PHARMACIST_ONE, hood.right_check())
    return hood


def test_a_dose_that_nobody_judged_wants_a_remark_at_the_check() -> None:
    hood = checked("9.7", "9.7")
    found = dose_not_judged(hood.state)
    assert found is not None
    assert found.verdict is Verdict.NEEDS_REASON
    with pytest.raises(Refused, match=r"8\.8% too little.* Write why it may be released"):
        hood.do(PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED))
    hood.do(PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED, WHY))
    hood.finish()
    assert sound(hood).status is Status.RELEASED


def test_a_dose_that_nobody_judged_is_refused_beyond_the_limit() -> None:
    hood = checked("-9.7", "-9.7")
    with pytest.raises(Refused, match=r"10\.9% too much.* Stop and discard"):
        hood.do(PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED, WHY))


def test_a_right_dose_wants_no_remark() -> None:
    hood = checked("0", "0")
    hood.do(PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED))


def test_where_every_weighing_is_void_there_is_no_dose_by_mass() -> None:
    hood = Hood(weighed=("bag",)).go_to("weigh-bag")
    correct(hood, "tare-bag")
    assert dose_in_bag(hood.state) is None
    assert dose_not_judged(hood.state) is None
    hood.finish()
    assert sound(hood).status is Status.RELEASED


def test_a_dose_that_was_judged_is_not_judged_again() -> None:
    hood = Hood(weighed=ALL).go_to("check")
    assert dose_not_judged(hood.state) is None


def test_what_is_weighed_again_verifies() -> None:
    hood = Hood(weighed=ALL).go_to("withdraw-1")
    correct(hood, "tare-syringe-1")
    before = hood.state
    weigh(hood, "9.90")
    assert isinstance(hood.history[-1].fact, e.Weighed)
    assert not weighed_otherwise(before, hood.history[-1].fact)


def test_a_tare_keeps_the_decimals_of_the_scale() -> None:
    hood = Hood(weighed=ALL).go_to("tare-syringe-1")
    weigh(hood, "9.80")
    assert hood.state.done[-1].detail == "9.80 g"


def test_a_log_that_weighs_without_a_policy_can_still_be_read() -> None:
    hood = Hood(weighed=ALL).go_to("tare-syringe-1")
    (fact,) = hood.do(*hood.right())
    first, *rest = hood.history
    assert isinstance(first.fact, e.Opened)
    policy = replace(first.fact.policy, gravimetric=None)
    opened = replace(first, fact=replace(first.fact, policy=policy))
    assert replay((opened, *rest), US).done[-1].detail == "9.87 g"
    assert isinstance(fact, e.Weighed)


# What gains too little is not weighed


def test_what_the_scale_cannot_judge_is_left_out_and_said() -> None:
    hood = Hood(order("30 cm", "0.5 kg"), weighed=ALL)
    names = [each.identifier for each in hood.state.steps if each.kind is Kind.WEIGH]
    assert names == ["tare-vial-1", "weigh-vial-1"]
    found = {each.code: each.sentence for each in hood.state.plan.findings}
    assert found["too-little-to-weigh-syringe-1"] == (
        "The 1 mL syringe is not weighed: 0.19 mL weighs 0.19 g, and a scale that shows 0.01 g "
        "cannot judge it to 5%."
    )
    assert found["too-little-to-weigh-bag"].startswith("The bag is not weighed: 0.19 mL")
    assert contradictions(hood.state.opened, US) == ()


def test_a_finer_scale_judges_less() -> None:
    policy = weighing(*ALL).gravimetric
    assert policy is not None
    finer = replace(policy, readability=quantity("0.001", "g"))
    plan = plan_weighed(plan_for(order("30 cm", "0.5 kg"), US), US, finer)
    assert "weigh-syringe-1" in {each.identifier for each in plan.steps}
    assert not any("too-little" in each.code for each in plan.findings)


def test_a_vial_that_gains_too_little_is_said_once() -> None:
    policy = weighing("vial").gravimetric
    assert policy is not None
    coarse = replace(policy, accepted_percent=Decimal("0.2"))
    plan = plan_weighed(plan_for(order(), US), US, coarse)
    assert not any(each.kind is Kind.WEIGH for each in plan.steps)
    (found,) = (each.sentence for each in plan.findings if "too-little" in each.code)
    assert found.startswith("The vial is not weighed: 4 mL weighs 3.99 g")


@pytest.mark.parametrize(("gained", "little"), [("0.2", False), ("0.1999", True)])
def test_a_step_of_the_scale_as_large_as_the_tolerance_is_enough(gained: str, little: bool) -> None:
    policy = weighing("bag").gravimetric
    assert policy is not None
    assert too_little(grams(gained), policy) is little


def test_of_other_syringes_the_same_is_decided_again() -> None:
    """The planned syringes are both weighed; of those that may replace them one holds 0.02 mL."""
    hood = Hood(order("170 cm", "26.9 kg"), weighed=ALL)
    assert "weigh-syringe-2" in {each.identifier for each in hood.state.steps}
    hood.go_to("tare-syringe-1")
    hood.do(TECHNICIAN_ONE, said.ChooseSyringes("tare-syringe-1", "none left"))
    names = [each.identifier for each in hood.state.steps if "syringe" in each.identifier]
    assert len(hood.state.draws) == 2
    assert names == ["tare-syringe-1", "weigh-syringe-1"]
    policy = hood.state.policy.gravimetric
    assert policy is not None
    (small,) = left_out(hood.state.steps, US, policy, hood.state.plan.container)
    assert small[0] == "syringe-2"
    hood.finish()
    assert sound(hood).status is Status.RELEASED
