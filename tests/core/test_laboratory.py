"""Laboratory values fit to be judged, and what is said of the others."""

from dataclasses import replace

import pytest

from app import references
from app.core.course import Analyte, Course, LaboratoryValue, Unusable
from app.core.laboratory import dated, implausible, look_up, plausible_values, unusable_findings
from app.core.quantity import quantity, show
from tests.core.course_table import asked, course, day, fact

POLICY = references.laboratory_policy()
DOSE, _ = asked("8 c1d8")


def value(line: str) -> LaboratoryValue:
    found = fact(line)
    assert isinstance(found, LaboratoryValue)
    return found


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("8 bilirubin 0.01 mg/dL", "0.01 mg/dL cannot be right; 0.02 mg/dL to 90 mg/dL"),
        ("8 bilirubin 0.02 mg/dL", ""),
        ("8 bilirubin 90 mg/dL", ""),
        ("8 bilirubin 90.01 mg/dL", "90.01 mg/dL cannot be right"),
        ("8 bilirubin 1539 umol/L", ""),
        ("8 bilirubin 1540 umol/L", "1,540 µmol/L cannot be right"),
        (
            "8 bilirubin 1 mg/dL ULN 0 mg/dL",
            "limit of normal of 0 mg/dL cannot be right; a limit",
        ),
        ("8 bilirubin 1 mg/dL ULN 0.19 mg/dL", "normal of 0.19 mg/dL cannot be right; 0.2 mg/dL"),
        ("8 bilirubin 1 mg/dL ULN 0.2 mg/dL", ""),
        ("8 bilirubin 1 mg/dL ULN 5 mg/dL", ""),
        ("8 bilirubin 1 mg/dL ULN 5.01 mg/dL", "5.01 mg/dL cannot be right"),
        ("8 ast 40 U/L ULN 9.9 U/L", "9.9 U/L cannot be right; 10 U/L to 150 U/L"),
        ("8 ast 0 U/L ULN 40 U/L", "AST of 2026-11-09: 0 U/L cannot be right"),
        ("8 platelets 0 10*9/L", ""),
        ("8 platelets 250000 10*9/L", "250,000 ×10⁹/L cannot be right"),
        ("8 marrow-blasts 100 %", ""),
        ("8 marrow-blasts 101 %", "101% cannot be right; 0% to 100% is plausible"),
    ],
)
def test_what_cannot_be(line: str, words: str) -> None:
    found = implausible(value(line), POLICY)
    assert (found is None) is (words == "")
    assert found is None or words in found.sentence


@pytest.mark.parametrize("policy", [POLICY, None])
def test_a_unit_of_something_else_cannot_be(policy: object) -> None:
    measured = value("8 bilirubin 1 mg/dL ULN 1.2 mg/dL")
    wrong = replace(measured, value=quantity(1, "U/L"))
    limit = replace(measured, upper_limit=quantity(40, "U/L"))
    for each, said in ((wrong, "1 U/L"), (limit, "an upper limit of normal of 40 U/L")):
        found = implausible(each, POLICY if policy else None)
        assert found is not None
        assert f"{said} cannot be right; a value in mg/dL or umol/L" in found.sentence


def test_without_a_policy_only_what_is_impossible_is_left_out() -> None:
    told = course("1 bilirubin 99 mg/dL")
    looked = look_up(told, Analyte.BILIRUBIN, DOSE, None)
    assert looked.value is not None
    assert looked.findings == ()
    none = course("8 bilirubin 1 mg/dL ULN 0 mg/dL")
    assert look_up(none, Analyte.BILIRUBIN, DOSE, None).value is None


def test_a_value_that_cannot_be_hides_an_older_one() -> None:
    told = course("7 bilirubin 1 mg/dL", "8 bilirubin 99 mg/dL")
    looked = look_up(told, Analyte.BILIRUBIN, DOSE, POLICY)
    assert looked.value is None
    assert [each.code for each in looked.findings] == ["bilirubin-implausible"]
    (only,) = plausible_values(told, Analyte.BILIRUBIN, day(8), POLICY)
    assert only.on == day(7)


