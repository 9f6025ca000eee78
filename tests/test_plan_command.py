"""`umbra plan`: the worked cases of the fact sheet, and everything that is no usable input."""

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.core.order import Age
from app.plan_command import parse_age
from tests.core import second_arithmetic as again
from tests.core.random_orders import Case, case

SAMPLE = {"height": "170 cm", "weight": "70 kg", "cycle": "1", "day": "1", "age": "46 y"}

Plan = dict[str, Any]


@dataclass(frozen=True)
class Planner:
    """The command, called as a shell would call it."""

    capsys: pytest.CaptureFixture[str]

    def run(self, *switches: str, **options: str | None) -> tuple[int, str, str]:
        """Return exit code, output and error for the sample order with these options changed."""
        chosen = {name: value for name, value in (SAMPLE | options).items() if value is not None}
        words = [word for name, value in chosen.items() for word in (f"--{name}", value)]
        code = cli.run(["plan", *words, *switches])
        out, err = self.capsys.readouterr()
        return code, out, err

    def __call__(self, **options: str | None) -> Plan:
        """Return the object of a plan that has no stop."""
        code, out, err = self.run("--json", **options)
        assert (code, err) == (0, "")
        plan: Plan = json.loads(out)
        return plan

    def stopped(self, **options: str | None) -> Plan:
        """Return the object of a plan that has a stop, which exits with 3."""
        code, out, err = self.run("--json", **options)
        assert (code, err) == (3, "")
        plan: Plan = json.loads(out)
        assert "stop" in {finding["severity"] for finding in plan["findings"]}
        return plan

    def refused(self, **options: str | None) -> str:
        """Return the sentence with which unusable input is refused, which exits with 2."""
        code, out, err = self.run("--json", **options)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        return err.strip()


@pytest.fixture
def plan(capsys: pytest.CaptureFixture[str]) -> Planner:
    return Planner(capsys)


def codes(made: Plan) -> list[str]:
    """Return severity and code of all findings that are more than a note."""
    return [f"{f['severity']}:{f['code']}" for f in made["findings"] if f["severity"] != "note"]


def sentence(made: Plan, code: str) -> str:
    (found,) = (finding for finding in made["findings"] if finding["code"] == code)
    text: str = found["sentence"]
    return text


def deadlines(made: Plan) -> dict[str, str]:
    return {deadline["name"]: deadline["at"] for deadline in made["deadlines"]}


def billing(made: Plan) -> tuple[int, int, str]:
    bill = made["billing"]
    return bill["administered"], bill["discarded"], bill["modifier"]


# The object


