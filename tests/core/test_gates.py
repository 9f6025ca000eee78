"""The conditions before a dose: answered by the record, asked, or found wanting."""

from dataclasses import replace

import pytest

from app import references
from app.core.course import Analyte
from app.core.finding import Finding
from app.core.gates import Given, due_now, gate_outcomes
from app.core.outcome import Answered, Outcome, Question
from app.core.regimen import RecoveryGate
from tests.core.course_table import asked, course, told

US = references.monograph_named("besponsa-us")
POLICY = references.laboratory_policy()


def outcomes(dose: str, text: str, code: str) -> list[Outcome]:
    given = Given(course(*told(text)), asked(dose)[0], US, POLICY)
    return [each for each in gate_outcomes(given) if each.code == code]


def test_every_gate_speaks_in_the_order_of_the_label() -> None:
    given = Given(course(), asked("1 c1d1")[0], US, POLICY)
    found = [each.code for each in gate_outcomes(given)]
    codes = [gate.code for gate in US.gates]
    assert found == [code for code in codes if code in found]
    assert "cytoreduction" in found
    assert "blood-counts" not in found


def test_an_answer_shows_the_numbers_that_led_to_it() -> None:
    (found,) = outcomes("1 c1d1", "1 blood-blasts 9000 /mm3", "cytoreduction")
    assert isinstance(found, Answered)
    assert found.detail == "peripheral blasts 9,000 per mm³ (2026-11-02), at most 10,000 per mm³"
    assert found.source == "US label 2.2"


def test_a_question_names_the_values_that_would_answer_it() -> None:
    (found,) = outcomes("8 c1d8", "1 given c1d1; 8 ast 20 U/L ULN 40 U/L; 8 alt 20 U/L", "liver")
    assert isinstance(found, Question)
    assert found.analytes == (Analyte.BILIRUBIN, Analyte.ALT)
    assert found.detail == (
        "AST 20 U/L (2026-11-09), 0.5 × ULN 40 U/L; no value of bilirubin is on record; "
        "no upper limit of normal is on record for ALT 20 U/L (2026-11-09)"
    )


def test_a_stop_says_what_must_happen() -> None:
    text = (
        "1 given c1d1; 8 bilirubin 2 mg/dL ULN 1 mg/dL; 8 ast 120 U/L ULN 40 U/L; "
        "8 alt 20 U/L ULN 40 U/L"
    )
    (found,) = outcomes("8 c1d8", text, "liver")
    assert isinstance(found, Finding)
    assert found.sentence == (
        "Bilirubin 2 mg/dL (2026-11-09), 2 × ULN 1 mg/dL; AST 120 U/L (2026-11-09), 3 × ULN "
        "40 U/L; ALT 20 U/L (2026-11-09), 0.5 × ULN 40 U/L: above the limits. Bilirubin is at "
        "most 1.5 × ULN, AST and ALT at most 2.5 × ULN before a dose, unless due to Gilbert’s "
        "disease or haemolysis; if they do not recover, discontinue."
    )


def test_values_on_one_day_are_both_looked_at() -> None:
    text = (
        "1 given c1d1; 7@08:00 bilirubin 2 mg/dL ULN 1 mg/dL; 7@12:00 bilirubin 1 mg/dL ULN 1 "
        "mg/dL; 7 ast 120 U/L ULN 40 U/L; 8 ast 120 U/L ULN 40 U/L; 8 alt 20 U/L ULN 40 U/L; "
        "8 bilirubin 1 mg/dL ULN 1 mg/dL"
    )
    (found,) = outcomes("8 c1d8", text, "liver")
    assert isinstance(found, Finding)
    assert "after both were" in found.sentence


def test_without_a_first_day_of_the_cycle_before_the_counts_are_put_to_a_pharmacist() -> None:
    low = "1 neutrophils 0.5 10*9/L; 1 platelets 20 10*9/L; 22 neutrophils 0.5 10*9/L"
    text = f"8 given c1d8; {low}; 22 platelets 20 10*9/L untransfused"
    (found,) = outcomes("22 c2d1", text, "blood-counts")
    assert isinstance(found, Question)
    assert "stable or better" in found.question


