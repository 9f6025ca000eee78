"""Two preparations by turns at one window: both clocks go on, nothing of one is in the other."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.core.preparation import Status
from tests.ui.conftest import SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    MORNING,
    PHARMACIST,
    TECHNICIAN,
    Folders,
    amount,
    person_for,
    present,
)
from tests.ui.several import Several

ESC = Qt.Key.Key_Escape


@pytest.fixture(scope="module")
def made(folders: Folders) -> Several:
    work = Several(folders, MORNING)
    work.begin("Anna", "scan-materials")
    work.begin("Berta", "scan-materials")
    return work


@pytest.fixture
def desk(made: Several, tmp_path: Path, sit_down: SitDown) -> "TwoDesks":
    work = made.copy(tmp_path)
    return TwoDesks(work, sit_down(work.folder, work.clock).wake().seat(TECHNICIAN))


class TwoDesks:
    """A desk at which one goes from the one preparation to the other over the worklist."""

    def __init__(self, work: Several, desk: Desk) -> None:
        self.work, self.desk = work, desk

    def go(self, given: str) -> Desk:
        """Go to the preparation for DEMO, `given`, as a person does."""
        desk = self.desk
        desk.press(ESC)
        desk.tab_to(f"DEMO, {given}")
        desk.press(Qt.Key.Key_Return)
        assert desk.stream == self.work.streams[given]
        return desk

    def step(self, given: str) -> None:
        """Do the present step of one rightly, by whoever does it."""
        desk, at = self.desk, present(self.desk.work.state(self.work.streams[given]))
        if desk.window.person is None or desk.window.person.name != person_for(at):
            desk.seat(person_for(at))
        self.go(given)
        before = desk.step
        if before == "scan-materials":
            for code in self.work.codes(given, desk.state):
                desk.scan(code)
        else:
            desk.do_step()
        assert desk.step != before, desk.notices()

    def until(self, given: str, stage: str) -> None:
        while present(self.desk.work.state(self.work.streams[given])).identifier != stage:
            self.step(given)


def test_step_by_step_in_turn_both_are_released(desk: TwoDesks) -> None:
    streams = [desk.work.streams[given] for given in ("Anna", "Berta")]
    while any(desk.desk.work.state(each).step for each in streams):
        for given in ("Anna", "Berta"):
            desk.desk.minutes(0.5)
            desk.step(given)
    states = [desk.desk.work.state(each) for each in streams]
    assert [each.status for each in states] == [Status.RELEASED] * 2
    serials = [{vial.material.serial for vial in each.vials} for each in states]
    assert not serials[0] & serials[1]
    assert states[0].reconstituted != states[1].reconstituted


def test_both_clocks_go_on_whichever_is_shown(desk: TwoDesks) -> None:
    desk.until("Anna", "withdraw-1")
    desk.desk.minutes(30)
    desk.until("Berta", "withdraw-1")
    shown = desk.go("Anna")
    shown.minutes(60)
    assert ", 2 h 30 min at most 4 h" in shown.seen()
    desk.go("Berta")
    assert ", 3 h at most 4 h" in shown.seen()
    shown.minutes(121)
    # Anna's last half hour is told while Berta's page is open.
    assert "Soon: DEMO, Anna" in shown.page.alarm.accessibleName()
    desk.go("Anna")
    assert "Soon: DILUTE BY" in shown.seen()


def test_what_is_typed_for_one_is_never_recorded_for_the_other(desk: TwoDesks) -> None:
    """The two are at the very same step: the same syringe, volume and words."""
    for given in ("Anna", "Berta"):
        desk.until(given, "withdraw-1")
    states = [desk.desk.work.state(each) for each in desk.work.streams.values()]
    assert present(states[0]) == present(states[1])
    shown = desk.go("Anna")
    shown.type(amount(shown.state))
    desk.go("Berta")
    before = shown.facts
    shown.press(Qt.Key.Key_Return)
    assert "dose-withdrawn" not in shown.facts[len(before) :]
    shown.type("1")
    desk.go("Anna")
    shown.enter(amount(shown.state))
    assert shown.facts[-1] == "dose-withdrawn"
    desk.go("Berta")
    assert shown.step == "withdraw-1"


def test_the_band_leads_to_the_other_with_nothing_typed_taken_along(desk: TwoDesks) -> None:
    for given in ("Anna", "Berta"):
        desk.until(given, "withdraw-1")
    shown = desk.go("Berta")
    desk.work.leave(shown, "Anna", 20)
    shown.type(amount(shown.state))
    shown.press(Qt.Key.Key_F1)
    assert shown.stream == desk.work.streams["Anna"]
    before = shown.facts
    shown.press(Qt.Key.Key_Return)
    assert "dose-withdrawn" not in shown.facts[len(before) :]


def test_a_question_of_one_is_not_answered_for_the_other(desk: TwoDesks) -> None:
    for given in ("Anna", "Berta"):
        desk.until(given, "withdraw-1")
    shown = desk.go("Anna")
    desk.work.leave(shown, "Anna", 20)
    desk.go("Berta")
    shown.press(Qt.Key.Key_F12)
    shown.type("1")
    shown.press(Qt.Key.Key_F1)
    assert shown.stream == desk.work.streams["Anna"]
    shown.press(Qt.Key.Key_Return)
    for given in ("Anna", "Berta"):
        assert shown.work.state(desk.work.streams[given]).status is Status.OPEN


def test_one_that_is_too_late_does_not_hinder_the_other(desk: TwoDesks) -> None:
    desk.until("Anna", "withdraw-1")
    desk.desk.minutes(60)
    desk.until("Berta", "withdraw-1")
    shown = desk.go("Berta")
    desk.work.leave(shown, "Anna", -1)
    shown.enter(amount(shown.state))
    assert shown.facts[-1] == "dose-withdrawn"
    shown.press(Qt.Key.Key_F1)
    assert "TOO LATE" in shown.seen()
    desk.go("Berta")
    assert "TOO LATE" not in shown.seen()
    desk.desk.seat(PHARMACIST)
    assert "DEMO, Anna: dilute by" in desk.desk.page.alarm.accessibleName()
