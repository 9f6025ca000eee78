"""The dose that is asked for, in words and against the clock."""

from datetime import timedelta

import pytest

from app.core.wording import days_in_words, named
from tests.core.course_table import asked, day, fact


def test_a_dose_in_words() -> None:
    dose, _ = asked("8 c2d15")
    assert dose.named == named(2, 15) == "cycle 2 day 15"
    assert (days_in_words(0), days_in_words(1), days_in_words(2)) == ("0 days", "1 day", "2 days")


@pytest.mark.parametrize(
    ("dose", "value", "hours"),
    [
        ("8@10:30 c1d8", "8@10:00", "0.5"),
        ("8@10:00 c1d8", "7@23:00", "11"),
        ("8@10:00 c1d8", "7", "24"),
        ("8 c1d8", "7@23:00", "24"),
        ("8 c1d8", "8", "0"),
    ],
)
def test_hours_are_counted_where_both_moments_are_known(dose: str, value: str, hours: str) -> None:
    found, _ = asked(dose)
    measured = fact(f"{value} ast 20 U/L")
    age = found.hours_since(day(value.split("@")[0]), measured.at)  # type: ignore[union-attr]
    assert age == timedelta(hours=float(hours))
