"""One preparation under a clock that is set, and times of day as people say them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core.preparation import Status
from app.core.timing import Name, deadline_named
from app.local_time import times_of_day
from tests.app.conftest import AtStep
from tests.app.interrupted import busy, restart_machine, restart_umbra
from tests.app.pharmacy import ADALIND, CHECKER, PHARMACIST, SITE, TECHNICIAN, Pharmacy, set_up
from tests.app.refusals import refuse


def test_a_clock_set_while_umbra_runs_is_recorded_and_gives_nobody_time(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-1").go_to("inspect-vial-1")
    left = deadline_named(pharmacy.state.deadlines(), Name.DILUTE).at - pharmacy.session.now()
    pharmacy.set_wall(-30)
    pharmacy.session.notice_clock()
    assert pharmacy.recorded()[-1] == "clock-set"
    assert pharmacy.state.clock_changes[-1].seconds == -1800
    dilute = deadline_named(pharmacy.state.deadlines(), Name.DILUTE).at
    assert dilute - pharmacy.session.now() == left
    pharmacy.session.notice_clock()
    assert pharmacy.recorded().count("clock-set") == 1
    restart_umbra(pharmacy)
    assert deadline_named(pharmacy.state.deadlines(), Name.DILUTE).at == dilute
    assert pharmacy.finish().state.status is Status.RELEASED


def test_a_clock_set_while_umbra_was_closed_is_recorded_at_the_next_step(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.forward()
    pharmacy.close()
    pharmacy.set_wall(15)
    pharmacy.reopen()
    pharmacy.forward()
    assert pharmacy.recorded()[-2:] == ["clock-set", "reconstituted"]
    assert pharmacy.state.clock_changes[-1].seconds == 900
    row = pharmacy.work.log.history(pharmacy.stream)[-2]
    assert row.actor == "the clock"


def test_a_clock_that_could_not_be_recorded_is_recorded_later(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-1").go_to("inspect-vial-1")
    pharmacy.set_wall(10)
    busy(pharmacy, pharmacy.session.notice_clock)
    pharmacy.session.notice_clock()
    assert pharmacy.recorded()[-1] == "clock-set"


def test_a_label_is_drawn_by_the_clock_as_it_is_set_now(at_step: AtStep) -> None:
    pharmacy = at_step("check").go_to("print-label")
    pharmacy.set_wall(20)
    pharmacy.session.print_label()
    assert pharmacy.recorded()[-2:] == ["clock-set", "label-printed"]
    start = deadline_named(pharmacy.state.deadlines(), Name.START).at
    assert pharmacy.state.label is not None
    assert f"(93){start:%y%m%d%H%M}" in pharmacy.state.label.code


def test_a_clock_that_ran_backwards_across_a_restart_stops_work(at_step: AtStep) -> None:
    pharmacy = at_step("protect-hood")
    pharmacy.set_wall(-60)
    restart_machine(pharmacy)
    entry = said.Choose("protect-hood", "hood-light-filtered")
    assert pharmacy.session.clock_ran_backwards
    refuse(pharmacy, lambda: pharmacy.session.do(entry), "The clock shows an earlier time")
    accept = said.AcceptClock("the battery was changed")
    refuse(pharmacy, lambda: pharmacy.session.do(accept), "Only a pharmacist accepts")
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(accept)
    assert not pharmacy.session.clock_ran_backwards
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(entry)
    assert pharmacy.finish().state.status is Status.RELEASED


def test_after_reconstitution_a_clock_that_ran_backwards_ends_the_preparation(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.set_wall(-60)
    restart_machine(pharmacy)
    pharmacy.session.person = PHARMACIST
    refuse(
        pharmacy,
        lambda: pharmacy.session.do(said.AcceptClock("the battery was changed")),
        "no longer known",
    )
    pharmacy.session.do(said.Discard("the time since reconstitution is not known"))
    assert pharmacy.state.status is Status.DISCARDED


def local(text: str, after: str) -> str:
    moment = datetime.fromisoformat(after).astimezone(UTC)
    return f"{SITE.local(times_of_day(text, moment, SITE)[0]):%m-%d %H:%M %z}"


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("14:44", "2026-11-02T10:00-06:00", "11-02 14:44 -0600"),
        ("1444", "2026-11-02T10:00-06:00", "11-02 14:44 -0600"),
        ("10:00", "2026-11-02T10:00:59-06:00", "11-02 10:00 -0600"),
        ("09:59", "2026-11-02T10:00-06:00", "11-03 09:59 -0600"),
        ("03:00", "2026-11-02T20:00-06:00", "11-03 03:00 -0600"),
        # In the night to 2026-11-01 clocks go back from 02:00 to 01:00; on 2027-03-14 they skip
        # the hour after 02:00.
        ("01:30", "2026-10-31T20:00-05:00", "11-01 01:30 -0500"),
        ("01:10", "2026-11-01T01:50-05:00", "11-01 01:10 -0600"),
        ("01:50", "2026-11-01T01:10-06:00", "11-01 01:50 -0600"),
        ("04:00", "2026-10-31T20:00-05:00", "11-01 04:00 -0600"),
        ("03:30", "2027-03-13T20:00-06:00", "03-14 03:30 -0500"),
    ],
)
def test_a_time_of_day_is_the_first_one_after(text: str, after: str, expected: str) -> None:
    assert local(text, after) == expected


@pytest.mark.parametrize("place", ["room", "refrigerated"])
@pytest.mark.parametrize(
    ("begins", "hour"), [("2026-11-01T02:20", "01 CDT"), ("2026-11-01T03:20", "01 CST")]
)
def test_a_latest_start_that_comes_twice_is_typed_as_a_time_of_day(
    tmp_path: Path, begins: str, hour: str, place: str
) -> None:
    now = datetime.fromisoformat(begins).replace(tzinfo=UTC)
    set_up(tmp_path / "night", SetClock(now), "2026-10-31")
    night = Pharmacy(tmp_path / "night", SetClock(now, boot="night"))
    night.verify(ADALIND)
    night.go_to("choose-storage")
    night.session.do(said.Choose("choose-storage", place))
    night.go_to("check")
    night.session.person = CHECKER
    start = deadline_named(night.state.deadlines(), Name.START).at
    assert SITE.shown(start, "%H") == hour
    night.session.enter_figures(night.volume(), f"{SITE.local(start):%H:%M}")
    assert night.state.figures is not None
    assert night.state.figures.agree
    night.close()
