"""Where doses stand on the axis of days that all cycles share."""

from datetime import date

import pytest

from app.core.axis import Placed, days_shown, lengths, placed
from app.core.calendar import Calendar, CalendarCycle, CalendarDose, Mark

FIRST = date(2026, 10, 12)
TODAY = date(2026, 10, 20)


def day(number: int) -> date:
    """Return the date of a day of the cycle."""
    return date(2026, 10, 11 + number)


@pytest.mark.parametrize(
    ("dose", "at", "window"),
    [
        (CalendarDose(1, 8, Mark.GIVEN, day(10)), 9, None),
        (CalendarDose(1, 8, Mark.NOT_ON_RECORD), 7, None),
        (CalendarDose(1, 8, Mark.IMPOSSIBLE, remark="discontinued"), 7, None),
        (CalendarDose(1, 8, Mark.DUE, None, day(7), day(10)), 8, (6, 9)),
        (CalendarDose(1, 15, Mark.PLANNED, None, day(13), day(17)), 14, (12, 16)),
        (CalendarDose(1, 15, Mark.PLANNED, None, day(16), day(17)), 15, (15, 16)),
        (CalendarDose(1, 8, Mark.LATE, None, day(3), day(5)), 4, (2, 4)),
        (CalendarDose(1, 1, Mark.DUE, None, TODAY, None), 8, None),
    ],
)
def test_a_dose_stands_on_its_day(
    dose: CalendarDose, at: int, window: tuple[int, int] | None
) -> None:
    assert placed(dose, FIRST, TODAY) == Placed(at, window)


def test_without_day_1_a_dose_stands_on_the_day_it_is_for() -> None:
    assert placed(CalendarDose(2, 8, Mark.GIVEN, day(8)), None, TODAY) == Placed(7, None)


def cycle(number: int, first: date | None, *on: date) -> CalendarCycle:
    doses = (CalendarDose(number, 1, Mark.GIVEN, each) for each in on)
    return CalendarCycle(number, first, tuple(doses))


def test_a_cycle_lasts_until_the_next_begins() -> None:
    cycles = (cycle(1, FIRST), cycle(2, date(2026, 11, 5)), cycle(3, None))
    assert lengths(Calendar(cycles, None)) == (24, None, None)
    assert lengths(Calendar((), None)) == ()


@pytest.mark.parametrize(
    ("last", "days"), [(FIRST, 28), (date(2026, 11, 10), 35), (date(2027, 3, 1), 42)]
)
def test_the_axis_has_whole_weeks(last: date, days: int) -> None:
    assert days_shown(Calendar((cycle(1, FIRST, FIRST, last),), None), TODAY) == days
    assert days_shown(Calendar((), None), TODAY) == 28
