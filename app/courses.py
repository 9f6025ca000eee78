"""Each patient's course in the log, in a stream of the patient's own.

Its facts are entered by people, read from files, or follow from work here: a released preparation
is recorded as a dose given, in the same transaction. Nothing is changed; what was entered in error
is taken back by another fact.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from app import references
from app.clock import Clock
from app.core.course import (
    COURSE_NAMES,
    AlsoOrdered,
    Course,
    CourseFact,
    DoseGiven,
    TakenBack,
)
from app.core.encoding import decode, encode
from app.core.formulary import Monograph
from app.core.order import Order, Patient
from app.core.outlook import asked_dose
from app.core.practice import require_kind
from app.core.preparation import Preparation
from app.core.refused import Refused
from app.core.review import Review, review
from app.intake.files import digest
from app.intake.history_files import read_history_file
from app.site import Site, is_practice
from app.store import Entries, Fact, Log, Recorded

PREFIX = "course/"
_OPENED = "course-opened"
_NAMED = {kind: name for name, kind in COURSE_NAMES.items()}


@dataclass(frozen=True, slots=True)
class _Opened:
    """The first fact of a stream: whose course it is."""

    patient: Patient


def stream_of(patient: Patient) -> str:
    """Return the stream of a patient's course."""
    return f"{PREFIX}{patient.identifier}"


def course_of(log: Log, patient: Patient, before: int | None = None) -> Course:
    """Return a patient's course; raises Refused where the number is that of someone else.

    The facts are numbered from 1, as `TakenBack` names them. `before` is the number of an event in
    the log: then it is the course as it stood when that was recorded.
    """
    history = log.history(stream_of(patient))
    if before is not None:
        history = tuple(row for row in history if row.seq < before)
    _require_same(history, patient)
    return Course(tuple(fact_in(row) for row in history[1:]))


def infused_at(order: Order, moment: datetime) -> datetime:
    """Return for when a dose is judged: its wanted infusion or, if that is past, `moment`."""
    return moment if order.wanted is None else max(order.wanted, moment)


def reviewed(
    log: Log,
    order: Order,
    monograph: Monograph,
    moment: datetime,
    site: Site,
    before: int | None = None,
) -> Review:
    """Return what the course on record says to an order at a moment (UTC); raises Refused.

    `before` is the number of an event in the log: then it is the course as it stood just then.
    """
    at = infused_at(order, moment)
    asked = asked_dose(order, monograph, site.day(at), at)
    course = course_of(log, order.patient, before)
    return review(course, asked, monograph, references.laboratory_policy())


def course_named(log: Log, identifier: str) -> tuple[Patient, Course]:
    """Return whose course it is, and the course, by the patient's number; raises Refused."""
    history = log.history(PREFIX + identifier)
    if not history:
        raise Refused(f"There is no course of MRN {identifier} in {log.path}.")
    opened: _Opened = decode(_Opened, history[0].data)
    return opened.patient, Course(tuple(fact_in(row) for row in history[1:]))


def fact_in(recorded: Recorded) -> CourseFact:
    """Return the fact of a course that a row holds; raises KeyError, ValueError or TypeError."""
    fact: CourseFact = decode(COURSE_NAMES[recorded.name], recorded.data)
    return fact


def _require_same(history: tuple[Recorded, ...], patient: Patient) -> None:
    if not history:
        return
    opened: _Opened = decode(_Opened, history[0].data)
    if opened.patient.born != patient.born:
        raise Refused(
            f"The course of MRN {patient.identifier} is of someone born "
            f"{opened.patient.born.isoformat()}, this patient was born {patient.born.isoformat()}. "
            "Find out which number is wrong before anything is prepared."
        )


def additions(
    log: Log, patient: Patient, facts: Iterable[CourseFact], *, by_hand: bool = False
) -> Entries | None:
    """Return what to append for new facts of a course, or None where all of them stand there.

    A fact that stands there from another source is not new. One that was taken back is not taken
    over again from a file; by hand it is. Raises Refused for a fact that cannot be, or a number
    that is another patient's.
    """
    stream = stream_of(patient)
    history = log.history(stream)
    _require_same(history, patient)
    recorded = Course(tuple(fact_in(row) for row in history[1:]))
    known = {_content(each) for each in (recorded.counting() if by_hand else recorded.facts)}
    fresh: list[Fact] = []
    for fact in facts:
        if _content(fact) not in known:
            known.add(_content(fact))
            _require_possible(fact, len(recorded.facts))
            fresh.append(Fact(_NAMED[type(fact)], encode(fact)))
    if not fresh:
        return None
    opened = () if history else (Fact(_OPENED, encode(_Opened(patient))),)
    return Entries(stream, len(history), (*opened, *fresh))


def _content(fact: CourseFact) -> CourseFact:
    """Return what a fact says, whoever says it."""
    return replace(fact, source="")


def _require_possible(fact: CourseFact, recorded: int) -> None:
    if not isinstance(fact, TakenBack) or 1 <= fact.about <= recorded:
        return
    if recorded < 1:
        raise Refused("Nothing is recorded in this course yet that could be taken back.")
    raise Refused(
        f"There is no record number {fact.about} in this course; choose one of 1 to {recorded}."
    )


def record(
    log: Log,
    clock: Clock,
    patient: Patient,
    facts: Iterable[CourseFact],
    actor: str,
    *,
    by_hand: bool = False,
) -> int:
    """Record facts of a course, all or none, and return how many were new; raises Refused."""
    entries = additions(log, patient, facts, by_hand=by_hand)
    if entries is None:
        return 0
    reading = clock.reading()
    at, running = reading.wall.isoformat(), reading.text()
    recorded = log.record((entries,), at=at, clock=running, actor=actor)
    return sum(1 for row in recorded if row.name != _OPENED)


def dose_of(state: Preparation, on: date) -> DoseGiven:
    """Return a preparation as the dose given by it on `on`, the local day of its release."""
    order, dose, review = state.order, state.plan.dose, state.opened.review
    return DoseGiven(
        cycle=order.cycle,
        day=order.day,
        on=on,
        source=f"preparation {state.opened.number}",
        dose=dose.prepared,
        per_area=dose.per_area,
        reduction=review.reduction if review is not None else None,
    )


def import_course(
    log: Log, clock: Clock, data: bytes, actor: str, zone: tzinfo | None
) -> tuple[str, ...]:
    """Record what a file tells of a patient's course and return its stream; raises Refused.

    Times fall on the days of `zone`, the site's, or on those written where it is None.

    Every fact is from the file, whatever source it names. What was ordered with a dose, only the
    file of that order tells. What the file took back is not taken over.
    """
    now, source = clock.reading().wall, f"file {digest(data)[:12]}"
    patient, facts = read_history_file(data, now=now, source=source, zone=zone)
    if patient is None:
        raise Refused(
            "The file does not say whose course it is; nothing was recorded. Add the patient's "
            "name, identifier and date of birth, or record the course on the patient's page."
        )
    require_kind((), patient, practice=is_practice(log))
    told = (
        replace(each, source=source)
        for each in Course(facts).counting()
        if not isinstance(each, AlsoOrdered)
    )
    record(log, clock, patient, told, actor)
    return (stream_of(patient),)
