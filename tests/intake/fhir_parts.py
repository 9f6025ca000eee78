"""Parts of a patient's course as FHIR resources, and what is read out of a bundle of them."""

import json
from datetime import UTC, datetime
from typing import Any

from app.core.course import CourseFact, Unusable
from app.intake.fhir_history import patient_and_history

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
