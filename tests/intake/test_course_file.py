"""A course exported, read again, or written by hand."""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app.core.course import (
    COURSE_NAMES,
    AlsoOrdered,
    Analyte,
    Cause,
    Course,
    CourseFact,
    Discontinued,
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
    Unusable,
)
from app.core.order import Patient, Response
from app.core.quantity import Quantity, quantity
from app.core.refused import Refused
from app.intake.course_file import read_course_file, write_course
from app.intake.fhir_history import patient_and_history

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
ADALIND = Patient("DEMO, Adalind", "00482913", date(1979, 4, 12))
ON = date(2026, 10, 5)

words = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=30)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
ordinals = st.integers(1, 999)
percents = st.none() | st.integers(1, 99)
numbers = st.decimals(Decimal("0.0001"), Decimal("9999.9999"), places=4)


def quantities(*units: str) -> st.SearchStrategy[Quantity]:
    return st.builds(quantity, numbers, st.sampled_from(units))


@st.composite
def laboratory(draw: st.DrawFn) -> LaboratoryValue:
    analyte = draw(st.sampled_from(Analyte))
    values = quantities(*analyte.measure.units)
    if analyte is Analyte.MARROW_BLASTS:
        values = st.builds(lambda n: quantity(n, "%"), st.integers(0, 100))
    limits = st.none() | quantities(*analyte.measure.units)
    at = draw(st.none() | times)
    near = st.integers(-1, 1).map(lambda n: (at or datetime.min).date() + timedelta(days=n))
    return LaboratoryValue(
        analyte,
        draw(values),
        draw(days if at is None else near),
        draw(words),
        at,
        draw(limits),
        draw(st.none() | st.booleans()),
    )


STRATEGIES: dict[type[CourseFact], st.SearchStrategy[CourseFact]] = {
    DoseGiven: st.builds(
        DoseGiven,
        ordinals,
        ordinals,
        days,
        words,
        st.none() | quantities("mg", "mcg", "g"),
        st.none() | quantities("mg/m2"),
        percents,
    ),
    DoseOmitted: st.builds(DoseOmitted, ordinals, ordinals, days, words, words),
    ResponseAssessed: st.builds(ResponseAssessed, st.sampled_from(Response), days, words),
    LaboratoryValue: laboratory(),
    HarmSeen: st.sampled_from(Harm).flatmap(
        lambda harm: st.builds(
            HarmSeen,
            st.just(harm),
            words,
            st.integers(0, 5) if harm.needs_grade else st.none() | st.integers(0, 5),
            days,
            words,
            st.none() | st.booleans(),
            st.integers(0, 5),
        )
    ),
    Interrupted: st.builds(
        Interrupted, days, st.none() | days, words, words, st.sampled_from(Cause)
    ),
    DoseReduced: st.builds(
        DoseReduced, days, percents, st.none() | st.integers(1, 9), words, words
    ),
    TransplantPlanned: st.builds(TransplantPlanned, st.booleans(), days, words),
    LiverValuesExplained: st.builds(LiverValuesExplained, words, days, words),
    Discontinued: st.builds(Discontinued, days, words, words),
    AlsoOrdered: st.builds(AlsoOrdered, words, words, words, days, words),
    Unusable: st.builds(Unusable, words, words, st.none() | days, words),
    TakenBack: st.builds(TakenBack, st.just(1), days, words, words),
}
facts = st.one_of(*STRATEGIES.values())


@given(
    st.lists(facts, max_size=6),
    st.none() | st.builds(Patient, words, words, days),
)
def test_what_is_written_is_read_again(several: list[CourseFact], patient: Patient | None) -> None:
    first = DoseGiven(1, 1, ON, "record")
    whole = (first, *several)
    text = write_course(Course(whole), patient)
    assert read_course_file(text, source="file") == (patient, whole)


def test_each_kind_of_fact_is_tried() -> None:
    """The property above must grow with the vocabulary."""
    assert STRATEGIES.keys() == set(COURSE_NAMES.values())


def test_the_sample_is_the_course_of_the_other_sample() -> None:
    now = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
    bundle = (SAMPLES / "history-fhir.json").read_text()
    expected = patient_and_history(bundle, now=now, source="history-fhir.json")
    text = (SAMPLES / "course.json").read_text()
    assert read_course_file(text, source="any") == expected == (ADALIND, expected[1])
    assert write_course(Course(expected[1]), ADALIND) == text


def of(*given: dict[str, Any], **more: Any) -> str:
    return json.dumps({"umbra": "course", "version": 1, "facts": list(given), **more})


