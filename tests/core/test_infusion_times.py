"""What a delay does: the infusion begins later, or the work does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import references
from app.core.category import Category
from app.core.formulary import Monograph
from app.core.hood_time import HoodTime, hood_time, reconstitution_window
from app.core.infusion_times import hood_busy, infusion_of, patient_late, planned_limits
from app.core.quantity import quantity
from app.core.timing import Name, Storage, deadline_named, deadlines
from tests.core.test_category import named

US, EU = references.monograph_named("besponsa-us"), references.monograph_named("besponsa-eu")
ONE = datetime(2026, 11, 2, 13, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TWO_VIALS = HoodTime(10 * MINUTE, 40 * MINUTE)
ROOM = "at most 4 h at room temperature after dilution"
WHOLE = "at most 8 h from reconstitution to the end of the infusion"


def at(hour: int, minute: int = 0) -> datetime:
    return ONE.replace(hour=hour, minute=minute)


def test_setting_up_comes_before_the_window() -> None:
    policy = replace(references.policy(), minutes_to_set_up=15, minutes_per_vial=25)
    hood = hood_time(policy, 3)
    assert (hood.set_up, hood.making, hood.whole) == (15 * MINUTE, 75 * MINUTE, 90 * MINUTE)
    assert hood_time(references.policy(), 2) == TWO_VIALS
    window = reconstitution_window(US, ONE, TWO_VIALS)
    assert (window.earliest, window.latest) == (at(9), at(12, 20))
    assert window.latest_rule == "40 min at the hood"
    assert (window.earliest_rule, window.earliest_source[:12]) == (ROOM, "US label 2.4")


def test_an_infusion_exactly_at_its_limit_is_in_time() -> None:
    exactly = infusion_of(US, at(9), ONE)
    assert (exactly.start_by, exactly.end_by, exactly.ends) == (ONE, at(14), at(14))
    assert exactly.in_time
    late = infusion_of(US, at(9), ONE + timedelta(seconds=1))
    assert not late.in_time
    assert (late.over, late.rule) == (timedelta(seconds=1), ROOM)
    assert late.source.startswith("US label 2.4")
    eu = infusion_of(EU, at(6), ONE + MINUTE)
    assert (eu.end_by, eu.over, eu.rule) == (at(14), MINUTE, WHOLE)


def test_planned_limits_are_those_of_the_label() -> None:
    assert dict(limits(None)) == {Name.DILUTE: at(13), Name.START: ONE, Name.END: at(17)}


def test_a_category_of_the_site_bounds_the_planned_start() -> None:
    category = named("category-1")
    two = replace(category, room=replace(category.room, value=quantity("2", "h")))
    assert dict(limits(two))[Name.START] == at(11)
    assert dict(limits(category))[Name.START] == ONE


def limits(category: Category | None) -> Iterator[tuple[Name, datetime]]:
    return ((each.name, each.at) for each in planned_limits(US, at(9), category))


def test_a_patient_who_is_late_moves_the_window() -> None:
    found = patient_late(US, ONE, TWO_VIALS, 40 * MINUTE)
    assert (found.before.earliest, found.before.latest) == (at(9), at(12, 20))
    assert (found.window.earliest, found.window.latest) == (at(9, 40), at(13))
    assert (found.at_earliest.starts, found.at_earliest.ends) == (at(13, 40), at(14, 40))
    assert (found.at_earliest.over, found.at_earliest.rule) == (40 * MINUTE, ROOM)
    assert found.at_latest.in_time
    assert found.at_latest.end_by == at(17, 20)


def test_work_that_begins_later_is_in_time_as_long_as_there_is_slack() -> None:
    begin = at(12)
    assert hood_busy(begin, TWO_VIALS, ONE, 10 * MINUTE).late == timedelta(0)
    busy = hood_busy(begin, TWO_VIALS, ONE, 40 * MINUTE)
    assert (busy.released, busy.starts, busy.late) == (at(13, 30), at(13, 30), 30 * MINUTE)
    assert hood_busy(begin, TWO_VIALS, ONE, timedelta(0)).starts == ONE


@given(st.integers(0, 600), st.sampled_from([US, EU]))
def test_what_is_said_to_be_in_time_is_so_by_the_deadlines(minutes: int, chosen: Monograph) -> None:
    reconstituted = at(6)
    found = infusion_of(chosen, reconstituted, reconstituted + minutes * MINUTE)
    after = deadlines(chosen, reconstituted, reconstituted, Storage.ROOM)
    assert found.in_time == (found.starts <= deadline_named(after, Name.START).at)
    assert found.starts - found.over <= found.start_by


@pytest.mark.parametrize("minutes", [0, 10, 40, 400])
def test_an_infusion_is_over_by_what_the_window_has_moved_on(minutes: int) -> None:
    found = patient_late(US, ONE, TWO_VIALS, minutes * MINUTE)
    assert found.at_earliest.over == found.window.earliest - found.before.earliest
    slack = found.before.latest - found.window.earliest
    assert found.at_latest.over == max(-slack, timedelta(0))
