"""The course on paper: every cycle drawn, every fact, and whose it is on each page."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app import references
from app.core.calendar import calendar
from app.core.course import Course, CourseFact, Discontinued, DoseGiven, DoseOmitted
from app.core.course_words import day_of, said
from app.core.order import Patient
from app.course_lines import CourseLine
from app.course_paper import course_paper, file_name
from app.printing import put_out_document
from reports.section import Cycles, Document, Table
from tests.app.pharmacy import SITE, words_of

PATIENT = Patient("DEMO, Adalind", "00482913", date(1979, 4, 12))
NOW = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
FIRST = date(2026, 10, 5)
US = references.monograph_named("besponsa-us")


def given(cycle: int, day: int, on: date) -> DoseGiven:
    return DoseGiven(cycle, day, on, "discharge letter")


COURSE: tuple[CourseFact, ...] = (
    given(1, 1, FIRST),
    DoseOmitted(1, 8, FIRST + timedelta(days=7), "febrile neutropenia", "discharge letter"),
    given(1, 15, FIRST + timedelta(days=14)),
    given(2, 1, FIRST + timedelta(days=21)),
)


def paper(*facts: CourseFact, back: str = "") -> Document:
    found = calendar(Course(facts), US, TODAY)
    lines = tuple(
        CourseLine(n, day_of(f), said(f), f.source, "Pharmacist One", "2026-11-02 10:00", back)
        for n, f in enumerate(facts, start=1)
    )
    return course_paper(PATIENT, US, found, (("Response", "none"),), lines, SITE, NOW)


def cycles(document: Document) -> Cycles:
    (found,) = (each for each in document.sections if isinstance(each, Cycles))
    return found


def test_each_cycle_is_drawn_as_the_calendar_has_it() -> None:
    first, second, _ = cycles(paper(*COURSE)).cycles
    assert (first.name, first.begins, first.length) == ("Cycle 1", "2026-10-05", 21)
    assert [(dose.number, dose.sign, dose.at) for dose in first.doses] == [
        (1, "given", 0),
        (8, "omitted", 7),
        (15, "given", 14),
    ]
    assert first.remark == "day 8: febrile neutropenia"
    assert [dose.sign for dose in second.doses] == ["given", "due", "planned"]
    assert second.doses[1].window == (6, 9)


def test_what_is_printed_can_be_read(tmp_path: Path) -> None:
    put_out_document(paper(*COURSE), tmp_path / "course.pdf")
    text = words_of(tmp_path / "course.pdf")
    for words in (
        "Course of treatment As it stands on 2026-11-02 10:00.",
        "DEMO, Adalind",
        "00482913",
        "1979-04-12",
        "inotuzumab ozogamicin (BESPONSA)",
        "D1 given 5 Oct",
        "D8 omitted 12 Oct",
        "day 8: febrile neutropenia",
        "D8 due today until 4 Nov",
        "D15 planned 8–11 Nov",
        "Response none",
        "4 2026-10-26 Cycle 2 day 1 given: amount not on",
        "Pharmacist One",
        "St. Example Hospital Pharmacy · tel 555-0100 · Umbra",
    ):
        assert words in text, words


def test_a_course_that_ended_says_so_on_paper() -> None:
    ended = Discontinued(TODAY - timedelta(days=1), "progression", "discharge letter")
    last = cycles(paper(*COURSE, ended)).cycles[-1]
    assert [dose.sign for dose in last.doses[1:]] == ["impossible", "impossible"]
    assert "discontinued 2026-11-01" in last.remark


def test_what_was_taken_back_is_marked_on_paper() -> None:
    document = paper(COURSE[0], back="taken back by number 2: another patient")
    (table,) = (each for each in document.sections if isinstance(each, Table))
    assert table.rows[0][2] == (
        "TAKEN BACK: Cycle 1 day 1 given: amount not on record "
        "(taken back by number 2: another patient)"
    )


def test_an_empty_course_prints_too(tmp_path: Path) -> None:
    put_out_document(paper(), tmp_path / "course.pdf")
    text = words_of(tmp_path / "course.pdf")
    assert "D1 due today" in text
    assert "Everything on record Facts none yet" in text


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("00482913", "00482913-2026-11-02.pdf"),
        ("A/../1 2", "A_2f__2e__2e__2f_1_20_2-2026-11-02.pdf"),
        ("A_1", "A_5f_1-2026-11-02.pdf"),
    ],
)
def test_the_file_is_named_after_the_patient_and_the_day(number: str, name: str) -> None:
    assert file_name(Patient("DEMO", number, date(1979, 4, 12)), TODAY) == name
