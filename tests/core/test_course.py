"""A course on record: what counts, in which order, and which value is the latest."""

import pytest

from app.core.course import COURSE_NAMES, Analyte, DoseGiven, Harm, LaboratoryValue
from app.core.quantity import show
from tests.core.course_table import course, day


def shown(value: LaboratoryValue | None) -> str:
    return "nothing" if value is None else show(value.value)


def test_what_is_taken_back_counts_no_more() -> None:
    told = course("1 given c1d1", "8 given c1d8", "9 taken-back 2")
    assert [(each.cycle, each.day) for each in told.of(DoseGiven)] == [(1, 1)]
    assert len(tuple(told.counting())) == 1


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_number_that_is_not_on_record_takes_nothing_back(number: int) -> None:
    told = course("1 given c1d1", "8 given c1d8", f"9 taken-back {number}")
    assert len(told.of(DoseGiven)) == 2


def test_taking_back_is_not_taken_back() -> None:
    told = course("1 given c1d1", "2 taken-back 1", "3 taken-back 2")
    assert told.doses() == ()


def test_doses_stand_by_date_then_by_cycle_and_day() -> None:
    told = course("8 given c1d15", "22 given c2d1", "8 given c1d8", "1 given c1d1")
    assert [(each.cycle, each.day) for each in told.doses()] == [(1, 1), (1, 8), (1, 15), (2, 1)]


@pytest.mark.parametrize(
    ("lines", "latest"),
    [
        ((), "nothing"),
        (("9 ast 20 U/L",), "nothing"),
        (("8 alt 20 U/L",), "nothing"),
        (("7 ast 20 U/L", "8 ast 30 U/L"), "30 U/L"),
        (("8 ast 30 U/L", "7 ast 20 U/L"), "30 U/L"),
        (("8@10:00 ast 30 U/L", "8@09:00 ast 20 U/L"), "30 U/L"),
        (("8@10:00 ast 30 U/L", "8 ast 20 U/L"), "30 U/L"),
        (("8@09:00 ast 30 U/L", "8@10:00 ast 20 U/L"), "20 U/L"),
        (("8 ast 30 U/L", "8 ast 20 U/L"), "30 U/L"),
        (("8 ast 20 U/L", "8@10:00 ast 30 U/L"), "30 U/L"),
        (("8 ast 30 U/L", "8@10:00 ast 20 U/L"), "30 U/L"),
        (("8@10:00 ast 30 U/L", "8@10:00 ast 20 U/L"), "30 U/L"),
    ],
)
def test_the_latest_value(lines: tuple[str, ...], latest: str) -> None:
    assert shown(course(*lines).latest(Analyte.AST, day(8))) == latest


def test_what_people_call_things() -> None:
    assert Analyte.BLOOD_BLASTS.words == "peripheral blasts"
    assert Analyte.PLATELETS.measure.units == ("10*9/L", "/mm3")
    assert Harm.VENO_OCCLUSIVE_DISEASE.words == "veno-occlusive disease"


def test_names_on_disk_are_of_one_fact_each() -> None:
    assert len(set(COURSE_NAMES.values())) == len(COURSE_NAMES)
    assert COURSE_NAMES["dose-given"] is DoseGiven