DOSE = {"fact": "dose-given", "cycle": 1, "day": 1, "on": "2026-10-05"}
VALUE = {
    "fact": "laboratory-value",
    "analyte": "bilirubin",
    "value": "0.8 mg/dL",
    "on": "2026-10-05",
}
HARM = {"fact": "harm-seen", "harm": "other", "name": "fever", "grade": 2, "on": "2026-10-05"}


def test_a_file_by_hand_may_leave_out_what_need_not_be_known() -> None:
    interrupted = {"fact": "interrupted", "begun": "2026-10-05", "reason": "fever"}
    reduced = {"fact": "dose-reduced", "on": "2026-10-05", "percent": 25, "reason": "fever"}
    blasts = {**VALUE, "analyte": "blood-blasts", "value": "0 /mm3"}
    text = of(DOSE, VALUE, HARM, interrupted, reduced, blasts)
    assert read_course_file(text, source="file") == (
        None,
        (
            DoseGiven(1, 1, ON, "file"),
            LaboratoryValue(Analyte.BILIRUBIN, quantity("0.8", "mg/dL"), ON, "file"),
            HarmSeen(Harm.OTHER, "fever", 2, ON, "file"),
            Interrupted(ON, None, "fever", "file"),
            DoseReduced(ON, 25, None, "fever", "file"),
            LaboratoryValue(Analyte.BLOOD_BLASTS, quantity("0", "/mm3"), ON, "file"),
        ),
    )


def test_what_ends_treatment_anyway_needs_no_grade() -> None:
    given = {key: text for key, text in HARM.items() if key != "grade"}
    disease = {**given, "harm": "veno-occlusive-disease"}
    (_, (seen,)) = read_course_file(of(disease), source="file")
    assert seen == HarmSeen(Harm.VENO_OCCLUSIVE_DISEASE, "fever", None, ON, "file")
    for unstated in (given, {**given, "grade": None}):
        with pytest.raises(Refused, match="grade is missing; expected a whole number from 0 to 5"):
            read_course_file(of(unstated), source="file")


@pytest.mark.parametrize("time", ["2026-10-03T23:59:00Z", "2026-10-07T00:00:00Z"])
def test_a_time_that_is_not_of_its_day_is_refused(time: str) -> None:
    with pytest.raises(Refused, match="at is not on 2026-10-05; expected a time of that day"):
        read_course_file(of({**VALUE, "at": time}), source="file")


@pytest.mark.parametrize("time", ["2026-10-04T12:00:00Z", "2026-10-06T11:00:00Z"])
def test_a_time_of_another_zone_may_be_a_day_apart(time: str) -> None:
    (_, (value,)) = read_course_file(of({**VALUE, "at": time}), source="file")
    assert isinstance(value, LaboratoryValue)
    assert value.on == ON


def test_what_treatment_was_interrupted_for_is_read() -> None:
    interrupted = {"fact": "interrupted", "begun": "2026-10-05", "reason": "fever"}
    (_, (fact,)) = read_course_file(of({**interrupted, "cause": "blood"}), source="file")
    assert fact == Interrupted(ON, None, "fever", "file", Cause.BLOOD)
    with pytest.raises(Refused, match="expected toxicity, blood, other"):
        read_course_file(of({**interrupted, "cause": "fever"}), source="file")


