"""Signing in: by name and PIN, with the keyboard alone, and after someone else."""

import pytest
from PySide6.QtCore import Qt

from app.close_calls import refused_scans
from app.intake.command_code import DIGITS, Badge, Instruction, command_text
from app.people import PIN_REFUSED, SIGNED_IN, STREAM
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.worklist import WorklistPage
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, PEOPLE, PHARMACIST, PINS, TECHNICIAN

WRONG = "9999"


def _recorded(desk: Desk) -> list[tuple[str, str]]:
    return [(each.name, each.actor) for each in desk.work.log.history(STREAM)]


@pytest.mark.parametrize("name", PEOPLE)
def test_everyone_signs_in_by_name_and_pin(at: AtDesk, name: str) -> None:
    desk = at("people").sign_in(name)
    assert desk.window.person is not None
    assert (desk.window.person.name, desk.window.person.office) == (name, PEOPLE[name][0])
    assert isinstance(desk.page, WorklistPage)
    assert name in desk.seen()
    assert _recorded(desk)[-1] == (SIGNED_IN, name)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_name_is_chosen_by_keyboard_alone(at: AtDesk, key: Qt.Key) -> None:
    desk = at("people")
    desk.tab_to("Names")
    desk.press(Qt.Key.Key_End)
    desk.tab_to("PIN")
    desk.type(PINS[TECHNICIAN])
    desk.tab_to("Sign in")
    desk.press(key)
    assert desk.window.person is not None
    assert desk.window.person.name == TECHNICIAN


def test_enter_on_a_name_leads_to_its_pin(at: AtDesk) -> None:
    desk = at("people")
    desk.tab_to("Names")
    desk.press(Qt.Key.Key_Home)
    desk.press(Qt.Key.Key_Return)
    assert desk.focus.accessibleName() == "PIN"
    desk.enter(PINS[ADMINISTRATOR])
    assert desk.window.person is not None


def test_a_wrong_pin_is_refused_seen_and_recorded(at: AtDesk) -> None:
    desk = at("people")
    desk.window.sign_in.choose(TECHNICIAN)
    desk.enter(WRONG)
    assert desk.window.person is None
    assert isinstance(desk.page, SignInPage)
    assert desk.notices() == "Refused: That is not the PIN of this name. Type it again."
    assert _recorded(desk)[-1] == (PIN_REFUSED, TECHNICIAN)
    assert desk.window.sign_in.pin.text() == ""
    desk.enter(PINS[TECHNICIAN])
    assert isinstance(desk.page, WorklistPage)


def test_the_pin_of_someone_else_is_a_wrong_pin(at: AtDesk) -> None:
    desk = at("people")
    desk.window.sign_in.choose(TECHNICIAN)
    desk.enter(PINS[PHARMACIST])
    assert desk.window.person is None


def test_a_pin_guessed_five_times_has_to_wait(at: AtDesk) -> None:
    desk = at("people")
    desk.window.sign_in.choose(TECHNICIAN)
    for _ in range(5):
        desk.enter(WRONG)
    desk.enter(PINS[TECHNICIAN])
    assert "wait a minute, or let another person sign in" in desk.notices()
    assert desk.window.person is None
    desk.minutes(1)
    desk.enter(PINS[TECHNICIAN])
    assert desk.window.person is not None


def test_a_pin_is_never_seen(at: AtDesk) -> None:
    desk = at("people")
    desk.type(PINS[TECHNICIAN])
    assert PINS[TECHNICIAN] not in desk.seen()


def test_no_pin_is_no_try(at: AtDesk) -> None:
    desk = at("people")
    before = _recorded(desk)
    desk.press(Qt.Key.Key_Return)
    assert _recorded(desk) == before
    assert desk.notices() == ""


def test_the_one_who_left_leaves_nothing_behind(at: AtDesk) -> None:
    desk = at("people")
    desk.enter(WRONG)
    desk.sign_in(TECHNICIAN)
    desk.press(Qt.Key.Key_F8)
    assert desk.window.person is None
    assert desk.notices() == ""
    assert "nobody signed in" in desk.seen()
    desk.sign_in(PHARMACIST)
    assert PHARMACIST in desk.seen()


def test_the_time_goes_on_while_nobody_is_signed_in(at: AtDesk) -> None:
    desk = at("people")
    desk.window.sign_in.choose(TECHNICIAN)
    desk.type("24")
    assert "10:51" not in desk.seen()
    desk.minutes(61)
    assert "10:51" in desk.seen()
    desk.enter("68")
    assert desk.window.person is not None


