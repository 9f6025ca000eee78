"""When Umbra did not run, as the log proves it: only then may something be entered from paper.

Both ends of an outage are readings. Within a boot the running time tells where an end lies by the
clock as it is set now, whatever was set meanwhile; of an earlier boot only its wall clock tells.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.core.minute import whole_minute
from app.core.reading import Reading

LEAST = timedelta(minutes=1)
"""Shorter than this, nothing was done on paper: it is no outage."""


@dataclass(frozen=True, slots=True)
class Outage:
    """Umbra still ran at `begun`, and ran again from `ended` on."""

    begun: Reading
    ended: Reading

    def includes(self, minute: datetime) -> bool:
        """Tell whether what was done in a minute on paper, in UTC, was done while it lasted."""
        return whole_minute(self.begun.wall) <= minute <= self.ended.wall


def lasted(begun: Reading, ended: Reading) -> timedelta:
    """Return how long an outage lasted: by the running time, across a restart by the wall."""
    if ended.continues(begun):
        return ended.running - begun.running
    return ended.wall - begun.wall


def is_outage(begun: Reading, ended: Reading) -> bool:
    """Tell whether it is worth recording: long enough to have worked on paper meanwhile.

    A clock that came up earlier than before says nothing of the length until it is set right.
    """
    length = lasted(begun, ended)
    return length >= LEAST or (length < timedelta(0) and not ended.continues(begun))


def as_seen_from(outages: tuple[Outage, ...], now: Reading) -> tuple[Outage, ...]:
    """Return outages by the clock as it is set at `now`."""
    return tuple(Outage(_seen(each.begun, now), _seen(each.ended, now)) for each in outages)


def _seen(end: Reading, now: Reading) -> Reading:
    if not now.continues(end):
        return end
    return replace(end, wall=now.wall - (now.running - end.running))
