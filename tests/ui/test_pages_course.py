"""The course page: the cycles, what the record says, every fact with who recorded it."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from app.core.course import (
    Analyte,
    Cause,
    CourseFact,
    Discontinued,
    DoseGiven,
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
from app.core.order import Response
from app.core.quantity import quantity
from app.ui.drawing.calendar import DoseState
from app.ui.pages.course import CoursePage
from app.ui.pages.order import OrderPage
from app.ui.pages.record import RecordPage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.what_if import WhatIfPage
from tests.app.pharmacy import words_of
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, TECHNICIAN

ON = date(2026, 11, 2)
LETTER = "discharge letter"
BY = f"entered by {PHARMACIST}"


def open_course(desk: Desk, *facts: CourseFact) -> Desk:
    (stream,) = desk.work.board.waiting()
    patient = desk.work.order(stream).patient
    if facts:
        desk.work.record_course(patient, facts, desk.work.people.named(PHARMACIST))
    desk.window.open(stream)
    desk.press(Qt.Key.Key_F6)
    assert isinstance(desk.page, CoursePage)
    desk.settle()
    return desk


def page(desk: Desk) -> CoursePage:
    assert isinstance(desk.page, CoursePage)
    return desk.page


def states(desk: Desk) -> list[list[DoseState]]:
    facts = page(desk).calendar.facts()
    assert facts is not None
    return [[day.state for day in row.days] for row in facts.rows]


def says(desk: Desk) -> dict[str, str]:
    """Return what the record says, by its labels."""
    return {row.label: row.words for row in page(desk).record.facts() or ()}


def given(cycle: int, day: int, on: date) -> DoseGiven:
    return DoseGiven(cycle, day, on, LETTER)


FIRST = ON - timedelta(days=8)


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """A pharmacist, at the worklist with the sample order."""
    return at("order", PHARMACIST)


def test_an_empty_course_begins_with_the_dose_that_is_due(desk: Desk) -> None:
    open_course(desk)
    assert states(desk) == [[DoseState.DUE, DoseState.PLANNED, DoseState.PLANNED]]
    assert page(desk).next.facts() == "Next dose: cycle 1 day 1, due today"
    assert page(desk).dates.facts() == "earliest Mon 2026-11-02"
    assert says(desk)["Response"] == "none assessed on record"
    assert says(desk)["Reduction"] == "none in force"
    assert says(desk)["Transplant"] == "nothing on record"
    assert page(desk).facts_list.accessibleName() == "nothing on record"


def test_a_dose_given_shows_its_date_and_the_window_of_the_next(desk: Desk) -> None:
    open_course(desk, given(1, 1, FIRST))
    assert states(desk)[0] == [DoseState.GIVEN, DoseState.DUE, DoseState.PLANNED]
    assert page(desk).next.facts() == "Next dose: cycle 1 day 8, due today"
    assert page(desk).dates.facts() == "earliest Sat 2026-10-31, latest Tue 2026-11-03"
    spoken = page(desk).calendar.accessibleName()
    assert "day 1 given 25 Oct; day 8 due today until 3 Nov; day 15 planned" in spoken


def test_a_late_dose_is_called_late(desk: Desk) -> None:
    open_course(desk, given(1, 1, ON - timedelta(days=11)))
    assert states(desk)[0][1] is DoseState.LATE
    assert page(desk).next.facts() == "Next dose: cycle 1 day 8, 4 days late"
    assert "D8: 4 days late" in page(desk).calendar.accessibleName()


def test_a_course_that_ended_has_no_next_dose_and_says_why(desk: Desk) -> None:
    open_course(desk, given(1, 1, FIRST), Discontinued(ON, "progression", BY))
    assert states(desk)[0][1:] == [DoseState.IMPOSSIBLE, DoseState.IMPOSSIBLE]
    assert page(desk).next.facts() == "No further dose: discontinued 2026-11-02"
    assert page(desk).dates.isHidden()
    assert says(desk)["Discontinued"] == "2026-11-02: progression"


def test_what_the_record_says_has_dates_limits_and_its_derivation(desk: Desk) -> None:
    on = ON - timedelta(days=1)

    def value(analyte: Analyte, number: str, code: str, limit: str = "") -> LaboratoryValue:
        return LaboratoryValue(
            analyte,
            quantity(number, code),
            on,
            LETTER,
            upper_limit=quantity(limit, code) if limit else None,
        )

    open_course(
        desk,
        given(1, 1, ON - timedelta(days=14)),
        value(Analyte.BILIRUBIN, "0.8", "mg/dL", "1.2"),
        value(Analyte.PLATELETS, "112", "10*9/L"),
        value(Analyte.NEUTROPHILS, "1.4", "10*9/L"),
        value(Analyte.BLOOD_BLASTS, "0", "/mm3"),
        value(Analyte.MARROW_BLASTS, "3", "%"),
        ResponseAssessed(Response.CRI, on, "marrow report"),
        TransplantPlanned(True, on, BY),
        DoseReduced(on, 25, None, "raised lipase", BY),
        Interrupted(on, None, "raised lipase", BY),
        HarmSeen(Harm.OTHER, "nausea", 1, on, BY, True, 0),
        LiverValuesExplained("haemolysis", on, BY),
    )
    found = says(desk)
    assert found["Bilirubin"] == "0.8 mg/dL, ULN 1.2 mg/dL (2026-11-01)"
    assert found["Platelets"] == "112 ×10⁹/L, transfusion not known (2026-11-01)"
    assert found["Response"] == "CRi, assessed 2026-11-01, marrow report"
    assert found["By the values"].startswith("CR: marrow blasts 3% (2026-11-01), below 5%")
    assert found["Transplant"] == "planned, known since 2026-11-01"
    assert found["Reduction"] == "25% less: reduced on 2026-11-01: raised lipase"
    assert found["Interruption"] == "2026-11-01 – not over: raised lipase"
    assert found["Toxicity"].startswith("Nausea: grade 1, put down to the drug")
    assert found["Liver values"] == "put down to haemolysis (2026-11-01)"
    assert "Treatment is interrupted since 2026-11-01" in found["This dose: stop"]


def test_an_interruption_that_is_over_has_a_length(desk: Desk) -> None:
    over = Interrupted(FIRST, ON - timedelta(days=1), "raised lipase", BY)
    open_course(desk, given(1, 1, FIRST - timedelta(days=3)), over)
    assert says(desk)["Interruption"] == "2026-10-25 – 2026-11-01 (7 days): raised lipase"


def test_what_holds_the_next_dose_is_said_beside_it(desk: Desk) -> None:
    rash = HarmSeen(Harm.OTHER, "rash", 2, ON - timedelta(days=1), BY, True, 0)
    open_course(desk, given(1, 1, FIRST), rash)
    said = "Next dose: cycle 1 day 8, due today, held: rash grade 2"
    assert page(desk).next.facts() == said
    assert "D8: held: rash grade 2" in page(desk).calendar.accessibleName()


def test_toxicities_of_the_blood_and_what_nobody_graded_are_shown(desk: Desk) -> None:
    on = ON - timedelta(days=1)
    open_course(
        desk,
        given(1, 1, FIRST),
        Interrupted(FIRST, on, "neutropenia", BY, Cause.BLOOD),
        HarmSeen(Harm.VENO_OCCLUSIVE_DISEASE, "liver disease", None, on, BY),
    )
    found = says(desk)
    assert found["Interruption"].endswith("(7 days): neutropenia, a toxicity of the blood")
    assert found["Toxicity"].startswith("Liver disease: not graded, cause not known")


def test_every_fact_has_its_number_source_and_person(desk: Desk) -> None:
    open_course(desk, given(1, 1, FIRST), ResponseAssessed(Response.CR, ON, BY))
    first, second = page(desk).facts_list.facts() or ()
    assert (first.number, first.on) == (1, "2026-10-25")
    assert first.words == "Cycle 1 day 1 given: amount not on record"
    assert first.below.startswith(f"{LETTER}; {PHARMACIST}, 2026-11-02 ")
    assert second.below.startswith(f"{BY}, 2026-11-02 ")
    assert "EVERYTHING ON RECORD  ·  2 facts" in desk.seen()


def test_a_fact_taken_back_is_struck_and_says_so(desk: Desk) -> None:
    (stream,) = desk.work.board.waiting()
    patient = desk.work.order(stream).patient
    person = desk.work.people.named(PHARMACIST)
    desk.work.record_course(patient, (given(1, 1, FIRST),), person)
    desk.work.record_course(patient, (TakenBack(1, ON, "another patient", BY),), person)
    open_course(desk)
    struck, back = page(desk).facts_list.facts() or ()
    assert struck.taken_back == "taken back by number 2: another patient"
    assert back.taken_back == ""
    assert states(desk)[0][0] is DoseState.DUE


def test_seven_rows_leave_the_next_dose_in_sight(desk: Desk) -> None:
    doses = [
        given(cycle, day, ON - timedelta(days=28 * (7 - cycle) - 12) + timedelta(days=day - 1))
        for cycle in range(1, 7)
        for day in (1, 8, 15)
    ]
    open_course(desk, *(dose for dose in doses if dose.on < ON))
    calendar = page(desk).calendar
    rows = calendar.facts().rows if calendar.facts() is not None else ()
    assert len(rows) >= 6
    box = calendar.label_boxes(len(rows) - 1)[-1][1]
    bottom = calendar.mapTo(page(desk), box.bottomRight().toPoint()).y()
    assert bottom < page(desk).height() - 50


def test_anybody_may_look_but_only_a_pharmacist_records(at: AtDesk) -> None:
    desk = open_course(at("order", TECHNICIAN))
    head = desk.work.log.head()
    desk.press(Qt.Key.Key_F4)
    assert "Refused: Only a pharmacist records a patient's course" in desk.notices()
    assert isinstance(desk.page, CoursePage)
    desk.press(Qt.Key.Key_F6)
    assert isinstance(desk.page, WhatIfPage)
    assert desk.work.log.head() == head


def test_the_page_is_printed(desk: Desk) -> None:
    open_course(desk, given(1, 1, FIRST))
    desk.press(Qt.Key.Key_F9)
    file = desk.folder / "courses" / "00482913-2026-11-02.pdf"
    assert f"Written: The course was written to {file}." in desk.notices()
    text = words_of(file)
    for words in (
        "D1 given 25 Oct",
        "D8 due today until 3 Nov",
        "Next dose cycle 1 day 8, due today; earliest Sat 2026-10-31, latest Tue 2026-11-03",
        "Reduction none in force",
        LETTER,
    ):
        assert words in text


def test_where_it_cannot_be_written_it_says_so(desk: Desk) -> None:
    open_course(desk)
    (desk.folder / "courses").write_text("in the way")
    desk.press(Qt.Key.Key_F9)
    assert "could not be written" in desk.notices()


def test_the_keys_lead_on_and_back(desk: Desk) -> None:
    open_course(desk)
    desk.press(Qt.Key.Key_F2)
    assert isinstance(desk.page, CoursePage)
    desk.press(Qt.Key.Key_F4)
    assert isinstance(desk.page, RecordPage)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, CoursePage)
    desk.press(Qt.Key.Key_F6)
    assert isinstance(desk.page, WhatIfPage)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, CoursePage)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, OrderPage)


def test_another_person_comes_back_to_the_course(desk: Desk) -> None:
    open_course(desk)
    desk.press(Qt.Key.Key_F8)
    assert isinstance(desk.page, SignInPage)
    desk.sign_in(TECHNICIAN)
    assert isinstance(desk.page, CoursePage)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, OrderPage)


def test_the_page_follows_the_day(desk: Desk) -> None:
    open_course(desk, given(1, 1, FIRST))
    desk.minutes(24 * 60)
    assert page(desk).next.facts() == "Next dose: cycle 1 day 8, due today"
    desk.minutes(24 * 60)
    assert page(desk).next.facts() == "Next dose: cycle 1 day 8, 3 days late"


def test_before_anything_is_shown_time_passes_unseen(desk: Desk) -> None:
    alone = CoursePage(desk.work)
    alone.tick()
    assert alone.stream == ""
    alone.deleteLater()
