"""Questions by the scanner alone: what is not right, calls, holding, ready sentences."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from app.core import events as e
from app.intake.command_code import Instruction
from app.ui.pages.history import HistoryPage
from app.ui.pages.order import OrderPage
from app.ui.pages.worklist import WorklistPage
from tests.ui.conftest import AtDesk
from tests.ui.gloves import Gloves
from tests.ui.hospital import PHARMACIST, PINS, order
from tests.ui.test_window_layout import at_both_sizes, faults

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


# Before the data folder is open.


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
