"""`umbra plan`: the worked cases of the fact sheet, and syringes of random plans."""

import json
import random
from fractions import Fraction as F

import pytest

from app.core.order import Age
from app.plan_command import parse_age
from tests.core import second_arithmetic as again
from tests.core.random_orders import Case, case
from tests.planner import TEN, Plan, Planner, billing, codes, deadlines, sentence


@pytest.fixture
def plan(capsys: pytest.CaptureFixture[str]) -> Planner:
    return Planner(capsys)


# The worked cases of facts 12. Heights and weights are chosen to give the area exactly.


@pytest.mark.parametrize(
    ("height", "weight", "day", "expected"),
    [
        # 1: exactly on the lower limit, allowed
        ("100 cm", "36 kg", "8", ("1", "0.5", "2", 1, "0.4", (5, 4, "JW"))),
        # 6
        ("180 cm", "96.8 kg", "1", ("2.2", "1.76", "7.04", 2, "0.04", (18, 0, "JZ"))),
        # 7: all that two vials deliver
        ("180 cm", "101.25 kg", "1", ("2.25", "1.8", "7.2", 2, "0", (18, 0, "JZ"))),
        # 9: all that one vial delivers
        ("180 cm", "64.8 kg", "8", ("1.8", "0.9", "3.6", 1, "0", (9, 0, "JZ"))),
        # 18 and 32
        ("170 cm", "70 kg", "1", ("1.82", "1.456", "5.824", 2, "0.344", (15, 3, "JW"))),
        # 32
        ("180 cm", "102.152 kg", "1", ("2.26", "1.808", "7.232", 3, "0.892", (19, 8, "JW"))),
    ],
)
def test_worked_cases(
    plan: Planner,
    height: str,
    weight: str,
    day: str,
    expected: tuple[str, str, str, int, str, tuple[int, int, str]],
) -> None:
    made = plan(height=height, weight=weight, day=day)
    assert (
        made["bsa"]["value"],
        made["dose"]["value"],
        made["volume_exact"]["value"],
        made["vials"],
        made["waste"]["value"],
        billing(made),
    ) == expected


def test_case_1_the_lower_limit_is_allowed(plan: Planner) -> None:
    made = plan(height="100 cm", weight="36 kg", day="8", age="9 y")
    assert made["concentration"] == {"value": "0.01", "unit": "mg/mL"}
    assert made["diluent_volume"]["value"] == "48"
    assert codes(made) == []


def test_case_3_too_little_for_a_bag(plan: Planner) -> None:
    made = plan.stopped(height="60 cm", weight="15 kg", day="8", age="2 y")
    assert (made["bsa"]["value"], made["dose"]["value"], made["volume"]["value"]) == (
        "0.5",
        "0.25",
        "1",
    )
    assert billing(made) == (3, 6, "JW")
    told = sentence(made, "concentration-below-range")
    assert told.startswith("0.005 mg/mL in 50 mL is below 0.01 mg/mL")
    assert "A syringe of 2.5 mL to 10 mL would fit, but syringe preparation is switched off" in told


def test_case_6_and_7_what_stays_in_the_vials(plan: Planner) -> None:
    six = plan(height="180 cm", weight="96.8 kg")
    assert codes(six) == []
    assert F(six["diluent_volume"]["value"]) == 50 - F(six["volume"]["value"])
    seven = plan(height="180 cm", weight="101.25 kg")
    assert codes(seven) == ["warn:no-spare-volume"]
    assert [each["value"] for each in seven["from_each_vial"]] == ["3.6", "3.6"]
    assert codes(plan(height="180 cm", weight="64.8 kg", day="8")) == ["warn:no-spare-volume"]


