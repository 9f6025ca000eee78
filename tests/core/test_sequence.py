"""Whether a dose is the next one: what a person reads where it is not."""

from dataclasses import replace

from app import references
from app.core.course import Course
from app.core.formulary import Monograph
from app.core.given_doses import given_once
from app.core.outcome import Answered, Outcome
from app.core.sequence import due_outcomes, omission, record_findings
from tests.core.course_table import asked, course, told

US = references.monograph_named("besponsa-us")
ADVICE = "If a toxicity is the reason, record the interruption: its length decides the dose."
# A label that says neither how far doses lie apart nor how long a cycle is.
SILENT = replace(US, days_between_doses=None, day_tolerance=None, cycle_lengths=())


def said(dose: str, text: str, monograph: Monograph = US) -> list[str]:
    found, _ = asked(dose)
    return [sentence(each) for each in due_outcomes(course(*told(text)), found, monograph)]


def sentence(outcome: Outcome) -> str:
    if isinstance(outcome, Answered):
        return f"{outcome.sentence}: {outcome.detail}"
    return getattr(outcome, "sentence", "")


def test_a_dose_that_is_due_says_from_when_until_when() -> None:
    assert said("1 c1d1", "") == ["Cycle 1 day 1 is due: first dose of the course, 2026-11-02"]
    assert said("8 c1d8", "1 given c1d1") == [
        "Cycle 1 day 8 is due: due 2026-11-09, 7 days after day 1 of 2026-11-02; "
        "2026-11-08 to 2026-11-11"
    ]


def test_a_dose_too_soon_says_from_when() -> None:
    assert said("6 c1d8", "1 given c1d1") == [
        "Cycle 1 day 1 was given on 2026-11-02; between doses lie at least 6 days. Cycle 1 day 8 "
        "may be given from 2026-11-08 on."
    ]


def test_without_a_dose_on_record_only_the_first_is_due() -> None:
    assert said("8 c1d8", "") == []
    assert said("1 c2d1", "") == []


def test_a_label_that_does_not_say_is_not_guessed() -> None:
    assert said("2 c1d8", "1 given c1d1", SILENT) == [
        "Cycle 1 day 1 was given on 2026-11-02; whether cycle 1 day 8 is due on 2026-11-03 was "
        "not checked, for the monograph does not say."
    ]
    first, second = said("1 c1d8", "1 given c1d1", SILENT)
    assert "no other dose is given on the same day" in first
    assert "was not checked" in second
    no_length = replace(US, cycle_lengths=())
    assert said("22 c2d1", "cycles 1-1", no_length) == []


def test_doses_too_close_are_not_looked_for_where_the_label_sets_no_bound() -> None:
    told_close = course("1 given c1d1", "3 given c1d8")
    assert [each.code for each in record_findings(told_close, US)] == ["doses-were-too-close"]
    assert record_findings(told_close, SILENT) == ()


def test_a_record_of_nothing_has_nothing_against_itself() -> None:
    assert record_findings(Course(), US) == ()


def test_a_dose_is_omitted_from_7_days_on() -> None:
    rules = [omission(US, days) for days in (6, 7, 8)]
    assert [rule is not None for rule in rules] == [False, True, True]
    assert omission(replace(US, interruptions=()), 30) is None


def test_one_dose_told_by_two_sources_counts_once() -> None:
    twice = course("1 given c1d1", "1 given c1d1 1.4 mg from a file", "1 given c1d1 1400 mg")
    assert [each.source for each in given_once(twice)] == ["the record", "a file"]
    same = course("1 given c1d1 1.4 mg", "1 given c1d1 1.40 mg from a file")
    assert len(given_once(same)) == 1


def test_an_amount_that_one_source_rounds_is_the_same_dose() -> None:
    def count(*amounts: str) -> int:
        return len(given_once(course(*(f"1 given c1d1 {each} mg" for each in amounts))))

    assert count("1.456", "1.46") == 1
    assert count("1", "0.95") == 1
    assert count("0.95", "1") == 1
    assert count("1", "0.949") == 2
    found = course("1 given c1d1 1.456 mg", "1 given c1d1 1.46 mg from a file")
    assert record_findings(found, US) == ()


def test_a_record_that_begins_late_asks_what_went_before() -> None:
    (found,) = record_findings(course("22 given c2d1"), US)
    assert found.sentence == (
        "The record begins with cycle 2. Record the doses before it with their dates; was "
        "treatment interrupted or the dose reduced then? Record that too, or say how it is known "
        "that this dose is due in full."
    )


def test_a_late_dose_asks_for_the_interruption() -> None:
    (late,) = said("12 c1d8", "1 given c1d1")
    assert late.endswith(ADVICE)
    (cycle,) = said("40 c2d1", "cycles 1-1")
    assert "begins 11 days later" in cycle
    assert cycle.endswith(ADVICE)


def test_a_late_dose_does_not_ask_for_the_interruption_on_record() -> None:
    (late,) = said("12 c1d8", "1 given c1d1; 6 interrupted until 11")
    assert late.endswith("2026-11-13 is 4 days late.")
    (cycle,) = said("40 c2d1", "cycles 1-1; 16 interrupted until 40")
    assert cycle.endswith("begins 11 days later.")
    (still,) = said("40 c2d1", "cycles 1-1; 16 interrupted still")
    assert still.endswith("begins 11 days later.")
    for other in ("8 interrupted until 14", "41 interrupted until 50"):
        (cycle,) = said("40 c2d1", f"cycles 1-1; {other}")
        assert cycle.endswith(ADVICE)


def test_a_label_with_one_bound_of_two_is_not_guessed_either() -> None:
    for bare in (replace(US, days_between_doses=None), replace(US, day_tolerance=None)):
        (found,) = said("8 c1d8", "1 given c1d1", bare)
        assert found.endswith("was not checked, for the monograph does not say.")


def test_a_dose_on_record_twice_is_told_by_day_or_by_amount() -> None:
    days = course("1 given c1d1 1.4 mg", "2 given c1d1 1.4 mg")
    amounts = course("1 given c1d1 1.4 mg", "1 given c1d1 1.2 mg")
    unknown = course("1 given c1d1", "2 given c1d1 1.2 mg")
    begun = "Cycle 1 day 1 was given on 2026-11-02"
    end = ": the record has this dose twice. Take back the one that is wrong."
    assert next(each.sentence for each in record_findings(days, US)) == (
        f"{begun} and again on 2026-11-03{end}"
    )
    assert [each.sentence for each in record_findings(amounts, US)] == [
        f"{begun} with 1.4 mg and with 1.2 mg{end}"
    ]
    assert next(each.sentence for each in record_findings(unknown, US)) == (
        f"{begun} and again on 2026-11-03{end}"
    )
