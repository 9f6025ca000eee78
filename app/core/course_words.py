"""Each fact of a course as words for people: for the list, the paper, and before recording."""

from datetime import date

from app.core.calendar import CalendarDose, Mark
from app.core.changes import dose_in_words
from app.core.course import (
    AlsoOrdered,
    Analyte,
    Cause,
    CourseFact,
    Discontinued,
    DoseGiven,
    DoseOmitted,
    DoseReduced,
    HarmSeen,
    Interrupted,
    LaboratoryValue,
    LiverValuesExplained,
    ResponseAssessed,
    TakenBack,
    TransplantPlanned,
    Unusable,
)
from app.core.quantity import show
from app.core.response import words_of
from app.core.wording import capital, days_in_words, named


def said(fact: CourseFact) -> str:
    """Return a fact in words, without its date and its source."""
    match fact:
        case DoseGiven():
            return f"{capital(named(fact.cycle, fact.day))} given: {dose_in_words(fact)}"
        case DoseOmitted():
            return f"{capital(named(fact.cycle, fact.day))} omitted: {fact.reason}"
        case ResponseAssessed():
            return f"Response: {words_of(fact.response)}"
        case LaboratoryValue():
            return capital(measured(fact))
        case HarmSeen():
            return _harm(fact)
        case Interrupted():
            return _interrupted(fact)
        case _:
            return _decided(fact)


def measured(value: LaboratoryValue) -> str:
    """Return a laboratory value with all that was said of it, such as "AST 31 U/L, ULN 40 U/L"."""
    parts = [f"{value.analyte.words} {show(value.value)}"]
    if value.upper_limit is not None:
        parts.append(f"ULN {show(value.upper_limit)}")
    if value.transfused is not None:
        parts.append("rests on a transfusion" if value.transfused else "without transfusion")
    elif value.analyte is Analyte.PLATELETS:
        parts.append("transfusion not known")
    return ", ".join(parts)


def _harm(seen: HarmSeen) -> str:
    related = {True: "put down to the drug", False: "not put down to the drug"}
    why = "cause not known" if seen.related is None else related[seen.related]
    found = "grade 0, gone" if seen.is_gone else seen.graded
    name, before = capital(seen.name), seen.before_treatment
    return f"{name}: {found}, {why}, grade {before} before treatment"


def _interrupted(fact: Interrupted) -> str:
    begun, counts = fact.begun.isoformat(), fact.cause is Cause.TOXICITY
    if fact.until is None:
        if counts:
            return f"Interrupted from {begun}, not over: {fact.reason}"
        return f"Interrupted from {begun}, not over: {fact.reason}, {fact.cause.words}"
    until, days = fact.until.isoformat(), days_in_words((fact.until - fact.begun).days)
    if counts:
        return f"Interrupted from {begun} until {until} ({days}): {fact.reason}"
    return f"Interrupted from {begun} until {until} ({days}): {fact.reason}, {fact.cause.words}"


def interrupted_for(fact: Interrupted) -> str:
    """Return why treatment was interrupted; the kind of cause where its length does not count."""
    return fact.reason if fact.cause is Cause.TOXICITY else f"{fact.reason}, {fact.cause.words}"


def _decided(fact: CourseFact) -> str:
    match fact:
        case DoseReduced():
            return _reduced(fact)
        case AlsoOrdered():
            return f"Ordered with order {fact.order}: {fact.name} ({fact.kind})"
        case TransplantPlanned():
            return "A transplant is planned" if fact.planned else "No transplant is planned"
        case LiverValuesExplained():
            return f"Raised liver values put down to {fact.cause}"
        case Discontinued():
            return f"Treatment discontinued for good: {fact.reason}"
        case Unusable():
            return f"Not usable, {fact.about}: {fact.sentence}"
        case TakenBack():
            return f"Number {fact.about} taken back: {fact.reason}"
        case _:
            raise TypeError(f"not a fact of a course: {fact!r}")


def _reduced(fact: DoseReduced) -> str:
    if fact.doses_per_cycle is None:
        return f"Dose reduced by {fact.percent}%: {fact.reason}"
    if not fact.percent:
        return f"Dose reduced to {fact.doses_per_cycle} doses a cycle: {fact.reason}"
    return (
        f"Dose reduced by {fact.percent}% and to {fact.doses_per_cycle} doses a cycle: "
        f"{fact.reason}"
    )


def stands(dose: CalendarDose) -> str:
    """Return how a dose of the calendar stands, with its dates, without its remark."""
    if dose.on is not None:
        return f"{dose.mark.value} {dose.on.isoformat()}"
    parts = [dose.mark.value]
    if dose.earliest is not None:
        parts.append(f"from {dose.earliest.isoformat()}")
    if dose.latest is not None:
        parts.append(f"to {dose.latest.isoformat()}")
    return " ".join(parts)


def dated(dose: CalendarDose) -> tuple[str, str]:
    """Return how a dose stands and its dates, as short as they fit below it: "8–12 Nov"."""
    if dose.mark is Mark.DUE:
        last = dose.latest if dose.latest != dose.earliest else None
        return "due today", "" if last is None else f"until {_short(last)}"
    if dose.on is not None:
        return dose.mark.value, _short(dose.on)
    if dose.earliest is None:
        return dose.mark.value, ""
    return dose.mark.value, _between(dose.earliest, dose.latest or dose.earliest)


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _between(first: date, last: date) -> str:
    if first == last:
        return _short(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_short(last)}"
    return f"{_short(first)} – {_short(last)}"


def day_of(fact: CourseFact) -> str:
    """Return the date of a fact as it is written, or "" where it has none."""
    if isinstance(fact, Interrupted):
        return (fact.until or fact.begun).isoformat()
    return fact.on.isoformat() if fact.on is not None else ""
