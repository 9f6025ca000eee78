"""Interruptions and reductions: the ladder down, which is never climbed back."""

from dataclasses import replace

import pytest

from app import references
from app.core.changes import (
    InForce,
    change_findings,
    dose_in_words,
    effective_reduction,
    in_force,
    interruptions_once,
    known_reduction,
    show_in_force,
)
from app.core.formulary import Monograph
from tests.core.course_table import asked, course, day, fact, told

US = references.monograph_named("besponsa-us")
FIRST = "cycles 1-1; 16 interrupted until 30"
SECOND = f"{FIRST}; 30 given c2d1; 31 interrupted until 45"
THIRD = f"{SECOND}; 58 given c3d1; 59 interrupted until 73"


def standing(text: str, dose: str = "100 c6d1", monograph: Monograph = US) -> InForce:
    return in_force(course(*told(text)), asked(dose)[0], monograph)


def ladder(text: str, dose: str = "100 c6d1") -> tuple[int, int | None, bool]:
    found = standing(text, dose)
    return found.percent, found.doses_per_cycle, found.ended


@pytest.mark.parametrize(
    ("text", "dose", "stands"),
    [
        ("", "1 c1d1", (0, None, False)),
        (FIRST, "15 c1d15", (0, None, False)),
        (FIRST, "30 c2d1", (25, None, False)),
        (SECOND, "45 c2d15", (25, None, False)),
        (SECOND, "58 c3d1", (25, 2, False)),
        (THIRD, "86 c4d1", (25, 2, True)),
        (f"{THIRD}; 86 given c4d1; 87 interrupted until 120", "120 c5d1", (25, 2, True)),
        (f"{FIRST}; 30 reduced by 30%; 31 reduced by 10%", "30 c2d1", (30, None, False)),
        ("1 reduced to 1 doses; 2 reduced to 2 doses", "30 c2d1", (0, 1, False)),
        ("1 reduced to 2 doses; 2 reduced to 1 doses", "30 c2d1", (0, 1, False)),
        ("cycles 1-2; 60 interrupted until 80", "50 c3d1", (0, None, False)),
        (f"15 reduced to 2 doses; {FIRST}", "30 c2d1", (25, 2, False)),
        (f"14 reduced by 30%; {FIRST}", "30 c2d1", (30, 2, False)),
        (f"15 reduced by 30%; {FIRST}", "30 c2d1", (30, None, False)),
        (f"16 reduced by 25%; {FIRST}", "30 c2d1", (25, None, False)),
        ("cycles 1-1; 15 reduced by 25%; 22 interrupted until 36", "36 c2d1", (25, None, False)),
        ("cycles 1-1; 15 reduced by 25%; 23 interrupted until 37", "37 c2d1", (25, 2, False)),
        ("cycles 1-1; 15 reduced by 25%; 17 interrupted until 20", "22 c2d1", (25, None, False)),
        (
            f"{FIRST}; 30 given c2d1; 30 reduced to 2 doses; 31 interrupted until 45",
            "58 c3d1",
            (25, 2, False),
        ),
        (
            f"{SECOND}; 57 reduced to 2 doses; 58 given c3d1; 59 interrupted until 73",
            "86 c4d1",
            (25, 2, True),
        ),
    ],
)
def test_each_long_interruption_leads_one_rung_down(
    text: str, dose: str, stands: tuple[int, int | None, bool]
) -> None:
    assert ladder(text, dose) == stands


def test_why_a_reduction_is_in_force_is_said() -> None:
    assert standing(SECOND).because == ("an interruption of 14 days from 2026-12-02 (rash)")
    assert standing(SECOND).words == "2 doses in each cycle"
    assert standing("21 reduced by 25%").words == ""
    assert standing("21 reduced by 25%").because == "reduced on 2026-11-22: rash"
    assert standing("1 given c1d1 0.6 mg/m2").because == (
        "cycle 1 day 1 of 2026-11-02 was given reduced by 25%"
    )


