"""`umbra plan` told what happened: the timelines of the facts, to the second."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app import cli

ASKED = ["--height", "176 cm", "--weight", "99 kg", "--cycle", "1", "--day", "1", "--age", "46 y"]
COLD = ["--storage", "refrigerated"]
Told = Callable[..., dict[str, Any]]


def at(time: str, offset: str = "-06:00", day: str = "2026-11-02") -> str:
    return f"{day}T{time}{offset}"


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Return the object that `umbra plan` prints for what happened, with its exit code."""

    def run(*words: str) -> dict[str, Any]:
        code = cli.run(["plan", *ASKED, *words, "--json"])
        made: dict[str, Any] = json.loads(capsys.readouterr().out)
        return made | {"code": code}

    return run


def deadlines(made: dict[str, Any]) -> dict[str, str]:
    return {each["name"].removesuffix("-by"): each["at"][11:19] for each in made["deadlines"]}


def stops(made: dict[str, Any]) -> list[str]:
    return [each["code"] for each in made["findings"] if each["severity"] == "stop"]


def test_the_first_of_the_vials_decides_in_whatever_order_they_are_told(told: Told) -> None:
    made = told("--reconstituted", at("10:50"), "--reconstituted", at("10:00"))
    assert deadlines(made) == {"dilute": "20:00:00", "start": "23:00:00", "end": "00:00:00"}


def test_refrigerated_then_warm(told: Told) -> None:
    cold = (
        *("--reconstituted", at("10:00"), "--diluted", at("10:20")),
        *("--storage", "refrigerated"),
    )
    assert deadlines(told(*cold)) == {
        "dilute": "20:00:00",
        "take-out-of-refrigerator": "19:20:00",
        "start": "20:20:00",
        "end": "00:00:00",
    }
    out = told(*cold, "--out-of-refrigerator", at("12:00"))
    assert "take-out-of-refrigerator" not in deadlines(out)
    assert deadlines(out)["start"] == "20:20:00"
    (soonest,) = out["not_before"]
    assert (soonest["name"], soonest["at"]) == ("start-not-before", "2026-11-02T19:00:00Z")
    assert soonest["rule"] == "at least 1 h to room temperature"
    assert stops(out) == []
    assert stops(told(*cold, "--out-of-refrigerator", at("13:20"))) == []
    late = told(*cold, "--out-of-refrigerator", at("13:20:01"))
    assert (late["code"], stops(late)) == (3, ["taken-out-too-late"])
    early = told(*cold, "--out-of-refrigerator", at("12:00"), "--started", at("12:59:59"))
    assert stops(early) == ["started-too-early"]
    assert sentence(early, "started-too-early").endswith(
        "Stop the infusion, keep the bag, and call a pharmacist."
    )
    warm = told(*cold, "--out-of-refrigerator", at("12:00"), "--started", at("13:00"))
    assert stops(warm) == []


def test_room_temperature_then_the_refrigerator(told: Told) -> None:
    made = told(
        *("--reconstituted", at("10:00"), "--diluted", at("10:20"), "--storage", "room"),
        *("--into-refrigerator", at("12:00")),
    )
    assert deadlines(made)["take-out-of-refrigerator"] == "19:20:00"
    assert deadlines(made)["start"] == "20:20:00"


PAUSED = ("--started", at("16:50"), "--paused", at("17:00"), "--resumed", at("17:11"))


def sentence(made: dict[str, Any], code: str) -> str:
    """Return the sentence of a finding."""
    (found,) = (each["sentence"] for each in made["findings"] if each["code"] == code)
    return str(found)


def test_a_pause_after_the_bag_was_empty_leaves_nothing(told: Told) -> None:
    made = told(
        *("--monograph", "besponsa-eu", "--reconstituted", at("10:00"), "--diluted", at("10:20")),
        *("--started", at("16:50"), "--paused", at("18:30")),
    )
    assert (stops(made), made["infusion"]["ends"]) == ([], "2026-11-02T23:50:00Z")
    assert made["infusion"]["left_at_limit"] is None