def test_counts_without_a_dose_on_record_have_no_baseline() -> None:
    low = "22 neutrophils 0.5 10*9/L; 22 platelets 20 10*9/L untransfused"
    (found,) = outcomes("22 c2d1", low, "blood-counts")
    assert isinstance(found, Finding)
    assert "are not on record. Record them." in found.sentence


def test_a_label_may_ask_for_counts_that_need_no_care_for_transfusions() -> None:
    gates = tuple(
        replace(gate, untransfused=()) if isinstance(gate, RecoveryGate) else gate
        for gate in US.gates
    )
    text = "1 given c1d1; 22 neutrophils 1 10*9/L; 22 platelets 50 10*9/L transfused"
    given = Given(course(*told(text)), asked("22 c2d1")[0], replace(US, gates=gates), POLICY)
    (found,) = (each for each in gate_outcomes(given) if each.code == "blood-counts")
    assert isinstance(found, Answered)


def test_a_toxicity_without_a_name_is_held_too() -> None:
    record = course("1 given c1d1", "3 harm other named rash grade 2 related")
    nameless = replace(record, facts=(record.facts[0], replace(record.facts[1], name="")))
    given = Given(nameless, asked("8 c1d8")[0], US, POLICY)
    (found,) = (each for each in gate_outcomes(given) if each.code == "other-toxicity")
    assert isinstance(found, Finding)
    assert found.sentence.startswith("Another toxicity of grade 2 (CTCAE 3.0) on 2026-11-04")


@pytest.mark.parametrize(("order", "asks"), [("RX-1", False), ("RX-2", True), ("", True)])
def test_drugs_of_another_order_do_not_answer(order: str, asks: bool) -> None:
    drugs = ("corticosteroid", "antipyretic", "antihistamine")
    record = course(*(f"1 also-ordered {each}" for each in drugs))
    given = Given(record, replace(asked("1 c1d1")[0], order=order), US, POLICY)
    (found,) = (each for each in gate_outcomes(given) if each.code == "premedication")
    assert isinstance(found, Question) is asks


def test_the_first_of_several_toxicities_that_end_the_treatment_is_named() -> None:
    text = (
        "1 given c1d1; 5 harm severe-liver-toxicity grade 3; 4 harm veno-occlusive-disease grade 1"
    )
    (found,) = outcomes("8 c1d8", text, "veno-occlusive-disease")
    assert isinstance(found, Finding)
    assert "was recorded on 2026-11-05" in found.sentence


def test_the_latest_cause_of_raised_values_is_named() -> None:
    text = (
        "1 given c1d1; 8 explained haemolysis; 1 explained Gilbert’s disease; "
        "8 bilirubin 2 mg/dL ULN 1 mg/dL"
    )
    found = outcomes("8 c1d8", text, "liver")[0]
    assert isinstance(found, Finding)
    assert "put down to haemolysis on 2026-11-09" in found.sentence


@pytest.mark.parametrize(
    ("cause", "stops"), [("1 explained Gilbert’s disease", False), ("7 explained haemolysis", True)]
)
def test_without_a_site_policy_only_a_lasting_cause_explains_an_other_day(
    cause: str, stops: bool
) -> None:
    text = (
        f"1 given c1d1; {cause}; 8 bilirubin 2 mg/dL ULN 1 mg/dL; 8 ast 120 U/L ULN 40 U/L; "
        "8 alt 20 U/L ULN 40 U/L"
    )
    given = Given(course(*told(text)), asked("8 c1d8")[0], US, None)
    (found,) = (each for each in gate_outcomes(given) if each.code == "liver")
    assert isinstance(found, Finding)
    assert (found.severity.value == "stop") is stops


def test_the_dates_are_judged_apart_from_the_gates() -> None:
    given = Given(course("1 given c1d1"), asked("8 c1d8")[0], US, POLICY)
    assert [each.code for each in due_now(given)] == ["interval"]
    assert "interval" not in [each.code for each in gate_outcomes(given)]
