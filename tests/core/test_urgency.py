"""How urgent a preparation is: the site's minutes, inclusive, and the same rule as recording."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import references
from app.core import entry as said
from app.core.infusion_decision import too_late
from app.core.preparation import Preparation, Status
from app.core.refused import Refused
from app.core.storage import Storage
from app.core.timing import Name
from app.core.urgency import TimeLeft, Urgency, runs_out, time_left, urgency_of
from tests.core.hood import TECHNICIAN_ONE, Hood, edited

POLICY = references.policy()
BEGUN = Hood().go_to("withdraw-1").state
SECOND, NOTHING = timedelta(seconds=1), timedelta(0)
NEAR, URGENT = (
    timedelta(minutes=POLICY.near_minutes),
    timedelta(minutes=POLICY.urgent_minutes),
)
lengths = st.timedeltas(timedelta(hours=-9), timedelta(hours=9))


def _at(left: timedelta, state: Preparation = BEGUN) -> TimeLeft:
    binding = state.binding()
    assert binding is not None
    return time_left(state, binding.at - left)


def test_the_site_ships_with_thirty_and_ten_minutes() -> None:
    assert (POLICY.near_minutes, POLICY.urgent_minutes) == (30, 10)


@pytest.mark.parametrize(
    ("left", "urgency"),
    [
        (NEAR + SECOND, Urgency.QUIET),
        (NEAR, Urgency.NEAR),
        (URGENT + SECOND, Urgency.NEAR),
        (URGENT, Urgency.URGENT),
        (SECOND, Urgency.URGENT),
        (NOTHING, Urgency.URGENT),
        (-SECOND, Urgency.PASSED),
        (-timedelta(microseconds=1), Urgency.PASSED),
        (timedelta(hours=-5), Urgency.PASSED),
    ],
)
def test_each_limit_is_inclusive_to_the_second(left: timedelta, urgency: Urgency) -> None:
    found = _at(left)
    assert (found.urgency, found.left) == (urgency, left)
    assert found.passed_by == max(-left, NOTHING)
    assert found.deadline is not None
    assert found.deadline.name is Name.DILUTE


def test_a_site_says_itself_what_is_near_and_urgent() -> None:
    policy = replace(POLICY, near_minutes=90, urgent_minutes=45)
    state = edited(BEGUN, opened=replace(BEGUN.opened, policy=policy))
    found = [_at(timedelta(minutes=each), state).urgency for each in (91, 90, 46, 45, 0)]
    assert found == [
        Urgency.QUIET,
        Urgency.NEAR,
        Urgency.NEAR,
        Urgency.URGENT,
        Urgency.URGENT,
    ]


def test_nothing_runs_before_the_first_vial() -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.wait(9 * 60)
    assert time_left(hood.state, hood.now) == TimeLeft(Urgency.NOT_STARTED)


def test_the_start_binds_once_it_is_diluted_and_goes_on_after_the_release() -> None:
    hood = Hood().finish()
    assert hood.state.status is Status.RELEASED
    found = time_left(hood.state, hood.now)
    assert found.urgency is Urgency.QUIET
    assert found.deadline is not None
    assert found.deadline.name is Name.START
    assert _at(NEAR, hood.state).urgency is Urgency.NEAR
    assert _at(-SECOND, hood.state).urgency is Urgency.PASSED


def test_a_released_one_that_nothing_binds_is_over() -> None:
    state = edited(Hood().go_to("reconstitute-1").state, status=Status.RELEASED)
    assert time_left(state, state.last.wall) == TimeLeft(Urgency.OVER)


def test_what_was_discarded_has_no_time_that_could_run_out() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.do(TECHNICIAN_ONE, said.Discard("spilled"))
    assert time_left(hood.state, hood.now + timedelta(hours=9)) == TimeLeft(Urgency.OVER)


def test_what_was_recorded_too_late_stays_too_late_by_as_much() -> None:
    hood = Hood().go_to("choose-storage")
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", "refrigerated"))
    binding = hood.state.binding()
    assert binding is not None
    assert binding.name is Name.TAKE_OUT
    hood.clock.advance(binding.at - hood.now + timedelta(minutes=7))
    hood.do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    found = time_left(hood.state, hood.now)
    assert found.urgency is Urgency.PASSED
    assert found.passed_by == timedelta(minutes=7)
    assert found.deadline is not None
    assert found.deadline.name is Name.TAKE_OUT
    hood.wait(30)
    assert time_left(hood.state, hood.now) == found
    assert "7 min after the latest time" in too_late(hood.state, hood.now)


def test_what_alarms_is_near_urgent_or_passed_each_graver_than_the_one_before() -> None:
    assert [each for each in Urgency if each.alarms] == [
        Urgency.NEAR,
        Urgency.URGENT,
        Urgency.PASSED,
    ]
    assert [each.rank for each in Urgency] == [0, 0, 1, 2, 3, 0]


@given(lengths, lengths)
def test_less_time_is_never_less_urgent(one: timedelta, other: timedelta) -> None:
    more, less = max(one, other), min(one, other)
    assert urgency_of(less, POLICY).rank >= urgency_of(more, POLICY).rank


@given(lengths)
def test_it_has_passed_exactly_when_nothing_can_be_recorded_any_more(left: timedelta) -> None:
    hood = Hood().go_to("withdraw-1")
    binding = hood.state.binding()
    assert binding is not None
    hood.clock.advance(max(binding.at - left - hood.now, NOTHING))
    found = time_left(hood.state, hood.now)
    late = too_late(hood.state, hood.now)
    if found.urgency is Urgency.PASSED:
        with pytest.raises(Refused) as refused:
            hood.do(*hood.right())
        assert refused.value.sentence == late
    else:
        assert late == ""
        hood.do(*hood.right())


@given(st.lists(st.one_of(st.none(), lengths), max_size=8))
def test_what_runs_out_first_is_sorted_first(lefts: list[timedelta | None]) -> None:
    times = [TimeLeft(Urgency.NOT_STARTED) if each is None else _at(each) for each in lefts]
    found = sorted(times, key=runs_out)
    running = [each.left for each in found if each.deadline is not None]
    assert running == sorted(each for each in lefts if each is not None)
    assert all(each.deadline is None for each in found[len(running) :])
    ranks = [each.urgency.rank for each in found]
    assert ranks == sorted(ranks, reverse=True)
