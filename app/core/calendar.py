"""A patient's cycles as a calendar: what was given, what is due and until when, what cannot be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.core.asked import AskedDose
from app.core.changes import change_findings, in_force, interruptions_once
from app.core.course import Course, Discontinued, DoseGiven, DoseOmitted, HarmSeen
from app.core.due import course_findings
from app.core.finding import stops
from app.core.formulary import Monograph
from app.core.given_doses import given_once
from app.core.laboratory import unusable_findings
from app.core.regimen import ToxicityGate
from app.core.response import assessed_response
from app.core.schedule import Window, days_of, next_cycle, window
from app.core.sequence import omission
from app.core.toxicities import begun, ends_treatment, holding
from app.core.transplant import transplant_findings
from app.core.wording import days_in_words

HELD = "held:"
"""What a remark says of a dose that a toxicity holds, before its name."""


class Mark(StrEnum):
    """How a dose of the calendar stands on the day it is looked at."""

    GIVEN = "given"
    OMITTED = "omitted"
    NOT_ON_RECORD = "not on record"
    DUE = "due"
    LATE = "late"
    PLANNED = "planned"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class CalendarDose:
    """A dose: the date it was given on, or the dates on which it may be, both included.

    `remark` says why, such as "3 days late" or "discontinued".
    """

    cycle: int
    day: int
    mark: Mark
    on: date | None = None
    earliest: date | None = None
    latest: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CalendarCycle:
    """A cycle and its doses; `first` is its day 1, or the earliest it can be."""

    cycle: int
    first: date | None
    doses: tuple[CalendarDose, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every cycle on record and the next one, with the dose that comes next, if one does."""

    cycles: tuple[CalendarCycle, ...]
    following: CalendarDose | None


