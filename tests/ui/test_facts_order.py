"""What the order page says: the dose, the conditions, the course, and when to begin."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app import references
from app.core.course import Analyte, Course, CourseFact, DoseGiven, DoseOmitted, LaboratoryValue
from app.core.order import Order
from app.core.outlook import Outlook, outlook
from app.core.quantity import quantity
from app.preparations import ground_of
from app.ui.drawing.course import DayState
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.facts.banner import banner
from app.ui.facts.order import course, findings, open_points, wanted
from app.ui.facts.signs import people_text
from tests.core.hood import MORNING, TODAY, order, plan_for
from tests.ui.hospital import SITE

US = references.monograph_named("besponsa-us")


def _outlook(asked: Order, *facts: CourseFact, on: date = TODAY) -> Outlook:
    return outlook(asked, Course(facts), ground_of(US), on, None)


def _given(cycle: int, day: int, on: date) -> DoseGiven:
    return DoseGiven(cycle, day, on, "elsewhere")


def _findings(
    asked: Order, confirmed: tuple[str, ...] = (), reasons: dict[str, str] | None = None
) -> tuple[FindingFacts, ...]:
    return findings(_outlook(asked), frozenset(confirmed), reasons or {})


def _dose(asked: Order) -> str:
    (row,) = (row for row in _findings(asked) if row.code == "dose")
    return row.sentence


@pytest.mark.parametrize(
    ("dose", "sentence"),
    [
        (None, "No dose is ordered; calculated 1.456 mg"),
        ("1.456 mg", "Ordered 1.456 mg = calculated 1.456 mg"),
        ("1.46 mg", "Ordered 1.46 mg, calculated 1.456 mg (+0.27%)"),
        ("1.4 mg", "Ordered 1.4 mg, calculated 1.456 mg (−3.85%)"),
    ],
)
def test_the_ordered_dose_stands_beside_the_calculated_one(dose: str | None, sentence: str) -> None:
    assert _dose(order(dose=dose)) == sentence


def test_what_warns_comes_first_and_notes_come_last() -> None:
    rows = _findings(order(dose="1.54 mg"))
    states = [row.state for row in rows]
    assert states[0] is FindingState.WARN
    assert [row.code for row in rows[1:3]] == ["interval", "dose"]
    notes = [at for at, state in enumerate(states) if state is FindingState.NOTE]
    assert not notes or min(notes) > max(
        at for at, state in enumerate(states) if state is FindingState.ASK
    )


def test_what_is_answered_can_be_taken_back_or_changed() -> None:
    asked = order(dose="1.54 mg")
    gates = tuple(row.code for row in _findings(asked) if row.state is FindingState.ASK)
    warned = tuple(row.code for row in _findings(asked) if row.state is FindingState.WARN)
    rows = _findings(asked, gates, dict.fromkeys(warned, "agreed by telephone"))
    assert open_points(rows) == ""
    assert {row.open_to for row in rows if row.code in gates} == {"Take back"}
    assert {row.open_to for row in rows if row.code in warned} == {"Change"}


def test_open_points_are_counted() -> None:
    rows = _findings(order())
    asked = [row for row in rows if row.state is FindingState.ASK]
    assert open_points(rows).startswith(f"{len(asked)} open points.")
    one = (*(row for row in rows if row not in asked), asked[0])
    assert open_points(one).startswith("1 open point.")
    stop = replace(rows[0], state=FindingState.STOP)
    assert open_points((stop, *rows)).startswith("There is a stop.")


def test_what_the_record_answers_is_shown_with_its_numbers() -> None:
    blasts = LaboratoryValue(Analyte.BLOOD_BLASTS, quantity("4.2", "10*9/L"), TODAY, "laboratory")
    rows = findings(_outlook(order(), blasts), frozenset(), {})
    (row,) = (row for row in rows if row.code == "cytoreduction")
    assert (row.state, row.open_to) == (FindingState.OK, "")
    assert "4.2 ×10⁹/L (2026-11-02) = 4,200 per mm³, at most 10,000 per mm³" in row.detail
    assert rows[0].sentence == "Cycle 1 day 1 is due"


def test_an_answer_says_what_it_was_given_to() -> None:
    rows = _findings(order(), ("liver", "identity"))
    details = {row.code: row.detail for row in rows}
    assert details["liver"] == "confirmed · no value of bilirubin and AST and ALT is on record"
    assert details["identity"] == "confirmed"
    assert details["premedication"] == "look it up, then confirm"


def test_where_no_dose_can_be_planned_the_page_says_what_is_lacking() -> None:
    doses = [_given(1, day, TODAY - timedelta(days=22 - day)) for day in (1, 8, 15)]
    found = _outlook(order(cycle=2), *doses)
    rows = findings(found, frozenset(), {})
    assert (rows[0].code, rows[0].state) == ("no-plan", FindingState.STOP)
    assert "depends on the response" in rows[0].sentence
    assert "dose" not in {row.code for row in rows}
    facts = wanted(replace(order(), wanted=MORNING), None, US, references.policy(), MORNING, SITE)
    assert facts.figure == "no dose"
    assert banner(order(), None, US, SITE, "").dose == "no dose"


@pytest.mark.parametrize(
    ("day", "states"),
    [
        (8, [DayState.DUE, DayState.PLANNED]),
        (15, [DayState.DUE]),
    ],
)
def test_a_course_without_record_counts_from_the_dose_asked_for(
    day: int, states: list[DayState]
) -> None:
    facts = course(_outlook(order(cycle=2, day=day, response="cr")), US)
    (cycle,) = facts.cycles
    assert [each.state for each in cycle.days] == states
    assert (cycle.name, cycle.days[0].name) == ("Cycle 2", f"D{day}")
    assert "no earlier dose is on record" in facts.then


def test_the_first_dose_shows_its_cycle_and_when_the_next_may_begin() -> None:
    first, second = course(_outlook(order()), US).cycles
    assert [each.state for each in first.days] == [DayState.DUE, *[DayState.PLANNED] * 2]
    assert [each.dates for each in first.days] == ["2 Nov", "8–11 Nov", "14–18 Nov"]
    (day,) = second.days
    assert (second.name, day.dates) == ("Cycle 2", "23–30 Nov")
    assert second.remark == "dose depends on the response"


def test_the_cycle_before_is_shown_with_what_was_given_and_what_was_not() -> None:
    doses = (_given(1, 1, date(2026, 10, 5)), _given(1, 15, date(2026, 10, 19)))
    left = DoseOmitted(1, 8, date(2026, 10, 12), "fever", "elsewhere")
    asked = order(cycle=2, response="cri")
    first, second = course(_outlook(asked, *doses, left), US).cycles
    marks = [(each.state, each.dates) for each in first.days]
    assert marks == [
        (DayState.GIVEN, "5 Oct"),
        (DayState.MISSED, "12 Oct"),
        (DayState.GIVEN, "19 Oct"),
    ]
    assert (second.days[0].state, second.days[0].dates) == (DayState.DUE, "2 Nov")


def test_what_cannot_be_given_any_more_is_said_so() -> None:
    late = _outlook(order(day=15), _given(1, 1, date(2026, 10, 15)), on=date(2026, 10, 30))
    (first, *_) = course(late, US).cycles
    assert [each.state for each in first.days] == [
        DayState.GIVEN,
        DayState.MISSED,
        DayState.DUE,
    ]
    assert first.days[1].dates == "impossible"


def test_a_window_over_the_end_of_a_month_names_both() -> None:
    (first, _) = course(_outlook(order(), on=date(2026, 11, 22)), US).cycles
    assert first.days[1].dates == "28 Nov – 1 Dec"


def test_when_to_begin_follows_from_when_the_infusion_is_wanted() -> None:
    asked = replace(order(), wanted=MORNING + timedelta(hours=3))
    facts = wanted(asked, plan_for(asked, US), US, references.policy(), MORNING, SITE)
    assert facts.heading == "WANTED AT 13:00"
    assert facts.figure == "reconstitute 09:00 – 12:20"
    assert facts.problem == ""
    work, infusion = facts.spans
    assert 0 < work.start < work.end < infusion.start < infusion.end < 1
    late = MORNING + timedelta(hours=2, minutes=11)
    facts = wanted(asked, plan_for(asked, US), US, references.policy(), late, SITE)
    assert facts.problem == "Too late for 13:00"


def test_a_delay_of_the_sites_choosing_is_said_beforehand() -> None:
    asked = replace(order(), wanted=MORNING + timedelta(hours=3))

    def said(minutes: int) -> str:
        policy = replace(references.policy(), delay_minutes=minutes)
        return wanted(asked, plan_for(asked, US), US, policy, MORNING, SITE).reasons[2]

    assert said(40) == (
        "**40 min later:** infusion 13:40 – 14:40, in time if reconstituted from 09:40 on"
    )
    assert said(200).endswith("infusion 16:20 – 17:20, in time if reconstituted from 12:20 on")
    assert said(201) == (
        "**3 h 21 min later:** infusion 16:21 – 17:21, too late for this dose by 1 min: at most "
        "4 h at room temperature after dilution"
    )


def test_one_vial_is_one_vial() -> None:
    asked = replace(order(height="125 cm", weight="35 kg"), wanted=MORNING + timedelta(hours=3))
    made = plan_for(asked, US)
    assert made.vials == 1
    facts = wanted(asked, made, US, references.policy(), MORNING, SITE)
    assert facts.reasons[1].endswith("20 min at the hood for 1 vial, set up from 12:30")


def test_an_order_without_a_time_says_so() -> None:
    asked = order()
    facts = wanted(asked, plan_for(asked, US), US, references.policy(), MORNING, SITE)
    assert facts.figure == "no time given"
    assert facts.spans == ()


def test_the_banner_names_patient_drug_and_dose() -> None:
    asked = replace(order(), wanted=MORNING)
    facts = banner(asked, plan_for(asked, US), US, SITE, "Preparation 2611-0001")
    assert facts.patient == "DEMO, Adalind"
    assert "MRN 00482913" in facts.identity_line
    assert "born 1979-04-12 (47 y)" in facts.identity_line
    assert (facts.drug, facts.dose) == ("inotuzumab ozogamicin", "1.456 mg")
    assert "0.8 mg per m²" in facts.particulars
    without = banner(order(), plan_for(order(), US), US, SITE, "")
    assert "born 1979-04-12  ·" in without.identity_line


def test_square_metres_are_written_as_people_write_them() -> None:
    assert people_text("1.82 m2 × 0.8 mg/m2") == "1.82 m² × 0.8 mg/m²"
