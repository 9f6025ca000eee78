"""What time, and a clock that is set, do to an open preparation page."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.core.preparation import Status
from app.ui.facts.times import length
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import (
    PHARMACIST,
    REASON,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    amount,
    latest_start,
)

F2, F3, F6, F7 = Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F6, Qt.Key.Key_F7
F9, F10, F12 = Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F12
ESC = Qt.Key.Key_Escape


def test_the_time_to_dilute_passes_while_the_page_is_open(at: AtDesk) -> None:
    desk = at("withdraw-1")
    first = desk.state.reconstituted
    assert first is not None
    left = first + timedelta(hours=4) - desk.clock.reading().wall
    desk.clock.advance(left)
    desk.window.tick()
    assert "Too late" not in desk.seen()
    desk.clock.advance(timedelta(minutes=1))
    desk.window.tick()
    assert "Too late: DILUTE BY" in desk.seen()
    assert "The time to dilute passed 1 min ago" in desk.seen()
    before = desk.facts
    desk.enter(amount(desk.state))
    assert (desk.step, desk.facts) == ("withdraw-1", before)


def test_what_is_recorded_before_the_page_noticed_is_refused(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.clock.advance(timedelta(hours=5))
    desk.enter(amount(desk.state))
    assert desk.notices().startswith("Refused: The time to dilute passed ")
    assert desk.facts[-1] == "entry-refused"
    desk.window.tick()
    assert desk.preparation.step_page is None


def test_a_limit_is_inclusive(at: AtDesk) -> None:
    desk = at("withdraw-1")
    first = desk.state.reconstituted
    assert first is not None
    desk.clock.advance(first + timedelta(hours=4) - desk.clock.reading().wall)
    desk.window.tick()
    desk.enter(amount(desk.state))
    assert desk.facts[-1] == "dose-withdrawn"


@pytest.mark.parametrize("stage", ["print-label", "scan-label", "release"])
def test_the_latest_start_passes_while_the_page_is_open(at: AtDesk, stage: str) -> None:
    desk = at(stage)
    before = desk.facts
    desk.minutes(8 * 60)
    assert "Too late" in desk.seen()
    assert "The latest start of the infusion passed" in desk.seen()
    desk.do_step()
    # A scan is refused and kept as a close call; for anything else there is no field any more.
    assert desk.facts == [*before, *(["entry-refused"] if stage == "scan-label" else [])]


def test_the_latest_start_passes_while_somebody_checks(at: AtDesk) -> None:
    desk = at("check")
    start = latest_start(desk.state)
    assert start not in desk.seen()
    desk.minutes(8 * 60)
    # Only that it has passed: that is never hidden.
    assert f"Too late: START INFUSION BY {start}" in desk.seen()
    desk.enter("5.82")
    desk.enter(start)
    assert "The latest start of the infusion passed" in desk.seen()
    assert "figures-entered" not in desk.facts


@pytest.mark.parametrize(
    ("minutes", "word"), [(0, ""), (3 * 60 + 35, "Soon"), (3 * 60 + 52, "Little time left")]
)
def test_a_deadline_that_comes_near_is_said(at: AtDesk, minutes: int, word: str) -> None:
    desk = at("reconstitute-2")
    desk.minutes(minutes)
    assert (f"{word}: DILUTE BY" if word else "\nDILUTE BY") in desk.seen()


def test_what_was_typed_is_not_touched_by_the_seconds(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.type("5.")
    for _ in range(5):
        desk.minutes(1)
    desk.enter("8")
    assert desk.facts[-1] == "dose-withdrawn"


@pytest.mark.parametrize("minutes", [-30, 30])
def test_a_clock_that_was_set_is_recorded_and_gives_no_time(at: AtDesk, minutes: int) -> None:
    desk = at("withdraw-1")
    desk.press(F2)
    desk.enter(REASON)
    desk.minutes(1)
    left = _left(desk)
    desk.clock.set_wall(desk.clock.reading().wall + timedelta(minutes=minutes))
    desk.window.tick()
    assert desk.facts[-1] == "clock-set"
    assert desk.state.clock_changes[-1].seconds == minutes * 60
    assert _left(desk) == left - timedelta(minutes=max(minutes, 0))
    assert length(_left(desk)) in desk.seen()
    desk.window.tick()
    assert desk.facts.count("clock-set") == 1


def _left(desk: Desk) -> timedelta:
    binding = desk.state.binding()
    assert binding is not None
    return binding.at - desk.state.now(desk.clock.reading())


def test_a_clock_that_ran_backwards_across_a_restart_stops_the_work(at: AtDesk) -> None:
    desk = at("scan-materials")
    desk.clock.restart()
    desk.clock.set_wall(desk.clock.reading().wall - timedelta(hours=2))
    desk.window.tick()
    desk.scan(WRONG_VIAL)
    assert "The clock shows an earlier time than the last recorded step" in desk.notices()
    desk.press(F3)
    desk.enter("the battery was replaced")
    assert "Only a pharmacist accepts a clock" in desk.notices()
    desk.press(ESC)
    desk.change_person(PHARMACIST)
    desk.press(F3)
    desk.enter("the battery was replaced")
    assert desk.facts[-1] == "clock-accepted"
    desk.change_person(TECHNICIAN)
    desk.go_to("protect-hood")


def test_once_a_vial_is_open_a_clock_that_ran_backwards_ends_the_work(at: AtDesk) -> None:
    desk = at("withdraw-1", SECOND_PHARMACIST)
    desk.clock.restart()
    desk.clock.set_wall(desk.clock.reading().wall - timedelta(hours=2))
    desk.window.tick()
    desk.press(F3)
    desk.enter("the battery was replaced")
    assert "Stop and discard the preparation" in desk.notices()
    desk.press(ESC)
    desk.press(F12)
    desk.enter("the time is unknown")
    assert desk.state.status is Status.DISCARDED