def test_the_object_of_the_design(plan: Planner) -> None:
    made = plan(ordered="1.456 mg")
    assert made | {"findings": [], "working": [], "monograph_digest": ""} == {
        "monograph": "besponsa-us",
        "monograph_digest": "",
        "bsa": {
            "value": "1.82",
            "unit": "m2",
            "exact": made["bsa"]["exact"],
            "formula": "mosteller",
        },
        "dose_per_area": {"value": "0.8", "unit": "mg/m2"},
        "dose": {"value": "1.456", "unit": "mg"},
        "dose_calculated": {"value": "1.456", "unit": "mg"},
        "dose_ordered": {"value": "1.456", "unit": "mg"},
        "volume_exact": {"value": "5.824", "unit": "mL"},
        "volume": {"value": "5.8", "unit": "mL"},
        "dose_delivered": {"value": "1.45", "unit": "mg"},
        "deviation_percent": "-0.41",
        "syringes": [{"size": "10 mL", "volume": "5.8 mL"}],
        "vials": 2,
        "from_each_vial": [{"value": "3.6", "unit": "mL"}, {"value": "2.2", "unit": "mL"}],
        "total_volume": {"value": "50", "unit": "mL"},
        "diluent_volume": {"value": "44.2", "unit": "mL"},
        "concentration": {"value": "0.029", "unit": "mg/mL"},
        "waste": {"value": "0.344", "unit": "mg"},
        "deadlines": [],
        "billing": {"code": "J9229", "administered": 15, "discarded": 3, "modifier": "JW"},
        "findings": [],
        "working": [],
        "container": "bag",
        "administration_needs": [],
        "bag": {
            "fill": "empty",
            "nominal_volume": None,
            "overfill": None,
            "withdraw_first": None,
        },
        "untouched_bag": {
            "total_volume": {"value": "55.824", "unit": "mL"},
            "concentration": {
                "value": made["untouched_bag"]["concentration"]["value"],
                "unit": "mg/mL",
            },
            "runs_for": {"value": "67", "unit": "min"},
            "dose_in_infusion_length": {"value": "1.304", "unit": "mg"},
            "percent_of_dose": "89.6",
        },
        "diluent_syringes": [
            {"size": "60 mL", "volume": "41 mL"},
            {"size": "5 mL", "volume": "3.2 mL"},
        ],
        "second_best_syringes": [
            {"size": "5 mL", "volume": "3 mL"},
            {"size": "5 mL", "volume": "2.8 mL"},
        ],
        "possible_error": {"value": "0.256", "unit": "mL"},
        "second_best_possible_error": {"value": "0.256", "unit": "mL"},
        "rounding_offer": None,
        "rounded_by": None,
        "not_before": [],
        "infusion": None,
    }
    assert made["bsa"]["exact"].startswith("1.818118685772619")
    assert codes(made) == []
    assert len(made["working"]) == 11


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parent / "logs/plans").glob("*.json")), ids=lambda p: p.stem
)
def test_a_plan_of_an_earlier_release_comes_out_again(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = json.loads(path.read_text())
    assert cli.run(["plan", *kept["asked"], "--json"]) == kept["exit"]
    made = json.loads(capsys.readouterr().out)
    # What the labels say may have become more, or better said; what was found is still found.
    before, now = (
        [(each["severity"], each["code"], each["source"]) for each in every["findings"]]
        for every in (kept["plan"], made)
    )
    assert [each for each in now if each in before] == before
    same = {name: made[name] for name in kept["plan"]}
    loose = {"monograph_digest": "", "findings": []}
    assert same | loose == kept["plan"] | loose


# Containers, and another drug

MYLOTARG = {"monograph": "mylotarg-us"}
CHILD = MYLOTARG | {"height": "110 cm", "weight": "30 kg", "day": "4", "age": "9 y"}


def test_the_draft_of_another_drug_is_planned_and_says_that_it_is_a_draft(plan: Planner) -> None:
    made = plan(**MYLOTARG, total="25 mL")
    assert (made["dose"], made["container"]) == ({"value": "4.5", "unit": "mg"}, "bag")
    assert made["concentration"] == {"value": "0.18", "unit": "mg/mL"}
    assert made["findings"][0]["code"] == "monograph-draft"
    assert made["administration_needs"] == [
        "a 0.2 µm filter: polyethersulfone (PES) of low protein binding"
    ]
    assert made["billing"] is None
    code, out, _ = plan.run(**CHILD, total="20 mL")
    assert code == 0
    assert "  dilute         17.12 mL of diluent to a total of 20 mL in a syringe\n" in out
    assert "  infusion needs a microbore line\n" in out


def test_a_container_is_chosen_by_name(plan: Planner) -> None:
    assert plan(**CHILD, total="20 mL")["container"] == "syringe"
    assert plan(**MYLOTARG, total="25 mL", container="syringe")["container"] == "syringe"
    made = plan.stopped(**CHILD, total="20 mL", container="bag")
    assert sentence(made, "dose-not-for-container") == (
        "2.88 mg is below 3.9 mg, the least dose for a bag; prepare it in a syringe."
    )
    assert plan(container="bag") == plan()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"container": "syringe"},
            "Syringe preparation is switched off: the syringe column of the US label 2.4 of 3/2024 "
            "was not seen. Choose another container.",
        ),
        (
            {"container": "syringe", "monograph": "besponsa-eu"},
            "The monograph of BESPONSA has no preparation in a syringe; choose another container.",
        ),
        (
            {"container": "bottle"},
            "“bottle” is not known for --container; it is one of bag, syringe.",
        ),
        (
            CHILD,
            "The label gives no total volume for a syringe; 12.31 mL to 38.4 mL would hold 2.88 mg "
            "within the range of the label. Choose a total.",
        ),
        ({"kept": "room"}, "--kept needs --reconstituted, for the clock starts there."),
        (
            {"kept": "shelf", "reconstituted": "2026-11-02T10:00-06:00"},
            "“shelf” is not known for --kept; it is one of room, refrigerated.",
        ),
        (
            CHILD
            | {
                "total": "20 mL",
                "reconstituted": "2026-11-02T10:00-06:00",
                "storage": "refrigerated",
            },
            "By its monograph diluted MYLOTARG may not wait in the refrigerator: how long it keeps "
            "there, or takes to reach room temperature, is not known. Keep it at room temperature.",
        ),
    ],
)
def test_what_a_container_or_clock_cannot_be_is_refused(
    plan: Planner, options: dict[str, str], said: str
) -> None:
    assert plan.refused(**options) == said


