"""Every page that records: what the log does not take is refused there, and not shown as done."""

from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.clock import SetClock
from app.core.step import Role
from app.intake.scanner_codes import ASKED, code_numbered
from app.ui.drawing.findings import FindingState
from app.ui.drawing.notice import Notice
from app.ui.pages.monographs import MonographsPage
from app.ui.pages.order import OrderPage
from app.ui.pages.people import PeoplePage
from app.ui.pages.setup import SetupPage
from app.ui.theme import Tone
from tests.disk_faults import Fault, full, held, read_only
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, MORNING, PHARMACIST, PINS, SCANS, TECHNICIAN
from tests.ui.test_pages_setup import FILLED

F4, F5, F6, F9, F12 = (getattr(Qt.Key, f"Key_F{number}") for number in (4, 5, 6, 9, 12))

_VIALS = cycle(SCANS[Role.VIAL])
Act = Callable[[Desk], object]
SAID: dict[Fault, str] = {
    full: "is full",
    read_only: "may not write",
    held: "Another program is holding",
}


def add_person(desk: Desk) -> None:
    desk.window.show_page("people")
    assert isinstance(desk.page, PeoplePage)
    desk.page.name.set_text("Newcomer Three")
    desk.tab_to("First PIN")
    desk.enter("9713")


def give_badges(desk: Desk) -> None:
    desk.window.show_page("people")
    desk.press(F9)


def sign_products(desk: Desk) -> None:
    desk.window.show_page("products")
    desk.press(F6)
    desk.enter(PINS[PHARMACIST])


def receive(desk: Desk) -> None:
    desk.window.show_page("stock")
    desk.scan(next(_VIALS))  # the same code again at once would count as the same scan


def approve(desk: Desk) -> None:
    desk.window.show_page("monographs")
    page = desk.page
    assert isinstance(page, MonographsPage)
    for row in page.findings.rows():
        if row.facts().open_to == "Confirm":
            row.click()
            desk.settle()
    desk.press(F5)
    desk.enter(PINS[PHARMACIST])


def set_scale(desk: Desk) -> None:
    desk.window.show_page("scale")
    desk.enter("COM3")


def learn_scanner(desk: Desk) -> None:
    desk.window.show_page("scanner")
    desk.press(F5)
    for number in ASKED:
        code = code_numbered(number)
        desk.scan(code.identifier + code.holds)


def import_order(desk: Desk) -> None:
    desk.window.show_worklist()
    desk.press(F5)


def record_course(desk: Desk) -> None:
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    desk.press(F6)
    desk.press(F4)
    desk.type("15")
    for field, text in (("Unit: ×10⁹/L", ""), ("Value", "62"), ("Taken on", "2026-11-01")):
        desk.tab_to(field)
        desk.type(text)
        if not text:
            desk.press(Qt.Key.Key_Space)
    desk.tab_to("Independent of transfusion: yes")
    desk.press(Qt.Key.Key_Space)
    desk.press(F5)


def verify_order(desk: Desk) -> None:
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    page = desk.page
    assert isinstance(page, OrderPage)
    for row in page.findings.rows():
        if row.facts().state is FindingState.ASK:
            row.click()
    desk.press(F5)


def withdraw_order(desk: Desk) -> None:
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    desk.press(F12)
    desk.enter("written twice")


ACTS = [
    (add_person, "people", ADMINISTRATOR),
    (give_badges, "people", ADMINISTRATOR),
    (sign_products, "new-people", PHARMACIST),
    (approve, "new-people", PHARMACIST),
    (receive, "people", PHARMACIST),
    (set_scale, "people", TECHNICIAN),
    (learn_scanner, "people", TECHNICIAN),
    (import_order, "people", PHARMACIST),
    (record_course, "order", PHARMACIST),
    (verify_order, "order", PHARMACIST),
    (withdraw_order, "order", PHARMACIST),
]


def told_as_done(desk: Desk) -> list[str]:
    """Return every notice that says that something was done."""
    facts = [each.facts() for each in desk.shown(Notice)]
    return [each.sentence for each in facts if each is not None and each.tone is Tone.OK]


@pytest.mark.parametrize("fault", [full, read_only, held])
@pytest.mark.parametrize(("act", "stage", "person"), ACTS, ids=[act.__name__ for act, *_ in ACTS])
def test_no_page_goes_on_as_if_it_was_saved(
    at: AtDesk, act: Act, stage: str, person: str, fault: Fault
) -> None:
    desk = at(stage, person)
    log = desk.work.log
    with fault(log):
        before = log.count()
        act(desk)
        assert log.count() == before
        assert SAID[fault] in desk.notices()
        assert told_as_done(desk) == []
        assert desk.work.unsaved == {}
    for _ in range(3):  # out of a question or a form that was left open
        desk.press(Qt.Key.Key_Escape)
    act(desk)
    assert log.count() > before, desk.notices()


def test_a_first_start_that_is_not_saved_begins_again(sit_down: SitDown, tmp_path: Path) -> None:
    desk = sit_down(tmp_path / "data", SetClock(MORNING)).wake()
    page = desk.page
    assert isinstance(page, SetupPage)
    for field, text in FILLED.items():
        getattr(page, field).set_text(text)
    with full(desk.work.log):
        desk.press(F5)
        assert "is full" in desk.notices()
        assert desk.page is page
        assert desk.work.people.everyone() == ()
    desk.press(F5)
    assert isinstance(desk.page, PeoplePage)
