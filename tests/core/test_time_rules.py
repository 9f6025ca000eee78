"""The rules of time of a monograph: where the drug waited decides which of them hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app import references
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.sourced import Checked, Limit
from app.core.storage import Kept, Storage
from app.core.time_rules import can_refrigerate_vials, rules_of_time
from app.core.timing import (
    Name,
    Timeline,
    deadline_named,
    deadlines_of,
    every_late,
    first_late,
    start_not_before,
)

US, EU = references.monograph_named("besponsa-us"), references.monograph_named("besponsa-eu")
TEN = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(hour: int, minute: int = 0) -> datetime:
    return TEN.replace(hour=hour, minute=minute)


def limit(hours: int) -> Limit:
    return Limit(f"{hours} h", quantity(str(hours), "h"), f"rule {hours}", "1", Checked.SEEN)


# Each stage has limits of its own, as the EU leaflet of gemtuzumab has them.
STAGED = replace(
    US,
    reconstitution_to_dilution=None,
    reconstitution_to_end=None,
    reconstituted_at_room_temperature=limit(3),
    reconstituted_in_refrigerator=limit(16),
    dilution_to_end=limit(24),
    diluted_at_room_temperature=None,
    diluted_at_room_temperature_to_end=limit(6),
    diluted_in_refrigerator=limit(18),
)


def by(name: Name, monograph: object, timeline: Timeline) -> tuple[datetime, str]:
    found = deadline_named(deadlines_of(monograph, timeline), name)  # type: ignore[arg-type]
    return found.at, found.rule


def test_case_27_and_24_of_the_facts() -> None:
    cold = Timeline(TEN, at(10, 20), bag=Kept(Storage.REFRIGERATED))
    assert by(Name.TAKE_OUT, US, cold)[0] == at(13, 20)
    assert by(Name.START, US, cold)[0] == at(14, 20)
    assert by(Name.TAKE_OUT, EU, cold)[0] == at(16)
    assert by(Name.START, EU, cold)[0] == at(17)


def test_taken_out_early_the_start_is_not_later_and_not_before_an_hour() -> None:
    out = Timeline(
        TEN,
        at(10, 20),
        taken_out=at(12),
        bag=Kept(Storage.ROOM, timedelta(0), timedelta(minutes=100), chilled=True),
    )
    names = [each.name for each in deadlines_of(US, out)]
    assert Name.TAKE_OUT not in names
    assert by(Name.START, US, out)[0] == at(14, 20)
    soonest = start_not_before(US, out)
    assert soonest is not None
    assert (soonest.at, soonest.rule) == (at(13), "at least 1 h to room temperature")
    assert first_late(US, out) is None
    assert by(Name.START, EU, out)[0] == at(17)


def test_time_at_room_temperature_before_the_refrigerator_is_not_given_back() -> None:
    late = Timeline(TEN, at(10, 20), bag=Kept(Storage.REFRIGERATED, timedelta(hours=3)))
    # Three of the four hours are gone: one is left once it is out, all of it to get warm.
    assert by(Name.START, US, late)[0] <= at(14, 20)
    assert "3 h of it before the refrigerator" in next(
        rule.words for rule in rules_of_time(US, bag=late.bag) if "before the" in rule.words
    )
    warm = Timeline(
        TEN,
        at(10),
        taken_out=at(20),
        bag=Kept(Storage.ROOM, timedelta(hours=2), timedelta(hours=8), chilled=True),
    )
    assert by(Name.END, STAGED, warm) == (
        at(23, 59) + MINUTE,
        "at most 6 h at room temperature to the end of the infusion, 2 h of it before the "
        "refrigerator",
    )


def test_it_came_late_is_said_of_each_moment() -> None:
    late = Timeline(
        TEN,
        at(14, 1),
        taken_out=at(17, 2),
        started=at(18, 1),
        ended=at(19),
        bag=Kept(Storage.ROOM, timedelta(0), timedelta(hours=3), chilled=True),
    )
    found = every_late(US, late)
    assert [each.deadline.name for each in found] == [*Name]
    assert found[0].came - found[0].deadline.at == MINUTE
    assert first_late(US, late) == found[0]
    in_time = Timeline(TEN, at(14), started=at(17), ended=at(18), bag=Kept(Storage.ROOM))
    assert every_late(US, in_time) == ()
    assert every_late(US, replace(in_time, ended=at(18) + timedelta(seconds=1)))


def test_vials_in_the_refrigerator_and_at_room_temperature() -> None:
    cold = Kept(Storage.REFRIGERATED)
    assert by(Name.DILUTE, STAGED, Timeline(TEN, vials=cold))[0] == TEN + timedelta(hours=16)
    warmed = Kept(None, timedelta(hours=1), timedelta(hours=2))
    assert by(Name.DILUTE, STAGED, Timeline(TEN, vials=warmed)) == (
        TEN + timedelta(hours=5),
        "at most 3 h at room temperature after reconstitution, and 2 h in the refrigerator",
    )
    assert by(Name.DILUTE, US, Timeline(TEN, vials=cold))[0] == at(14)
    assert can_refrigerate_vials(US)
    assert not can_refrigerate_vials(replace(US, reconstituted_in_refrigerator=None))


def test_a_place_without_a_time_is_refused() -> None:
    never = replace(US, equilibration=None)
    with pytest.raises(Refused, match="may not wait in the refrigerator"):
        deadlines_of(never, Timeline(TEN, at(11), bag=Kept(Storage.ROOM, chilled=True)))


def test_nothing_says_not_before_where_it_never_was_cold_or_still_is() -> None:
    assert start_not_before(US, Timeline(TEN, at(11))) is None
    again = Timeline(TEN, at(11), taken_out=at(12), bag=Kept(Storage.REFRIGERATED))
    assert start_not_before(US, again) is None


def test_room_time_that_is_used_up_comes_not_back_in_the_refrigerator() -> None:
    spent = Kept(Storage.REFRIGERATED, timedelta(hours=3, minutes=5))
    assert by(Name.DILUTE, STAGED, Timeline(TEN, vials=spent)) == (
        TEN + timedelta(hours=3),
        "at most 3 h at room temperature after reconstitution",
    )


def test_where_no_time_is_left_to_warm_up_the_room_temperature_decides_alone() -> None:
    late = Timeline(TEN, at(10, 20), bag=Kept(Storage.REFRIGERATED, timedelta(minutes=220)))
    long = replace(US, diluted_in_refrigerator=limit(24))
    assert by(Name.START, long, late) == (
        at(14, 20),
        "at most 4 h at room temperature after dilution",
    )
    assert by(Name.TAKE_OUT, long, late)[0] == at(13, 20)
    staged = replace(late, bag=Kept(Storage.REFRIGERATED, timedelta(hours=5)))
    assert by(Name.END, STAGED, staged)[0] == at(16, 20)
