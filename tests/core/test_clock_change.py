"""Whatever happens to a clock: no time is under-counted, and every change becomes a fact."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import entry as said
from app.core import events as e
from app.core.clock_change import last_seen, newest, noticed, objection
from app.core.evolution import replay
from app.core.preparation import Preparation
from app.core.reading import Reading, Started, Witness
from app.core.refused import Refused
from app.core.step import Meaning
from app.core.timing import TOLERATED_DRIFT, Name, backwards, deadline_named, drift
from tests.core.hood import (
    CLOCK,
    MORNING,
    PHARMACIST_ONE,
    TECHNICIAN_ONE,
    Hood,
    edited,
)

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
EVERY = timedelta(seconds=30)


def at_work() -> Hood:
    """A hood at which the first vial was reconstituted this very moment."""
    hood = Hood().go_to("reconstitute-1")
    hood.forward()
    return hood


def elapsed(hood: Hood) -> timedelta:
    """How old the drug is, as the preparation counts it."""
    assert hood.state.reconstituted is not None
    return hood.now - hood.state.reconstituted


def before_off(facts: tuple[e.Event, ...]) -> tuple[e.Event, ...]:
    """Return what an opening recorded, and hold that the last of it says that Umbra was off."""
    assert isinstance(facts[-1], e.WasOff)
    return facts[:-1]


# Slow changes add up.


def test_a_person_who_sets_the_clock_little_by_little_is_noticed() -> None:
    hood = at_work()
    for _ in range(3):
        hood.wait(1)
        hood.set_wall(-1.9 / 60)
        hood.notice()
        hood.do(TECHNICIAN_ONE, said.Call("only to have something recorded"))
    assert [fact.seconds for fact in hood.state.clock_changes] == [-4]
    assert elapsed(hood) == 3 * MINUTE


def test_a_slow_slew_adds_up_until_it_is_noticed() -> None:
    hood = at_work()
    found: list[e.Event] = []
    for _ in range(30):
        hood.clock.slew(-SECOND / 10, MINUTE)
        found += hood.notice()
    assert found == [e.ClockSet(-2)]
    assert elapsed(hood) == 30 * MINUTE


def test_two_seconds_are_no_change_and_a_little_more_is_one() -> None:
    hood = at_work()
    hood.set_wall(-2 / 60)
    assert hood.notice() == ()
    hood.clock.step(-timedelta(microseconds=1))
    assert hood.notice() == (e.ClockSet(-2),)
    assert hood.notice() == ()


# Restarts.


def test_a_restart_says_how_long_it_took_by_the_clock() -> None:
    hood = at_work()
    assert before_off(hood.power_off(4)) == (e.Restarted(Started.MACHINE, 240, True),)
    assert hood.notice() == ()
    assert elapsed(hood) == 4 * MINUTE


def test_a_boot_that_is_only_umbras_is_said_to_be_that() -> None:
    hood = at_work()
    again = Reading(hood.clock.reading().wall, timedelta(0), "umbra-0b7c")
    assert noticed(hood.state, again) == (e.Restarted(Started.UMBRA, 0, True),)


def test_a_machine_put_back_to_an_earlier_state_of_it_is_a_restart() -> None:
    hood = at_work()
    before = hood.clock.reading()
    again = Reading(before.wall - HOUR, before.running - HOUR, before.boot)
    assert noticed(hood.state, again) == (e.Restarted(Started.MACHINE, -3600, True),)
    assert backwards(hood.state.last, again)
    assert hood.state.now(again) == before.wall


def test_power_that_goes_hours_after_the_last_step_does_not_pass_for_minutes() -> None:
    """Last step, two and a half hours, then the clock comes up an hour later than that step."""
    hood = at_work()
    hood.wait(150)
    facts = before_off(hood.power_off(10, early=100))
    assert facts == (e.LastSeen(Witness.HEARTBEAT), e.Restarted(Started.MACHINE, -90 * 60, True))
    with pytest.raises(Refused, match="set the clock right, to the minute"):
        hood.forward(0)
    assert elapsed(hood) >= 150 * MINUTE
    hood.set_wall(100)
    assert hood.notice() == (e.ClockSet(6000),)
    assert elapsed(hood) == 160 * MINUTE


def test_a_clock_set_back_unnoticed_before_the_power_went_is_told_with_the_heartbeat() -> None:
    hood = at_work()
    hood.wait(60)
    hood.set_wall(-30)
    facts = before_off(hood.power_off(5))
    assert facts == (
        e.ClockSet(-1800),
        e.LastSeen(Witness.HEARTBEAT),
        e.Restarted(Started.MACHINE, 300, True),
    )
    assert elapsed(hood) == 65 * MINUTE


def test_a_heartbeat_that_is_not_later_changes_nothing() -> None:
    hood = at_work()
    last = hood.state.last
    early = (
        last,
        Reading(last.wall + HOUR, last.running - SECOND, last.boot),
        Reading(last.wall - SECOND, 9 * HOUR, "another"),
    )
    for reading in early:
        assert last_seen(hood.state, reading, Witness.HEARTBEAT) == ()


def test_a_heartbeat_of_a_boot_in_which_nothing_was_recorded_is_told_of_too() -> None:
    hood = at_work()
    other = Reading(hood.state.last.wall + HOUR, MINUTE, "between")
    assert last_seen(hood.state, other, Witness.LOG) == (
        e.Restarted(Started.MACHINE, 3600, False),
        e.LastSeen(Witness.LOG),
    )


# What is void by a change of the clock.


def checked() -> Hood:
    return Hood().go_to("print-label")


def names(hood: Hood) -> str:
    assert hood.state.step is not None
    return hood.state.step.identifier


@pytest.mark.parametrize(
    ("seconds", "step"), [(-3600, "check"), (-50, "print-label"), (3600, "print-label")]
)
def test_a_check_holds_while_its_latest_start_is_right(seconds: int, step: str) -> None:
    hood = checked()
    hood.set_wall(seconds / 60)
    hood.notice()
    assert names(hood) == step
    assert (hood.state.signed(Meaning.CHECKED) is None) is (step == "check")


@pytest.mark.parametrize(("seconds", "step"), [(-50, "print-label"), (50, "release")])
def test_a_label_that_says_a_later_time_than_there_is_is_void(seconds: int, step: str) -> None:
    hood = Hood().go_to("release")
    hood.set_wall(seconds / 60)
    hood.notice()
    assert names(hood) == step
    assert (hood.state.label is None) is (step == "print-label")
    assert hood.finish().state.copies == (2 if step == "print-label" else 1)


def test_in_what_earlier_releases_opened_a_label_stands_as_it_did() -> None:
    hood = Hood().go_to("release")
    opened = replace(hood.state.opened, clock_watched=False)
    hood.state = edited(hood.state, opened=opened)
    hood.set_wall(-30)
    hood.notice()
    assert names(hood) == "release"


def test_a_zone_that_changed_makes_the_label_void_and_not_the_check() -> None:
    hood = Hood().go_to("release")
    hood.record(e.ZoneChanged("America/Chicago", "America/Denver"), CLOCK)
    assert names(hood) == "print-label"
    assert hood.state.signed(Meaning.CHECKED) is not None
    assert hood.finish().state.label is not None


def test_a_zone_that_changed_before_there_is_a_label_makes_nothing_void() -> None:
    hood = Hood().go_to("check")
    before = hood.state.done
    hood.record(e.ZoneChanged("America/Chicago", "America/Denver"), CLOCK)
    assert hood.state.done == before


@pytest.mark.parametrize(
    ("fact", "wrong"),
    [
        (e.Restarted(Started.MACHINE, 60, True), False),
        (e.Restarted(Started.UMBRA, -2, True), False),
        (e.Restarted(Started.MACHINE, -3, True), True),
        (e.Restarted(Started.MACHINE, 60, False), True),
    ],
)
def test_a_restart_wants_a_remark_at_the_check_for_a_clock_may_come_up_at_any_time(
    fact: e.Restarted, wrong: bool
) -> None:
    signed = checked()
    signed.record(fact, CLOCK)
    assert names(signed) == ("check" if wrong else "print-label")
    hood = Hood().go_to("check")
    hood.record(fact, CLOCK)
    assert hood.state.time_doubted
    hood.do(PHARMACIST_ONE, hood.right_check())
    with pytest.raises(Refused, match="Compare it with another clock"):
        hood.do(PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED))
    hood.do(PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED, "compared with the ward's clock"))
    assert names(hood) == "print-label"


def test_before_a_vial_is_open_a_restart_of_unknown_length_is_no_matter() -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.record(e.Restarted(Started.MACHINE, 60, False), CLOCK)
    assert not hood.state.time_doubted
    assert hood.finish().state.reconstituted is not None


def test_what_the_checker_saw_of_the_clock_is_counted() -> None:
    hood = Hood().go_to("check")
    hood.set_wall(10)
    hood.notice()
    hood.go_to("release")
    hood.power_off(1)
    after = hood.state.clock_events[hood.state.clock_seen :]
    assert [type(fact) for fact, _ in after] == [e.Restarted]


# The last moment that anything tells of.


def test_the_newest_of_readings_is_the_last_that_was_no_mistake() -> None:
    one = [Reading(MORNING + n * HOUR, n * HOUR, "one") for n in range(3)]
    set_right = Reading(MORNING + HOUR, 4 * HOUR, "one")
    failed = [Reading(MORNING - 9999 * HOUR + n * HOUR, n * HOUR, "two") for n in range(2)]
    right = Reading(MORNING + 9 * HOUR, 3 * HOUR, "two")
    assert newest(()) is None
    assert newest(one) == one[2]
    assert newest((*one, set_right)) == set_right
    assert newest((*one, *failed)) == one[2]
    assert newest((*one, *failed, right)) == right
    assert newest((*one, set_right, Reading(set_right.wall, MINUTE, "three"))) != set_right


# What `umbra verify` objects to.


def told(state: Preparation, fact: e.Event, reading: Reading) -> bool:
    return objection(state, fact, reading) != ""


def test_what_the_readings_do_not_say_is_objected_to() -> None:
    hood = at_work()
    now = hood.clock.reading()
    set_back = Reading(now.wall - HOUR, now.running, now.boot)
    again = Reading(now.wall + HOUR, MINUTE, "another")
    call = e.PharmacistCalled(None)
    assert not told(hood.state, call, now)
    assert told(hood.state, call, set_back)
    assert told(hood.state, call, again)
    assert not told(hood.state, e.ClockSet(-3600), set_back)
    assert told(hood.state, e.ClockSet(-60), set_back)
    assert told(hood.state, e.ClockSet(-3600), now)
    for seen in (True, False):
        assert not told(hood.state, e.Restarted(Started.MACHINE, 3600, seen), again)
    assert told(hood.state, e.Restarted(Started.UMBRA, 3600, True), again)
    assert told(hood.state, e.Restarted(Started.MACHINE, 60, True), again)
    assert told(hood.state, e.Restarted(Started.MACHINE, 0, True), now)


def test_a_forged_heartbeat_is_objected_to_where_it_is_not_later() -> None:
    hood = at_work()
    now = hood.clock.reading()
    hood.wait(5)
    later = hood.clock.reading()
    seen = e.LastSeen(Witness.HEARTBEAT)
    assert not told(hood.state, seen, later)
    assert not told(hood.state, seen, now)
    hood.do(TECHNICIAN_ONE, said.Call("foam"))
    hood.wait(1)
    earlier = Reading(hood.state.last.wall, hood.state.last.running, hood.state.last.boot)
    assert not told(hood.state, seen, earlier)
    assert told(hood.state, seen, Reading(now.wall, now.running, now.boot))


def test_what_earlier_releases_recorded_is_not_objected_to() -> None:
    hood = at_work()
    state = edited(hood.state, opened=replace(hood.state.opened, clock_watched=False))
    hood.set_wall(-60)
    assert not told(state, e.PharmacistCalled(None), hood.clock.reading())


# Any sequence of anything.

LENGTHS = st.sampled_from((0.0, 0.5, 1, 29, 31, 600, 3600, 4 * 3600))
SETS = st.sampled_from((-86400.0, -3600, -90, -2.1, -1.9, -0.5, 0.5, 1.9, 2.1, 90, 3600, 86400))
CHANGES = st.one_of(
    st.tuples(st.just("pass"), LENGTHS),
    st.tuples(st.just("sleep"), LENGTHS),
    st.tuples(st.just("sleep uncounted"), LENGTHS),
    st.tuples(st.just("person"), SETS),
    st.tuples(st.just("NTP"), SETS),
    st.tuples(st.just("slew"), st.sampled_from((-1.5, -0.3, 0.3, 1.5, 30))),
    st.tuples(st.just("restart"), st.just(0.0)),
    st.tuples(st.just("power off"), LENGTHS),
    st.tuples(st.just("no battery"), LENGTHS),
    st.tuples(st.just("step"), st.just(0.0)),
)


class Watched:
    """A hood, its heartbeat of each half minute, and how old the drug truly is."""

    def __init__(self) -> None:
        self.hood = at_work()
        self.clock = self.hood.clock
        self.began = self.clock.elapsed
        self.beat = self.clock.reading()
        # What nobody can know: what the wall was set back by between a heartbeat and the end, and
        # around sleep that the running time does not count (it does on every system of today)
        # the two seconds that are usual correction of the wall.
        self.lost = timedelta(0)

    @property
    def true(self) -> timedelta:
        return self.clock.elapsed - self.began

    @property
    def behind(self) -> bool:
        return backwards(self.hood.state.last, self.clock.reading())

    def happens(self, what: str, seconds: float) -> None:
        by = timedelta(seconds=seconds)
        match what:
            case "pass":
                self.clock.advance(by)
            case "sleep":
                self.clock.suspend(by)
            case "sleep uncounted":
                self.clock.suspend(by, counted=False)
                self.lost += TOLERATED_DRIFT
            case "person":
                self.clock.set_wall(self.clock.reading().wall + by)
            case "NTP":
                self.clock.step(by)
            case "slew":
                self.clock.slew(by, HOUR)
            case "step":
                self.hood.do(TECHNICIAN_ONE, said.Call("foam"))
            case _:
                self.off(what, by)
        self.look()

    def look(self) -> None:
        """What the program does each second, and each half minute."""
        self.hood.notice()
        reading = self.clock.reading()
        new = not reading.continues(self.beat)
        due = new or reading.running - self.beat.running >= EVERY or drift(self.beat, reading)
        if due and not (new and backwards(self.beat, reading)):
            self.beat = reading

    def off(self, what: str, by: timedelta) -> None:
        """The machine goes off some seconds after its last heartbeat, and comes up again."""
        if self.clock.reading().boot == self.beat.boot:
            ahead = self.beat.wall - self.beat.running
            now = self.clock.reading()
            self.lost += max(timedelta(0), ahead - (now.wall - now.running))
        self.clock.advance(29 * SECOND)
        right = self.clock.reading().wall + by
        self.clock.power_off(by, MORNING - 2000 * 24 * HOUR if what == "no battery" else None)
        for fact in last_seen(self.hood.state, self.beat, Witness.HEARTBEAT):
            self.hood.record(fact, CLOCK, self.beat)
        if what == "no battery":
            self.hood.notice()
            assert self.behind
            # NTP, or somebody who looked at another clock, sets it right.
            self.clock.set_wall(right)


@settings(max_examples=150, deadline=None)
@given(st.lists(CHANGES, max_size=25))
def test_no_time_is_under_counted_whatever_happens(changes: list[tuple[str, float]]) -> None:
    """All time is counted but what a wall clock was set back by, to be noticed by nothing, between
    the last heartbeat and the end of a boot: no more than the two seconds of usual correction.
    """
    watched = Watched()
    for what, seconds in changes:
        watched.happens(what, seconds)
        if watched.behind:
            # Nothing goes on, so nothing is counted short; it ends, or the clock is set right.
            with pytest.raises(Refused):
                watched.hood.do(TECHNICIAN_ONE, said.Call("foam"))
            return
        assert watched.hood.notice() == ()
        assert elapsed(watched.hood) >= watched.true - watched.lost
    assert replay(watched.hood.history, watched.hood.monograph) == watched.hood.state


@given(st.integers(0, 29), st.integers(0, 7200), st.integers(0, 8000))
def test_a_clock_set_back_as_the_power_goes_hides_no_more_than_since_the_heartbeat(
    since_beat: int, off: int, back: int
) -> None:
    """What can be lost passed between the last heartbeat and the start; else work stops."""
    hood = at_work()
    hood.wait(60)
    beat = hood.clock.reading()
    hood.clock.advance(since_beat * SECOND)
    hood.clock.power_off(off * SECOND)
    hood.clock.step(-back * SECOND)
    for fact in last_seen(hood.state, beat, Witness.HEARTBEAT):
        hood.record(fact, CLOCK, beat)
    hood.notice()
    unseen = timedelta(seconds=since_beat + off)
    assert elapsed(hood) >= HOUR
    if back * SECOND > unseen + TOLERATED_DRIFT:
        assert backwards(hood.state.last, hood.clock.reading())
        assert hood.state.time_doubted
    else:
        assert elapsed(hood) >= HOUR + unseen - back * SECOND


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((-5.0, -2.125, -1.875, 1.875, 2.125, 5)), st.booleans())))
def test_whatever_was_set_by_more_than_two_seconds_is_an_event(
    sets: list[tuple[float, bool]],
) -> None:
    hood, moved = at_work(), 0.0
    for seconds, records in sets:
        hood.wait(1)
        hood.set_wall(seconds / 60)
        moved += seconds
        facts = hood.notice()
        assert bool(facts) is (abs(moved) > 2)
        if facts:
            (fact,) = facts
            assert isinstance(fact, e.ClockSet)
            assert abs(fact.seconds - moved) <= 0.5
            moved = 0.0
        if records:
            hood.do(TECHNICIAN_ONE, said.Call("foam"))
    assert elapsed(hood) >= len(sets) * MINUTE


def test_the_deadline_by_the_clock_moves_with_the_clock() -> None:
    hood = at_work()
    before = deadline_named(hood.state.deadlines(), Name.DILUTE).at
    hood.set_wall(-45)
    hood.notice()
    assert deadline_named(hood.state.deadlines(), Name.DILUTE).at == before - 45 * MINUTE
