"""The preparation page: the keys that work at every step, its questions, its end, its paper."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.preparation import Status
from app.folder import LOG_NAME
from app.ui import theme
from app.ui.pages.worklist import WorklistPage
from tests.ui.conftest import AtDesk
from tests.ui.hospital import REASON, SECOND_PHARMACIST, WRONG_VIAL, amount

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
    for number in (2, 3, 4, 5, 6, 7, 9, 10, 11, 12):
        desk.press(getattr(Qt.Key, f"Key_F{number}"))
    assert title in desk.seen()
    assert desk.preparation.reason.field.text() == "half a reason"
    assert desk.facts == before


@each_question
def test_another_person_comes_to_an_open_question_and_the_same_one_comes_back_to_it(
    at: AtDesk, name: str
) -> None:
    key, title, _ = QUESTIONS[name]
    desk = at("withdraw-1")
    before, who = desk.facts, desk.window.person
    assert who is not None
    desk.press(key)
    desk.type("half a reason")
    desk.change_person(who.name)
    assert title in desk.seen()
    assert desk.preparation.reason.field.text() == "half a reason"
    desk.change_person(SECOND_PHARMACIST)
    assert title not in desk.seen()
    desk.press(key)
    assert desk.preparation.reason.field.text() == ""
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
    assert "Only a pharmacist answers a call; a pharmacist signs in with F8." in desk.seen()
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
