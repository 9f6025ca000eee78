"""`umbra plan`: its object, its containers and drugs, and the lines that people read."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import cli
from tests.planner import TEN, Planner, codes, deadlines, sentence


@pytest.fixture
def plan(capsys: pytest.CaptureFixture[str]) -> Planner:
    return Planner(capsys)


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