@pytest.mark.parametrize(
    ("response", "day", "per_area", "dose", "volume", "vials"),
    [
        ("cr", "1", "0.375", "0.6375", "2.55", 1),
        ("cri", "8", "0.375", "0.6375", "2.55", 1),
        ("none", "1", "0.6", "1.02", "4.08", 2),
        ("none", "15", "0.375", "0.6375", "2.55", 1),
    ],
)
def test_cases_15_and_16_a_reduced_cycle(
    plan: Planner, response: str, day: str, per_area: str, dose: str, volume: str, vials: int
) -> None:
    made = plan(
        height="170 cm", weight="61.2 kg", cycle="2", day=day, response=response, reduction="25%"
    )
    assert made["bsa"]["value"] == "1.7"
    assert made["dose_per_area"] == {"value": per_area, "unit": "mg/m2"}
    assert made["dose"]["value"] == dose
    assert made["volume_exact"]["value"] == volume
    assert made["vials"] == vials
    assert codes(made) == ["warn:reduced-dose"]


def test_case_18_the_area_that_was_used_is_shown(plan: Planner) -> None:
    made = plan()
    assert "1.818119 m2 rounded half up to 0.01 m2 = 1.82 m2" in made["working"]
    exact = F(made["bsa"]["exact"])
    assert again.half_up(exact, 6) == F("1.818119")
    unrounded = exact * F("0.8")
    assert again.half_up(unrounded, 4) == F("1.4545")
    assert again.half_up((F("1.456") / unrounded - 1) * 100, 1) == F("0.1")


@pytest.mark.parametrize(
    ("monograph", "storage", "take_out", "start"),
    [
        ("besponsa-us", None, None, "20:20"),
        ("besponsa-us", "room", None, "20:20"),
        ("besponsa-us", "refrigerated", "19:20", "20:20"),
        ("besponsa-eu", None, None, "23:00"),
        ("besponsa-eu", "room", None, "23:00"),
        ("besponsa-eu", "refrigerated", "22:00", "23:00"),
    ],
)
def test_case_24_the_coupled_clocks(
    plan: Planner, monograph: str, storage: str | None, take_out: str | None, start: str
) -> None:
    made = plan(
        monograph=monograph,
        reconstituted=TEN,
        diluted="2026-11-02T10:20-06:00",
        storage=storage,
    )
    expected = {
        "dilute-by": "2026-11-02T20:00:00Z",
        "start-by": f"2026-11-02T{start}:00Z",
        "end-by": "2026-11-03T00:00:00Z",
    }
    if take_out is not None:
        expected["take-out-of-refrigerator-by"] = f"2026-11-02T{take_out}:00Z"
    assert deadlines(made) == expected
    assert all(each["rule"] and each["source"] for each in made["deadlines"])


def test_case_24_before_dilution(plan: Planner) -> None:
    assert deadlines(plan(reconstituted=TEN)) == {
        "dilute-by": "2026-11-02T20:00:00Z",
        "start-by": "2026-11-02T23:00:00Z",
        "end-by": "2026-11-03T00:00:00Z",
    }


def test_case_25_four_hours_to_the_minute(plan: Planner) -> None:
    for minute in ("13:59", "14:00", "14:00:00"):
        made = plan(reconstituted=TEN, diluted=f"2026-11-02T{minute}-06:00")
        assert deadlines(made)["start-by"] <= "2026-11-02T23:00:00Z"
    for minute, passed in (("14:01", "0:01:00"), ("14:00:01", "0:00:01"), ("18:30", "4:30:00")):
        made = plan.stopped(reconstituted=TEN, diluted=f"2026-11-02T{minute}-06:00")
        assert codes(made) == ["stop:diluted-too-late"]
        assert passed in sentence(made, "diluted-too-late")


