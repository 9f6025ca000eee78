"""The page of what the program asks: months, steps and questions, and nobody's name."""

import pytest
from PySide6.QtCore import Qt

from app.core.interaction import Interaction
from app.core.interaction_totals import Asking
from app.core.month import Month
from app.core.prompt import Asked, Prompt
from app.ui.drawing.findings import FindingState
from app.ui.facts import interaction as facts
from app.ui.facts.months import months_until
from app.ui.pages.close_calls import CloseCallsPage
from app.ui.pages.equipment import EquipmentPage
from app.ui.pages.interaction import InteractionPage
from app.ui.pages.locked import LockedPage
from app.ui.pages.waste import WastePage
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, PHARMACIST, PINS, TECHNICIAN, WRONG_VIAL
from tests.ui.test_window_layout import SIZES, faults

F4, F5, F6, F7, F9 = (getattr(Qt.Key, f"Key_F{number}") for number in (4, 5, 6, 7, 9))
ESC = Qt.Key.Key_Escape
NOVEMBER = Month(2026, 11)


def open_page(desk: Desk) -> InteractionPage:
    desk.window.show_page("equipment")
    desk.press(F4)
    desk.press(F4)
    page = page_of(desk)
    desk.until(lambda: not page.is_reading)
    return page


def page_of(desk: Desk) -> InteractionPage:
    assert isinstance(desk.page, InteractionPage)
    return desk.page


def figures(page: InteractionPage, month: str) -> dict[str, str]:
    shown = page.months_chart.facts()
    assert shown is not None
    (column,) = (each for each in (*shown.columns, shown.together) if each.name == month)
    rows = zip(shown.rows, column.figures, strict=True)
    return {row.words: figure for row, figure in rows if not row.heading}


@pytest.mark.parametrize("person", [PHARMACIST, ADMINISTRATOR])
def test_close_calls_lead_here_and_esc_leads_back(at: AtDesk, person: str) -> None:
    desk = at("people", person)
    open_page(desk)
    assert "measures the program and not the people" in desk.seen()
    desk.press(ESC)
    assert isinstance(desk.page, EquipmentPage)


def test_a_technician_is_not_led_here(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    desk.window.show_page("close_calls")
    desk.press(F4)
    assert isinstance(desk.page, CloseCallsPage)
    assert "What Umbra asks" not in desk.seen()


def test_what_a_preparation_asked_is_shown_by_month(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    desk.scan(WRONG_VIAL)
    page = open_page(desk)
    assert figures(page, "2026-11")["Scans refused"] == "1"
    desk = at("released", PHARMACIST)
    page = open_page(desk)
    shown = figures(page, "2026-11")
    assert shown["Preparations ended"] == "1"
    assert shown["Questions"] == figures(page, "Together")["Questions"] == "17"
    assert (shown["Refusals"], shown["Overrides"]) == ("0", "0")
    assert figures(page, "2026-10")["Questions"] == "–"


def test_the_three_views_follow_each_other(at: AtDesk) -> None:
    desk = at("released", PHARMACIST)
    page = open_page(desk)
    seen = []
    for _ in range(4):
        seen.append(page.stack.currentWidget())
        desk.press(F5)
    assert seen == [page.months_chart, page.steps_chart, page.prompts, page.months_chart]
    assert "Inspect a vial: 60 s" in page.steps_chart.accessibleName()


def test_it_is_written_as_a_document(at: AtDesk) -> None:
    desk = at("released", PHARMACIST)
    open_page(desk)
    desk.press(F9)
    (file,) = (desk.folder / "interaction").iterdir()
    assert file.read_bytes().startswith(b"%PDF")
    assert str(file) in desk.notices()


def test_there_is_nothing_before_the_first_preparation_nor_after_today(at: AtDesk) -> None:
    desk = at("released", PHARMACIST)
    page = open_page(desk)
    desk.press(F6)
    desk.press(F7)
    assert page.months.last == NOVEMBER


def test_no_name_stands_on_the_page(at: AtDesk) -> None:
    desk = at("released", ADMINISTRATOR)
    open_page(desk)
    for _ in range(3):
        seen = desk.seen()
        assert "DEMO" not in seen
        assert PHARMACIST not in seen
        assert TECHNICIAN not in seen
        desk.press(F5)


@pytest.mark.parametrize("name", ["interaction", "waste"])
def test_reading_goes_on_for_whoever_comes_back(at: AtDesk, name: str) -> None:
    desk = at("released", PHARMACIST)
    desk.window.show_page(name)
    page = desk.page
    assert isinstance(page, InteractionPage | WastePage)
    desk.window.lock()
    assert not page.is_reading
    locked = desk.page
    assert isinstance(locked, LockedPage)
    locked.choose(PHARMACIST)
    desk.enter(PINS[PHARMACIST])
    assert desk.page is page
    desk.until(lambda: not page.is_reading)
    assert "Reading the log" not in desk.seen()


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_in_any_view(at: AtDesk, size: str) -> None:
    desk = at("released", PHARMACIST, size=size)
    open_page(desk)
    for _ in range(3):
        assert faults(desk) == []
        desk.press(F5)


# The values that are drawn.


def many(prompt: Prompt, times: int, *, changed: bool = False) -> Asking:
    asking = Asking()
    asking.add(Interaction(9, (Asked(prompt, changed),) * times, 1, 0, (("check", 30),)))
    return asking


def test_what_could_go_stands_in_front_and_is_marked() -> None:
    own, label = Prompt("own", "Swirl", ""), Prompt("label", "Inspect", "US label 2.4")
    asking = Asking()
    for part in (many(label, 40), many(own, 25), many(Prompt("new", "New", ""), 3, changed=True)):
        for prompt, answers in part.answers.items():
            asking.answers[prompt] = answers
    rows = facts.rows(asking.tallies())
    assert [(row.sentence, row.state) for row in rows] == [
        ("Swirl", FindingState.WARN),
        ("Inspect", FindingState.NOTE),
        ("New", FindingState.OK),
    ]


def test_what_was_before_stands_below_what_is_now() -> None:
    now, before = Asking(), Asking()
    now.add(Interaction(1, (), 0, 0, (("check", 30), ("release", 10))))
    before.add(Interaction(1, (), 0, 0, (("check", 60), ("sign-prepared", 20))))
    shown = {row.name: row for row in facts.steps(now, before).rows}
    check = shown["Check by a pharmacist"]
    assert check.figures == "30 s; 60 s before"
    assert check.now is not None
    assert check.before is not None
    assert check.now[1] * 2 == pytest.approx(check.before[1])
    assert shown["Release"].before is None
    assert shown["Sign what was prepared"].figures == "none now; 20 s before"
    assert facts.steps(Asking(), Asking()).rows == ()


def test_the_months_shown_fall_into_now_and_before() -> None:
    now, before = facts.halves(months_until(NOVEMBER))
    assert (str(now.first), str(now.last)) == ("2026-09", "2026-11")
    assert (str(before.first), str(before.last)) == ("2025-12", "2026-08")
