"""The gravimetric check: what a volume weighs, what a mass means, what a site may say of it."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import references
from app.core.density import Liquid, read_densities
from app.core.encoding import decode, encode
from app.core.formulary import read_monograph
from app.core.gravimetric import (
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
from app.core.policy import Policy
from app.core.preparation import Preparation
from app.core.quantity import magnitude, quantity, show
from app.core.refused import Refused
from app.core.sourced import Checked, Unsound
from app.core.weighing import policy_of
from app.core.weighing_steps import plan_weighed, weighed
from tests.core.hood import Hood, grams, mL, order, plan_for
from tests.core.weighed import US, density, policy

US_TEXT = references.monograph_text("besponsa-us")


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
