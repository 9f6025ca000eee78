"""The course at work: what files tell of it, what a release adds, and what is judged by it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import resources
from app.clock import SetClock
from app.core.course import (
    Analyte,
    DoseGiven,
    HarmSeen,
    LaboratoryValue,
    TakenBack,
    TransplantPlanned,
    Unusable,
)
from app.core.course import Harm as H
from app.core.preparation import Status
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.step import Meaning
from app.course_beginnings import begin_courses
from app.courses import course_of, record
from app.folder import LOG_NAME
from app.store import Entries, Fact, Log
from app.verification import verify
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    ADALIND,
    ADMINISTRATOR,
    BEGINS,
    CHECKER,
    PHARMACIST,
    PINS,
    SITE,
    TECHNICIAN,
    Pharmacy,
)
from tests.app.sent import bundle

DAY_ONE = date(2026, 11, 2)


def bring(pharmacy: Pharmacy, *numbers: str, cycle: int = 1, day: int = 1) -> str:
    """Import an order of the patient whose MRN is 00999999."""
    data = bundle(*(numbers or ("A-1",)), record="00999999", cycle=cycle, day=day)
    return pharmacy.work.import_data(data, PHARMACIST.name)[0]


def answered(pharmacy: Pharmacy, stream: str) -> dict[str, str]:
    return {each.code: each.detail for each in pharmacy.work.outlook(stream).review.answered}


def asked(pharmacy: Pharmacy, stream: str) -> set[str]:
    return {each.code for each in pharmacy.work.outlook(stream).review.questions}


def test_an_order_file_answers_what_its_values_and_orders_answer(pharmacy: Pharmacy) -> None:
    data = json.loads(resources.data("samples/order-fhir-with-values.json"))
    for entry in data["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "Patient":
            resource["identifier"][0]["value"] = "00999999"
        if resource.get("identifier", [{}])[0].get("value") == "DEMO-ORDER-0001":
            resource["identifier"][0]["value"] = "A-1"
    (stream,) = pharmacy.work.import_data(json.dumps(data).encode(), PHARMACIST.name)
    met = answered(pharmacy, stream)
    assert {"premedication", "cytoreduction", "liver", "interval"} <= set(met)
    assert "methylprednisolone (corticosteroid)" in met["premedication"]
    assert "bilirubin 0.8 mg/dL (2026-11-01), 0.67 × ULN 1.2 mg/dL" in met["liver"]
    assert asked(pharmacy, stream) == {"veno-occlusive-disease", "identity"}
    source = {
        fact.source for fact in pharmacy.work.course(pharmacy.work.order(stream).patient).facts
    }
    assert source == {"order A-1"}


def test_a_release_is_a_dose_given_with_the_same_commit(at_step: AtStep) -> None:
    pharmacy = at_step("release")
    patient = pharmacy.state.order.patient
    before = pharmacy.work.course(patient)
    assert not before.of(DoseGiven)
    pharmacy.finish()
    (dose,) = pharmacy.work.course(patient).of(DoseGiven)
    assert (dose.cycle, dose.day, dose.on) == (1, 1, DAY_ONE)
    assert dose.source == f"preparation {pharmacy.state.opened.number}"
    assert dose.dose == pharmacy.state.plan.dose.prepared
    log = pharmacy.work.log
    last = log.history(pharmacy.stream)[-1]
    given = next(
        row for row in log.history(f"course/{patient.identifier}") if row.name == "dose-given"
    )
    assert (given.at, given.clock, given.actor) == (last.at, last.clock, last.actor)
    assert verify(log).faults == ()


def test_the_dose_just_released_is_not_due_again_and_the_next_too_early(at_step: AtStep) -> None:
    pharmacy = at_step("release").finish()
    again = pharmacy.work.import_data(bundle("A-1"), PHARMACIST.name)[0]
    codes = {each.code for each in pharmacy.work.outlook(again).review.findings}
    assert "dose-given-already" in codes
    eighth = pharmacy.work.import_data(bundle("A-2", day=8), PHARMACIST.name)[0]
    codes = {each.code for each in pharmacy.work.outlook(eighth).review.findings}
    assert "interval-too-short" in codes


def test_a_log_from_before_courses_gets_its_releases_into_them_once(
    at_step: AtStep, tmp_path: Path
) -> None:
    pharmacy = at_step("release").finish()
    patient = pharmacy.state.order.patient
    history = [row for row in pharmacy.work.log.everything() if not row.stream.startswith("course")]
    with Log.open(tmp_path / LOG_NAME, "HOOD-1") as log:
        for row in history:
            step = Entries(row.stream, row.version - 1, (Fact(row.name, row.data),))
            log.record((step,), at=row.at, clock=row.clock, actor=row.actor)
        begin_courses(log, SetClock(BEGINS), SITE)
        (dose,) = course_of(log, patient).of(DoseGiven)
        assert dose.source == f"preparation {pharmacy.state.opened.number}"
        count = log.count()
        begin_courses(log, SetClock(BEGINS), SITE)
        assert log.count() == count
        assert verify(log).faults == ()


def test_nothing_is_begun_where_nothing_was_released(pharmacy: Pharmacy) -> None:
    count = pharmacy.work.log.count()
    begin_courses(pharmacy.work.log, pharmacy.clock, SITE)
    assert pharmacy.work.log.count() == count


def test_only_a_pharmacist_records_a_course(pharmacy: Pharmacy) -> None:
    patient = pharmacy.work.order(ADALIND).patient
    dose = DoseGiven(1, 1, DAY_ONE - timedelta(days=28), "elsewhere")
    with pytest.raises(Refused, match="Only a pharmacist records a patient's course"):
        pharmacy.work.record_course(patient, (dose,), TECHNICIAN)
    pharmacy.work.record_course(patient, (dose,), PHARMACIST)
    assert pharmacy.work.course(patient).of(DoseGiven) == (dose,)
    pharmacy.work.record_course(
        patient, (TakenBack(1, DAY_ONE, "another patient", PHARMACIST.name),), PHARMACIST
    )
    assert pharmacy.work.course(patient).of(DoseGiven) == ()


def test_what_changed_while_the_order_was_open_is_looked_at_again(pharmacy: Pharmacy) -> None:
    stream = bring(pharmacy)
    patient = pharmacy.work.order(stream).patient
    seen = pharmacy.work.outlook(stream)
    confirmed, reasons = pharmacy.answers(stream)
    high = LaboratoryValue(Analyte.BLOOD_BLASTS, quantity("14000", "/mm3"), DAY_ONE, "laboratory")
    pharmacy.work.record_course(patient, (high,), PHARMACIST)
    with pytest.raises(Refused, match="changed what this order comes to"):
        pharmacy.work.verify(stream, seen, confirmed, reasons, PHARMACIST)
    assert pharmacy.work.log.streams("preparation/") == ()
    found = {each.code for each in pharmacy.work.outlook(stream).review.findings}
    assert "cytoreduction" in found
    with pytest.raises(Refused, match=r"The plan has a stop: Peripheral blasts 14,000 per mm³"):
        pharmacy.verify(stream)


def test_veno_occlusive_disease_ends_it_for_every_later_order(pharmacy: Pharmacy) -> None:
    stream = bring(pharmacy)
    patient = pharmacy.work.order(stream).patient
    seen = HarmSeen(H.VENO_OCCLUSIVE_DISEASE, "", 3, DAY_ONE, "ward")
    pharmacy.work.record_course(patient, (seen,), PHARMACIST)
    with pytest.raises(Refused, match="discontinue for good"):
        pharmacy.verify(stream)


def test_where_the_response_is_lacking_nothing_is_planned(pharmacy: Pharmacy) -> None:
    stream = bring(pharmacy, cycle=2)
    with pytest.raises(Refused, match="depends on the response"):
        pharmacy.work.plan(pharmacy.work.order(stream))
    found = pharmacy.work.outlook(stream)
    with pytest.raises(Refused, match="depends on the response"):
        pharmacy.work.verify(stream, found, (), (), PHARMACIST)
    with pytest.raises(Refused, match="depends on the response"):
        pharmacy.work.open_order(stream, found, PHARMACIST)


def test_one_number_is_never_two_patients(pharmacy: Pharmacy) -> None:
    bring(pharmacy)
    patient = pharmacy.work.order("order/A-1").patient
    dose = DoseGiven(1, 1, DAY_ONE - timedelta(days=28), "elsewhere")
    pharmacy.work.record_course(patient, (dose,), PHARMACIST)
    other = bundle("A-2", record="00999999", born="1981-01-01")
    with pytest.raises(Refused, match="someone born 1979-04-12, this patient was born 1981-01-01"):
        pharmacy.work.import_data(other, PHARMACIST.name)
    assert "order/A-2" not in pharmacy.work.board.waiting()


def test_an_order_imported_before_the_course_was_is_told_apart_too(pharmacy: Pharmacy) -> None:
    other = bundle("A-2", record="00999999", born="1981-01-01")
    (stream,) = pharmacy.work.import_data(other, PHARMACIST.name)
    bring(pharmacy)
    patient = pharmacy.work.order("order/A-1").patient
    dose = DoseGiven(1, 1, DAY_ONE - timedelta(days=28), "elsewhere")
    pharmacy.work.record_course(patient, (dose,), PHARMACIST)
    with pytest.raises(Refused, match="is of someone born 1979-04-12"):
        pharmacy.work.outlook(stream)


def test_a_history_is_imported_like_an_order(pharmacy: Pharmacy, tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    file.write_bytes(resources.data("samples/history-fhir.json"))
    assert pharmacy.work.import_file(file, PHARMACIST.name) == ("course/00482913",)
    patient = pharmacy.work.order(ADALIND).patient
    assert len(pharmacy.work.course(patient).of(DoseGiven)) == 3
    codes = {each.code for each in pharmacy.work.outlook(ADALIND).review.findings}
    assert "dose-given-already" in codes
    count = pharmacy.work.log.count()
    pharmacy.work.import_file(file, PHARMACIST.name)
    assert pharmacy.work.log.count() == count


def test_what_a_file_took_back_is_not_taken_over(pharmacy: Pharmacy, tmp_path: Path) -> None:
    facts = [
        {"fact": "dose-given", "cycle": 1, "day": 1, "on": "2026-10-05"},
        {"fact": "taken-back", "about": 1, "on": "2026-10-06", "reason": "another patient"},
        {"fact": "dose-given", "cycle": 1, "day": 1, "on": "2026-10-06"},
    ]
    patient = {"name": "DEMO, Adalind", "identifier": "00482913", "born": "1979-04-12"}
    file = tmp_path / "course.json"
    whole = {"umbra": "course", "version": 1, "patient": patient, "facts": facts}
    file.write_text(json.dumps(whole), "utf-8")
    pharmacy.work.import_file(file, PHARMACIST.name)
    (dose,) = pharmacy.work.course(pharmacy.work.order(ADALIND).patient).facts
    assert isinstance(dose, DoseGiven)
    assert dose.on == date(2026, 10, 6)


@pytest.mark.parametrize("content", [b"[]", b'{"umbra": "course"}', b"{", b'{"entry": 1}'])
def test_what_is_neither_orders_nor_a_course_is_refused(
    pharmacy: Pharmacy, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(content)
    with pytest.raises(Refused, match=r"^file\.json: "):
        pharmacy.work.import_file(file, PHARMACIST.name)


def vod(on: date = DAY_ONE) -> HarmSeen:
    return HarmSeen(H.VENO_OCCLUSIVE_DISEASE, "", 4, on, "ward")


@pytest.mark.parametrize("step", ["check", "print-label", "release"])
def test_what_ends_treatment_stops_a_preparation_that_is_under_way(
    at_step: AtStep, step: str
) -> None:
    pharmacy = at_step(step)
    pharmacy.work.record_course(pharmacy.state.order.patient, (vod(),), PHARMACIST)
    with pytest.raises(Refused, match="Recorded since this was opened: Veno-occlusive disease"):
        pharmacy.finish()
    assert pharmacy.state.status is Status.OPEN
    assert pharmacy.recorded()[-1] == "entry-refused"


def test_of_two_orders_for_one_dose_only_one_is_released(pharmacy: Pharmacy) -> None:
    first, second = bring(pharmacy, "A-1"), bring(pharmacy, "A-2")
    other = pharmacy.verify(second).stream
    pharmacy.verify(first)
    pharmacy.finish()
    pharmacy.begin(other)
    with pytest.raises(Refused, match=r"Recorded since .* was given on 2026-11-02"):
        pharmacy.finish()
    patient = pharmacy.work.order(first).patient
    assert len(pharmacy.work.course(patient).of(DoseGiven)) == 1


def test_a_warning_recorded_meanwhile_is_weighed_by_the_checker(at_step: AtStep) -> None:
    pharmacy = at_step("check")
    patient = pharmacy.state.order.patient
    high = LaboratoryValue(
        Analyte.AST, quantity("300", "U/L"), DAY_ONE, "laboratory", None, quantity("40", "U/L")
    )
    pharmacy.work.record_course(patient, (high,), PHARMACIST)
    pharmacy.forward()
    with pytest.raises(Refused, match="Write why the preparation may be released"):
        pharmacy.forward()
    pharmacy.session.sign(PINS[CHECKER.name], Meaning.CHECKED, "agreed with the ward")
    pharmacy.finish()
    assert pharmacy.state.status is Status.RELEASED


def test_what_was_opened_and_not_verified_is_judged_as_things_stand(pharmacy: Pharmacy) -> None:
    stream = bring(pharmacy)
    opened = pharmacy.work.open_order(stream, pharmacy.work.outlook(stream), PHARMACIST)
    pharmacy.work.record_course(pharmacy.work.order(stream).patient, (vod(),), PHARMACIST)
    seen = pharmacy.work.outlook(opened)
    confirmed = tuple(each.code for each in seen.review.questions)
    with pytest.raises(Refused, match="Recorded since this was opened: Veno-occlusive disease"):
        pharmacy.work.verify(opened, seen, confirmed, (), PHARMACIST)
    assert "order-verified" not in pharmacy.recorded(opened)


def test_what_was_taken_back_comes_again_by_hand_and_not_from_a_file(
    pharmacy: Pharmacy, tmp_path: Path
) -> None:
    file = tmp_path / "history.json"
    text = resources.text("samples/history-fhir.json")
    file.write_text(text, "utf-8")
    pharmacy.work.import_file(file, PHARMACIST.name)
    patient = pharmacy.work.order(ADALIND).patient
    facts = pharmacy.work.course(patient).facts
    number, dose = next(
        (at, each) for at, each in enumerate(facts, start=1) if isinstance(each, DoseGiven)
    )
    taken_back = TakenBack(number, DAY_ONE, "another patient", PHARMACIST.name)
    pharmacy.work.record_course(patient, (taken_back,), PHARMACIST)
    file.write_text(f"{text}\n", "utf-8")
    pharmacy.work.import_file(file, PHARMACIST.name)
    assert dose not in pharmacy.work.course(patient).of(DoseGiven)
    by_hand = replace(dose, source=PHARMACIST.name)
    pharmacy.work.record_course(patient, (by_hand,), PHARMACIST)
    assert by_hand in pharmacy.work.course(patient).of(DoseGiven)
    count = len(pharmacy.work.course(patient).facts)
    pharmacy.work.record_course(patient, (replace(by_hand, source="the ward"),), PHARMACIST)
    assert len(pharmacy.work.course(patient).facts) == count


def told(tmp_path: Path, *facts: dict[str, object]) -> Path:
    """Write a course of the patient whose MRN is 00482913 to a file."""
    patient = {"name": "DEMO, Adalind", "identifier": "00482913", "born": "1979-04-12"}
    file = tmp_path / "told.json"
    whole = {"umbra": "course", "version": 1, "patient": patient, "facts": list(facts)}
    file.write_text(json.dumps(whole), "utf-8")
    return file


def test_a_history_that_could_lift_a_stop_is_imported_by_a_pharmacist(
    pharmacy: Pharmacy, tmp_path: Path
) -> None:
    over = {"fact": "interrupted", "begun": "2026-10-20", "until": "2026-10-30", "reason": "ALT"}
    file = told(tmp_path, over)
    for person in (TECHNICIAN, ADMINISTRATOR):
        with pytest.raises(Refused, match="Only a pharmacist imports the history of a patient"):
            pharmacy.work.import_file(file, person.name)
    assert pharmacy.work.import_file(file, PHARMACIST.name) == ("course/00482913",)


def test_a_file_does_not_say_who_else_said_it_nor_what_was_ordered(
    pharmacy: Pharmacy, tmp_path: Path
) -> None:
    dose = {"fact": "dose-given", "cycle": 1, "day": 1, "on": "2026-10-05"}
    also = {
        "fact": "also-ordered",
        "order": "DEMO-ORDER-0001",
        "kind": "corticosteroid",
        "name": "methylprednisolone",
        "on": "2026-11-01",
    }
    forged = (each | {"source": "preparation 2610-0001"} for each in (dose, also))
    pharmacy.work.import_file(told(tmp_path, *forged), PHARMACIST.name)
    (fact,) = pharmacy.work.course(pharmacy.work.order(ADALIND).patient).facts
    assert isinstance(fact, DoseGiven)
    assert fact.source.startswith("file ")


def test_an_order_file_never_lifts_a_stop(pharmacy: Pharmacy) -> None:
    data = json.loads(bundle("A-1", record="00999999"))
    subject = {"reference": data["entry"][0]["fullUrl"]}
    ours = "https://umbra.invalid/fhir/observation"

    def observed(code: str, **value: object) -> dict[str, object]:
        return {
            "resource": {
                "resourceType": "Observation",
                "status": "final",
                "code": {"coding": [{"system": ours, "code": code}]},
                "subject": subject,
                "effectiveDateTime": "2026-11-01",
                **value,
            }
        }

    data["entry"] += [
        observed("transplant-planned", valueBoolean=False),
        observed("transplant-planned", valueBoolean=True),
        observed("liver-values-explained", valueString="haemolysis"),
        observed("interrupted", valuePeriod={"start": "2026-10-20", "end": "2026-10-30"}),
    ]
    (stream,) = pharmacy.work.import_data(json.dumps(data).encode(), TECHNICIAN.name)
    course = pharmacy.work.course(pharmacy.work.order(stream).patient)
    assert [type(each).__name__ for each in course.facts] == ["TransplantPlanned"]
    assert course.of(TransplantPlanned)[0].planned


def test_a_course_begun_under_another_name_warns_on_every_order(pharmacy: Pharmacy) -> None:
    stream = bring(pharmacy)
    patient = pharmacy.work.order(stream).patient
    dose = DoseGiven(1, 1, DAY_ONE - timedelta(days=7), "elsewhere")
    pharmacy.work.record_course(patient, (dose,), PHARMACIST)
    assert "course-of-another-name" not in codes_of(pharmacy, stream)
    married = bundle("A-2", record="00999999", name=("DEMO-NEW", "Adalind"), day=8, dose=None)
    (later,) = pharmacy.work.import_data(married, PHARMACIST.name)
    assert "course-of-another-name" in codes_of(pharmacy, later)
    outlook = pharmacy.work.outlook(later)
    confirmed = tuple(each.code for each in outlook.review.questions)
    with pytest.raises(
        Refused, match=r"Write a reason for this warning: The course of MRN 00999999"
    ):
        pharmacy.work.verify(later, outlook, confirmed, (), PHARMACIST)


def codes_of(pharmacy: Pharmacy, stream: str) -> set[str]:
    return {each.code for each in pharmacy.work.plan(pharmacy.work.order(stream)).findings}


def test_two_patients_of_one_number_from_before_courses_lock_nobody_out(
    at_step: AtStep, tmp_path: Path
) -> None:
    pharmacy = at_step("release").finish()
    with Log.open(tmp_path / LOG_NAME, "HOOD-1") as log:
        for row in pharmacy.work.log.everything():
            if not row.stream.startswith("course"):
                step = Entries(row.stream, row.version - 1, (Fact(row.name, row.data),))
                log.record((step,), at=row.at, clock=row.clock, actor=row.actor)
        patient = pharmacy.state.order.patient
        other = replace(patient, born=date(1981, 1, 1))
        record(log, SetClock(BEGINS), other, (vod(DAY_ONE - timedelta(days=90)),), "ward")
        begin_courses(log, SetClock(BEGINS), SITE)
        (lost,) = course_of(log, other).of(Unusable)
        assert lost.hides_dose
        assert f"A dose of preparation {pharmacy.state.opened.number}" in lost.sentence


def test_a_time_of_a_history_falls_on_the_day_of_the_site(
    pharmacy: Pharmacy, tmp_path: Path
) -> None:
    text = resources.text("samples/history-fhir.json")
    data = json.loads(text)
    for entry in data["entry"]:
        if entry["resource"]["resourceType"] == "MedicationAdministration":
            entry["resource"].pop("effectivePeriod", None)
            entry["resource"]["effectiveDateTime"] = "2026-10-06T03:00:00Z"
            first = entry
            break
    data["entry"] = [data["entry"][0], first]
    file = tmp_path / "history.json"
    file.write_text(json.dumps(data), "utf-8")
    pharmacy.work.import_file(file, PHARMACIST.name)
    (dose,) = pharmacy.work.course(pharmacy.work.order(ADALIND).patient).of(DoseGiven)
    assert dose.on == date(2026, 10, 5)
