"""A patient's cycles as a calendar: each dose with its mark, its dates and a remark."""

from dataclasses import replace

import pytest

from app import references
from app.core.calendar import Calendar, CalendarDose, Mark, calendar
from app.core.formulary import Monograph
from tests.core.course_table import DAY_ONE, course, day, told

US = references.monograph_named("besponsa-us")


def shown(text: str, today: int, monograph: Monograph = US) -> list[str]:
    """Return each dose as "c1d8 due 7-10", its days counted from day 1."""
    found = calendar(course(*told(text)), monograph, day(today))
    return [line(dose) for cycle in found.cycles for dose in cycle.doses]


def line(dose: CalendarDose) -> str:
    span = [(each - DAY_ONE).days + 1 for each in (dose.on, dose.earliest, dose.latest) if each]
    text = f"c{dose.cycle}d{dose.day} {dose.mark.value} {'-'.join(map(str, span))}".strip()
    return f"{text} ({dose.remark})" if dose.remark else text


FIRST = ["c1d1 given 1"]


def test_a_course_not_begun() -> None:
    assert shown("", 1) == [
        "c1d1 due 1 (first dose)",
        "c1d8 planned 7-10",
        "c1d15 planned 13-17",
    ]


def test_a_course_that_goes_as_planned() -> None:
    assert shown("1 given c1d1", 1) == [
        "c1d1 given 1",
        "c1d8 planned 7-10",
        "c1d15 planned 13-17",
        "c2d1 planned 22-29",
        "c2d8 planned 28-31",
        "c2d15 planned 34-38",
    ]


@pytest.mark.parametrize(
    ("today", "second"),
    [
        (6, "c1d8 planned 7-10"),
        (7, "c1d8 due 7-10"),
        (10, "c1d8 due 7-10"),
        (11, "c1d8 late 7-10 (3 days late)"),
        (14, "c1d8 late 7-10 (6 days late)"),
        (15, "c1d8 impossible (7 days late: omitted)"),
    ],
)
def test_a_dose_through_the_days(today: int, second: str) -> None:
    assert shown("1 given c1d1", today)[1] == second


def test_a_dose_that_still_can_be_given_moves_the_next_one() -> None:
    assert shown("1 given c1d1", 11)[2] == "c1d15 planned 17-17"
    assert shown("1 given c1d1", 14)[2] == "c1d15 planned 20-20"
    assert shown("1 given c1d1", 15)[2] == "c1d15 due 13-17"


def test_what_was_omitted_or_is_not_on_record() -> None:
    assert shown("1 given c1d1; 8 omitted c1d8; 22 given c2d1", 22)[:4] == [
        "c1d1 given 1",
        "c1d8 omitted 8 (liver values)",
        "c1d15 not on record",
        "c2d1 given 22",
    ]
    assert shown("8 given c1d8", 8) == [
        "c1d1 not on record",
        "c1d8 given 8",
        "c1d15 not on record",
    ]


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (21, "c2d1 planned 22-29"),
        (22, "c2d1 due 22-29"),
        (29, "c2d1 due 22-29"),
        (30, "c2d1 late 22-29 (1 day late)"),
    ],
)
def test_the_next_cycle_through_the_days(today: int, first: str) -> None:
    found = shown("cycles 1-1", today)
    assert found[3] == first
    begins = max(today, 22)
    assert found[4] == f"c2d8 planned {begins + 6}-{begins + 9}"


def test_an_interruption_moves_the_next_dose_or_holds_it() -> None:
    assert shown("1 given c1d1; 6 interrupted until 10", 7)[1] == "c1d8 planned 10-10"
    assert shown("1 given c1d1; 6 interrupted until 12", 7)[1] == "c1d8 planned 12-12"
    assert shown("1 given c1d1; 3 interrupted until 10", 10)[1] == (
        "c1d8 impossible (dose is omitted after interruption)"
    )
    assert shown("1 given c1d1; 3 interrupted still", 8)[1:] == [
        "c1d8 impossible (interrupted)",
        "c1d15 impossible (interrupted)",
        "c2d1 impossible (interrupted)",
    ]
    assert shown("cycles 1-1; 20 interrupted until 40", 30)[3] == "c2d1 planned 40-40"


