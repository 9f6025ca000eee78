"""Which objects a plan has weighed, when, and what each of them should gain."""

from dataclasses import replace

import pytest

from app import references
from app.core.container import ContainerKind
from app.core.density import Liquid
from app.core.formulary import read_monograph
from app.core.gravimetric import mass_of
from app.core.step import Kind
from app.core.weighing_steps import plan_weighed, weighed
from tests.core.hood import grams, mL, order, plan_for
from tests.core.weighed import ALL, US, density, made, names, policy, weighings

US_TEXT = references.monograph_text("besponsa-us")


def test_each_object_is_weighed_just_before_and_after() -> None:
    plan = made(*ALL)
    drawn = [step.identifier for step in plan.steps if step.identifier.startswith("withdraw-")]
    assert weighings(plan.steps) == [
        "protect-hood tare-vial-1",
        "reconstitute-1 weigh-vial-1",
        "inspect-vial-1 tare-vial-2",
        "reconstitute-2 weigh-vial-2",
        "inspect-vial-2 tare-syringe-1",
        *(
            line
            for number, step in enumerate(drawn, start=1)
            for line in (
                *([f"weigh-syringe-{number - 1} tare-syringe-{number}"] if number > 1 else ()),
                f"{step} weigh-syringe-{number}",
            )
        ),
        "fill-container tare-bag",
        "add-drug weigh-bag",
    ]


def test_a_weighing_is_of_the_stage_of_what_it_weighs() -> None:
    steps = {step.identifier: step for step in made(*ALL).steps}
    for weighing_step, other in {
        "tare-vial-1": "reconstitute-1",
        "weigh-vial-2": "reconstitute-2",
        "tare-syringe-1": "withdraw-1",
        "tare-bag": "add-drug",
        "weigh-bag": "add-drug",
    }.items():
        assert steps[weighing_step].stage == steps[other].stage
    before = plan_for(order(), US).steps
    assert [each for each in made(*ALL).steps if each.kind is not Kind.WEIGH] == list(before)


def test_what_is_gained_stands_in_the_plan() -> None:
    plan = made(*ALL)
    steps = {step.identifier: step for step in plan.steps}
    vial, syringe, bag = (steps[f"weigh-{each}"] for each in ("vial-1", "syringe-1", "bag"))
    assert (vial.amount, vial.gain, vial.tare) == (mL("4"), grams("3.9928"), "tare-vial-1")
    assert syringe.amount == steps["withdraw-1"].amount
    assert bag.amount == plan.volume
    assert bag.gain == mass_of(plan.volume, density(Liquid.RECONSTITUTED_DRUG))
    assert steps["tare-bag"].gain is None
    assert "4 mL × 0.9982 g/mL = 3.99 g gained by each vial" in plan.working
    assert "EU leaflet" in bag.source


def test_every_syringe_of_a_pair_is_weighed() -> None:
    asked = next(
        each
        for tenths in range(300, 1000)
        if len(plan_for(each := order(weight=f"{tenths / 10:g} kg"), US).draws) == 2
    )
    plan = plan_weighed(plan_for(asked, US), US, policy())
    found = [name for name in names(plan.steps) if "syringe" in name]
    assert found == ["tare-syringe-1", "weigh-syringe-1", "tare-syringe-2", "weigh-syringe-2"]


@pytest.mark.parametrize("name", ALL)
def test_only_what_the_site_names_is_weighed(name: str) -> None:
    kinds = {each.identifier.split("-")[1] for each in made(name).steps if each.kind is Kind.WEIGH}
    assert kinds == {name}


def test_a_bag_filled_in_another_way_is_weighed_too() -> None:
    """A ready-filled bag, from which diluent is withdrawn: its step is called otherwise."""
    steps = tuple(
        replace(each, identifier="withdraw-diluent")
        if each.identifier == "fill-container"
        else each
        for each in plan_for(order(), US).steps
    )
    found = weighed(steps, US, policy(), ContainerKind.BAG)
    assert "withdraw-diluent tare-bag" in weighings(found)
    assert not any("diluent" in name for name in names(found) if name != "withdraw-diluent")
    bag = next(each for each in found if each.identifier == "weigh-bag")
    assert bag.amount == plan_for(order(), US).volume


def test_weighings_made_again_are_the_same_and_follow_other_syringes() -> None:
    steps = made(*ALL).steps
    assert weighed(steps, US, policy(), ContainerKind.BAG) == steps
    other = tuple(
        replace(each, amount=mL("5.6")) if each.identifier == "withdraw-1" else each
        for each in steps
    )
    again = {each.identifier: each for each in weighed(other, US, policy(), ContainerKind.BAG)}
    assert again["weigh-syringe-1"].amount == mL("5.6")
    assert again["weigh-syringe-1"].gain == grams("5.712")
    assert list(again) == names(steps)


def test_an_infusion_syringe_is_called_so() -> None:
    steps = weighed(plan_for(order(), US).steps, US, policy(), ContainerKind.SYRINGE)
    titles = [each.title for each in steps if each.identifier.endswith("-bag")]
    assert "Weigh the infusion syringe before the drug" in titles


def test_a_monograph_without_densities_is_not_weighed_and_says_so() -> None:
    bare = replace(US, densities=())
    plan = made(*ALL, monograph=bare)
    assert not any(each.kind is Kind.WEIGH for each in plan.steps)
    found = {each.code: each.sentence for each in plan.findings if "not-weighed" in each.code}
    assert list(found) == ["not-weighed-vial", "not-weighed-syringe", "not-weighed-bag"]
    assert found["not-weighed-bag"] == (
        "The bag is not weighed: the monograph has no density of reconstituted inotuzumab "
        "ozogamicin in use."
    )


def test_without_the_density_of_water_vials_are_not_weighed() -> None:
    off = read_monograph(US_TEXT, frozenset({"density.reconstitution-diluent"}))
    plan = made(*ALL, monograph=off)
    assert not any("vial" in name for name in names(plan.steps) if "weigh" in name)
    assert "weigh-bag" in names(plan.steps)
    codes = [each.code for each in plan.findings]
    assert "not-weighed-vial" in codes
    assert "not-seen-density-reconstitution-diluent" not in codes


def test_a_density_that_nobody_saw_is_said() -> None:
    def said_of(*objects: str) -> list[str]:
        return [each.sentence for each in made(*objects).findings if "density-" in each.code]

    assert said_of("syringe", "bag") == []
    (sentence,) = said_of("vial")
    assert "0.9982 g/mL, was not seen in a label" in sentence
    assert sentence.endswith("a pharmacist must confirm it.")


def test_a_plan_that_no_syringe_measures_is_not_weighed_at_the_bag() -> None:
    steps = tuple(
        each for each in plan_for(order(), US).steps if not each.identifier.startswith("withdraw-")
    )
    assert "weigh-bag" not in names(weighed(steps, US, policy(), ContainerKind.BAG))
