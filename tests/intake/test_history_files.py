"""Files of a patient's history, whatever their format; and what an order file tells of it."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app.core.course import Analyte, DoseGiven, LaboratoryValue, Unusable
from app.core.order import Order
from app.core.quantity import quantity
from app.core.refused import Refused
from app.intake.fhir_premedication import ATC
from app.intake.files import read_orders
from app.intake.history_files import history_of_order_file, premedication_of, read_history_file

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
NOW = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
ORDER = json.loads((SAMPLES / "order-fhir.json").read_text())
HISTORY = json.loads((SAMPLES / "history-fhir.json").read_text())
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SUBJECT = ORDER["entry"][4]["resource"]["subject"]
HL7 = (SAMPLES / "order-hl7.txt").read_text()
OBX = "OBX|6|NM|1975-2^Bilirubin^LN||0.8|mg/dL|0.2-1.2||||F|||20261101\n"


def test_each_format_is_known_by_its_content() -> None:
    by_bundle = read_history_file(json.dumps(HISTORY), now=NOW, source="history-fhir.json")
    by_course = read_history_file((SAMPLES / "course.json").read_bytes(), now=NOW, source="file")
    assert by_bundle == by_course
    patient, (value,) = read_history_file(HL7 + OBX, now=NOW, source="file")
    assert patient is not None
    assert patient.name == "DEMO, Cecilia"
    assert value == LaboratoryValue(
        Analyte.BILIRUBIN,
        quantity("0.8", "mg/dL"),
        date(2026, 11, 1),
        "file",
        upper_limit=quantity("1.2", "mg/dL"),
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "neither FHIR R4 in JSON, nor a course that Umbra exported, nor an HL7 v2"),
        (b"cycle,day\n1,1", "neither FHIR R4 in JSON"),
        (b"{}", "is not a FHIR R4 Bundle"),
        (b"{", "is not JSON"),
        (b'{"umbra": 1}', "is not a course"),
        (b"\xff", "is not UTF-8"),
        (b"MSH|", "does not start as an HL7 v2 message"),
    ],
)
def test_another_file_is_refused(data: bytes, said: str, refusal: Callable[..., str]) -> None:
    assert said in refusal(lambda: read_history_file(data, now=NOW, source="file"))


def order_with(*resources: dict[str, Any]) -> bytes:
    whole = copy.deepcopy(ORDER)
    whole["entry"] += [{"resource": each} for each in resources]
    return json.dumps(whole).encode()


def request(code: str | None, name: str | None, system: str = ATC, **more: Any) -> dict[str, Any]:
    coding = [] if code is None else [{"system": system, "code": code}]
    concept = {"coding": coding, **({} if name is None else {"text": name})}
    return {
        "resourceType": "MedicationRequest",
        "identifier": [{"value": f"DEMO-{name or code}"}],
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": concept,
        "subject": SUBJECT,
        **more,
    }


PREMEDICATION = (
    request("H02AB02", "dexamethasone"),
    request("N02BE01", "paracetamol"),
    request("R06AA02", "diphenhydramine"),
)


def orders(data: bytes) -> tuple[Order, ...]:
    return read_orders(data, now=NOW)


def test_requests_of_other_drugs_are_left_out_of_the_orders() -> None:
    hydroxyurea = request("L01XX05", "hydroxycarbamide", status="completed")
    stopped = request(None, "allopurinol", status="stopped", intent="plan")
    data = order_with(*PREMEDICATION, hydroxyurea, stopped)
    assert orders(data) == orders(order_with())


def test_a_request_of_another_drug_with_our_cycle_is_an_order() -> None:
    place = ORDER["entry"][4]["resource"]["extension"]
    _, other = orders(order_with(request(None, "rituximab", extension=place)))
    assert other.drug == "rituximab"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (request(None, None), "does not name a drug"),
        (request("1234", None, "urn:x"), "does not name a drug"),
        (request(None, "inotuzumab"), "does not state the cycle"),
        (request(None, "Besponsa"), "does not state the cycle"),
        (request("1942954", "rituximab", RXNORM), "two drugs"),
        (request(None, "dexa\u200bmethasone"), "invisible character"),
        (request("H02AB02", "x", subject={"reference": "Patient/x"}), "does not lead to a patient"),
    ],
)
def test_a_request_that_may_be_an_order_is_read_as_one(
    more: dict[str, Any], said: str, refusal: Callable[..., str]
) -> None:
    assert said in refusal(orders, order_with(more))


def test_a_file_of_other_drugs_alone_is_refused(refusal: Callable[..., str]) -> None:
    whole = copy.deepcopy(ORDER)
    whole["entry"][4] = {"resource": PREMEDICATION[0]}
    assert "does not state the cycle" in refusal(orders, json.dumps(whole).encode())


def test_premedication_is_told_by_its_class_and_name() -> None:
    assert premedication_of(order_with(*PREMEDICATION)) == (
        ("corticosteroid", "dexamethasone"),
        ("antipyretic", "paracetamol"),
        ("antihistamine", "diphenhydramine"),
    )
    assert premedication_of(order_with(request("N02BB02", None))) == (("antipyretic", "N02BB02"),)


@pytest.mark.parametrize(
    "other",
    [
        request(None, "dexamethasone"),
        request("H02AB02", "dexamethasone", "urn:x"),
        request("N02BF01", "gabapentin"),
        request("D07AB19", "dexamethasone cream"),
        request("H02AB02", "dexamethasone", status="stopped"),
        request("H02AB02", "dexamethasone", intent="plan"),
        request("H02AB02", "dexamethasone", doNotPerform=True),
    ],
)
def test_nothing_is_guessed_of_premedication(other: dict[str, Any]) -> None:
    assert premedication_of(order_with(other)) == ()
    assert premedication_of(HL7.encode()) == ()


def history_parts() -> list[dict[str, Any]]:
    parts = [copy.deepcopy(each["resource"]) for each in HISTORY["entry"][1:]]
    return [{**each, "subject": SUBJECT} for each in parts]


def test_an_order_file_tells_of_doses_and_values() -> None:
    data = order_with(*history_parts())
    patient, found = history_of_order_file(data, now=NOW, source="file")
    assert patient == orders(data)[0].patient
    assert [each.day for each in found if isinstance(each, DoseGiven)] == [1, 8, 15]
    assert sum(isinstance(each, LaboratoryValue) for each in found) == 13
    assert not [each for each in found if isinstance(each, Unusable)]


def test_an_order_file_in_hl7_tells_of_values() -> None:
    patient, found = history_of_order_file((HL7 + OBX).encode(), now=NOW, source="file")
    assert (patient.name, len(found)) == ("DEMO, Cecilia", 1)


def test_a_value_of_another_patient_in_an_order_file_is_said() -> None:
    other = {**ORDER["entry"][0]["resource"], "id": "o", "birthDate": "1980-01-01"}
    value = {**history_parts()[0], "contained": [other], "subject": {"reference": "#o"}}
    _, (found,) = history_of_order_file(order_with(value), now=NOW, source="file")
    assert isinstance(found, Unusable)
    assert "another patient" in found.sentence


def test_an_order_alone_tells_nothing() -> None:
    for name in ("order-fhir.json", "order-fhir-child.json", "order-hl7.txt"):
        assert history_of_order_file((SAMPLES / name).read_bytes(), now=NOW, source="f")[1] == ()


anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=5,
)
MEMBERS = sorted({name for part in history_parts() for name in part})


@given(
    st.integers(0, 11), st.dictionaries(st.sampled_from(MEMBERS), anything, min_size=1, max_size=3)
)
def test_an_order_that_can_be_read_always_tells_its_history(
    number: int, changes: dict[str, Any]
) -> None:
    data = order_with(*PREMEDICATION, {**history_parts()[number], **changes})
    try:
        expected = orders(data)[0].patient
    except Refused:
        return
    assert history_of_order_file(data, now=NOW, source="file")[0] == expected
    assert len(premedication_of(data)) >= 3
