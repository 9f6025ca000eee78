"""`umbra plan --wanted`: when to reconstitute, and what a delay of the infusion does."""

from pathlib import Path
from typing import Any

import pytest

from tests.planner import Planner

ONE = "2026-11-02T13:00-06:00"
ROOM = "at most 4 h at room temperature after dilution"
TABLE = "US label 2.4, Table 5 before 3/2024; Table 6 of 3/2024 not seen"


@pytest.fixture
def plan(capsys: pytest.CaptureFixture[str]) -> Planner:
    return Planner(capsys)


def wanted(made: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = made["wanted"]
    return found


def test_when_to_reconstitute_with_both_rules(plan: Planner) -> None:
    assert wanted(plan(wanted=ONE)) == {
        "at": "2026-11-02T19:00:00Z",
        "reconstitute_from": "2026-11-02T15:00:00Z",
        "reconstitute_until": "2026-11-02T18:20:00Z",
        "possible": True,
        "reconstitute_from_rule": ROOM,
        "reconstitute_from_source": TABLE,
        "reconstitute_until_rule": "40 min at the hood",
        "reconstitute_until_source": "site policy",
        "begin_setting_up_until": "2026-11-02T18:10:00Z",
    }


def test_a_plan_for_no_time_says_nothing_of_one(plan: Planner) -> None:
    assert "wanted" not in plan()


def test_one_vial_may_be_begun_later_and_the_eu_earlier(plan: Planner) -> None:
    one = wanted(plan(wanted=ONE, ordered=None, height="125 cm", weight="35 kg"))
    assert one["reconstitute_until"] == "2026-11-02T18:40:00Z"
    eu = wanted(plan(wanted=ONE, monograph="besponsa-eu"))
    assert eu["reconstitute_from"] == "2026-11-02T12:00:00Z"
    assert eu["reconstitute_from_rule"].startswith("at most 8 h from reconstitution")


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        # Over midnight, and over the two nights in which the clocks change in Chicago.
        ("2026-11-03T01:00-06:00", "2026-11-03T03:00:00Z", "2026-11-03T06:20:00Z"),
        ("2026-03-08T05:30-05:00", "2026-03-08T06:30:00Z", "2026-03-08T09:50:00Z"),
        ("2026-11-01T04:30-06:00", "2026-11-01T06:30:00Z", "2026-11-01T09:50:00Z"),
    ],
)
def test_the_window_is_as_long_at_night(plan: Planner, when: str, first: str, last: str) -> None:
    found = wanted(plan(wanted=when))
    assert (found["reconstitute_from"], found["reconstitute_until"]) == (first, last)


def test_what_a_delay_of_forty_minutes_does(plan: Planner) -> None:
    delay = wanted(plan(wanted=ONE, delay="40 min"))["delay"]
    assert delay["minutes"] == "40"
    assert (delay["reconstitute_from"], delay["reconstitute_until"]) == (
        "2026-11-02T15:40:00Z",
        "2026-11-02T19:00:00Z",
    )
    assert delay["reconstituted_at_latest"] == {
        "reconstituted": "2026-11-02T18:20:00Z",
        "infusion_starts": "2026-11-02T19:40:00Z",
        "infusion_ends": "2026-11-02T20:40:00Z",
        "start_by": "2026-11-02T22:20:00Z",
        "end_by": "2026-11-02T23:20:00Z",
        "in_time": True,
        "over_minutes": "0",
        "rule": ROOM,
        "source": TABLE,
    }
    earliest = delay["reconstituted_at_earliest"]
    assert (earliest["in_time"], earliest["over_minutes"]) == (False, "40")
    assert delay["sentence"] == (
        "40 min later the infusion is from 2026-11-02 13:40 -0600 to 2026-11-02 14:40 -0600, in "
        "time if vial 1 was reconstituted at 2026-11-02 09:40 -0600 or later; reconstituted at "
        f"2026-11-02 09:00 -0600 it is over by 40 min: {ROOM} ({TABLE})."
    )


def test_what_a_busy_hood_does(plan: Planner) -> None:
    assert wanted(plan(wanted=ONE, delay="40 min"))["delay"]["hood_busy"] == {
        "released": "2026-11-02T19:40:00Z",
        "infusion_starts": "2026-11-02T19:40:00Z",
        "late_minutes": "40",
        "sentence": "Where work at the hood begins 40 min after its latest moment, the infusion "
        "starts at 2026-11-02 13:40 -0600 at the earliest, 40 min late.",
    }


