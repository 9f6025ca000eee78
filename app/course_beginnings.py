"""Courses for what was released before courses were kept."""

from dataclasses import dataclass
from datetime import date

from app.clock import Clock
from app.core.course import Unusable
from app.core.encoding import encode
from app.core.preparation import Preparation
from app.core.refused import Refused
from app.courses import course_named, dose_of, record
from app.preparations import PREFIX, preparation_in
from app.site import Site
from app.store import Fact, Log

_STREAM, _BEGUN = "courses", "courses-begun"


@dataclass(frozen=True, slots=True)
class _Begun:
    """So many preparations released earlier are in their patients' courses from here on."""

    preparations: int


def begin_courses(log: Log, clock: Clock, site: Site) -> None:
    """Put what was released before courses were kept into its course, once in a log's life."""
    if log.version(_STREAM):
        return
    released = log.streams_with("released", PREFIX)
    if not released:
        return
    for stream in released:
        state = preparation_in(log, log.history(stream))
        if state.released is not None:
            _begin(log, clock, state, site.day(state.released))
    begun = Fact(_BEGUN, encode(_Begun(len(released))))
    reading = clock.reading()  # after those of the doses: what is recorded later is not earlier
    at, running = reading.wall.isoformat(), reading.text()
    log.append(_STREAM, 0, (begun,), at=at, clock=running, actor="Umbra")


def _begin(log: Log, clock: Clock, state: Preparation, on: date) -> None:
    patient, dose = state.order.patient, dose_of(state, on)
    try:
        record(log, clock, patient, (dose,), "Umbra")
    except Refused as refused:
        # Nobody may be locked out by what an earlier release let happen: the conflict becomes a
        # stop in that one course, until a pharmacist has found out whose dose it was.
        whose, _ = course_named(log, patient.identifier)
        sentence = f"A dose of {dose.source} is recorded under this number. {refused.sentence}"
        lost = Unusable(dose.source, sentence, on, dose.source, hides_dose=True)
        record(log, clock, whose, (lost,), "Umbra")
