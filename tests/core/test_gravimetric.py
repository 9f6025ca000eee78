"""The gravimetric check: what a volume weighs, what a mass means, and what follows from it."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import references
from app.core import entry as said
from app.core import events as e
from app.core.audit import contradictions
from app.core.container import ContainerKind
from app.core.density import Density, Liquid, read_densities
from app.core.encoding import decode, encode
from app.core.evolution import replay
from app.core.formulary import Monograph, read_monograph
from app.core.gravimetric import (
    Gravimetric,
    Verdict,
    Weighable,
    bounds,
    decimals,
    gain,
    mass_of,
    read_gravimetric,
    require_readable,
    volume_of,
)
from app.core.person import Person
from app.core.plan import Plan
from app.core.policy import Policy
from app.core.preparation import Preparation, Status
from app.core.quantity import magnitude, quantity, show
from app.core.refused import Refused
from app.core.sourced import Checked, Unsound
from app.core.step import Kind, Meaning, Step
from app.core.weighing import gains_in_use, object_of, policy_of
from app.core.weighing_judged import weighed_otherwise
from app.core.weighing_steps import plan_weighed, weighed
from tests.core.hood import (
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    Hood,
    grams,
    mL,
    order,
    plan_for,
    weighing,
)

US = references.monograph_named("besponsa-us")
US_TEXT = references.monograph_text("besponsa-us")
ALL = ("vial", "syringe", "bag")
BABY = order(height="60 cm", weight="6 kg")


def policy() -> Gravimetric:
    found = weighing(*ALL).gravimetric
    assert found is not None
    return found


def density(liquid: Liquid, monograph: Monograph = US) -> Density:
    found = monograph.density(liquid)
    assert found is not None
    return found


def put(hood: Hood, mass: str, person: Person = TECHNICIAN_ONE, reason: str = "") -> e.Weighed:
    """Say a mass at the present step, and return what was recorded."""
    entry = said.Weigh(hood.step.identifier, grams(mass), False, reason)
    (fact,) = hood.do(person, entry)
    assert isinstance(fact, e.Weighed)
    return fact


def told(hood: Hood, mass: str, person: Person = TECHNICIAN_ONE, reason: str = "") -> str:
    """Say a mass that is refused, and return the sentence."""
    with pytest.raises(Refused) as caught:
        put(hood, mass, person, reason)
    return caught.value.sentence


# Densities


@pytest.mark.parametrize("name", ["besponsa-us", "besponsa-eu"])
def test_densities_are_those_of_the_sources(name: str) -> None:
    monograph = references.monograph_named(name)
    found = {each.liquid: (show(each.value), each.checked) for each in monograph.densities}
    assert found == {
        Liquid.RECONSTITUTED_DRUG: ("1.02 g/mL", Checked.SEEN),
        Liquid.DILUENT: ("1.0046 g/mL", Checked.SEEN),
        Liquid.RECONSTITUTION_DILUENT: ("0.9982 g/mL", Checked.FROM_KNOWLEDGE),
    }
    assert all(each.source and each.revision and each.at for each in monograph.densities)


def test_a_monograph_may_be_without_densities() -> None:
    assert references.monograph_named("mylotarg-us").densities == ()


@pytest.mark.parametrize("written", ["1 g/mL", "1.0 g/mL", "1.00 g/mL"])
def test_a_density_of_one_is_an_assumption_and_refused(written: str) -> None:
    with pytest.raises(Unsound, match="1 g/mL, which is no measured density"):
        read_monograph(US_TEXT.replace('"0.9982 g/mL"', f'"{written}"'))


@pytest.mark.parametrize(
    "damage",
    [
        ('"0.9982 g/mL"', '"0.9982"'),
        ('"0.9982 g/mL"', '"0 g/mL"'),
        ("[density.diluent]", "[density.saline]"),
        ('at = "20–22 °C"\n', ""),
        ('at = "20–22 °C"\n', 'at = "20–22 °C"\nnear = "yes"\n'),
    ],
)
def test_a_density_that_is_not_whole_is_refused(damage: tuple[str, str]) -> None:
    assert damage[0] in US_TEXT
    with pytest.raises(Unsound):
        read_monograph(US_TEXT.replace(*damage))


def test_an_unconfirmed_density_is_switched_off() -> None:
    off = read_monograph(US_TEXT, frozenset({"density.reconstitution-diluent"}))
    assert off.density(Liquid.RECONSTITUTION_DILUENT) is None
    assert off.density(Liquid.RECONSTITUTED_DRUG) is not None
    assert read_densities({}) == ()


# Arithmetic


def test_what_a_volume_weighs_is_exact() -> None:
    water, drug = Liquid.RECONSTITUTION_DILUENT, Liquid.RECONSTITUTED_DRUG
    assert mass_of(mL("4"), density(water)) == grams("3.9928")
    assert mass_of(mL("5.8"), density(drug)) == grams("5.916")
    assert mass_of(mL("44.18"), density(Liquid.DILUENT)) == grams("44.383228")
    assert volume_of(grams("4.4919"), grams("3.9928"), mL("4")) == mL("4.5")


@given(
    st.decimals(min_value="0.1", max_value="60", places=3),
    st.decimals(min_value="0.9", max_value="1.4", places=4),
    st.decimals(min_value="1", max_value="900", places=2),
    st.decimals(min_value="0.01", max_value="90", places=2),
)
def test_a_gain_comes_out_of_another_arithmetic(
    volume: Decimal, weighs: Decimal, tare: Decimal, gained: Decimal
) -> None:
    given_density = replace(density(Liquid.DILUENT), value=quantity(weighs, "g/mL"))
    expected = mass_of(quantity(volume, "mL"), given_density)
    found = gain(quantity(tare, "g"), quantity(tare + gained, "g"), expected, policy())
    wanted = Fraction(volume) * Fraction(weighs)
    assert Fraction(magnitude(expected, "g")) == wanted
    assert Fraction(magnitude(found.net, "g")) == Fraction(gained)
    apart = (Fraction(gained) - wanted) / wanted * 100
    assert abs(Fraction(found.deviation_percent) - apart) <= Fraction(1, 200)
    verdict = Verdict.ACCEPTED if abs(apart) <= 5 else Verdict.NEEDS_REASON
    assert found.verdict is (Verdict.REFUSED if abs(apart) > 10 else verdict)


@pytest.mark.parametrize(
    ("gross", "verdict"),
    [
        ("20.89", Verdict.REFUSED),
        ("20.90", Verdict.NEEDS_REASON),
        ("20.94", Verdict.NEEDS_REASON),
        ("20.95", Verdict.ACCEPTED),
        ("21.05", Verdict.ACCEPTED),
        ("21.06", Verdict.NEEDS_REASON),
        ("21.10", Verdict.NEEDS_REASON),
        ("21.11", Verdict.REFUSED),
    ],
)
def test_limits_are_part_of_what_they_allow(gross: str, verdict: Verdict) -> None:
    assert gain(grams("20.00"), grams(gross), grams("1"), policy()).verdict is verdict


def test_bounds_lie_on_the_limits() -> None:
    assert bounds(grams("3.9928"), Decimal(5)) == (grams("3.79316"), grams("4.19244"))


@pytest.mark.parametrize(("mass", "places"), [("20", 0), ("20.5", 1), ("20.50", 2), ("20.500", 3)])
def test_the_decimals_of_a_mass_are_those_written(mass: str, places: int) -> None:
    assert decimals(grams(mass)) == places
    if places >= 2:
        require_readable(grams(mass), policy())


@pytest.mark.parametrize(
    ("mass", "sentence"),
    [
        ("20", "The mass 20 g is written with no decimals; a scale is needed that shows 0.01 g"),
        ("20.5", "written with 1 decimal; .* such as 20.50 g."),
        ("0.00", "nothing is on the scale"),
    ],
)
def test_a_mass_that_says_too_little_is_refused(mass: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        require_readable(grams(mass), policy())


def test_the_decimals_of_a_finer_scale_are_counted_in_words() -> None:
    finer = replace(policy(), readability=quantity("0.001", "g"))
    with pytest.raises(Refused, match="written with 2 decimals"):
        require_readable(grams("20.51"), finer)


def test_nothing_is_weighed_unless_a_site_says_so() -> None:
    shipped = references.policy().gravimetric
    assert shipped is not None
    assert shipped.weighed == ()
    assert (shipped.accepted_percent, shipped.outer_percent) == (Decimal(5), Decimal(10))
    assert show(shipped.readability) == "0.01 g"
    made = plan_for(order(), US)
    assert plan_weighed(made, US, shipped) == plan_weighed(made, US, None) == made
    assert weighed(made.steps, US, None, made.container) == made.steps


STATED = {
    "weighed": ["vial", "syringe"],
    "accepted_percent": "5",
    "outer_percent": "10",
    "readability": "0.01 g",
    "source": "a site",
}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"accepted_percent": "0"}, "accepted_percent is “0”; expected a number above 0 and at"),
        ({"accepted_percent": "11"}, "more than outer_percent, 10%; expected the accepted"),
        ({"outer_percent": "15.01"}, "outer_percent is “15.01”; .* at most 15, in quotes"),
        ({"outer_percent": "100"}, "outer_percent is “100”"),
        ({"outer_percent": "Infinity"}, "outer_percent is “Infinity”"),
        ({"outer_percent": "1_0"}, "outer_percent is “1_0”"),
        ({"outer_percent": 10}, "outer_percent is “10”; expected a number .* in quotes"),
        ({"readability": "0.05 g"}, "readability is “0.05 g”; expected what a scale shows"),
        ({"readability": "0.1 g"}, "readability is “0.1 g”"),
        ({"readability": "0.010 g"}, "readability is “0.010 g”"),
        ({"readability": "0.1 mg"}, "readability is “0.1 mg”"),
        ({"readability": ["0.01 g"]}, "readability is "),
        ({"weighed": ["cap"]}, 'weighed is .*cap.* "vial", "syringe", "bag", each once'),
        ({"weighed": ["bag", "bag"]}, "weighed is .*each once"),
        ({"weighed": [["bag"], 1]}, "weighed is .*each once"),
        ({"weighed": "vial"}, "weighed is “vial”; expected a list"),
        ({"source": ""}, "source is “”; expected words"),
    ],
)
def test_what_a_site_may_not_say_of_weighing(changed: dict[str, object], fault: str) -> None:
    with pytest.raises(Refused, match=rf"\[gravimetric\] .*{fault}"):
        read_gravimetric(STATED | changed)


@pytest.mark.parametrize("places", [2, 3, 4, 5])
def test_a_scale_shows_a_hundredth_of_a_gram_or_a_finer_power_of_ten(places: int) -> None:
    step = f"0.{'1':0>{places}} g"
    found = read_gravimetric(STATED | {"readability": step, "outer_percent": "15"})
    assert found.weighed == (Weighable.VIAL, Weighable.SYRINGE)
    require_readable(quantity(f"1.{'0' * places}", "g"), found)
    with pytest.raises(Refused, match=f"a scale is needed that shows {step}"):
        require_readable(quantity(f"1.{'0' * (places - 1)}", "g"), found)


def test_a_policy_of_before_has_no_weighing() -> None:
    old = encode(replace(references.policy(), gravimetric=None))
    assert '"gravimetric":null' in old
    assert decode(Policy, old.replace('"gravimetric":null,', "")).gravimetric is None
    with pytest.raises(ValueError, match="without a policy"):
        policy_of(without_policy(Hood().state))


def without_policy(state: Preparation) -> Preparation:
    opened = replace(state.opened, policy=replace(state.policy, gravimetric=None))
    return replace(state, opened=opened)


# Steps


def names(steps: tuple[Step, ...]) -> list[str]:
    return [step.identifier for step in steps]


def weighings(steps: tuple[Step, ...]) -> list[str]:
    """Return each weighing with the step before it."""
    return [f"{a.identifier} {b.identifier}" for a, b in pairwise(steps) if b.kind is Kind.WEIGH]


def made(*objects: str, monograph: Monograph = US) -> Plan:
    return plan_weighed(plan_for(order(), monograph), monograph, weighing(*objects).gravimetric)


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
