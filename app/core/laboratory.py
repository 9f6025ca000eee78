"""Laboratory values fit to be judged: plausible, not stale, in a unit that can be compared."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.asked import AskedDose
from app.core.course import Analyte, Course, LaboratoryValue, Unusable
from app.core.finding import Finding, stop, warn
from app.core.policy import LaboratoryPolicy
from app.core.quantity import code_of, exactly, show

SITE = "site policy"


@dataclass(frozen=True, slots=True)
class Looked:
    """A laboratory value looked up: None where none is fit to be judged, and what to say."""

    value: LaboratoryValue | None
    findings: tuple[Finding, ...] = ()


def look_up(
    course: Course, analyte: Analyte, asked: AskedDose, policy: LaboratoryPolicy | None
) -> Looked:
    """Return the value of `analyte` that stands on the day asked for.

    An implausible value is not used, nor is an older one in its place. A stale one is used, with
    a warning, and so is one of two of the same moment that differ.
    """
    value = course.latest(analyte, asked.on)
    if value is None:
        return Looked(None)
    odd = implausible(value, policy)
    if odd is not None:
        return Looked(None, (odd,))
    stale = None if policy is None else _stale(value, asked, policy)
    found = (stale, _at_odds(course, value))
    return Looked(value, tuple(each for each in found if each is not None))


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
    units = " or ".join(value.analyte.measure.units)
    for said, each in (("", value.value), ("an upper limit of normal of ", value.upper_limit)):
        if each is not None and code_of(each) not in value.analyte.measure.units:
            return _cannot_be(value, f"{said}{show(each)}", f"a value in {units}")
    if value.upper_limit is not None and value.upper_limit.magnitude <= 0:
        said = f"an upper limit of normal of {show(value.upper_limit)}"
        return _cannot_be(value, said, "a limit above zero")
    return None if policy is None else _out_of_bounds(value, policy)


def _out_of_bounds(value: LaboratoryValue, policy: LaboratoryPolicy) -> Finding | None:
    low, high = policy.plausible[value.analyte]
    limit, bounds = value.upper_limit, policy.plausible_limit.get(value.analyte)
    with exactly():
        if not low <= value.value <= high:
            return _cannot_be(value, f"{show(value.value)}", f"{show(low)} to {show(high)}")
        if limit is not None and bounds is not None and not bounds[0] <= limit <= bounds[1]:
            wanted = f"{show(bounds[0])} to {show(bounds[1])}"
            return _cannot_be(value, f"an upper limit of normal of {show(limit)}", wanted)
    return None


def _cannot_be(value: LaboratoryValue, said: str, wanted: str) -> Finding:
    return warn(
        f"{value.analyte.value}-implausible",
        f"{_capital(value.analyte.words)} of {value.on.isoformat()}: {said} cannot be right; "
        f"{wanted} is plausible. The value is not used; record it again with its unit.",
        f"{SITE}: plausibility, not a clinical limit",
    )


def _at_odds(course: Course, value: LaboratoryValue) -> Finding | None:
    """Return a warning where another value may be of the same moment and differs, or None."""
    for other in course.of(LaboratoryValue):
        same = other.analyte is value.analyte and other.on == value.on
        apart = other.at is not None and value.at is not None and other.at != value.at
        if same and not apart and _read(other) != _read(value):
            return warn(
                f"{value.analyte.value}-twice",
                f"Two values are on record for {value.on.isoformat()}: {_said(other)} and "
                f"{_said(value)}; the latter is used. Take back the one that is wrong.",
                value.source,
            )
    return None


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
        f"{_capital(value.analyte.words)} of {value.on.isoformat()} is older than "
        f"{policy.older_than_hours} h; measure it again, or say why it may be used.",
        SITE,
    )


def unusable_findings(course: Course, asked: AskedDose) -> tuple[Finding, ...]:
    """Return a finding for each thing on record that could not be read.

    A dose that cannot be read is a stop, for then nobody knows when the last one was given.
    """
    every = [each for each in course.of(Unusable) if each.on is None or each.on <= asked.on]
    every.sort(key=lambda each: each.hides_dose, reverse=True)
    return tuple(
        stop(f"dose-unreadable-{number}", each.sentence, each.source)
        if each.hides_dose
        else warn(f"unusable-{number}", each.sentence, each.source)
        for number, each in enumerate(every, start=1)
    )


def dated(value: LaboratoryValue) -> str:
    """Return a value with its day, such as "platelets 62 ×10⁹/L (2026-11-01)"."""
    return f"{value.analyte.words} {show(value.value)} ({value.on.isoformat()})"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
