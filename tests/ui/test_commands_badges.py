"""PINs and badges by the scanner alone: who is at work, and what is never kept."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.close_calls import refused_scans
from app.core import events as e
from app.intake.command_code import Badge, Instruction, command_text
from app.people import SIGNED_IN
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.sign_in import SignInPage
from app.ui.steps.confirm import SignPage
from app.ui.steps.measure import MeasurePage
from tests.ui.conftest import SitDown
from tests.ui.gloves import Gloves, everything_in
from tests.ui.hospital import (
    ADMINISTRATOR,
    PHARMACIST,
    PINS,
    SECOND_PHARMACIST,
    TECHNICIAN,
    Folders,
    clock_after,
    opened,
)

# PINs.


def test_a_pin_that_is_scanned_is_neither_seen_nor_kept(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("sign-prepared")
    desk = hand.desk
    page = desk.step_page(SignPage)
    hand.figures("9753")
    assert page.pin.text() == "9753"
    assert page.pin.line.echoMode() is QLineEdit.EchoMode.Password
    assert "9753" not in desk.seen()
    hand.confirm()
    assert desk.facts[-1] == "entry-refused"
    refused = desk.work.history(desk.stream)[-1].fact
    assert isinstance(refused, e.EntryRefused)
    assert refused.entered == "a wrong PIN"
    assert refused_scans(desk.work.log) == ()
    assert "UBX" not in everything_in(desk)
    assert "9753" not in everything_in(desk)


def test_a_digit_read_in_part_at_a_pin_is_refused_and_its_text_not_kept(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("sign-prepared")
    desk = hand.desk
    hand.scan(command_text(Instruction.DIGIT_7).replace("I", "H"))
    assert "not a whole code of the command sheet or of a badge" in desk.notices()
    assert desk.step_page(SignPage).pin.text() == ""
    (kept,) = refused_scans(desk.work.log)
    assert kept[0].entered == "a code of the command sheet or a badge, not whole"
    assert kept[0].page == "preparation"
    assert kept[1].actor == TECHNICIAN
    assert "UBX" not in everything_in(desk)


def test_without_a_pin_confirm_signs_nothing(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("sign-prepared")
    before = hand.desk.facts
    hand.confirm()
    hand.refuse()
    assert hand.desk.facts == before


# Badges.


def test_a_badge_at_work_asks_for_the_pin_and_leads_back(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    desk = hand.desk
    hand.badge(PHARMACIST)
    assert desk.window.person is None
    assert isinstance(desk.page, SignInPage)
    assert desk.page.names.currentItem().text() == PHARMACIST
    assert desk.page.pin.line.hasFocus()
    hand.figures(PINS[PHARMACIST]).confirm()
    assert desk.window.person is not None
    assert desk.window.person.name == PHARMACIST
    assert desk.step_page(MeasurePage) is not None
    assert desk.step == "withdraw-1"


def test_a_badge_over_the_look_back_leads_to_the_same_preparation(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("withdraw-1")
    hand.desk.press(Qt.Key.Key_F6)
    hand.sign_in(SECOND_PHARMACIST)
    assert isinstance(hand.desk.page, PreparationPage)


@pytest.mark.parametrize("stage", ["withdraw-1", "sign-prepared"])
def test_the_badge_of_who_is_at_work_does_nothing_but_say_so(
    gloved: Callable[..., Gloves], stage: str
) -> None:
    hand = gloved(stage)
    before = hand.desk.facts
    hand.badge(TECHNICIAN)
    assert f"{TECHNICIAN} is signed in already. A badge signs nothing" in hand.desk.notices()
    assert hand.desk.facts == before
    assert hand.desk.step == stage
    assert refused_scans(hand.desk.work.log) == ()


def test_a_badge_never_signs_in_alone(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    hand.badge(PHARMACIST)
    hand.confirm()
    assert hand.desk.window.person is None
    assert "The PIN is not typed yet" in hand.desk.notices()
    hand.badge(PHARMACIST)
    assert hand.desk.window.person is None
    assert SIGNED_IN not in [row.name for row in hand.desk.work.log.history("people")]


def test_a_void_or_unknown_badge_is_refused_and_kept(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    desk = hand.desk
    people = desk.work.people
    old = people.badges()[PHARMACIST]
    people.give_badge(PHARMACIST, by=people.named(ADMINISTRATOR))
    hand.scan(command_text(Badge(old)))
    assert "This badge is void" in desk.notices()
    hand.scan(command_text(Badge("BCDFGHJK")))
    assert "This badge is not one of this site" in desk.notices()
    assert desk.window.person is not None
    assert desk.window.person.name == TECHNICIAN
    kept = [(call.page, call.entered, row.actor) for call, row in refused_scans(desk.work.log)]
    assert kept == [
        ("preparation", f"badge {old}", TECHNICIAN),
        ("preparation", "badge BCDFGHJK", TECHNICIAN),
    ]


def test_a_badge_changes_nothing_of_what_is_typed_in_a_question(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("withdraw-1")
    hand.say(Instruction.CALL, Instruction.DIGIT_1)
    hand.badge(TECHNICIAN)
    assert hand.desk.preparation.reason.field.text() == "Volume or figure in doubt"


# Before the data folder is open.


def _badge_of(folders: Folders, name: str) -> tuple[object, str]:
    folder = folders.at("scan-materials")
    with opened(folder, clock_after(folder)) as work:
        number = work.people.give_badge(name, by=work.people.named(ADMINISTRATOR))
    return folder, command_text(Badge(number))


def test_a_badge_waits_until_the_folder_is_open(sit_down: SitDown, folders: Folders) -> None:
    folder, badge = _badge_of(folders, TECHNICIAN)
    desk = sit_down(folder, asleep=True)
    desk.scan(badge)
    assert "your name is chosen in a moment" in desk.notices()
    Gloves(desk).figures(PINS[TECHNICIAN]).confirm()
    assert desk.window.sign_in.pin.text() == ""
    desk.wake()
    desk.until(lambda: desk.window.sign_in.names.currentItem().text() == TECHNICIAN)
    assert desk.notices() == ""
    assert desk.window.person is None
    rows = [row.name for row in desk.work.log.history("people")]
    assert "pin-refused" not in rows
    Gloves(desk).figures(PINS[TECHNICIAN]).confirm()
    assert desk.window.person is not None
    assert desk.window.person.name == TECHNICIAN