def calendar(course: Course, monograph: Monograph, today: date) -> Calendar:
    """Return the calendar of a course as it stands on `today`.

    Dates of doses to come are counted from those given; each assumes that the one before it is
    given as early as it still can be.
    """
    seen = _Seen(course, monograph, today, given_once(course), _ended(course, monograph, today))
    cycles = tuple(_cycles(seen))
    open_marks = (Mark.DUE, Mark.LATE, Mark.PLANNED)
    coming = (dose for cycle in cycles for dose in cycle.doses if dose.mark in open_marks)
    following, held = next(coming, None), _held(seen)
    if following is None or not held:
        return Calendar(cycles, following)
    remark = f"{following.remark}, {held}" if following.remark else held
    marked = replace(following, remark=remark)
    return Calendar(tuple(_with(cycle, following, marked) for cycle in cycles), marked)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a calendar is drawn from; `ends` says why no dose may follow any more, or ""."""

    course: Course
    monograph: Monograph
    today: date
    doses: tuple[DoseGiven, ...]
    ends: str


def _with(cycle: CalendarCycle, old: CalendarDose, new: CalendarDose) -> CalendarCycle:
    return replace(cycle, doses=tuple(new if dose == old else dose for dose in cycle.doses))


def _held(seen: _Seen) -> str:
    """Return which toxicities hold the next dose as they were graded last, or ""."""
    held = (
        f"{each.name or each.harm.words} {each.graded}"
        for gate in seen.monograph.gates
        if isinstance(gate, ToxicityGate)
        for each in holding(gate, seen.course, seen.today)
    )
    words = ", ".join(held)
    return f"{HELD} {words}" if words else ""


def _ended(course: Course, monograph: Monograph, today: date) -> str:
    for ended in course.of(Discontinued):
        if ended.on <= today:
            return f"discontinued {ended.on.isoformat()}"
    first = begun(course, (1, days_of(monograph)[0]), today)
    for seen in course.of(HarmSeen):
        if seen.on <= today and ends_treatment(seen, monograph.gates, first):
            return f"{seen.harm.words} {seen.on.isoformat()}"
    return ""


def _cycles(seen: _Seen) -> Iterator[CalendarCycle]:
    last = max((dose.cycle for dose in seen.doses), default=0)
    known = {dose.cycle for dose in seen.doses}
    for cycle in range(1, last):
        # A slip of the pen, such as cycle 111, does not make a hundred empty cycles.
        if cycle in known or cycle <= seen.monograph.most_cycles.value:
            yield _on_record(seen, cycle, is_last=False)
    if not last:
        yield from _first(seen)
        return
    latest = _on_record(seen, last, is_last=True)
    yield latest
    yield from _next(seen, latest)


def _first(seen: _Seen) -> Iterator[CalendarCycle]:
    """Yield the first cycle of a course that has no dose yet."""
    day = days_of(seen.monograph)[0]
    why = seen.ends or _hindrance(seen, 1, day, seen.today)
    if why:
        dose = CalendarDose(1, day, Mark.IMPOSSIBLE, remark=why)
        yield CalendarCycle(1, None, (dose,))
        return
    due = CalendarDose(1, day, Mark.DUE, None, seen.today, None, "first dose")
    yield CalendarCycle(1, seen.today, (due, *_planned(seen, 1, seen.today)))


def _on_record(seen: _Seen, cycle: int, *, is_last: bool) -> CalendarCycle:
    given = {dose.day: dose for dose in seen.doses if dose.cycle == cycle}
    omitted = {each.day: each for each in seen.course.of(DoseOmitted) if each.cycle == cycle}
    first = given[1].on if 1 in given else None
    latest_given = max(given, default=0)
    before = max((dose.on for dose in given.values()), default=None)
    found: list[CalendarDose] = []
    for day in days_of(seen.monograph):
        if day in given:
            found.append(CalendarDose(cycle, day, Mark.GIVEN, given[day].on))
        elif day in omitted:
            left = omitted[day]
            found.append(CalendarDose(cycle, day, Mark.OMITTED, left.on, remark=left.reason))
        elif day < latest_given or not is_last or first is None or before is None:
            found.append(CalendarDose(cycle, day, Mark.NOT_ON_RECORD))
        else:
            found.append(_to_come(seen, cycle, window(seen.monograph, first, before, day), found))
            # The next dose counts from this one only where this one can still be given.
            if found[-1].earliest is not None:
                before = max(found[-1].earliest, seen.today)
    return CalendarCycle(cycle, first, tuple(found))


def _to_come(seen: _Seen, cycle: int, span: Window, before: list[CalendarDose]) -> CalendarDose:
    if seen.ends:
        return CalendarDose(cycle, span.day, Mark.IMPOSSIBLE, remark=seen.ends)
    earliest = _resumed(seen, span.earliest)
    soonest = max(earliest, seen.today)
    late = (soonest - span.due).days
    why = _hindrance(seen, cycle, span.day, soonest) or _all_had(seen, cycle, soonest, before)
    if omission(seen.monograph, late) is not None and soonest > span.latest:
        why = f"{days_in_words(late)} late: omitted"
    if why:
        return CalendarDose(cycle, span.day, Mark.IMPOSSIBLE, remark=why)
    latest = max(span.latest, earliest)
    if seen.today > latest:
        remark = f"{days_in_words(late)} late"
        return CalendarDose(cycle, span.day, Mark.LATE, None, earliest, latest, remark)
    mark = Mark.DUE if seen.today >= earliest else Mark.PLANNED
    return CalendarDose(cycle, span.day, mark, None, earliest, latest)


def _resumed(seen: _Seen, earliest: date) -> date:
    """Return `earliest`, or the day from which an interruption lets treatment go on."""
    soonest = max(earliest, seen.today)
    for each in interruptions_once(seen.course):
        if each.until is not None and each.begun <= soonest < each.until:
            earliest = soonest = each.until
    return earliest


def _hindrance(seen: _Seen, cycle: int, day: int, on: date) -> str:
    """Return in a word or two why a dose may not be given on a day, or ""."""
    asked = AskedDose(cycle, day, on)
    # What was assessed since day 1 is for the next cycle.
    begun = next((each.on for each in seen.doses if (each.cycle, each.day) == (cycle, 1)), on)
    assessed = assessed_response(seen.course, begun)
    response = None if assessed is None else assessed.response
    found = (
        *change_findings(seen.course, asked, seen.monograph),
        *transplant_findings(seen.course, asked, seen.monograph),
        *course_findings(seen.monograph, cycle, response, None),
        *unusable_findings(seen.course, asked),
    )
    return next((each.code.replace("-", " ").rstrip("0123456789 ") for each in stops(found)), "")


def _all_had(seen: _Seen, cycle: int, on: date, before: list[CalendarDose]) -> str:
    """Return why no further dose of a cycle follows those before it, where fewer are given."""
    least = in_force(seen.course, AskedDose(cycle, 1, on), seen.monograph).doses_per_cycle
    counting = [dose for dose in before if dose.mark is Mark.GIVEN or dose.earliest is not None]
    if least is None or len(counting) < least:
        return ""
    return f"{least} doses a cycle"


def _next(seen: _Seen, latest: CalendarCycle) -> Iterator[CalendarCycle]:
    """Yield the cycle after the last one on record, where its dates can be counted."""
    coming = [max(dose.earliest, seen.today) for dose in latest.doses if dose.earliest is not None]
    if latest.first is None or seen.ends:
        return
    before = max((seen.doses[-1].on, *coming))
    span = next_cycle(seen.monograph, latest.cycle, latest.first, before)
    if span is None:
        return
    number, day = span.cycle, days_of(seen.monograph)[0]
    earliest = _resumed(seen, span.earliest)
    first = max(earliest, seen.today)
    why = _too_many(seen, number) or _hindrance(seen, number, day, first)
    if why:
        dose = CalendarDose(number, day, Mark.IMPOSSIBLE, remark=why)
        yield CalendarCycle(number, None, (dose,))
        return
    last, mark, remark = max(span.latest, earliest), Mark.PLANNED, ""
    if seen.today > last:
        mark, remark = Mark.LATE, f"{days_in_words((seen.today - last).days)} late"
    elif seen.today >= earliest:
        mark = Mark.DUE
    dose = CalendarDose(number, day, mark, None, earliest, last, remark)
    yield CalendarCycle(number, first, (dose, *_planned(seen, number, first)))


def _too_many(seen: _Seen, cycle: int) -> str:
    most = seen.monograph.most_cycles.value
    return f"at most {most} cycles" if cycle > most else ""


def _planned(seen: _Seen, cycle: int, first: date) -> Iterator[CalendarDose]:
    """Yield the later doses of a cycle that would begin on `first`."""
    before = first
    found = [CalendarDose(cycle, days_of(seen.monograph)[0], Mark.PLANNED, None, first)]
    for day in days_of(seen.monograph)[1:]:
        span = window(seen.monograph, first, before, day)
        why = _all_had(seen, cycle, span.earliest, found)
        if why:
            yield CalendarDose(cycle, day, Mark.IMPOSSIBLE, remark=why)
            continue
        before = span.earliest
        latest = max(span.latest, span.earliest)
        found.append(CalendarDose(cycle, day, Mark.PLANNED, None, span.earliest, latest))
        yield found[-1]
