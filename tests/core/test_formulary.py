"""Monographs: read from data, each limit with its source, and proved sane before use."""

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pint
import pytest

import resources
from app import references
from app.core.encoding import decode
from app.core.events import Opened
from app.core.formulary import Monograph, duration, read_monograph
from app.core.quantity import quantity, show
from app.core.regimen import Gate
from app.core.sourced import Checked, Count, Limit, Unsound
from tests.core.hood import plan_for

US_TEXT = resources.text("formulary/besponsa-us.toml")
EU_TEXT = resources.text("formulary/besponsa-eu.toml")
US, EU = references.monograph_named("besponsa-us"), references.monograph_named("besponsa-eu")

VALUES = {
    "labelled-content": ("0.9 mg", "1 mg"),
    "delivered-dose": ("0.9 mg", "0.9 mg"),
    "delivered-volume": ("3.6 mL", "3.6 mL"),
    "reconstitution-volume": ("4 mL", "4 mL"),
    "reconstituted-concentration": ("0.25 mg/mL", "0.25 mg/mL"),
    "total-volume": ("50 mL", "50 mL"),
    "lowest-concentration": ("0.01 mg/mL", "0.01 mg/mL"),
    "highest-concentration": ("0.1 mg/mL", "0.1 mg/mL"),
    "reconstitution-to-dilution": ("4 h", "4 h"),
    "reconstituted-in-refrigerator": ("4 h", "4 h"),
    "reconstitution-to-end": ("8 h", "8 h"),
    "diluted-at-room-temperature": ("4 h", None),
    "diluted-in-refrigerator": ("3 h", None),
    "equilibration": ("1 h", "1 h"),
    "infusion-length": ("1 h", "1 h"),
    "infusion-rate": ("50 mL/h", "50 mL/h"),
    "minimum-age": (1, 18),
    "most-cycles": (6, 6),
    "cycles-without-response": (3, 3),
    "reduction": (25, 25),
    "day-tolerance": (2, 2),
    "days-between-doses": (6, 6),
    "transplant-cycles": (2, 2),
    "transplant-cycles-with-reason": (3, 3),
}


def values(monograph: Monograph) -> dict[str, str | int]:
    return {
        limit.name: limit.value if isinstance(limit, Count) else show(limit.value)
        for limit in monograph.limits()
    }


@pytest.mark.parametrize(("monograph", "place"), [(US, 0), (EU, 1)])
def test_every_limit_is_the_one_of_the_facts(monograph: Monograph, place: int) -> None:
    expected = {name: both[place] for name, both in VALUES.items() if both[place] is not None}
    assert values(monograph) == expected


@pytest.mark.parametrize("monograph", [US, EU], ids=lambda m: m.identifier)
def test_every_limit_says_where_it_stands_and_how_far_it_was_checked(monograph: Monograph) -> None:
    for limit in monograph.limits():
        assert limit.source
        assert limit.revision
        assert limit.checked in Checked
        unseen = limit.checked is Checked.FROM_KNOWLEDGE
        assert ("seen" in limit.source or "not stated" in limit.source) is unseen


@pytest.mark.parametrize(("monograph", "text"), [(US, US_TEXT), (EU, EU_TEXT)])
def test_the_digest_is_of_the_exact_text(monograph: Monograph, text: str) -> None:
    assert monograph.digest == hashlib.sha256(text.encode()).hexdigest()
    assert read_monograph(text) == monograph
    assert read_monograph(text + "\n").digest != monograph.digest


def test_regimens_cover_every_cycle_and_response_once() -> None:
    for monograph in (US, EU):
        table = {
            (row.first_cycle, response.value): {day: show(dose) for day, dose in row.days}
            for row in monograph.regimens
            for response in row.responses
        }
        high = {1: "0.8 mg/m2", 8: "0.5 mg/m2", 15: "0.5 mg/m2"}
        low = high | {1: "0.5 mg/m2"}
        assert table == {
            (True, "none"): high,
            (True, "cr"): high,
            (True, "cri"): high,
            (False, "none"): high,
            (False, "cr"): low,
            (False, "cri"): low,
        }


def test_light_protection_is_by_stage() -> None:
    assert [means.code for means in US.means("hood")] == [
        "hood-light-filtered",
        "hood-light-off",
        "vial-sleeve-and-syringe-foil",
    ]
    assert [means.code for means in EU.means("bag")] == ["cover", "aluminium-foil"]
    assert US.means("fridge") == ()


