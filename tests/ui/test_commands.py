"""Work with the scanner alone: products, digits and command codes, and nothing by keyboard."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from app.close_calls import refused_scans
from app.core.refused import Refused
from app.intake.command_code import Instruction, command_text
from app.ui.commands import obey
from app.ui.pages.history import HistoryPage
from app.ui.pages.order import OrderPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.worklist import WorklistPage
from app.ui.steps.check import CheckPage
from app.ui.steps.measure import MeasurePage
from tests.ui.gloves import REPEAT_S, Gloves
from tests.ui.hospital import PHARMACIST, TECHNICIAN, latest_start, wanted


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
