"""Doses of a course out of a FHIR bundle: what was given, and what is said of the rest."""

from datetime import date
from typing import Any

import pytest

from app.core.course import DoseGiven, DoseOmitted, Unusable
from app.core.quantity import quantity
from tests.intake.fhir_parts import RXNORM, dose, extension, facts, resource, sentence, ucum

GIVEN = DoseGiven(1, 8, date(2026, 10, 12), "file", quantity("0.91", "mg"))


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
