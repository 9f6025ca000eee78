"""The course page: the calendar, the next dose, and what the record says of the patient."""

from collections.abc import Iterator
from datetime import date

from app.core.asked import AskedDose
from app.core.axis import LONGEST, days_shown, lengths, placed
from app.core.calendar import HELD, Calendar, CalendarCycle, CalendarDose, Mark
from app.core.changes import in_force, show_in_force
from app.core.course import (
    Analyte,
    Course,
    Discontinued,
    HarmSeen,
    Interrupted,
    LiverValuesExplained,
    ResponseAssessed,
    TransplantPlanned,
)
from app.core.course_words import dated, interrupted_for, measured, said
from app.core.finding import Severity
from app.core.formulary import Monograph
from app.core.outlook import Outlook
from app.core.policy import LaboratoryPolicy
from app.core.response import derived_response, words_of
from app.core.wording import days_in_words
from app.ui.drawing.calendar import CalendarDay, CalendarFacts, CalendarRow, DoseState
from app.ui.drawing.labelled import LabelledRow
from app.ui.facts.signs import people_text
from app.ui.language import Verbatim
from app.ui.theme import Tone

_STATES = {mark: DoseState(mark.value) for mark in Mark}


def calendar_facts(calendar: Calendar, today: date) -> CalendarFacts:
    """Return the rows of a calendar as it stands today."""
    rows = (
        _row(cycle, length, today)
        for cycle, length in zip(calendar.cycles, lengths(calendar), strict=True)
    )
    return CalendarFacts(tuple(rows), days_shown(calendar, today))


def _row(cycle: CalendarCycle, length: int | None, today: date) -> CalendarRow:
    first = cycle.first
    days = tuple(_day(dose, first, today) for dose in cycle.doses)
    return CalendarRow(
        name=f"Cycle {cycle.cycle}",
        begins=f"{first.day} {first:%b %Y}" if first is not None else "",
        days=days,
        remark=_remark(cycle),
        length=length,
        today=_today(first, length, days, today),
    )


def _today(
    first: date | None, length: int | None, days: tuple[CalendarDay, ...], today: date
) -> float | None:
    """Return where today lies in a cycle, None where it does not or a dose is due there."""
    if first is None:
        return None
    at = (today - first).days
    end = LONGEST if length is None else length
    due = any(day.state is DoseState.DUE for day in days)
    return None if due or not 0 <= at < end else float(at)


def _remark(cycle: CalendarCycle) -> str:
    """Return the remarks of a row; what is said of two doses is said once."""
    by_remark: dict[str, list[str]] = {}
    for dose in cycle.doses:
        if dose.remark:
            by_remark.setdefault(dose.remark, []).append(f"D{dose.day}")
    return "  ·  ".join(f"{', '.join(days)}: {words}" for words, days in by_remark.items())


def _day(dose: CalendarDose, first: date | None, today: date) -> CalendarDay:
    place = placed(dose, first, today)
    words, dates = dated(dose)
    return CalendarDay(dose.day, place.at, _STATES[dose.mark], words, dates, place.window)


def next_dose(calendar: Calendar) -> tuple[str, str]:
    """Return which dose comes next, or why none does, and between which dates it may be given."""
    dose = calendar.following
    if dose is None:
        return f"No further dose: {_why_none(calendar)}", ""
    what = f"Next dose: cycle {dose.cycle} day {dose.day}"
    if dose.mark is Mark.DUE:
        held = f", {dose.remark}" if HELD in dose.remark else ""
        return f"{what}, due today{held}", _span(dose)
    return (f"{what}, {dose.remark}" if dose.remark else what), _span(dose)


def _why_none(calendar: Calendar) -> str:
    doses = [dose for cycle in calendar.cycles for dose in cycle.doses]
    impossible = [dose.remark for dose in doses if dose.mark is Mark.IMPOSSIBLE and dose.remark]
    if impossible:
        return impossible[-1]
    return "the record has a hole; see the calendar" if doses else "treatment has ended"


def _span(dose: CalendarDose) -> str:
    if dose.latest is None:
        return f"earliest {_long(dose.earliest)}"
    return f"earliest {_long(dose.earliest)}, latest {_long(dose.latest)}"


def _long(day: date | None) -> str:
    return "" if day is None else f"{day:%a} {day.isoformat()}"