@pytest.mark.parametrize(
    ("when", "applies"),
    [
        ("every-dose", {(1, 1), (1, 8), (2, 1), (2, 8)}),
        ("first-dose", {(1, 1)}),
        ("later-dose", {(1, 8), (2, 1), (2, 8)}),
        ("new-cycle", {(2, 1)}),
    ],
)
def test_a_gate_belongs_to_its_doses(when: str, applies: set[tuple[int, int]]) -> None:
    gate = Gate("code", when, "question", "label", "1", Checked.SEEN)
    doses = {(cycle, day) for cycle in (1, 2) for day in (1, 8)}
    assert {dose for dose in doses if gate.applies(*dose)} == applies


def test_the_syringe_column_is_switched_off_and_says_why() -> None:
    assert US.syringe is not None
    assert not US.syringe.enabled
    assert "not seen" in US.syringe.reason
    assert [show(limit.value) for limit in US.syringe.limits()] == ["0.025 mg/mL", "0.1 mg/mL"]
    assert EU.syringe is None
    on = read_monograph(US_TEXT.replace("enabled = false", "enabled = true"))
    assert set(values(on)) - set(values(US)) == {"syringe-lowest", "syringe-highest"}


def test_a_limit_of_time_is_a_timedelta() -> None:
    assert duration(US.infusion_length) == timedelta(hours=1)
    minutes = Limit("x", quantity("1.5", "min"), "label", "1", Checked.SEEN)
    assert duration(minutes) == timedelta(seconds=90)
    with pytest.raises(pint.DimensionalityError):
        duration(US.delivered_volume)


def limit_of(name: str, value: str) -> tuple[str, str]:
    """Return what to look for in a monograph's text, and what to put there for a limit."""
    pattern = rf"(\[limit\.{name}\]\nvalue = )[^\n]+"
    return pattern, rf"\g<1>{value}"


BROKEN = [
    (limit_of("delivered-dose", '"0.8 mg"'), "delivered volume and dose disagree"),
    (limit_of("reconstitution-volume", '"3.5 mL"'), "a vial delivers more than it holds"),
    (limit_of("lowest-concentration", '"0.1 mg/mL"'), "the concentration range is empty"),
    (limit_of("infusion-length", '"5 h"'), "an infusion begun after the last dilution could not"),
    ((r'responses = \["none"\]', "responses = []"), "a response has no regimen"),
    ((r'responses = \["none"\]', 'responses = ["none", "cr"]'), "a response has two regimens"),
    ((r'"cri"\]\ndays = \{ 1', '"cri"]\ndays = { 2'), "the regimens are for different days"),
    ((r'(words = "Swirl.*\nsource = .*\n)', r'\1checked = "no"\n'), "'no' is not a valid Checked"),
    (
        (r'(?s)stage = "bag"(.*)stage = "bag"', r'stage = "line"\1stage = "line"'),
        "no protection from light",
    ),
    ((r'when = "new-cycle"', 'when = "sometimes"'), "a gate is for doses that Umbra does not know"),
    ((r'lowest = "0.025 mg/mL"', 'lowest = "0.1 mg/mL"'), "the syringe's concentration range"),
    (("hazardous = true", "hazardous = 1"), "hazardous is true or false"),
    ((r"\[syringe\]", "[container.bag]\n[syringe]"), "a syringe stands beside the containers"),
    (
        (r"\[limit\.reconstitution-to-dilution\]\n(.*\n){5}.*\n(.*\n){4}", ""),
        "nothing says by when to dilute",
    ),
    (
        (r"\[limit\.reconstitution-to-end\]\n(.*\n){4}", ""),
        "nothing says when the infusion must have ended",
    ),
    (
        (
            r"\[limit\.reconstitution-to-end\]\nvalue = .*",
            '[limit.dilution-to-end]\nvalue = "90 min"',
        ),
        "an infusion begun after the dilution could not end in time",
    ),
    (limit_of("minimum-age", "0"), "minimum-age is not a whole number above zero"),
    (limit_of("minimum-age", "true"), "minimum-age is not a whole number above zero"),
    (limit_of("minimum-age", '"1"'), "minimum-age is not a whole number above zero"),
    (limit_of("total-volume", '"50 mg"'), "the monograph cannot be read: Refused"),
    (limit_of("total-volume", "50"), "the monograph cannot be read"),
    ((r"\[limit\.total-volume\]", "[limit.volume]"), "the monograph cannot be read: KeyError"),
    (
        (r"\[limit\.reduction\]", "[limit.more]\nvalue = 1\n[limit.reduction]"),
        "does not know: more",
    ),
    ((r'checked = "seen"', 'checked = "perhaps"'), "'perhaps' is not a valid Checked"),
    ((r'responses = \["none"\]', 'responses = ["some"]'), "'some' is not a valid Response"),
    ((r'cycles = "later"', 'cycles = "last"'), "the monograph cannot be read: KeyError"),
    ((r"\[monograph\]", "[monograf]"), "the monograph cannot be read: KeyError"),
    ((r"\[text\.mix\]", "[text.stir]"), "the monograph cannot be read: KeyError"),
    ((r"\A", "{"), "the monograph cannot be read: TOMLDecodeError"),
]