@pytest.mark.parametrize(
    ("fact", "remark"),
    [
        ("3 discontinued rash", "discontinued 2026-11-04"),
        ("3 harm veno-occlusive-disease grade 1", "veno-occlusive disease 2026-11-04"),
        ("3 harm severe-liver-toxicity grade 3", "severe liver toxicity 2026-11-04"),
        ("3 harm infusion-reaction grade 3", "infusion reaction 2026-11-04"),
    ],
)
def test_after_the_end_nothing_comes(fact: str, remark: str) -> None:
    found = calendar(course("1 given c1d1", fact), US, day(3))
    assert found.following is None
    assert [line(dose) for dose in found.cycles[0].doses[1:]] == [
        f"c1d8 impossible ({remark})",
        f"c1d15 impossible ({remark})",
    ]
    assert len(found.cycles) == 1


@pytest.mark.parametrize(
    "fact",
    [
        "9 discontinued rash",
        "9 harm veno-occlusive-disease grade 1",
        "3 harm veno-occlusive-disease grade 0",
        "3 harm infusion-reaction grade 2",
        "0 harm veno-occlusive-disease grade 3",
        "0 harm infusion-reaction grade 3",
        "3 harm infusion-reaction grade 4 unrelated",
        "3 harm of-the-blood named neutropenia grade 4 related",
    ],
)
def test_what_does_not_end_the_course(fact: str) -> None:
    assert shown(f"1 given c1d1; {fact}", 8)[1] == "c1d8 due 7-10"


@pytest.mark.parametrize(
    "fact",
    [
        "3 harm veno-occlusive-disease not-graded",
        "3 harm infusion-reaction not-graded",
    ],
)
def test_what_nobody_graded_ends_the_course(fact: str) -> None:
    assert "impossible" in shown(f"1 given c1d1; {fact}", 8)[1]


def test_a_toxicity_that_holds_the_next_dose_is_named() -> None:
    rash = "3 harm other named rash grade 2 related"
    assert shown(f"1 given c1d1; {rash}", 8)[1:3] == [
        "c1d8 due 7-10 (held: rash grade 2)",
        "c1d15 planned 14-17",
    ]
    assert shown(f"1 given c1d1; {rash}", 11)[1] == (
        "c1d8 late 7-10 (3 days late, held: rash grade 2)"
    )
    two = f"{rash}; 4 harm other named nausea not-graded related"
    assert "(held: rash grade 2, nausea not graded)" in shown(f"1 given c1d1; {two}", 8)[1]
    over = f"{rash}; 7 harm other named rash grade 1 related"
    assert shown(f"1 given c1d1; {over}", 8)[1] == "c1d8 due 7-10"


def test_what_was_seen_before_the_first_dose_does_not_end_a_course_not_begun() -> None:
    assert shown("0 harm veno-occlusive-disease grade 3", 1)[0] == "c1d1 due 1 (first dose)"
    assert "impossible" in shown("1 harm veno-occlusive-disease grade 3", 1)[0]


def test_ended_or_interrupted_before_the_first_dose() -> None:
    assert shown("1 discontinued rash", 2) == ["c1d1 impossible (discontinued 2026-11-02)"]
    assert shown("1 interrupted still", 2) == ["c1d1 impossible (interrupted)"]