def test_values_stand_by_date() -> None:
    told = course("8 ast 30 U/L", "9 ast 50 U/L", "7 ast 20 U/L", "8 ast 40 U/L")
    found = plausible_values(told, Analyte.AST, day(8), POLICY)
    assert [show(each.value) for each in found] == ["20 U/L", "30 U/L", "40 U/L"]


def test_of_two_values_whose_order_is_not_known_the_worse_is_used() -> None:
    told = course("8@08:00 bilirubin 0.7 mg/dL ULN 1.2 mg/dL", "8 bilirubin 4 mg/dL ULN 1.2 mg/dL")
    looked = look_up(told, Analyte.BILIRUBIN, DOSE, POLICY)
    assert looked.value == told.facts[1]
    assert [each.code for each in looked.findings] == ["bilirubin-twice"]


@pytest.mark.parametrize(
    ("lines", "worst"),
    [
        (("8 bilirubin 4 mg/dL ULN 1 mg/dL", "8 bilirubin 5 mg/dL ULN 2 mg/dL"), 0),
        (("8 bilirubin 4 mg/dL ULN 1 mg/dL", "8 bilirubin 5 mg/dL"), 1),
        (("8 bilirubin 4 mg/dL ULN 1 mg/dL", "8 bilirubin 4 mg/dL"), 1),
        (("8 bilirubin 1 mg/dL", "8 bilirubin 20 umol/L"), 1),
        (("8 bilirubin 9 mg/dL", "8 bilirubin 1 mg/dL ULN 0 mg/dL"), 1),
        (("8 neutrophils 1 10*9/L", "8 neutrophils 900 /mm3"), 1),
        (("8 platelets 50 10*9/L untransfused", "8 platelets 50 10*9/L transfused"), 1),
        (("8 platelets 50 10*9/L untransfused", "8 platelets 60 10*9/L transfused"), 0),
        (("8 marrow-blasts 4 %", "8 marrow-blasts 6 %"), 1),
    ],
)
def test_which_of_two_values_is_worse(lines: tuple[str, str], worst: int) -> None:
    for told in (course(*lines), course(*reversed(lines))):
        assert told.latest(value(lines[0]).analyte, day(8)) == value(lines[worst])


def test_a_value_of_another_unit_hides_the_others() -> None:
    (high,) = course("8 bilirubin 4 mg/dL").of(LaboratoryValue)
    odd = replace(high, value=quantity(1, "U/L"))
    assert Course((high, odd)).latest(Analyte.BILIRUBIN, day(8)) == odd
    assert look_up(Course((high, odd)), Analyte.BILIRUBIN, DOSE, None).unfit == (
        "bilirubin 1 U/L (2026-11-09) cannot be right"
    )


def test_what_could_not_be_read_is_named_with_its_day_and_its_number() -> None:
    told = course("1 given c1d1", "8 unusable AST", "5 unreadable dose")
    assert [each.sentence for each in unusable_findings(told, DOSE)] == [
        "Dose: A dose has no day. Once the dose is recorded by hand, take back entry 3.",
        "AST, 2026-11-09: The AST has no unit.",
    ]
    nameless = Course((Unusable("", "It has no unit.", None, "a file"),))
    (found,) = unusable_findings(nameless, DOSE)
    assert found.sentence == "An entry: It has no unit."


def test_what_could_not_be_read_is_said() -> None:
    told = course("8 unusable AST", "5 unreadable dose", "9 unusable ALT", "8 unusable weight")
    found = unusable_findings(told, DOSE)
    assert [(each.severity.value, each.code) for each in found] == [
        ("stop", "dose-unreadable-1"),
        ("warn", "unusable-2"),
        ("warn", "unusable-3"),
    ]


def test_a_value_in_words() -> None:
    assert dated(value("8 platelets 62 10*9/L")) == "platelets 62 ×10⁹/L (2026-11-09)"
