"""What if: what would come out otherwise, and never a word of it in the log."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from app.core.course import Analyte, DoseGiven, LaboratoryValue, ResponseAssessed
from app.core.order import Response
from app.core.quantity import quantity
from app.ui.drawing.comparison import ComparisonRow
from app.ui.pages.course import CoursePage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.what_if import BAND, WhatIfPage
from tests.app.sent import bundle
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST

ON = date(2026, 11, 2)
BEGUN = ON - timedelta(days=21)
CYCLE_ONE = tuple(
    DoseGiven(1, day, BEGUN + timedelta(days=day - 1), "letter") for day in (1, 8, 15)
)
LIMITED = LaboratoryValue(
    Analyte.BILIRUBIN,
    quantity("0.8", "mg/dL"),
    ON,
    "letter",
    upper_limit=quantity("1.2", "mg/dL"),
)


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """A pharmacist who asks what if, before cycle 2."""
    made = at("order", PHARMACIST, asked=bundle("DEMO-ORDER-0021", cycle=2, day=1, dose=None))
    (stream,) = made.work.board.waiting()
    patient, person = made.work.order(stream).patient, made.work.people.named(PHARMACIST)
    facts = (*CYCLE_ONE, ResponseAssessed(Response.NONE, ON, "letter"), LIMITED)
    made.work.record_course(patient, facts, person)
    made.window.open(stream)
    made.press(Qt.Key.Key_F6)
    made.press(Qt.Key.Key_F6)
    assert isinstance(made.page, WhatIfPage)
    return made


def page(desk: Desk) -> WhatIfPage:
    assert isinstance(desk.page, WhatIfPage)
    return desk.page


def rows(desk: Desk) -> dict[str, ComparisonRow]:
    return {row.what: row for row in page(desk).comparison.facts() or ()}


def changed(desk: Desk) -> set[str]:
    return {row.what for row in rows(desk).values() if row.changed}


def test_the_page_says_that_nothing_is_recorded(desk: Desk) -> None:
    assert BAND in desk.seen()
    assert BAND == "WHAT IF – nothing on this page is recorded"


def test_at_first_nothing_changes(desk: Desk) -> None:
    assert changed(desk) == set()
    assert "Nothing changes" in desk.seen()
    assert rows(desk)["Calculated dose"].recorded == "1.456 mg"


def test_a_weight_changes_the_figures(desk: Desk) -> None:
    desk.type("100 kg")
    assert rows(desk)["Calculated dose"] == ComparisonRow(
        "Calculated dose", "1.456 mg", "1.736 mg", True
    )
    assert rows(desk)["Dose per area"].changed is False
    spoken = page(desk).comparison.accessibleName()
    assert "Calculated dose: 1.456 mg, changed to 1.736 mg" in spoken


def test_what_changes_comes_first_and_stops_before_all(desk: Desk) -> None:
    desk.tab_to("Day of the dose")
    desk.type("2026-10-28")
    found = page(desk).comparison.facts() or ()
    assert found[0].supposed.startswith("STOP: ")
    places = [row.changed for row in found]
    assert places == sorted(places, reverse=True)
    assert "Interval too short" in changed(desk)


def test_a_response_and_a_value_are_supposed(desk: Desk) -> None:
    desk.tab_to("Response: CR")
    desk.press(Qt.Key.Key_Space)
    assert rows(desk)["Dose per area"].supposed == "0.5 mg/m²"
    desk.tab_to("Bilirubin")
    desk.type("2.4 mg/dL")
    assert "2 × ULN 1.2 mg/dL" in rows(desk)["Liver"].supposed
    desk.tab_to("ULN of Bilirubin")
    desk.type("2.4 mg/dL")
    assert "1 × ULN 2.4 mg/dL" in rows(desk)["Liver"].supposed


def test_an_empty_field_shows_what_is_on_record(desk: Desk) -> None:
    fields = page(desk).fields
    shown = {name: field.line.placeholderText() for name, field in fields.items()}
    assert shown["weight"] == "70 kg"
    assert shown["height"] == "170 cm"
    assert shown["on"] == "2026-11-02"
    assert shown["bilirubin"] == "0.8 mg/dL"
    assert shown["limit-bilirubin"] == "ULN 1.2 mg/dL"
    assert shown["limit-ast"] == "ULN: none"
    assert shown["platelets"] == "none; write 1.2 10*9/L"


def test_what_cannot_be_read_compares_nothing_and_says_why(desk: Desk) -> None:
    desk.type("100")
    assert page(desk).comparison.facts() == ()
    assert "Not yet: “100” has no space between number and unit" in desk.notices()
    desk.type(" kg")
    assert desk.notices() == ""
    assert "Calculated dose" in changed(desk)


def test_nothing_is_written_whatever_is_supposed(desk: Desk) -> None:
    head, files = desk.work.log.head(), sorted(desk.folder.rglob("*.pdf"))
    texts = {
        "weight": "100 kg",
        "height": "190 cm",
        "on": "2026-11-20",
        "bilirubin": "9 mg/dL",
        "limit-bilirubin": "1 mg/dL",
        "platelets": "12 10*9/L",
        "marrow-blasts": "3 %",
    }
    for name, text in texts.items():
        desk.tab_to(page(desk).fields[name].line.accessibleName())
        desk.enter(text)
    for button in page(desk).response.buttons:
        button.click()
    desk.minutes(3)
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F9, Qt.Key.Key_Escape):
        desk.press(key)
    assert isinstance(desk.page, CoursePage)
    assert desk.work.log.head() == head
    assert sorted(desk.folder.rglob("*.pdf")) == files


def test_what_was_supposed_is_gone_the_next_time(desk: Desk) -> None:
    desk.type("100 kg")
    desk.tab_to("Response: CR")
    desk.press(Qt.Key.Key_Space)
    desk.press(Qt.Key.Key_Escape)
    desk.press(Qt.Key.Key_F6)
    assert changed(desk) == set()
    assert page(desk).fields["weight"].text() == ""
    assert page(desk).response.text() == ""
    assert desk.focus is page(desk).fields["weight"].line


def test_another_person_can_be_wanted_here(desk: Desk) -> None:
    assert page(desk).stream.startswith("order/")
    desk.press(Qt.Key.Key_F8)
    assert isinstance(desk.page, SignInPage)


def test_before_it_begins_nothing_is_compared(desk: Desk) -> None:
    alone = WhatIfPage(desk.work)
    alone.fields["weight"].changed.emit("7")
    assert alone.comparison.facts() is None
    alone.deleteLater()
