"""Which dose per area is due, and what the label says of the course."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app import references
from app.core.due import (
    age_findings,
    course_findings,
    dose_due,
    knowledge_findings,
    parse_reduction,
)
from app.core.formulary import Monograph
from app.core.order import Age, Response
from app.core.quantity import magnitude
from app.core.refused import Refused
from app.core.sourced import Checked

US, EU = references.monograph_named("besponsa-us"), references.monograph_named("besponsa-eu")


@pytest.mark.parametrize(
    ("cycle", "day", "response", "reduction", "per_area"),
    [
        (1, 1, None, None, "0.8"),
        (1, 8, None, None, "0.5"),
        (1, 15, Response.CR, None, "0.5"),
        (1, 1, Response.CR, None, "0.8"),
        (2, 1, Response.NONE, None, "0.8"),
        (2, 1, Response.CR, None, "0.5"),
        (6, 1, Response.CRI, None, "0.5"),
        (2, 8, None, None, "0.5"),
        (2, 1, Response.CR, 25, "0.375"),
        (2, 1, Response.NONE, 25, "0.6"),
        (2, 15, None, 25, "0.375"),
    ],
)
def test_the_dose_due(
    cycle: int, day: int, response: Response | None, reduction: int | None, per_area: str
) -> None:
    due = dose_due(US, cycle, day, response, reduction)
    assert magnitude(due.per_area, "mg/m2") == Decimal(per_area)
    assert due.reduction == reduction
    if reduction is None:
        assert due.unreduced == due.per_area
    else:
        assert due.unreduced * Decimal("0.75") == due.per_area


@pytest.mark.parametrize(
    ("cycle", "day", "sentence"),
    [
        (0, 1, "Cycle 0 does not exist; the first cycle is cycle 1."),
        (1, 9, "Day 9 has no dose of BESPONSA; the doses are on day 1, 8 and 15."),
        (2, 0, "Day 0 has no dose of BESPONSA; the doses are on day 1, 8 and 15."),
        (
            2,
            1,
            "The dose of cycle 2 day 1 depends on the response; say whether it is none, cr or cri.",
        ),
    ],
)
def test_a_dose_the_label_does_not_have_is_refused(cycle: int, day: int, sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        dose_due(US, cycle, day, None, None)
    assert caught.value.sentence == sentence


def test_the_reduction_is_the_one_of_the_label() -> None:
    assert parse_reduction("25%", US) == 25


@pytest.mark.parametrize("text", ["30%", "25", "25 %", "0.25", "025%", "-25%", "", "25%%", "٢٥%"])
def test_any_other_reduction_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="the label knows 25%, written 25%"):
        parse_reduction(text, US)


@pytest.mark.parametrize(
    ("cycle", "response", "reduction", "codes"),
    [
        (1, None, None, []),
        (3, Response.NONE, None, []),
        (3, None, None, []),
        (4, Response.NONE, None, ["stop:no-response"]),
        (4, None, None, ["warn:response-not-stated"]),
        (4, Response.CR, None, []),
        (6, Response.CRI, None, []),
        (7, Response.CR, None, ["stop:too-many-cycles"]),
        (7, Response.NONE, 25, ["stop:too-many-cycles", "stop:no-response", "warn:reduced-dose"]),
        (1, None, 25, ["warn:reduced-dose"]),
    ],
)
def test_what_the_label_says_of_a_course(
    cycle: int, response: Response | None, reduction: int | None, codes: list[str]
) -> None:
    found = course_findings(US, cycle, response, reduction)
    assert [f"{finding.severity.value}:{finding.code}" for finding in found] == codes


@pytest.mark.parametrize(
    ("monograph", "age", "codes"),
    [
        (US, None, ["note:age-not-given"]),
        (US, Age(0, 11, 30), ["stop:age-below-label"]),
        (US, Age(1), []),
        (EU, Age(17, 11, 30), ["stop:age-below-label"]),
        (EU, Age(18), []),
    ],
)
def test_the_age_of_the_label(monograph: Monograph, age: Age | None, codes: list[str]) -> None:
    found = age_findings(monograph, age)
    assert [f"{finding.severity.value}:{finding.code}" for finding in found] == codes


def test_every_limit_not_seen_in_a_label_is_noted() -> None:
    assert [f.code for f in knowledge_findings(US) if "statement" not in f.code] == [
        "not-seen-lowest-concentration",
        "not-seen-highest-concentration",
        "not-seen-diluted-at-room-temperature",
        "not-seen-diluted-in-refrigerator",
        "not-seen-equilibration",
        "not-seen-filter",
        "not-seen-line",
        "not-seen-course",
    ]
    assert [f.code for f in knowledge_findings(EU) if "statement" not in f.code] == [
        "not-seen-delivered-dose",
        "not-seen-delivered-volume",
        "not-seen-course",
    ]
    first = knowledge_findings(US)[0]
    assert "“lowest concentration”, 0.01 mg/mL, was not seen" in first.sentence
    assert first.severity.value == "note"
    course = knowledge_findings(US)[-1].sentence
    assert "(liver, other toxicity, hold next dose, omit next dose, reduce, " in course


def test_every_statement_not_seen_in_a_label_is_noted() -> None:
    def said(monograph: Monograph) -> list[str]:
        found = knowledge_findings(monograph)
        return [f.sentence.split("”")[0] for f in found if f.code.startswith("not-seen-statement-")]

    assert said(US) == [
        "The statement “Store at 20–25 °C.",
        "The statement “Store at 2–8 °C, then about 1 hour to room temperature.",
        "The statement “HAZARDOUS DRUG",
    ]
    assert said(EU) == ["The statement “HAZARDOUS DRUG"]


def test_a_count_not_seen_is_noted_too() -> None:
    unseen = replace(US.most_cycles, checked=Checked.FROM_KNOWLEDGE)
    sentences = [f.sentence for f in knowledge_findings(replace(US, most_cycles=unseen))]
    assert any("“most cycles”, 6, was not seen" in sentence for sentence in sentences)
