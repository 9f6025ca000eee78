"""Whether a dose is the next one of its course, and whether it comes on a day it may.

The record is first looked at for itself: doses twice, out of order, missing. What is wrong with it
is a finding, for nothing can be reckoned from a record that contradicts itself.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from app.core.asked import AskedDose
from app.core.changes import in_force, interruptions_once
from app.core.course import Course, DoseGiven, DoseOmitted
from app.core.finding import Finding, note, stop, stops, warn
from app.core.formulary import Monograph
from app.core.given_amount import RECORD
from app.core.given_doses import given_once
from app.core.outcome import Answered, Outcome
from app.core.quantity import show
from app.core.regimen import Action, InterruptionRule
from app.core.schedule import NextCycle, Window, days_of, next_cycle, window
from app.core.sourced import Count
from app.core.wording import capital, days_in_words, named


def record_findings(course: Course, monograph: Monograph) -> tuple[Finding, ...]:
    """Return what contradicts itself or is missing among the doses on record."""
    return tuple(_record_findings(given_once(course), course, monograph))


def _record_findings(
    doses: tuple[DoseGiven, ...], course: Course, monograph: Monograph
) -> Iterator[Finding]:
    known = days_of(monograph)
    for dose in doses:
        if dose.day not in known or dose.cycle < 1:
            yield stop(
                "day-not-of-label",
                f"{_given(dose)}, by the record, but the label has no such dose. Record it as the "
                "dose it stood for, with the date it was given on.",
                RECORD,
            )
    yield from _repeated(doses)
    yield from _given_and_omitted(doses, course)
    yield from _crossed(doses, monograph)
    yield from _missing(doses, course, monograph)


def _repeated(doses: tuple[DoseGiven, ...]) -> Iterator[Finding]:
    for number, dose in enumerate(doses):
        for other in doses[:number]:
            if (other.cycle, other.day) == (dose.cycle, dose.day):
                yield stop(
                    "dose-twice-on-record",
                    f"{_given(other)}{_again(other, dose)}: the record has this dose twice. "
                    "Take back the one that is wrong.",
                    RECORD,
                )
            elif other.on == dose.on:
                yield stop(
                    "two-doses-on-one-day",
                    f"Two doses are on record for {dose.on.isoformat()}: "
                    f"{named(other.cycle, other.day)} and {named(dose.cycle, dose.day)}. "
                    "Take back the one that is wrong.",
                    RECORD,
                )


def _again(one: DoseGiven, other: DoseGiven) -> str:
    if one.on == other.on and one.dose is not None and other.dose is not None:
        return f" with {show(one.dose)} and with {show(other.dose)}"
    return f" and again on {other.on.isoformat()}"


def _given_and_omitted(doses: tuple[DoseGiven, ...], course: Course) -> Iterator[Finding]:
    omitted = _omitted(course)
    for dose in doses:
        if (dose.cycle, dose.day) in omitted:
            yield stop(
                "given-and-omitted",
                f"{_given(dose)} and is on record as omitted too. Take back the one that is wrong.",
                RECORD,
            )


def _crossed(doses: tuple[DoseGiven, ...], monograph: Monograph) -> Iterator[Finding]:
    least = monograph.days_between_doses
    for before, after in pairwise(doses):
        apart = (after.on - before.on).days
        if (after.cycle, after.day) < (before.cycle, before.day) and apart:
            yield stop(
                "doses-out-of-order",
                f"{_given(after)} stands after {named(before.cycle, before.day)} of "
                f"{before.on.isoformat()}. Correct the dates, or take back the one that is wrong.",
                RECORD,
            )
        elif least is not None and 0 < apart < least.value:
            yield warn(
                "doses-were-too-close",
                f"{_given(after)}, {days_in_words(apart)} after "
                f"{named(before.cycle, before.day)}; the label asks for at least {least.value}.",
                least.source,
            )


def _missing(
    doses: tuple[DoseGiven, ...], course: Course, monograph: Monograph
) -> Iterator[Finding]:
    """Yield a finding for each hole before the last dose given."""
    if not doses:
        return
    last = max((dose.cycle, dose.day) for dose in doses)
    begins = days_of(monograph)[0]
    # A cycle begins with its first dose: one without it cannot be counted, omitted or not.
    omitted = {each for each in _omitted(course) if each[1] != begins}
    accounted = {(dose.cycle, dose.day) for dose in doses} | omitted
    first = min(dose.cycle for dose in doses)
    if first > 1:
        yield _begins_late(first)
    on_record = sorted({dose.cycle for dose in doses})
    for cycle in on_record:
        days = [day for day in days_of(monograph) if (cycle, day) < last]
        lacking = [day for day in days if (cycle, day) not in accounted]
        yield from _holes(doses, cycle, lacking, course, monograph)
    for before, after in pairwise(on_record):
        if after > before + 1:
            yield _no_dose_between(before, after)


def _holes(
    doses: tuple[DoseGiven, ...],
    cycle: int,
    days: Iterable[int],
    course: Course,
    monograph: Monograph,
) -> Iterator[Finding]:
    """Yield a finding for each of these days of a cycle, unless a reduction took it away.

    What was in force by the end of its window counts: a dose that was due before is lacking.
    """
    begins = days_of(monograph)[0]
    given = [dose.on for dose in doses if dose.cycle == cycle]
    for day in days:
        latest = window(monograph, min(given), min(given), day).latest
        most = in_force(course, AskedDose(cycle, day, latest), monograph).doses_per_cycle
        if day == begins or most is None or len(given) < most:
            yield _hole(cycle, day, begins)


def _no_dose_between(before: int, after: int) -> Finding:
    first, last = before + 1, after - 1
    which = f"cycle {first}" if first == last else f"cycles {first} to {last}"
    return stop(
        "cycle-not-on-record",
        f"No dose of {which} is on record, but earlier and later ones are. Record the doses with "
        "their dates, or take back the wrong ones.",
        RECORD,
    )


def _begins_late(first: int) -> Finding:
    return warn(
        "earlier-cycles-not-on-record",
        f"The record begins with cycle {first}. Record the doses before it with their dates; was "
        "treatment interrupted or the dose reduced then? Record that too, or say how it is known "
        "that this dose is due in full.",
        RECORD,
    )


def _omitted(course: Course) -> set[tuple[int, int]]:
    return {(each.cycle, each.day) for each in course.of(DoseOmitted)}


def _hole(cycle: int, day: int, begins: int) -> Finding:
    if day == begins:
        return stop(
            "first-day-not-on-record",
            f"{capital(named(cycle, day))} is not on record as given, and the dates of cycle "
            f"{cycle} count from it. Record it with its date.",
            RECORD,
        )
    return warn(
        "dose-not-on-record",
        f"{capital(named(cycle, day))} is neither given nor omitted on record. Record which, or "
        "say why it does not matter.",
        RECORD,
    )


def due_outcomes(course: Course, asked: AskedDose, monograph: Monograph) -> tuple[Outcome, ...]:
    """Return whether the dose asked for is the next one and comes on a day it may.

    () where no dose is on record and it is not the first: then the dates are asked.
    """
    return tuple(_due(given_once(course), course, asked, monograph))


def _due(
    doses: tuple[DoseGiven, ...], course: Course, asked: AskedDose, monograph: Monograph
) -> Iterator[Outcome]:
    if asked.cycle < 1 or asked.day not in days_of(monograph):
        days = ", ".join(str(day) for day in days_of(monograph))
        yield stop(
            "no-such-dose",
            f"The label has no dose for {asked.named}; a cycle has doses on days {days}. Correct "
            "the order.",
            monograph.regimens[0].source,
        )
        return
    yield from _left_out(course, asked)
    if not doses:
        if (asked.cycle, asked.day) == (1, days_of(monograph)[0]):
            detail = f"first dose of the course, {asked.on.isoformat()}"
            yield _is_due(asked, detail, monograph.regimens[0].source)
        return
    refused = tuple(_not_next(doses, course, asked, monograph))
    yield from refused
    if not stops(refused):
        yield from _dates(doses, course, asked, monograph)


def _left_out(course: Course, asked: AskedDose) -> Iterator[Finding]:
    """Yield a stop where the dose asked for is on record as omitted."""
    for each in course.of(DoseOmitted):
        if (each.cycle, each.day) == (asked.cycle, asked.day):
            yield stop(
                "dose-on-record-as-omitted",
                f"{capital(asked.named)} is on record as omitted on {each.on.isoformat()}: "
                f"{each.reason}. An omitted dose is not given afterwards; if that record is "
                "wrong, take it back.",
                each.source,
            )
            return


def _is_due(asked: AskedDose, detail: str, source: str) -> Answered:
    return Answered("interval", f"{capital(asked.named)} is due", detail, source)


def _not_next(
    doses: tuple[DoseGiven, ...], course: Course, asked: AskedDose, monograph: Monograph
) -> Iterator[Finding]:
    refused = _given_already(doses, asked) or _out_of_turn(doses[-1], asked)
    if refused is not None:
        yield refused
    else:
        yield from _passed_over(doses, course, asked, monograph)


def _given_already(doses: tuple[DoseGiven, ...], asked: AskedDose) -> Finding | None:
    last = doses[-1]
    given = {(dose.cycle, dose.day): dose for dose in doses}.get((asked.cycle, asked.day))
    if given is not None:
        return stop("dose-given-already", f"{_given(given)} already.", given.source)
    if last.on > asked.on:
        return stop(
            "later-dose-on-record",
            f"{_given(last)}, after {asked.on.isoformat()}, the day asked for. Correct the date.",
            last.source,
        )
    return None


def _out_of_turn(last: DoseGiven, asked: AskedDose) -> Finding | None:
    if (asked.cycle, asked.day) < (last.cycle, last.day):
        return stop(
            "earlier-than-the-last-dose",
            f"{capital(asked.named)} comes before {named(last.cycle, last.day)}, which was given "
            f"on {last.on.isoformat()}; a dose that was passed over is not given afterwards.",
            RECORD,
        )
    if asked.cycle > last.cycle + 1 or (asked.cycle > last.cycle and asked.day > 1):
        return stop(
            "dose-before-its-turn",
            f"{capital(asked.named)} is asked for, but {named(last.cycle + 1, 1)} is not on "
            f"record; the last dose is {named(last.cycle, last.day)} of {last.on.isoformat()}. "
            "Record what was given, or correct the order.",
            RECORD,
        )
    return None


def _passed_over(
    doses: tuple[DoseGiven, ...], course: Course, asked: AskedDose, monograph: Monograph
) -> Iterator[Finding]:
    """Yield a finding for each dose between the last one and the one asked for."""
    last = doses[-1]
    accounted = _omitted(course) | {(dose.cycle, dose.day) for dose in doses}
    places = [(last.cycle, day) for day in days_of(monograph)]
    between = [each for each in places if (last.cycle, last.day) < each < (asked.cycle, asked.day)]
    days = [each[1] for each in between if each not in accounted]
    yield from _holes(doses, last.cycle, days, course, monograph)


def _dates(
    doses: tuple[DoseGiven, ...], course: Course, asked: AskedDose, monograph: Monograph
) -> Iterator[Outcome]:
    last, apart = doses[-1], monograph.days_between_doses
    if apart is None or monograph.day_tolerance is None:
        yield from _not_checked(last, asked, monograph)
        return
    soonest = last.on + timedelta(days=apart.value)
    if asked.on < soonest:
        yield stop(
            "interval-too-short",
            f"{_given(last)}; between doses lie at least {days_in_words(apart.value)}. "
            f"{capital(asked.named)} may be given from {soonest.isoformat()} on.",
            apart.source,
        )
        return
    advice = _advice(last, course, asked)
    if asked.day > 1:
        first = next((dose for dose in doses if (dose.cycle, dose.day) == (asked.cycle, 1)), None)
        # Without day 1 the record has a stop of its own; nothing is counted from a guess.
        if first is not None:
            span = window(monograph, first.on, last.on, asked.day)
            tolerance = monograph.day_tolerance
            yield from _within_cycle(span, first.on, asked, monograph, tolerance, advice)
        return
    yield from _new_cycle(doses, asked, monograph, advice)


def _not_checked(last: DoseGiven, asked: AskedDose, monograph: Monograph) -> Iterator[Finding]:
    if last.on == asked.on:
        yield stop(
            "dose-given-that-day",
            f"{_given(last)}; no other dose is given on the same day. Correct the date.",
            last.source,
        )
    yield note(
        "dates-not-checked",
        f"{_given(last)}; whether {asked.named} is due on {asked.on.isoformat()} was not "
        "checked, for the monograph does not say.",
        monograph.label,
    )


def _advice(last: DoseGiven, course: Course, asked: AskedDose) -> str:
    """Return what to record where a dose is late; "" where an interruption since is on record."""
    for each in interruptions_once(course):
        if each.begun <= asked.on and (each.until is None or each.until > last.on):
            return ""
    return " If a toxicity is the reason, record the interruption: its length decides the dose."


def _within_cycle(
    span: Window,
    first: date,
    asked: AskedDose,
    monograph: Monograph,
    tolerance: Count,
    advice: str,
) -> Iterator[Outcome]:
    counted = f"due {span.due.isoformat()}, {days_in_words(span.day - 1)} after day 1 of {first}"
    if asked.on < span.earliest:
        yield stop(
            "before-its-window",
            f"{capital(asked.named)} is {counted}, ± {days_in_words(tolerance.value)}; it may be "
            f"given from {span.earliest.isoformat()} on.",
            tolerance.source,
        )
        return
    late = (asked.on - span.due).days
    omitted = omission(monograph, late)
    if omitted is not None and late > tolerance.value:
        yield stop(
            "dose-is-omitted",
            f"{capital(asked.named)} is {counted}, {days_in_words(late)} ago. "
            f"{omitted.words} (from {days_in_words(omitted.days)} on).",
            omitted.source,
        )
    elif asked.on > span.latest:
        yield warn(
            "after-its-window",
            f"{capital(asked.named)} is {counted}, ± {days_in_words(tolerance.value)}; "
            f"{asked.on.isoformat()} is {days_in_words(late)} late.{advice}",
            tolerance.source,
        )
    else:
        detail = f"{counted}; {span.earliest.isoformat()} to {span.latest.isoformat()}"
        yield _is_due(asked, detail, tolerance.source)


def omission(monograph: Monograph, days: int) -> InterruptionRule | None:
    """Return the rule by which a dose so many days late is left out, or None."""
    for rule in monograph.interruptions:
        if rule.action is Action.OMIT and rule.covers(days):
            return rule
    return None


def _new_cycle(
    doses: tuple[DoseGiven, ...], asked: AskedDose, monograph: Monograph, advice: str
) -> Iterator[Outcome]:
    last = doses[-1]
    first = next((dose for dose in doses if (dose.cycle, dose.day) == (last.cycle, 1)), None)
    # Without day 1 of the cycle before, the record has a stop of its own.
    if first is None:
        return
    span = next_cycle(monograph, last.cycle, first.on, last.on)
    if span is not None:
        yield from _cycle_begins(last.cycle, first.on, span, asked, advice)


def _cycle_begins(
    cycle: int, first: date, span: NextCycle, asked: AskedDose, advice: str
) -> Iterator[Outcome]:
    """Yield whether a cycle may begin now, the one before having begun on `first`."""
    if asked.on < span.earliest:
        yield stop(
            "cycle-too-early",
            f"Cycle {cycle} began on {first.isoformat()}; cycle {asked.cycle} may begin "
            f"from {span.earliest.isoformat()} on.",
            span.source,
        )
    elif asked.on > span.latest:
        late = (asked.on - span.latest).days
        yield warn(
            "cycle-late",
            f"Cycle {asked.cycle} was due by {span.latest.isoformat()} and begins "
            f"{days_in_words(late)} later.{advice}",
            span.source,
        )
    else:
        began = f"cycle {cycle} began on {first.isoformat()}"
        detail = f"{began}; due {span.earliest.isoformat()} to {span.latest.isoformat()}"
        yield _is_due(asked, detail, span.source)
        if cycle == 1 and asked.on > span.earliest:
            yield note(
                "cycle-extended",
                "Cycle 1 is longer than its shortest; the label extends it for CR or CRi, or to "
                "recover from toxicity.",
                span.source,
            )


def _given(dose: DoseGiven) -> str:
    return f"{capital(named(dose.cycle, dose.day))} was given on {dose.on.isoformat()}"
