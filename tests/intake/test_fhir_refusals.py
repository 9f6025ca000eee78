"""Each thing for which a FHIR bundle is refused: one change, one sentence."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from app.core.order import Order
from app.intake.fhir import read_bundle
from app.intake.fhir_course import EXTENSIONS

Change = Callable[[Any], object]
Reader = Callable[[Change], tuple[Order, ...]]

MR = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def copy(resource: Any, **changed: object) -> dict[str, Any]:
    return {**json.loads(json.dumps(resource)), **changed}


def extension(name: str, **value: object) -> dict[str, object]:
    return {"url": EXTENSIONS + name, **value}


def add(parts: Any, resource: object) -> None:
    parts.entry.append({"resource": resource})


def say(name: str, **value: object) -> Change:
    return lambda parts: parts.request["extension"].append(extension(name, **value))


def drug(**concept: object) -> Change:
    return lambda parts: parts.request.update(medicationCodeableConcept=concept)


def dose(**changed: object) -> Change:
    return lambda parts: parts.dosage["doseAndRate"][0]["doseQuantity"].update(changed)


def height(**changed: object) -> Change:
    return lambda parts: parts.height["valueQuantity"].update(changed)


def weight_again(**changed: object) -> Change:
    def change(parts: Any) -> None:
        again = copy(parts.weight, **changed)
        again["valueQuantity"]["value"] = 71
        for name in [name for name, value in changed.items() if value is None]:
            del again[name]
        add(parts, again)

    return change


def refer(**medication: object) -> Change:
    def change(parts: Any) -> None:
        del parts.request["medicationCodeableConcept"]
        parts.request["medicationReference"] = {"reference": "urn:m"}
        parts.entry.append({"fullUrl": "urn:m", "resource": medication})

    return change


def as_transaction(request: object) -> Change:
    def change(parts: Any) -> None:
        parts.bundle["type"] = "transaction"
        for entry in parts.entry:
            entry["request"] = request

    return change


def two_contained(parts: Any) -> None:
    del parts.entry[0]
    other = copy(parts.patient, id="p", birthDate="1980-01-01")
    for resource in (parts.height, parts.weight, parts.request):
        resource |= {"contained": [copy(parts.patient, id="p")], "subject": {"reference": "#p"}}
    parts.weight["contained"] = [other]


def two_requests_two_patients(parts: Any) -> None:
    two_contained(parts)
    other = copy(parts.request, contained=copy(parts.weight)["contained"])
    add(parts, other)


def twice_contained(parts: Any) -> None:
    parts.request |= {
        "contained": [copy(parts.patient, id="p")] * 2,
        "subject": {"reference": "#p"},
    }


def hundred_and_one(parts: Any) -> None:
    for _ in range(100):
        add(parts, parts.request)


BUNDLE: list[tuple[Change, str]] = [
    (lambda parts: parts.bundle.update(resourceType="Patient"), "not a FHIR R4 Bundle"),
    (lambda parts: parts.bundle.pop("resourceType"), "not a FHIR R4 Bundle"),
    (lambda parts: parts.bundle.pop("type"), "Bundle.type is missing"),
    (lambda parts: parts.bundle.update(type="document"), "Bundle.type is “document”"),
    (lambda parts: parts.bundle.update(type=None), "Bundle.type is not text"),
    (lambda parts: parts.bundle.update(entry={}), "Bundle.entry is not a list"),
    (lambda parts: parts.bundle.update(entry=["x"]), "Bundle.entry[0] is not an object"),
    (lambda parts: parts.bundle.update(implicitRules="urn:x"), "rules that Umbra does not know"),
    (lambda parts: parts.patient.update(implicitRules="urn:x"), "rules that Umbra does not know"),
    (lambda parts: parts.bundle.update(link=[{"relation": "next"}]), "only one page"),
    (lambda parts: parts.entry.pop(4), "no MedicationRequest"),
    (lambda parts: parts.bundle.pop("entry"), "no MedicationRequest"),
    (lambda parts: parts.entry[0].pop("resource"), "does not lead to a patient"),
    (lambda parts: parts.entry.pop(0), "does not lead to a patient"),
    (lambda parts: add(parts, parts.patient), "two patients"),
    (lambda parts: parts.entry.append(parts.entry[0]), "has the name"),
    (lambda parts: parts.patient.pop("resourceType"), "resourceType is missing"),
    (hundred_and_one, "101 orders"),
    (as_transaction({"method": "DELETE"}), "is “DELETE”"),
    (as_transaction({}), "POST or PUT"),
    (lambda parts: parts.bundle.update(type="transaction"), "POST or PUT"),
]
PATIENT: list[tuple[Change, str]] = [
    (lambda parts: parts.request.pop("subject"), "does not lead to a patient"),
    (lambda parts: parts.request.update(subject={}), "does not lead to a patient"),
    (lambda parts: parts.request.update(subject={"reference": "Patient/9"}), "does not lead"),
    (lambda parts: parts.request.update(subject={"reference": "#p"}), "does not lead"),
    (lambda parts: parts.request.update(subject=parts.request["encounter"]), "does not lead"),
    (twice_contained, "twice"),
    (two_contained, "another patient"),
    (two_requests_two_patients, "another patient"),
    (lambda parts: parts.patient.pop("birthDate"), "Patient (entry 1).birthDate is missing"),
    (lambda parts: parts.patient.update(birthDate="1979"), "not a whole date"),
    (lambda parts: parts.patient.update(birthDate="1979-04"), "not a whole date"),
    (lambda parts: parts.patient.update(birthDate="1979-02-30"), "not in the calendar"),
    (lambda parts: parts.patient.update(birthDate="2027-04-12"), "lies in the future"),
    (lambda parts: parts.patient.update(birthDate=1979), "is not text"),
    (lambda parts: parts.patient.pop("identifier"), "has no identifier"),
    (lambda parts: parts.patient.update(identifier=[{"type": MR}]), "value is missing"),
    (lambda parts: parts.patient.update(identifier=[{"value": ""}]), "is empty"),
    (lambda parts: parts.patient.update(identifier=[{"value": "1"}, {"value": "2"}]), "“1” and"),
    (lambda parts: parts.patient.update(identifier=[{"value": "1 "}]), "with a space"),
    (lambda parts: parts.patient.update(identifier=[{"value": "1" * 65}]), "has 65 characters"),
    (lambda parts: parts.patient.pop("name"), "name is missing"),
    (lambda parts: parts.patient.update(name=[{"use": "old", "family": "X"}]), "name is missing"),
    (lambda parts: parts.patient.update(name=[{}]), "gives no name"),
    (lambda parts: parts.patient.update(name=[{"family": ""}]), "gives no name"),
    (lambda parts: parts.patient.update(name=[{"family": "A"}, {"family": "B"}]), "several names"),
    (lambda parts: parts.patient.update(name=[{"family": "A\tB"}]), "invisible"),
    (lambda parts: parts.patient.update(name=[{"family": "A\u202eB"}]), "invisible"),
    (lambda parts: parts.patient.update(name=[{"family": "A\ud800B"}]), "invisible"),
    (lambda parts: parts.patient.update(name=[{"text": "A" * 121}]), "has 121 characters"),
    (lambda parts: parts.patient.update(name=[{"family": "A", "given": [1]}]), "not hold text"),
    (lambda parts: parts.patient.update(name=[{"family": "A", "given": "B"}]), "not a list"),
    (lambda parts: parts.patient.update(active=False), "active is false"),
    (lambda parts: parts.patient.update(active="yes"), "neither true nor false"),
    (lambda parts: parts.patient.update(deceasedBoolean=True), "has died"),
    (lambda parts: parts.patient.update(deceasedDateTime="2026-10-01"), "has died"),
    (lambda parts: parts.patient.update(link=[{"type": "replaced-by"}]), "is replaced"),
    (lambda parts: parts.patient.update(modifierExtension=[{"url": "x"}]), "modifierExtension"),
]
BODY: list[tuple[Change, str]] = [
    (lambda parts: parts.entry.pop(2), "does not give a height"),
    (lambda parts: parts.entry.pop(3), "does not give a body weight"),
    (lambda parts: parts.height.update(status="entered-in-error"), "does not give a height"),
    (lambda parts: parts.height["code"]["coding"][0].update(system="x"), "not give a height"),
    (lambda parts: parts.height["code"]["coding"][0].update(code="3138-5"), "not give a height"),
    (
        lambda parts: parts.height["code"]["coding"].append(
            {"system": "http://loinc.org", "code": "29463-7"}
        ),
        "both height and weight",
    ),
    (lambda parts: parts.height.update(status="preliminary"), "is “preliminary”"),
    (lambda parts: parts.height.pop("status"), "status is missing"),
    (lambda parts: parts.height.pop("subject"), "does not lead to a patient"),
    (lambda parts: parts.height.pop("valueQuantity"), "valueQuantity is missing"),
    (lambda parts: parts.height.update(effectiveDateTime="2026-11"), "not a whole date"),
    (lambda parts: parts.height.update(effectiveDateTime="2026-11-05"), "in the future"),
    (lambda parts: parts.height.update(effectiveDateTime="2026-11-02T16:00:01Z"), "in the future"),
    (lambda parts: parts.height.update(effectiveDateTime="2026-11-01T10:00:00"), "an offset"),
    (
        lambda parts: parts.height.update(effectiveInstant=parts.height.pop("effectiveDateTime")),
        "one day or time",
    ),
    (weight_again(), "gives another value"),
    (weight_again(effectiveDateTime=None), "gives another value"),
    (height(comparator=">"), "a bound"),
    (height(system="urn:x"), "is not http://unitsofmeasure.org"),
    (lambda parts: parts.height["valueQuantity"].pop("system"), "unitsofmeasure"),
    (lambda parts: parts.height["valueQuantity"].pop("code"), "code is missing"),
    (height(code="kg"), "has the unit “kg”"),
    (height(code="CM"), "has the unit “CM”"),
    (height(unit="in"), "written as “in”"),
    (lambda parts: parts.height["valueQuantity"].pop("value"), "missing or not a number"),
    (height(value="170"), "missing or not a number"),
    (height(value=None), "missing or not a number"),
    (height(value=True), "missing or not a number"),
    (height(value=-170), "has a sign"),
    (height(value=0), "is zero"),
    (height(value=1e30), "plain digits"),
    (height(value=12345678), "too long a number"),
    (height(value=0.1234567890123456), "too long a number"),
]
REQUEST: list[tuple[Change, str]] = [
    *[
        (lambda parts, status=status: parts.request.update(status=status), f"is “{status}”")
        for status in ("draft", "cancelled", "entered-in-error", "stopped", "on-hold", "completed")
    ],
    (lambda parts: parts.request.pop("status"), "status is missing"),
    (lambda parts: parts.request.update(intent="plan"), "is “plan”"),
    (lambda parts: parts.request.pop("intent"), "intent is missing"),
    (lambda parts: parts.request.update(doNotPerform=True), "forbids the drug"),
    (lambda parts: parts.request.update(modifierExtension=[{}]), "modifierExtension"),
    (lambda parts: parts.request.pop("identifier"), "identifier is missing"),
    (lambda parts: parts.request["identifier"].append({"value": "X"}), "another identifier"),
    (lambda parts: parts.request.update(identifier=[{}]), "value is missing"),
    (lambda parts: add(parts, parts.request), "is that of another order"),
    (lambda parts: parts.request.update(authoredOn="2026-11-02T16:00:01Z"), "in the future"),
    (lambda parts: parts.request.update(authoredOn="2026-11-02"), "an offset from UTC"),
    (lambda parts: parts.request.update(authoredOn="2026-11-31T08:00:00Z"), "in the calendar"),
    (lambda parts: parts.request.update(authoredOn="0001-01-01T00:00:00+14:00"), "calendar"),
    (lambda parts: parts.request.update(authoredOn="2026-11-02T08:00:00+99:00"), "calendar"),
    (lambda parts: parts.request.update(requester={"display": "a\nb"}), "invisible"),
    (lambda parts: parts.request.update(requester="DEMO"), "requester is not an object"),
    (
        lambda parts: parts.encounter["location"].append({"location": {"display": "7 W"}}),
        "another location",
    ),
    (say("location", valueString="7 West"), "another location"),
    (say("cycle", valuePositiveInt=2), "another cycle"),
    (say("day", valuePositiveInt=8), "another day"),
    (lambda parts: parts.dosage.update(text="Cycle 1 Day 8"), "another day"),
    (lambda parts: parts.request.update(groupIdentifier={"value": "C2D1"}), "another cycle"),
    (lambda parts: (parts.request.pop("extension"), parts.dosage.pop("text")), "state the cycle"),
    (
        lambda parts: (parts.request.pop("extension"), parts.dosage.update(text="cycle 1 day 1")),
        "state the cycle",
    ),
    (lambda parts: (parts.request["extension"].pop(), parts.dosage.pop("text")), "state the day"),
    (say("cycle", valuePositiveInt=0), "is cycle 0"),
    (say("cycle", valuePositiveInt=-1), "not a cycle"),
    (say("day", valuePositiveInt=1000), "not a day"),
    (say("day", valuePositiveInt="1"), "does not hold a number"),
    (say("day", valueString="1"), "valuePositiveInt or valueInteger"),
    (say("day", valueInteger=1, valuePositiveInt=1), "does not hold one value"),
    (say("day"), "does not hold one value"),
    (say("response", valueString="CR"), "not a response"),
    (say("response", valueString=1), "does not hold text"),
    (
        lambda parts: parts.request["extension"].extend(
            [extension("response", valueCode="cr"), extension("response", valueCode="none")]
        ),
        "another response",
    ),
    (say("reduction", valueString="0.25"), "not a reduction"),
    (say("reduction", valueString="25 %"), "not a reduction"),
    (say("reduction", valueString="٢٥%"), "not a reduction"),
]
DRUG: list[tuple[Change, str]] = [
    (lambda parts: parts.request.pop("medicationCodeableConcept"), "is missing"),
    (drug(), "does not name a drug"),
    (drug(coding=[{"system": RXNORM, "code": "1"}]), "does not name a drug"),
    (drug(text=""), "is empty"),
    (
        drug(coding=[{"system": RXNORM, "code": "1942954"}], text="gemtuzumab ozogamicin"),
        "names two drugs",
    ),
    (
        drug(coding=[{"system": RXNORM, "code": "1942954", "display": "Mylotarg"}]),
        "names two drugs",
    ),
    (
        drug(text="inotuzumab ozogamicin", coding=[{"display": "gemtuzumab ozogamicin"}]),
        "names two drugs",
    ),
    (lambda parts: parts.request.update(medicationReference={"reference": "x"}), "another one"),
    (refer(resourceType="Substance"), "leads to no Medication"),
    (refer(resourceType="Medication", status="inactive"), "is not active"),
    (refer(resourceType="Medication"), "is missing"),
]
DOSAGE: list[tuple[Change, str]] = [
    (lambda parts: parts.request["dosageInstruction"].append(parts.dosage), "more than one"),
    (lambda parts: parts.dosage.update(modifierExtension=[{}]), "modifierExtension"),
    (lambda parts: parts.dosage.update(doseQuantity={"value": 1}), "where FHIR R4 has it"),
    (lambda parts: parts.dosage["doseAndRate"][0].update(doseRange={}), "is a range"),
    (dose(value=-1), "has a sign"),
    (dose(value=0), "is zero"),
    (dose(code="MG"), "has the unit “MG”"),
    (dose(code="mL"), "has the unit “mL”"),
    (dose(code="mg/m2"), "written as “mg”"),
    (dose(code="mg/m2", unit="mg/m2", value=0), "is zero"),
    (dose(code="mg/kg", unit="mg/kg"), "has the unit “mg/kg”"),
    (dose(comparator="<"), "a bound"),
    (
        lambda parts: parts.dosage["doseAndRate"].append(
            {"doseQuantity": {**parts.dosage["doseAndRate"][0]["doseQuantity"], "value": 2}}
        ),
        "another dose",
    ),
    (lambda parts: parts.dosage["timing"]["event"].append("x"), "more than one time"),
    (lambda parts: parts.dosage["timing"].update(event=["2026-11-02T13:00"]), "an offset"),
    (lambda parts: parts.dosage["timing"].update(event=["2026-11-02T13:00:00"]), "an offset"),
    (lambda parts: parts.dosage["timing"].update(event=[None]), "does not hold text"),
    (lambda parts: parts.dosage["timing"].update(repeat={"count": 3}), "repeats the dose"),
    (lambda parts: parts.dosage.update(route={"text": "intrathecal"}), "route “intrathecal”"),
    (lambda parts: parts.dosage["route"].update(text="subcutaneous"), "route “subcutaneous”"),
    (
        lambda parts: parts.dosage["route"]["coding"].append(
            {"system": "http://snomed.info/sct", "code": "72607000"}
        ),
        "route “72607000”",
    ),
    (
        lambda parts: parts.dosage.update(route={"coding": [{"system": "urn:x", "code": "7"}]}),
        "route “7”",
    ),
]


@pytest.mark.parametrize(("change", "said"), [*BUNDLE, *PATIENT, *BODY, *REQUEST, *DRUG, *DOSAGE])
def test_a_bundle_is_refused_saying_where_and_why(
    change: Change, said: str, bundle_with: Reader, refusal: Callable[..., str]
) -> None:
    sentence = refusal(bundle_with, change)
    assert said in sentence
    assert sentence.isprintable()
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("Bundle", "not JSON"),
        ('{"resourceType": "Bundle"', "not JSON at line 1, column 26"),
        ("[]", "not a FHIR R4 Bundle"),
        ("1", "not a FHIR R4 Bundle"),
        ('{"a": NaN}', "has NaN for a number"),
        ('{"a": [-Infinity]}', "has -Infinity for a number"),
        ('{"a": 1, "b": {"c": 1, "c": 1}}', "says “c” twice"),
        ("[" * 101 + "]" * 101, "nested more than 100 deep"),
        ("[" * 100_000, "nested more than 100 deep"),
        ('{"a":' * 101 + "1" + "}" * 101, "nested more than 100 deep"),
        (" " * (5 * 1024 * 1024 + 1), "too long to be read"),
        ('"' + '\\"' * 100_000 + "\\", "not JSON"),
    ],
)
def test_a_text_that_is_no_strict_json_is_refused(
    text: str, said: str, now: datetime, refusal: Callable[..., str]
) -> None:
    assert said in refusal(lambda: read_bundle(text, now=now))


def test_brackets_inside_text_are_not_nesting(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        parts.dosage["text"] = "[" * 200 + '"{\\' + "]"

    assert len(bundle_with(change)) == 1
