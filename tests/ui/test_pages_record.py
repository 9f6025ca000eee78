"""The form by which a pharmacist records a course: by keyboard alone, and nothing assumed."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.core.course import (
    Analyte,
    Course,
    DoseGiven,
    DoseOmitted,
    DoseReduced,
    Harm,
    HarmSeen,
    Interrupted,
    LaboratoryValue,
    LiverValuesExplained,
    ResponseAssessed,
    TakenBack,
    TransplantPlanned,
)
from app.core.course_form import Kind
from app.core.order import Response
from app.core.quantity import quantity
from app.ui.drawing.options import OptionButton
from app.ui.drawing.slim_field import SlimField
from app.ui.pages.course import CoursePage
from app.ui.pages.record import RecordPage
from app.ui.pages.sign_in import SignInPage
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST

ON = date(2026, 11, 1)
BY = f"entered by {PHARMACIST}"


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """A pharmacist who is asked what to record."""
    made = at("order", PHARMACIST)
    (stream,) = made.work.board.waiting()
    made.window.open(stream)
    made.press(Qt.Key.Key_F6)
    made.press(Qt.Key.Key_F4)
    assert isinstance(made.page, RecordPage)
    return made


def page(desk: Desk) -> RecordPage:
    assert isinstance(desk.page, RecordPage)
    return desk.page


def course(desk: Desk) -> Course:
    return desk.work.course(desk.work.order(page(desk).stream).patient)


def write(desk: Desk, field: str, text: str) -> None:
    """Go to a field by Tab and write into it."""
    assert isinstance(desk.tab_to(field).parent(), SlimField)
    desk.type(text)


def pick(desk: Desk, option: str) -> None:
    """Go to an answer by Tab and press it."""
    assert isinstance(desk.tab_to(option), OptionButton)
    desk.press(Qt.Key.Key_Space)


def summary(desk: Desk) -> str:
    return page(desk).summary.accessibleName()


def test_a_laboratory_value_is_recorded_by_keyboard_alone(desk: Desk) -> None:
    desk.type("1")
    desk.type("5")
    pick(desk, "Unit: ×10⁹/L")
    write(desk, "Value", "62")
    write(desk, "Taken on", "2026-11-01")
    assert "“Independent of transfusion” is not chosen" in summary(desk)
    write(desk, "Time", "08:30")
    pick(desk, "Independent of transfusion: yes")
    assert summary(desk) == (
        "F5 records: Platelets 62 ×10⁹/L, without transfusion, taken 2026-11-01 08:30."
    )
    assert course(desk).facts == ()
    desk.press(Qt.Key.Key_F5)
    (value,) = course(desk).of(LaboratoryValue)
    assert (value.analyte, value.value) == (Analyte.PLATELETS, quantity("62", "10*9/L"))
    assert (value.on, value.source, value.transfused) == (ON, BY, False)
    assert value.at is not None
    assert desk.notices() == (
        "Recorded: Platelets 62 ×10⁹/L, without transfusion, taken 2026-11-01 08:30."
    )
    (row,) = desk.work.log.history("course/00482913")[1:]
    assert row.actor == PHARMACIST


def test_a_limit_is_asked_where_values_are_judged_by_one(desk: Desk) -> None:
    desk.type("13")
    pick(desk, "Unit: U/L")
    write(desk, "Value", "28")
    write(desk, "Upper limit", "41")
    write(desk, "Taken on", "2026-11-01")
    desk.press(Qt.Key.Key_F5)
    (value,) = course(desk).of(LaboratoryValue)
    assert (value.analyte, value.upper_limit) == (Analyte.ALT, quantity("41", "U/L"))


def test_another_value_asks_for_its_own_fields_and_keeps_what_was_written(desk: Desk) -> None:
    desk.type("1")
    desk.type("5")
    write(desk, "Taken on", "2026-11-01")
    pick(desk, "What was measured: AST")
    assert set(page(desk).widgets) == {"analyte", "unit", "value", "limit", "on", "at"}
    assert page(desk).widgets["on"].text() == "2026-11-01"


def test_a_response(desk: Desk) -> None:
    desk.type("2")
    desk.type("3")
    write(desk, "Assessed on", "2026-11-01")
    assert summary(desk) == "F5 records: Response: CRi, on 2026-11-01."
    desk.press(Qt.Key.Key_F5)
    assert course(desk).facts == (ResponseAssessed(Response.CRI, ON, BY),)


def test_a_dose_given_elsewhere(desk: Desk) -> None:
    desk.type("3")
    desk.type("1")
    pick(desk, "Day of the cycle: day 8")
    write(desk, "Given on", "2026-11-01")
    write(desk, "Dose, if known", "0.91")
    write(desk, "Dose per area", "0.5")
    desk.press(Qt.Key.Key_F5)
    assert course(desk).facts == (
        DoseGiven(1, 8, ON, BY, quantity("0.91", "mg"), quantity("0.5", "mg/m2")),
    )


def test_a_dose_omitted(desk: Desk) -> None:
    desk.type("4")
    desk.type("1")
    pick(desk, "Day of the cycle: day 15")
    write(desk, "Omitted on", "2026-11-01")
    write(desk, "Reason", "a fever")
    desk.press(Qt.Key.Key_F5)
    assert course(desk).facts == (DoseOmitted(1, 15, ON, "a fever", BY),)


def test_a_toxicity(desk: Desk) -> None:
    desk.type("5")
    pick(desk, "What was seen: infusion reaction")
    write(desk, "CTCAE grade", "2")
    write(desk, "Grade before", "0")
    pick(desk, "Put down to the drug: not known")
    write(desk, "Graded on", "2026-11-01")
    desk.press(Qt.Key.Key_F5)
    assert course(desk).facts == (
        HarmSeen(Harm.INFUSION_REACTION, "infusion reaction", 2, ON, BY, None, 0),
    )


def test_an_interruption_begins_and_later_ends(desk: Desk) -> None:
    desk.type("6")
    desk.type("1")
    write(desk, "Interrupted from", "2026-10-25")
    pick(desk, "Interrupted for: a toxicity other than of the blood")
    write(desk, "Reason", "raised lipase")
    desk.press(Qt.Key.Key_F5)
    begun = Interrupted(date(2026, 10, 25), None, "raised lipase", BY)
    assert course(desk).of(Interrupted) == (begun,)
    desk.type("6")
    desk.type("2")
    write(desk, "Goes on", "2026-11-01")
    assert "Number 1 taken back" in summary(desk)
    desk.press(Qt.Key.Key_F5)
    over = Interrupted(date(2026, 10, 25), ON, "raised lipase", BY)
    assert course(desk).of(Interrupted) == (over,)
    assert [type(fact) for fact in course(desk).facts] == [Interrupted, TakenBack, Interrupted]


def test_a_reduction(desk: Desk) -> None:
    desk.type("7")
    desk.type("25")
    write(desk, "In force from", "2026-11-01")
    write(desk, "Reason", "raised lipase")
    desk.press(Qt.Key.Key_F5)
    assert course(desk).facts == (DoseReduced(ON, 25, None, "raised lipase", BY),)


def test_a_transplant_planned_and_liver_values_explained(desk: Desk) -> None:
    desk.type("81")
    write(desk, "Known since", "2026-11-01")
    desk.press(Qt.Key.Key_F5)
    desk.type("92")
    write(desk, "Known since", "2026-11-01")
    desk.press(Qt.Key.Key_F5)
    assert course(desk).facts == (
        TransplantPlanned(True, ON, BY),
        LiverValuesExplained("haemolysis", ON, BY),
    )


def test_the_end_of_treatment(desk: Desk) -> None:
    desk.type("0")
    desk.tab_to("Discontinued on: today")
    desk.press(Qt.Key.Key_Space)
    write(desk, "Reason", "progression")
    assert summary(desk) == (
        "F5 records: Treatment discontinued for good: progression, on 2026-11-02."
    )


def test_a_fact_is_taken_back_by_its_number(desk: Desk) -> None:
    test_a_response(desk)
    desk.press(Qt.Key.Key_F12)
    desk.type("1")
    write(desk, "What is wrong", "another patient")
    assert "Number 1 taken back (Response: CRi): another patient" in summary(desk)
    desk.press(Qt.Key.Key_F5)
    assert course(desk).of(ResponseAssessed) == ()
    assert len(course(desk).facts) == 2


def test_what_is_not_complete_is_refused_and_nothing_is_lost(desk: Desk) -> None:
    desk.type("2")
    desk.type("2")
    write(desk, "Assessed on", "1.11.2026")
    head = desk.work.log.head()
    desk.tab_to("Record")
    desk.press(Qt.Key.Key_Return)
    assert "Refused: “Assessed on”: “1.11.2026” is not a date" in desk.notices()
    assert desk.work.log.head() == head
    assert page(desk).widgets["on"].text() == "1.11.2026"
    assert page(desk).widgets["response"].text() == "cr"


def test_no_field_is_filled_in_beforehand(desk: Desk) -> None:
    for kind in Kind:
        page(desk).choose(kind)
        assert all(widget.text() == "" for widget in page(desk).widgets.values())
        assert summary(desk).startswith("Not complete: ")


def test_a_fact_is_recorded_once(desk: Desk) -> None:
    test_a_response(desk)
    desk.type("2")
    desk.type("3")
    write(desk, "Assessed on", "2026-11-01")
    desk.press(Qt.Key.Key_F5)
    assert "This is on record already, as number 1." in desk.notices()
    assert len(course(desk).facts) == 1


def test_enter_goes_to_the_next_field_and_records_nothing(desk: Desk) -> None:
    desk.type("4")
    head = desk.work.log.head()
    desk.enter("1")
    assert desk.focus.accessibleName() == "Day of the cycle: day 1"
    assert desk.work.log.head() == head


def test_a_digit_in_a_field_is_a_digit(desk: Desk) -> None:
    desk.type("3")
    desk.type("2")
    assert page(desk).widgets["cycle"].text() == "2"
    assert page(desk).widgets["day"].text() == ""


def test_a_digit_that_answers_nothing_does_nothing(desk: Desk) -> None:
    desk.type("2")
    desk.type("9")
    assert page(desk).widgets["response"].text() == ""


def test_esc_leads_back_step_by_step(desk: Desk) -> None:
    desk.type("2")
    desk.press(Qt.Key.Key_Escape)
    assert "What is to be recorded?" in desk.seen()
    desk.press(Qt.Key.Key_F5)
    desk.press(Qt.Key.Key_F2)
    assert isinstance(desk.page, RecordPage)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, CoursePage)


def test_another_person_can_be_wanted_here(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F8)
    assert isinstance(desk.page, SignInPage)


@pytest.mark.parametrize("size", ["1024x640", "1366x768", "1920x1080"])
def test_every_form_fits_the_window(at: AtDesk, size: str) -> None:
    desk = at("order", PHARMACIST, size=size)
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_F4)
    for kind in Kind:
        page(desk).choose(kind)
        if kind is Kind.LABORATORY:
            page(desk).widgets["analyte"].buttons[4].click()  # type: ignore[union-attr]
        desk.settle()
        for widget in page(desk).widgets.values():
            assert widget.height() >= widget.minimumSizeHint().height()
            low = widget.mapTo(page(desk), widget.rect().bottomLeft()).y()
            button = page(desk).button
            assert low < button.mapTo(page(desk), button.rect().topLeft()).y()


def test_the_buttons_do_what_the_keys_do(desk: Desk) -> None:
    page(desk).kinds[Kind.RESPONSE].click()
    assert set(page(desk).widgets) == {"response", "on"}
    page(desk).back.click()
    assert not page(desk).button.isVisible()
