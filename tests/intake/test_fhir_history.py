"""A patient's course out of a FHIR bundle: what is read, and what is said of the rest."""

import copy
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app.core.course import (
    COURSE_NAMES,
    Analyte,
    Cause,
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
    TransplantPlanned,
    Unusable,
)
from app.core.order import Response
from app.core.quantity import quantity
from app.core.refused import Refused
from app.intake.fhir_history import patient_and_history

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "history-fhir.json"
NOW = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
OURS = "https://umbra.invalid/fhir/"
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p",
    "identifier": [{"value": "00482913"}],
    "name": [{"family": "DEMO", "given": ["Adalind"]}],
    "birthDate": "1979-04-12",
}
RXNORM = {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "1942954"}


def extension(name: str, **value: object) -> dict[str, object]:
    return {"url": OURS + name, **value}


def ucum(value: object, code: str) -> dict[str, object]:
    return {"value": value, "unit": code, "system": "http://unitsofmeasure.org", "code": code}


def resource(kind: str, given: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Return a resource about the patient; a member changed to None is left out."""
    whole = {"resourceType": kind, "subject": {"reference": "Patient/p"}, **given, **more}
    return {name: value for name, value in whole.items() if value is not None}


def dose(**more: Any) -> dict[str, Any]:
    given = {
        "status": "completed",
        "extension": [extension("cycle", valuePositiveInt=1), extension("day", valueInteger=8)],
        "medicationCodeableConcept": {"coding": [RXNORM], "text": "inotuzumab ozogamicin"},
        "effectiveDateTime": "2026-10-12T13:10:00-05:00",
        "dosage": {"dose": ucum(0.91, "mg")},
    }
    return resource("MedicationAdministration", given, more)


def loinc(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://loinc.org", "code": code}]}


def lab(number: str = "1975-2", /, **more: Any) -> dict[str, Any]:
    given = {
        "status": "final",
        "code": loinc(number),
        "effectiveDateTime": "2026-11-01T23:15:00-06:00",
        "valueQuantity": ucum(0.8, "mg/dL"),
        "referenceRange": [{"high": ucum(1.2, "mg/dL")}],
    }
    return resource("Observation", given, more)


def observed(name: str, **more: Any) -> dict[str, Any]:
    given = {
        "status": "final",
        "code": {"coding": [{"system": OURS + "observation", "code": name}]},
        "effectiveDateTime": "2026-10-27",
    }
    return resource("Observation", given, more)


def condition(harm: str = "other", system: str = OURS + "harm", /, **more: Any) -> dict[str, Any]:
    given = {
        "code": {"coding": [{"system": system, "code": harm}], "text": "neutropenia"},
        "onsetDateTime": "2026-10-14",
        "extension": [extension("grade", valueInteger=2)],
    }
    return resource("Condition", given, more)


def bundle(*resources: dict[str, Any]) -> str:
    entries = [{"resource": each} for each in (PATIENT, *resources)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


def facts(*resources: dict[str, Any], drug: str | None = None) -> tuple[CourseFact, ...]:
    return patient_and_history(bundle(*resources), now=NOW, source="file", drug=drug)[1]


def sentence(*resources: dict[str, Any]) -> str:
    """Return the sentence of the one fact, which cannot be used."""
    (fact,) = facts(*resources)
    assert isinstance(fact, Unusable)
    assert fact.source == "file"
    assert fact.sentence.isprintable()
    assert fact.sentence.endswith("Enter it by hand, or have it corrected and sent again.")
    return fact.sentence


GIVEN = DoseGiven(1, 8, date(2026, 10, 12), "file", quantity("0.91", "mg"))
VALUE = LaboratoryValue(
    Analyte.BILIRUBIN,
    quantity("0.8", "mg/dL"),
    date(2026, 11, 1),
    "file",
    datetime(2026, 11, 2, 5, 15, tzinfo=UTC),
    quantity("1.2", "mg/dL"),
)


def test_the_sample_is_one_cycle_with_its_response_and_values() -> None:
    patient, found = patient_and_history(SAMPLE.read_text(), now=NOW, source="file")
    assert patient is not None
    assert (patient.name, patient.identifier) == ("DEMO, Adalind", "00482913")
    doses = [(each.cycle, each.day, each.on) for each in found if isinstance(each, DoseGiven)]
    assert doses == [(1, day, date(2026, 10, on)) for day, on in ((1, 5), (8, 12), (15, 19))]
    assert ResponseAssessed(Response.CRI, date(2026, 10, 27), "file") in found
    assert {each.analyte for each in found if isinstance(each, LaboratoryValue)} == set(Analyte)
    assert not [each for each in found if isinstance(each, Unusable)]


# Doses


def test_a_dose_is_given_on_the_day_as_written() -> None:
    assert facts(dose()) == (GIVEN,)
    late = dose(effectiveDateTime="2026-10-12T23:30:00-05:00")
    assert facts(late) == (GIVEN,)


def test_a_dose_may_be_said_by_its_period_and_per_area_with_its_reduction() -> None:
    extensions = [*dose()["extension"], extension("reduction", valueString="25%")]
    period = {"start": "2026-10-12T13:10:00-05:00", "end": "2026-10-12T14:10:00-05:00"}
    given = dose(
        effectiveDateTime=None,
        effectivePeriod=period,
        extension=extensions,
        dosage={"dose": ucum(0.5, "mg/m2")},
    )
    on = date(2026, 10, 12)
    assert facts(given) == (DoseGiven(1, 8, on, "file", None, quantity("0.5", "mg/m2"), 25),)


@pytest.mark.parametrize(
    "where",
    [
        {"dosage": {"text": "Cycle 1 Day 8", "dose": ucum(0.91, "mg")}},
        {"note": [{"text": "given as C1D8"}]},
        {"identifier": [{"value": "C1D8"}]},
    ],
)
def test_cycle_and_day_may_be_said_in_words(where: dict[str, Any]) -> None:
    assert facts(dose(extension=None, **where)) == (GIVEN,)


def test_cycle_and_day_may_be_those_of_the_request() -> None:
    request = resource("MedicationRequest", {"id": "r", "extension": dose()["extension"]}, {})
    given = dose(extension=None, request={"reference": "MedicationRequest/r"})
    assert facts(request, given) == (GIVEN,)
    in_words = {"id": "r", "dosageInstruction": [{"text": "Cycle 1 Day 8"}]}
    assert facts(resource("MedicationRequest", in_words, {}), given) == (GIVEN,)
    assert facts(resource("MedicationRequest", {"id": "r", "extension": []}, {}), given) != (GIVEN,)


def test_the_drug_may_be_named_without_a_code_or_by_reference() -> None:
    for name in ("Inotuzumab Ozogamicin 1 mg", "BESPONSA"):
        assert facts(dose(medicationCodeableConcept={"text": name})) == (GIVEN,)
    medication = {"resourceType": "Medication", "id": "m", "code": {"coding": [RXNORM]}}
    given = dose(
        medicationCodeableConcept=None,
        contained=[{**medication, "code": {"coding": [RXNORM], "text": "Besponsa"}}],
        medicationReference={"reference": "#m"},
    )
    assert facts(given) == (GIVEN,)


@pytest.mark.parametrize("dosage", [None, {}, {"route": {"text": "IV"}}])
def test_a_dose_without_an_amount_was_given(dosage: dict[str, Any] | None) -> None:
    assert facts(dose(dosage=dosage)) == (DoseGiven(1, 8, date(2026, 10, 12), "file"),)


def test_a_dose_that_was_left_out_has_its_reason() -> None:
    on = date(2026, 10, 12)
    left_out = dose(status="not-done", statusReason=[{"text": "fever"}], dosage=None)
    assert facts(left_out) == (DoseOmitted(1, 8, on, "fever", "file"),)
    nothing = [{"coding": [{"code": "x"}]}, {"coding": [{"display": "no vein"}]}]
    no_vein = DoseOmitted(1, 8, on, "no vein", "file")
    assert facts(dose(status="not-done", statusReason=nothing)) == (no_vein,)
    assert facts(dose(status="not-done")) == (DoseOmitted(1, 8, on, "no reason stated", "file"),)


def test_only_what_was_given_counts() -> None:
    request = {**dose(), "resourceType": "MedicationRequest", "intent": "order"}
    dispensed = {**dose(), "resourceType": "MedicationDispense"}
    statement = {**dose(), "resourceType": "MedicationStatement"}
    wrong = dose(status="entered-in-error")
    assert facts(request, dispensed, statement, wrong) == ()


def test_doses_of_other_drugs_say_nothing() -> None:
    other = {"coding": [{"system": RXNORM["system"], "code": "3264"}], "text": "dexamethasone"}
    gemtuzumab = {"text": "gemtuzumab ozogamicin"}
    given = [dose(extension=None, medicationCodeableConcept=each) for each in (other, gemtuzumab)]
    assert facts(*given) == ()
    assert facts(dose(), drug="gemtuzumab ozogamicin") == ()
    assert facts(dose(), drug="Inotuzumab Ozogamicin") == (GIVEN,)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"extension": None}, "does not state the cycle"),
        ({"extension": [extension("cycle", valuePositiveInt=1)]}, "does not state the day"),
        ({"note": [{"text": "Cycle 1 Day 15"}]}, "another day"),
        ({"extension": [extension("cycle", valuePositiveInt=0)]}, "cycle 0"),
        ({"extension": [extension("cycle", valueString="1")]}, "does not hold one value"),
        ({"effectiveDateTime": None}, "effectiveDateTime is missing"),
        ({"effectiveDateTime": "2026-10"}, "is not a whole date"),
        ({"effectiveDateTime": "2026-10-32"}, "not in the calendar"),
        ({"effectiveDateTime": "2026-10-12T13:10"}, "not a time with an offset"),
        ({"effectiveDateTime": "2026-12-12"}, "lies in the future"),
        ({"effectiveDateTime": None, "effectivePeriod": {}}, "effectivePeriod.start is missing"),
        ({"status": "in-progress"}, "is “in-progress”; expected completed or not-done"),
        ({"status": "stopped"}, "is “stopped”"),
        ({"status": None}, "status is missing"),
        ({"subject": None}, "does not lead to a patient"),
        ({"subject": {"reference": "Patient/other"}}, "does not lead to a patient"),
        ({"medicationCodeableConcept": None}, "medicationCodeableConcept is missing"),
        ({"medicationCodeableConcept": {}}, "does not name a drug"),
        ({"medicationCodeableConcept": {"text": "vincristine"}}, "names “vincristine”, not in"),
        ({"medicationCodeableConcept": {"coding": [RXNORM], "text": "rituximab"}}, "two drugs"),
        ({"medicationCodeableConcept": {"text": "inotuzumab"}, "extension": None}, "not in full"),
        ({"modifierExtension": [{"url": "x"}]}, "modifierExtension"),
        ({"implicitRules": "x"}, "rules that Umbra does not know"),
        ({"dosage": [{"text": "x"}]}, "is not an object"),
    ],
)
def test_a_dose_that_cannot_be_read_is_said(more: dict[str, Any], said: str) -> None:
    found = sentence(dose(**more))
    assert said in found
    assert "MedicationAdministration (entry 2)" in found


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"dosage": {"dose": ucum(0.91, "mL")}}, "has the unit “mL”"),
        ({"dosage": {"dose": ucum(0, "mg")}}, "is zero"),
        ({"dosage": {"dose": {"value": 0.91, "unit": "mg"}}}, "coded in UCUM"),
        ({"dosage": {"route": {"text": "oral"}}}, "the route “oral”"),
    ],
)
def test_a_dose_of_unclear_amount_was_given_all_the_same(more: dict[str, Any], said: str) -> None:
    given, unclear = facts(dose(**more))
    assert given == DoseGiven(1, 8, date(2026, 10, 12), "file")
    assert isinstance(unclear, Unusable)
    assert said in unclear.sentence
    assert unclear.about == "the dose of cycle 1, day 8"


def test_a_dose_of_unclear_reduction_was_given_all_the_same() -> None:
    extensions = [*dose()["extension"], extension("reduction", valueString="a quarter")]
    given, unclear = facts(dose(extension=extensions))
    assert given == GIVEN
    assert isinstance(unclear, Unusable)
    assert "is not a reduction" in unclear.sentence


# Laboratory values


def test_a_value_has_its_unit_day_time_and_upper_limit() -> None:
    assert facts(lab()) == (VALUE,)


def test_a_value_of_a_day_has_no_time() -> None:
    (found,) = facts(lab(effectiveDateTime="2026-11-01"))
    assert isinstance(found, LaboratoryValue)
    assert (found.on, found.at) == (date(2026, 11, 1), None)


@pytest.mark.parametrize(
    ("code", "given", "analyte", "read"),
    [
        ("14631-6", ucum(17.1, "umol/L"), Analyte.BILIRUBIN, quantity("17.1", "umol/L")),
        ("1975-2", ucum(17.1, "umol/L"), Analyte.BILIRUBIN, quantity("17.1", "umol/L")),
        ("1920-8", ucum(24, "U/L"), Analyte.AST, quantity("24", "U/L")),
        ("1742-6", ucum(24, "[IU]/L"), Analyte.ALT, quantity("24", "U/L")),
        ("751-8", ucum(1.6, "10*3/uL"), Analyte.NEUTROPHILS, quantity("1.6", "10*9/L")),
        ("777-3", ucum(88000, "/uL"), Analyte.PLATELETS, quantity("88000", "/mm3")),
        ("30376-8", ucum(0, "{cells}/uL"), Analyte.BLOOD_BLASTS, quantity("0", "/mm3")),
        ("11150-0", ucum(2.5, "%"), Analyte.MARROW_BLASTS, quantity("2.5", "%")),
    ],
)
def test_each_analyte_is_read_in_its_units(
    code: str, given: object, analyte: Analyte, read: object
) -> None:
    (found,) = facts(lab(code, valueQuantity=given, referenceRange=None))
    assert isinstance(found, LaboratoryValue)
    assert (found.analyte, found.value, found.upper_limit) == (analyte, read, None)


def test_a_unit_in_words_alone_counts_where_it_is_exactly_a_code() -> None:
    given = {"value": 0.8, "unit": "mg/dL"}
    assert facts(lab(valueQuantity=given)) == (VALUE,)


def test_several_ranges_give_no_upper_limit() -> None:
    ranges = [{"high": ucum(1.2, "mg/dL")}, {"high": ucum(1.0, "mg/dL")}]
    for each in (ranges, [{"low": ucum(0.1, "mg/dL")}], [{"text": "up to 1.2"}], []):
        (found,) = facts(lab(referenceRange=each))
        assert isinstance(found, LaboratoryValue)
        assert found.upper_limit is None


@pytest.mark.parametrize("said", [True, False])
def test_platelets_may_be_those_of_a_transfusion(said: bool) -> None:
    code = {"coding": [{"system": OURS + "observation", "code": "transfused"}]}
    by_extension = {"extension": [extension("transfused", valueBoolean=said)]}
    by_component = {"component": [{"code": code, "valueBoolean": said}]}
    for more in (by_extension, by_component, {**by_extension, **by_component}):
        count = lab("777-3", valueQuantity=ucum(20, "10*9/L"), referenceRange=None, **more)
        (found,) = facts(count)
        assert isinstance(found, LaboratoryValue)
        assert found.transfused is said


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_a_withdrawn_value_says_nothing(status: str) -> None:
    assert facts(lab(status=status), observed("response", status=status)) == ()


def test_other_observations_say_nothing() -> None:
    assert facts(lab("8302-2"), lab("718-7"), resource("Observation", {}, {})) == ()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"valueQuantity": {"value": 0.8}}, "valueQuantity has no unit; expected a bilirubin"),
        ({"valueQuantity": ucum(0.8, "kg")}, "has the unit “kg”"),
        ({"valueQuantity": ucum(0.8, "U/L")}, "expected a bilirubin value in mg/dL or umol/L"),
        ({"valueQuantity": {"value": 0.8, "unit": "mg"}}, "has the unit “mg”"),
        ({"valueQuantity": {"value": 0.8, "code": "mg/dL"}}, "is not http://unitsofmeasure.org"),
        ({"valueQuantity": {**ucum(0.8, "mg/dL"), "system": "x"}}, "is not http://unitsof"),
        ({"valueQuantity": {"value": 0.8, "system": "x"}}, "valueQuantity.code is missing"),
        ({"effectiveDateTime": None, "effectiveInstant": "2026-11-01"[:7]}, "not a whole date"),
        ({"valueQuantity": {**ucum(0.8, "mg/dL"), "unit": "umol/L"}}, "mg/dL as both"),
        ({"valueQuantity": {**ucum(0.8, "mg/dL"), "comparator": "<"}}, "makes the value a bound"),
        ({"valueQuantity": ucum("0.8", "mg/dL")}, "missing or not a number"),
        ({"valueQuantity": ucum(-0.8, "mg/dL")}, "has a sign"),
        ({"valueQuantity": ucum(1e30, "mg/dL")}, "“1e+30 mg/dL”"),
        ({"valueQuantity": ucum(0, "mg/dL")}, "is zero"),
        ({"valueQuantity": None}, "valueQuantity is missing"),
        ({"valueQuantity": None, "valueString": "0.8 mg/dL"}, "valueQuantity is missing"),
        ({"referenceRange": [{"high": ucum(0, "mg/dL")}]}, "gives zero as the upper limit"),
        ({"referenceRange": [{"high": {"value": 1.2}}]}, "has no unit"),
        ({"referenceRange": [{"high": ucum(1.2, "U/L")}]}, "has the unit “U/L”"),
        ({"effectiveDateTime": None}, "effectiveDateTime is missing"),
        ({"effectiveDateTime": None, "effectivePeriod": {}}, "effectiveDateTime is missing"),
        ({"effectiveDateTime": "2026"}, "is not a whole date"),
        ({"effectiveDateTime": "2026-11-03T12:00:00Z"}, "lies in the future"),
        ({"status": "preliminary"}, "is “preliminary”; expected final, amended or corrected"),
        ({"status": None}, "status is missing"),
        ({"subject": {"display": "DEMO, Adalind"}}, "does not lead to a patient"),
    ],
)
def test_a_value_that_cannot_be_read_is_said(more: dict[str, Any], said: str) -> None:
    found = sentence(lab(**more))
    assert said in found
    assert "Observation (entry 2)" in found


def test_an_enzyme_in_katal_is_said() -> None:
    given = lab("1920-8", valueQuantity=ucum(0.4, "ukat/L"), referenceRange=None)
    assert "has the unit “ukat/L”; expected an enzyme activity in U/L" in sentence(given)


@pytest.mark.parametrize("code", ["26446-5", "709-6"])
def test_no_count_is_made_of_a_share_of_blasts(code: str) -> None:
    given = lab(code, valueQuantity=ucum(12, "%"), referenceRange=None)
    assert "as a share of the leukocytes; expected their count" in sentence(given)


def test_a_marrow_is_at_most_full_of_blasts() -> None:
    given = lab("11150-0", valueQuantity=ucum(101, "%"), referenceRange=None)
    assert "at most 100 %" in sentence(given)


def test_an_unclear_transfusion_is_said() -> None:
    code = {"coding": [{"system": OURS + "observation", "code": "transfused"}]}
    other = {"code": loinc("1"), "valueBoolean": True}
    count = {"valueQuantity": ucum(20, "10*9/L"), "referenceRange": None}
    said = sentence(lab("777-3", component=[{}, other, {"code": code}], **count))
    assert "component[2].valueBoolean is missing" in said
    differing = [{"code": code, "valueBoolean": each} for each in (True, False)]
    assert "another statement of a transfusion" in sentence(
        lab("777-3", component=differing, **count)
    )


def test_a_value_of_two_analytes_is_said() -> None:
    both = {"coding": [*loinc("1920-8")["coding"], *loinc("1742-6")["coding"]]}
    assert "says both ALT and AST" in sentence(lab(code=both))


def test_a_code_without_a_system_is_said() -> None:
    assert "without a system" in sentence(lab(code={"coding": [{"code": "1975-2"}]}))


def test_a_finding_says_what_it_is_about_and_when() -> None:
    (fact,) = facts(lab(valueQuantity={"value": 0.8}))
    assert isinstance(fact, Unusable)
    assert (fact.about, fact.on) == ("bilirubin, Observation (entry 2)", date(2026, 11, 1))
    (fact,) = facts(lab(valueQuantity={"value": 0.8}, effectiveDateTime="2027-01-01"))
    assert isinstance(fact, Unusable)
    assert fact.on is None


# What was assessed and decided


@pytest.mark.parametrize(
    ("more", "response"),
    [
        ({"valueCodeableConcept": {"text": "cr"}}, Response.CR),
        ({"valueCodeableConcept": {"text": "CRi"}}, Response.CRI),
        ({"valueCodeableConcept": {"coding": [{"system": "99UMBRA", "code": "none"}]}}, "none"),
        ({"valueString": "CR"}, Response.CR),
        ({"extension": [extension("response", valueCode="cri")]}, Response.CRI),
        ({"code": None, "extension": [extension("response", valueString="cri")]}, "cri"),
        (
            {
                "code": {"coding": [{"system": "99UMBRA", "code": "RESPONSE"}]},
                "valueString": "none",
            },
            Response.NONE,
        ),
    ],
)
def test_a_response_is_read(more: dict[str, Any], response: str) -> None:
    on = date(2026, 10, 27)
    expected = ResponseAssessed(Response(response), on, "file")
    assert facts(observed("response", **more)) == (expected,)


def test_what_was_decided_is_read() -> None:
    on = date(2026, 10, 27)
    period = {"start": "2026-10-13", "end": "2026-10-20"}
    note = [{"text": "infection"}]
    assert facts(
        observed("transplant-planned", valueBoolean=True),
        observed("interrupted", valuePeriod=period, note=note),
        observed("interrupted", valuePeriod={"start": "2026-10-21"}),
        observed(
            "interrupted", valuePeriod=period, extension=[extension("cause", valueCode="blood")]
        ),
        observed("dose-reduced", valueString="25%", note=note),
        observed("dose-reduced", valueString="2 doses per cycle"),
        observed("dose-reduced", valueString="25% and 2 doses per cycle"),
        observed("liver-values-explained", valueString="haemolysis"),
        observed("discontinued", valueString="progression"),
    ) == (
        TransplantPlanned(True, on, "file"),
        Interrupted(date(2026, 10, 13), date(2026, 10, 20), "infection", "file"),
        Interrupted(date(2026, 10, 21), None, "no reason stated", "file"),
        Interrupted(
            date(2026, 10, 13), date(2026, 10, 20), "no reason stated", "file", Cause.BLOOD
        ),
        DoseReduced(on, 25, None, "infection", "file"),
        DoseReduced(on, None, 2, "no reason stated", "file"),
        DoseReduced(on, 25, 2, "no reason stated", "file"),
        LiverValuesExplained("haemolysis", on, "file"),
        Discontinued(on, "progression", "file"),
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (observed("response"), "valueCodeableConcept is missing"),
        (observed("response", valueString="partial"), "“partial” is not a response"),
        (
            observed(
                "response", valueString="cr", extension=[extension("response", valueCode="cri")]
            ),
            "another response",
        ),
        (observed("response", valueString="cr", effectiveDateTime=None), "is missing"),
        (observed("transplant-planned"), "valueBoolean is missing"),
        (observed("transplant-planned", valueBoolean="yes"), "neither true nor false"),
        (observed("interrupted"), "valuePeriod is missing"),
        (observed("interrupted", valuePeriod={"end": "2026-10-01"}), "start is missing"),
        (
            observed("interrupted", valuePeriod={"start": "2026-10-09", "end": "2026-10-08"}),
            "ends before it starts",
        ),
        (
            observed(
                "interrupted",
                valuePeriod={"start": "2026-10-09"},
                extension=[extension("cause", valueCode="rash")],
            ),
            "is “rash”; expected toxicity, blood, other",
        ),
        (observed("dose-reduced", valueString="a bit"), "“a bit” is not a reduction"),
        (observed("dose-reduced", valueString=""), "is not a reduction"),
        (observed("dose-reduced", valueString=" and "), "is not a reduction"),
        (observed("dose-reduced", valueString="25%2 doses per cycle"), "is not a reduction"),
        (observed("discontinued"), "valueString is missing"),
        (observed("liver-values-explained", valueString=" "), "is empty"),
        (observed("harm"), "harm as a Condition"),
        (observed("weather"), "says “weather”; expected one of response"),
    ],
)
def test_what_was_decided_unclearly_is_said(given: dict[str, Any], said: str) -> None:
    assert said in sentence(given)


# Harm


def test_a_harm_has_its_grade_and_whether_it_is_put_down_to_the_drug() -> None:
    extensions = [
        extension("grade", valueInteger=2),
        extension("related", valueBoolean=True),
        extension("grade-before-treatment", valueInteger=1),
    ]
    given = condition(extension=extensions)
    seen = HarmSeen(Harm.OTHER, "neutropenia", 2, date(2026, 10, 14), "file", True, 1)
    assert facts(given) == (seen,)
    event = {**given, "resourceType": "AdverseEvent", "event": given["code"], "date": "2026-10-14"}
    del event["code"], event["onsetDateTime"]
    assert facts({**event, "actuality": "actual"}) == (seen,)
    assert facts({**event, "actuality": "potential"}) == ()


@pytest.mark.parametrize(
    ("code", "system", "harm"),
    [
        ("veno-occlusive-disease", OURS + "harm", Harm.VENO_OCCLUSIVE_DISEASE),
        ("severe-liver-toxicity", OURS + "harm", Harm.SEVERE_LIVER_TOXICITY),
        ("K76.5", "http://hl7.org/fhir/sid/icd-10", Harm.VENO_OCCLUSIVE_DISEASE),
        ("K76.5", "http://hl7.org/fhir/sid/icd-10-cm", Harm.VENO_OCCLUSIVE_DISEASE),
        ("65617004", "http://snomed.info/sct", Harm.VENO_OCCLUSIVE_DISEASE),
    ],
)
def test_what_stops_treatment_anyway_needs_no_grade(code: str, system: str, harm: Harm) -> None:
    (seen,) = facts(condition(code, system, extension=None, recordedDate="2026-10-15"))
    assert isinstance(seen, HarmSeen)
    assert (seen.harm, seen.grade, seen.on) == (harm, None, date(2026, 10, 14))


def test_a_harm_that_is_gone_is_said_twice() -> None:
    on, gone = date(2026, 10, 14), date(2026, 10, 20)
    assert facts(condition("infusion-reaction", abatementDateTime="2026-10-20")) == (
        HarmSeen(Harm.INFUSION_REACTION, "neutropenia", 2, on, "file"),
        HarmSeen(Harm.INFUSION_REACTION, "neutropenia", 0, gone, "file"),
    )


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_a_diagnosis_taken_back_says_nothing(status: str) -> None:
    assert facts(condition(verificationStatus={"coding": [{"code": status}]})) == ()


def test_another_diagnosis_says_nothing() -> None:
    assert facts(condition("C91.0", "http://hl7.org/fhir/sid/icd-10")) == ()
    assert facts(resource("Condition", {}, {})) == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (condition(extension=None), "gives no grade"),
        (condition(extension=[extension("grade", valueInteger=6)]), "“6” is no grade"),
        (condition(extension=[extension("grade", valueString="2")]), "does not hold one value"),
        (condition(extension=[extension("related", valueBoolean=1)]), "neither true nor false"),
        (
            condition(
                code={
                    "coding": [
                        {"system": OURS + "harm", "code": "other"},
                        {"system": "http://hl7.org/fhir/sid/icd-10", "code": "K76.5"},
                    ]
                }
            ),
            "says both another toxicity and veno-occlusive disease",
        ),
        (condition("fever"), "has the harm “fever”; expected veno-occlusive-disease"),
        (condition(onsetDateTime=None), "onsetDateTime is missing"),
        (condition(abatementDateTime="2026-10-01"), "lies before its onset"),
        (condition(verificationStatus={"coding": [{"code": "provisional"}]}), "“provisional”"),
    ],
)
def test_a_harm_that_cannot_be_read_is_said(given: dict[str, Any], said: str) -> None:
    assert said in sentence(given)


# The whole file


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
