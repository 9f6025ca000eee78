"""Laboratory values fit to be judged: plausible, not stale, in a unit that can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.asked import AskedDose
from app.core.course import Analyte, Course, LaboratoryValue, Unusable, worst_of
from app.core.finding import Finding, stop, warn
from app.core.policy import LaboratoryPolicy
from app.core.quantity import Quantity, code_of, exactly, show
from app.core.wording import capital

SITE = "site policy"


@dataclass(frozen=True, slots=True)
class Looked:
    """A laboratory value looked up: None where none is fit to be judged, and what to say.

    `unfit` says then in words why the one on record is not, "" where none is on record.
    """

    value: LaboratoryValue | None
    findings: tuple[Finding, ...] = ()
    unfit: str = ""


def look_up(
    course: Course, analyte: Analyte, asked: AskedDose, policy: LaboratoryPolicy | None
) -> Looked:
    """Return the value of `analyte` that stands on the day asked for.

    An implausible value is not used, nor is an older one in its place, nor one that may be older.
    A stale one is used, with a warning. Of several whose order is not known the worst is used,
    with a warning where they differ.
    """
    every = course.last_taken(analyte, asked.on)
    value = worst_of(every)
    if value is None:
        return Looked(None)
    for each in every:
        odd = implausible(each, policy)
        if odd is not None:
            found = (odd, _at_odds(every, each, "neither is used"))
            return Looked(None, _those(*found), _why_not(each, policy))
    stale = None if policy is None else _stale(value, asked, policy)
    return Looked(value, _those(stale, _at_odds(every, value, "the worse is used")))


def lacking(looked: Mapping[Analyte, Looked]) -> tuple[str, ...]:
    """Return in words why some of the values looked up are not there."""
    absent = [
        analyte.words for analyte, each in looked.items() if each.value is None and not each.unfit
    ]
    none = (f"no value of {' and '.join(absent)} is on record",) if absent else ()
    return (*none, *(each.unfit for each in looked.values() if each.unfit))


def _those(*found: Finding | None) -> tuple[Finding, ...]:
    return tuple(each for each in found if each is not None)


def _why_not(value: LaboratoryValue, policy: LaboratoryPolicy | None) -> str:
    fault = _fault(value, policy)
    assert fault is not None, "it was found implausible"
    said = f": {fault.said}" if fault.of_limit else ""
    return f"{dated(value)}{said} cannot be right"


def plausible_values(
    course: Course, analyte: Analyte, until: date, policy: LaboratoryPolicy | None
) -> tuple[LaboratoryValue, ...]:
    """Return the values of `analyte` that can be, by date, then in the order of recording."""
    found = (
        value
        for value in course.of(LaboratoryValue)
        if value.analyte is analyte and value.on <= until and implausible(value, policy) is None
    )
    return tuple(sorted(found, key=lambda value: value.on))


def implausible(value: LaboratoryValue, policy: LaboratoryPolicy | None) -> Finding | None:
    """Return why a value or its upper limit of normal cannot be, or None.

    A unit of something else and a limit of zero cannot be under any policy.
    """
    fault = _fault(value, policy)
    if fault is None:
        return None
    return warn(
        f"{value.analyte.value}-implausible",
        f"{capital(value.analyte.words)} of {value.on.isoformat()}: {fault.said} cannot be "
        f"right; {fault.wanted} is plausible. The value is not used; record it again with its "
        "unit.",
        f"{SITE}: plausibility, not a clinical limit",
    )


@dataclass(frozen=True, slots=True)
class _Fault:
    """What of a value cannot be, and what could; `of_limit` where it is the upper limit."""

    said: str
    wanted: str
    of_limit: bool = False


def _fault(value: LaboratoryValue, policy: LaboratoryPolicy | None) -> _Fault | None:
    units, limit = value.analyte.measure.units, value.upper_limit
    if code_of(value.value) not in units:
        return _Fault(show(value.value), f"a value in {' or '.join(units)}")
    if limit is not None and code_of(limit) not in units:
        return _Fault(_limit_said(limit), f"a value in {' or '.join(units)}", True)
    if limit is not None and limit.magnitude <= 0:
        return _Fault(_limit_said(limit), "a limit above zero", True)
    return None if policy is None else _out_of_bounds(value, policy)


def _out_of_bounds(value: LaboratoryValue, policy: LaboratoryPolicy) -> _Fault | None:
    low, high = policy.plausible[value.analyte]
    limit, bounds = value.upper_limit, policy.plausible_limit.get(value.analyte)
    with exactly():
        if not low <= value.value <= high:
            return _Fault(show(value.value), f"{show(low)} to {show(high)}")
        if limit is not None and bounds is not None and not bounds[0] <= limit <= bounds[1]:
            return _Fault(_limit_said(limit), f"{show(bounds[0])} to {show(bounds[1])}", True)
    return None


def _limit_said(limit: Quantity) -> str:
    return f"an upper limit of normal of {show(limit)}"


def _at_odds(
    every: tuple[LaboratoryValue, ...], value: LaboratoryValue, which: str
) -> Finding | None:
    """Return a warning where another value may be the one taken last and differs, or None."""
    other = next((each for each in every if _read(each) != _read(value)), None)
    if other is None:
        return None
    return warn(
        f"{value.analyte.value}-twice",
        f"Two values are on record for {value.on.isoformat()}: {_said(other)} and "
        f"{_said(value)}. Which was taken last is not known; {which}. Take back the one that is "
        "wrong, or record each with its time.",
        value.source,
    )


def _read(value: LaboratoryValue) -> tuple[str, str]:
    limit = value.upper_limit
    return show(value.value), "" if limit is None else show(limit)


def _said(value: LaboratoryValue) -> str:
    limit = "" if value.upper_limit is None else f" (ULN {show(value.upper_limit)})"
    return f"{value.analyte.words} {show(value.value)}{limit}"


def _stale(value: LaboratoryValue, asked: AskedDose, policy: LaboratoryPolicy) -> Finding | None:
    age = asked.hours_since(value.on, value.at)
    if age <= timedelta(hours=policy.older_than_hours):
        return None
    return warn(
        f"{value.analyte.value}-stale",
        f"{capital(value.analyte.words)} of {value.on.isoformat()} is older than "
        f"{policy.older_than_hours} h; measure it again, or say why it may be used.",
        SITE,
    )


def unusable_findings(course: Course, asked: AskedDose) -> tuple[Finding, ...]:
    """Return a finding for each thing on record that could not be read.

    A dose that cannot be read is a stop, for then nobody knows when the last one was given.
    """
    every = [
        (number, each)
        for number, each in course.numbered()
        if isinstance(each, Unusable) and (each.on is None or each.on <= asked.on)
    ]
    every.sort(key=lambda one: one[1].hides_dose, reverse=True)
    return tuple(
        _unusable(each, on_record, number)
        for number, (on_record, each) in enumerate(every, start=1)
    )


def _unusable(each: Unusable, on_record: int, number: int) -> Finding:
    when = f", {each.on.isoformat()}" if each.on is not None else ""
    about = capital(each.about.strip() or "an entry")
    sentence = f"{about}{when}: {each.sentence}"
    if not each.hides_dose:
        return warn(f"unusable-{number}", sentence, each.source)
    return stop(
        f"dose-unreadable-{number}",
        f"{sentence} Once the dose is recorded by hand, take back entry {on_record}.",
        each.source,
    )


def dated(value: LaboratoryValue) -> str:
    """Return a value with its day, such as "platelets 62 ×10⁹/L (2026-11-01)"."""
    return f"{value.analyte.words} {show(value.value)} ({value.on.isoformat()})"
