"""Bodies that cannot be, each with the slip that would explain it."""

import pytest

from app import references
from app.core.order import Age
from app.core.plausibility import body_findings
from app.core.quantity import Measure, parse

PLAUSIBLE = references.policy().plausible


def found(height: str, weight: str, age: Age | None = None) -> list[tuple[str, str]]:
    """Return severity and code of every finding, and the sentences joined after them."""
    findings = body_findings(
        parse(height, Measure.HEIGHT), parse(weight, Measure.BODY_WEIGHT), age, PLAUSIBLE
    )
    return [(finding.severity.value, finding.code) for finding in findings]


def sentences(height: str, weight: str, age: Age | None = None) -> str:
    findings = body_findings(
        parse(height, Measure.HEIGHT), parse(weight, Measure.BODY_WEIGHT), age, PLAUSIBLE
    )
    return " ".join(finding.sentence for finding in findings)


@pytest.mark.parametrize(
    ("height", "weight", "age"),
    [
        ("170 cm", "70 kg", Age(46)),
        ("170 cm", "70 kg", None),
        ("45 cm", "2.5 kg", Age(0, 1)),
        ("215 cm", "200 kg", Age(30)),
        ("120 cm", "30 kg", Age(18)),
        ("75 cm", "9.9 kg", Age(1)),
        ("200 cm", "200 kg", Age(120, 11, 30)),
        ("100 cm", "11 kg", Age(3)),
        ("100 cm", "50 kg", Age(3)),
    ],
)
def test_a_usual_body_is_not_remarked_on(height: str, weight: str, age: Age | None) -> None:
    assert found(height, weight, age) == []


@pytest.mark.parametrize(
    ("height", "weight", "expected"),
    [
        ("44.9 cm", "2.5 kg", [("warn", "height-implausible")]),
        ("215.1 cm", "100 kg", [("warn", "height-implausible")]),
        ("30 cm", "1 kg", [("warn", "height-implausible"), ("warn", "weight-implausible")]),
        ("29.9 cm", "2.5 kg", [("stop", "height-implausible")]),
        ("275 cm", "200 kg", [("warn", "height-implausible")]),
        ("275.1 cm", "200 kg", [("stop", "height-implausible")]),
        ("50 cm", "2.4 kg", [("warn", "weight-implausible")]),
        ("200 cm", "250.1 kg", [("warn", "weight-implausible")]),
        ("250 cm", "650 kg", [("warn", "height-implausible"), ("warn", "weight-implausible")]),
        ("250 cm", "650.1 kg", [("warn", "height-implausible"), ("stop", "weight-implausible")]),
        (
            "45 cm",
            "0.4 kg",
            [("stop", "weight-implausible"), ("stop", "height-and-weight-disagree")],
        ),
        ("100 cm", "10.9 kg", [("warn", "height-and-weight-disagree")]),
        ("100 cm", "50.1 kg", [("warn", "height-and-weight-disagree")]),
        ("100 cm", "7 kg", [("warn", "height-and-weight-disagree")]),
        ("100 cm", "6.9 kg", [("stop", "height-and-weight-disagree")]),
        ("100 cm", "110 kg", [("warn", "height-and-weight-disagree")]),
        ("100 cm", "110.1 kg", [("stop", "height-and-weight-disagree")]),
    ],
)
def test_outside_the_usual_warns_and_outside_the_outer_bounds_stops(
    height: str, weight: str, expected: list[tuple[str, str]]
) -> None:
    assert found(height, weight) == expected


def test_an_adult_is_measured_by_adult_bounds_from_the_18th_birthday_on() -> None:
    assert found("119 cm", "30 kg", Age(17, 11, 30)) == []
    assert found("119 cm", "30 kg", Age(18)) == [("warn", "height-implausible")]
    assert found("130 cm", "29 kg", Age(18)) == [("warn", "weight-implausible")]
    assert "for an adult" in sentences("119 cm", "30 kg", Age(18))
    assert "for a patient" in sentences("300 cm", "70 kg", Age(17))


@pytest.mark.parametrize(
    ("height", "weight", "age", "slip"),
    [
        ("1.7 cm", "70 kg", None, "; was 1.7 m meant, 170 cm? Measure again"),
        ("67 cm", "70 kg", Age(46), "; was 67 in meant, 170.2 cm? Measure again"),
        ("5.5 cm", "70 kg", None, "; was 5.5 ft meant, 167.6 cm? Measure again"),
        ("170 in", "70 kg", None, "; was 170 cm meant, 170 cm? Measure again"),
        ("170 cm", "154 kg", Age(46), "; was 154 lb meant, 69.9 kg? Measure again"),
        ("150 cm", "45 lb", None, "; was 45 kg meant, 45 kg? Measure again"),
        ("70 cm", "170 kg", Age(46), "; were height and weight exchanged? Measure again"),
        ("300 cm", "70 kg", None, "for a patient. Measure again and correct the order."),
    ],
)
def test_the_likely_slip_is_named(height: str, weight: str, age: Age | None, slip: str) -> None:
    assert slip in sentences(height, weight, age)


def test_a_slip_is_named_only_where_it_would_be_usual() -> None:
    assert "meant" not in sentences("170 cm", "700 kg")
    assert "meant" not in sentences("170 cm", "600 kg")


def test_units_other_than_cm_and_kg_are_shown_exactly_and_warned_of() -> None:
    assert found("5.5 ft", "154 lb") == [
        ("warn", "height-not-in-cm"),
        ("warn", "weight-not-in-kg"),
    ]
    text = sentences("5.5 ft", "154 lb")
    assert "given as 5.5 ft, exactly 167.64 cm; measure and order it in cm" in text
    assert "given as 154 lb, exactly 69.8532 kg; measure and order it in kg" in text


def test_an_age_beyond_all_measure_stops() -> None:
    assert found("170 cm", "70 kg", Age(121)) == [("stop", "age-implausible")]
    assert "An age of 121 y is not plausible" in sentences("170 cm", "70 kg", Age(121))
