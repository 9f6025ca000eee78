"""What a FHIR bundle may say, and how it is read."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.core.order import Order, Response
from app.core.quantity import Quantity, quantity
from app.intake.fhir import read_bundle
from app.intake.fhir_course import EXTENSIONS

Reader = Callable[..., tuple[Order, ...]]


def extension(name: str, **value: object) -> dict[str, object]:
    return {"url": EXTENSIONS + name, **value}


@pytest.mark.parametrize("kind", ["collection", "transaction", "message", "searchset"])
def test_each_kind_of_bundle_is_read(kind: str, bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        parts.bundle["type"] = kind
        for entry, method in zip(parts.entry, ["PUT", *["POST"] * 4], strict=True):
            entry["request"] = {"method": method, "url": "any"}

    assert bundle_with(change)[0].identifier == "DEMO-ORDER-0001"


def test_a_byte_order_mark_in_front_is_allowed(sample: Callable[[str], str], now: datetime) -> None:
    assert len(read_bundle("\ufeff" + sample("order-fhir.json"), now=now)) == 1


def test_numbers_are_read_as_they_are_written(sample: Callable[[str], str], now: datetime) -> None:
    text = sample("order-fhir.json").replace("1.456", "1.4560000000")
    (order,) = read_bundle(text, now=now)
    assert order.dose is not None
    assert str(order.dose.magnitude) == "1.4560000000"


def test_resources_are_found_by_kind_and_id(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        for entry in parts.entry:
            del entry["fullUrl"]
        parts.patient["id"] = "p1"
        for resource in (parts.height, parts.weight, parts.request):
            resource["subject"] = {"reference": "Patient/p1"}
        parts.encounter["id"] = "e1"
        parts.request["encounter"] = {"reference": "Encounter/e1"}

    (order,) = bundle_with(change)
    assert (order.patient.name, order.location) == ("DEMO, Adalind", "5 East")


def test_a_contained_medication_and_patient_are_found(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        del parts.entry[0]
        for resource in (parts.height, parts.weight, parts.request):
            resource["contained"] = [{**parts.patient, "id": "p"}]
            resource["subject"] = {"reference": "#p"}
        concept = parts.request.pop("medicationCodeableConcept")
        parts.request["contained"].append(
            {"resourceType": "Medication", "id": "m", "status": "active", "code": concept}
        )
        parts.request["medicationReference"] = {"reference": "#m"}

    (order,) = bundle_with(change)
    assert (order.patient.identifier, order.drug) == ("00482913", "inotuzumab ozogamicin")


def test_the_latest_day_of_measurement_counts(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        later = json.loads(json.dumps(parts.weight))
        later["effectiveDateTime"] = "2026-11-02T07:15:00-06:00"
        later["valueQuantity"] |= {"value": 71.5}
        parts.entry.insert(0, {"resource": later})
        undated_twin = json.loads(json.dumps(later))
        del undated_twin["effectiveDateTime"]
        parts.entry.append({"resource": undated_twin})

    (order,) = bundle_with(change)
    assert (order.weight, order.weight_on) == (quantity("71.5", "kg"), date(2026, 11, 2))
    assert (order.height, order.height_on) == (quantity("170", "cm"), date(2026, 11, 1))


def test_a_measurement_without_a_day_stands_alone(bundle_with: Reader) -> None:
    (order,) = bundle_with(lambda parts: parts.height.pop("effectiveDateTime"))
    assert (order.height, order.height_on) == (quantity("170", "cm"), None)


def test_one_height_in_two_units_is_one_height(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        metres = json.loads(json.dumps(parts.height))
        metres["valueQuantity"] |= {"value": 1.7, "unit": "m", "code": "m"}
        parts.entry.append({"resource": metres})

    assert bundle_with(change)[0].height == quantity("170", "cm")


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_a_withdrawn_measurement_says_nothing(status: str, bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        wrong = json.loads(json.dumps(parts.weight))
        wrong |= {"status": status, "effectiveDateTime": "2026-11-02"}
        wrong["valueQuantity"] |= {"value": 700}
        parts.entry.append({"resource": wrong})

    assert bundle_with(change)[0].weight == quantity("70", "kg")


def test_an_observation_of_something_else_says_nothing(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        parts.entry.append({"resource": {"resourceType": "Observation"}})
        other = {"coding": [{"system": "http://loinc.org", "code": "3140-1"}]}
        parts.entry.append({"resource": {"resourceType": "Observation", "code": other}})

    assert len(bundle_with(change)) == 1


@pytest.mark.parametrize(
    ("code", "value", "unit", "read"),
    [
        ("29463-7", 154, "[lb_av]", quantity("154", "lb")),
        ("3141-9", 70.25, "kg", quantity("70.25", "kg")),
        ("3137-7", 67, "[in_i]", quantity("67", "in")),
        ("8302-2", 5.5, "[ft_i]", quantity("5.5", "ft")),
    ],
)
def test_each_unit_is_kept_as_it_was_sent(
    code: str, value: float, unit: str, read: Quantity, bundle_with: Reader
) -> None:
    height = read.dimensionality == quantity("1", "cm").dimensionality

    def change(parts: Any) -> None:
        changed = parts.height if height else parts.weight
        changed["code"]["coding"][0]["code"] = code
        changed["valueQuantity"] |= {"value": value, "code": unit}
        del changed["valueQuantity"]["unit"]

    (order,) = bundle_with(change)
    found = order.height if height else order.weight
    assert (found.magnitude, found.units) == (read.magnitude, read.units)


@pytest.mark.parametrize(
    ("value", "code", "unit", "read"),
    [
        (1456, "ug", "mcg", quantity("1456", "mcg")),
        (1456, "ug", "micrograms", quantity("1456", "mcg")),
        (1.456, "mg", "Milligram", quantity("1.456", "mg")),
        (0.001456, "g", "g", quantity("0.001456", "g")),
    ],
)
def test_a_dose_keeps_its_unit(
    value: float, code: str, unit: str, read: Quantity, bundle_with: Reader
) -> None:
    def change(parts: Any) -> None:
        quantity = parts.dosage["doseAndRate"][0]["doseQuantity"]
        quantity |= {"value": value, "code": code, "unit": unit}

    (order,) = bundle_with(change)
    assert order.dose is not None
    assert (order.dose.magnitude, order.dose.units) == (read.magnitude, read.units)


def test_a_dose_per_area_is_no_dose(bundle_with: Reader) -> None:
    per_area = {"value": 0.8, "unit": "mg/m2", "code": "mg/m2"}

    def only(parts: Any) -> None:
        parts.dosage["doseAndRate"][0]["doseQuantity"] |= per_area

    def beside(parts: Any) -> None:
        doses = parts.dosage["doseAndRate"]
        doses.append({"doseQuantity": doses[0]["doseQuantity"] | per_area})

    assert bundle_with(only)[0].dose is None
    assert bundle_with(beside)[0].dose == quantity("1.456", "mg")


def test_a_dose_said_twice_alike_is_one_dose(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        doses = parts.dosage["doseAndRate"]
        other = {"value": 1456, "unit": "ug", "code": "ug"}
        doses.append({"doseQuantity": doses[0]["doseQuantity"] | other})

    assert bundle_with(change)[0].dose == quantity("1.456", "mg")


def test_an_order_may_leave_out_what_it_need_not_say(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        for name in ("dosageInstruction", "authoredOn", "requester", "encounter"):
            del parts.request[name]

    (order,) = bundle_with(change)
    left_out = (order.dose, order.wanted, order.written, order.prescriber, order.location)
    assert left_out == (None,) * 5


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts.dosage.pop("timing"),
        lambda parts: parts.dosage["timing"].pop("event"),
        lambda parts: parts.dosage.update(timing={"repeat": {"duration": 1, "durationUnit": "h"}}),
    ],
)
def test_a_dosage_without_a_time_has_no_wanted_start(
    change: Callable[[Any], object], bundle_with: Reader
) -> None:
    assert bundle_with(change)[0].wanted is None


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts.dosage.pop("doseAndRate"),
        lambda parts: parts.dosage.update(doseAndRate=[{"rateQuantity": {}}]),
    ],
)
def test_a_dosage_without_a_dose_has_none(
    change: Callable[[Any], object], bundle_with: Reader
) -> None:
    assert bundle_with(change)[0].dose is None


@pytest.mark.parametrize(
    "text",
    [
        "Cycle 2 Day 8",
        "Cycle 2, Day 8",
        "C2D8",
        "infuse over 1 hour (C2D8), protect from light",
        "Cycle 2 Day 8 of the protocol; again C2D8",
    ],
)
@pytest.mark.parametrize("place", ["text", "group"])
def test_cycle_and_day_are_read_from_words_for_people(
    text: str, place: str, bundle_with: Reader
) -> None:
    def change(parts: Any) -> None:
        del parts.request["extension"]
        parts.dosage["text"] = "infuse over 1 hour" if place == "group" else text
        if place == "group":
            parts.request["groupIdentifier"] = {"value": text}

    (order,) = bundle_with(change)
    assert (order.cycle, order.day) == (2, 8)


def test_an_integer_states_a_cycle_too(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        parts.request["extension"][0] = extension("cycle", valueInteger=1)

    assert bundle_with(change)[0].cycle == 1


@pytest.mark.parametrize("kind", ["valueCode", "valueString"])
@pytest.mark.parametrize("response", list(Response))
def test_the_response_is_read(response: Response, kind: str, bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        parts.request["extension"].append(extension("response", **{kind: str(response)}))

    assert bundle_with(change)[0].response is response


def test_the_reduction_is_kept_as_it_is_written(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        parts.request["extension"].append(extension("reduction", valueString="25%"))

    assert bundle_with(change)[0].reduction == "25%"


def test_the_location_may_stand_in_an_extension(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        del parts.request["encounter"]
        parts.request["extension"].append(extension("location", valueString="Day Ward"))

    assert bundle_with(change)[0].location == "Day Ward"


def test_the_location_is_where_the_patient_is_now(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        parts.entry.append({"fullUrl": "urn:l", "resource": {"resourceType": "Location"}})
        parts.entry.append(
            {"fullUrl": "urn:m", "resource": {"resourceType": "Location", "name": "7 West"}}
        )
        parts.encounter["location"] = [
            {"location": {"display": "Emergency"}, "status": "completed"},
            {"location": {"reference": "urn:l"}},
            {"location": {"reference": "urn:m"}},
            {"location": {"reference": "urn:elsewhere"}},
            {"status": "active"},
        ]

    assert bundle_with(change)[0].location == "7 West"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (
            [{"family": "DEMO", "given": ["Adalind", "Marie"], "suffix": ["II"]}],
            "DEMO, Adalind Marie II",
        ),
        ([{"text": "Adalind of DEMO"}], "Adalind of DEMO"),
        ([{"family": "DEMO"}], "DEMO"),
        ([{"given": ["Adalind"]}], "Adalind"),
        ([{"use": "official", "family": "DEMO"}, {"family": "Other"}], "DEMO"),
        ([{"use": "maiden", "family": "Other"}, {"use": "usual", "family": "DEMO"}], "DEMO"),
        ([{"family": "Démo-Ñandú", "given": ["Zoë"]}], "Démo-Ñandú, Zoë"),
    ],
)
def test_the_name_that_counts_is_written_as_on_a_label(
    name: object, written: str, bundle_with: Reader
) -> None:
    (order,) = bundle_with(lambda parts: parts.patient.update(name=name))
    assert order.patient.name == written


MR = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
SS = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "SS"}]}


@pytest.mark.parametrize(
    "identifier",
    [
        [{"value": "1"}],
        [{"type": MR, "value": "1"}, {"value": "2"}],
        [{"type": MR, "value": "1"}, {"type": MR, "value": "2", "use": "old"}],
        [{"type": SS, "value": "2"}, {"value": "1"}],
        [{"type": {"text": "MRN", "coding": [{"system": "urn:x", "code": "9"}]}, "value": "1"}],
    ],
)
def test_the_medical_record_number_is_the_one_marked_or_the_only_one(
    identifier: object, bundle_with: Reader
) -> None:
    (order,) = bundle_with(lambda parts: parts.patient.update(identifier=identifier))
    assert order.patient.identifier == "1"


def test_a_patient_in_use_and_alive_is_read(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        parts.patient |= {"active": True, "deceasedBoolean": False}
        parts.patient["link"] = [{"type": "seealso", "other": {"reference": "Patient/2"}}]

    assert len(bundle_with(change)) == 1


@pytest.mark.parametrize(
    "concept",
    [
        {"text": "Inotuzumab Ozogamicin"},
        {"coding": [{"system": "urn:local", "code": "X", "display": "inotuzumab ozogamicin"}]},
        {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "1942954"}]},
        {
            "coding": [
                {
                    "system": "http://www.nlm.nih.gov/research/umls/rxnorm",
                    "code": "1942954",
                    "display": "inotuzumab ozogamicin 0.9 MG Injection",
                }
            ],
            "text": "BESPONSA",
        },
        {
            "coding": [
                {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "display": "none"}
            ],
            "text": "inotuzumab ozogamicin",
        }
        | {"coding": []},
    ],
)
def test_the_drug_is_its_generic_name(concept: object, bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        parts.request["medicationCodeableConcept"] = concept

    assert bundle_with(change)[0].drug == "inotuzumab ozogamicin"


def test_an_unknown_drug_is_left_to_the_formulary(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        parts.request["medicationCodeableConcept"] = {
            "text": "Gemtuzumab ozogamicin",
            "coding": [{"display": "gemtuzumab ozogamicin 4.5 mg vial"}],
        }

    assert bundle_with(change)[0].drug == "gemtuzumab ozogamicin"


@pytest.mark.parametrize(
    "route",
    [
        None,
        {},
        {"text": "IV infusion"},
        {"coding": [{"system": "urn:local", "code": "7"}], "text": "intravenous"},
        {
            "coding": [
                {"system": "urn:local", "code": "7"},
                {"system": "http://terminology.hl7.org/CodeSystem/v2-0162", "code": "IV"},
            ]
        },
    ],
)
def test_an_intravenous_route_is_read_or_left_unsaid(route: object, bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        del parts.dosage["route"]
        if route is not None:
            parts.dosage["route"] = route

    assert len(bundle_with(change)) == 1


def test_two_orders_of_one_patient_are_two_orders(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        second = json.loads(json.dumps(parts.request))
        second["identifier"] = [
            {"value": "old", "use": "old"},
            {"value": "DEMO-2", "use": "official"},
            {"value": "DEMO-3"},
        ]
        second["extension"][1] = extension("day", valuePositiveInt=8)
        second["dosageInstruction"][0]["text"] = "infuse over 1 hour"
        parts.entry.append({"resource": second})

    assert [(order.identifier, order.day) for order in bundle_with(change)] == [
        ("DEMO-ORDER-0001", 1),
        ("DEMO-2", 8),
    ]


def test_a_day_that_has_begun_in_the_east_is_not_in_the_future(
    sample: Callable[[str], str],
) -> None:
    text = sample("order-fhir.json").replace(
        '"effectiveDateTime": "2026-11-01"', '"effectiveDateTime": "2026-11-03"'
    )
    (order,) = read_bundle(text, now=datetime(2026, 11, 2, 15, 0, tzinfo=UTC))
    assert order.height_on == date(2026, 11, 3)


def test_a_time_may_have_a_fraction_of_a_second(bundle_with: Reader) -> None:
    def change(parts: Any) -> None:
        parts.request["authoredOn"] = "2026-11-02T15:59:59.1234567Z"

    written = bundle_with(change)[0].written
    assert written == datetime(2026, 11, 2, 15, 59, 59, 123456, tzinfo=UTC)
