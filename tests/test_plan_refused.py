"""`umbra plan`: what is no usable input, and what can be read and yet is not right."""

import json
from decimal import Decimal
from fractions import Fraction as F

import pytest

from tests.core import second_arithmetic as again
from tests.planner import TEN, Planner, codes, sentence


@pytest.fixture
def plan(capsys: pytest.CaptureFixture[str]) -> Planner:
    return Planner(capsys)


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