def test_a_start_from_the_refrigerator_is_a_stop(told: Told) -> None:
    made = told(
        *("--reconstituted", at("10:00"), "--diluted", at("10:20"), *COLD),
        *("--started", at("12:00")),
    )
    assert (made["code"], stops(made)) == (3, ["started-in-refrigerator"])
    assert "stop the infusion, keep the bag" in sentence(made, "started-in-refrigerator")


@pytest.mark.parametrize("monograph", ["besponsa-us", "besponsa-eu"])
@pytest.mark.parametrize("started", [(), ("--started", at("12:00"))])
@pytest.mark.parametrize(
    "kept", [(), ("--storage", "room"), COLD, [*COLD, "--out-of-refrigerator", at("11:00")]]
)
def test_every_deadline_has_its_rule_and_its_source(
    told: Told, monograph: str, started: tuple[str, ...], kept: list[str]
) -> None:
    made = told(
        *("--monograph", monograph, "--reconstituted", at("10:00"), "--diluted", at("10:20")),
        *(*kept, *started),
    )
    for each in made["deadlines"]:
        assert each["rule"].startswith("at most ")
        assert each["source"]
    assert not (started and "take-out-of-refrigerator" in deadlines(made))


def test_the_us_label_has_no_time_for_vials_at_room_temperature(told: Told) -> None:
    kept = ("--reconstituted", at("10:00"), "--kept", "room")
    assert "gives no time at room temperature" in sentence(told(*kept), "kept-untimed")
    for other in (told(*kept[:2]), told(*kept[:3], "refrigerated")):
        assert "kept-untimed" not in [each["code"] for each in other["findings"]]


def test_a_start_in_time_to_the_second(told: Told) -> None:
    eu = ("--monograph", "besponsa-eu", "--reconstituted", at("10:00"), "--diluted", at("10:20"))
    assert stops(told(*eu, "--started", at("17:00"))) == []
    assert stops(told(*eu, "--started", at("17:00:01"))) == [
        "started-too-late",
        "infusion-past-limit",
    ]
    assert stops(told(*eu, "--started", at("17:00"), "--ended", at("18:00"))) == []
    late = told(*eu, *PAUSED, "--ended", at("18:00:01"))
    assert stops(late) == ["ended-too-late"]
    assert sentence(late, "ended-too-late").endswith(
        "Stop the infusion, keep the bag, and call a pharmacist now."
    )
    empty = told(*eu, "--started", at("16:50"), "--ended", at("18:04"))
    assert stops(empty) == []


def test_case_27_a_pause_that_runs_past_the_limit(told: Told) -> None:
    made = told(
        *("--reconstituted", at("10:00"), "--diluted", at("12:50"), "--storage", "room"),
        *("--started", at("16:50"), "--paused", at("17:20"), "--resumed", at("17:40")),
    )
    assert stops(made) == ["infusion-past-limit"]
    infusion = made["infusion"]
    assert infusion["ends"] == "2026-11-03T00:10:00Z"
    left = infusion["left_at_limit"]
    assert left["at"] == "2026-11-03T00:00:00Z"
    assert (left["volume"]["value"], left["dose"]["value"]) == ("8.3", "0.29")
    assert left["volume"]["exact"].startswith("8.3333333333333333333333")
    past = sentence(made, "infusion-past-limit")
    assert "8.3 mL (0.29 mg of 1.75 mg) will be left" in past
    assert past.endswith("keep the bag, and call a pharmacist now.")


def test_a_pause_that_goes_on_is_reckoned_to_where_it_began(told: Told) -> None:
    made = told(
        *("--reconstituted", at("10:00"), "--diluted", at("12:50")),
        *("--started", at("16:00"), "--paused", at("16:30")),
    )
    assert made["infusion"]["ends"] == "2026-11-02T23:00:00Z"
    assert made["infusion"]["left_at_limit"] is None
    assert stops(made) == []


