"""What holds for every course: no sequence of events leads past a rule without a stop."""

from datetime import date, timedelta
from fractions import Fraction as F
from itertools import pairwise

import pytest
from hypothesis import event as happened
from hypothesis import given, settings
from hypothesis import strategies as st

from app import references
from app.core.asked import AskedDose
from app.core.calendar import CalendarDose, Mark, calendar
from app.core.course import (
    Course,
    CourseFact,
    Discontinued,
    DoseReduced,
    Harm,
    HarmSeen,
    Interrupted,
    LaboratoryValue,
    TakenBack,
)
from app.core.formulary import Monograph
from app.core.order import Response
from app.core.review import review
from app.core.schedule import next_cycle, window
from tests.core import random_courses as random
from tests.core.course_table import DAY_ONE, asked, course, day, judge, told
from tests.core.random_courses import Given, Walk

US, EU = references.monograph_named("besponsa-us"), references.monograph_named("besponsa-eu")
LABELS = st.sampled_from(("besponsa-us", "besponsa-eu"))
NAMES = [each.identifier for each in references.monographs()]
MOST_DAYS = 20


def standing(walk: Walk, number: int) -> list[CourseFact]:
    """Return the facts that counted when the fact of that number was recorded."""
    before = walk.facts[: number - 1]
    gone = {fact.about for fact in before if isinstance(fact, TakenBack)}
    return [fact for place, fact in enumerate(before, start=1) if place not in gone]


def lowest(facts: list[CourseFact], before: list[Given], cycle: int) -> F:
    """Return the least part of the label's dose that was given or decided so far.

    What was given counts as far as a record can show it: an amount in mg shows it only beside
    an earlier dose of which the area is on record, and only where it lies further below what was
    decided than another body weight explains; less than that is warned of. Up to 10% less is
    rounding.
    """
    decided = [
        F(100 - fact.percent, 100)
        for fact in facts
        if isinstance(fact, DoseReduced) and fact.percent
    ]
    if any(long_ago(fact, before, cycle) for fact in facts):
        decided.append(F(3, 4))
    in_force = min(decided, default=F(1))
    given = [
        part
        for each, part in ((one, F(one.per_area) / F(one.label)) for one in before)
        if each.recorded != "mg"
        or (
            any(one.on < each.on and shows_area(one) for one in before)
            and part <= in_force * F(4, 5)
        )
    ]
    return min([*decided, *(each for each in given if each < F(9, 10))], default=F(1))


def shows_area(dose: Given) -> bool:
    """Tell whether the record of a dose shows the area: its mg of a full dose, or mg and mg/m2."""
    full = dose.per_area == dose.label and (dose.cycle == 1 or dose.day > 1)
    return dose.recorded == "both" or (dose.recorded == "mg" and full)


def long_ago(fact: CourseFact, before: list[Given], cycle: int) -> bool:
    """Tell whether a fact is an interruption of 14 days or more that began in an earlier cycle."""
    if not isinstance(fact, Interrupted) or fact.until is None:
        return False
    begun = [each.cycle for each in before if each.on <= fact.begun]
    return (fact.until - fact.begun).days >= 14 and bool(begun) and max(begun) < cycle


@settings(max_examples=120)
@given(st.data())
def test_no_sequence_of_events_leads_past_a_rule(data: st.DataObject) -> None:
    walk = data.draw(random.walks(data.draw(LABELS), measured=True))
    happened(f"{min(len(walk.given), 12) // 3 * 3} doses or more")
    for each in walk.given:
        facts = standing(walk, each.number)
        gone = {fact.about for fact in walk.facts[: each.number - 1] if isinstance(fact, TakenBack)}
        before = [one for one in walk.given if one.number < each.number and one.number not in gone]
        assert all((each.on - one.on).days >= 6 for one in before)
        assert (each.cycle, each.day) not in {(one.cycle, one.day) for one in before}
        assert all((one.cycle, one.day) < (each.cycle, each.day) for one in before)
        assert each.cycle <= 6
        assert not any(isinstance(fact, Discontinued) for fact in facts)
        assert not any(ends(fact, before) for fact in facts)
        assert F(each.per_area) <= F(each.label) * lowest(facts, before, each.cycle)
        fewest = [
            f.doses_per_cycle for f in facts if isinstance(f, DoseReduced) and f.doses_per_cycle
        ]
        had = sum(one.cycle == each.cycle for one in before)
        assert had < min(fewest, default=3)


