"""How a row of the log is stamped: the reading it was recorded under, and back."""

from datetime import UTC, datetime

from app.clock import Clock
from app.core.reading import Reading
from app.store import Fact, Log, Recorded


def record_at(log: Log, reading: Reading, stream: str, fact: Fact, actor: str) -> Recorded:
    """Record one fact at the end of a stream as it stands, under a reading; raises Refused."""
    (recorded,) = log.append(
        stream,
        log.version(stream),
        (fact,),
        at=reading.wall.isoformat(),
        clock=reading.text(),
        actor=actor,
    )
    return recorded


def record_now(log: Log, clock: Clock, stream: str, fact: Fact, actor: str) -> Recorded:
    """Record one fact at the end of a stream as it stands, now; raises Refused."""
    return record_at(log, clock.reading(), stream, fact, actor)


def reading_of(recorded: Recorded) -> Reading:
    """Return the reading under which an event was recorded."""
    return Reading.of(datetime.fromisoformat(recorded.at).astimezone(UTC), recorded.clock)
