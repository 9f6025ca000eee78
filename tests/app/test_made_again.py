"""`umbra verify` makes the dose and the plan of each preparation anew and compares the whole."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.choices import Choices
from app.core.finding import warnings
from app.folder import LOG_NAME
from app.store import Log
from app.verification import verify
from tests.app.forgery import forge
from tests.app.pharmacy import PHARMACIST, TECHNICIAN, Pharmacy, Stage
from tests.ui.hospital import order

Change = Callable[[dict[str, Any]], None]


def forged(log: Path, change: Change) -> tuple[str, ...]:
    """Change what the preparation was opened with, make every hash again, and verify."""
    with Log.read(log) as opened:
        seq = opened.named(["opened"])[0].seq

    def changed(text: str) -> str:
        data = json.loads(text)
        change(data)
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    forge(log, seq, changed)
    with Log.read(log) as opened:
        return verify(opened).faults


@pytest.fixture
def log(stages: dict[str, Stage], tmp_path: Path) -> Path:
    """The closed log of a released preparation."""
    shutil.copytree(stages["released"].folder, tmp_path / "data")
    return tmp_path / "data" / LOG_NAME


def without(code: str) -> Change:
    def change(data: dict[str, Any]) -> None:
        plan = data["plan"]
        plan["findings"] = [each for each in plan["findings"] if each["code"] != code]

    return change


def step(identifier: str, **parts: Any) -> Change:
    def change(data: dict[str, Any]) -> None:
        (found,) = (s for s in data["plan"]["steps"] if s["identifier"] == identifier)
        found.update(parts)

    return change


def put(**parts: Any) -> Change:
    return lambda data: data["plan"].update(parts)


def larger_syringe(data: dict[str, Any]) -> None:
    data["plan"]["draws"][0]["capacity"] = "20 mL"


def fewer_steps(data: dict[str, Any]) -> None:
    plan = data["plan"]
    plan["steps"] = [s for s in plan["steps"] if not s["identifier"].startswith("inspect")]


@pytest.mark.parametrize(
    "change",
    [
        without("not-seen-syringes"),
        without("line"),
        step("withdraw-1", title="Withdraw into one 20 mL syringe"),
        step("scan-materials", needs=[]),
        step("choose-storage", choices=[]),
        put(possible_error="0.01 mL"),
        put(second=[]),
        put(working=["as everyone knows"]),
        larger_syringe,
        fewer_steps,
    ],
)
def test_what_no_single_figure_shows_is_found(log: Path, change: Change) -> None:
    assert forged(log, change)


def test_a_dose_whose_findings_were_taken_out_is_found(log: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        data["plan"]["dose"]["findings"] = []

    assert any("the dose with its findings" in fault for fault in forged(log, change))


@pytest.fixture
def rounded(folder: Path, pharmacy: Pharmacy) -> Path:
    """The closed log of a preparation whose dose was rounded to save a vial."""
    pharmacy.close()
    (folder / "policy.toml").write_text("[rounding]\noffered = true\n")
    pharmacy.reopen()
    work = pharmacy.work
    (stream,) = work.import_data(order(height=140, weight=38, dose=0.976), PHARMACIST.name)
    found = work.outlook(stream, Choices(second_best=True, rounded_by=PHARMACIST.name))
    assert found.plan is not None
    confirmed = tuple(each.code for each in found.review.questions)
    reasons = tuple((each.code, "as agreed") for each in warnings(found.plan.findings))
    work.verify(stream, found, confirmed, reasons, PHARMACIST)
    pharmacy.close()
    kept = folder.parent / "kept"
    shutil.copytree(folder, kept)
    pharmacy.reopen()
    return kept / LOG_NAME


def test_a_rounding_with_other_syringes_is_found_sound(rounded: Path) -> None:
    with Log.read(rounded) as opened:
        assert verify(opened).faults == ()


def by_another(data: dict[str, Any]) -> None:
    data["plan"]["dose"]["rounding"]["by"] = TECHNICIAN.name


def unasked(data: dict[str, Any]) -> None:
    review = data["review"]
    review["questions"] = [q for q in review["questions"] if q["code"] != "rounding-fits-patient"]


@pytest.mark.parametrize("change", [by_another, unasked])
def test_who_rounded_and_what_was_asked_is_looked_at(rounded: Path, change: Change) -> None:
    assert any("did not open it, or unasked" in fault for fault in forged(rounded, change))
