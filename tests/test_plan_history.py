"""`umbra plan --history`: whether a dose is the one that is due, by the course in a file."""

import json
from pathlib import Path
from typing import Any

import pytest

import resources
from app import cli

FACTS = [
    {"fact": "dose-given", "cycle": 1, "day": 1, "on": "2026-10-05", "dose": "1.456 mg"},
    {"fact": "dose-given", "cycle": 1, "day": 8, "on": "2026-10-12"},
    {"fact": "dose-given", "cycle": 1, "day": 15, "on": "2026-10-19"},
    {"fact": "response-assessed", "response": "cri", "on": "2026-10-24"},
]
DEMO = {"name": "DEMO, Adalind", "identifier": "00482913", "born": "1979-04-12"}


class History:
    """A history file and the command that judges a dose by it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.file = folder / "history.json"
        self._capsys = capsys

    def written(self, *facts: dict[str, object], patient: object = None) -> "History":
        """Write a course as Umbra exports it."""
        course = {"umbra": "course", "version": 1, "patient": patient, "facts": list(facts)}
        self.file.write_text(json.dumps(course), "utf-8")
        return self

    def run(self, cycle: int, day: int, *more: str) -> tuple[int, str, str]:
        """Return exit code, output and error of a plan for a dose."""
        sample = ["--height", "170 cm", "--weight", "70 kg"]
        asked = ["--cycle", str(cycle), "--day", str(day), "--history", str(self.file)]
        code = cli.run(["plan", *sample, *asked, *more])
        out, err = self._capsys.readouterr()
        return code, out, err

    def plan(self, cycle: int, day: int, on: str, *more: str) -> dict[str, Any]:
        """Return the JSON object of a plan, whatever its exit code."""
        code, out, err = self.run(cycle, day, "--on", on, "--json", *more)
        assert err == ""
        plan: dict[str, Any] = json.loads(out)
        assert (code == 3) is ("stop" in {each["severity"] for each in plan["findings"]})
        return plan


@pytest.fixture
def history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> History:
    return History(tmp_path, capsys)


def _codes(plan: dict[str, Any], severity: str) -> set[str]:
    return {each["code"] for each in plan["findings"] if each["severity"] == severity}


def test_the_dose_that_is_due_is_the_one_for_the_response_on_record(history: History) -> None:
    plan = history.written(*FACTS).plan(2, 1, "2026-10-26")
    assert plan["dose_per_area"] == {"value": "0.5", "unit": "mg/m2"}
    assert plan["course"]["response"] == "cri"
    assert plan["course"]["reduction"] is None
    answered = {each["code"]: each["sentence"] for each in plan["course"]["answered"]}
    assert answered["interval"] == "Cycle 2 day 1 is due"
    asked = {each["code"] for each in plan["course"]["questions"]}
    assert {"blood-counts", "liver", "premedication"} <= asked
    assert not _codes(plan, "stop")


def test_the_calendar_says_what_was_given_and_what_may_be_when(history: History) -> None:
    plan = history.written(*FACTS).plan(2, 1, "2026-10-26")
    stands = {(d["cycle"], d["day"]): d for d in plan["course"]["calendar"]}
    assert [stands[(1, day)]["on"] for day in (1, 8, 15)] == [f["on"] for f in FACTS[:3]]
    following = plan["course"]["next"]
    assert (following["cycle"], following["day"], following["stands"]) == (2, 1, "due")
    assert (following["earliest"], following["latest"]) == ("2026-10-26", "2026-11-02")


def test_a_dose_too_early_is_a_stop_with_the_day_it_may_be_given(history: History) -> None:
    plan = history.written(*FACTS).plan(2, 1, "2026-10-25")
    (found,) = (each for each in plan["findings"] if each["code"] == "cycle-too-early")
    assert "2026-10-26" in found["sentence"]
    assert found["source"] == "US label 2.1"


def test_a_reduction_on_record_lowers_the_dose_without_being_asked(history: History) -> None:
    reduced = {"fact": "dose-reduced", "on": "2026-10-20", "percent": 25, "reason": "ALT"}
    plan = history.written(*FACTS, reduced).plan(2, 1, "2026-10-26")
    assert plan["course"]["reduction"] == "25%"
    assert plan["dose_per_area"]["value"] == "0.375"


def test_where_the_response_is_not_known_there_is_no_dose_but_all_that_was_found(
    history: History,
) -> None:
    late = {"fact": "response-assessed", "response": "cr", "on": "2026-10-30"}
    plan = history.written(*FACTS[:3], late).plan(2, 1, "2026-10-26")
    assert plan["dose"] is None
    assert plan["vials"] is None
    assert plan["working"] == []
    assert "no-dose" in _codes(plan, "stop")
    assert plan["course"]["calendar"]


def test_the_date_of_birth_on_record_is_the_age_where_none_is_said(history: History) -> None:
    history.written(*FACTS, patient=DEMO)
    every = {each["code"] for each in history.plan(2, 1, "2026-10-26")["findings"]}
    assert "age-not-given" not in every
    child = history.written(*FACTS, patient=DEMO | {"born": "2025-11-01"})
    assert "age-below-label" in _codes(child.plan(2, 1, "2026-10-26"), "stop")
    unborn = history.written(*FACTS, patient=DEMO | {"born": "2026-10-26"})
    assert "age-not-given" in _codes(unborn.plan(2, 1, "2026-10-25"), "note")


def test_the_day_is_that_of_the_reconstitution_where_it_is_said(history: History) -> None:
    history.written(*FACTS)
    code, out, _ = history.run(2, 1, "--json", "--reconstituted", "2026-10-26T23:30-06:00")
    assert (code, json.loads(out)["course"]["on"]) == (0, "2026-10-26")


def test_without_a_day_it_is_for_today(history: History) -> None:
    code, out, _ = history.written(*FACTS).run(2, 1, "--json")
    plan = json.loads(out)
    assert (code, plan["course"]["on"] >= "2026-11-22") == (0, True)
    assert "cycle-late" in _codes(plan, "warn")


def test_people_at_a_terminal_read_the_same(history: History) -> None:
    code, out, _ = history.written(*FACTS).run(2, 1, "--on", "2026-10-26")
    assert code == 0
    assert "course, for cycle 2 day 1 on 2026-10-26" in out
    assert "OK   Cycle 2 day 1 is due: cycle 1 began on 2026-10-05" in out
    assert "ASK  Bilirubin is at most" in out
    assert "cycle 1 day 8   given          2026-10-12" in out
    code, out, _ = history.written(*FACTS[:3]).run(2, 1, "--on", "2026-10-26")
    assert code == 3
    assert "STOP The dose of cycle 2 day 1 depends on the response" in out
    first = history.written().run(1, 1, "--on", "2026-10-26")[1]
    assert "cycle 1 day 1   due            2026-10-26 (first dose)" in first


def test_a_fhir_bundle_is_a_history_too(history: History) -> None:
    history.file.write_bytes(resources.data("samples/history-fhir.json"))
    plan = history.plan(1, 8, "2026-11-20")
    assert "dose-given-already" in _codes(plan, "stop")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--on", "26.10.2026"), "“26.10.2026” is not a day for --on; write it such as"),
        (("--on", "2026-02-30"), "“2026-02-30” is not a day for --on"),
        (("--reduction", "30%"), "“30%” is not a reduction of BESPONSA"),
        (("--response", "perhaps"), "“perhaps” is not known for --response"),
    ],
)
def test_what_cannot_be_used_is_refused(
    history: History, more: tuple[str, ...], sentence: str
) -> None:
    code, out, err = history.written(*FACTS).run(2, 1, *more)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)


def test_a_file_that_cannot_be_used_is_refused(history: History) -> None:
    assert history.run(2, 1)[0] == 2
    history.file.write_text("{}", "utf-8")
    assert history.run(2, 1)[0] == 2
    history.file.write_bytes(b" " * (5 * 1024 * 1024 + 1))
    code, _, err = history.run(2, 1)
    assert (code, "larger than 5 MB" in err) == (2, True)


def test_a_day_without_a_course_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["plan", "--height", "170 cm", "--weight", "70 kg", "--cycle", "1", "--day", "1"]
    assert cli.run([*words, "--on", "2026-10-26"]) == 2
    assert capsys.readouterr().err.startswith("--on needs --history")


def test_a_course_that_umbra_exported_is_a_history(
    history: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(tmp_path / "data")
    course = history.written(*FACTS, patient=DEMO).file
    assert cli.run(["import", "--data", data, str(course)]) == 0
    assert "imported the course of MRN 00482913" in capsys.readouterr().out
    out = tmp_path / "exported.json"
    assert cli.run(["course", "--data", data, "00482913", "--out", str(out)]) == 0
    capsys.readouterr()
    told = history.plan(2, 1, "2026-10-26")
    history.file = out
    assert history.plan(2, 1, "2026-10-26")["course"]["calendar"] == told["course"]["calendar"]


def test_a_course_of_nobody_is_not_imported_nor_one_that_is_not_there_exported(
    history: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(tmp_path / "data")
    assert cli.run(["import", "--data", data, str(history.written(*FACTS).file)]) == 2
    assert "does not say whose course it is" in capsys.readouterr().err
    out = str(tmp_path / "exported.json")
    assert cli.run(["course", "--data", data, "00482913", "--out", out]) == 2
    assert "There is no course of MRN 00482913" in capsys.readouterr().err
