"""Responses, decisions and harm out of a FHIR bundle, and what is said of the rest."""

from datetime import date
from typing import Any

import pytest

from app.core.course import (
    Cause,
    Discontinued,
    DoseReduced,
    Harm,
    HarmSeen,
    Interrupted,
    LiverValuesExplained,
    ResponseAssessed,
    TransplantPlanned,
)
from app.core.order import Response
from tests.intake.fhir_parts import OURS, condition, extension, facts, observed, resource, sentence

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
