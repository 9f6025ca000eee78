"""Months as people write them: strict, in order, and one after the other."""

from datetime import date

import pytest

from app.core.month import Month, Months, month_of, parse_month, parse_months
from app.core.refused import Refused


def test_a_month_is_read_and_written_the_same_way() -> None:
    month = parse_month("2026-01")
    assert (month, str(month)) == (Month(2026, 1), "2026-01")
    assert month_of(date(2026, 1, 31)) == month


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-1", "2026-13", "2026-00", "26-01", "0999-01", "2026-01-01", " 2026-01",
     "2026-01\n", "2026/01", "\u0662\u0660\u0662\u0666-\u0660\u0661", "2026-01x",
     "-026-01", "a" * 99],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is not a month; write the year, a hyphen and two digits"):
        parse_month(text)


@pytest.mark.parametrize(
    ("months", "found"),
    [(0, "2026-11"), (1, "2026-12"), (2, "2027-01"), (-10, "2026-01"), (-11, "2025-12"),
     (-23, "2024-12"), (14, "2028-01")],
)  # fmt: skip
def test_months_are_counted_across_years(months: int, found: str) -> None:
    assert str(Month(2026, 11).later(months)) == found


def test_months_hold_both_ends_and_are_open_where_none_is_named() -> None:
    spring = parse_months("2026-03", "2026-05")
    named = [number for number in range(1, 13) if Month(2026, number) in spring]
    assert named == [3, 4, 5]
    assert Month(1999, 1) in Months()
    assert Month(2026, 2) not in parse_months("2026-03", None)
    assert Month(2026, 6) not in parse_months(None, "2026-05")
    assert Month(2026, 5) in parse_months("2026-05", "2026-05")


def test_months_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(Refused, match="2026-05 is later than 2026-03"):
        parse_months("2026-05", "2026-03")
