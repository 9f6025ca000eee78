"""Work with the scanner alone: products, command codes and badges, and nothing by keyboard."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QScrollArea

from app.close_calls import refused_scans
from app.core import events as e
from app.core.refused import Refused
from app.intake.command_code import Badge, Instruction, command_text
from app.people import SIGNED_IN
from app.ui.commands import obey
from app.ui.pages.history import HistoryPage
from app.ui.pages.order import OrderPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.worklist import WorklistPage
from app.ui.steps.check import CheckPage
from app.ui.steps.confirm import SignPage
from app.ui.steps.measure import MeasurePage
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.gloves import REPEAT_S, Gloves, everything_in, give_badges
from tests.ui.hospital import (
    ADMINISTRATOR,
    PHARMACIST,
    PINS,
    SECOND_PHARMACIST,
    TECHNICIAN,
    Folders,
    clock_after,
    latest_start,
    opened,
    order,
    wanted,
)
from tests.ui.test_window_layout import at_both_sizes, faults


@pytest.fixture
def gloved(at: AtDesk) -> Callable[..., Gloves]:
    """Return someone with gloves on at a stage of the work, with badges for everyone."""

    def at_stage(stage: str, person: str = "", **how: object) -> Gloves:
        desk = at(stage, person, **how)
        give_badges(desk)
        return Gloves(desk)

    return at_stage


def test_an_order_is_verified_by_scanner_alone(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("order", PHARMACIST)
    desk = hand.desk
    hand.confirm()
    assert isinstance(desk.page, OrderPage)
    for _ in desk.page.findings.rows():
        if "ASK" not in {row.facts().state.name for row in desk.page.findings.rows()}:
            break
        hand.confirm()
    assert desk.page.button.isEnabled()
    assert not desk.work.log.streams("preparation/")
    hand.confirm()
    assert "Confirm once more to verify the order" in desk.notices()
    assert not desk.work.log.streams("preparation/")
    hand.confirm()
    assert isinstance(desk.page, PreparationPage)
    assert desk.step == "scan-materials"


def test_only_the_point_that_is_looked_at_is_answered(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("order", PHARMACIST)
    desk = hand.desk
    hand.confirm()
    page = desk.page
    assert isinstance(page, OrderPage)

    def answered() -> int:
        return sum(row.facts().open_to == "Take back" for row in page.findings.rows())

    page.setFocus()
    hand.confirm()
    assert answered() == 0
    assert desk.focus in page.findings.rows()
    hand.confirm()
    assert answered() == 1
    hand.say(Instruction.PREVIOUS)
    assert desk.focus in page.findings.rows()
    assert answered() == 1


def test_an_order_is_never_verified_by_a_technician(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("order", TECHNICIAN)
    for _ in range(4):
        hand.confirm()
    assert "Only a pharmacist verifies an order" in hand.desk.notices()
    assert not hand.desk.work.log.streams("preparation/")


# What types.


def test_digits_go_into_the_field_that_has_the_focus(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    page = hand.desk.step_page(MeasurePage)
    hand.figures("5.8")
    assert page.field.text() == "5.8"
    hand.say(Instruction.DELETE)
    assert page.field.text() == "5."


def test_a_volume_that_is_refused_is_typed_over(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    page = hand.desk.step_page(MeasurePage)
    hand.figures("9.7").confirm()
    assert hand.desk.facts[-1] == "entry-refused"
    hand.figures("5")
    assert page.field.text() == "5"


def test_the_same_digit_twice_in_a_moment_counts_once_and_later_twice(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("withdraw-1")
    page = hand.desk.step_page(MeasurePage)
    four = command_text(Instruction.DIGIT_4)
    hand.desk.scan(four)
    hand.desk.scan(four)
    assert page.field.text() == "4"
    hand._last, hand._at = four, time.monotonic()
    hand.scan(four)
    assert page.field.text() == "44"


def test_digits_beside_a_field_choose_by_number(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("protect-hood")
    hand.confirm()
    assert "Choose one of the answers by its number" in hand.desk.notices()
    hand.say(Instruction.DIGIT_9)
    assert "“9” means nothing here now" in hand.desk.notices()
    assert hand.desk.step == "protect-hood"
    hand.say(Instruction.DIGIT_1)
    assert hand.desk.step != "protect-hood"
    assert "entry-refused" not in hand.desk.facts


def test_the_worklist_is_searched_and_opened_by_number(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    hand.say(Instruction.BACK)
    assert isinstance(hand.desk.page, WorklistPage)
    hand.say(Instruction.NEXT).figures("00482913")
    assert hand.desk.page.field.text() == "00482913"
    hand.confirm()
    assert isinstance(hand.desk.page, PreparationPage)


def test_a_confirm_that_is_read_twice_does_not_answer_what_comes_next(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("reconstitute-1")
    desk = hand.desk
    hand.figures("4").confirm()
    assert desk.step == "inspect-vial-1"
    done = desk.facts
    moment = time.monotonic() + REPEAT_S + 0.02
    desk.until(lambda: time.monotonic() > moment)
    desk.scan(command_text(Instruction.CONFIRM))
    hand._at = time.monotonic()
    assert "Confirm came twice within a second" in desk.notices()
    assert desk.facts == done
    hand.confirm()
    assert desk.facts != done
    assert desk.step != "inspect-vial-1"


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


# Saying that something is not right.


@pytest.mark.parametrize(
    ("stage", "question"),
    [
        ("inspect-vial-1", "What is not as it must be?"),
        ("reconstitute-1", "Why is vial 1 not fit for use?"),
        ("scan-label", "Why is the label printed again?"),
    ],
)
def test_not_right_asks_and_goes_back_and_records_nothing(
    gloved: Callable[..., Gloves], stage: str, question: str
) -> None:
    hand = gloved(stage)
    desk, before = hand.desk, hand.desk.facts
    hand.refuse()
    assert question in desk.seen()
    assert desk.facts == before
    hand.refuse()
    assert question not in desk.seen()
    assert desk.facts == before


def test_a_failed_vial_is_quarantined_with_a_ready_sentence(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("inspect-vial-1")
    hand.refuse().say(Instruction.DIGIT_2)
    reason = hand.desk.preparation.reason
    assert reason.field.text() == "Discoloured"
    hand.say(Instruction.DIGIT_1)
    assert reason.field.text() == "Particles seen"
    assert "vial-quarantined" not in hand.desk.facts
    hand.confirm()
    assert hand.desk.facts[-1] == "vial-quarantined"
    quarantined = hand.desk.work.history(hand.desk.stream)[-1].fact
    assert isinstance(quarantined, e.VialQuarantined)
    assert quarantined.reason == "Particles seen"


def test_a_number_alone_is_never_a_reason(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("inspect-vial-1")
    before = hand.desk.facts
    hand.refuse().figures("9").confirm()
    assert "Write the reason in a few words" in hand.desk.seen()
    assert "vial-quarantined" not in hand.desk.facts
    hand.say(Instruction.DELETE)
    assert hand.desk.preparation.reason.field.text() == ""
    hand.say(Instruction.DIGIT_3, Instruction.DELETE)
    assert hand.desk.preparation.reason.field.text() == ""
    hand.say(Instruction.BACK)
    assert [fact for fact in hand.desk.facts if fact != "entry-refused"] == before


def test_a_reason_is_typed_where_none_stands_ready(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("inspect-vial-1")
    hand.refuse()
    hand.desk.type("2 specks of rubber")
    # The digit chose a sentence; what is typed after it replaces that.
    assert hand.desk.preparation.reason.field.text() == " specks of rubber"
    hand.desk.type(", 2 of them")
    assert hand.desk.preparation.reason.field.text() == " specks of rubber, 2 of them"


def test_what_failed_is_discarded_only_through_its_question(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("inspect-bag")
    desk = hand.desk
    hand.refuse().say(Instruction.DIGIT_3).confirm()
    assert "Stop and discard this preparation" in desk.seen()
    before = desk.facts
    hand.confirm()
    assert desk.facts == before
    hand.refuse()
    assert "Why is this preparation stopped and discarded?" in desk.seen()
    assert desk.facts == before
    hand.say(Instruction.DIGIT_3).confirm()
    assert desk.facts[-1] == "discarded"


ENDINGS = {"discarded", "released", "signed", "vial-quarantined", "check-rejected", "bag-failed"}


@pytest.mark.parametrize(
    "stage", ["withdraw-1", "inspect-vial-1", "inspect-bag", "sign-prepared", "check", "release"]
)
@pytest.mark.parametrize(
    "first", [each for each in Instruction if not each.sign], ids=lambda each: each.name
)
def test_one_stray_scan_ends_nothing(
    gloved: Callable[..., Gloves], stage: str, first: Instruction
) -> None:
    hand = gloved(stage)
    before = hand.desk.facts
    hand.say(first)
    assert not ENDINGS & set(hand.desk.facts[len(before) :])


# Calling and holding.


def test_a_call_with_a_ready_sentence_and_without(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    hand.say(Instruction.CALL, Instruction.DIGIT_1).confirm()
    called = hand.desk.work.history(hand.desk.stream)[-1].fact
    assert isinstance(called, e.PharmacistCalled)
    assert called.remark == "Volume or figure in doubt"
    other = gloved("withdraw-1")
    other.say(Instruction.CALL).confirm()
    called = other.desk.work.history(other.desk.stream)[-1].fact
    assert isinstance(called, e.PharmacistCalled)
    assert called.remark is None


def test_hold_asks_where_and_hold_again_resumes(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    hand.say(Instruction.HOLD, Instruction.DIGIT_2)
    assert hand.desk.state.held is not None
    assert hand.desk.state.held.place == "the refrigerator"
    hand.say(Instruction.HOLD, Instruction.DIGIT_1)
    assert hand.desk.state.held is None
    assert hand.desk.step == "withdraw-1"


def test_confirm_resumes_what_is_held(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    hand.say(Instruction.HOLD, Instruction.DIGIT_1)
    assert hand.desk.state.held is not None
    hand.confirm()
    assert hand.desk.state.held is None


@pytest.mark.parametrize("instruction", [Instruction.CALL, Instruction.HOLD])
def test_no_second_question_opens_over_the_first(
    gloved: Callable[..., Gloves], instruction: Instruction
) -> None:
    hand = gloved("withdraw-1")
    hand.say(Instruction.CALL, Instruction.DIGIT_1)
    hand.say(instruction)
    assert "means nothing here now" in hand.desk.seen()
    assert hand.desk.preparation.reason.field.text() == "Volume or figure in doubt"


# Lists and long pages.


def test_next_and_previous_move_through_what_was_recorded(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("withdraw-1")
    hand.desk.press(Qt.Key.Key_F6)
    page = hand.desk.page
    assert isinstance(page, HistoryPage)
    last = page.table.currentRow()
    hand.say(Instruction.NEXT)
    assert "This is the last line of the list" in hand.desk.notices()
    hand.say(Instruction.PREVIOUS, Instruction.BACK)
    assert page.table.currentRow() == last - 1
    assert isinstance(hand.desk.page, PreparationPage)


def test_the_working_is_turned_while_the_pin_keeps_the_focus(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("check")
    desk = hand.desk
    page = desk.step_page(CheckPage)
    hand.refuse()
    assert "“Not right” means nothing here now" in desk.notices()
    hand.figures("5.82").confirm()
    hand.figures(latest_start(desk.state).replace(":", "")).confirm()
    assert page.signature.isVisible()
    (area,) = desk.shown(QScrollArea)
    bar = area.verticalScrollBar()
    hand.say(Instruction.NEXT)
    for _ in range(5):
        desk.settle()
        hand.say(Instruction.NEXT)
    assert "There is nothing further down on this page" in desk.notices()
    assert bar.value() == bar.maximum() > 0
    assert page.pin.line.hasFocus()
    down = bar.value()
    hand.say(Instruction.PREVIOUS)
    assert bar.value() < down
    hand.refuse()
    assert "What is not right?" in desk.seen()
    hand.say(Instruction.DIGIT_1)
    assert desk.preparation.reason.field.text() == "Volume does not agree"
    hand.confirm()
    assert desk.facts[-1] == "check-rejected"


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


# Products and codes are never one another.


def test_a_product_is_never_a_command_and_a_command_never_a_product(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("scan-materials")
    desk = hand.desk
    hand.confirm()
    assert "Scan the package itself" in desk.notices()
    assert "entry-refused" not in desk.facts
    for code in wanted(desk.state):
        hand.scan(code)
    assert desk.step != "scan-materials"


def test_with_caps_lock_on_a_command_is_understood(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    hand.scan(command_text(Instruction.DIGIT_5).lower())
    assert hand.desk.step_page(MeasurePage).field.text() == "5"


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


def test_a_command_that_means_nothing_on_a_page_is_refused_and_kept_without_its_digit(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("withdraw-1")
    hand.say(Instruction.BACK)
    desk = hand.desk
    assert isinstance(desk.page, WorklistPage)
    for instruction in (Instruction.REFUSE, Instruction.HOLD, Instruction.CALL):
        hand.say(instruction)
        assert "means nothing here now" in desk.notices()
    assert [call.entered for call, _ in refused_scans(desk.work.log)] == [
        "“Not right” of the command sheet",
        "“Hold, resume” of the command sheet",
        "“Call pharmacist” of the command sheet",
    ]
    hand.say(Instruction.POINT, Instruction.DELETE)
    assert desk.page.field.text() == ""


def test_hold_is_no_key_of_a_page_where_nothing_can_be_held(
    gloved: Callable[..., Gloves],
) -> None:
    desk = gloved("withdraw-1", PHARMACIST).desk
    desk.window.show_page("waste")  # where F10 writes a file
    files = sorted(desk.folder.rglob("*"))
    for instruction in (Instruction.HOLD, Instruction.CALL):
        with pytest.raises(Refused, match="means nothing here now"):
            obey(instruction, desk.page)
    assert sorted(desk.folder.rglob("*")) == files


def test_a_correction_is_gone_back_from_and_nothing_is_recorded(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("withdraw-1")
    desk = hand.desk
    desk.press(Qt.Key.Key_F6)
    hand.say(Instruction.PREVIOUS)
    desk.press(Qt.Key.Key_F4)
    page = desk.page
    assert isinstance(page, HistoryPage)
    assert page.reason.isVisible()
    before = desk.facts
    hand.figures("1").refuse()
    assert not page.reason.isVisible()
    assert desk.facts == before


def test_a_warning_has_no_ready_reason_and_its_question_is_gone_back_from(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("order", PHARMACIST, asked=order(dose=1.53))
    desk = hand.desk
    hand.confirm()
    page = desk.page
    assert isinstance(page, OrderPage)
    warning = next(row for row in page.findings.rows() if row.facts().open_to == "Give a reason")
    warning.setFocus()
    hand.confirm()
    assert "Why may this warning be passed?" in desk.seen()
    assert not [button for button in page.reason.buttons if button.isVisible()]
    hand.figures("1").confirm()
    assert "Write the reason in a few words" in desk.seen()
    hand.refuse()
    assert "Why may this warning be passed?" not in desk.seen()
    assert warning.facts().open_to == "Give a reason"


def test_an_order_is_withdrawn_only_through_its_question(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("order", PHARMACIST)
    desk = hand.desk
    hand.confirm().refuse()
    assert "Why is this order withdrawn?" in desk.seen()
    assert desk.work.board.waiting()
    hand.say(Instruction.DIGIT_4).confirm()
    assert desk.work.board.waiting() == ()
    assert isinstance(desk.page, WorklistPage)


def test_how_an_order_is_prepared_is_left_as_it_was_by_going_back(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("order", PHARMACIST)
    hand.confirm()
    page = hand.desk.page
    assert isinstance(page, OrderPage)
    hand.desk.press(Qt.Key.Key_F4)
    assert page.making.isVisible()
    hand.say(Instruction.NEXT).refuse()
    assert not page.making.isVisible()
    assert not hand.desk.work.log.streams("preparation/")


def test_the_record_of_what_was_released_is_written(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("release", PHARMACIST)
    desk = hand.desk
    hand.figures(PINS[PHARMACIST]).confirm()
    assert desk.facts[-1] == "released"
    hand.confirm()
    assert [file.suffix for file in (desk.folder / "records").iterdir()] == [".pdf"]


def test_what_protects_the_drug_again_is_chosen_by_number(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    desk = hand.desk
    desk.press(Qt.Key.Key_F7)
    hand.say(Instruction.DIGIT_1).confirm()
    assert desk.facts[-1] == "protection-lost"
    desk.press(Qt.Key.Key_F7)
    hand.confirm()
    assert "Choose one of the answers by its number" in desk.seen()
    hand.say(Instruction.DIGIT_1)
    assert desk.facts[-1] == "protection-started"


@at_both_sizes
@pytest.mark.parametrize(
    ("stage", "first"),
    [
        ("inspect-vial-1", Instruction.REFUSE),
        ("inspect-bag", Instruction.REFUSE),
        ("reconstitute-1", Instruction.REFUSE),
        ("scan-label", Instruction.REFUSE),
        ("withdraw-1", Instruction.CALL),
    ],
)
def test_every_question_shows_its_ready_sentences_whole(
    at: AtDesk, stage: str, first: Instruction, size: str
) -> None:
    desk = at(stage, size=size)
    hand = Gloves(desk).say(first)
    reason = desk.preparation.reason
    shown = [button for button in reason.buttons if button.isVisible()]
    assert len(shown) >= 4
    assert faults(desk) == []
    hand.say(Instruction.DIGIT_4)
    assert reason.field.text() == shown[3].text()
    assert faults(desk) == []


# What is done beside the steps.


@pytest.mark.parametrize(
    ("stage", "instruction", "question"),
    [
        ("withdraw-1", Instruction.LIGHT, "What took the light protection away?"),
        ("withdraw-1", Instruction.DISCARD, "Why is this preparation stopped and discarded?"),
        ("release", Instruction.REPRINT, "Why is the label printed again?"),
    ],
)
def test_a_code_opens_its_question_and_records_nothing(
    gloved: Callable[..., Gloves], stage: str, instruction: Instruction, question: str
) -> None:
    hand = gloved(stage)
    desk, before = hand.desk, hand.desk.facts
    hand.say(instruction)
    assert question in desk.seen()
    hand.say(instruction)
    assert "means nothing here now" in desk.seen()
    hand.refuse()
    assert question not in desk.seen()
    assert desk.facts == before


def test_light_that_was_lost_is_told_and_restored_by_scanner_alone(
    gloved: Callable[..., Gloves],
) -> None:
    hand = gloved("withdraw-1")
    hand.say(Instruction.LIGHT, Instruction.DIGIT_1).confirm()
    assert hand.desk.facts[-1] == "protection-lost"
    hand.say(Instruction.LIGHT, Instruction.DIGIT_2)
    assert hand.desk.facts[-1] == "protection-started"


def test_looking_back_and_the_worksheet_are_scanned(gloved: Callable[..., Gloves]) -> None:
    hand = gloved("withdraw-1")
    hand.say(Instruction.LOOK_BACK)
    assert isinstance(hand.desk.page, HistoryPage)
    hand.say(Instruction.BACK, Instruction.WORKSHEET)
    assert "Paper worksheet" in hand.desk.seen()
    hand.say(Instruction.DIGIT_1)
    assert hand.desk.facts[-1] == "worksheet-printed"
    hand.say(Instruction.OTHERS)
    assert isinstance(hand.desk.page, PreparationPage)


BESIDES = [
    Instruction.LIGHT,
    Instruction.LOOK_BACK,
    Instruction.WORKSHEET,
    Instruction.OTHERS,
    Instruction.REPRINT,
    Instruction.DISCARD,
]


@pytest.mark.parametrize("tab", ["stock", "products", "equipment", "waste", "scanner"])
def test_a_code_for_the_hood_is_no_key_of_another_page(
    gloved: Callable[..., Gloves], tab: str
) -> None:
    desk = gloved("withdraw-1", PHARMACIST).desk
    desk.window.show_page(tab)
    page = desk.page
    for instruction in BESIDES:
        with pytest.raises(Refused, match="means nothing here now"):
            obey(instruction, page)
    assert desk.page is page
