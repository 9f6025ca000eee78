"""The window locks by itself and on demand: when it does, and what is seen of it then."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.intake.command_code import Instruction, command_text
from app.people import LOCKED
from app.ui.drawing.pad import Act, Pad
from app.ui.pages.locked import LockedPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.worklist import WorklistPage
from app.ui.sounding import Sound
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import CONTROL, Desk
from tests.ui.hospital import (
    MORNING,
    PHARMACIST,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    Folders,
)
from tests.ui.locking import MINUTES, lock, locked, people_facts, press, unlock
from tests.ui.several import Several
from tests.ui.test_window_layout import faults

F2, F8 = Qt.Key.Key_F2, Qt.Key.Key_F8
PATIENT = "DEMO, Adalind"
CHOSEN = 5


# When it locks.


def test_it_locks_after_as_many_minutes_as_were_chosen_and_not_before(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.nobody_for(MINUTES - 1 / 6)
    assert isinstance(desk.page, PreparationPage)
    desk.nobody_for(1 / 6)
    assert isinstance(desk.page, LockedPage)
    assert desk.window.person is None
    (fact,) = [each for each in people_facts(desk) if each.name == LOCKED]
    assert fact.actor == TECHNICIAN
    assert '"by_itself":true' in fact.data.replace(" ", "")


def test_what_is_not_at_the_hood_is_hidden_after_as_long_as_was_chosen(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)
    desk.nobody_for(CHOSEN - 1 / 6)
    assert isinstance(desk.page, WorklistPage)
    desk.nobody_for(1 / 6)
    locked(desk)


def test_what_is_checked_is_hidden_as_any_other_page(at: AtDesk) -> None:
    desk = at("release")
    desk.nobody_for(CHOSEN)
    locked(desk)


@pytest.mark.parametrize("touch", ["key", "finger"])
def test_it_is_said_before_it_locks(at: AtDesk, touch: str) -> None:
    desk = at("withdraw-1")
    heard: list[Sound] = []
    desk.window.sounding.played.connect(heard.append)
    desk.nobody_for(MINUTES - 5 / 6)
    desk.window.is_left = True  # nor is anybody there while it is looked at
    assert "Locks in" not in desk.seen()
    assert heard == []
    desk.nobody_for(1 / 6)
    desk.window.is_left = True
    assert "Locks in 40 s press any key, or scan" in desk.seen()
    desk.nobody_for(2 / 6)
    desk.window.is_left = True
    assert "Locks in 20 s" in desk.seen()
    assert faults(desk) == []
    assert heard == [Sound.NEAR]
    if touch == "key":
        desk.press(Qt.Key.Key_Shift)
    else:
        QTest.mouseClick(desk.page, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert "Locks in" not in desk.seen()
    desk.nobody_for(MINUTES - 1)
    assert isinstance(desk.page, PreparationPage)


@pytest.mark.parametrize("touch", ["key", "scan", "finger", "wheel"])
def test_whoever_is_there_is_not_locked_out(at: AtDesk, touch: str) -> None:
    desk = at("scan-materials")
    desk.nobody_for(MINUTES - 1)
    match touch:
        case "key":
            desk.press(Qt.Key.Key_Shift)
        case "scan":
            desk.scan(WRONG_VIAL)
        case "finger":
            QTest.mouseClick(desk.page, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
        case "wheel":
            QTest.wheelEvent(desk.window.windowHandle(), QPoint(300, 300), QPoint(0, -120))
    desk.nobody_for(MINUTES - 1)
    assert isinstance(desk.page, PreparationPage)
    desk.nobody_for(1)
    assert isinstance(desk.page, LockedPage)


def test_a_key_that_something_lies_on_is_nobody(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.nobody_for(MINUTES - 1)
    pressed, shift = QEvent.Type.KeyPress, Qt.Key.Key_Shift
    held = QKeyEvent(pressed, shift, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(desk.page, held)
    desk.nobody_for(1)
    assert isinstance(desk.page, LockedPage)


@pytest.fixture
def elsewhere(qtbot: QtBot) -> QWidget:
    """Another program's window, which takes the keyboard from Umbra's."""
    other = QWidget()
    qtbot.addWidget(other)
    return other


def keys_shown(desk: Desk) -> tuple[Pad, QLineEdit]:
    """Press the field of the worklist; return the keys that come, and the field."""
    desk.window.show_worklist()
    assert isinstance(desk.page, WorklistPage)
    line = desk.page.field.line
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    (pad,) = desk.shown(Pad)
    return pad, line


def go_elsewhere(desk: Desk, other: QWidget) -> None:
    other.show()
    other.activateWindow()
    desk.until(other.isActiveWindow)


@pytest.mark.parametrize("leave", ["lock", "page", "person"])
def test_keys_on_the_screen_go_with_the_page_they_type_into(
    at: AtDesk, elsewhere: QWidget, leave: str
) -> None:
    desk = at("order", PHARMACIST)
    pad, line = keys_shown(desk)
    go_elsewhere(desk, elsewhere)
    match leave:
        case "lock":
            desk.nobody_for(MINUTES)
        case "page":
            desk.window.show_page("stock")
        case "person":
            desk.page.leaving.emit()  # type: ignore[attr-defined]
    assert desk.shown(Pad) == []
    pad.typed.emit("1")
    pad.acted.emit(Act.ENTER)
    assert line.text() == ""


def test_they_type_into_nothing_that_is_out_of_sight(at: AtDesk, elsewhere: QWidget) -> None:
    desk = at("order", PHARMACIST)
    pad, line = keys_shown(desk)
    go_elsewhere(desk, elsewhere)
    line.hide()
    pad.typed.emit("1")
    pad.acted.emit(Act.DELETE)
    assert line.text() == ""
    assert desk.shown(Pad) == []


def test_every_dialog_goes_when_the_window_locks(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    desk.window.show_worklist()
    below = QDialog(desk.window)
    above = QDialog(below)
    for dialog in (below, above):
        dialog.setModal(True)
        dialog.open()
    desk.nobody_for(MINUTES)
    assert isinstance(desk.page, LockedPage)
    assert not below.isVisible()
    assert not above.isVisible()


def test_digits_of_one_pin_are_not_tried_for_another_name(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    desk.window.show_worklist()
    page = lock(desk)
    page.choose(PHARMACIST)
    press(desk, "1", "2", "3")
    assert page.pin.text() == "123"
    row = next(at for at in range(page.names.count()) if page.names.item(at).text() == TECHNICIAN)
    page.names.setCurrentRow(row)
    assert page.pin.text() == ""
    press(desk, "4")
    page.show_names((*page.names_list.names(), "Someone New"))
    assert page.pin.text() == "4"


def test_digits_that_nobody_goes_on_with_are_gone_after_a_minute(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    desk.window.show_worklist()
    page = lock(desk)
    press(desk, "1", "2")
    desk.nobody_for(0.5)
    assert page.pin.text() == "12"
    desk.nobody_for(0.5)
    assert page.pin.text() == ""


def test_a_machine_that_slept_is_locked_when_it_wakes(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.window.is_left = True
    desk.clock.suspend(timedelta(minutes=MINUTES + 1))
    desk.window.tick()
    assert isinstance(desk.page, LockedPage)


def test_it_is_locked_by_a_key_and_by_a_code(at: AtDesk) -> None:
    desk = at("withdraw-1")
    lock(desk)
    (fact,) = [each for each in people_facts(desk) if each.name == LOCKED]
    assert '"by_itself":false' in fact.data.replace(" ", "")
    unlock(desk, TECHNICIAN)
    desk.scan(command_text(Instruction.LOCK))
    assert isinstance(desk.page, LockedPage)
    desk.scan(command_text(Instruction.NEXT))  # the same code again at once is one scan
    desk.scan(command_text(Instruction.LOCK))
    assert "“Lock” means nothing here now" in desk.notices()


def test_where_nobody_is_signed_in_nothing_is_locked_and_the_clocks_come_in_sight(
    at: AtDesk,
) -> None:
    desk = at("withdraw-1")
    desk.press(F8)
    desk.press(Qt.Key.Key_L, "\x0c", CONTROL)
    assert desk.page is desk.window.sign_in
    desk.nobody_for(MINUTES)
    assert "2611-0001" in locked(desk).clocks.accessibleName()
    assert LOCKED not in [each.name for each in people_facts(desk)]
    unlock(desk, TECHNICIAN)
    assert isinstance(desk.page, PreparationPage)


# What is seen of a locked window.


@pytest.mark.parametrize("size", ["1366x768", "1920x1080"])
def test_the_clocks_are_seen_and_no_patient(at: AtDesk, size: str) -> None:
    desk = at("withdraw-1", size=size)
    assert PATIENT in desk.seen()
    lock(desk)
    seen = desk.seen()
    assert PATIENT not in seen
    assert "00482913" not in seen
    (clock,) = locked(desk).clocks.facts().clocks  # type: ignore[union-attr]
    assert clock.number == "2611-0001"
    assert clock.drug == "inotuzumab ozogamicin"
    assert "Withdraw into one 10 mL syringe" in clock.step
    before = clock.remaining
    desk.minutes(10)
    (clock,) = locked(desk).clocks.facts().clocks  # type: ignore[union-attr]
    assert clock.remaining != before
    assert clock.light.words == "Protected from light"


def test_what_a_checker_works_out_alone_is_not_seen(at: AtDesk) -> None:
    desk = at("check", SECOND_PHARMACIST)
    lock(desk)
    (clock,) = locked(desk).clocks.facts().clocks  # type: ignore[union-attr]
    assert (clock.heading, clock.remaining) == ("LATEST START", "hidden")


def test_an_alarm_sounds_and_is_seen_and_leads_nobody(at: AtDesk) -> None:
    desk = at("withdraw-1")
    lock(desk)
    heard: list[Sound] = []
    desk.window.sounding.played.connect(heard.append)
    desk.minutes(225)
    assert heard
    told = desk.page.alarm.facts()
    assert told is not None
    assert told.who == "A preparation needs attention"
    desk.press(Qt.Key.Key_F1)
    assert isinstance(desk.page, LockedPage)


def test_several_clocks_stand_by_what_runs_out_first(folders: Folders, sit_down: SitDown) -> None:
    work = Several(folders, MORNING)
    work.begin("Anna", "scan-materials")
    work.begin("Berta", "withdraw-1", each=2)
    work.begin("Carla", "withdraw-1")
    desk = sit_down(work.folder, work.clock).wake().seat(TECHNICIAN)
    page = lock(desk)
    facts = page.clocks.facts()
    assert facts is not None
    assert [each.number[-4:] for each in facts.clocks] == ["0002", "0003", "0001"]
    assert facts.clocks[-1].remaining == "not running"
    assert page.clocks.in_sight(facts) == 3