def record_rows(
    course: Course,
    asked: AskedDose,
    monograph: Monograph,
    policy: LaboratoryPolicy | None,
    found: Outlook,
) -> tuple[LabelledRow, ...]:
    """Return what the record says of the patient, a label and its words a row."""
    return (
        *_findings(found, Severity.STOP),
        *_ended(course),
        LabelledRow("Response", _response(course, asked.on)),
        LabelledRow("Reduction", _reduction(course, asked, monograph)),
        LabelledRow("Transplant", _transplant(course, asked.on)),
        *_laboratory(course, asked.on),
        *_derived(course, asked.on, monograph, policy),
        *_explained(course, asked.on),
        *_toxicities(course, asked.on),
        *_interruptions(course, asked.on),
        *_findings(found, Severity.WARN),
    )


def _response(course: Course, until: date) -> str:
    assessed = [each for each in course.of(ResponseAssessed) if each.on <= until]
    if not assessed:
        return "none assessed on record"
    last = max(assessed, key=lambda each: each.on)
    return f"{words_of(last.response)}, assessed {last.on.isoformat()}, {last.source}"


def _derived(
    course: Course, until: date, monograph: Monograph, policy: LaboratoryPolicy | None
) -> Iterator[LabelledRow]:
    if monograph.response is None or policy is None:
        return
    within = policy.response_values_within_days
    found = derived_response(course, monograph.response, within, until, policy)
    if found is not None:
        words = f"{words_of(found.response)}: {found.derivation}"
        yield LabelledRow("By the values", words)


def _transplant(course: Course, until: date) -> str:
    said_of = [each for each in course.of(TransplantPlanned) if each.on <= until]
    if not said_of:
        return "nothing on record"
    last = max(said_of, key=lambda each: each.on)
    return f"{'planned' if last.planned else 'not planned'}, known since {last.on.isoformat()}"


def _reduction(course: Course, asked: AskedDose, monograph: Monograph) -> str:
    found = in_force(course, asked, monograph)
    shown = show_in_force(found)
    return f"{shown}: {found.because}" if shown else "none in force"


def _interruptions(course: Course, until: date) -> Iterator[LabelledRow]:
    for each in course.of(Interrupted):
        if each.begun <= until:
            end = each.until.isoformat() if each.until else "not over"
            days = f" ({days_in_words((each.until - each.begun).days)})" if each.until else ""
            words = f"{each.begun.isoformat()} – {end}{days}: {interrupted_for(each)}"
            yield LabelledRow("Interruption", words, Tone.PLAIN if each.until else Tone.WARN)


def _toxicities(course: Course, until: date) -> Iterator[LabelledRow]:
    latest: dict[str, HarmSeen] = {}
    for seen in sorted(course.of(HarmSeen), key=lambda each: each.on):
        if seen.on <= until:
            latest[seen.name.casefold()] = seen
    for seen in latest.values():
        yield LabelledRow("Toxicity", f"{said(seen)} ({seen.on.isoformat()})")


def _ended(course: Course) -> Iterator[LabelledRow]:
    for each in course.of(Discontinued):
        words = f"{each.on.isoformat()}: {Verbatim(each.reason)}"
        yield LabelledRow("Discontinued", words, Tone.STOP)


def _laboratory(course: Course, until: date) -> Iterator[LabelledRow]:
    for analyte in Analyte:
        value = course.latest(analyte, until)
        if value is not None:
            words = measured(value).removeprefix(f"{analyte.words} ")
            label = analyte.words[0].upper() + analyte.words[1:]
            yield LabelledRow(label, f"{words} ({value.on.isoformat()})")


def _explained(course: Course, until: date) -> Iterator[LabelledRow]:
    for each in course.of(LiverValuesExplained):
        if each.on <= until:
            words = f"put down to {Verbatim(each.cause)} ({each.on.isoformat()})"
            yield LabelledRow("Liver values", words)


def _findings(found: Outlook, severity: Severity) -> Iterator[LabelledRow]:
    for finding in found.review.findings:
        if finding.severity is severity:
            word, tone = _TONES[severity]
            yield LabelledRow(word, people_text(finding.sentence), tone)


_TONES = {Severity.STOP: ("This dose: stop", Tone.STOP), Severity.WARN: ("This dose", Tone.WARN)}
