"""Ages in completed years, months and days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.order import Age, Patient

DAYS = st.dates(date(1920, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("1979-04-12", "2026-11-02", Age(47, 6, 21)),
        ("2025-11-03", "2026-11-02", Age(0, 11, 30)),
        ("2025-11-02", "2026-11-02", Age(1, 0, 0)),
        ("2025-11-02", "2026-11-01", Age(0, 11, 30)),
        ("2026-11-02", "2026-11-02", Age(0, 0, 0)),
        ("2024-02-29", "2025-02-28", Age(0, 11, 30)),
        ("2024-02-29", "2025-03-01", Age(1, 0, 1)),
        ("2025-12-31", "2026-03-01", Age(0, 2, 1)),
        ("2025-12-15", "2026-01-14", Age(0, 0, 30)),
        ("2008-11-03", "2026-11-02", Age(17, 11, 30)),
    ],
)
def test_age_is_what_is_completed(born: str, day: str, age: Age) -> None:
    patient = Patient("DEMO, Adalind", "00482913", date.fromisoformat(born))
    assert patient.age_on(date.fromisoformat(day)) == age


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        Age.between(date(2026, 11, 3), date(2026, 11, 2))


@given(DAYS, DAYS)
def test_age_grows_by_the_day_and_a_year_ends_on_the_birthday(one: date, other: date) -> None:
    born, day = sorted((one, other))
    age = Age.between(born, day)
    assert age <= Age.between(born, day + timedelta(days=1))
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    assert age.years == years
    assert 0 <= age.months <= 11
    assert 0 <= age.days <= 30


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (Age(46, 3, 2), "46 y"),
        (Age(2), "2 y"),
        (Age(1, 11, 30), "23 mo"),
        (Age(1), "12 mo"),
        (Age(0, 11, 30), "11 mo"),
        (Age(0, 0, 12), "12 d"),
    ],
)
def test_an_age_is_said_as_people_say_it(age: Age, text: str) -> None:
    assert age.show() == text
