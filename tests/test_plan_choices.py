"""`umbra plan`: how a dose is prepared, and what a site decided for itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from app import cli

SAMPLE = ["--height", "170 cm", "--weight", "70 kg", "--cycle", "1", "--day", "1", "--age", "46 y"]
CASE_21 = ["--ordered", "1.76 mg", "--prepare", "ordered"]
FULL = ["--bag", "ready-filled", "--bag-volume", "50 mL"]
DAY_8 = ["--height", "180 cm", "--weight", "75 kg", "--cycle", "1", "--day", "8", "--age", "46 y"]


@pytest.fixture
def umbra(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Return a command that plans in a data folder of the test's own."""

    def run(*options: str, sample: list[str] = SAMPLE) -> tuple[int, str, str]:
        code = cli.run(["plan", "--data", str(tmp_path), *sample, *options])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def planned(run: Any, *options: str, sample: list[str] = SAMPLE) -> dict[str, Any]:
    code, out, err = run(*options, "--json", sample=sample)
    assert (code in (0, 3), err) == (True, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_case_21_a_full_bag_with_overfill(umbra: Any) -> None:
    found = planned(umbra, *CASE_21, *FULL, "--overfill", "5 mL")
    assert found["bag"] == {
        "fill": "ready-filled",
        "nominal_volume": {"value": "50", "unit": "mL"},
        "overfill": {"value": "5", "unit": "mL"},
        "withdraw_first": {"value": "12", "unit": "mL"},
    }
    untouched = found["untouched_bag"]
    assert untouched["total_volume"]["value"] == "62.04"
    assert untouched["concentration"]["value"].startswith("0.0283687943")
    assert untouched["runs_for"] == {"value": "74.4", "unit": "min"}
    assert untouched["dose_in_infusion_length"] == {"value": "1.418", "unit": "mg"}
    assert untouched["percent_of_dose"] == "80.6"
    assert found["diluent_volume"] == {"value": "43", "unit": "mL"}


def test_people_read_what_is_taken_out_and_why(umbra: Any) -> None:
    _, out, _ = umbra(*CASE_21, *FULL, "--overfill", "5 mL")
    assert "  take out       12 mL of the ready-filled bag first\n" in out
    assert "  because        Added to a full 50 mL bag with 5 mL overfill the drug would" in out
    assert "  or withdraw    7 mL in a 20 mL syringe, possibly off by 0.41 mL\n" in out


def test_an_exact_volume_bag_gives_way_to_the_drug(umbra: Any) -> None:
    found = planned(umbra, "--bag", "exact-volume", "--bag-volume", "50 mL")
    assert found["bag"]["withdraw_first"] == {"value": "5.8", "unit": "mL"}
    assert found["bag"]["overfill"] == {"value": "0", "unit": "mL"}


def test_no_overfill_can_be_stated(umbra: Any) -> None:
    found = planned(umbra, *FULL, "--overfill", "0 mL")
    assert found["bag"]["withdraw_first"] == {"value": "5.8", "unit": "mL"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (FULL, "How much more than 50 mL this bag holds is not known; enter its overfill"),
        (["--bag", "ready-filled"], "A ready-filled bag states a volume; add it, such as"),
        (["--bag", "exact-volume"], "An exact-volume bag states a volume"),
        (["--bag", "full"], "“full” is not known for --bag; it is one of empty, ready-filled"),
        (["--overfill", "5 mL"], "--bag-volume and --overfill are of a full bag"),
        (["--bag", "empty", "--bag-volume", "50 mL"], "--bag-volume and --overfill are of a full"),
        ([*FULL, "--overfill", "5"], "has no space between number and unit"),
        ([*FULL, "--overfill", "-5 mL"], "has a sign in front"),
        (["--bag", "exact-volume", "--bag-volume", "50 mL", "--overfill", "5 mL"], "no overfill"),
        (["--bag", "ready-filled", "--bag-volume", "30 mL", "--overfill", "3 mL"], "take a larger"),
        (["--syringes", "third"], "“third” is not known for --syringes; it is best or second."),
        (["--rounded-by", " "], "--rounded-by takes the name of the pharmacist"),
        (["--rounded-by", "Pharmacist One"], "The site's policy offers no rounding of this dose"),
    ],
)
def test_what_cannot_be_prepared_so_is_refused(
    umbra: Any, options: list[str], sentence: str
) -> None:
    code, out, err = umbra(*options)
    assert (code, out) == (2, "")
    assert sentence in err


def test_the_second_best_syringes(umbra: Any) -> None:
    best, second = planned(umbra), planned(umbra, "--syringes", "second")
    assert best["syringes"] == [{"size": "10 mL", "volume": "5.8 mL"}]
    assert {each["size"] for each in second["syringes"]} == {"5 mL"}


def test_a_site_has_its_own_syringes(umbra: Any, tmp_path: Path) -> None:
    (tmp_path / "syringes.toml").write_text(
        """
[rule]
fill = "0.75"
second_syringe_saves = "0.25"
source = "printed on them"
checked = "seen"
[[syringe]]
capacity = "10 mL"
graduation = "0.2 mL"
numbered = "1 mL"
dead_space = "0.1 mL"
below_half_of_capacity = "0.015"
below_half_of_volume = "0.01"
from_half_of_volume = "0.04"
"""
    )
    found = planned(umbra)
    assert found["syringes"] == [{"size": "10 mL", "volume": "5.8 mL"}]
    assert found["second_best_syringes"] == []
    assert "not-seen-syringes" not in {each["code"] for each in found["findings"]}
    whole = planned(umbra, "--ordered", "1.8 mg", "--prepare", "ordered")
    told = {each["code"]: each["sentence"] for each in whole["findings"]}
    assert told["no-spare-volume"].endswith(
        "Hub and needle keep 0.1 mL = 0.025 mg, 1.39% of what is drawn."
    )


def test_rounding_is_offered_by_the_policy_and_taken_by_a_name(umbra: Any, tmp_path: Path) -> None:
    assert planned(umbra, sample=DAY_8)["rounding_offer"] is None
    (tmp_path / "policy.toml").write_text("[rounding]\noffered = true\n")
    offered = planned(umbra, sample=DAY_8)
    assert (offered["dose"]["value"], offered["vials"]) == ("0.97", 2)
    assert offered["rounding_offer"] == {
        "dose": {"value": "0.9", "unit": "mg"},
        "percent": "-7.22",
        "vials": 1,
        "vials_saved": 1,
        "saved": {"value": "0.83", "unit": "mg"},
        "source": "HOPA: rounding within 10% of the ordered dose; a policy of the site",
    }
    taken = planned(umbra, "--rounded-by", "Pharmacist One", sample=DAY_8)
    assert (taken["dose"]["value"], taken["vials"]) == ("0.9", 1)
    assert (taken["rounded_by"], taken["waste"]["value"]) == ("Pharmacist One", "0")
    assert taken["billing"] == {
        "code": "J9229",
        "administered": 9,
        "discarded": 0,
        "modifier": "JZ",
    }
    _, out, _ = umbra(sample=DAY_8)
    assert (
        "  rounding       0.9 mg in place of 0.97 mg, 7.22% less, saves 1 vial and 0.83 mg" in out
    )


def test_a_policy_that_cannot_be_used_is_said(umbra: Any, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("[rounding]\nofered = true\n")
    code, _, err = umbra()
    assert code == 2
    assert "has no “ofered”" in err
