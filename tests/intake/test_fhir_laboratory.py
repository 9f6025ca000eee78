"""Laboratory values out of a FHIR bundle: what is read, and what is said of the rest."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.core.course import Analyte, LaboratoryValue, Unusable
from app.core.quantity import quantity
from tests.intake.fhir_parts import (
    OURS,
    extension,
    facts,
    lab,
    loinc,
    observed,
    resource,
    sentence,
    ucum,
)

VALUE = LaboratoryValue(
    Analyte.BILIRUBIN,
    quantity("0.8", "mg/dL"),
    date(2026, 11, 1),
    "file",
    datetime(2026, 11, 2, 5, 15, tzinfo=UTC),
    quantity("1.2", "mg/dL"),
)


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
