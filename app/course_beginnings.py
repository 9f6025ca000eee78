"""Courses for what was released before courses were kept."""

from dataclasses import dataclass

from app.clock import Clock
from app.core.encoding import encode
from app.core.preparation import Status
from app.courses import dose_of, record
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
    reading = clock.reading()
    at, running = reading.wall.isoformat(), reading.text()
    for stream in released:
        state = preparation_in(log, log.history(stream))
        if state.status is Status.RELEASED:
            record(
                log,
                clock,
                state.order.patient,
                (dose_of(state, site.day(state.last.wall)),),
                "Umbra",
            )
    begun = Fact(_BEGUN, encode(_Begun(len(released))))
    log.append(_STREAM, 0, (begun,), at=at, clock=running, actor="Umbra")