def ends(fact: CourseFact, before: list[Given]) -> bool:
    """Tell whether a fact is a toxicity that ends the treatment, seen since its first dose."""
    if not isinstance(fact, HarmSeen) or not fact.grade:
        return False
    if any((one.cycle, one.day) == (1, 1) and fact.on < one.on for one in before) or not before:
        return False
    ours = fact.harm is Harm.INFUSION_REACTION and fact.related is not False
    severe = ours and fact.grade >= 3
    return severe or fact.harm in (Harm.VENO_OCCLUSIVE_DISEASE, Harm.SEVERE_LIVER_TOXICITY)


@settings(max_examples=120)
@given(random.histories, random.doses, st.sampled_from(NAMES), st.booleans())
def test_no_record_makes_the_review_fail(
    facts: list[CourseFact], dose: AskedDose, label: str, with_policy: bool
) -> None:
    policy = references.laboratory_policy() if with_policy else None
    monograph = references.monograph_named(label)
    found = review(Course(tuple(facts)), dose, monograph, policy)
    calendar(Course(tuple(facts)), monograph, dose.on)
    codes = [each.code for each in found.findings]
    assert len(codes) == len(set(codes))
    assert all(each.sentence and each.source for each in found.findings)


@given(random.histories, random.facts, random.doses, LABELS)
def test_a_fact_taken_back_changes_nothing(
    facts: list[CourseFact], wrong: CourseFact, dose: AskedDose, label: str
) -> None:
    # One that takes back a number that is not there yet would mean another fact.
    facts = [each for each in facts if not isinstance(each, TakenBack) or each.about <= len(facts)]
    back = TakenBack(len(facts) + 1, dose.on, "an error", "a person")
    monograph = references.monograph_named(label)
    plain = judge(Course(tuple(facts)), dose, monograph)
    both = judge(Course((*facts, wrong, back)), dose, monograph)
    assert (plain.outcomes, plain.dose, plain.words) == (both.outcomes, both.dose, both.words)


def moment(fact: CourseFact) -> tuple[object, ...]:
    """Return what of two facts must differ so that neither stands against the other."""
    kind = fact.analyte if isinstance(fact, LaboratoryValue) else None
    when = getattr(fact, "on", None) or getattr(fact, "begun", None)
    return type(fact), kind, when


