"""What `umbra verify` finds of the time in a whole log whose hashes were all made again.

Found is what contradicts itself: a fact as only an earlier release recorded it after one of this
release, a restart that says something else than was found of the heartbeat, an expiry date that
ends otherwise at the site, running time that goes back, facts that were missing and nobody
accepted it. Not found is a time moved to where it still fits between what was recorded before and
after it, what was found of the heartbeat changed together with all that follows from it, and a
log of which every sign of this release was taken away.
"""

import json
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.clock_watch import (
    ACCEPTED,
    FOUND,
    MISSING,
    STREAM,
    THE_CLOCK,
    FactsMissing,
    HeartbeatFound,
    is_counted,
    witnesses,
)
from app.core import events as e
from app.core.clock_change import is_later, newest
from app.core.encoding import decode
from app.core.preparation import Preparation, Status
from app.core.reading import Reading, Witness
from app.preparations import PREFIX
from app.recording import reading_of
from app.site import descriptions, site_before
from app.store import Log, Recorded

# What each of these facts says since this release, and no earlier one wrote.
_NEW = {
    "opened": "clock_watched",
    "material-scanned": "in_date_until",
    "protection-started": "stage",
}
_ONLY_NEW = (
    FOUND,
    MISSING,
    "restarted",
    "last-seen",
    "was-off",
    "zone-changed",
    "stored",
    "handed-over",
)
_NEW_IN_POLICY = frozenset({"category", "delay_minutes"})


def missing(log: Log) -> Iterator[str]:
    """Yield a fault where the log once held more facts and no pharmacist accepted it since."""
    rows = log.named((MISSING, ACCEPTED), STREAM, newest=1)
    if rows and rows[-1].name == MISSING:
        fact: FactsMissing = decode(FactsMissing, rows[-1].data)
        yield (
            f"the log held {fact.held:,} facts when it was opened, and had held {fact.facts:,}; "
            "no pharmacist accepted it since"
        )


def misdated(log: Log) -> Iterator[str]:
    """Yield a fault for each fact that says of the time what this release never recorded so.

    Facts of an earlier release are let be until the first of this one stands in the log.
    """
    described, since = descriptions(log), 0
    for row in log.named((*_NEW, *_ONLY_NEW)):
        said = json.loads(row.data)
        if not _is_new(row, said):
            if since:
                yield (
                    f"{_named(row)} is recorded as an earlier release did, after event {since} "
                    "by this one"
                )
            continue
        since = since or row.seq
        site = site_before(described, row.seq)
        if row.name == "opened" and said.get("clock_watched") is not True:
            yield f"{_named(row)} is recorded as not watching the clock, and all do"
        elif row.name == "protection-started" and said["stage"] is None:
            yield f"{_named(row)} is recorded for no stage of the work"
        elif row.name == "material-scanned" and site is not None:
            fact: e.MaterialScanned = decode(e.MaterialScanned, row.data)
            ends = None if fact.expiry is None else site.end_of(fact.expiry)
            if fact.in_date_until != ends:
                yield (
                    f"{_named(row)}: {fact.name} is recorded in date until {fact.in_date_until}, "
                    f"and its expiry date, {fact.expiry}, ends at the site at {ends}"
                )


def _is_new(row: Recorded, said: dict[str, Any]) -> bool:
    if row.name == "opened" and _NEW_IN_POLICY & set(said["policy"]):
        return True
    return row.name in _ONLY_NEW or _NEW[row.name] in said


def _named(row: Recorded) -> str:
    return f"{row.stream.removeprefix(PREFIX)}: record {row.version}, event {row.seq}"


def gone_back(log: Log) -> Iterator[str]:
    """Yield a fault for each row whose running time lies before rows that it was recorded after.

    Of a preparation a fact may be saved later than it was done. Nothing else is done there
    meanwhile, so that all that stood in the log when its fact before was recorded is from before
    it was done. Where a machine was put back to an earlier state, running time begins anew.
    """
    most: dict[str, timedelta] = {}  # By boot.
    then: dict[str, tuple[Reading, timedelta]] = {}  # The last fact, and what `most` was then.
    before: Reading | None = None
    for row in log.everything():
        reading = reading_of(row)
        least = _least(then.get(row.stream), most, reading)
        if row.name == "restarted" and row.actor == THE_CLOCK:
            most[reading.boot] = reading.running
        elif reading != before and reading.running < least:
            yield (
                f"{row.stream}: record {row.version}, event {row.seq}, stands after what was done "
                "later by the running time"
            )
        most[reading.boot] = max(reading.running, most.get(reading.boot, reading.running))
        if row.stream.startswith(PREFIX):
            then[row.stream] = (reading, most[reading.boot])
        before = reading