def test_a_time_is_read_in_any_offset() -> None:
    (found,) = read_course_file(of({**VALUE, "at": "2026-10-05T13:00:00-05:00"}), source="file")[1]
    assert found == replace(
        LaboratoryValue(Analyte.BILIRUBIN, quantity("0.8", "mg/dL"), ON, "file"),
        at=datetime(2026, 10, 5, 18, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({**DOSE, "cycle": "1"}, "Fact 1 (dose-given), cycle “1” is not right; expected a whole"),
        ({**DOSE, "cycle": 0}, "cycle “0” is not right; expected a whole number from 1 to 999"),
        ({**DOSE, "cycle": 1.5}, "cycle “1.5” is not right"),
        ({**DOSE, "cycle": True}, "cycle “true” is not right"),
        ({**DOSE, "cycle": None}, "cycle “null” is not right"),
        (
            {**DOSE, "reduction": "25%"},
            "reduction “25%” is not right; expected a whole number from",
        ),
        ({**DOSE, "dose": 1.456}, "dose “1.456” is not text in quotation marks; expected a dose"),
        ({**DOSE, "dose": "1.456"}, "dose “1.456” has no unit; expected a dose with its unit"),
        ({**DOSE, "dose": "1.456 mL"}, "dose: “1.456 mL” has the unit “mL”; a dose is a number"),
        ({**DOSE, "dose": "0 mg"}, "dose: “0 mg” is zero"),
        ({**DOSE, "on": "5 October"}, "on “5 October” is not a whole date"),
        ({**DOSE, "on": "2026-02-30"}, "not in the calendar"),
        ({**DOSE, "on": 20261005}, "is not text in quotation marks; expected a date such as"),
        ({**DOSE, "doze": 1}, "Fact 1 (dose-given) has a field “doze” that is not known; expected"),
        ({"fact": "dose-given", "cycle": 1, "day": 1}, "on is missing; expected a date such as"),
        ({"fact": "dose-given", "day": 1}, "cycle is missing; expected a whole number"),
        ({**DOSE, "source": " "}, "source is empty"),
        ({**DOSE, "fact": "dose"}, "Fact 1, fact is “dose”; expected dose-given, dose-omitted"),
        ({"name": "dose-given"}, "Fact 1, fact is “None”"),
        ({**VALUE, "analyte": "sodium"}, "analyte “sodium” is not known; expected bilirubin, ast"),
        ({**VALUE, "value": "0.8 kg"}, "value: “0.8 kg” has the unit “kg”"),
        ({**VALUE, "value": "0.8"}, "has no unit; expected a bilirubin value with its unit"),
        ({**VALUE, "value": "0,8 mg/dL"}, "has a comma"),
        (
            {**VALUE, "upper_limit": "0 mg/dL"},
            "upper_limit gives zero as the upper limit of normal",
        ),
        ({**VALUE, "analyte": "marrow-blasts", "value": "101 %"}, "at most 100 %"),
        ({**VALUE, "at": "2026-10-05T13:00"}, "not a time with an offset from UTC"),
        ({**VALUE, "transfused": "no"}, "transfused “no” is neither true nor false"),
        ({**HARM, "grade": 6}, "grade “6” is not right; expected a whole number from 0 to 5"),
        ({**HARM, "harm": "rash"}, "harm “rash” is not known; expected veno-occlusive-disease"),
        ({**HARM, "name": "two\nlines"}, "invisible character"),
        ({"fact": "taken-back", "about": 1, "on": "2026-10-05", "reason": "x"}, "of a fact before"),
    ],
)
def test_a_fact_that_cannot_be_read_is_refused_by_number_and_field(
    given: dict[str, Any], said: str, refusal: Callable[..., str]
) -> None:
    found = refusal(lambda: read_course_file(of(given), source="file"))
    assert said in found
    assert found.startswith("Fact 1")
    assert found.endswith("Correct the file and open it again.")


def test_the_number_is_that_of_the_fact(refusal: Callable[..., str]) -> None:
    text = of(DOSE, DOSE, {**DOSE, "day": 0})
    assert refusal(lambda: read_course_file(text, source="file")).startswith("Fact 3 (dose-given)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[]", "is not a course"),
        ('{"umbra": "order"}', "is not a course"),
        (of(version="1"), "has the version “1”"),
        (of(version=2), "has the version “2”"),
        (of(facts={}), "has no list of facts"),
        (of(facts=[1]), "Fact 1 is not an object"),
        (of(more=1), "has a field “more”"),
        (of(patient={"name": "DEMO, Adalind"}), "The patient, identifier is missing"),
        (of(patient={"name": "A", "identifier": "1", "born": "1979"}), "The patient, born “1979”"),
        (of(patient="DEMO, Adalind"), "The patient is not an object"),
        ('{"umbra": "course", "umbra": "course"}', "twice in one place"),
    ],
)
def test_another_file_is_refused(text: str, said: str, refusal: Callable[..., str]) -> None:
    assert said in refusal(lambda: read_course_file(text, source="file"))


anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=5,
)


@given(st.data())
def test_any_field_of_any_fact_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(COURSE_NAMES)))
    likely = st.sampled_from(["2026-10-05", "1 mg", "0.8 mg/dL", "bilirubin", "other", "cr", 1, 25])
    fact: dict[str, Any] = {"fact": name}
    for each in fields(COURSE_NAMES[name]):
        if data.draw(st.booleans()):
            fact[each.name] = data.draw(likely | anything)
    said = "."
    try:
        read_course_file(of(fact), source="file")
    except Refused as fault:
        said = fault.sentence
    assert said.isprintable()
    assert said.endswith(".")