def test_a_ladder_may_begin_with_fewer_doses() -> None:
    fewer_first = replace(US, reductions=US.reductions[1:])
    found = standing(FIRST, monograph=fewer_first)
    assert (found.percent, found.doses_per_cycle, found.ended) == (0, 2, False)


def test_what_is_reduced_later_does_not_bind_before() -> None:
    assert ladder("30 given c2d1 reduced 25%", "22 c2d1") == (0, None, False)
    assert ladder("30 given c2d1 reduced 25%", "30 c2d1") == (25, None, False)


def test_a_label_without_a_ladder_has_no_rungs() -> None:
    bare = replace(US, reductions=())
    assert standing(FIRST, monograph=bare) == InForce()


@pytest.mark.parametrize(
    ("dose", "percent"),
    [
        ("1 given c1d1 0.8 mg/m2", 0),
        ("1 given c1d1 0.799 mg/m2", 0),
        ("1 given c1d1 0.6 mg/m2", 25),
        ("1 given c1d8 0.375 mg/m2", 25),
        ("1 given c1d8 0.25 mg/m2", 0),
        ("1 given c1d9 0.1 mg/m2", 0),
        ("1 given c2d1 0.6 mg/m2", 25),
        ("1 given c2d1 0.599 mg/m2", 25),
        ("1 given c1d8 0.385 mg/m2", 25),
        ("1 given c1d8 0.386 mg/m2", 0),
        ("1 given c1d8 0.365 mg/m2", 25),
        ("1 given c1d8 0.364 mg/m2", 0),
        ("1 given c1d8 0.7 mg/m2", 0),
        ("1 given c2d1 0.375 mg/m2", 25),
        ("1 given c2d1 0.81 mg/m2", 0),
        ("1 given c1d1 0.8 mg/m2 reduced 25%", 25),
        ("1 given c1d1", 0),
    ],
)
def test_only_the_reduction_of_the_label_is_read_from_an_amount(dose: str, percent: int) -> None:
    assert standing(dose).percent == percent


def said(text: str, dose: str, monograph: Monograph = US) -> list[str]:
    found = change_findings(course(*told(text)), asked(dose)[0], monograph)
    return [each.sentence for each in found]


def test_an_amount_that_nothing_explains_asks_for_the_reduction() -> None:
    assert said("1 given c1d8 0.25 mg/m2", "8 c1d15") == [
        "Cycle 1 day 8 of 2026-11-02 was 0.25 mg/m2: the label has 0.5 mg/m2, and no reduction on "
        "record explains it. Record the reduction that was in force, with its date, or record "
        "the dose again."
    ]
    assert said("9 given c1d8 0.25 mg/m2", "8 c1d15") == []


def test_a_stop_comes_before_a_warning_of_an_earlier_dose() -> None:
    first = "1 given c1d1 1.456 mg; 8 given c1d8 0.774 mg"
    assert said(first, "15 c1d15") == [
        "Cycle 1 day 8 of 2026-11-09 was 0.774 mg, 15% less than the area that the doses before "
        "it imply. Say why, such as a lower weight; if it was reduced, record the reduction."
    ]
    (found,) = said(f"{first}; 15 given c1d15 0.6 mg", "22 c2d1")
    assert found.startswith("Cycle 1 day 15 of 2026-11-16 was 0.6 mg, 34% less")


def test_an_area_is_taken_from_mg_and_mg_per_area_where_both_are_told() -> None:
    text = "1 given c1d1 1 mg 0.8 mg/m2; 8 given c1d8 {} mg"
    assert said(text.format("0.62"), "15 c1d15") == []
    assert len(said(text.format("0.5"), "15 c1d15")) == 1


def test_a_first_dose_that_was_reduced_implies_the_whole_area() -> None:
    text = "1 given c1d1 1.092 mg reduced 25%; 8 given c1d8 0.5 mg"
    lower = said(text, "15 c1d15")
    assert [each.startswith("Cycle 1 day 8 of 2026-11-09 was 0.5 mg, 27%") for each in lower] == [
        False,
        True,
    ]