def test_where_the_vials_were_kept_moves_the_clock(plan: Planner) -> None:
    asked = MYLOTARG | {"total": "25 mL", "reconstituted": "2026-11-02T10:00-06:00"}
    assert deadlines(plan(**asked))["dilute-by"] == "2026-11-02T19:00:00Z"
    assert deadlines(plan(**asked, kept="refrigerated"))["dilute-by"] == "2026-11-03T08:00:00Z"
    late = plan.stopped(**asked, diluted="2026-11-02T13:01-06:00")
    assert sentence(late, "diluted-too-late").startswith(
        "The dilution came 0:01:00 after the latest time: at most 3 h at room temperature after "
        "reconstitution."
    )


def test_findings_have_severity_code_sentence_and_source(plan: Planner) -> None:
    made = plan(weight="154 lb")
    assert made["findings"][0] == {
        "severity": "warn",
        "code": "weight-not-in-kg",
        "sentence": (
            "The weight was given as 154 lb, exactly 69.8532 kg; measure and order it in kg."
        ),
        "source": "plausibility, not a clinical limit",
    }
    assert all(finding["source"] for finding in made["findings"])


def test_output_is_plain_ascii_so_that_any_pipe_can_carry_it(plan: Planner) -> None:
    _, out, _ = plan.run("--json")
    assert out.isascii()
    assert out.endswith("}\n")


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


TEN = "2026-11-02T10:00-06:00"


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


# What is unusable


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("ordered", "1,5 mg", "has a comma; the decimal sign is a point"),
        ("ordered", "1 000 mg", "has a space inside the number"),
        ("ordered", "1.456", "has no space between number and unit"),
        ("ordered", "-1 mg", "has a sign in front of the number"),
        ("ordered", "0 mg", "is zero"),
        ("ordered", "1.456 mL", "has the unit “mL”"),
        ("ordered", "1.456 ug", "has the unit “ug”"),
        ("ordered", "nan mg", "does not start with a number in plain digits"),
        ("ordered", "", "has no space between number and unit"),
        ("height", "-170 cm", "has a sign in front of the number"),
        ("height", "0 cm", "is zero"),
        ("height", "170", "has no space between number and unit"),
        ("height", "170 mm", "has the unit “mm”"),
        ("height", "5'7", "has no space between number and unit"),
        ("height", "99999999 cm", "is too long a number"),
        ("height", "9999999 m", "would take"),
        ("weight", "70 g", "has the unit “g”"),
        ("weight", "seventy kg", "does not start with a number in plain digits"),
        ("weight", "0.0 kg", "is zero"),
        ("total", "0 mL", "is zero"),
        ("total", "5 mL", "A total of 5 mL cannot hold 5.8 mL of drug and diluent"),
        ("total", "5.8 mL", "cannot hold"),
        ("total", "50", "has no space between number and unit"),
        ("total", "50 ml", "has the unit “ml”"),
        ("cycle", "0", "Cycle 0 does not exist"),
        ("cycle", "-1", "“-1” is not a cycle; it is a whole number, such as 1."),
        ("cycle", "1.0", "“1.0” is not a cycle"),
        ("cycle", "two", "“two” is not a cycle"),
        ("cycle", "2", "depends on the response; say whether it is none, cr or cri"),
        ("day", "9", "Day 9 has no dose of BESPONSA; the doses are on day 1, 8 and 15."),
        ("day", "0", "Day 0 has no dose"),
        ("day", "", "“” is not a day of the cycle"),
        ("response", "pr", "“pr” is not known for --response; it is one of none, cr, cri."),
        ("response", "CR", "“CR” is not known for --response"),
        ("reduction", "30%", "“30%” is not a reduction of BESPONSA; the label knows 25%"),
        ("reduction", "25", "“25” is not a reduction"),
        ("formula", "schlich", "“schlich” is not a formula"),
        ("formula", "", "“” is not a formula"),
        ("monograph", "besponsa", "“besponsa” is not a monograph of Umbra's"),
        ("monograph", "../besponsa-us", "is not a monograph of Umbra's"),
        ("prepare", "both", "“both” is not known for --prepare"),
        ("storage", "fridge", "“fridge” is not known for --storage"),
        ("storage", "room", "--diluted and --storage need --reconstituted"),
        ("diluted", TEN, "--diluted and --storage need --reconstituted"),
        ("age", "46", "“46” is not an age"),
        ("age", "46y", "“46y” is not an age"),
        ("age", "", "“” is not an age"),
        ("age", "-1 y", "“-1 y” is not an age"),
        ("age", "1.5 y", "“1.5 y” is not an age"),
        ("age", "365 d", "“365 d” is not an age"),
        ("age", "11 mo 31 d", "“11 mo 31 d” is not an age"),
        ("age", " 46 y", "“ 46 y” is not an age"),
        ("age", "46 y ", "“46 y ” is not an age"),
        ("age", "1 y2 mo", "“1 y2 mo” is not an age"),
        ("age", "2 mo 1 y", "“2 mo 1 y” is not an age"),
    ],
)
def test_unusable_input_exits_with_2_and_a_sentence(
    plan: Planner, option: str, value: str, words: str
) -> None:
    assert words in plan.refused(**{option: value})


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02T10:00",
        "2026-11-02 10:00",
        "2026-11-02",
        "10:00",
        "2026-11-02T10:00-0600",
        "2026-11-02T10:00-06",
        "2026-11-02T25:00-06:00",
        "2026-02-30T10:00-06:00",
        "2026-11-02T10:00+25:00",
        "2026-11-02T10:00:00.5Z",
        "2026-11-02t10:00z",
        "9999-12-31T23:59Z",
        "0001-01-01T00:00Z",
        "2026-11-02T10:00-06:00 ",
        "noon",
        "",
    ],
)
def test_a_time_without_date_or_offset_is_refused(plan: Planner, text: str) -> None:
    for option in ("reconstituted", "diluted"):
        told = plan.refused(**({"reconstituted": TEN} | {option: text}))
        assert told == (
            f"“{text}” is not a time for --{option}; write date, time and offset, such as "
            "2026-11-02T10:00-06:00."
        )


