"""What the order page says: the dose, the conditions, the course, and when to begin."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app import references
from app.core.order import Order
from app.ui.drawing.course import DayState
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.facts.banner import banner
from app.ui.facts.order import course, findings, open_points, wanted
from app.ui.facts.signs import people_text
from tests.core.hood import MORNING, order, plan_for
from tests.ui.hospital import SITE

US = references.monograph_named("besponsa-us")


def _findings(
    asked: Order, confirmed: tuple[str, ...] = (), reasons: dict[str, str] | None = None
) -> tuple[FindingFacts, ...]:
    return findings(asked, plan_for(asked, US), US, frozenset(confirmed), reasons or {})


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
    assert rows[1].code == "dose"
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
    asked = sum(row.state is FindingState.ASK for row in rows)
    assert open_points(rows).startswith(f"{asked} open points.")
    one = (*(row for row in rows if row.state is not FindingState.ASK), rows[1])
    assert open_points(one).startswith("1 open point.")
    stop = replace(rows[0], state=FindingState.STOP)
    assert open_points((stop, *rows)).startswith("There is a stop.")


@pytest.mark.parametrize(
    ("day", "states"),
    [
        (1, [DayState.DUE, DayState.PLANNED, DayState.PLANNED]),
        (8, [DayState.DUE, DayState.PLANNED]),
        (15, [DayState.DUE]),
    ],
)
def test_the_course_shows_this_dose_and_the_later_ones(day: int, states: list[DayState]) -> None:
    (cycle,) = course(order(day=day), US, MORNING, SITE).cycles
    assert [each.state for each in cycle.days] == states
    assert cycle.days[0].name == f"D{day}"


@pytest.mark.parametrize(
    ("today", "dates"),
    [((2026, 11, 2), "8–11 Nov"), ((2026, 11, 22), "28 Nov – 1 Dec")],
)
def test_a_window_over_the_end_of_a_month_names_both(
    today: tuple[int, int, int], dates: str
) -> None:
    (cycle,) = course(order(), US, datetime(*today, 18, tzinfo=UTC), SITE).cycles
    assert cycle.days[1].dates == dates


def test_when_to_begin_follows_from_when_the_infusion_is_wanted() -> None:
    asked = replace(order(), wanted=MORNING + timedelta(hours=3))
    facts = wanted(asked, plan_for(asked, US), US, references.policy(), MORNING, SITE)
    assert facts.heading == "WANTED AT 13:00"
    assert facts.figure == "reconstitute 09:00 – 12:10"
    assert facts.problem == ""
    work, infusion = facts.spans
    assert 0 < work.start < work.end < infusion.start < infusion.end < 1
    late = MORNING + timedelta(hours=2, minutes=11)
    facts = wanted(asked, plan_for(asked, US), US, references.policy(), late, SITE)
    assert facts.problem == "Too late for 13:00"


def test_one_vial_is_one_vial() -> None:
    asked = replace(order(height="125 cm", weight="35 kg"), wanted=MORNING + timedelta(hours=3))
    made = plan_for(asked, US)
    assert made.vials == 1
    facts = wanted(asked, made, US, references.policy(), MORNING, SITE)
    assert facts.reasons[1].endswith("for 1 vial")


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
