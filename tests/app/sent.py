"""Orders as a hospital sends them: the shipped sample bundle with some parts changed."""

import copy
import json
from typing import Any

import resources


def bundle(
    *numbers: str,
    name: tuple[str, str] = ("DEMO", "Adalind"),
    record: str = "00482913",
    born: str = "1979-04-12",
    height: tuple[float, str] = (170, "cm"),
    weight: tuple[float, str] = (70, "kg"),
    measured_on: str = "2026-11-01",
    dose: tuple[float, str] | None = (1.456, "mg"),
    cycle: int = 1,
    day: int = 1,
    response: str | None = None,
    reduction: str | None = None,
    location: str = "5 East",
    drug: str | None = None,
) -> bytes:
    """Return a FHIR bundle with an order for each number, all for one patient."""
    sample: dict[str, Any] = json.loads(resources.text("samples/order-fhir.json"))
    patient, encounter, tall, heavy, request = (each["resource"] for each in sample["entry"])
    patient["name"] = [{"family": name[0], "given": [name[1]]}]
    patient["identifier"][0]["value"] = record
    patient["birthDate"] = born
    encounter["location"][0]["location"]["display"] = location
    for observation, (value, unit) in ((tall, height), (heavy, weight)):
        observation["effectiveDateTime"] = measured_on
        observation["valueQuantity"] |= {"value": value, "unit": unit, "code": unit}
    extensions: list[tuple[str, str, int | str]] = [
        ("cycle", "valuePositiveInt", cycle),
        ("day", "valuePositiveInt", day),
    ]
    extensions += [("response", "valueCode", response)] if response else []
    extensions += [("reduction", "valueString", reduction)] if reduction else []
    request["extension"] = [
        {"url": f"https://umbra.invalid/fhir/{which}", kind: value}
        for which, kind, value in extensions
    ]
    dosage = request["dosageInstruction"][0]
    del dosage["text"]
    if dose is None:
        del dosage["doseAndRate"]
    else:
        dosage["doseAndRate"][0]["doseQuantity"] |= dict(
            zip(("value", "unit", "code"), (dose[0], dose[1], dose[1]), strict=True)
        )
    if drug is not None:
        request["medicationCodeableConcept"] = {"text": drug}
    sample["entry"].pop()
    for place, number in enumerate(numbers or ("DEMO-ORDER-0009",)):
        each = copy.deepcopy(request)
        each["identifier"] = [{"value": number}]
        sample["entry"].append({"fullUrl": f"urn:demo:{place}", "resource": each})
    return json.dumps(sample).encode()