@pytest.mark.parametrize(
    ("change", "fault"), BROKEN, ids=[f"{i}-{fault}" for i, (_, fault) in enumerate(BROKEN)]
)
def test_a_monograph_that_lacks_or_contradicts_something_is_unsound(
    change: tuple[str, str], fault: str
) -> None:
    pattern, replacement = change
    text, count = re.subn(pattern, replacement, US_TEXT, count=1)
    assert count == 1
    with pytest.raises(Unsound, match=re.escape(fault)):
        read_monograph(text)


OLD = Path(__file__).parent.parent / "logs"
OLD_TEXTS = {
    monograph.identifier: (OLD / f"monographs/{monograph.identifier}-2026-11-22.toml").read_text()
    for monograph in (US, EU)
}
CAME_LATER = {
    "transplant-cycles",
    "transplant-cycles-with-reason",
    "reconstituted-in-refrigerator",
}


@pytest.mark.parametrize("now", [US, EU], ids=lambda m: m.identifier)
def test_the_texts_that_logs_hold_are_read_with_the_same_figures(now: Monograph) -> None:
    text = OLD_TEXTS[now.identifier]
    old = read_monograph(text)
    assert old.digest == hashlib.sha256(text.encode()).hexdigest()
    assert [limit for limit in now.limits() if limit.name not in CAME_LATER] == list(old.limits())
    assert old.containers == now.containers
    assert (old.regimens, old.billing, old.texts) == (now.regimens, now.billing, now.texts)
    assert (old.hazardous, old.line_light) == (False, None)
    assert (old.draft, old.highest_dose, old.filter, old.line) == ("", None, None, None)


@pytest.mark.parametrize("name", ["two-vials", "pounds-reduced", "two-syringes"])
def test_a_plan_of_before_comes_out_of_the_text_of_before(name: str) -> None:
    opened: Opened = decode(Opened, (OLD / f"facts/opened-{name}.json").read_text())
    text = OLD_TEXTS[opened.plan.monograph]
    made = plan_for(opened.order, read_monograph(text), opened.policy)
    # What was not worked out then.
    assert (
        replace(made, second=(), possible_error=None, second_error=None, untouched=None)
        == opened.plan
    )


MAY_BE_OFF = [
    "limit.lowest-concentration",
    "limit.highest-concentration",
    "limit.diluted-at-room-temperature",
    "limit.diluted-in-refrigerator",
    "limit.equilibration",
    "limit.minimum-age",
    "limit.cycles-without-response",
    "limit.reduction",
    "limit.day-tolerance",
    "limit.days-between-doses",
    "limit.infusion-rate",
    "limit.transplant-cycles",
    "text.store-in-refrigerator",
    "interruption.reduce",
    "reduction.second",
    "response",
    "billing",
    "syringe",
    "gate.liver",
    "warning.HAZARDOUS DRUG",
]


def test_what_a_site_leaves_off_is_not_there_and_nothing_stands_in_its_place() -> None:
    for path in MAY_BE_OFF:
        assert read_monograph(US_TEXT, frozenset({path})).switched_off == (path,)
    bare = read_monograph(US_TEXT, frozenset(MAY_BE_OFF))
    off = {path.removeprefix("limit.") for path in MAY_BE_OFF}
    assert set(values(bare)) == set(values(US)) - off
    assert (bare.syringe, bare.billing, bare.response) == (None, None, None)
    assert [limit.name for limit in bare.containers[0].limits()] == ["total-volume"]


def test_words_that_are_needed_are_asked_for_by_name() -> None:
    bare = read_monograph(US_TEXT, frozenset({"text.store-in-refrigerator"}))
    with pytest.raises(KeyError):
        bare.text("store-in-refrigerator")


def test_a_drug_for_one_cycle_needs_no_regimen_for_later_ones() -> None:
    once = read_monograph(US_TEXT, frozenset({"regimen.later.none", "regimen.later.cr+cri"}))
    assert {row.first_cycle for row in once.regimens} == {True}
    with pytest.raises(Unsound, match="a response has no regimen"):
        read_monograph(US_TEXT, frozenset({"regimen.later.none"}))


def test_a_last_dilution_that_leaves_just_the_infusion_is_sound() -> None:
    pattern, replacement = limit_of("infusion-length", '"4 h"')
    assert read_monograph(re.sub(pattern, replacement, US_TEXT))


def test_every_date_counts_from_a_dose_on_day_one() -> None:
    with pytest.raises(Unsound, match="a cycle does not begin with a dose on day 1"):
        read_monograph(US_TEXT.replace("days = { 1 =", "days = { 2 ="))