@pytest.mark.parametrize(
    ("monograph", "age", "code"),
    [
        ("besponsa-us", "11 mo 30 d", 3),
        ("besponsa-us", "11 months 30 days", 3),
        ("besponsa-us", "364 d", 3),
        ("besponsa-us", "0 y 11 mo", 3),
        ("besponsa-us", "12 mo", 0),
        ("besponsa-us", "1 y", 0),
        ("besponsa-us", "17 y", 0),
        ("besponsa-eu", "17 y", 3),
        ("besponsa-eu", "17 y 11 mo 30 d", 3),
        ("besponsa-eu", "215 mo", 3),
        ("besponsa-eu", "216 mo", 0),
        ("besponsa-eu", "18 y", 0),
        ("besponsa-us", "121 y", 3),
    ],
)
def test_case_31_ages(plan: Planner, monograph: str, age: str, code: int) -> None:
    got, out, _ = plan.run("--json", monograph=monograph, age=age)
    assert got == code
    wanted = {"age-below-label"} if "121" not in age else {"age-implausible"}
    stops = {f["code"] for f in json.loads(out)["findings"] if f["severity"] == "stop"}
    assert stops == (wanted if code else set())


def test_an_age_that_is_not_given_is_noted(plan: Planner) -> None:
    made = plan(age=None)
    assert codes(made) == []
    assert "was not given" in sentence(made, "age-not-given")


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("46 y", Age(46)),
        ("1 year", Age(1)),
        ("2 years 3 months 4 days", Age(2, 3, 4)),
        ("14 mo", Age(1, 2)),
        ("1 month", Age(0, 1)),
        ("1 y 30 d", Age(1, 0, 30)),
        ("45 d", Age(0, 0, 45)),
        ("1 day", Age(0, 0, 1)),
    ],
)
def test_ages_are_read_as_people_write_them(text: str, age: Age) -> None:
    assert parse_age(text) == age


# Syringes


def test_syringes_of_three_hundred_random_plans_and_all_their_figures(plan: Planner) -> None:
    chance = random.Random(12)
    for _ in range(300):
        agree(plan, case(chance))


def agree(plan: Planner, order: Case) -> None:
    code, out, _ = plan.run(
        "--json",
        height=order.height,
        weight=order.weight,
        cycle=str(order.cycle),
        day=str(order.day),
        response=order.response,
        reduction="25%" if order.reduced else None,
        total=order.total,
        ordered=order.ordered,
        prepare=order.prepare,
        monograph=order.monograph,
    )
    made, ours = json.loads(out), order.second()
    drawn = F(made["volume"]["value"])
    assert F(made["bsa"]["value"]) == ours.area
    assert F(made["dose"]["value"]) == ours.dose
    assert F(made["volume_exact"]["value"]) == ours.volume_exact
    assert made["vials"] == ours.vials
    assert [F(each["value"]) for each in made["from_each_vial"]] == ours.each_vial(drawn)
    assert F(made["diluent_volume"]["value"]) == ours.diluent(drawn)
    assert F(made["dose_delivered"]["value"]) == ours.delivered(drawn)
    assert abs(F(made["concentration"]["value"]) - ours.concentration(drawn)) < F(1, 10**30)
    assert F(made["deviation_percent"]) == ours.deviation(drawn)
    assert F(made["waste"]["value"]) == ours.waste
    if made["billing"]:
        assert billing(made) == ours.units
    fits = ours.concentration_fits(drawn)
    assert any("concentration" in each for each in codes(made)) is not fits
    assert code == (3 if any(each.startswith("stop") for each in codes(made)) else 0)
    syringes_hold(made, ours)


def syringes_hold(made: Plan, ours: again.Second) -> None:
    volumes = []
    for syringe in made["syringes"]:
        size = F(syringe["size"].removesuffix(" mL"))
        volume = F(syringe["volume"].removesuffix(" mL"))
        (graduation,) = (row[1] for row in again.SYRINGES if row[0] == size)
        assert volume % graduation == 0
        assert 0 < volume <= size * 3 / 4
        volumes.append(volume)
    assert len(volumes) in (1, 2)
    assert sum(volumes) == F(made["volume"]["value"])
    assert again.VIAL_VOLUME * (ours.vials - 1) < sum(volumes) <= again.VIAL_VOLUME * ours.vials
