"""What interruptions and reductions on record mean for a dose: held, omitted, lower, or no more.

A rung of the ladder down is never climbed back: not in a later cycle, not after a break.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.core.asked import AskedDose
from app.core.course import Cause, Course, Discontinued, DoseGiven, DoseReduced, Interrupted
from app.core.finding import Finding, note, stop, warn
from app.core.formulary import Monograph
from app.core.given_amount import amount_findings, implied_reduction
from app.core.given_doses import given_once
from app.core.quantity import show
from app.core.regimen import Action, InterruptionRule
from app.core.schedule import days_of
from app.core.wording import capital, days_in_words, named

# A reduction decided so shortly before a long interruption, with no dose between, was decided
# for the same toxicity. The label does not say; this is Umbra's reading.
_SAME_EPISODE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class InForce:
    """How far down the ladder a patient is, and where that is from.

    `percent` is 0 where no reduction is in force; `doses_per_cycle` is None where all are given;
    `ended` where the ladder leaves no dose. `because` and `words` are of the last step down: what
    led to it, and what the label says of it.
    """

    percent: int = 0
    doses_per_cycle: int | None = None
    ended: bool = False
    because: str = ""
    source: str = ""
    words: str = ""


def in_force(course: Course, asked: AskedDose, monograph: Monograph) -> InForce:
    """Return the reduction that binds the dose asked for: the lowest of all on record.

    Reductions and long interruptions count in the order in which they came: an interruption leads
    one rung down from where the patient then stood. What was decided shortly before one is its
    rung, and does not lead down twice.
    """
    found = InForce()
    interrupted = tuple(_long_interruptions(course, asked, monograph))
    # Of one day: the dose given first, then what came of it, then what was decided upon that.
    steps: list[tuple[date, InForce | _Long]] = [
        *_given_reduced(course, asked, monograph),
        *interrupted,
        *_recorded(course, asked.on, [begun for begun, _ in interrupted]),
    ]
    for _, each in sorted(steps, key=lambda step: step[0]):
        found = _lower(found, each if isinstance(each, InForce) else _rung(found, each, monograph))
    return found


@dataclass(frozen=True, slots=True)
class _Long:
    """An interruption long enough to lower the dose, and the rule that says so."""

    because: str
    rule: InterruptionRule


def _rung(found: InForce, long: _Long, monograph: Monograph) -> InForce:
    """Return the first rung that is not yet in force; the last one again where all are."""
    percent, doses = 0, None
    for rung in monograph.reductions:
        percent = max(percent, rung.percent or 0)
        doses = rung.doses_per_cycle if rung.doses_per_cycle is not None else doses
        step = InForce(percent, doses, rung.ends, long.because, long.rule.source, rung.words)
        if _lower(found, step) != found:
            return step
    return found


def _lower(one: InForce, other: InForce) -> InForce:
    """Return the lower of two in every respect; `one` itself where `other` adds nothing."""
    doses = [each.doses_per_cycle for each in (one, other) if each.doses_per_cycle is not None]
    percent, least = max(one.percent, other.percent), min(doses, default=None)
    ended = one.ended or other.ended
    if (percent, least, ended) == (one.percent, one.doses_per_cycle, one.ended):
        return one
    return InForce(percent, least, ended, other.because, other.source, other.words)


def _recorded(
    course: Course, until: date, interrupted: list[date]
) -> Iterator[tuple[date, InForce]]:
    """Yield each reduction decided, with the day from which it counts."""
    for each in course.of(DoseReduced):
        if each.on <= until:
            because = f"reduced on {each.on.isoformat()}: {each.reason}"
            step = InForce(each.percent or 0, each.doses_per_cycle, False, because, each.source)
            yield _episode(course, each, interrupted), step


def _episode(course: Course, reduced: DoseReduced, interrupted: list[date]) -> date:
    """Return the day on which the interruption began that a reduction belongs to, or its own."""
    for begun in interrupted:
        shortly = reduced.on <= begun <= reduced.on + _SAME_EPISODE
        if shortly and not any(reduced.on < dose.on <= begun for dose in course.doses()):
            return begun
    return reduced.on


def _given_reduced(
    course: Course, asked: AskedDose, monograph: Monograph
) -> Iterator[tuple[date, InForce]]:
    known, _ = known_reduction(monograph)
    # Each source is heard: one may know of a reduction that another does not tell of.
    for dose in course.doses():
        implied = implied_reduction(dose, course, monograph, known)
        percent = max(dose.reduction or 0, implied)
        if percent and dose.on <= asked.on:
            because = (
                f"{named(dose.cycle, dose.day)} of {dose.on.isoformat()} was given reduced by "
                f"{percent}%"
            )
            yield dose.on, InForce(percent, None, False, because, dose.source)


def _long_interruptions(
    course: Course, asked: AskedDose, monograph: Monograph
) -> Iterator[tuple[date, _Long]]:
    """Yield each interruption of an earlier cycle that was long enough to lower the dose.

    Only one for a toxicity other than of the blood does; its length is what the label counts.
    """
    for each in _of_one_cause(course, Cause.TOXICITY):
        days = ((each.until or asked.on) - each.begun).days
        for rule in monograph.interruptions:
            reduces = rule.action is Action.REDUCE and rule.covers(days)
            if reduces and 0 < _cycle_of(course, each) < asked.cycle and each.begun <= asked.on:
                because = (
                    f"an interruption of {days_in_words(days)} from {each.begun.isoformat()} "
                    f"({each.reason})"
                )
                yield each.begun, _Long(because, rule)


def interruptions_once(course: Course) -> tuple[Interrupted, ...]:
    """Return the interruptions by date, those that run into each other as one.

    One that is told twice counts once; told with an end and without, it has ended. Those that end
    before they begin are left out, and those of different causes stay apart.
    """
    every = (each for cause in Cause for each in _of_one_cause(course, cause))
    return tuple(sorted(every, key=lambda one: one.begun))


def _of_one_cause(course: Course, cause: Cause) -> tuple[Interrupted, ...]:
    told: dict[tuple[date, str], Interrupted] = {}
    for each in course.of(Interrupted):
        if each.cause is cause and (each.until is None or each.until >= each.begun):
            key = (each.begun, each.reason.casefold())
            told[key] = _later_end(told.get(key, each), each)
    joined: list[Interrupted] = []
    for each in sorted(told.values(), key=lambda one: (one.begun, one.reason)):
        if joined and _run_into(joined[-1], each, course):
            joined[-1] = _join(joined[-1], each)
        else:
            joined.append(each)
    return tuple(joined)


def _later_end(one: Interrupted, other: Interrupted) -> Interrupted:
    """Return of one interruption told twice the one with the later end, if any has an end."""
    if one.until is None or other.until is None:
        return other if one.until is None else one
    return max(one, other, key=lambda each: each.until or each.begun)


def _run_into(one: Interrupted, other: Interrupted, course: Course) -> bool:
    """Tell whether `other` begins before `one` ends, or on that day with no dose between."""
    if one.until is None or other.begun < one.until:
        return True
    return other.begun == one.until and all(dose.on != one.until for dose in course.doses())


def _join(one: Interrupted, other: Interrupted) -> Interrupted:
    ends = None
    if one.until is not None and other.until is not None:
        ends = max(one.until, other.until)
    reason = one.reason if other.reason in one.reason else f"{one.reason}; {other.reason}"
    return replace(one, until=ends, reason=reason)


def _cycle_of(course: Course, interrupted: Interrupted) -> int:
    """Return the cycle in which an interruption began: that of the last dose before it.

    0 where it began before the first dose: it interrupted nothing.
    """
    before = [dose.cycle for dose in given_once(course) if dose.on <= interrupted.begun]
    return max(before, default=0)


def change_findings(course: Course, asked: AskedDose, monograph: Monograph) -> tuple[Finding, ...]:
    """Return what interruptions, reductions and an end of treatment say to the dose asked for."""
    return tuple(_change_findings(course, asked, monograph))


def _change_findings(course: Course, asked: AskedDose, monograph: Monograph) -> Iterator[Finding]:
    for each in course.of(Discontinued):
        if each.on <= asked.on:
            yield stop(
                "discontinued",
                f"Treatment was discontinued on {each.on.isoformat()}: {each.reason}. It is not "
                "begun again.",
                each.source,
            )
    yield from _backwards(course)
    for interrupted in interruptions_once(course):
        if interrupted.begun <= asked.on:
            yield from _interruption(course, interrupted, asked, monograph)
    yield from _reduction(course, asked, monograph)
    yield from amount_findings(
        course,
        lambda dose: dose.on <= asked.on,
        monograph,
        lambda dose: _percent_then(dose, course, monograph),
    )


def _percent_then(dose: DoseGiven, course: Course, monograph: Monograph) -> tuple[int, int]:
    """Return the reduction in force before a dose, and with what was recorded on its day."""
    then = AskedDose(dose.cycle, dose.day, dose.on)
    earlier = Course(
        tuple(
            each
            for each in course.counting()
            if not isinstance(each, DoseGiven | DoseReduced) or each.on < dose.on
        )
    )
    before = in_force(earlier, then, monograph)
    return before.percent, in_force(course, then, monograph).percent


def _backwards(course: Course) -> Iterator[Finding]:
    for each in course.of(Interrupted):
        if each.until is not None and each.until < each.begun:
            yield stop(
                "interruption-ends-before-it-begins",
                f"The interruption from {each.begun.isoformat()} ends on "
                f"{each.until.isoformat()}, before it begins. Correct the record.",
                each.source,
            )


def _interruption(
    course: Course, interrupted: Interrupted, asked: AskedDose, monograph: Monograph
) -> Iterator[Finding]:
    until, begun = interrupted.until, interrupted.begun.isoformat()
    if until is None or until > asked.on:
        until_when = (
            "Record the day from which it may go on" if until is None else f"It ends on {until}"
        )
        yield stop(
            "interrupted",
            f"Treatment is interrupted since {begun}: {interrupted.reason}. {until_when}.",
            interrupted.source,
        )
        return
    for dose in given_once(course):
        if interrupted.begun < dose.on < until:
            yield stop(
                "dose-within-interruption",
                f"Treatment was interrupted from {begun} until {until.isoformat()}, but "
                f"{named(dose.cycle, dose.day)} is on record as given on {dose.on.isoformat()}. "
                "Correct the dates.",
                interrupted.source,
            )
    if not _cycle_of(course, interrupted) or _after_another_dose(course, until, asked):
        return
    if interrupted.cause is not Cause.TOXICITY:
        return
    days = (until - interrupted.begun).days
    what = f"Treatment was interrupted for {days_in_words(days)} from {begun}"
    for rule in monograph.interruptions:
        if rule.covers(days):
            yield from _rule(rule, what, days, course, interrupted, asked, monograph)


def _after_another_dose(course: Course, until: date, asked: AskedDose) -> bool:
    """Tell whether a dose was given since; then only what it leaves behind still counts."""
    return any(until <= dose.on < asked.on for dose in given_once(course))


def _rule(
    rule: InterruptionRule,
    what: str,
    days: int,
    course: Course,
    interrupted: Interrupted,
    asked: AskedDose,
    monograph: Monograph,
) -> Iterator[Finding]:
    bound = f"more than {days_in_words(rule.days)}" if rule.beyond else f"{rule.days} days or more"
    within = _cycle_of(course, interrupted) == asked.cycle
    match rule.action:
        case Action.HOLD if within and not _longer(monograph, rule, days):
            yield note("interruption", f"{what}: {rule.words}.", rule.source)
        case Action.OMIT if within and asked.day == _next_day(course, asked.cycle, monograph):
            yield stop(
                "dose-is-omitted-after-interruption",
                f"{what}, {bound}: {rule.words}. {capital(asked.named)} is that dose; record it "
                "as omitted.",
                rule.source,
            )
        case Action.CONSIDER_STOPPING:
            yield warn("interruption-very-long", f"{what}, {bound}: {rule.words}.", rule.source)
        case _:
            return


def _longer(monograph: Monograph, rule: InterruptionRule, days: int) -> bool:
    return any(each is not rule and each.covers(days) for each in monograph.interruptions)


def _next_day(course: Course, cycle: int, monograph: Monograph) -> int | None:
    """Return the first day of the cycle after the last one given: the dose to be omitted."""
    given = max((dose.day for dose in given_once(course) if dose.cycle == cycle), default=0)
    return next((day for day in days_of(monograph) if day > given), None)


def _reduction(course: Course, asked: AskedDose, monograph: Monograph) -> Iterator[Finding]:
    found = in_force(course, asked, monograph)
    if found.ended:
        yield stop(
            "reduced-to-nothing",
            f"No reduction is left below {_so_far(found)}, and there was {found.because}. "
            f"{found.words}.",
            found.source,
        )
    yield from _by_percent(found, asked, monograph)
    given = [dose for dose in given_once(course) if dose.cycle == asked.cycle]
    if found.doses_per_cycle is not None and len(given) >= found.doses_per_cycle:
        yield stop(
            "doses-of-the-cycle-given",
            f"{found.doses_per_cycle} doses in each cycle are in force ({found.because}), and "
            f"cycle {asked.cycle} has had {len(given)}.",
            found.source,
        )


def _by_percent(found: InForce, asked: AskedDose, monograph: Monograph) -> Iterator[Finding]:
    """Yield what a reduction in force says to the order: more than the label, raised, or so."""
    known, source = known_reduction(monograph)
    if found.percent > known:
        yield stop(
            "reduced-by-more-than-the-label",
            f"The dose was reduced by {found.percent}%: {found.because}. The label knows "
            f"{known}%, and a reduced dose is never raised. Discuss the dose with the prescriber.",
            source,
        )
    elif found.percent and asked.reduction is not None and asked.reduction < found.percent:
        yield stop(
            "reduced-dose-raised",
            f"The order reduces by {asked.reduction}%, the record by {found.percent}%: "
            f"{found.because}. A reduced dose is never raised.",
            source,
        )
    elif _so_far(found) and not found.ended:
        yield note(
            "reduction-in-force",
            f"In force, and never taken back: {_so_far(found)}. Its last step: {found.because}.",
            found.source,
        )


def effective_reduction(found: InForce, asked: AskedDose, monograph: Monograph) -> int | None:
    """Return the percent by which the dose is reduced: the order's or, if more, the record's.

    None where neither reduces. At most what the label knows; more is a stop of its own.
    """
    known, _ = known_reduction(monograph)
    return max(asked.reduction or 0, min(found.percent, known)) or None


def known_reduction(monograph: Monograph) -> tuple[int, str]:
    """Return the percent by which the label reduces a dose, and its source; 0 where it does not."""
    limit = monograph.reduction
    return (0, monograph.label) if limit is None else (limit.value, limit.source)


def show_in_force(found: InForce) -> str:
    """Return a reduction in words, or ""."""
    return "no further dose" if found.ended else _so_far(found)


def _so_far(found: InForce) -> str:
    """Return in words what was taken away so far, or ""."""
    parts = [f"{found.percent}% less"] if found.percent else []
    if found.doses_per_cycle is not None:
        parts.append(f"{found.doses_per_cycle} doses a cycle")
    return " and ".join(parts)


def dose_in_words(dose: DoseGiven) -> str:
    """Return what is on record of the amount of a dose."""
    said = [show(each) for each in (dose.dose, dose.per_area) if each is not None]
    if dose.reduction:
        said.append(f"reduced by {dose.reduction}%")
    return ", ".join(said) or "amount not on record"
