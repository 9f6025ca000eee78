"""The site's category of USP <797>: the shorter of its hours and of the label's holds."""

import tomllib
from dataclasses import replace
from datetime import timedelta

import pytest

import resources
from app import references
from app.core.category import (
    Category,
    category_findings,
    category_named,
    read_categories,
)
from app.core.finding import stops
from app.core.formulary import Monograph
from app.core.policy import policy_in
from app.core.refused import Refused
from app.core.storage import Storage
from app.core.timing import Name, Timeline, deadline_named, deadlines_of
from tests.core.hood import Hood, order, plan_for
from tests.core.test_time_rules import STAGED, TEN

US = references.monograph_named("besponsa-us")
DATA = tomllib.loads(resources.text("policy.toml"))
CATEGORIES = read_categories(DATA["categories"])


def named(name: str) -> Category:
    found = category_named(name, CATEGORIES)
    assert found is not None
    return found


def test_a_site_states_its_category_or_none() -> None:
    assert references.policy().category is None
    chosen = {**DATA, "category": {"chosen": "category-1", "source": "site"}}
    assert policy_in(chosen).category == named("category-1")
    wrong = {**DATA, "category": {"chosen": "category-9", "source": "site"}}
    with pytest.raises(Refused, match="expected one of not-stated, category-1, category-2, immed"):
        policy_in(wrong)


def test_a_category_that_is_not_whole_is_no_category() -> None:
    row = DATA["categories"]["category-1"]
    with pytest.raises(ValueError, match="hazardous_drugs is true or false"):
        read_categories({"x": {**row, "hazardous_drugs": "yes"}})
    with pytest.raises(KeyError):
        read_categories({"x": {key: row[key] for key in row if key != "room"}})


@pytest.mark.parametrize(
    ("place", "hours", "words"),
    [
        (None, 12, "at room temperature"),
        (Storage.ROOM, 12, "at room temperature"),
        (Storage.REFRIGERATED, 24, "in the refrigerator"),
    ],
)
def test_its_hours_count_from_the_preparation_to_the_start(
    place: Storage | None, hours: int, words: str
) -> None:
    rule = named("category-1").rule(place)
    assert rule.span == timedelta(hours=hours)
    assert rule.words.endswith(f"to the start, USP <797> Category 1 {words}")


def test_the_label_wins_where_it_is_the_shorter_and_the_category_where_that_is() -> None:
    rule = named("category-1").rule(None)
    label = deadlines_of(US, Timeline(TEN, rules=(rule,)))
    assert deadline_named(label, Name.START).rule.startswith("at most 8 h from reconstitution")
    short = replace(rule, span=timedelta(hours=2))
    found = deadline_named(deadlines_of(STAGED, Timeline(TEN, rules=(short,))), Name.START)
    assert found.at == TEN + timedelta(hours=2)
    assert "USP <797>" in found.rule


@pytest.mark.parametrize(
    ("monograph", "category", "stopped"),
    [
        (US, "immediate-use", True),
        (US, "category-2", False),
        (replace(US, hazardous=False), "immediate-use", False),
    ],
)
def test_no_hazardous_drug_is_for_immediate_use(
    monograph: Monograph, category: str, stopped: bool
) -> None:
    found = category_findings(named(category), monograph)
    assert [each.code for each in found] == (
        ["category-not-for-hazardous-drugs"] if stopped else []
    )
    assert category_findings(None, monograph) == ()


def test_a_dose_for_immediate_use_is_stopped_before_anything_is_opened() -> None:
    policy = replace(references.policy(), category=named("immediate-use"))
    found = plan_for(order(), US, policy).findings
    assert [each.code for each in stops(found)] == ["category-not-for-hazardous-drugs"]


def test_a_preparation_keeps_the_category_it_was_opened_under() -> None:
    hood = Hood().go_to("withdraw-1")
    opened = replace(
        hood.state.opened, policy=replace(hood.state.policy, category=named("category-1"))
    )
    timeline = replace(hood.state, opened=opened).timeline()
    assert timeline is not None
    assert [rule.source for rule in timeline.rules] == ["USP <797> of 2023, Category 1"]