def test_a_dilution_before_the_reconstitution_is_refused(plan: Planner) -> None:
    told = plan.refused(reconstituted=TEN, diluted="2026-11-02T09:59-06:00")
    assert told.startswith("The dilution lies before the reconstitution")


def test_what_must_be_said_is_asked_for(plan: Planner) -> None:
    for option in ("height", "weight", "cycle", "day"):
        assert f"--{option}" in plan.refused(**{option: None})


# What can be read and yet is not right


@pytest.mark.parametrize(
    ("options", "found", "words"),
    [
        ({"height": "1.7 m"}, "warn:height-not-in-cm", "given as 1.7 m, exactly 170 cm"),
        ({"height": "1.7 cm"}, "stop:height-implausible", "was 1.7 m meant, 170 cm?"),
        ({"height": "67 cm"}, "stop:height-and-weight-disagree", "was 67 in meant, 170.2 cm?"),
        ({"height": "67 in"}, "warn:height-not-in-cm", "exactly 170.18 cm"),
        ({"weight": "154 kg"}, "warn:height-and-weight-disagree", "was 154 lb meant, 69.9 kg?"),
        ({"weight": "154 lb"}, "warn:weight-not-in-kg", "exactly 69.8532 kg"),
        ({"weight": "700 kg"}, "stop:weight-implausible", "not plausible"),
        ({"height": "300 cm"}, "stop:height-implausible", "not plausible"),
        (
            {"height": "70 cm", "weight": "170 kg"},
            "stop:height-and-weight-disagree",
            "were height and weight exchanged?",
        ),
        ({"cycle": "7", "response": "cr"}, "stop:too-many-cycles", "beyond the 6 cycles"),
        ({"cycle": "4", "response": "none"}, "stop:no-response", "only with CR or CRi"),
        ({"cycle": "4", "day": "8"}, "warn:response-not-stated", "nor the record says which"),
        ({"total": "100 mL"}, "warn:total-not-of-label", "the label gives 50 mL"),
        ({"total": "200 mL"}, "stop:concentration-below-range", "is below 0.01 mg/mL"),
        ({"total": "14 mL"}, "stop:concentration-above-range", "is above 0.1 mg/mL"),
    ],
)
def test_what_is_not_right_is_a_finding(
    plan: Planner, options: dict[str, str], found: str, words: str
) -> None:
    code, out, _ = plan.run("--json", **options)
    made = json.loads(out)
    assert found in codes(made)
    assert words in sentence(made, found.partition(":")[2])
    assert code == (3 if any(each.startswith("stop") for each in codes(made)) else 0)


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        ("-10.1", "stop:ordered-far-from-calculated"),
        ("-10", "warn:ordered-differs-from-calculated"),
        ("-5.1", "warn:ordered-differs-from-calculated"),
        ("-5", None),
        ("-4.9", None),
        ("0", None),
        ("4.9", None),
        ("5", None),
        ("5.1", "warn:ordered-differs-from-calculated"),
        ("10", "warn:ordered-differs-from-calculated"),
        ("10.1", "stop:ordered-far-from-calculated"),
    ],
)
def test_an_order_apart_from_the_calculation(
    plan: Planner, percent: str, expected: str | None
) -> None:
    ordered = Decimal("1.456") * (1 + Decimal(percent) / 100)
    code, out, _ = plan.run("--json", ordered=f"{ordered:f} mg")
    made = json.loads(out)
    assert codes(made) == ([] if expected is None else [expected])
    assert code == (3 if expected and expected.startswith("stop") else 0)
    notes = [f for f in made["findings"] if f["code"] == "ordered-differs"]
    assert bool(notes) is (expected is None and percent != "0")
    assert made["dose"]["value"] == "1.456"
    assert F(made["dose_ordered"]["value"]) == F(ordered)


