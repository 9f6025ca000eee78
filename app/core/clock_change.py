"""What happened to the clock since the last fact: which facts tell of it, and which cannot.

Every change is recorded before anything else is, so that whoever checks a preparation sees it.
"""

from collections.abc import Iterable

from app.core import events as e
from app.core.outage import is_outage
from app.core.preparation import Preparation, Status
from app.core.reading import Reading, Witness
from app.core.timing import backwards, drift

BY_THE_CLOCK = (e.ClockSet, e.Restarted, e.LastSeen, e.WasOff)
"""The facts that nobody says and the program records by itself."""


def noticed(state: Preparation, reading: Reading, *, seen: bool = True) -> tuple[e.Event, ...]:
    """Return the fact to record before anything else is at `reading`; () where nothing happened.

    `seen` tells whether anything said how long Umbra ran before a restart.
    """
    if not reading.continues(state.steady):
        away = round((reading.wall - state.last.wall).total_seconds())
        return (e.Restarted(reading.started, away, seen),)
    moved = drift(state.steady, reading)
    return () if moved is None else (e.ClockSet(round(moved.total_seconds())),)


def last_seen(state: Preparation, reading: Reading, witness: Witness) -> tuple[e.Event, ...]:
    """Return the facts which record that Umbra still ran at `reading`, of an earlier boot.

    () where `reading` is not later than what is recorded: nothing can make time shorter. What
    happened to the clock until then comes first.
    """
    if not is_later(reading, state.last):
        return ()
    return (*noticed(state, reading, seen=False), e.LastSeen(witness))


def was_off(state: Preparation, last: Reading, now: Reading) -> tuple[e.Event, ...]:
    """Return the fact which records that Umbra did not run between `last` and `now`.

    () where that was too short for any work on paper, or none is entered any more.
    """
    if state.status is not Status.OPEN or not is_outage(last, now):
        return ()
    return (e.WasOff(last.wall, last.text()),)


def is_later(reading: Reading, before: Reading) -> bool:
    """Tell whether a reading was taken after another: of one boot by the running time."""
    if reading.boot == before.boot:
        return reading.running > before.running
    return reading.wall > before.wall


def newest(readings: Iterable[Reading]) -> Reading | None:
    """Return the last moment that readings, in the order in which they were taken, tell of.

    None where there are none. Within a boot the running time tells, so that a wall clock which
    somebody set right while it was a witness holds. A boot that came up earlier than what was
    seen before tells of no moment, until its clock is right.
    """
    last: Reading | None = None
    for each in readings:
        if last is None or each.continues(last) or not backwards(last, each):
            last = each
    return last


def objection(state: Preparation, fact: e.Event, reading: Reading) -> str:
    """Return why a fact cannot stand after `state`, as far as the clock goes; "" where it can."""
    if not state.opened.clock_watched:
        return ""
    seen = not isinstance(fact, e.Restarted) or fact.seen
    expected = noticed(state, reading, seen=seen)
    if isinstance(fact, e.ClockSet | e.Restarted):
        return "" if expected == (fact,) else "the readings of the clock say otherwise"
    if expected:
        return "the clock was set or the machine restarted before, and no record says so"
    # What happened to the clock until then was recorded under the same reading.
    late = is_later(reading, state.last) or reading == state.last
    return "" if late or not isinstance(fact, e.LastSeen) else "it is earlier than what is recorded"
