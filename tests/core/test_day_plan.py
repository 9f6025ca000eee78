"""The day at one hood: nothing overlaps, nothing begins too early, and what is late is said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import references
from app.core import entry as said
from app.core.day_order import MOST_TRIED
from app.core.day_plan import Begun, Broken, DayPlan, Job, Placed, day_plan, delayed
from app.core.day_work import work_of
from app.core.formulary import Monograph
from app.core.hood_time import HoodTime
from app.core.timing import Deadline, Name, Storage, deadlines
from tests.core.hood import TECHNICIAN_ONE, Hood, order

US, EU = references.monograph_named("besponsa-us"), references.monograph_named("besponsa-eu")
EIGHT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
MINUTE, NOTHING = timedelta(minutes=1), timedelta(0)
ROOM = "at most 4 h at room temperature after dilution"


def at(hour: int, minute: int = 0) -> datetime:
    return EIGHT.replace(hour=hour, minute=minute)


def hood(vials: int) -> HoodTime:
    return HoodTime(10 * MINUTE, 20 * vials * MINUTE)


def job(code: str, wanted: datetime | None, vials: int = 2, monograph: Monograph = US) -> Job:
    return Job(code, monograph, hood(vials), wanted)


def begun(
    code: str, reconstituted: datetime, wanted: datetime | None, diluted: datetime | None = None
) -> Begun:
    limits = deadlines(US, reconstituted, diluted, Storage.ROOM if diluted else None)
    begin = reconstituted - 10 * MINUTE
    return Begun(code, US, hood(2), wanted, begin, reconstituted, limits)


def times(plan: DayPlan) -> list[tuple[str, datetime, datetime]]:
    return [(each.work.code, each.begin, each.end) for each in plan.places]


def only(plan: DayPlan) -> Placed:
    (placed,) = plan.places
    return placed


def test_work_begins_in_the_middle_of_its_window() -> None:
    window = job("a", at(13)).window
    assert window is not None
    assert (window.earliest, window.latest) == (at(9), at(12, 20))
    placed = only(day_plan((), [job("a", at(13))], EIGHT))
    assert (placed.begin, placed.reconstitution, placed.end) == (at(10, 30), at(10, 40), at(11, 20))
    assert (placed.starts, placed.infusion_ends) == (at(13), at(14))
    assert not placed.late
    # The middle has passed: it begins now.
    assert times(day_plan((), [job("a", at(13))], at(11))) == [("a", at(11), at(11, 50))]


def test_it_begins_earlier_where_others_need_the_time() -> None:
    # Six for one time: the first two are reconstituted as early as they may be.
    plan = day_plan((), [job(str(each), at(13), vials=1) for each in range(8)], EIGHT)
    assert plan.fits
    assert [each.begin for each in plan.places] == [at(9) + 30 * each * MINUTE for each in range(8)]
    plan = day_plan((), [job("a", at(13)), job("b", at(13))], EIGHT)
    assert times(plan) == [("a", at(10, 30), at(11, 20)), ("b", at(11, 20), at(12, 10))]
    plan = day_plan((), [job("a", at(13)), job("b", at(13)), job("c", at(13))], EIGHT)
    assert [each.end for each in plan.places] == [at(11, 20), at(12, 10), at(13)]
    plan = day_plan((), [job(each, at(13)) for each in "abcd"], EIGHT)
    assert [each.end for each in plan.places] == [at(10, 30), at(11, 20), at(12, 10), at(13)]


def test_one_after_the_other() -> None:
    jobs = [job("late", at(12, 30)), job("early", at(12)), job("one", at(12, 20), vials=1)]
    plan = day_plan((), jobs, at(10))
    assert times(plan) == [
        ("early", at(10), at(10, 50)),
        ("late", at(10, 50), at(11, 40)),
        ("one", at(11, 40), at(12, 10)),
    ]
    assert plan.fits


def test_what_does_not_fit_says_which_is_late_and_by_how_much() -> None:
    plan = day_plan((), [job("a", at(12)), job("b", at(12)), job("c", at(15))], at(10, 30))
    assert [(each.work.code, each.late) for each in plan.late] == [("b", 10 * MINUTE)]
    assert not plan.fits
    assert plan.broken == ()
    (late,) = plan.late
    assert (late.starts, late.infusion_ends) == (at(12, 10), at(13, 10))


def test_late_by_a_second_is_late_and_at_the_wanted_time_is_not() -> None:
    assert day_plan((), [job("a", at(12))], at(11, 10)).fits
    plan = day_plan((), [job("a", at(12))], at(11, 10) + timedelta(seconds=1))
    assert only(plan).late == timedelta(seconds=1)


def test_without_a_wanted_time_it_goes_last_and_is_never_late() -> None:
    plan = day_plan((), [job("x", None), job("a", at(13)), job("y", None, vials=1)], EIGHT)
    assert times(plan) == [
        ("a", at(10, 30), at(11, 20)),
        ("x", at(11, 20), at(12, 10)),
        ("y", at(12, 10), at(12, 40)),
    ]
    assert plan.fits
    assert job("x", None).window is None
    assert plan.places[1].starts == at(12, 10)
    assert times(day_plan((), [job("x", None)], EIGHT)) == [("x", EIGHT, at(8, 50))]


def test_what_has_begun_is_finished_first() -> None:
    works = [begun("second", at(9, 50), at(13)), begun("first", at(9, 40), at(12))]
    plan = day_plan(works, [job("a", at(11, 40))], at(10))
    # 20 minutes of the one are left, then 30 of the other.
    assert times(plan) == [
        ("first", at(9, 30), at(10, 20)),
        ("second", at(9, 40), at(10, 50)),
        ("a", at(10, 50), at(11, 40)),
    ]
    assert plan.fits


def test_what_takes_longer_than_planned_has_the_hood_until_now() -> None:
    plan = day_plan([begun("a", at(8), at(13))], [job("b", at(12))], at(10))
    assert times(plan) == [("a", at(7, 50), at(10)), ("b", at(10), at(10, 50))]


def test_a_limit_that_begun_work_would_break_is_named() -> None:
    # Diluted at 09:00: it may stand at room temperature until 13:00, and is wanted at 13:30.
    plan = day_plan([begun("a", at(8, 40), at(13, 30), at(9))], (), at(9, 10))
    broken = only(plan).broken
    assert broken is not None
    assert (broken.name, broken.at, broken.over) == (Name.START, at(13), 30 * MINUTE)
    assert (broken.rule, broken.source[:8]) == (ROOM, "US label")
    assert plan.broken == plan.places
    assert not plan.late
    assert not plan.fits


def test_a_begun_dose_without_a_wanted_time_is_judged_by_when_it_is_ready() -> None:
    assert day_plan([begun("a", at(9), None)], (), at(9, 10)).fits
    # Never diluted: by 13:00 it had to be.
    passed = only(day_plan([begun("a", at(9), None)], (), at(13, 1))).broken
    assert passed is not None
    assert (passed.name, passed.at, passed.over) == (Name.DILUTE, at(13), MINUTE)


def test_out_of_the_refrigerator_is_bounded_by_the_start_that_follows() -> None:
    cold = deadlines(US, at(8, 40), at(9), Storage.REFRIGERATED)
    work = replace(begun("a", at(8, 40), at(13)), limits=cold)
    assert any(limit.name is Name.TAKE_OUT for limit in cold)
    assert day_plan([work], (), at(9, 10)).fits
    late = only(day_plan([replace(work, wanted=at(13, 1))], (), at(9, 10))).broken
    assert late is not None
    assert (late.name, late.over) == (Name.START, MINUTE)


def test_work_that_takes_longer_than_the_drug_keeps_breaks_a_limit_in_any_order() -> None:
    # Thirteen vials: 4 h 20 min from reconstitution to release.
    placed = only(day_plan((), [job("a", at(15), vials=13)], EIGHT))
    # As soon as it may be, for it is late however it is done.
    assert placed.reconstitution == at(11)
    assert placed.late == 20 * MINUTE
    broken = placed.broken
    assert broken is not None
    assert broken.over == 20 * MINUTE
    twelve = only(day_plan((), [job("a", at(15), vials=12)], EIGHT))
    assert twelve.broken is None
    assert not twelve.late
    # In the EU only the dilution binds so soon.
    eu = only(day_plan((), [job("a", at(16), vials=13, monograph=EU)], at(11))).broken
    assert eu == Broken(
        Name.DILUTE,
        at(15, 10),
        20 * MINUTE,
        "at most 4 h from reconstitution to dilution",
        eu.source if eu else "",
    )


def test_everything_later_keeps_the_order() -> None:
    works = [begun("a", at(9, 50), at(12))]
    plan = day_plan(works, [job("b", at(11, 30)), job("c", None)], at(10))
    later = delayed(plan, 20 * MINUTE)
    assert times(later) == [
        ("a", at(9, 40), at(10, 50)),
        ("b", at(10, 50), at(11, 40)),
        ("c", at(11, 40), at(12, 30)),
    ]
    assert [(each.work.code, each.late) for each in later.late] == [("b", 10 * MINUTE)]
    assert later.places[1].reconstitution == at(11)
    assert delayed(plan, NOTHING) == plan
    with pytest.raises(ValueError, match="a delay"):
        delayed(plan, -MINUTE)


def test_more_than_can_be_tried_in_every_order_is_said() -> None:
    many = [job(str(each), at(11)) for each in range(MOST_TRIED + 1)]
    assert not day_plan((), many, at(10)).is_best
    assert day_plan((), many[:2], at(10)).is_best


@pytest.mark.parametrize(
    ("wanted", "opens", "reconstituted"),
    [
        # The clock jumps from 02:00 to 03:00: four hours before 05:30 is 00:30.
        ("2026-03-08T05:30-05:00", "2026-03-08T00:30-06:00", "2026-03-08T03:10-05:00"),
        # 01:00 comes twice: four hours before 04:30 is 01:30, the first of the two.
        ("2026-11-01T04:30-06:00", "2026-11-01T01:30-05:00", "2026-11-01T02:10-06:00"),
        ("2026-11-03T01:00-06:00", "2026-11-02T21:00-06:00", "2026-11-02T22:40-06:00"),
    ],
)
def test_nights_are_counted_as_they_pass(wanted: str, opens: str, reconstituted: str) -> None:
    zone = ZoneInfo("America/Chicago")
    moment = datetime.fromisoformat(wanted).astimezone(UTC)
    placed = only(day_plan((), [job("a", moment)], moment - timedelta(hours=9)))
    window = job("a", moment).window
    assert window is not None
    assert window.earliest.astimezone(zone).isoformat(timespec="minutes") == opens
    assert moment - window.earliest == timedelta(hours=4)
    # Compared as people read it, with the offset.
    assert placed.reconstitution.astimezone(zone).isoformat(timespec="minutes") == reconstituted


some_jobs = st.lists(
    st.builds(
        lambda code, wanted, vials, eu: job(
            str(code), EIGHT + wanted * MINUTE, vials, EU if eu else US
        ),
        st.integers(0, 999),
        st.integers(-60, 900),
        st.integers(1, 5),
        st.booleans(),
    ),
    max_size=5,
)
some_begun = st.lists(
    st.builds(lambda ago: begun("begun", EIGHT - ago * MINUTE, at(13)), st.integers(0, 90)),
    max_size=2,
)


def in_time(jobs: tuple[Job, ...], free: datetime) -> bool:
    for each in jobs:
        window = each.window
        assert window is not None
        begin = max(free, window.earliest - each.hood.set_up)
        free = begin + each.hood.whole
        if begin + each.hood.set_up > window.latest:
            return False
    return True


@given(some_begun, some_jobs)
def test_a_day_never_overlaps_and_fits_wherever_any_order_does(
    works: list[Begun], jobs: list[Job]
) -> None:
    plan = day_plan(works, jobs, EIGHT)
    assert len(plan.places) == len(works) + len(jobs)
    free = EIGHT
    for each in plan.places:
        assert each.end >= free
        if isinstance(each.work, Job):
            assert each.begin >= free
            assert each.reconstitution - each.begin == each.work.hood.set_up
            assert each.end - each.begin == each.work.hood.whole
            window = each.work.window
            assert window is not None
            assert each.reconstitution >= window.earliest
            assert bool(each.late) == (each.reconstitution > window.latest)
        free = each.end
    hood_free = plan.places[len(works) - 1].end if works else EIGHT
    some_order = any(in_time(each, hood_free) for each in permutations(jobs))
    assert some_order == (not any(isinstance(each.work, Job) for each in plan.late))


def test_a_preparation_waits_until_its_first_vial_is_reconstituted() -> None:
    wanted = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)
    at_work = Hood(replace(order(), wanted=wanted))
    expected = Job("p", at_work.monograph, hood(2), wanted)
    assert work_of("p", at_work.state) == expected
    at_work.go_to("protect-hood")
    assert work_of("p", at_work.state) == expected
    set_up = at_work.now
    at_work.go_to("reconstitute-1").forward()
    work = work_of("p", at_work.state)
    assert isinstance(work, Begun)
    assert (work.begin, work.reconstituted) == (set_up, at_work.now)
    assert {limit.name for limit in work.limits} == {Name.DILUTE, Name.START, Name.END}
    limit = Deadline(Name.DILUTE, at_work.now + timedelta(hours=4), "", "")
    assert min(each.at for each in work.limits) == limit.at


def made(diluted_after: float, place: str) -> Hood:
    """Work of which the bag is ready but for the check; diluted so many minutes after T0."""
    at_work = Hood(begins=at(15)).go_to("reconstitute-1", 0)
    at_work.forward(0)
    at_work.go_to("add-drug", 0).forward(diluted_after)
    at_work.go_to("choose-storage", 0)
    at_work.do(TECHNICIAN_ONE, said.Choose("choose-storage", place))
    return at_work.go_to("check", 0)


def test_what_was_diluted_in_time_breaks_no_limit_for_dilution() -> None:
    # Diluted 3 h 46 min after T0; the check comes when the hood would be free after four hours.
    at_work = made(226, "room")
    at_work.wait(19)
    work = work_of("p", at_work.state)
    assert isinstance(work, Begun)
    assert Name.DILUTE not in {limit.name for limit in work.limits}
    assert only(day_plan([work], (), at_work.now)).broken is None
    undiluted = Hood(begins=at(15)).go_to("reconstitute-1", 0)
    undiluted.forward(0)
    undiluted.go_to("add-drug", 0).wait(245)
    work = work_of("p", undiluted.state)
    assert isinstance(work, Begun)
    broken = only(day_plan([work], (), undiluted.now)).broken
    assert broken is not None
    assert (broken.name, broken.over) == (Name.DILUTE, 5 * MINUTE)


def test_a_bag_in_the_refrigerator_begins_once_it_is_warm() -> None:
    at_work = made(30, "refrigerated")
    work = work_of("p", at_work.state)
    assert isinstance(work, Begun)
    assert work.is_cold
    placed = only(day_plan([work], (), at_work.now))
    assert (placed.starts, placed.broken) == (at_work.now + 60 * MINUTE, None)
    wanted = replace(work, wanted=at_work.now + 40 * MINUTE)
    assert only(day_plan([wanted], (), at_work.now)).late == 20 * MINUTE
    # Three hours after the dilution it had to be out.
    late = only(day_plan([work], (), at_work.now + 185 * MINUTE)).broken
    assert late is not None
    assert (late.name, late.over) == (Name.TAKE_OUT, 5 * MINUTE)


def test_a_bag_taken_out_of_the_refrigerator_becomes_warm_first() -> None:
    at_work = made(30, "refrigerated")
    at_work.wait(20)
    at_work.do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    out = at_work.now
    work = work_of("p", at_work.state)
    assert isinstance(work, Begun)
    assert not work.is_cold
    placed = only(day_plan([work], (), out + 10 * MINUTE))
    assert (placed.starts, placed.broken) == (out + 60 * MINUTE, None)