def test_no_cycle_too_many() -> None:
    assert shown("cycles 1-6; 70 response cr", 162)[-1] == "c7d1 impossible (at most 6 cycles)"
    assert shown("cycles 1-5; 70 response cr", 134)[-3] == "c6d1 due 134-134"
    assert shown("cycles 1-3; 70 response none", 78)[-1] == "c4d1 impossible (no response)"
    assert shown("cycles 1-3; 70 response cr", 78)[-3] == "c4d1 due 78-78"
    transplant = "cycles 1-3; 70 response cr; 71 transplant planned"
    assert shown(transplant, 78)[-1] == "c4d1 impossible (transplant too many cycles)"


def test_what_is_assessed_within_a_cycle_is_for_the_next_one() -> None:
    record = "cycles 1-3; 70 response cr; 78 given c4d1; 80 response none"
    assert shown(record, 85)[10] == "c4d8 due 84-87"
    assert shown(record, 85)[-1] == "c5d1 impossible (no response)"


def test_dates_count_from_the_doses_as_they_were_given() -> None:
    assert shown("1 given c1d1; 10 given c1d8", 10)[2] == "c1d15 planned 16-17"
    assert shown("1 given c1d1; 8 given c1d8; 20 given c1d15", 20)[3] == "c2d1 planned 26-29"
    assert shown("1 given c1d1; 15 given c1d15", 15)[1] == "c1d8 not on record"
    assert shown("1 given c1d1; 8 given c1d8", 16)[3] == "c2d1 planned 22-29"
    assert shown("1 given c1d1; 8 given c1d8", 20)[3] == "c2d1 planned 26-29"


@pytest.mark.parametrize(
    ("fact", "today", "earliest"),
    [
        ("7 interrupted until 9", 1, "planned 9-10"),
        ("8 interrupted until 9", 1, "planned 7-10"),
        ("5 interrupted until 7", 1, "planned 7-10"),
        ("5 interrupted until 8", 1, "planned 8-10"),
        ("9 interrupted until 12", 9, "planned 12-12"),
        ("9 interrupted until 12", 12, "late 7-10 (4 days late)"),
    ],
)
def test_an_interruption_moves_a_dose_only_as_far_as_it_lasts(
    fact: str, today: int, earliest: str
) -> None:
    assert shown(f"1 given c1d1; {fact}", today)[1] == f"c1d8 {earliest}"


def test_a_slip_of_the_pen_makes_no_hundred_cycles() -> None:
    found = calendar(course("1 given c1d1", "22 given c111d1"), US, day(22))
    assert [each.cycle for each in found.cycles] == [1, 2, 3, 4, 5, 6, 111, 112]


def test_two_doses_a_cycle() -> None:
    reduced = "cycles 1-1; 20 response cr; 21 reduced to 2 doses"
    assert shown(reduced, 22)[3:] == [
        "c2d1 due 22-29",
        "c2d8 planned 28-31",
        "c2d15 impossible (2 doses a cycle)",
    ]
    assert shown(f"{reduced}; 22 given c2d1", 29)[4:6] == [
        "c2d8 due 28-31",
        "c2d15 impossible (2 doses a cycle)",
    ]
    assert shown(f"{reduced}; 22 given c2d1; 29 omitted c2d8", 36)[5] == "c2d15 due 34-38"


def test_an_unreadable_dose_stops_the_counting() -> None:
    found = calendar(course("1 given c1d1", "5 unreadable dose"), US, day(8))
    assert found.following is None
    assert found.cycles[0].doses[1].remark == "dose unreadable"


def test_what_follows_is_the_first_dose_that_is_open() -> None:
    found = calendar(course("1 given c1d1"), US, day(8))
    assert found.following is not None
    assert (found.following.day, found.following.mark) == (8, Mark.DUE)
    assert calendar(course("1 given c1d1", "2 discontinued rash"), US, day(8)).following is None


def test_a_label_without_lengths_of_cycles_ends_with_what_is_on_record() -> None:
    bare = replace(US, cycle_lengths=())
    found = calendar(course("cycles 1-1"), bare, day(22))
    assert isinstance(found, Calendar)
    assert [each.cycle for each in found.cycles] == [1]
    assert found.cycles[0].first == day(1)
