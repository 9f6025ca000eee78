"""When the doses of a course may be given, by the dates of those that were."""

from dataclasses import replace
from datetime import date

from app import references
from app.core.schedule import days_of, next_cycle, window, windows
from tests.core.course_table import day

US = references.monograph_named("besponsa-us")
BARE = replace(US, day_tolerance=None, days_between_doses=None, cycle_lengths=())


def dates(number: int, given: str, first: str | None = None) -> list[tuple[int, str, str, str]]:
    begun = None if first is None else date.fromisoformat(first)
    return [
        (each.day, each.earliest.isoformat(), each.due.isoformat(), each.latest.isoformat())
        for each in windows(US, number, date.fromisoformat(given), begun)
    ]


def test_the_days_of_a_cycle() -> None:
    assert days_of(US) == (1, 8, 15)


def test_later_doses_of_a_cycle_keep_the_tolerance_and_the_days_between() -> None:
    assert dates(1, "2026-11-02") == [
        (8, "2026-11-08", "2026-11-09", "2026-11-11"),
        (15, "2026-11-14", "2026-11-16", "2026-11-18"),
    ]
    assert dates(8, "2026-11-11") == [(15, "2026-11-17", "2026-11-18", "2026-11-20")]
    assert dates(15, "2026-11-18") == []


def test_later_doses_count_from_day_1_where_it_is_on_record() -> None:
    assert dates(8, "2026-11-11", "2026-11-02") == [(15, "2026-11-17", "2026-11-16", "2026-11-18")]


def test_a_window_can_be_empty() -> None:
    found = window(US, day(1), day(14), 15)
    assert (found.earliest, found.latest) == (day(20), day(17))


def test_without_bounds_a_dose_is_due_on_its_day_alone() -> None:
    found = window(BARE, day(1), day(8), 15)
    assert (found.earliest, found.due, found.latest) == (day(15), day(15), day(15))


def test_the_next_cycle_and_none_where_the_label_does_not_say() -> None:
    first = next_cycle(US, 1, day(1), day(15))
    later = next_cycle(US, 2, day(22), day(36))
    assert first is not None
    assert later is not None
    assert (first.cycle, first.earliest, first.latest) == (2, day(22), day(29))
    assert (later.cycle, later.earliest, later.latest) == (3, day(50), day(50))
    assert next_cycle(BARE, 1, day(1), day(15)) is None


def test_the_next_cycle_keeps_the_days_between_doses() -> None:
    found = next_cycle(US, 2, day(22), day(48))
    assert found is not None
    assert (found.earliest, found.latest) == (day(54), day(54))
