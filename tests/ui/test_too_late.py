"""A limit has passed: which one, by how much, and nothing but discarding is left."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.core.infusion_decision import too_late
from app.core.preparation import Status
from app.core.urgency import TimeLeft, Urgency
from app.intake.command_code import Instruction, command_text
from app.ui import theme
from app.ui.drawing.too_late import TITLE, TooLatePlate
from app.ui.facts.too_late import counted, too_late_facts
from app.ui.pages.history import HistoryPage
from app.ui.theme import RoomLight
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, SITE, TECHNICIAN, WRONG_VIAL, person_for, present
from tests.ui.test_window_layout import SIZES, faults

F2, F5, F6, F9, F10, F12 = (getattr(Qt.Key, f"Key_F{number}") for number in (2, 5, 6, 9, 10, 12))
STAGES = (
    "inspect-vial-1",
    "reconstitute-2",
    "withdraw-1",
    "fill-container",
    "add-drug",
    "inspect-bag",
    "choose-storage",
    "sign-prepared",
    "check",
    "print-label",
    "scan-label",
    "release",
)


def _pass(desk: Desk, seconds: float = 1) -> None:
    """Let the deadline pass by so many seconds; the window notices."""
    binding = desk.state.binding()
    assert binding is not None
    desk.clock.advance(binding.at - desk.clock.reading().wall + timedelta(seconds=seconds))
    desk.window.tick()
    desk.settle()


def _plate(desk: Desk) -> str:
    """What the plate says, "" where there is none."""
    return "".join(each.accessibleName() for each in desk.shown(TooLatePlate))


@pytest.fixture
def colours(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    theme.apply(qapp)


@pytest.mark.parametrize("stage", STAGES)
def test_the_step_gives_way_to_the_card(at: AtDesk, stage: str) -> None:
    desk = at(stage)
    before = desk.facts
    _pass(desk, 0)
    assert _plate(desk) == ""
    _pass(desk, 1)
    assert TITLE in _plate(desk)
    assert desk.preparation.step_page is None
    assert desk.shown(QLineEdit) == []
    assert too_late(desk.state, desk.state.now(desk.clock.reading())) in desk.seen()
    assert desk.facts == before


@pytest.mark.parametrize("stage", ["withdraw-1", "sign-prepared"])
def test_it_says_which_limit_its_source_when_it_was_and_by_how_much(at: AtDesk, stage: str) -> None:
    desk = at(stage)
    binding = desk.state.binding()
    assert binding is not None
    _pass(desk, 3 * 60 + 18)
    plate = _plate(desk)
    what = "Too late to dilute" if stage == "withdraw-1" else "Too late to start"
    assert f"{TITLE}: {what}, by 3 min 18 s" in plate
    assert f"limit: {binding.rule}; it was at {SITE.local(binding.at):%Y-%m-%d %H:%M}" in plate
    assert plate.endswith(f"source: {binding.source}")


def test_it_counts_on(at: AtDesk) -> None:
    desk = at("withdraw-1")
    said = []
    _pass(desk, 1)
    for _ in range(3):
        said.append(_plate(desk).partition(", by ")[2].partition(";")[0])
        desk.clock.advance(timedelta(seconds=1))
        desk.window.tick()
    assert said == ["0 min 01 s", "0 min 02 s", "0 min 03 s"]
    _pass(desk, 3 * 3600 + 5 * 60)
    assert ", by 3 h 5 min;" in _plate(desk)


@pytest.mark.parametrize("typed", ["", "5."])
def test_what_was_half_typed_was_not_recorded_and_that_is_said(at: AtDesk, typed: str) -> None:
    desk = at("withdraw-1")
    before = desk.facts
    desk.type(typed)
    _pass(desk)
    assert ("What was typed here was not recorded." in desk.notices()) is bool(typed)
    desk.enter("8")
    assert desk.facts == before
    _pass(desk, 60)
    assert ("What was typed here was not recorded." in desk.notices()) is bool(typed)


def test_a_pin_that_was_half_typed_is_gone(at: AtDesk) -> None:
    desk = at("sign-prepared")
    desk.type("246")
    page = desk.preparation.step_page
    assert page is not None
    _pass(desk)
    assert [line.text() for line in page.findChildren(QLineEdit)] == [""]
    assert "246" not in desk.seen()


def test_no_key_presses_a_button_of_it(at: AtDesk) -> None:
    desk = at("withdraw-1")
    _pass(desk)
    before = desk.facts
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, F5, F10, Qt.Key.Key_1):
        desk.press(key)
        assert TITLE in _plate(desk)
    assert desk.facts == before


def test_a_scan_is_refused_and_kept(at: AtDesk) -> None:
    desk = at("withdraw-1")
    _pass(desk)
    desk.scan(WRONG_VIAL)
    assert desk.notices().startswith("Refused: ")
    assert desk.facts[-1] == "entry-refused"
    assert TITLE in _plate(desk)


def test_discarding_is_the_way_on(at: AtDesk) -> None:
    desk = at("withdraw-1")
    _pass(desk, 60)
    desk.press(F12)
    desk.type("1")
    desk.press(Qt.Key.Key_Return)
    assert desk.state.status is Status.DISCARDED
    assert desk.state.discarded is not None
    assert desk.state.discarded.reason == "Time limit has passed"
    assert _plate(desk) == ""
    assert "1 min late" in desk.seen()


def test_the_code_for_not_right_asks_as_the_key_does(at: AtDesk) -> None:
    desk = at("withdraw-1")
    _pass(desk)
    desk.scan(command_text(Instruction.REFUSE))
    assert "Why is this preparation stopped and discarded?" in desk.seen()


def test_the_button_asks_as_the_key_does(at: AtDesk) -> None:
    desk = at("withdraw-1")
    _pass(desk)
    desk.preparation.late.discard.click()
    assert "Why is this preparation stopped and discarded?" in desk.seen()
    desk.press(Qt.Key.Key_Escape)
    assert TITLE in _plate(desk)


def test_a_pharmacist_may_be_called_the_record_read_and_printed(at: AtDesk) -> None:
    desk = at("withdraw-1")
    _pass(desk)
    desk.press(F2)
    desk.enter("too late, please come")
    assert desk.facts[-1] == "pharmacist-called"
    assert TITLE in _plate(desk)
    desk.press(F9)
    desk.type("1")
    assert desk.facts[-1] == "worksheet-printed"
    assert "The paper worksheet was written to" in desk.notices()
    desk.press(F6)
    assert isinstance(desk.page, HistoryPage)
    desk.press(Qt.Key.Key_Escape)
    assert TITLE in _plate(desk)


def test_only_those_keys_are_offered(at: AtDesk) -> None:
    desk = at("withdraw-1")
    _pass(desk)
    offered = {
        line.rpartition(", key ")[2] for line in desk.seen().splitlines() if ", key " in line
    }
    assert offered == {"F2", "F6", "F8", "F9", "F12"}


@pytest.mark.parametrize("key", [F12, F2])
def test_an_open_question_stays_open(at: AtDesk, key: Qt.Key) -> None:
    desk = at("withdraw-1")
    desk.press(key)
    desk.type("it took")
    _pass(desk)
    assert _plate(desk) == ""
    assert "Too late: DILUTE BY" in desk.seen()
    desk.enter(" too long")
    assert desk.facts[-1] == ("discarded" if key == F12 else "pharmacist-called")
    assert bool(_plate(desk)) is (key == F2)


def test_it_stands_before_a_check_that_is_blind_and_hides_nothing(at: AtDesk) -> None:
    desk = at("check")
    desk.type("5.8")
    _pass(desk)
    assert f"{TITLE}: Too late to start" in _plate(desk)
    assert "not recorded" in desk.notices()
    desk.press(F6)
    assert not isinstance(desk.page, HistoryPage)


def test_who_comes_later_finds_it(at: AtDesk) -> None:
    desk = at("withdraw-1", TECHNICIAN)
    _pass(desk, 600)
    desk.change_person(PHARMACIST)
    assert TITLE in _plate(desk)
    assert person_for(present(desk.state)) == TECHNICIAN
    desk.press(Qt.Key.Key_Escape)
    desk.window.open(desk.work.board.unfinished()[0])
    assert TITLE in _plate(desk)


def test_what_was_released_is_not_discarded(at: AtDesk) -> None:
    desk = at("release")
    desk.do_step()
    assert desk.state.status is Status.RELEASED
    desk.minutes(9 * 60)
    assert _plate(desk) == ""
    assert "Released for DEMO, Adalind" in desk.seen()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("light", RoomLight)
def test_it_has_no_fault(at: AtDesk, colours: QApplication, size: str, light: RoomLight) -> None:
    desk = at("withdraw-1", size=size)
    theme.apply(colours, light)
    desk.type("5")
    _pass(desk, 67)
    assert faults(desk) == []
    desk.scan(WRONG_VIAL)
    assert faults(desk) == []


@pytest.mark.parametrize(
    ("elapsed", "said"),
    [
        (timedelta(milliseconds=1), "0 min 00 s"),
        (timedelta(seconds=59.9), "0 min 59 s"),
        (timedelta(minutes=59, seconds=59), "59 min 59 s"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=26, minutes=2, seconds=9), "26 h 2 min"),
    ],
)
def test_time_is_counted_in_seconds_within_the_first_hour(elapsed: timedelta, said: str) -> None:
    assert counted(elapsed) == said


def test_nothing_is_too_late_where_no_deadline_runs() -> None:
    with pytest.raises(ValueError, match="no deadline runs"):
        too_late_facts(TimeLeft(Urgency.NOT_STARTED), SITE)


def test_a_plate_without_facts_takes_no_height(qtbot: QtBot) -> None:
    plate = TooLatePlate()
    qtbot.addWidget(plate)
    assert plate.heightForWidth(600) == 0
