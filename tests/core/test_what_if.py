"""What would come out otherwise, were the weight, the response, a value or the day another."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app import references
from app.core.course import (
    Analyte,
    Course,
    CourseFact,
    Discontinued,
    DoseGiven,
    LaboratoryValue,
    ResponseAssessed,
)
from app.core.order import Order, Patient, Response
from app.core.outlook import Ground, Outlook, outlook
from app.core.quantity import quantity
from app.core.surface_area import formula_named
from app.core.what_if import Difference, Supposed, compared, differences, suppose

ON = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
BEGUN = date(2026, 10, 12)


def order(cycle: int = 2, day: int = 1, response: Response | None = None) -> Order:
    return Order(
        identifier="DEMO-ORDER-0009",
        patient=Patient("DEMO, Adalind", "00482913", date(1979, 4, 12)),
        drug="inotuzumab ozogamicin",
        cycle=cycle,
        day=day,
        height=quantity("170", "cm"),
        weight=quantity("70", "kg"),
        height_on=ON,
        weight_on=ON,
        response=response,
    )


def ground() -> Ground:
    policy = references.policy()
    return Ground(
        monograph=references.monograph_named("besponsa-us"),
        policy=policy,
        laboratory=references.laboratory_policy(),
        formula=formula_named(policy.formula, references.formulas()),
        syringes=references.syringes(),
    )


def given(cycle: int, day: int, on: date) -> DoseGiven:
    return DoseGiven(cycle, day, on, "preparation 2610-0001")


CYCLE_ONE = tuple(given(1, day, BEGUN + timedelta(days=day - 1)) for day in (1, 8, 15))
RESPONDED = ResponseAssessed(Response.NONE, date(2026, 11, 1), "marrow report")


def value(analyte: Analyte, number: str, code: str, on: date = ON) -> LaboratoryValue:
    limit = quantity("40", "U/L") if code == "U/L" else None
    return LaboratoryValue(analyte, quantity(number, code), on, "laboratory", upper_limit=limit)


def both(supposed: Supposed, asked: Order, *facts: CourseFact) -> tuple[Outlook, Outlook]:
    course = Course(facts)
    before = outlook(asked, course, ground(), ON, AT)
    asked, course, on = suppose(supposed, asked, course, ON)
    return before, outlook(asked, course, ground(), on, AT if on == ON else None)


def changes(supposed: Supposed, asked: Order, *facts: CourseFact) -> dict[str, Difference]:
    return {each.what: each for each in differences(*both(supposed, asked, *facts))}


def test_nothing_supposed_changes_nothing() -> None:
    asked, course = order(), Course((*CYCLE_ONE, RESPONDED))
    assert suppose(Supposed(), asked, course, ON) == (asked, course, ON)
    assert changes(Supposed(), asked, *course.facts) == {}


def test_another_weight_is_another_dose() -> None:
    found = changes(Supposed(weight=quantity("100", "kg")), order(), *CYCLE_ONE, RESPONDED)
    assert found["Body surface area"] == Difference("Body surface area", "1.82 m2", "2.17 m2")
    assert found["Calculated dose"] == Difference("Calculated dose", "1.456 mg", "1.736 mg")
    assert found["Volume to withdraw"].supposed == "7 mL"
    assert found["Waste"] == Difference("Waste", "0.344 mg", "0.064 mg")
    assert "Dose per area" not in found


def test_another_height_is_another_area() -> None:
    found = changes(Supposed(height=quantity("190", "cm")), order(), *CYCLE_ONE, RESPONDED)
    assert found["Body surface area"].supposed == "1.92 m2"


def test_another_response_is_another_dose_per_area() -> None:
    found = changes(Supposed(response=Response.CR), order(), *CYCLE_ONE, RESPONDED)
    assert found["Dose per area"] == Difference("Dose per area", "0.8 mg/m2", "0.5 mg/m2")
    decides = "Response that decides"
    assert found[decides] == Difference(decides, "no CR or CRi", "CR")
    assert found["Response"].supposed == "In order: Response: CR (assessed 2026-11-02, supposed)"


def test_a_supposed_response_stands_for_that_of_the_day_and_of_the_order() -> None:
    asked = order(response=Response.NONE)
    of_the_day = replace(RESPONDED, on=ON)
    before, after = both(Supposed(response=Response.CRI), asked, *CYCLE_ONE, of_the_day)
    assert (before.review.response, after.review.response) == (Response.NONE, Response.CRI)
    codes = {finding.code for finding in after.review.findings}
    assert not codes & {"two-responses-on-one-day", "response-contradicts"}


def test_a_supposed_response_decides_a_cycle_that_has_begun() -> None:
    begun = ON - timedelta(days=7)
    facts = (*CYCLE_ONE, given(2, 1, begun), value(Analyte.AST, "31", "U/L", begun))
    before, after = both(Supposed(response=Response.CR), order(day=8), *facts)
    assert (before.review.response, after.review.response) == (None, Response.CR)


def test_a_value_answers_a_question_and_another_stops() -> None:
    facts = (*CYCLE_ONE, RESPONDED)
    fit = tuple(
        value(analyte, number, code)
        for analyte, number, code in (
            (Analyte.AST, "31", "U/L"),
            (Analyte.ALT, "31", "U/L"),
        )
    )
    bilirubin = replace(
        value(Analyte.BILIRUBIN, "0.8", "mg/dL"), upper_limit=quantity("1.2", "mg/dL")
    )
    answered = changes(Supposed(values=(*fit, bilirubin)), order(), *facts)["Liver"]
    assert answered.recorded.startswith("To confirm: Bilirubin is at most 1.5 × ULN")
    assert answered.supposed.startswith("In order: ")
    high = replace(bilirubin, value=quantity("3", "mg/dL"))
    above = (high, *(replace(each, value=quantity("200", "U/L")) for each in fit))
    stopped = changes(Supposed(values=above), order(), *facts, *fit, bilirubin)["Liver"]
    assert stopped.recorded.startswith("In order: ")
    assert stopped.supposed.startswith("STOP: ")


def test_a_supposed_value_stands_for_that_of_the_day_however_late_that_was() -> None:
    measured = replace(value(Analyte.AST, "400", "U/L"), at=AT)
    _, course, _ = suppose(
        Supposed(values=(value(Analyte.AST, "31", "U/L"),)),
        order(),
        Course((RESPONDED, measured, value(Analyte.ALT, "9", "U/L"))),
        ON,
    )
    latest = course.latest(Analyte.AST, ON)
    assert latest is not None
    assert latest.value == quantity("31", "U/L")
    assert course.latest(Analyte.ALT, ON) is not None
    assert course.of(ResponseAssessed) == (RESPONDED,)


def test_a_day_too_early_is_a_stop_first_of_all() -> None:
    early = Supposed(on=date(2026, 10, 31))
    before, after = both(early, order(), *CYCLE_ONE, replace(RESPONDED, on=date(2026, 10, 30)))
    rows = compared(before, after)
    found = {each.what: each for each in rows}
    assert found["Day of this dose"] == Difference("Day of this dose", "2026-11-02", "2026-10-31")
    stopped = found["Interval too short"]
    assert stopped.recorded == ""
    assert stopped.supposed.startswith("STOP: Cycle 1 day 15 was given on 2026-10-26")
    after_figures = [each for each in rows if each.supposed.startswith(("STOP", "Note", "In"))]
    assert after_figures[0].supposed.startswith("STOP")


def test_a_later_day_moves_the_dates() -> None:
    found = changes(Supposed(on=date(2026, 11, 12)), order(), *CYCLE_ONE, RESPONDED)
    assert found["Cycle 2 day 1"] == Difference(
        "Cycle 2 day 1",
        "due from 2026-11-02 to 2026-11-09",
        "late from 2026-11-02 to 2026-11-09 (3 days late)",
    )
    assert found["Cycle 2 day 8"].supposed == "planned from 2026-11-18 to 2026-11-21"


def test_where_no_plan_can_be_made_it_says_why() -> None:
    rows = compared(*both(Supposed(response=Response.CR), order(), *CYCLE_ONE))
    plan, area = rows[0], rows[1]
    assert plan.what == "Plan"
    assert "depends on the response" in plan.recorded
    assert plan.supposed == "a plan can be made"
    assert (area.recorded, area.supposed) == ("no plan", "1.82 m2")


def test_a_course_that_ended_has_no_next_dose() -> None:
    ended = Discontinued(date(2026, 11, 1), "progression", "a letter")
    rows = compared(*both(Supposed(), order(day=15), *CYCLE_ONE[:1], RESPONDED, ended))
    (following,) = (each for each in rows if each.what == "Next dose")
    assert following.recorded == "none"


def test_a_reduction_is_said() -> None:
    reduced = replace(order(), reduction="25%")
    rows = compared(*both(Supposed(), reduced, *CYCLE_ONE, RESPONDED))
    (found,) = (each for each in rows if each.what == "Reduction in force")
    assert found == Difference("Reduction in force", "25% less", "25% less")
    assert not found.changed
