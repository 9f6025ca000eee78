"""The window locks by itself and on demand: the clocks stay, and nobody loses their place."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.intake.command_code import Badge, Instruction, command_text
from app.label_printing import Destination
from app.people import LOCKED, SIGNED_IN, STREAM
from app.store import Recorded
from app.ui import theme
from app.ui.drawing.pad import Act, Pad
from app.ui.pages.course import CoursePage
from app.ui.pages.locked import LockedPage
from app.ui.pages.order import OrderPage
from app.ui.pages.people import PeoplePage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.worklist import WorklistPage
from app.ui.sounding import Sound
from app.ui.steps.check import CheckPage
from app.ui.steps.measure import MeasurePage
from app.ui.steps.reason import ReasonCard
from app.ui.ways import TABS
from tests.app.listener import ListenerOutlet, listening
from tests.disk_faults import full
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import CONTROL, Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    MORNING,
    PHARMACIST,
    PINS,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    Folders,
)
from tests.ui.several import Several
from tests.ui.test_window_layout import faults

F2, F8 = Qt.Key.Key_F2, Qt.Key.Key_F8
PATIENT = "DEMO, Adalind"
# For as long a preparation at the hood stays in sight; everything else for as long as was chosen.
MINUTES = 15
CHOSEN = 5


def people_facts(desk: Desk) -> list[Recorded]:
    return list(desk.work.log.history(STREAM))


def lock(desk: Desk) -> LockedPage:
    desk.press(Qt.Key.Key_L, "\x0c", CONTROL)
    return locked(desk)


def locked(desk: Desk) -> LockedPage:
    assert isinstance(desk.page, LockedPage)
    return desk.page


def unlock(desk: Desk, name: str) -> None:
    page = locked(desk)
    page.choose(name)
    page.pin.setFocus()
    desk.enter(PINS[name])
    assert desk.window.person is not None


def press(desk: Desk, *signs: str | Act) -> None:
    """Press keys of the pad with a finger."""
    for sign in signs:
        QTest.mouseClick(locked(desk).pad.keys[sign], Qt.MouseButton.LeftButton)


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


# Who comes back.


def test_the_same_person_finds_everything_as_it_was_left(at: AtDesk) -> None:
    desk = at("withdraw-1")
    field = desk.step_page(MeasurePage).field
    desk.type("5.")
    desk.nobody_for(MINUTES)
    unlock(desk, TECHNICIAN)
    assert desk.step_page(MeasurePage).field is field
    assert field.text() == "5."
    assert desk.focus is field.line
    desk.type("8")
    desk.press(Qt.Key.Key_Return)
    assert desk.step != "withdraw-1"
    assert [each.name for each in people_facts(desk)][-2:] == [LOCKED, SIGNED_IN]


def test_an_open_question_stays_open_with_what_was_typed(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(F2)
    desk.type("the plunger sticks")
    lock(desk)
    unlock(desk, TECHNICIAN)
    (question,) = desk.shown(ReasonCard)
    assert question.field.text() == "the plunger sticks"
    desk.press(Qt.Key.Key_Return)
    assert desk.state.called


def test_another_person_arrives_there_and_finds_nothing_half_done(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.type("5.")
    desk.press(F2)
    desk.type("the plunger sticks")
    lock(desk)
    unlock(desk, PHARMACIST)
    assert desk.preparation.session is not None
    assert desk.preparation.session.person.name == PHARMACIST
    assert desk.step_page(MeasurePage).field.text() == ""
    desk.press(F2)
    (question,) = desk.shown(ReasonCard)
    assert question.field.text() == ""


def test_half_of_a_checkers_figures_is_kept_for_that_checker_alone(at: AtDesk) -> None:
    desk = at("check", SECOND_PHARMACIST)
    desk.enter("5.82")
    desk.type("23:")
    page = desk.step_page(CheckPage)
    lock(desk)
    unlock(desk, SECOND_PHARMACIST)
    assert (page.volume.text(), page.start.text()) == ("5.82", "23:")
    lock(desk)
    unlock(desk, TECHNICIAN)
    assert (page.volume.text(), page.start.text()) == ("", "")
    assert "figures-entered" not in desk.facts


def test_a_pin_that_was_begun_is_gone(at: AtDesk) -> None:
    desk = at("sign-prepared")
    desk.type("24")
    lock(desk)
    unlock(desk, TECHNICIAN)
    begun = [
        line.text()
        for line in desk.page.findChildren(QLineEdit)
        if line.echoMode() is QLineEdit.EchoMode.Password
    ]
    assert set(begun) == {""}
    assert desk.step == "sign-prepared"


def test_a_wrong_pin_unlocks_nothing(at: AtDesk) -> None:
    desk = at("withdraw-1")
    page = lock(desk)
    page.pin.setFocus()
    desk.enter("9999")
    assert isinstance(desk.page, LockedPage)
    assert "not the PIN" in desk.notices()


def test_a_badge_and_the_keys_of_the_pad_unlock_it(at: AtDesk) -> None:
    desk = at("withdraw-1")
    people = desk.work.people
    badge = people.give_badge(PHARMACIST, by=people.named(ADMINISTRATOR))
    lock(desk)
    desk.scan(command_text(Badge(badge)))
    press(desk, "1", "9", Act.DELETE, "3", "5", "7", Act.ENTER)
    assert desk.window.person == people.named(PHARMACIST)
    assert isinstance(desk.page, PreparationPage)


def test_keys_of_the_pad_are_as_large_as_a_gloved_finger_needs(at: AtDesk) -> None:
    desk = at("withdraw-1")
    page = lock(desk)
    desk.settle()
    side = theme.target(page)
    for key in page.pad.keys.values():
        assert min(key.width(), key.height()) >= side


# What is not on disk, or under way.


def test_what_is_not_saved_is_told_and_still_there(at: AtDesk) -> None:
    desk = at("protect-hood")
    with full(desk.work.log):
        desk.type("1")
        desk.nobody_for(MINUTES)
        assert "holds what is not on disk" in desk.notices()
        unlock(desk, TECHNICIAN)
        assert "not on record" in desk.notices()
    desk.press(Qt.Key.Key_F5)
    assert desk.step != "protect-hood"


def test_somebody_else_is_not_let_in_off_the_record(at: AtDesk) -> None:
    desk = at("protect-hood")
    lock(desk)
    with full(desk.work.log):
        page = locked(desk)
        page.choose(PHARMACIST)
        desk.enter(PINS[PHARMACIST])
        assert desk.window.person is None


def test_it_does_not_lock_while_a_label_is_sent(at: AtDesk) -> None:
    with listening() as printer:
        desk = at("print-label")
        to = Destination(outlet=ListenerOutlet(printer.port))
        desk.work.destinations = lambda _: to
        desk.window.open(desk.stream)
        printer.go.clear()
        desk.press(Qt.Key.Key_F5)
        desk.until(printer.took.is_set)
        desk.press(Qt.Key.Key_L, "\x0c", CONTROL)
        assert "A label is on its way to the printer" in desk.seen()
        desk.nobody_for(MINUTES)
        assert isinstance(desk.page, PreparationPage)
        printer.go.set()
        desk.until(lambda: desk.facts[-1] == "label-printed")
        desk.nobody_for(MINUTES)
        assert isinstance(desk.page, LockedPage)


def test_what_the_system_shows_over_the_window_is_closed(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    shown: list[bool] = []

    def walk_away() -> None:
        shown.append(QApplication.activeModalWidget() is not None)
        desk.nobody_for(MINUTES)

    QTimer.singleShot(200, walk_away)
    desk.press(Qt.Key.Key_F4)
    assert shown == [True]
    assert QApplication.activeModalWidget() is None
    assert isinstance(desk.page, LockedPage)
    unlock(desk, PHARMACIST)
    assert isinstance(desk.page, WorklistPage)


# Another person, page by page.

OF_THE_SITE = sorted(name for name in TABS if name not in ("worklist", "people", "interaction"))


@pytest.mark.parametrize("name", OF_THE_SITE)
def test_another_person_arrives_at_the_same_page_of_the_site(at: AtDesk, name: str) -> None:
    desk = at("people", PHARMACIST)
    desk.window.show_page(name)
    page = desk.page
    desk.change_person(SECOND_PHARMACIST)
    assert desk.page is page
    assert SECOND_PHARMACIST in desk.seen()


@pytest.mark.parametrize("name", OF_THE_SITE)
def test_whoever_locked_finds_the_same_page_of_the_site(at: AtDesk, name: str) -> None:
    desk = at("people", PHARMACIST)
    desk.window.show_page(name)
    page = desk.page
    lock(desk)
    unlock(desk, PHARMACIST)
    assert desk.page is page


def test_what_somebody_may_not_see_is_shown_to_nobody_else(at: AtDesk) -> None:
    desk = at("people", ADMINISTRATOR)
    desk.window.show_page("people")
    page = desk.page
    assert isinstance(page, PeoplePage)
    page.name.setFocus()
    desk.type("Newcomer")
    page.pin.setFocus()
    desk.type("97")
    lock(desk)
    unlock(desk, TECHNICIAN)
    assert isinstance(desk.page, WorklistPage)
    desk.change_person(ADMINISTRATOR)
    desk.window.show_page("people")
    assert (page.name.text(), page.pin.text()) == ("", "")


def test_a_name_half_typed_is_there_for_whoever_typed_it_and_the_pin_is_not(at: AtDesk) -> None:
    desk = at("people", ADMINISTRATOR)
    desk.window.show_page("people")
    page = desk.page
    assert isinstance(page, PeoplePage)
    page.name.setFocus()
    desk.type("Newcomer")
    page.pin.setFocus()
    desk.type("97")
    lock(desk)
    unlock(desk, ADMINISTRATOR)
    assert (page.name.text(), page.pin.text()) == ("Newcomer", "")


def test_an_order_is_left_and_found_and_not_taken_over_confirmed(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    page = desk.page
    assert isinstance(page, OrderPage)
    row = next(row for row in page.findings.rows() if row.facts().open_to == "Confirm")
    row.click()
    desk.settle()
    confirmed = set(page._confirmed)
    assert confirmed
    lock(desk)
    unlock(desk, PHARMACIST)
    assert desk.page is page
    assert page._confirmed == confirmed
    desk.change_person(SECOND_PHARMACIST)
    assert desk.page is page
    assert not page._confirmed


@pytest.mark.parametrize("way", ["course", "record", "what_if"])
def test_another_person_arrives_at_the_course(at: AtDesk, way: str) -> None:
    desk = at("order", PHARMACIST)
    (stream,) = desk.work.board.waiting()
    desk.window.ways.show_course(stream)
    if way == "record":
        desk.window.ways.show_record(stream)
    elif way == "what_if":
        desk.window.ways.show_what_if(stream)
    desk.change_person(SECOND_PHARMACIST)
    assert isinstance(desk.page, CoursePage)
    desk.change_person(ADMINISTRATOR)
    assert isinstance(desk.page, WorklistPage)


def test_looking_back_leads_another_person_to_the_preparation(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(Qt.Key.Key_F6)
    desk.change_person(PHARMACIST)
    assert isinstance(desk.page, PreparationPage)


def test_an_order_that_is_gone_leaves_nobody_at_the_sign_in_page(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    desk.press(F8)
    desk.work.withdraw(stream, "the ward called", desk.work.people.named(PHARMACIST))
    desk.sign_in(SECOND_PHARMACIST)
    assert isinstance(desk.page, WorklistPage)


def test_forty_names_are_reached_by_two_keys(at: AtDesk) -> None:
    desk = at("people")
    page = desk.window.sign_in
    names = tuple(f"Colleague {number:02}" for number in range(1, 41))
    page.show_names(names)
    desk.settle()
    turns = 0
    while page.names_list.down.isEnabled():
        QTest.mouseClick(page.names_list.down, Qt.MouseButton.LeftButton)
        turns += 1
    assert turns <= 4
    last = page.names.visualItemRect(page.names.item(39))
    assert page.names.viewport().rect().contains(last)
    assert last.height() >= theme.target(page)
    QTest.mouseClick(page.names.viewport(), Qt.MouseButton.LeftButton, pos=last.center())
    assert page.names_list.name() == "Colleague 40"
    assert desk.focus is page.pin.line
    while page.names_list.up.isEnabled():
        QTest.mouseClick(page.names_list.up, Qt.MouseButton.LeftButton)
    first = page.names.visualItemRect(page.names.item(0))
    assert page.names.viewport().rect().contains(first)


def test_signing_in_with_a_badge_takes_six_inputs(at: AtDesk) -> None:
    desk = at("people")
    people = desk.work.people
    badge = people.give_badge(TECHNICIAN, by=people.named(ADMINISTRATOR))
    inputs = 0
    desk.scan(command_text(Badge(badge)))
    inputs += 1
    for digit in PINS[TECHNICIAN]:
        desk.type(digit)
        inputs += 1
    desk.press(Qt.Key.Key_Return)
    inputs += 1
    assert desk.window.person == people.named(TECHNICIAN)
    assert inputs == 6