def test_what_cannot_be_an_amount_is_not_reckoned_with() -> None:
    assert said("1 given c1d1 1 mg reduced 100%; 8 given c1d8 0.1 mg", "15 c1d15") == [
        "The dose was reduced by 100%: cycle 1 day 1 of 2026-11-02 was given reduced by 100%. "
        "The label knows 25%, and a reduced dose is never raised. Discuss the dose with the "
        "prescriber."
    ]


def test_a_label_that_knows_no_reduction_implies_none() -> None:
    bare = replace(US, reduction=None)
    assert standing("1 given c1d1 0.6 mg/m2", monograph=bare) == InForce()
    (found,) = said("1 given c1d1 0.6 mg/m2", "8 c1d8", bare)
    assert found.startswith("Cycle 1 day 1 of 2026-11-02 was 0.6 mg/m2")


def test_a_dose_given_higher_than_the_reduction_allowed_is_said_once() -> None:
    text = "1 given c1d1 0.6 mg/m2; 8 given c1d8 0.5 mg/m2; 15 given c1d15 0.5 mg/m2"
    assert said(text, "22 c2d1")[1:] == [
        "Given higher than the reduction in force allowed: cycle 1 day 8 of 2026-11-09, cycle 1 "
        "day 15 of 2026-11-16. The reduction stays in force; correct the record if it is wrong."
    ]


def test_interruptions_that_run_into_each_other_are_one() -> None:
    text = "3 interrupted until 9: rash; 9 interrupted until 12: fever; 20 interrupted still"
    found = interruptions_once(course(*told(text)))
    assert [(each.begun, each.until, each.reason) for each in found] == [
        (day(3), day(12), "rash; fever"),
        (day(20), None, "rash"),
    ]


def test_within_an_open_interruption_everything_is_interrupted() -> None:
    text = "3 interrupted still: rash; 9 interrupted until 12: rash"
    (found,) = interruptions_once(course(*told(text)))
    assert (found.begun, found.until, found.reason) == (day(3), None, "rash")


def test_the_reduction_that_a_dose_is_calculated_with() -> None:
    def reduced(text: str, dose: str, monograph: Monograph = US) -> int | None:
        found, _ = asked(dose)
        return effective_reduction(standing(text, dose, monograph), found, monograph)

    assert reduced("", "22 c2d1") is None
    assert reduced("", "22 c2d1 less 25%") == 25
    assert reduced("21 reduced by 20%", "22 c2d1") == 20
    assert reduced("21 reduced by 20%", "22 c2d1 less 25%") == 25
    assert reduced("21 reduced by 40%", "22 c2d1") == 25
    assert reduced("21 reduced by 40%", "22 c2d1", replace(US, reduction=None)) is None


def test_a_label_that_knows_no_reduction_stops_a_reduced_course() -> None:
    bare = replace(US, reduction=None)
    assert known_reduction(US)[0] == 25
    assert known_reduction(bare) == (0, "US label")
    found = change_findings(course("1 reduced by 25%"), asked("8 c1d8")[0], bare)
    assert [each.code for each in found] == ["reduced-by-more-than-the-label"]


def test_rules_that_a_site_switched_off_say_nothing() -> None:
    bare = replace(US, interruptions=())
    record = course(*told("1 given c1d1; 2 interrupted until 40"))
    assert change_findings(record, asked("40 c2d1")[0], bare) == ()


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (InForce(), ""),
        (InForce(percent=25), "25% less"),
        (InForce(doses_per_cycle=2), "2 doses a cycle"),
        (InForce(percent=25, doses_per_cycle=2), "25% less and 2 doses a cycle"),
        (InForce(percent=25, ended=True), "no further dose"),
    ],
)
def test_a_reduction_in_words(found: InForce, words: str) -> None:
    assert show_in_force(found) == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1 given c1d1", "amount not on record"),
        ("1 given c1d1 1.1 mg 0.6 mg/m2 reduced 25%", "1.1 mg, 0.6 mg/m2, reduced by 25%"),
        ("1 given c1d1 1.1 mg", "1.1 mg"),
    ],
)
def test_the_amount_of_a_dose_in_words(line: str, words: str) -> None:
    assert dose_in_words(fact(line)) == words  # type: ignore[arg-type]