def _least(
    last: tuple[Reading, timedelta] | None, most: dict[str, timedelta], reading: Reading
) -> timedelta:
    """Return the running time that a reading cannot be before, from the last fact of its stream."""
    if last is None:
        return most.get(reading.boot, reading.running)
    before, least = last
    return reading.running if reading == before or reading.boot != before.boot else least


@dataclass(frozen=True, slots=True)
class _Opening:
    """What an opening of the folder found: the heartbeat, and until when Umbra ran.

    `sign` is the last sign of it, `last` the same where it was of an earlier boot.
    """

    seq: int
    fact: HeartbeatFound
    last: Reading | None
    sign: Reading | None
    witness: Witness


class Openings:
    """Every opening of the folder that made facts, to hold these against it."""

    def __init__(self, log: Log) -> None:
        """Raises ValueError or TypeError where something of it is not ours."""
        self._all, accepted = [], 0
        for row in log.history(STREAM):
            if row.name == ACCEPTED:
                accepted = row.seq
            elif row.name == FOUND:
                self._all.append(_opening(log, row, accepted))
        self._seqs = [each.seq for each in self._all]
        self._by_reading = {
            (row.at, row.clock): each
            for row, each in zip(log.named((FOUND,), STREAM), self._all, strict=True)
        }

    def misfound(self, log: Log) -> Iterator[str]:
        """Yield a fault for each opening that says another length of the log than it had."""
        for each in self._all:
            between = list(log.everything(each.fact.held)) if each.fact.held < each.seq else []
            told = [row for row in between if row.seq < each.seq]
            ours = ("clock-set", "restarted", "last-seen", "was-off")
            if each.fact.held >= each.seq or any(row.name not in ours for row in told):
                yield f"{STREAM}: event {each.seq} says another length of the log than it had"

    def objection(self, before: Preparation, fact: e.Event, row: Recorded) -> str:
        """Return why what the clock recorded after `before` is not what was found; "" where it is.

        A LastSeen stands before what was found is recorded; power may go between the two.
        """
        at = bisect(self._seqs, row.seq)
        following = self._all[at] if at < len(self._all) else None
        reading = reading_of(row)
        if isinstance(fact, e.LastSeen):
            if following is None or (following.last, following.witness) == (reading, fact.witness):
                return ""
            return "that is not until when Umbra ran"
        if isinstance(fact, e.WasOff):
            opening = self._by_reading.get((row.at, row.clock))
            known = opening is not None and opening.fact.heartbeat is not None
            if opening is None or not known or opening.sign != Reading.of(fact.since, fact.clock):
                return "that is not since when Umbra did not run"
            return ""
        if not isinstance(fact, e.Restarted):
            return ""
        found = self._by_reading.get((row.at, row.clock))
        if found is None:
            if not fact.seen and (following is None or following.last == reading):
                return ""
            same = reading.boot == before.steady.boot or before.status is Status.RELEASED
            return "" if same else "no record says what was found of the heartbeat then"
        if fact.seen is not (found.fact.heartbeat is not None):
            return f"of the heartbeat was found: {found.fact.found.value}"
        last = found.last
        if last is not None and is_later(last, before.last) and is_counted(before, last):
            return "Umbra ran on after the record before, and no record says so"
        return ""


def _opening(log: Log, row: Recorded, accepted: int) -> _Opening:
    if row.actor != THE_CLOCK:
        raise ValueError(f"{row.actor} recorded what only the clock does")
    fact: HeartbeatFound = decode(HeartbeatFound, row.data)
    beat = fact.heartbeat
    last = newest(witnesses(log, fact.held, accepted, beat))
    by_beat = beat is not None and beat.reading == last
    continues = last is not None and reading_of(row).continues(last)
    return _Opening(
        row.seq,
        fact,
        None if continues else last,
        last,
        Witness.HEARTBEAT if by_beat else Witness.LOG,
    )