@given(
    st.lists(random.facts, max_size=10, unique_by=moment),
    random.doses,
    LABELS,
    st.randoms(use_true_random=False),
)
def test_the_order_of_recording_does_not_matter(
    facts: list[CourseFact], dose: AskedDose, label: str, chance: object
) -> None:
    shuffled = list(facts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    monograph = references.monograph_named(label)
    one = judge(Course(tuple(facts)), dose, monograph)
    other = judge(Course(tuple(shuffled)), dose, monograph)
    assert (one.outcomes, one.dose) == (other.outcomes, other.dose)


# The calendar and the review agree.


def stopped(walk: Walk, coming: CalendarDose, on: date) -> bool:
    found = judge(walk.course(), AskedDose(coming.cycle, coming.day, on), walk.monograph)
    return any(
        each.startswith("stop:") and not each.startswith("stop:other-toxicity")
        for each in found.outcomes
    )


@settings(max_examples=120)
@given(st.data())
def test_the_calendar_and_the_review_agree(data: st.DataObject) -> None:
    walk = data.draw(random.walks(data.draw(LABELS)))
    today = walk.today + timedelta(days=data.draw(st.integers(0, 12)))
    shown = calendar(walk.course(), walk.monograph, today)
    coming = shown.following
    if coming is None or sound(walk, coming, today):
        happened("nothing comes" if coming is None else coming.mark.value)
    if coming is None:
        follows = next_ones(walk)
        assert all(stopped(walk, each, today) for each in follows)
    elif sound(walk, coming, today):
        agree(walk, coming, today)


def sound(walk: Walk, coming: CalendarDose, today: date) -> bool:
    """Tell whether the record has nothing against itself, so that a dose can be reckoned."""
    record = {"stop:given-and-omitted", "stop:first-day-not-on-record", "stop:cycle-not-on-record"}
    record |= {"stop:dose-within-interruption", "stop:dose-on-record-as-omitted"}
    record |= {"stop:two-responses-on-one-day", "stop:doses-out-of-order"}
    found = judge(walk.course(), AskedDose(coming.cycle, coming.day, today), walk.monograph)
    return not found.outcomes & record


def agree(walk: Walk, coming: CalendarDose, today: date) -> None:
    assert coming.earliest is not None
    soonest = max(coming.earliest, today)
    for ahead in range(max(0, (coming.earliest - today).days)):
        assert stopped(walk, coming, today + timedelta(days=ahead)), "too early"
    latest = soonest if coming.latest is None else max(coming.latest, soonest)
    for ahead in range(min((latest - soonest).days, MOST_DAYS) + 1):
        on = soonest + timedelta(days=ahead)
        assert not stopped(walk, coming, on), f"{coming} may not be given on {on}"
    assert (coming.mark is Mark.PLANNED) is (today < coming.earliest)


def next_ones(walk: Walk) -> list[CalendarDose]:
    """Return the doses that could come next: those of the cycle, and the first of the next."""
    had = [(each.cycle, each.day) for each in walk.counting()]
    cycle, last = max(had, default=(1, 0))
    places = [(cycle, each) for each in random.DAYS if each > last] + [(cycle + 1, 1)]
    return [CalendarDose(*place, Mark.PLANNED) for place in places]


@settings(max_examples=60)
@given(random.walks("besponsa-us", harmless=True), st.integers(0, 10))
def test_what_is_planned_can_be_given_as_planned(walk: Walk, later: int) -> None:
    walk.today += timedelta(days=later)
    shown = calendar(walk.course(), US, walk.today)
    open_ones = [
        each for cycle in shown.cycles for each in cycle.doses if each.earliest is not None
    ]
    for each in open_ones:
        assert each.earliest is not None
        walk.today = max(walk.today, each.earliest)
        response = judge(
            walk.course(), AskedDose(each.cycle, each.day, walk.today), US
        ).review.response
        order = None if response is not None or each.cycle == 1 else Response.CR
        assert walk.ask(each.cycle, each.day, order, told=True), each
    assert all(one.earliest <= two.earliest for one, two in pairwise(open_ones))  # type: ignore[operator]


# A second arithmetic of windows: every day is tried.


@given(st.integers(1, 14), st.sampled_from((8, 15)))
def test_windows_by_trying_every_day(last: int, number: int) -> None:
    tried = [each for each in range(60) if abs(each - number) <= 2 and each - last >= 6]
    found = window(US, day(1), day(last), number)
    assert found.due == day(number)
    shown = [each for each in range(60) if found.earliest <= day(each) <= found.latest]
    assert shown == tried


@given(st.integers(1, 6), st.integers(1, 40))
def test_next_cycles_by_trying_every_day(cycle: int, last: int) -> None:
    least, most = (21, 28) if cycle == 1 else (28, 28)
    tried = [each for each in range(1, 90) if each - 1 >= least and each - last >= 6]
    found = next_cycle(US, cycle, day(1), day(last))
    assert found is not None
    assert found.cycle == cycle + 1
    assert found.earliest == day(tried[0])
    assert found.latest == max(day(1) + timedelta(days=most), day(tried[0]))


@pytest.mark.parametrize("monograph", [US, EU], ids=lambda each: each.identifier)
def test_the_review_and_the_second_arithmetic_of_a_cycle(monograph: Monograph) -> None:
    for second in range(7, 15):
        for third in range(second, 26):
            dose, _ = asked(f"{third} c1d15")
            found = judge(course(*told(f"1 given c1d1; {second} given c1d8")), dose, monograph)
            early = third - second < 6 or third < 13
            assert any(each.startswith("stop:") for each in found.outcomes) is (
                early or third >= 22
            )
            in_time = not early and third <= 17
            assert ("met:interval" in found.outcomes) is in_time
    assert day(1) == DAY_ONE