def test_the_ordered_dose_is_prepared_where_that_is_asked_for(plan: Planner) -> None:
    made = plan(ordered="1.5 mg", prepare="ordered")
    assert (made["dose"]["value"], made["dose_calculated"]["value"]) == ("1.5", "1.456")
    assert made["volume_exact"]["value"] == "6"


@pytest.mark.parametrize("formula", ["du-bois", "Du Bois", "haycock", "Gehan-George", "boyd"])
def test_another_formula_is_used_and_named(plan: Planner, formula: str) -> None:
    bsa = plan(formula=formula)["bsa"]
    assert bsa["formula"] == formula.casefold().replace(" ", "-")
    assert again.half_up(F(bsa["exact"]), 2) == F(bsa["value"])


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


# For people


def test_people_read_lines_with_their_own_time(plan: Planner) -> None:
    code, out, _ = plan.run(
        weight="154 lb", reconstituted=TEN, diluted="2026-11-02T10:20-06:00", storage="refrigerated"
    )
    assert code == 0
    for line in (
        "besponsa-us: 1.456 mg (1.82 m2 × 0.8 mg/m2)",
        "  vials          2, 3.6 mL then 2.2 mL",
        "  withdraw       5.8 mL (exact 5.824 mL), 5.8 mL in a 10 mL syringe",
        "  delivers       1.45 mg (−0.41%)",
        "  dilute         44.2 mL of diluent to a total of 50 mL",
        "  concentration  0.029 mg/mL",
        "  discarded      0.344 mg",
        "  billing        J9229 15 units, 3 discarded (JW)",
        "  WARN The weight was given as 154 lb, exactly 69.8532 kg; measure and order it in kg.",
        "  1. 154 lb = 69.85322498 kg",
    ):
        assert line in out
    assert "take-out-of-refrigerator-by  2026-11-02 13:20 -0600  at most 3 h in the" in out


def test_people_in_the_eu_read_no_bill_and_utc_without_a_time_of_their_own(plan: Planner) -> None:
    _, out, _ = plan.run(monograph="besponsa-eu", reconstituted="2026-11-02 10:00Z")
    assert "billing" not in out
    assert "2026-11-02 14:00 +0000" in out
    code, out, _ = plan.run(height="60 cm", weight="15 kg", day="8")
    assert code == 3
    assert "  STOP 0.005 mg/mL in 50 mL is below" in out
    code, out, _ = plan.run(ordered="23 mg", prepare="ordered", total="1 L")
    assert "  withdraw       92 mL (exact 92 mL)\n" in out


def test_times_are_read_with_any_offset(plan: Planner) -> None:
    for text in ("2026-11-02T17:00+01:00", "2026-11-02 16:00Z", "2026-11-02T16:00:00+00:00"):
        made = plan(reconstituted=text)
        at = datetime.fromisoformat(deadlines(made)["dilute-by"])
        assert at == datetime(2026, 11, 2, 20, 0, tzinfo=UTC)
