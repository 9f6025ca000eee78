"""A walk through every page and every step as a screen reader meets them."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel

from app.clock import SetClock
from app.core.preparation import Status
from app.ui.drawing.fact_row import FactRow
from app.ui.drawing.notice import Notice
from app.ui.drawing.words import Words
from app.ui.pages.preparation import PreparationPage
from app.ui.steps.measure import MeasurePage
from app.ui.ways import TABS
from tests.ui.assistive import complaints
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, MORNING, PHARMACIST, PINS, TECHNICIAN, latest_start

ROLE = QAccessible.Role
STRANGE = "XQZ-123456789"


def _focus_is_named(desk: Desk) -> bool:
    """Tell whether the focus stands on something that has a name."""
    return bool(desk.window.focusWidget() is None or desk.focus.accessibleName())


def _function_key(number: int) -> Qt.Key:
    return Qt.Key(Qt.Key.Key_F1 + number - 1)


def test_every_step_of_a_preparation(at: AtDesk) -> None:
    desk = at("scan-materials")
    walked = []
    while desk.step:
        walked.append(desk.step)
        assert complaints(desk) == [], desk.step
        assert _focus_is_named(desk), desk.step
        desk.scan(f"{STRANGE}{len(walked)}")
        assert complaints(desk) == [], f"{desk.step}, refused"
        _go_on(desk)
    assert desk.state.status is Status.RELEASED
    assert len(walked) == 14  # the bag is finished, and its label printed, with one press each
    assert complaints(desk) == []


def _go_on(desk: Desk) -> None:
    """Do the step; a check is looked at between its figures and its PIN too."""
    if desk.step != "check":
        desk.go_on()
        return
    desk.change_person(PHARMACIST)
    desk.minutes(1)
    desk.enter(str(desk.state.plan.volume_exact.magnitude))
    desk.enter(latest_start(desk.state))
    assert complaints(desk) == [], "figures that agree"
    desk.enter(PINS[PHARMACIST])


def test_every_step_where_all_is_weighed(at: AtDesk) -> None:
    desk = at("scan-materials", weighs=True)
    seen = set()
    while desk.step:
        kind = type(desk.preparation.step_page)
        if kind not in seen:
            seen.add(kind)
            assert complaints(desk) == [], desk.step
        desk.go_on()
    assert len(seen) > 5


@pytest.mark.parametrize("number", [2, 3, 4, 6, 7, 9, 10, 12])
def test_every_question_beside_a_step(at: AtDesk, number: int) -> None:
    desk = at("withdraw-1")
    desk.press(_function_key(number))
    assert complaints(desk) == []
    if desk.page is desk.window.pages.widget(0) or not isinstance(desk.page, PreparationPage):
        return
    desk.scan(STRANGE)
    assert complaints(desk) == [], "refused"
    desk.press(Qt.Key.Key_Escape)


def test_what_is_held_discarded_and_too_late(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(_function_key(10))
    desk.type("1")
    assert complaints(desk) == [], "held"
    desk.minutes(300)
    assert complaints(desk) == [], "too late"
    desk.press(_function_key(12))
    desk.enter("1")
    desk.press(Qt.Key.Key_Return)
    assert complaints(desk) == [], "discarded"


@pytest.mark.parametrize("person", [ADMINISTRATOR, PHARMACIST, TECHNICIAN])
def test_every_page_of_the_site(at: AtDesk, person: str) -> None:
    desk = at("order", person)
    for name in TABS:
        desk.window.show_page(name)
        assert complaints(desk) == [], name
        assert desk.page.accessibleName(), name
        desk.scan(STRANGE)
        assert complaints(desk) == [], f"{name}, refused"
        desk.press(Qt.Key.Key_F5)
        assert complaints(desk) == [], f"{name}, F5"
        desk.seat(person)


def test_every_page_of_an_order(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    assert complaints(desk) == [], "the order"
    desk.press(Qt.Key.Key_F4)
    assert complaints(desk) == [], "how it is prepared"
    desk.press(Qt.Key.Key_Escape)
    desk.window.ways.show_course(stream)
    assert complaints(desk) == [], "the course"
    desk.window.ways.show_record(stream)
    assert complaints(desk) == [], "the record of a course"
    desk.window.ways.show_what_if(stream)
    assert complaints(desk) == [], "what if"


def test_every_page_of_a_first_start_and_signing_in(
    sit_down: SitDown, tmp_path: Path, at: AtDesk
) -> None:
    desk = sit_down(tmp_path / "data", SetClock(MORNING)).wake()
    assert complaints(desk) == [], "the first start"
    desk.press(Qt.Key.Key_F5)
    assert complaints(desk) == [], "the first start, refused"
    desk.window.show_fault("/somewhere/fault.txt")
    assert complaints(desk) == [], "trouble"
    desk = at("people")
    assert complaints(desk) == [], "signing in"
    desk.press(Qt.Key.Key_F9)
    assert complaints(desk) == [], "the test of the sounds"


def test_names_of_a_list_are_read_row_by_row(at: AtDesk) -> None:
    desk = at("people")
    names = QAccessible.queryAccessibleInterface(desk.window.sign_in.names)
    rows = [names.child(at) for at in range(names.childCount())]
    assert [row.text(QAccessible.Text.Name) for row in rows] == list(PINS)
    assert {row.role() for row in rows} == {ROLE.ListItem}


def test_what_is_told_is_an_alert_and_words_are_words(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.scan(STRANGE)
    (told,) = desk.shown(Notice)
    alert = QAccessible.queryAccessibleInterface(told)
    assert alert.role() is ROLE.AlertMessage
    assert alert.text(QAccessible.Text.Name).startswith("Refused: ")
    words = QAccessible.queryAccessibleInterface(desk.shown(Words)[0])
    assert words.role() is ROLE.StaticText


def test_a_field_that_was_refused_says_so_until_it_is_edited(at: AtDesk) -> None:
    desk = at("withdraw-1")
    line = QAccessible.queryAccessibleInterface(desk.focus)
    desk.enter("x")
    assert "not accepted" in line.text(QAccessible.Text.Description).lower()
    desk.type("5")
    assert line.text(QAccessible.Text.Description) == ""


def test_the_walk_finds_what_is_wrong(at: AtDesk) -> None:
    desk = at("withdraw-1")
    page = desk.step_page(MeasurePage)
    assert complaints(desk) == []
    name = page.button.accessibleName()
    for wrong, fault in (
        ("key F5", "only a key"),
        ("record the volume", "does not begin as a sentence"),
        ("RECORD THE VOLUME", "all in capitals"),
        (page.field.line.accessibleName(), "2 are called"),
    ):
        page.button.setAccessibleName(wrong)
        assert any(fault in each for each in complaints(desk)), fault
    page.button.setAccessibleName(name)
    page.title.setAccessibleName("")
    assert any("says nothing" in each for each in complaints(desk))
    page.title.setAccessibleName("Title")
    QLabel("not of a kind", page).setFocusPolicy(Qt.FocusPolicy.TabFocus)
    page.findChildren(QLabel)[-1].show()
    assert any("is a StaticText" in each for each in complaints(desk))


def test_a_row_of_the_worklist_is_read_whole(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    (row,) = desk.shown(FactRow)
    assert "DEMO, Adalind" in row.accessibleName()
