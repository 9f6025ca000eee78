"""The order page: each condition confirmed, each warning given a reason, no stop passed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from app.ui.drawing.findings import FindingRow, FindingState, HiddenBelow
from app.ui.focus import go_to
from app.ui.pages.order import OrderPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.worklist import WorklistPage
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    PHARMACIST,
    REASON,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    child,
    order,
)
from tests.ui.test_window_layout import at_both_sizes

# 5.08% above the calculated dose: more than the 5% at which the site wants a reason.
WARNED = order(dose=1.53)


@pytest.fixture
def verifying(at: AtDesk) -> Desk:
    """The sample order, open to a pharmacist."""
    return _open(at("order", PHARMACIST))


@pytest.fixture
def warned(at: AtDesk) -> Desk:
    """An order with a warning, open to a pharmacist."""
    return _open(at("order", PHARMACIST, asked=WARNED))


def _open(desk: Desk) -> Desk:
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    assert isinstance(desk.page, OrderPage)
    return desk


def _page(desk: Desk) -> OrderPage:
    assert isinstance(desk.page, OrderPage)
    return desk.page


def _rows(desk: Desk, state: FindingState) -> list[FindingRow]:
    return [row for row in _page(desk).findings.rows() if row.facts().state is state]


def _confirm_all(desk: Desk) -> None:
    for _ in _rows(desk, FindingState.ASK):
        desk.tab_to(FindingState.ASK.value)
        desk.press(Qt.Key.Key_Space)
    assert not _rows(desk, FindingState.ASK)


def _preparations(desk: Desk) -> tuple[str, ...]:
    return desk.work.board.unfinished()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_every_condition_is_confirmed_by_keyboard(verifying: Desk, key: Qt.Key) -> None:
    desk = verifying
    asked = len(_rows(desk, FindingState.ASK))
    assert asked == len(_page(desk).outlook.review.questions)
    assert isinstance(desk.focus, FindingRow)
    for left in range(asked, 0, -1):
        assert len(_rows(desk, FindingState.ASK)) == left
        assert not _page(desk).button.isEnabled()
        desk.tab_to(FindingState.ASK.value)
        desk.press(key)
    assert _page(desk).button.isEnabled()
    desk.press(Qt.Key.Key_F5)
    assert isinstance(desk.page, PreparationPage), desk.notices()
    assert desk.facts == ["opened", "order-verified"]
    assert desk.step == "scan-materials"


def test_verifying_can_be_pressed_as_a_button(verifying: Desk) -> None:
    _confirm_all(verifying)
    verifying.tab_to("Verify")
    verifying.press(Qt.Key.Key_Return)
    assert isinstance(verifying.page, PreparationPage)


@pytest.mark.parametrize("left_open", range(5))
def test_with_one_condition_open_nothing_is_verified(verifying: Desk, left_open: int) -> None:
    desk = verifying
    _confirm_all(desk)
    rows = [row for row in _page(desk).findings.rows() if row.facts().open_to == "Take back"]
    rows[left_open].setFocus()
    desk.press(Qt.Key.Key_Space)
    assert "1 open point" in desk.seen()
    desk.press(Qt.Key.Key_F5)
    assert isinstance(desk.page, OrderPage)
    assert _preparations(desk) == ()


def test_a_warning_wants_a_reason(warned: Desk) -> None:
    desk = warned
    _confirm_all(desk)
    desk.press(Qt.Key.Key_F5)
    assert _preparations(desk) == ()
    desk.tab_to(FindingState.WARN.value)
    desk.press(Qt.Key.Key_Return)
    assert "Why may this warning be passed?" in desk.seen()
    for text in ("", "ab", "   "):
        desk.enter(text)
        assert desk.notices() == "Refused: Write the reason in a few words."
    _page(desk).reason.field.set_text("")
    desk.enter(REASON)
    assert f"reason: {REASON}" in desk.seen()
    desk.press(Qt.Key.Key_F5)
    assert desk.facts == ["opened", "warning-accepted", "order-verified"]
    assert [each.reason for each in desk.state.accepted] == [REASON]


def test_a_reason_can_be_changed(warned: Desk) -> None:
    desk = warned
    desk.tab_to(FindingState.WARN.value)
    desk.press(Qt.Key.Key_Return)
    desk.enter("first")
    (row,) = [row for row in _page(desk).findings.rows() if row.facts().open_to == "Change"]
    row.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.enter("second")
    assert "reason: second" in desk.seen()
    assert "reason: first" not in desk.seen()


def test_esc_leaves_a_question_and_then_the_page(warned: Desk) -> None:
    desk = warned
    desk.tab_to(FindingState.WARN.value)
    desk.press(Qt.Key.Key_Return)
    desk.type("half a reason")
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, OrderPage)
    assert "Why may this warning be passed?" not in desk.seen()
    assert _rows(desk, FindingState.WARN)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)
    assert len(desk.work.board.waiting()) == 1


def test_what_is_not_a_question_is_not_opened(verifying: Desk) -> None:
    rows = [row for row in _page(verifying).findings.rows() if not row.facts().open_to]
    assert rows
    for row in rows:
        assert row.focusPolicy() == Qt.FocusPolicy.NoFocus
        row.click()
    assert "Why may" not in verifying.seen()
    assert len(_rows(verifying, FindingState.ASK)) == 5


def test_a_stop_cannot_be_verified(at: AtDesk) -> None:
    desk = _open(at("order", PHARMACIST, asked=child()))
    stopped = _rows(desk, FindingState.STOP)
    assert stopped
    assert all(not row.facts().open_to for row in stopped)
    assert "There is a stop. The order cannot be verified" in desk.seen()
    _confirm_all(desk)
    for _ in _rows(desk, FindingState.WARN):
        desk.tab_to(FindingState.WARN.value)
        desk.press(Qt.Key.Key_Return)
        desk.enter(REASON)
    assert not _rows(desk, FindingState.WARN)
    assert not _page(desk).button.isEnabled()
    desk.press(Qt.Key.Key_F5)
    _page(desk).button.click()
    assert isinstance(desk.page, OrderPage)
    assert _preparations(desk) == ()


@pytest.mark.parametrize("name", [TECHNICIAN, ADMINISTRATOR])
def test_only_a_pharmacist_verifies(at: AtDesk, name: str) -> None:
    desk = _open(at("order", name))
    desk.tab_to(FindingState.ASK.value)
    desk.press(Qt.Key.Key_Space)
    assert "Only a pharmacist verifies an order" in desk.notices()
    assert len(_rows(desk, FindingState.ASK)) == 5
    desk.press(Qt.Key.Key_F5)
    _page(desk).button.click()
    _page(desk).verify.emit(tuple(row.facts().code for row in _page(desk).findings.rows()), ())
    assert isinstance(desk.page, OrderPage)
    assert _preparations(desk) == ()
    assert len(desk.work.board.waiting()) == 1


def test_nobody_verifies_with_what_another_confirmed(verifying: Desk) -> None:
    desk = verifying
    _confirm_all(desk)
    desk.change_person(SECOND_PHARMACIST)
    assert isinstance(desk.page, OrderPage)
    assert SECOND_PHARMACIST in desk.seen()
    assert len(_rows(desk, FindingState.ASK)) == 5
    desk.press(Qt.Key.Key_F5)
    assert _preparations(desk) == ()


def test_what_was_confirmed_is_kept_for_the_one_who_comes_back(verifying: Desk) -> None:
    desk = verifying
    _confirm_all(desk)
    desk.press(Qt.Key.Key_Escape)
    _open(desk)
    assert not _rows(desk, FindingState.ASK)


def test_what_was_confirmed_of_one_order_is_not_confirmed_of_another(at: AtDesk) -> None:
    desk = _open(at("order", PHARMACIST))
    first = _page(desk).stream
    _confirm_all(desk)
    desk.press(Qt.Key.Key_Escape)
    desk.work.import_data(WARNED, PHARMACIST)
    (other,) = (each for each in desk.work.board.waiting() if each != first)
    desk.window.open(other)
    assert len(_rows(desk, FindingState.ASK)) == 5


def test_f8_in_the_middle_comes_back_to_the_order(verifying: Desk) -> None:
    desk = verifying
    stream = _page(desk).stream
    desk.press(Qt.Key.Key_F8)
    assert isinstance(desk.page, SignInPage)
    desk.sign_in(SECOND_PHARMACIST)
    assert _page(desk).stream == stream


def test_an_order_is_withdrawn_with_a_reason(verifying: Desk) -> None:
    desk = verifying
    desk.press(Qt.Key.Key_F12)
    assert "Why is this order withdrawn?" in desk.seen()
    desk.enter("")
    assert len(desk.work.board.waiting()) == 1
    assert "Write in a few words why the order is withdrawn" in desk.notices()
    desk.press(Qt.Key.Key_F12)
    desk.enter("sent twice")
    assert isinstance(desk.page, WorklistPage)
    assert desk.work.board.waiting() == ()


def test_f12_leaves_an_open_question_open(warned: Desk) -> None:
    desk = warned
    desk.tab_to(FindingState.WARN.value)
    desk.press(Qt.Key.Key_Return)
    desk.type("half a reason")
    desk.press(Qt.Key.Key_F12)
    assert _page(desk).reason.field.text() == "half a reason"
    assert "Why may this warning be passed?" in desk.seen()


def test_a_scan_is_refused_and_seen(verifying: Desk) -> None:
    verifying.scan(WRONG_VIAL)
    assert "This page takes no scan" in verifying.notices()
    assert len(_rows(verifying, FindingState.ASK)) == 5


def test_a_scan_while_a_question_is_open_is_refused_and_seen(warned: Desk) -> None:
    desk = warned
    desk.tab_to(FindingState.WARN.value)
    desk.press(Qt.Key.Key_Return)
    desk.type("half a reason")
    desk.scan(WRONG_VIAL)
    assert "This page takes no scan" in desk.notices()
    assert _page(desk).reason.field.text() == "half a reason"


def test_the_page_says_when_to_begin(verifying: Desk) -> None:
    assert "WANTED AT 13:00" in verifying.seen()
    assert "reconstitute 09:00 – 12:20" in verifying.seen()
    assert "Too late" not in verifying.seen()


def test_the_page_sees_the_time_to_begin_pass(verifying: Desk) -> None:
    verifying.minutes(3 * 60)
    assert "Too late for 13:00" in verifying.seen()


def _cut_through(desk: Desk) -> list[str]:
    """Return the rows that are seen in part."""
    cut = []
    for row in _page(desk).findings.rows():
        seen = row.visibleRegion().boundingRect().size()
        if not seen.isEmpty() and seen != row.size():
            cut.append(row.facts().sentence)
    return cut


@at_both_sizes
def test_no_row_is_cut_through_wherever_the_list_is_scrolled_to(at: AtDesk, size: str) -> None:
    desk = _open(at("order", PHARMACIST, size=size))
    findings = _page(desk).findings
    desk.settle()
    assert _cut_through(desk) == []
    area = findings.findChild(QScrollArea)
    assert area is not None
    bar = area.verticalScrollBar()
    for to in (30, bar.maximum() // 2, bar.maximum(), bar.maximum() // 2 - 10, 5):
        bar.setValue(to)
        desk.settle()
        assert _cut_through(desk) == [], to
    bar.setValue(bar.maximum())
    desk.settle()
    assert findings.hidden_below() == ()
    for row in _rows(desk, FindingState.ASK):
        go_to(row)
        desk.settle()
        assert row.visibleRegion().boundingRect().height() == row.height()
        assert _cut_through(desk) == []


def test_every_row_is_seen_by_pressing_for_more(at: AtDesk) -> None:
    desk = _open(at("order", PHARMACIST))
    findings = _page(desk).findings
    seen: set[str] = set()
    below = findings.findChild(HiddenBelow)
    assert below is not None
    for _ in range(30):
        seen |= {row.facts().code for row in findings.rows() if not row.visibleRegion().isEmpty()}
        below.click()
        desk.settle()
    assert seen == {row.facts().code for row in findings.rows()}
