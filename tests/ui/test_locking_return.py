"""Who comes back to a locked window: the clocks stay, and nobody loses their place."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.intake.command_code import Badge, command_text
from app.label_printing import Destination
from app.people import LOCKED, SIGNED_IN
from app.ui import theme
from app.ui.drawing.pad import Act
from app.ui.pages.course import CoursePage
from app.ui.pages.locked import LockedPage
from app.ui.pages.order import OrderPage
from app.ui.pages.people import PeoplePage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.worklist import WorklistPage
from app.ui.steps.check import CheckPage
from app.ui.steps.measure import MeasurePage
from app.ui.steps.reason import ReasonCard
from app.ui.ways import TABS
from tests.app.listener import ListenerOutlet, listening
from tests.disk_faults import full
from tests.ui.conftest import AtDesk
from tests.ui.desk import CONTROL
from tests.ui.hospital import ADMINISTRATOR, PHARMACIST, PINS, SECOND_PHARMACIST, TECHNICIAN
from tests.ui.locking import MINUTES, lock, locked, people_facts, press, unlock

F2, F8 = Qt.Key.Key_F2, Qt.Key.Key_F8


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