@pytest.mark.parametrize(
    ("began", "diluted", "expected"),
    [
        # Past midnight.
        (at("22:00"), at("23:50"), ("08:00:00", "09:50:00", "12:00:00")),
        # The night in which clocks go back in Chicago: 01:30 comes twice.
        (
            at("01:30", "-05:00", "2026-11-01"),
            at("01:30", "-06:00", "2026-11-01"),
            ("10:30:00", "11:30:00", "14:30:00"),
        ),
        # The night in which they go forward: from 01:59 to 03:00.
        (
            at("01:30", "-06:00", "2026-03-08"),
            at("03:10", "-05:00", "2026-03-08"),
            ("11:30:00", "12:10:00", "15:30:00"),
        ),
    ],
)
def test_midnight_and_the_nights_in_which_clocks_change(
    told: Told, began: str, diluted: str, expected: tuple[str, str, str]
) -> None:
    found = deadlines(told("--reconstituted", began, "--diluted", diluted, "--storage", "room"))
    assert (found["dilute"], found["start"], found["end"]) == expected


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--started", "10:00"), "--started needs --diluted, for it comes after that."),
        (("--paused", "10:00"), "--paused needs --started"),
        (("--resumed", "10:00"), "--resumed needs --paused"),
        (("--ended", "10:00"), "--ended needs --started"),
        (("--into-refrigerator", "10:00"), "--into-refrigerator needs --diluted"),
        (("--out-of-refrigerator", "10:00"), "--out-of-refrigerator needs --diluted"),
        (("--kept", "room"), "--kept needs --reconstituted"),
    ],
)
def test_what_happened_needs_what_came_before_it(
    words: tuple[str, str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    option, time = words
    told = time if time == "room" else at(time)
    assert cli.run(["plan", *ASKED, option, told]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--out-of-refrigerator", at("12:00")], "it must have been there"),
        (["--into-refrigerator", at("10:10")], "lies before the dilution"),
        (
            ["--storage", "refrigerated", "--out-of-refrigerator", at("10:10")],
            "its end before its beginning",
        ),
        (
            ["--started", at("12:00"), "--paused", at("12:10"), "--paused", at("12:20")],
            "Each --resumed follows its --paused",
        ),
        (["--started", at("12:00"), "--paused", at("11:59")], "not in order"),
        (["--started", at("12:00"), "--ended", at("11:59")], "not in order"),
        (["--started", "noon"], "is not a time for --started"),
        (["--started", at("10:19:59")], "--started lies before --diluted"),
        (
            ["--into-refrigerator", at("11:00"), "--started", at("10:50")],
            "--started lies before --into-refrigerator",
        ),
        (
            [*COLD, "--out-of-refrigerator", at("12:00"), "--started", at("11:59")],
            "--started lies before --out-of-refrigerator",
        ),
        (["--reconstituted", at("10:20:01")], "was reconstituted after --diluted"),
    ],
)
def test_times_that_cannot_be_are_refused(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    happened = ["--reconstituted", at("10:00"), "--diluted", at("10:20")]
    assert cli.run(["plan", *ASKED, *happened, *words]) == 2
    assert sentence in capsys.readouterr().err


def test_a_person_at_a_terminal_reads_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    happened = [
        *("--reconstituted", at("10:00"), "--diluted", at("10:20"), "--storage", "refrigerated"),
        *("--out-of-refrigerator", at("12:00"), "--started", at("13:00")),
    ]
    assert cli.run(["plan", *ASKED, *happened]) == 0
    out = capsys.readouterr().out
    assert "start-not-before             2026-11-02 13:00 -0600  at least 1 h" in out
    assert "infusion ends                2026-11-02 14:00 -0600  by rate and time" in out


def test_the_category_is_said_to_be_unchecked_until_the_site_states_one(told: Told) -> None:
    made = told("--reconstituted", at("10:00"))
    assert "category-not-checked" in [each["code"] for each in made["findings"]]
    eu = told("--monograph", "besponsa-eu", "--reconstituted", at("10:00"))
    assert "category-not-checked" not in [each["code"] for each in eu["findings"]]