def test_a_scan_signs_nobody_in(at: AtDesk) -> None:
    desk = at("people")
    before = _recorded(desk)
    desk.window.sign_in.names.setFocus()
    desk.scan("]d201003000801000111727033110AB1234")
    assert desk.window.person is None
    assert _recorded(desk) == before


def _badge(desk: Desk, name: str) -> str:
    people = desk.work.people
    return command_text(Badge(people.give_badge(name, by=people.named(ADMINISTRATOR))))


def _say(desk: Desk, *instructions: Instruction) -> None:
    for instruction in instructions:
        desk.scan(command_text(instruction))


@pytest.mark.parametrize("name", PEOPLE)
def test_a_badge_chooses_the_name_and_the_pin_signs_in(at: AtDesk, name: str) -> None:
    desk = at("people")
    desk.type("99")
    desk.window.sign_in.names.setFocus()
    desk.scan(_badge(desk, name))
    assert desk.window.person is None
    assert desk.window.sign_in.names.currentItem().text() == name
    assert desk.focus is desk.window.sign_in.pin.line
    assert desk.window.sign_in.pin.text() == ""
    desk.enter(PINS[name])
    assert desk.window.person is not None
    assert desk.window.person.name == name


def test_a_pin_is_scanned_digit_by_digit_and_stays_masked(at: AtDesk) -> None:
    desk = at("people")
    desk.scan(_badge(desk, TECHNICIAN))
    _say(desk, *(DIGITS[int(digit)] for digit in PINS[TECHNICIAN]))
    assert desk.window.sign_in.pin.text() == PINS[TECHNICIAN]
    assert PINS[TECHNICIAN] not in desk.seen()
    _say(desk, Instruction.DELETE)
    assert desk.window.sign_in.pin.text() == PINS[TECHNICIAN][:-1]
    _say(desk, DIGITS[int(PINS[TECHNICIAN][-1])], Instruction.CONFIRM)
    assert desk.window.person is not None
    assert refused_scans(desk.work.log) == ()


def test_a_pin_of_one_is_never_tried_for_the_next_badge(at: AtDesk) -> None:
    desk = at("people")
    badges = [_badge(desk, name) for name in (TECHNICIAN, PHARMACIST)]
    desk.scan(badges[0])
    desk.type(PINS[TECHNICIAN])
    desk.scan(badges[1])
    assert desk.window.sign_in.pin.text() == ""
    _say(desk, Instruction.CONFIRM)
    assert "The PIN is not typed yet" in desk.notices()
    assert PIN_REFUSED not in [name for name, _ in _recorded(desk)]


def test_next_and_previous_choose_a_name_and_not_right_takes_the_pin_away(at: AtDesk) -> None:
    desk = at("people")
    names = desk.window.sign_in.names
    _say(desk, Instruction.NEXT)
    assert names.currentRow() == 1
    _say(desk, Instruction.PREVIOUS)
    assert names.currentRow() == 0
    desk.type("13")
    _say(desk, Instruction.REFUSE)
    assert desk.window.sign_in.pin.text() == ""


def test_digits_pressed_beside_the_field_are_those_of_the_pin(at: AtDesk) -> None:
    desk = at("people")
    desk.window.sign_in.choose(TECHNICIAN)
    desk.window.sign_in.names.setFocus()
    desk.enter(PINS[TECHNICIAN])
    assert desk.window.person is not None


def test_an_unknown_badge_is_refused_and_kept(at: AtDesk) -> None:
    desk = at("people")
    _badge(desk, TECHNICIAN)
    chosen = desk.window.sign_in.names.currentItem().text()
    desk.scan(command_text(Badge("BCDFGHJK")))
    assert "This badge is not one of this site" in desk.notices()
    assert desk.window.sign_in.names.currentItem().text() == chosen
    (kept,) = refused_scans(desk.work.log)
    assert (kept[0].page, kept[0].entered) == ("sign_in", "badge BCDFGHJK")
    assert kept[1].actor == ""


def test_a_badge_of_someone_who_left_names_nobody(at: AtDesk) -> None:
    desk = at("people")
    badge = _badge(desk, TECHNICIAN)
    people = desk.work.people
    people.leave(TECHNICIAN, by=people.named(ADMINISTRATOR))
    desk.scan(badge)
    assert "This badge is void" in desk.notices()
    assert desk.window.person is None
