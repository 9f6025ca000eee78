"""A patient's course in the log: recorded, recorded once, taken back, and never mixed up."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

import resources
from app.clock import SetClock
from app.core.course import (
    COURSE_NAMES,
    Analyte,
    Course,
    DoseGiven,
    LaboratoryValue,
    ResponseAssessed,
    TakenBack,
)
from app.core.order import Patient, Response
from app.core.quantity import quantity
from app.core.refused import Refused
from app.course_lines import lines
from app.courses import additions, course_named, course_of, import_course, record, stream_of
from app.store import Log
from tests.app.conftest import AtStep
from tests.app.pharmacy import CHECKER, PHARMACIST, SITE, TECHNICIAN, Pharmacy

PATIENT = Patient("DEMO, Adalind", "00482913", date(1979, 4, 12))
ON = date(2026, 11, 2)
BY = "entered by Pharmacist One"
DOSE = DoseGiven(1, 1, ON, "discharge letter", quantity("1.456", "mg"))
VALUE = LaboratoryValue(
    Analyte.PLATELETS,
    quantity("62", "10*9/L"),
    ON,
    BY,
    at=datetime(2026, 11, 2, 14, 30, tzinfo=UTC),
    transfused=False,
)
BACK = TakenBack(1, ON, "another patient", BY)


def test_a_course_nobody_recorded_is_empty(log: Log) -> None:
    assert course_of(log, PATIENT) == Course()
    assert log.head() is None


def test_what_is_recorded_is_read_back_in_order(log: Log, clock: SetClock) -> None:
    assert record(log, clock, PATIENT, (DOSE,), PHARMACIST.name) == 1
    assert record(log, clock, PATIENT, (VALUE, BACK), CHECKER.name) == 2
    assert course_of(log, PATIENT).facts == (DOSE, VALUE, BACK)
    assert course_named(log, "00482913") == (PATIENT, Course((DOSE, VALUE, BACK)))
    rows = log.history(stream_of(PATIENT))
    assert [row.actor for row in rows] == [PHARMACIST.name] * 2 + [CHECKER.name] * 2


def test_what_stands_there_is_not_recorded_again(log: Log, clock: SetClock) -> None:
    assert record(log, clock, PATIENT, (DOSE, VALUE), PHARMACIST.name) == 2
    head = log.head()
    assert record(log, clock, PATIENT, (VALUE, DOSE, VALUE), CHECKER.name) == 0
    assert additions(log, PATIENT, (DOSE,)) is None
    assert log.head() == head
    other = replace(VALUE, value=quantity("61", "10*9/L"))
    assert record(log, clock, PATIENT, (VALUE, other), CHECKER.name) == 1


def test_a_fact_taken_back_counts_no_more_and_stays_on_record(log: Log, clock: SetClock) -> None:
    record(log, clock, PATIENT, (DOSE, VALUE), PHARMACIST.name)
    record(log, clock, PATIENT, (BACK,), PHARMACIST.name)
    course = course_of(log, PATIENT)
    assert course.of(DoseGiven) == ()
    assert course.of(LaboratoryValue) == (VALUE,)
    assert course.facts == (DOSE, VALUE, BACK)


@pytest.mark.parametrize("about", [0, 3])
def test_only_what_is_there_is_taken_back(log: Log, clock: SetClock, about: int) -> None:
    record(log, clock, PATIENT, (DOSE, VALUE), PHARMACIST.name)
    head = log.head()
    with pytest.raises(Refused, match=f"There is no record number {about} in this course"):
        record(log, clock, PATIENT, (replace(BACK, about=about),), PHARMACIST.name)
    assert log.head() == head


def test_the_number_of_another_patient_is_refused(log: Log, clock: SetClock) -> None:
    record(log, clock, PATIENT, (DOSE,), PHARMACIST.name)
    head = log.head()
    other = replace(PATIENT, name="DEMO, Bernhard", born=date(1961, 2, 3))
    for attempt in (
        lambda: course_of(log, other),
        lambda: record(log, clock, other, (VALUE,), PHARMACIST.name),
    ):
        with pytest.raises(Refused) as caught:
            attempt()
        assert caught.value.sentence.startswith(
            "The course of MRN 00482913 is of someone born 1979-04-12, this patient was born "
            "1961-02-03."
        )
    assert log.head() == head


def test_a_new_name_of_the_same_patient_is_no_other_patient(log: Log, clock: SetClock) -> None:
    record(log, clock, PATIENT, (DOSE,), PHARMACIST.name)
    assert course_of(log, replace(PATIENT, name="DEMO-Other, Adalind")).facts == (DOSE,)


def test_a_course_without_facts_has_no_name(log: Log) -> None:
    with pytest.raises(Refused, match="There is no course of MRN 00482913"):
        course_named(log, "00482913")


def test_every_line_says_who_recorded_it(log: Log, clock: SetClock) -> None:
    assert lines(log, PATIENT, SITE) == ()
    record(log, clock, PATIENT, (DOSE, VALUE), PHARMACIST.name)
    record(log, clock, PATIENT, (BACK,), CHECKER.name)
    first, second, third = lines(log, PATIENT, SITE)
    assert (first.number, first.on) == (1, "2026-11-02")
    assert first.words == "Cycle 1 day 1 given: 1.456 mg"
    assert (first.source, first.person) == ("discharge letter", PHARMACIST.name)
    assert first.recorded == "2026-11-02 09:46"
    assert first.taken_back == "taken back by number 3: another patient"
    assert second.on == "2026-11-02 08:30"
    assert (second.taken_back, third.taken_back) == ("", "")
    assert (third.person, third.words) == (CHECKER.name, "Number 1 taken back: another patient")


def test_a_file_is_recorded_as_a_course_once(log: Log, clock: SetClock) -> None:
    data = resources.data("samples/history-fhir.json")
    (stream,) = import_course(log, clock, data, PHARMACIST.name, None)
    patient, course = course_named(log, stream.removeprefix("course/"))
    assert patient.name.startswith("DEMO")
    assert course.of(DoseGiven)
    assert {fact.source.startswith("file ") for fact in course.facts} == {True}
    head = log.head()
    assert import_course(log, clock, data, CHECKER.name, None) == (stream,)
    assert log.head() == head


def test_a_file_that_names_no_patient_is_not_recorded(log: Log, clock: SetClock) -> None:
    told = json.loads(resources.text("samples/course.json")) | {"patient": None}
    with pytest.raises(Refused) as caught:
        import_course(log, clock, json.dumps(told).encode(), PHARMACIST.name, None)
    assert "does not say whose course it is; nothing was recorded" in caught.value.sentence
    assert log.head() is None


def test_the_names_on_disk_stay() -> None:
    assert {
        "dose-given",
        "dose-omitted",
        "response-assessed",
        "laboratory-value",
        "harm-seen",
        "interrupted",
        "dose-reduced",
        "transplant-planned",
        "liver-values-explained",
        "discontinued",
        "unusable",
        "taken-back",
    } <= set(COURSE_NAMES)


def test_a_released_preparation_is_a_dose_of_the_course_once(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    order = pharmacy.state.order
    (dose,) = pharmacy.work.course(order.patient).of(DoseGiven)
    number = pharmacy.state.opened.number
    assert (dose.cycle, dose.day, dose.on) == (1, 1, ON)
    assert dose.source == f"preparation {number}"
    for _ in range(2):
        pharmacy.reopen()
        assert pharmacy.work.course(order.patient).of(DoseGiven) == (dose,)
        assert pharmacy.recorded("courses") == ["courses-begun"]


def test_only_a_pharmacist_records(pharmacy: Pharmacy) -> None:
    fact = ResponseAssessed(Response.CR, ON, BY)
    head = pharmacy.work.log.head()
    with pytest.raises(Refused, match="Only a pharmacist records"):
        pharmacy.work.record_course(PATIENT, (fact,), TECHNICIAN)
    assert pharmacy.work.log.head() == head
    pharmacy.work.record_course(PATIENT, (fact,), PHARMACIST)
    assert pharmacy.work.course(PATIENT).facts == (fact,)
