"""The clock of a data folder: what is seen of it, by whom, and what may go on meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core import events as e
from app.core.preparation import Status
from app.core.reading import Reading, Started, Witness
from app.core.refused import Refused
from app.core.step import Meaning
from app.core.timing import Name, deadline_named
from app.heartbeat import read_heartbeat
from app.telling import clock_lines
from app.workplace import Workplace
from tests.app.clock_acts import HOUR, MINUTE, SECOND, facts, open_next, power_off, sound, ticks
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    ADALIND,
    ADMINISTRATOR,
    CECILIA,
    CHECKER,
    PHARMACIST,
    SITE,
    TECHNICIAN,
    Pharmacy,
)
from tests.disk_faults import full

# The heartbeat, and power that goes long after the last step.


def test_power_that_goes_hours_after_the_last_step_stops_work_on_a_clock_that_is_behind(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("inspect-vial-1")
    began = pharmacy.state.reconstituted
    assert began is not None
    ticks(pharmacy, 150)
    power_off(pharmacy, 5, early=95 * MINUTE)
    assert pharmacy.clock.reading().wall > pharmacy.work.history(pharmacy.stream)[-5].reading.wall
    assert facts(pharmacy, 3)[:2] == [
        e.LastSeen(Witness.HEARTBEAT),
        e.Restarted(Started.MACHINE, -90 * 60, True),
    ]
    assert pharmacy.session.clock_ran_backwards
    with pytest.raises(Refused, match="The age of the drug is not known: set the clock right"):
        pharmacy.forward(0)
    pharmacy.session.person = PHARMACIST
    with pytest.raises(Refused, match="no longer known"):
        pharmacy.session.do(said.AcceptClock("the battery is new"))
    assert pharmacy.session.now() - began >= 150 * MINUTE
    pharmacy.session.do(said.Discard("nobody knows how old it is"))
    assert pharmacy.state.status is Status.DISCARDED
    sound(pharmacy)


def test_before_a_vial_is_open_a_pharmacist_accepts_the_clock_and_work_goes_on(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("protect-hood")
    ticks(pharmacy, 60)
    power_off(pharmacy, 5, early=3 * HOUR)
    with pytest.raises(Refused, match="let a pharmacist accept it as it is"):
        pharmacy.forward(0)
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.AcceptClock("the battery is new"))
    assert pharmacy.finish().state.status is Status.RELEASED
    assert not pharmacy.state.time_doubted
    sound(pharmacy)


def test_with_the_clock_set_right_work_goes_on_and_the_check_wants_a_remark(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("inspect-vial-1")
    power_off(pharmacy, 5, early=3 * HOUR)
    pharmacy.set_wall(180)
    pharmacy.go_to("check").forward()
    pharmacy.session.person = CHECKER
    with pytest.raises(Refused, match="After a restart only this clock tells how old"):
        pharmacy.session.sign("9753", Meaning.CHECKED)
    pharmacy.session.sign("9753", Meaning.CHECKED, "compared with the clock of the ward")
    assert pharmacy.finish().state.status is Status.RELEASED
    sound(pharmacy)


def test_a_closed_umbra_leaves_the_time_at_which_it_was_closed(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.wait(20)
    pharmacy.close()
    beat = read_heartbeat(pharmacy.folder)
    assert beat is not None
    assert beat.reading == pharmacy.clock.reading()
    pharmacy.clock.power_off(4 * MINUTE)
    pharmacy.reopen()
    assert facts(pharmacy, 3)[:2] == [
        e.LastSeen(Witness.HEARTBEAT),
        e.Restarted(Started.MACHINE, 240, True),
    ]
    told = [line.partition(" ")[2] for line in clock_lines(pharmacy.state, SITE)]
    assert told[-1] == "The machine was restarted, away 4 min by the clock"
    sound(pharmacy)


def test_closed_and_opened_again_in_one_boot_nothing_is_recorded(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.forward()
    before = pharmacy.state
    pharmacy.wait(20)
    pharmacy.reopen()
    assert pharmacy.state == before


def test_the_heartbeat_is_kept_each_half_minute_and_when_the_clock_is_set(
    pharmacy: Pharmacy,
) -> None:
    def kept() -> Reading:
        beat = read_heartbeat(pharmacy.folder)
        assert beat is not None
        return beat.reading

    first = kept()
    pharmacy.clock.advance(29 * SECOND)
    pharmacy.work.time.keep()
    assert kept() == first
    pharmacy.clock.advance(SECOND)
    pharmacy.work.time.keep()
    assert kept() == pharmacy.clock.reading()
    pharmacy.set_wall(-1)
    pharmacy.work.time.keep()
    assert kept() == pharmacy.clock.reading()


def test_a_clock_that_nobody_looked_at_is_told_of_in_every_open_preparation(
    pharmacy: Pharmacy,
) -> None:
    """Also where none is shown, and where it was set forth and back between two steps."""
    pharmacy.verify(ADALIND)
    first = pharmacy.stream
    pharmacy.verify(CECILIA)
    for minutes in (60, -60):
        pharmacy.set_wall(minutes)
        pharmacy.work.time.keep()
    for stream in (first, pharmacy.stream):
        assert pharmacy.recorded(stream)[-2:] == ["clock-set", "clock-set"]
    pharmacy.forward()
    assert pharmacy.recorded()[-1] == "material-scanned"
    sound(pharmacy)


# A machine without a battery clock.


def test_a_machine_without_a_battery_clock_waits_until_its_clock_is_right(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("inspect-vial-1")
    ticks(pharmacy, 10)
    right = pharmacy.clock.reading().wall + 6 * MINUTE
    pharmacy.work.log.close()
    pharmacy.clock.power_off(5 * MINUTE, datetime(2020, 1, 1, tzinfo=UTC))
    pharmacy.work = Workplace.open(pharmacy.folder, pharmacy.clock)
    pharmacy.begin(pharmacy.stream)
    with pytest.raises(Refused, match="The clock shows 2019-12-31 18:00, and Umbra ran at 2026"):
        open_next(pharmacy)
    # Umbra runs on in 2020, is closed and opened, and still knows better.
    ticks(pharmacy, 1)
    pharmacy.reopen()
    assert pharmacy.work.time.why_wait(SITE) != ""
    assert pharmacy.work.now() >= right - 6 * MINUTE
    pharmacy.clock.set_wall(right)  # NTP answers
    pharmacy.work.time.keep()
    assert pharmacy.work.time.why_wait(SITE) == ""
    assert open_next(pharmacy)
    pharmacy.forward(0)
    assert pharmacy.recorded()[-1] == "vial-passed"
    sound(pharmacy)


def test_a_clock_that_is_behind_leaves_the_heartbeat_as_it_is(pharmacy: Pharmacy) -> None:
    """Nothing is open, so nothing but the heartbeat knows that Umbra ran for an hour."""
    ticks(pharmacy, 60)
    power_off(pharmacy, 1, early=30 * MINUTE)
    assert pharmacy.work.time.why_wait(SITE) != ""
    ticks(pharmacy, 5)
    power_off(pharmacy, 1)
    assert pharmacy.work.time.why_wait(SITE) != ""
    pharmacy.reopen()
    assert pharmacy.work.time.why_wait(SITE) != ""
    ticks(pharmacy, 30)
    assert pharmacy.work.time.why_wait(SITE) == ""


def test_a_clock_that_was_right_in_this_boot_may_be_set_back_a_little(
    pharmacy: Pharmacy,
) -> None:
    """The running time tells of it, so nothing has to wait; over midnight the date does."""
    power_off(pharmacy, 1)
    pharmacy.work.people.sign_in(TECHNICIAN.name, "2468")
    pharmacy.set_wall(-20)
    pharmacy.work.time.keep()
    assert pharmacy.work.time.why_wait(SITE) == ""
    pharmacy.reopen()
    assert pharmacy.work.time.why_wait(SITE) == ""
    assert open_next(pharmacy)


# While a label is drawn, and what a session had not seen.


class Jumping(SetClock):
    """A clock that is set at the nth look."""

    def __init__(self, wall: datetime, boot: str) -> None:
        super().__init__(wall, boot)
        self.looks_left = -1

    def reading(self) -> Reading:
        self.looks_left -= 1
        if self.looks_left == 0:
            self.step(-HOUR)
        return super().reading()


def test_a_clock_set_while_a_label_is_drawn_leaves_no_label(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    pharmacy.close()
    clock = Jumping(pharmacy.clock.reading().wall + MINUTE, "jumping")
    again = Pharmacy(pharmacy.folder, clock, pharmacy.stream)
    try:
        again.session.person = CHECKER
        found = 0
        for looks in range(2, 6):
            clock.looks_left = looks
            try:
                again.session.print_label()
            except Refused:
                found += 1
            clock.looks_left = -1
            label = again.state.label
            if label is not None:
                start = deadline_named(again.state.deadlines(), Name.START).at
                assert f"(93){start:%y%m%d%H%M}" in label.code
            files = [each.name for each in (again.folder / "labels").glob("2611*.pdf")]
            assert files == ([] if label is None else [label.file])
            if again.step.identifier == "check":
                again.go_to("print-label")
            again.session.person = CHECKER
        assert found
        sound(again)
    finally:
        again.close()


# What is not saved, and what went out already.


def test_what_is_not_saved_is_recorded_before_what_the_clock_did_since(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.work.time.keep()
    with full(pharmacy.work.log), pytest.raises(Refused, match="This is not saved"):
        pharmacy.forward()
    done = pharmacy.clock.reading()
    pharmacy.wait(1)
    pharmacy.set_wall(-10)
    pharmacy.work.time.keep()
    pharmacy.session.notice_clock()
    with pytest.raises(Refused, match="not saved yet; save it, then change the time zone"):
        pharmacy.work.describe(replace(SITE, zone="America/Denver"), ADMINISTRATOR.name)
    pharmacy.session.save_again()
    assert pharmacy.work.history(pharmacy.stream)[-1].reading == done
    pharmacy.work.time.keep()
    pharmacy.session.notice_clock()
    assert pharmacy.recorded()[-2:] == ["dose-withdrawn", "clock-set"]
    assert pharmacy.finish().state.status is Status.RELEASED
    sound(pharmacy)


def test_what_is_not_saved_after_a_change_of_the_clock_is_saved_after_it(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.set_wall(10)
    with full(pharmacy.work.log), pytest.raises(Refused, match="This is not saved"):
        pharmacy.forward()
    pharmacy.wait(1)
    pharmacy.session.save_again()
    assert pharmacy.recorded()[-2:] == ["clock-set", "dose-withdrawn"]
    sound(pharmacy)


def test_the_clock_of_a_bag_that_went_out_is_watched_until_its_end(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    end = deadline_named(pharmacy.state.deadlines(), Name.END).at
    label = pharmacy.state.label
    ticks(pharmacy, 120)
    power_off(pharmacy, 5, early=90 * MINUTE)
    assert pharmacy.recorded()[-2:] == ["last-seen", "restarted"]
    assert pharmacy.state.label == label
    assert pharmacy.session.clock_ran_backwards
    pharmacy.set_wall(90)
    pharmacy.work.time.keep()
    pharmacy.session.notice_clock()
    assert pharmacy.recorded()[-1] == "clock-set"
    with pytest.raises(Refused, match="Only a pharmacist starts the infusion then"):
        pharmacy.session.do(said.StartInfusion("infusion-cover"))
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.StartInfusion("infusion-cover"))
    assert "infusion-started" in pharmacy.recorded()[-2:]
    pharmacy.clock.set_wall(end + MINUTE)
    pharmacy.set_wall(-3)
    sound(pharmacy)
    before = pharmacy.recorded()
    pharmacy.clock.set_wall(end + HOUR)
    power_off(pharmacy, 5)
    assert pharmacy.recorded() == before
    sound(pharmacy)


def test_what_is_recorded_late_of_a_bag_that_went_out_has_its_clock_before_it(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("released")
    pharmacy.session.do(said.StartInfusion("infusion-cover"))
    pharmacy.wait(60)
    pharmacy.session.do(said.EndInfusion())
    ended = pharmacy.recorded()
    power_off(pharmacy, 5)
    assert pharmacy.recorded() == ended
    sound(pharmacy)
