"""Looking back: every fact in order, and a correction that voids what rests on it."""

import pytest
from PySide6.QtCore import Qt

from app.core.preparation import Status
from app.ui.pages.history import HistoryPage
from app.ui.pages.preparation import PreparationPage
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import (
    PHARMACIST,
    PINS,
    TECHNICIAN,
    WRONG_VIAL,
    latest_start,
)


def _look_back(desk: Desk) -> Desk:
    desk.press(Qt.Key.Key_F6)
    assert isinstance(desk.page, HistoryPage)
    return desk


def _page(desk: Desk) -> HistoryPage:
    assert isinstance(desk.page, HistoryPage)
    return desk.page


def _lines(desk: Desk) -> list[list[str]]:
    table = _page(desk).table
    columns = range(table.columnCount())
    return [
        [cell.text() if (cell := table.item(row, column)) else "" for column in columns]
        for row in range(table.rowCount())
    ]


def test_every_fact_is_a_line(at: AtDesk) -> None:
    desk = _look_back(at("withdraw-1"))
    lines = _lines(desk)
    assert len(lines) == len(desk.facts)
    assert [line[0] for line in lines] == [str(n) for n in range(1, len(lines) + 1)]
    assert lines[0][2].startswith("Opened for order DEMO-ORDER-0001")
    assert lines[-1][2] == "Vial 2 passed inspection"
    assert {line[3] for line in lines} == {PHARMACIST, TECHNICIAN}
    assert all(line[1].startswith("2026-11-02 09:5") for line in lines)
    assert "DEMO, Adalind" in desk.seen()


def test_what_was_refused_is_a_line_too(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.enter("9")
    lines = _lines(_look_back(desk))
    assert lines[-1][2].startswith("Refused: 9 mL (9 mL was entered; 5.8 mL is needed.")


def test_the_newest_line_is_chosen_and_in_sight(at: AtDesk) -> None:
    desk = _look_back(at("release"))
    desk.settle()
    table = _page(desk).table
    assert table.currentRow() == table.rowCount() - 1
    assert table.hasFocus()
    bottom = table.visualItemRect(table.item(table.rowCount() - 1, 0))
    assert table.viewport().rect().contains(bottom.center())


def test_a_long_history_is_whole_in_its_columns(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(Qt.Key.Key_F7)
    desk.enter("the lamp of the hood was switched on by mistake while the filter was away " * 2)
    _look_back(desk).settle()
    table = _page(desk).table
    for row in range(table.rowCount()):
        needed = table.sizeHintForRow(row)
        assert table.rowHeight(row) >= needed


def test_esc_comes_back_to_the_step(at: AtDesk) -> None:
    desk = _look_back(at("withdraw-1"))
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, PreparationPage)
    desk.enter("5.8")
    assert desk.facts[-1] == "dose-withdrawn"


@pytest.mark.parametrize("way", ["F4", "button"])
def test_a_line_is_corrected_by_another_line(at: AtDesk, way: str) -> None:
    desk = _look_back(at("protect-hood"))
    desk.press(Qt.Key.Key_Home)
    desk.press(Qt.Key.Key_Up)
    _page(desk).table.selectRow(2)
    if way == "F4":
        desk.press(Qt.Key.Key_F4)
    else:
        desk.tab_to("Correct the chosen line")
        desk.press(Qt.Key.Key_Return)
    assert "What should this line have said?" in desk.seen()
    said = _lines(desk)[2][2]
    assert said in desk.seen()
    desk.enter("the lot was AB1235")
    assert isinstance(desk.page, PreparationPage)
    assert desk.facts[-1] == "corrected"
    (correction, _, who) = desk.state.corrections[-1]
    assert (correction.about, correction.statement, who) == (3, "the lot was AB1235", TECHNICIAN)
    assert _lines(_look_back(desk))[-1][2] == "Correction to record 3: the lot was AB1235"


def test_a_correction_makes_the_check_void(at: AtDesk) -> None:
    desk = _look_back(at("scan-label"))
    _page(desk).table.selectRow(2)
    desk.press(Qt.Key.Key_F4)
    desk.enter("the lot was AB1235")
    assert desk.step == "check"
    assert desk.state.label is None
    assert "Your figures first" in desk.seen()
    desk.enter("5.82")
    desk.enter(latest_start(desk.state))
    assert "1 correction" in desk.seen()
    desk.enter(PINS[PHARMACIST])
    assert "Why is the label printed again?" in desk.seen()
    assert desk.step == "print-label"


def test_a_corrected_volume_ends_the_preparation(at: AtDesk) -> None:
    desk = at("fill-container")
    about = desk.facts.index("dose-withdrawn") + 1
    _page(_look_back(desk)).table.selectRow(about - 1)
    desk.press(Qt.Key.Key_F4)
    desk.enter("it was 5.2 mL")
    assert desk.state.status is Status.FAILED
    assert "Stop and discard this preparation" in desk.seen()


@pytest.mark.parametrize("text", ["", "ab", "x" * 201])
def test_a_correction_that_says_nothing_is_refused(at: AtDesk, text: str) -> None:
    desk = _look_back(at("withdraw-1"))
    desk.press(Qt.Key.Key_F4)
    desk.enter(text)
    assert desk.notices().startswith("Refused: ")
    assert "corrected" not in desk.facts
    _page(desk).reason.field.set_text("")
    desk.enter("it was another")
    assert desk.facts[-1] == "corrected"


def test_esc_leaves_a_correction_and_then_the_page(at: AtDesk) -> None:
    desk = _look_back(at("withdraw-1"))
    desk.press(Qt.Key.Key_F4)
    desk.type("half a corr")
    desk.press(Qt.Key.Key_F4)
    assert _page(desk).reason.field.text() == "half a corr"
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, HistoryPage)
    assert "What should this line have said?" not in desk.seen()
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, PreparationPage)
    assert "corrected" not in desk.facts


@pytest.mark.parametrize("asking", [False, True])
def test_a_scan_is_refused_and_seen(at: AtDesk, asking: bool) -> None:
    desk = _look_back(at("withdraw-1"))
    if asking:
        desk.press(Qt.Key.Key_F4)
    before = desk.facts
    desk.scan(WRONG_VIAL)
    assert "This page takes no scan" in desk.notices()
    assert desk.facts == before


def test_what_is_over_cannot_be_corrected(at: AtDesk) -> None:
    desk = at("release")
    desk.enter(PINS[PHARMACIST])
    _look_back(desk)
    assert not _page(desk).correct.isEnabled()
    desk.press(Qt.Key.Key_F4)
    assert "What should this line have said?" not in desk.seen()


def test_time_passes_here_too(at: AtDesk) -> None:
    desk = _look_back(at("withdraw-1"))
    desk.minutes(30)
    assert isinstance(desk.page, HistoryPage)
