"""When what stands on paper was done: in an outage, in its order, and never past a limit."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import entry as said
from app.core import events as e
from app.core.clock_change import was_off
from app.core.late import may_enter_late
from app.core.outage import Outage, as_seen_from, is_outage, lasted
from app.core.preparation import Status
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.step import Meaning
from tests.core.hood import (
    MORNING,
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    TECHNICIAN_TWO,
    Hood,
    edited,
)
from tests.core.on_paper import HOUR, MINUTE, OnPaper, refused

# Limits are judged as of the paper's time.


def test_what_was_done_in_time_on_paper_is_entered_after_the_limit_has_passed() -> None:
    paper = OnPaper("add-drug", minutes=300)
    assert "passed" in refused(paper.hood.forward)
    paper.enter(10)
    assert paper.state.diluted == paper.at(10)
    assert paper.state.late() is None


def test_what_was_done_too_late_on_paper_is_refused_as_it_would_have_been() -> None:
    paper = OnPaper("add-drug", minutes=300)
    dilute = paper.state.deadlines()[0].at
    over = (dilute - paper.stopped) // MINUTE + 1
    assert "The time to dilute passed" in refused(lambda: paper.enter(over))
    paper.enter(over - 1)
    assert paper.state.late() is None


def test_a_package_is_judged_by_the_day_of_the_paper() -> None:
    paper = OnPaper("scan-materials", minutes=60)
    _, entry = paper.right()
    assert isinstance(entry, said.Scan)
    day = entry.today + timedelta(days=1)
    told = refused(lambda: paper.enter(1, replace(entry, today=day), TECHNICIAN_ONE))
    assert "expired on" in told
    ends = paper.at(10)
    while paper.hood.step.identifier == "scan-materials":
        _, entry = paper.right()
        assert isinstance(entry, said.Scan)
        paper.enter(2, replace(entry, in_date_until=ends), TECHNICIAN_ONE)
    assert "expired while" in refused(lambda: paper.enter(11))
    paper.enter(10)


def test_nobody_checks_their_own_work_by_the_names_on_paper() -> None:
    paper = OnPaper("inspect-bag", minutes=120)
    paper.enter(1, by=PHARMACIST_ONE)
    minute = paper.go_to("check", 2)
    told = refused(lambda: paper.enter(minute, by=PHARMACIST_ONE))
    assert "nobody checks their own work" in told
    told = refused(lambda: paper.enter(minute, by=TECHNICIAN_TWO))
    assert "Only a pharmacist checks" in told


def test_blind_figures_on_paper_are_compared() -> None:
    paper = OnPaper("check", minutes=120)
    _, entry = paper.right()
    assert isinstance(entry, said.EnterFigures)
    paper.enter(1, replace(entry, start_by=entry.start_by + HOUR), PHARMACIST_ONE)
    assert paper.state.figures is not None
    assert not paper.state.figures.agree
    signed = said.Sign("check", Meaning.CHECKED)
    assert "differ" in refused(lambda: paper.enter(2, signed, PHARMACIST_ONE))
    paper.enter(3, said.Reject("check", "the figures differ"), PHARMACIST_ONE)
    paper.enter(4)
    assert paper.state.figures.agree


def test_after_a_restart_the_check_on_paper_wants_the_clock_compared() -> None:
    paper = OnPaper("check", minutes=60, power=True)
    paper.enter(1)
    signed = said.Sign("check", Meaning.CHECKED)
    assert "Compare it" in refused(lambda: paper.enter(2, signed, PHARMACIST_ONE))
    paper.enter(2)


# When.


def test_nothing_is_entered_of_a_time_in_which_umbra_ran() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    paper.hood.wait(30)
    assert "it stopped 2 min later" in refused(lambda: paper.enter(-2))
    assert "it ran again 3 min before" in refused(lambda: paper.enter(63))
    paper.enter(60)


def test_nothing_is_entered_where_umbra_never_stopped() -> None:
    hood = Hood().go_to("withdraw-1")
    sheet = hood.print_sheet()
    at = hood.clock.reading().wall
    person, entry = hood.right()
    assert not isinstance(entry, said.Late)
    told = refused(lambda: hood.do(PHARMACIST_ONE, said.Late(entry, at, person, sheet)))
    assert told.startswith("No record shows that Umbra did not run")
    assert not may_enter_late(hood.state)


def test_a_time_that_has_not_come_is_refused() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    assert "from now" in refused(lambda: paper.enter(61))


def test_a_sheet_must_have_been_printed_for_this_preparation_before() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    told = refused(lambda: paper.enter(1, sheet="2611-0009-7"))
    assert f"there is {paper.sheet}" in told
    later = paper.hood.print_sheet()
    assert "was printed" in refused(lambda: paper.enter(1, sheet=later))
    paper.enter(1)
    bare = Hood().go_to("withdraw-1")
    bare.umbra_off(60)
    person, entry = bare.right()
    assert not isinstance(entry, said.Late)
    at = bare.clock.reading().wall
    assert "there is none" in refused(
        lambda: bare.do(PHARMACIST_ONE, said.Late(entry, at, person, "2611-0001-1"))
    )
    assert not may_enter_late(bare.state)


def test_the_order_of_what_was_done_is_kept() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    paper.enter(10)
    told = refused(lambda: paper.enter(9))
    assert "before what was done last" in told
    paper.hood.forward(1)
    assert not may_enter_late(paper.state)
    assert "before what was done last" in refused(lambda: paper.enter(30))


def test_steps_are_entered_one_after_the_other() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    told = refused(lambda: paper.enter(1, said.Confirm("add-drug"), TECHNICIAN_ONE))
    assert "not the present step" in told


def test_what_is_only_said_does_not_stand_in_the_way() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    paper.hood.do(TECHNICIAN_ONE, said.Call("the power was gone"))
    paper.hood.do(PHARMACIST_ONE, said.Answer("enter the sheet first"))
    paper.hood.do(TECHNICIAN_TWO, said.TakeOver())
    assert may_enter_late(paper.state)
    paper.enter(1)


@pytest.mark.parametrize(
    "entry",
    [
        said.Print("print-label", "code", "digest", "2611-0001-1.pdf"),
        said.ScanBack("scan-label", "code"),
        said.Call(),
        said.Verify("verify-order", ()),
        said.StartInfusion("cover"),
    ],
)
def test_not_everything_is_entered_from_paper(entry: said.SaidNow) -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    told = refused(lambda: paper.enter(1, entry, PHARMACIST_ONE))
    is_label = isinstance(entry, said.Print | said.ScanBack)
    assert ("never late" in told) is is_label


def test_a_preparation_that_is_over_takes_nothing_late() -> None:
    paper = OnPaper("reconstitute-1").finish()
    assert not may_enter_late(paper.state)
    with pytest.raises(Refused, match="nothing more is recorded"):
        paper.enter(100, said.Confirm("release"), PHARMACIST_ONE)


def test_under_a_clock_that_ran_backwards_nothing_is_entered() -> None:
    hood = Hood().go_to("withdraw-1")
    sheet, beat = hood.print_sheet(), hood.clock.reading()
    hood.power_off(30, early=60)
    person, entry = hood.right()
    assert not isinstance(entry, said.Late)
    at = beat.wall + 10 * MINUTE
    late = said.Late(entry, at, person, sheet, PHARMACIST_TWO, "the clock is right now")
    assert "set the clock right" in refused(lambda: hood.do(PHARMACIST_ONE, late))
    hood.set_wall(60)
    hood.notice()
    hood.do(PHARMACIST_ONE, late)
    assert hood.state.done[-1].at == at


# Outages by the clock as it is set.


def test_an_outage_moves_with_the_clock_of_its_boot() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    paper.hood.set_wall(30)
    paper.hood.notice()
    assert "it stopped" in refused(lambda: paper.enter(29))
    assert paper.enter(31)
    paper.hood.set_wall(-30)
    paper.hood.notice()
    (outage,) = paper.state.outages
    assert outage.begun.wall == paper.stopped
    assert outage.ended.wall == paper.at(60)


def test_the_end_of_an_outage_of_another_boot_moves_and_its_begin_does_not() -> None:
    paper = OnPaper("withdraw-1", minutes=60, power=True)
    paper.hood.set_wall(-20)
    paper.hood.notice()
    (outage,) = paper.state.outages
    assert (outage.begun.wall, outage.ended.wall) == (paper.stopped, paper.at(40))


def test_what_is_no_outage() -> None:
    begun = Reading(MORNING, HOUR, "one")

    def after(wall: timedelta, running: timedelta, boot: str = "one") -> Reading:
        return Reading(MORNING + wall, HOUR + running, boot)

    assert not is_outage(begun, after(HOUR, 59 * timedelta(seconds=1)))
    assert is_outage(begun, after(timedelta(0), MINUTE))
    assert not is_outage(begun, after(timedelta(seconds=59), -HOUR, "two"))
    assert is_outage(begun, after(MINUTE, -HOUR, "two"))
    assert is_outage(begun, after(-HOUR, -HOUR, "two"))
    assert lasted(begun, after(-HOUR, -HOUR, "two")) == -HOUR
    hood = Hood()
    now = hood.clock.reading()
    assert was_off(hood.state, now, now) == ()
    over = edited(hood.state, status=Status.RELEASED)
    hood.wait(60)
    assert was_off(over, now, hood.clock.reading()) == ()
    assert was_off(hood.state, now, hood.clock.reading()) == (e.WasOff(now.wall, now.text()),)


@given(
    sets=st.lists(st.integers(-7200, 7200), max_size=4),
    ran=st.integers(1, 3600),
    off=st.integers(60, 7200),
)
def test_however_the_clock_is_set_an_outage_of_one_boot_keeps_its_length(
    sets: list[int], ran: int, off: int
) -> None:
    hood = Hood()
    hood.wait(ran / 60)
    begun = hood.clock.reading()
    hood.wait(off / 60)
    outages = (Outage(begun, hood.clock.reading()),)
    for seconds in sets:
        hood.wait(1)
        hood.set_wall(seconds / 60)
        now = hood.clock.reading()
        outages = as_seen_from(outages, now)
        (seen,) = outages
        assert seen.ended.wall - seen.begun.wall == timedelta(seconds=off)
        assert now.wall - seen.ended.wall == now.running - seen.ended.running
