"""The preparation page without light protection, held, taken over and in the refrigerator."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.core.storage import Storage
from app.core.timing import Name
from app.ui.pages.preparation import PreparationPage
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import SECOND_PHARMACIST, TECHNICIAN, WRONG_VIAL, amount

F2, F3, F6, F7 = Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F6, Qt.Key.Key_F7
F9, F10, F12 = Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F12
ESC = Qt.Key.Key_Escape


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
