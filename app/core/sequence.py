"""Whether a dose is the next one of its course, and whether it comes on a day it may.

The record is first looked at for itself: doses twice, out of order, missing. What is wrong with it
is a finding, for nothing can be reckoned from a record that contradicts itself.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from app.core.asked import AskedDose, days_in_words, named
from app.core.course import Course, DoseGiven, DoseOmitted
from app.core.finding import Finding, note, stop, warn
from app.core.formulary import Monograph
from app.core.outcome import Answered, Outcome
from app.core.quantity import show
from app.core.regimen import Action, InterruptionRule
from app.core.schedule import Window, days_of, next_cycle, window
from app.core.sourced import Count

RECORD = "the record of the course"


def record_findings(course: Course, monograph: Monograph) -> tuple[Finding, ...]:
    """Return what contradicts itself or is missing among the doses on record."""
    return tuple(_record_findings(given_once(course), course, monograph))


def given_once(course: Course) -> tuple[DoseGiven, ...]:
    """Return the doses given, by date; one that two sources tell of alike counts once."""
    kept: list[DoseGiven] = []
    # Those of a known amount come first: one without must not hide that two others differ.
    every = sorted(course.doses(), key=lambda d: (d.on, d.cycle, d.day, d.dose is None))
    for dose in every:
        if not any(_is_same(dose, other) for other in kept):
            kept.append(dose)
    return tuple(kept)


def _is_same(one: DoseGiven, other: DoseGiven) -> bool:
    same = (one.cycle, one.day, one.on) == (other.cycle, other.day, other.on)
    amounts = (one.dose, other.dose)
    return same and (None in amounts or one.dose == other.dose)


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
        yield from (_hole(cycle, day, begins) for day in lacking)
    for before, after in pairwise(on_record):
        if after > before + 1:
            yield _no_dose_between(before, after)


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
        f"The record begins with cycle {first}. Record the doses before it, with their dates and "
        "any reduction, or say how it is known that this dose is due.",
        RECORD,
    )


def _omitted(course: Course) -> set[tuple[int, int]]:
    return {(each.cycle, each.day) for each in course.of(DoseOmitted)}


def _hole(cycle: int, day: int, begins: int) -> Finding:
    if day == begins:
        return stop(
            "first-day-not-on-record",
            f"{_capital(named(cycle, day))} is not on record as given, and the dates of cycle "
            f"{cycle} count from it. Record it with its date.",
            RECORD,
        )
    return warn(
        "dose-not-on-record",
        f"{_capital(named(cycle, day))} is neither given nor omitted on record. Record which, or "
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
    if any(isinstance(each, Finding) and each.severity.value == "stop" for each in refused):
        return
    yield from _dates(doses, asked, monograph)


def _left_out(course: Course, asked: AskedDose) -> Iterator[Finding]:
    """Yield a stop where the dose asked for is on record as omitted."""
    for each in course.of(DoseOmitted):
        if (each.cycle, each.day) == (asked.cycle, asked.day):
            yield stop(
                "dose-on-record-as-omitted",
                f"{_capital(asked.named)} is on record as omitted on {each.on.isoformat()}: "
                f"{each.reason}. An omitted dose is not given afterwards; if that record is "
                "wrong, take it back.",
                each.source,
            )
            return


def _is_due(asked: AskedDose, detail: str, source: str) -> Answered:
    return Answered("interval", f"{_capital(asked.named)} is due", detail, source)


def _not_next(
    doses: tuple[DoseGiven, ...], course: Course, asked: AskedDose, monograph: Monograph
) -> Iterator[Finding]:
    last = doses[-1]
    this = (asked.cycle, asked.day)
    given = {(dose.cycle, dose.day): dose for dose in doses}
    if this in given:
        yield stop("dose-given-already", f"{_given(given[this])} already.", given[this].source)
    elif last.on > asked.on:
        yield stop(
            "later-dose-on-record",
            f"{_given(last)}, after {asked.on.isoformat()}, the day asked for. Correct the date.",
            last.source,
        )
    elif this < (last.cycle, last.day):
        yield stop(
            "earlier-than-the-last-dose",
            f"{_capital(asked.named)} comes before {named(last.cycle, last.day)}, which was given "
            f"on {last.on.isoformat()}; a dose that was passed over is not given afterwards.",
            RECORD,
        )
    elif asked.cycle > last.cycle + 1 or (asked.cycle > last.cycle and asked.day > 1):
        expected = asked.cycle if asked.cycle == last.cycle + 1 else last.cycle + 1
        yield stop(
            "dose-before-its-turn",
            f"{_capital(asked.named)} is asked for, but {named(expected, 1)} is not on record; "
            f"the last dose is {named(last.cycle, last.day)} of {last.on.isoformat()}. Record "
            "what was given, or correct the order.",
            RECORD,
        )
    else:
        accounted = set(given) | _omitted(course)
        between = [
            (last.cycle, day)
            for day in days_of(monograph)
            if (last.cycle, last.day) < (last.cycle, day) < this
        ]
        begins = days_of(monograph)[0]
        yield from (_hole(*each, begins) for each in between if each not in accounted)


def _dates(
    doses: tuple[DoseGiven, ...], asked: AskedDose, monograph: Monograph
) -> Iterator[Outcome]:
    last, apart = doses[-1], monograph.days_between_doses
    if apart is None or monograph.day_tolerance is None:
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
        return
    soonest = last.on + timedelta(days=apart.value)
    if asked.on < soonest:
        yield stop(
            "interval-too-short",
            f"{_given(last)}; between doses lie at least {days_in_words(apart.value)}. "
            f"{_capital(asked.named)} may be given from {soonest.isoformat()} on.",
            apart.source,
        )
        return
    if asked.day > 1:
        first = next((dose for dose in doses if (dose.cycle, dose.day) == (asked.cycle, 1)), None)
        # Without day 1 the record has a stop of its own; nothing is counted from a guess.
        if first is not None:
            span = window(monograph, first.on, last.on, asked.day)
            yield from _within_cycle(span, first.on, asked, monograph, monograph.day_tolerance)
        return
    yield from _new_cycle(doses, asked, monograph)


def _within_cycle(
    span: Window, first: date, asked: AskedDose, monograph: Monograph, tolerance: Count
) -> Iterator[Outcome]:
    counted = f"due {span.due.isoformat()}, {days_in_words(span.day - 1)} after day 1 of {first}"
    if asked.on < span.earliest:
        yield stop(
            "before-its-window",
            f"{_capital(asked.named)} is {counted}, ± {days_in_words(tolerance.value)}; it may be "
            f"given from {span.earliest.isoformat()} on.",
            tolerance.source,
        )
        return
    late = (asked.on - span.due).days
    omitted = omission(monograph, late)
    if omitted is not None and late > tolerance.value:
        yield stop(
            "dose-is-omitted",
            f"{_capital(asked.named)} is {counted}, {days_in_words(late)} ago. "
            f"{omitted.words} (from {days_in_words(omitted.days)} on).",
            omitted.source,
        )
    elif asked.on > span.latest:
        yield warn(
            "after-its-window",
            f"{_capital(asked.named)} is {counted}, ± {days_in_words(tolerance.value)}; "
            f"{asked.on.isoformat()} is {days_in_words(late)} late. If a toxicity is the reason, "
            "record the interruption.",
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
    doses: tuple[DoseGiven, ...], asked: AskedDose, monograph: Monograph
) -> Iterator[Outcome]:
    last = doses[-1]
    first = next((dose for dose in doses if (dose.cycle, dose.day) == (last.cycle, 1)), None)
    # Without day 1 of the cycle before, the record has a stop of its own.
    if first is None:
        return
    span = next_cycle(monograph, last.cycle, first.on, last.on)
    if span is None:
        return
    if asked.on < span.earliest:
        yield stop(
            "cycle-too-early",
            f"Cycle {last.cycle} began on {first.on.isoformat()}; cycle {asked.cycle} may begin "
            f"from {span.earliest.isoformat()} on.",
            span.source,
        )
    elif asked.on > span.latest:
        late = (asked.on - span.latest).days
        yield warn(
            "cycle-late",
            f"Cycle {asked.cycle} was due by {span.latest.isoformat()} and begins "
            f"{days_in_words(late)} later. If a toxicity is the reason, record the interruption: "
            "its length decides the dose.",
            span.source,
        )
    else:
        began = f"cycle {last.cycle} began on {first.on.isoformat()}"
        detail = f"{began}; due {span.earliest.isoformat()} to {span.latest.isoformat()}"
        yield _is_due(asked, detail, span.source)
        if last.cycle == 1 and asked.on > span.earliest:
            yield note(
                "cycle-extended",
                "Cycle 1 is longer than its shortest; the label extends it for CR or CRi, or to "
                "recover from toxicity.",
                span.source,
            )


def _given(dose: DoseGiven) -> str:
    return f"{_capital(named(dose.cycle, dose.day))} was given on {dose.on.isoformat()}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
