"""The preparation page: the keys that work at every step, and what time and light do to it."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from app.core.preparation import Status
from app.core.storage import Storage
from app.core.timing import Name
from app.folder import LOG_NAME
from app.ui import theme
from app.ui.facts.times import length
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.worklist import WorklistPage
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import (
    PHARMACIST,
    REASON,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    amount,
    latest_start,
)

F2, F3, F6, F7 = Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F6, Qt.Key.Key_F7
F9, F10, F12 = Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F12
ESC = Qt.Key.Key_Escape
QUESTIONS = {
    "call": (F2, "Call a pharmacist to the hood", "pharmacist-called"),
    "light lost": (F7, "What took the light protection away?", "protection-lost"),
    "discard": (F12, "Why is this preparation stopped and discarded?", "discarded"),
}
each_question = pytest.mark.parametrize("name", QUESTIONS)


@each_question
def test_a_question_is_asked_answered_and_recorded(at: AtDesk, name: str) -> None:
    key, title, fact = QUESTIONS[name]
    desk = at("withdraw-1")
    desk.press(key)
    assert title in desk.seen()
    desk.enter(REASON)
    assert desk.facts[-1] == fact
    assert title not in desk.seen()


@each_question
def test_a_question_can_be_answered_by_its_button(at: AtDesk, name: str) -> None:
    key, _, fact = QUESTIONS[name]
    desk = at("withdraw-1")
    desk.press(key)
    desk.type(REASON)
    desk.tab_to("Record")
    desk.press(Qt.Key.Key_Space)
    assert desk.facts[-1] == fact


@each_question
def test_only_what_discards_is_recorded_by_a_red_button(at: AtDesk, name: str) -> None:
    desk = at("withdraw-1")
    desk.press(QUESTIONS[name][0])
    button, c = desk.preparation.reason.record_button, theme.colours()
    ends = name == "discard"
    assert button.ends is ends
    assert (button.paint().edge == c.stop) is ends


@each_question
@pytest.mark.parametrize("leave", [ESC, None], ids=["Esc", "button"])
def test_going_back_records_nothing(at: AtDesk, name: str, leave: Qt.Key | None) -> None:
    key, title, _ = QUESTIONS[name]
    desk = at("withdraw-1")
    before = desk.facts
    desk.press(key)
    desk.type("half a reason")
    if leave is None:
        desk.tab_to("Back")
        desk.press(Qt.Key.Key_Return)
    else:
        desk.press(leave)
    assert title not in desk.seen()
    assert desk.facts == before
    desk.enter(amount(desk.state))
    assert desk.facts == [*before, "dose-withdrawn"]


@pytest.mark.parametrize("name", ["light lost", "discard"])
@pytest.mark.parametrize("text", ["", "ab", "   ", "x" * 201])
def test_an_answer_that_says_nothing_is_refused_and_asked_again(
    at: AtDesk, name: str, text: str
) -> None:
    key, title, fact = QUESTIONS[name]
    desk = at("withdraw-1")
    desk.press(key)
    desk.enter(text)
    assert desk.notices().startswith("Refused: ")
    assert title in desk.seen()
    assert fact not in desk.facts
    desk.preparation.reason.field.set_text("")
    desk.enter(REASON)
    assert desk.facts[-1] == fact


@each_question
def test_a_scan_while_a_question_is_open_is_not_used(at: AtDesk, name: str) -> None:
    key, title, _ = QUESTIONS[name]
    desk = at("withdraw-1")
    before = desk.facts
    desk.press(key)
    desk.type("half a reason")
    desk.scan(WRONG_VIAL)
    assert "The scan was not used" in desk.notices()
    assert title in desk.seen()
    assert desk.preparation.reason.field.text() == "half a reason"
    assert desk.facts == [*before, "entry-refused"]


@each_question
def test_other_keys_leave_an_open_question_alone(at: AtDesk, name: str) -> None:
    key, title, _ = QUESTIONS[name]
    desk = at("withdraw-1")
    before = desk.facts
    desk.press(key)
    desk.type("half a reason")
    for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12):
        desk.press(getattr(Qt.Key, f"Key_F{number}"))
    assert title in desk.seen()
    assert desk.preparation.reason.field.text() == "half a reason"
    assert desk.facts == before


def test_after_a_question_the_focus_is_where_work_goes_on(at: AtDesk) -> None:
    desk = at("withdraw-1")
    field = desk.focus
    desk.press(F2)
    desk.enter(REASON)
    desk.settle()
    assert desk.focus is field


def test_time_goes_on_while_a_question_is_open(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(F2)
    desk.type("half a reason")
    desk.minutes(60)
    assert "2 h 5" in desk.seen()
    assert desk.preparation.reason.field.text() == "half a reason"


# Calling.


def test_a_call_is_answered_by_a_pharmacist(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(F2)
    desk.enter("foam in vial 2")
    assert "Answer call" in desk.seen()
    desk.press(F2)
    desk.enter("let it stand")
    assert "Only a pharmacist answers a call" in desk.notices()
    desk.press(ESC)
    desk.change_person(SECOND_PHARMACIST)
    desk.press(F2)
    assert "What does the pharmacist answer?" in desk.seen()
    desk.enter("let it stand")
    assert desk.facts[-1] == "pharmacist-answered"
    assert "Answer call" not in desk.seen()


def test_calling_needs_no_words(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(F2)
    desk.enter("")
    assert desk.facts[-1] == "pharmacist-called"


# Light.


def _lose_light(desk: Desk) -> None:
    desk.press(F7)
    desk.enter("the lamp was switched on")


def test_without_light_protection_no_step_is_done(at: AtDesk) -> None:
    desk = at("withdraw-1")
    _lose_light(desk)
    assert "NOT PROTECTED FROM LIGHT" in desk.seen()
    desk.minutes(3)
    desk.enter(amount(desk.state))
    assert "not protected from light; protect it again" in desk.notices()
    assert desk.step == "withdraw-1"


@pytest.mark.parametrize(
    ("digit", "words"), [("1", "UV-filtered hood light"), ("2", "hood light off")]
)
def test_what_protects_it_again_is_asked(at: AtDesk, digit: str, words: str) -> None:
    desk = at("withdraw-1")
    _lose_light(desk)
    desk.minutes(3)
    desk.press(F7)
    assert "What protects the drug from light again?" in desk.seen()
    desk.type(digit)
    assert desk.facts[-1] == "protection-started"
    assert desk.state.ledger[-1].words == words
    assert "PROTECTED AGAIN, WITH A GAP" in desk.seen()
    assert "Gap: 09:56, 3 min." in desk.seen()
    desk.enter(amount(desk.state))
    assert desk.facts[-1] == "dose-withdrawn"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_what_protects_it_again_is_chosen_by_keyboard(at: AtDesk, key: Qt.Key) -> None:
    desk = at("withdraw-1")
    _lose_light(desk)
    desk.press(F7)
    desk.press(Qt.Key.Key_Tab)
    desk.press(key)
    assert desk.state.ledger[-1].words == "hood light off"


def test_asked_what_protects_it_esc_records_nothing(at: AtDesk) -> None:
    desk = at("withdraw-1")
    _lose_light(desk)
    before = desk.facts
    desk.press(F7)
    desk.type("9")
    desk.scan(WRONG_VIAL)
    desk.press(ESC)
    desk.settle()
    assert desk.facts == [*before, "entry-refused"]
    assert isinstance(desk.focus, QLineEdit)
    desk.press(F7)
    desk.press(ESC)
    assert isinstance(desk.page, PreparationPage)
    assert "What protects" not in desk.seen()


def test_a_covered_bag_is_covered_again(at: AtDesk) -> None:
    desk = at("check", TECHNICIAN)
    _lose_light(desk)
    desk.press(F7)
    desk.type("1")
    assert desk.state.ledger[-1].means == desk.state.monograph.means("bag")[0].code


def test_before_there_is_light_protection_none_can_be_lost(at: AtDesk) -> None:
    desk = at("scan-materials")
    before = desk.facts
    desk.press(F7)
    assert "light protection away" not in desk.seen()
    assert desk.facts == before


# Holding.


def test_held_work_rests_until_it_is_resumed(at: AtDesk) -> None:
    desk = at("withdraw-1")
    hold_cold(desk)
    assert "Work is held" in desk.seen()
    assert "The refrigerator, since" in desk.seen()
    assert "sleeve or carton over each vial" in desk.seen()
    before = desk.facts
    desk.press(Qt.Key.Key_F5)
    desk.type("5.8")
    desk.press(Qt.Key.Key_F5)
    assert desk.step == "withdraw-1"
    assert desk.facts == before
    desk.minutes(30)
    desk.press(F10)
    assert "Resume: what protects the drug at the hood?" in desk.seen()
    desk.type("1")
    assert desk.facts[-2:] == ["resumed", "protection-started"]
    desk.settle()
    desk.enter(amount(desk.state))
    assert desk.facts[-1] == "dose-withdrawn"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_held_work_is_resumed_by_its_button(at: AtDesk, key: Qt.Key) -> None:
    desk = at("withdraw-1")
    desk.press(F10)
    desk.type("1")
    assert desk.facts[-1] == "held"
    desk.tab_to("Resume")
    desk.press(key)
    assert desk.facts[-1] == "resumed"
    assert "Work is held" not in desk.seen()


def test_a_scan_while_work_is_held_is_refused_and_seen(at: AtDesk) -> None:
    desk = at("scan-materials")
    desk.press(F10)
    desk.type("2")
    desk.scan(WRONG_VIAL)
    assert desk.facts[-1] == "entry-refused"
    assert "Work is held" in desk.notices()


def test_time_goes_on_while_work_is_held(at: AtDesk) -> None:
    desk = at("withdraw-1")
    hold_cold(desk)
    desk.minutes(5 * 60)
    assert "The time to dilute passed 1 h 3 min ago" in desk.seen()
    desk.press(F10)
    assert desk.facts[-1] == "protection-started"
    assert desk.preparation.step_page is None


def hold_cold(desk: Desk) -> None:
    """Hold the work, the vials in the refrigerator in their sleeves."""
    desk.press(F10)
    assert "Hold: where does the drug wait?" in desk.seen()
    desk.type("2")
    assert desk.facts[-2:] == ["held", "protection-started"]


def test_where_drug_may_wait_says_what_protects_it_there(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(F10)
    seen = desk.seen()
    assert "Where it is now, protected as it is now" in seen
    assert "In the refrigerator, foil round each vial" in seen
    assert "The drug's label gives no time for vials at room temperature" in seen
    desk.press(ESC)
    assert desk.step == "withdraw-1"
    assert "held" not in desk.facts


def test_a_covered_bag_waits_with_its_cover(at: AtDesk) -> None:
    desk = at("check", TECHNICIAN)
    desk.press(F10)
    desk.type("2")
    assert desk.facts[-1] == "held"
    assert desk.state.place is Storage.REFRIGERATED
    desk.press(F10)
    assert desk.facts[-1] == "resumed"
    assert desk.state.start_not_before() is not None


def test_someone_else_who_resumes_takes_the_work_over(at: AtDesk) -> None:
    desk = at("withdraw-1")
    first = desk.state.at_hood
    hold_cold(desk)
    other = SECOND_PHARMACIST
    desk.change_person(other)
    assert f"{first} held it: resuming takes the work over" in desk.seen()
    desk.press(F10)
    desk.type("1")
    assert desk.facts[-3:] == ["handed-over", "resumed", "protection-started"]
    assert desk.state.at_hood == other


def test_work_is_taken_over_as_it_stands(at: AtDesk) -> None:
    desk = at("withdraw-1")
    first = desk.state.at_hood
    desk.press(F3)
    assert "handed-over" not in desk.facts
    other = SECOND_PHARMACIST
    desk.change_person(other)
    desk.press(F3)
    assert f"Take over from {first}?" in desk.seen()
    assert "Withdraw into one 10 mL syringe" in desk.seen()
    assert "Dilute by" in desk.seen()
    desk.press(ESC)
    assert "handed-over" not in desk.facts
    desk.press(F3)
    desk.type("1")
    assert desk.facts[-1] == "handed-over"
    assert other in desk.state.preparers


def test_a_bag_is_put_into_the_refrigerator_and_taken_out(at: AtDesk) -> None:
    desk = at("check", TECHNICIAN)
    before = desk.state.binding()
    desk.press(Qt.Key.Key_F4)
    assert "Put into the refrigerator?" in desk.seen()
    desk.type("1")
    assert desk.facts[-1] == "stored"
    after = desk.state.binding()
    assert before is not None
    assert after is not None
    assert after.name is Name.TAKE_OUT
    desk.minutes(20)
    desk.press(Qt.Key.Key_F4)
    assert "Taken out of the refrigerator?" in desk.seen()
    desk.type("1")
    assert desk.state.place is Storage.ROOM
    soonest = desk.state.start_not_before()
    assert soonest is not None
    assert soonest.at - desk.state.now(desk.clock.reading()) == timedelta(hours=1)


# Discarding.


def test_a_discarded_preparation_is_over_and_its_order_waits_again(at: AtDesk) -> None:
    desk = at("withdraw-1")
    order = desk.state.opened.order_stream
    desk.press(F12)
    desk.enter("the vials were dropped")
    assert desk.state.status is Status.DISCARDED
    assert "Discarded" in desk.seen()
    assert "the vials were dropped" in desk.seen()
    assert "Waste: 1.8 mg from 2 vials" in desk.seen() or "Waste: 2 mg from 2 vials" in desk.seen()
    assert desk.work.board.waiting() == (order,)
    before = desk.facts
    for key in (F2, F7, F9, F10, F12):
        desk.press(key)
    desk.scan(WRONG_VIAL)
    assert desk.facts == before
    desk.press(ESC)
    assert isinstance(desk.page, WorklistPage)


def test_a_discarded_preparation_has_a_record(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(F12)
    desk.enter("the vials were dropped")
    desk.press(Qt.Key.Key_F5)
    file = desk.folder / "records" / f"{desk.state.opened.number}.pdf"
    assert file.read_bytes().startswith(b"%PDF")
    assert f"written to {file}" in desk.seen()


def test_what_was_told_of_one_record_is_not_told_of_another(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(F12)
    desk.enter("the vials were dropped")
    desk.press(Qt.Key.Key_F5)
    desk.press(ESC)
    desk.window.open(desk.stream)
    assert "written to" not in desk.seen()


# Paper.


def test_f9_writes_the_rest_on_paper(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(F9)
    desk.type("1")
    (file,) = (desk.folder / "worksheets").iterdir()
    assert file.read_bytes().startswith(b"%PDF")
    assert f"Written: The paper worksheet was written to {file}." in desk.notices()
    assert desk.facts[-1] == "worksheet-printed"
    assert desk.step == "withdraw-1"


def test_a_worksheet_that_cannot_be_written_is_told(at: AtDesk) -> None:
    desk = at("withdraw-1")
    (desk.folder / "worksheets").write_text("a file in the way")
    desk.press(F9)
    desk.type("1")
    assert "could not be written" in desk.notices()
    assert "Written:" not in desk.notices()


# Time.


def test_the_time_to_dilute_passes_while_the_page_is_open(at: AtDesk) -> None:
    desk = at("withdraw-1")
    first = desk.state.reconstituted
    assert first is not None
    left = first + timedelta(hours=4) - desk.clock.reading().wall
    desk.clock.advance(left)
    desk.window.tick()
    assert "Too late" not in desk.seen()
    desk.clock.advance(timedelta(minutes=1))
    desk.window.tick()
    assert "Too late: DILUTE BY" in desk.seen()
    assert "The time to dilute passed 1 min ago" in desk.seen()
    before = desk.facts
    desk.enter(amount(desk.state))
    assert (desk.step, desk.facts) == ("withdraw-1", before)


def test_what_is_recorded_before_the_page_noticed_is_refused(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.clock.advance(timedelta(hours=5))
    desk.enter(amount(desk.state))
    assert desk.notices().startswith("Refused: The time to dilute passed ")
    assert desk.facts[-1] == "entry-refused"
    desk.window.tick()
    assert desk.preparation.step_page is None


def test_a_limit_is_inclusive(at: AtDesk) -> None:
    desk = at("withdraw-1")
    first = desk.state.reconstituted
    assert first is not None
    desk.clock.advance(first + timedelta(hours=4) - desk.clock.reading().wall)
    desk.window.tick()
    desk.enter(amount(desk.state))
    assert desk.facts[-1] == "dose-withdrawn"


@pytest.mark.parametrize("stage", ["print-label", "scan-label", "release"])
def test_the_latest_start_passes_while_the_page_is_open(at: AtDesk, stage: str) -> None:
    desk = at(stage)
    before = desk.facts
    desk.minutes(8 * 60)
    assert "Too late" in desk.seen()
    assert "The latest start of the infusion passed" in desk.seen()
    desk.do_step()
    # A scan is refused and kept as a close call; for anything else there is no field any more.
    assert desk.facts == [*before, *(["entry-refused"] if stage == "scan-label" else [])]


def test_the_latest_start_passes_while_somebody_checks(at: AtDesk) -> None:
    desk = at("check")
    start = latest_start(desk.state)
    assert start not in desk.seen()
    desk.minutes(8 * 60)
    # Only that it has passed: that is never hidden.
    assert f"Too late: START INFUSION BY {start}" in desk.seen()
    desk.enter("5.82")
    desk.enter(start)
    assert "The latest start of the infusion passed" in desk.seen()
    assert "figures-entered" not in desk.facts


@pytest.mark.parametrize(
    ("minutes", "word"), [(0, ""), (3 * 60 + 35, "Soon"), (3 * 60 + 52, "Little time left")]
)
def test_a_deadline_that_comes_near_is_said(at: AtDesk, minutes: int, word: str) -> None:
    desk = at("reconstitute-2")
    desk.minutes(minutes)
    assert (f"{word}: DILUTE BY" if word else "\nDILUTE BY") in desk.seen()


def test_what_was_typed_is_not_touched_by_the_seconds(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.type("5.")
    for _ in range(5):
        desk.minutes(1)
    desk.enter("8")
    assert desk.facts[-1] == "dose-withdrawn"


@pytest.mark.parametrize("minutes", [-30, 30])
def test_a_clock_that_was_set_is_recorded_and_gives_no_time(at: AtDesk, minutes: int) -> None:
    desk = at("withdraw-1")
    desk.press(F2)
    desk.enter(REASON)
    desk.minutes(1)
    left = _left(desk)
    desk.clock.set_wall(desk.clock.reading().wall + timedelta(minutes=minutes))
    desk.window.tick()
    assert desk.facts[-1] == "clock-set"
    assert desk.state.clock_changes[-1].seconds == minutes * 60
    assert _left(desk) == left - timedelta(minutes=max(minutes, 0))
    assert length(_left(desk)) in desk.seen()
    desk.window.tick()
    assert desk.facts.count("clock-set") == 1


def _left(desk: Desk) -> timedelta:
    binding = desk.state.binding()
    assert binding is not None
    return binding.at - desk.state.now(desk.clock.reading())


def test_a_clock_that_ran_backwards_across_a_restart_stops_the_work(at: AtDesk) -> None:
    desk = at("scan-materials")
    desk.clock.restart()
    desk.clock.set_wall(desk.clock.reading().wall - timedelta(hours=2))
    desk.window.tick()
    desk.scan(WRONG_VIAL)
    assert "The clock shows an earlier time than the last recorded step" in desk.notices()
    desk.press(F3)
    desk.enter("the battery was replaced")
    assert "Only a pharmacist accepts a clock" in desk.notices()
    desk.press(ESC)
    desk.change_person(PHARMACIST)
    desk.press(F3)
    desk.enter("the battery was replaced")
    assert desk.facts[-1] == "clock-accepted"
    desk.change_person(TECHNICIAN)
    desk.go_to("protect-hood")


def test_once_a_vial_is_open_a_clock_that_ran_backwards_ends_the_work(at: AtDesk) -> None:
    desk = at("withdraw-1", SECOND_PHARMACIST)
    desk.clock.restart()
    desk.clock.set_wall(desk.clock.reading().wall - timedelta(hours=2))
    desk.window.tick()
    desk.press(F3)
    desk.enter("the battery was replaced")
    assert "Stop and discard the preparation" in desk.notices()
    desk.press(ESC)
    desk.press(F12)
    desk.enter("the time is unknown")
    assert desk.state.status is Status.DISCARDED


# Faults of the disk.


def test_a_log_that_takes_nothing_is_told_in_the_window(at: AtDesk) -> None:
    """Another program holds the file: nothing is done, and no second window says so."""
    desk = at("withdraw-1")
    desk.minutes(1)
    windows = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    with closing(sqlite3.connect(desk.folder / LOG_NAME, isolation_level=None)) as viewer:
        viewer.execute("BEGIN IMMEDIATE")
        desk.clock.set_wall(desk.clock.reading().wall + timedelta(minutes=5))
        desk.window.tick()
        assert "Another program is holding" in desk.notices()
    assert desk.step == "withdraw-1"
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible()] == windows
    desk.window.tick()
    assert desk.facts[-1] == "clock-set"
    desk.enter("5.8")
    assert desk.facts[-1] == "dose-withdrawn"