def test_a_delay_beyond_the_window_is_too_late_for_every_dose(plan: Planner) -> None:
    exactly = wanted(plan(wanted=ONE, delay="200 min"))["delay"]
    assert exactly["reconstituted_at_latest"]["in_time"]
    over = wanted(plan(wanted=ONE, delay="201 min"))["delay"]
    assert over["reconstituted_at_latest"]["over_minutes"] == "1"
    assert "too late for any dose reconstituted as planned, by 1 min at least" in over["sentence"]
    assert wanted(plan(wanted=ONE, delay="4 h"))["delay"]["minutes"] == "240"


def test_a_long_delay_is_said_in_hours(plan: Planner) -> None:
    delay = wanted(plan(wanted=ONE, delay="24 h"))["delay"]
    assert delay["minutes"] == "1440"
    assert delay["sentence"].startswith("24 h later the infusion is from")
    assert "begins 24 h after its latest moment" in delay["hood_busy"]["sentence"]
    assert "min" not in delay["hood_busy"]["sentence"].replace("40 min", "")


def test_people_read_it_in_the_offset_they_wrote(plan: Planner) -> None:
    code, out, err = plan.run(wanted=ONE, delay="40 min")
    assert (code, err) == (0, "")
    assert (
        "wanted 2026-11-02 13:00 -0600: reconstitute from 2026-11-02 09:00 -0600 to "
        "2026-11-02 12:20 -0600\n"
        f"  not before 2026-11-02 09:00 -0600: {ROOM} ({TABLE})\n"
        "  not after 2026-11-02 12:20 -0600: 40 min at the hood, after 10 min to set up "
        "(site policy)\n"
        "40 min later the infusion is from 2026-11-02 13:40 -0600"
    ) in out
    _, out, _ = plan.run(wanted=ONE)
    assert "later the infusion" not in out


def test_the_sites_own_minutes_count(plan: Planner, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("[hood]\nminutes_to_set_up = 5\nminutes_per_vial = 30\n")
    found = wanted(plan(wanted=ONE, data=str(tmp_path)))
    assert found["reconstitute_until"] == "2026-11-02T18:00:00Z"
    assert found["begin_setting_up_until"] == "2026-11-02T17:55:00Z"


def test_a_site_too_slow_for_the_drug_is_told_so(plan: Planner, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("[hood]\nminutes_per_vial = 121\n")
    found = wanted(plan(wanted=ONE, delay="10 min", data=str(tmp_path)))
    assert not found["possible"]
    assert not found["delay"]["possible"]
    assert found["delay"]["sentence"].endswith("; no time to reconstitute serves.")
    _, out, _ = plan.run(wanted=ONE, data=str(tmp_path))
    assert (
        f"no time serves, for 242 min at the hood are longer than the drug may wait ({ROOM}" in out
    )


def test_a_window_of_one_moment_is_possible(plan: Planner, tmp_path: Path) -> None:
    # By the minute: the latest moment is the earliest, so there is but one planned dose.
    (tmp_path / "policy.toml").write_text("[hood]\nminutes_per_vial = 120\n")
    found = wanted(plan(wanted=ONE, delay="1 min", data=str(tmp_path)))
    assert found["possible"]
    assert "by 1 min at least" in found["delay"]["sentence"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"delay": "40 min"}, "--delay needs --wanted"),
        ({"wanted": ONE, "delay": "40"}, "has no space between number and unit"),
        ({"wanted": ONE, "delay": "-40 min"}, "has a sign in front"),
        ({"wanted": ONE, "delay": "0 min"}, "is zero"),
        ({"wanted": ONE, "delay": "40 mL"}, "has the unit"),
        ({"wanted": ONE, "delay": "1,5 h"}, "has a comma"),
        ({"wanted": ONE, "delay": "90 s"}, "is no delay in whole minutes"),
        ({"wanted": ONE, "delay": "0.5 min"}, "is no delay in whole minutes"),
        ({"wanted": ONE, "delay": "1441 min"}, "is longer than a day"),
        ({"wanted": "2026-11-02 13:00"}, "is not a time for --wanted"),
        ({"wanted": "2019-12-31T13:00Z"}, "lies before 2020"),
        ({"wanted": "13:00"}, "is not a time for --wanted"),
        ({"wanted": "2026-02-30T13:00Z"}, "is not a time for --wanted"),
    ],
)
def test_nonsense_is_refused(plan: Planner, options: dict[str, str], told: str) -> None:
    assert told in plan.refused(**options)
