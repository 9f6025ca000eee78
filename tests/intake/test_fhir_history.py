"""A patient's course out of a whole FHIR bundle: what is read, and what is refused."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app.core.course import (
    COURSE_NAMES,
    Analyte,
    CourseFact,
    DoseGiven,
    Interrupted,
    LaboratoryValue,
    ResponseAssessed,
    Unusable,
)
from app.core.order import Response
from app.core.quantity import quantity
from app.core.refused import Refused
from app.intake.fhir_history import patient_and_history
from tests.intake.fhir_parts import (
    NOW,
    PATIENT,
    bundle,
    condition,
    dose,
    facts,
    lab,
    observed,
    ucum,
)

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "history-fhir.json"
GIVEN = DoseGiven(1, 8, date(2026, 10, 12), "file", quantity("0.91", "mg"))


def test_the_sample_is_one_cycle_with_its_response_and_values() -> None:
    patient, found = patient_and_history(SAMPLE.read_text(), now=NOW, source="file")
    assert patient is not None
    assert (patient.name, patient.identifier) == ("DEMO, Adalind", "00482913")
    doses = [(each.cycle, each.day, each.on) for each in found if isinstance(each, DoseGiven)]
    assert doses == [(1, day, date(2026, 10, on)) for day, on in ((1, 5), (8, 12), (15, 19))]
    assert ResponseAssessed(Response.CRI, date(2026, 10, 27), "file") in found
    assert {each.analyte for each in found if isinstance(each, LaboratoryValue)} == set(Analyte)
    assert not [each for each in found if isinstance(each, Unusable)]


def test_facts_come_in_the_order_of_the_file() -> None:
    found = facts(observed("response", valueString="cr"), lab(), dose(), lab(status="registered"))
    kinds = [ResponseAssessed, LaboratoryValue, DoseGiven, Unusable]
    assert [type(each) for each in found] == kinds


def test_one_bad_part_leaves_the_others() -> None:
    bad = lab(valueQuantity={"value": 0.8})
    assert [type(each) for each in facts(bad, dose())] == [Unusable, DoseGiven]


def test_one_identifier_is_one_fact() -> None:
    named = {"identifier": [{"system": "urn:x", "value": "17"}]}
    assert facts(dose(**named), dose(**named)) == (GIVEN,)
    assert facts(dose(id="a"), dose(id="a")) == (GIVEN,)
    assert facts(dose(), dose()) == (GIVEN, GIVEN)
    first, second = facts(dose(**named), dose(**named, effectiveDateTime="2026-10-13"))
    assert first == GIVEN
    assert isinstance(second, Unusable)
    assert "has the identifier of an earlier entry" in second.sentence


def test_the_values_of_one_sample_share_its_number() -> None:
    named = {"identifier": [{"value": "S-1"}]}
    other = lab("1920-8", valueQuantity=ucum(24, "U/L"), referenceRange=None, **named)
    changed = lab(valueQuantity=ucum(0.9, "mg/dL"), **named)
    found = facts(lab(**named), other, changed)
    assert [type(each) for each in found] == [LaboratoryValue, LaboratoryValue, Unusable]


def refused(text: str) -> str:
    with pytest.raises(Refused) as caught:
        patient_and_history(text, now=NOW, source="file")
    return caught.value.sentence


def test_a_file_of_two_patients_is_refused() -> None:
    assert "holds two patients" in refused(bundle({**PATIENT, "id": "q"}))
    other = {**PATIENT, "id": "o", "identifier": [{"value": "7"}]}
    contained = lab(contained=[other], subject={"reference": "#o"})
    assert "another patient than the first" in refused(bundle(dose(), contained))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[]", "is not a FHIR R4 Bundle"),
        ('{"resourceType": "Observation"}', "is not a FHIR R4 Bundle"),
        ('{"resourceType": "Bundle"}', "Bundle.type is missing"),
        ('{"resourceType": "Bundle", "type": "history"}', "is “history”"),
        ('{"resourceType": "Bundle", "type": "collection", "entry": 1}', "is not a list"),
        (bundle().replace("1979-04-12", "1979"), "is not a whole date"),
    ],
)
def test_what_is_no_record_of_a_patient_is_refused(text: str, said: str) -> None:
    assert said in refused(text)


def test_the_patient_may_be_contained_in_each_part() -> None:
    contained = {"contained": [PATIENT], "subject": {"reference": "#p"}}
    whole = json.loads(bundle(lab(), dose(**contained), observed("harm", **contained)))
    del whole["entry"][0]
    patient, found = patient_and_history(json.dumps(whole), now=NOW, source="file")
    assert patient is not None
    assert patient.identifier == "00482913"
    assert [type(each) for each in found] == [Unusable, DoseGiven, Unusable]


def test_notes_without_a_text_say_nothing() -> None:
    period = {"start": "2026-10-13"}
    (found,) = facts(observed("interrupted", valuePeriod=period, note=[{}, {"text": "fever"}]))
    assert found == Interrupted(date(2026, 10, 13), None, "fever", "file")


def test_a_record_of_nobody_in_particular_is_empty_or_unusable() -> None:
    whole = json.loads(bundle(dose()))
    del whole["entry"][0]
    patient, found = patient_and_history(json.dumps(whole), now=NOW, source="file")
    assert patient is None
    assert [type(each) for each in found] == [Unusable]


anything: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["completed", "final", "#p", "Patient/p", "2026-11-02", "mg", "99UMBRA"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=5,
)
WHOLE = json.loads(
    bundle(
        dose(identifier=[{"value": "C1D8"}], note=[{"text": "x"}]),
        lab(),
        lab("777-3", valueQuantity=ucum(20, "10*9/L"), referenceRange=None),
        observed("response", valueCodeableConcept={"text": "cr"}),
        observed("interrupted", valuePeriod={"start": "2026-10-13", "end": "2026-10-20"}),
        observed("dose-reduced", valueString="25%"),
        condition(abatementDateTime="2026-10-20", identifier=[{"value": "C1D8"}]),
        condition("K76.5", "http://hl7.org/fhir/sid/icd-10"),
    )
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return []
    found = []
    for name, each in value.items() if isinstance(value, dict) else enumerate(value):
        found += [(*path, name), *places(each, (*path, name))]
    return found


PLACES = places(WHOLE)


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        value = value[name]
    return value


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["set", "remove", "move"]),
            st.sampled_from(PLACES),
            anything,
            st.sampled_from(PLACES),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_record_changed_anywhere_is_read_or_refused(
    changes: list[tuple[str, tuple[Any, ...], Any, tuple[Any, ...]]],
) -> None:
    whole = copy.deepcopy(WHOLE)
    for kind, path, new, other in changes:
        try:
            holder, name = at(whole, path[:-1]), path[-1]
            if kind == "remove":
                del holder[name]
            else:
                holder[name] = new if kind == "set" else copy.deepcopy(at(whole, other))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    found: tuple[CourseFact, ...] = ()
    said = "."
    try:
        _, found = patient_and_history(json.dumps(whole), now=NOW, source="file")
    except Refused as fault:
        said = fault.sentence
    said_of = [said, *(each.sentence for each in found if isinstance(each, Unusable))]
    assert all(each.isprintable() and each.endswith(".") for each in said_of)
    assert {type(each) for each in found} <= set(COURSE_NAMES.values())


@given(anything)
def test_any_json_is_read_or_refused(value: Any) -> None:
    whole = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": value}]}
    for text in (json.dumps(value), json.dumps(whole)):
        found: tuple[CourseFact, ...] = ()
        said = "."
        try:
            _, found = patient_and_history(text, now=NOW, source="file")
        except Refused as fault:
            said = fault.sentence
        assert said.isprintable()
        assert all(isinstance(each, Unusable) for each in found)
