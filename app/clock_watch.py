"""What the whole data folder knows of the time: the clock is watched, whatever is shown.

Every change of the clock becomes a fact in each open preparation, the heartbeat is kept beside
the log, and new work waits while the clock is behind what the log or the heartbeat says.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from pathlib import Path

from app.clock import Clock
from app.core import events as e
from app.core.clock_change import last_seen, newest, noticed, was_off
from app.core.encoding import decode, encode
from app.core.person import Office, Person
from app.core.preparation import Preparation, Status
from app.core.reading import Reading, Witness
from app.core.refused import Refused
from app.core.timing import Name, backwards, deadline_named, drift, present
from app.heartbeat import EVERY, Heartbeat, read_heartbeat, write_heartbeat
from app.people import office_before
from app.preparations import fact_of
from app.recording import reading_of, record_at
from app.site import Site
from app.store import Entries, Fact, Log

THE_CLOCK = "the clock"
"""Who stands behind the facts that nobody says."""
STREAM = "clock"
ACCEPTED = "site-clock-accepted"
FOUND = "heartbeat-found"
MISSING = "facts-missing"
STILL = "still-ran"
TRACE = timedelta(minutes=5)
"""How old the newest fact may be while a worksheet is out: an outage begins at the newest."""
# So many of the newest facts are asked for the time; what matters is among the last few.
TAIL = 500


@dataclass(frozen=True, slots=True)
class SiteClockAccepted:
    """A pharmacist took the clock as it is, though Umbra had seen the later moment `seen`."""

    seen: datetime
    reason: str


class Beat(StrEnum):
    """What was found of the heartbeat when the folder was opened; OUTDATED before an acceptance."""

    READ = "read"
    NONE = "none"
    BAD = "bad"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class HeartbeatFound:
    """What was found of the heartbeat by an opening that made facts of open preparations.

    It stands beside them, so that `umbra verify` holds them against it. `at`, `clock` and `facts`
    are what a heartbeat says that was READ, else None. `held` is how many facts the log held when
    it was looked for.
    """

    found: Beat
    at: datetime | None
    clock: str | None
    facts: int | None
    held: int

    @property
    def heartbeat(self) -> Heartbeat | None:
        """The heartbeat that was read; raises ValueError for one that says no time."""
        if self.found is not Beat.READ:
            return None
        if self.at is None or self.clock is None or self.facts is None:
            raise ValueError("a heartbeat that was read says a time")
        return Heartbeat(Reading.of(self.at, self.clock), self.facts)


@dataclass(frozen=True, slots=True)
class FactsMissing:
    """The log held `held` facts when it was opened, and more, `facts`, when Umbra ran last."""

    facts: int
    held: int


@dataclass(frozen=True, slots=True)
class Known:
    """What a log and its heartbeat tell of the time at `now`, without writing anything.

    `newest` is the last moment seen before, where the clock is behind it; else None.
    """

    now: Reading
    anchors: tuple[Reading, ...]
    newest: Reading | None

    @classmethod
    def of(cls, log: Log, folder: Path, now: Reading) -> "Known":
        """Return what is known; raises Refused for a heartbeat that is none of Umbra's."""
        beat, accepted = read_heartbeat(folder), _accepted_at(log)
        if beat is not None and beat.facts < accepted:
            beat = None
        seen = tuple(witnesses(log, log.count(), accepted, beat))
        last = newest(seen)
        behind = last is not None and backwards(last, now)
        return cls(now, _anchors(seen, now), last if behind else None)

    def latest(self) -> datetime:
        """Return the latest moment that it can be now."""
        return present(self.anchors, self.now)


class ClockWatch:
    """The time as one opened data folder knows it. Ask it for every reading that work goes by."""

    def __init__(
        self,
        log: Log,
        clock: Clock,
        folder: Path,
        watched: Callable[[], tuple[str, ...]],
        state_of: Callable[[str], Preparation],
    ) -> None:
        self._log, self._clock, self._folder = log, clock, folder
        self._watched, self._state_of = watched, state_of
        self._tried: Reading | None = None
        self.trouble = ""
        self._untold = ""
        self._found = Beat.NONE
        self._missing = self._standing()
        beat = self._heartbeat()
        self._anchors: tuple[Reading, ...] = ()
        self._newest: Reading | None = None
        self._begin(beat)

    def _heartbeat(self) -> Heartbeat | None:
        """Return the heartbeat; one that is no good is told of, and what it says is not used."""
        try:
            beat = read_heartbeat(self._folder)
        except Refused as refused:
            self._found = Beat.BAD
            self._untold = (
                f"{refused.sentence} It is not used: how long Umbra ran after the last record is "
                "not known. A new one is kept from now on."
            )
            return None
        if beat is None or beat.facts < _accepted_at(self._log):
            self._found = Beat.NONE if beat is None else Beat.OUTDATED
            return None
        self._found = Beat.READ
        return beat

    def _tell_missing(self, beat: Heartbeat | None, held: int) -> None:
        """Record and tell that the log held fewer facts than when Umbra ran last."""
        if beat is None or beat.facts <= held:
            return
        self._untold = (
            f"When Umbra ran last, its log held {beat.facts:,} facts, and now it holds "
            f"{held:,}. Where nobody restored a backup, tell the pharmacist in charge."
        )
        # The heartbeat stays as it is while the clock is behind it: one record of it is enough.
        if self._missing is None or self._missing.facts != beat.facts:
            self._missing = FactsMissing(beat.facts, held)
            fact = Fact(MISSING, encode(self._missing))
            record_at(self._log, self._clock.reading(), STREAM, fact, THE_CLOCK)

    def _standing(self) -> FactsMissing | None:
        """Return what is missing from the log, and was not accepted by a pharmacist since."""
        rows = self._log.named((MISSING, ACCEPTED), STREAM, newest=1)
        return decode(FactsMissing, rows[-1].data) if rows and rows[-1].name == MISSING else None

    def _begin(self, beat: Heartbeat | None) -> None:
        """Record in each open preparation until when Umbra ran, and that it was started anew."""
        held, now = self._log.count(), self._clock.reading()
        seen = tuple(witnesses(self._log, held, _accepted_at(self._log), beat))
        self._anchors, last = _anchors(seen, now), newest(seen)
        if last is not None and not now.continues(last):
            self._newest = last
            by_beat = beat is not None and beat.reading == last
            witness = Witness.HEARTBEAT if by_beat else Witness.LOG
            self._record(lambda state: last_seen(state, last, witness), last)
        found = _found(self._found, beat, held)
        # Without a heartbeat nobody knows how long Umbra ran, so nothing says when it did not.
        stopped = None if beat is None else last
        restarted = self._record(lambda s: _on_opening(s, stopped, now), now, found)
        if restarted and beat is None and not self._untold:
            self._untold = (
                "There is no heartbeat of Umbra beside its log: how long it ran after the last "
                "record is not known. A new one is kept from now on."
            )
        self._tell_missing(beat, held)
        self.keep()

    def _record(
        self,
        facts: Callable[[Preparation], tuple[e.Event, ...]],
        at: Reading,
        found: HeartbeatFound | None = None,
    ) -> bool:
        """Record what a function says of each that is watched, of all at once; tell whether any.

        `found` goes before them in the same transaction, where there are any. Raises Refused
        where the log does not take it; then none of it is recorded.
        """
        entries = []
        for stream in self._watched():
            state = self._state_of(stream)
            if (made := facts(state)) and is_counted(state, at):
                entries.append(Entries(stream, state.version, tuple(map(fact_of, made))))
        if entries and found is not None:
            fact = Fact(FOUND, encode(found))
            entries.insert(0, Entries(STREAM, self._log.version(STREAM), (fact,)))
        if entries:
            self._log.record(entries, at=at.wall.isoformat(), clock=at.text(), actor=THE_CLOCK)
        return bool(entries)

    def look(self) -> Reading:
        """Return the reading of the clock now, and remember it."""
        reading = self._clock.reading()
        self._anchors = _anchors(self._anchors, reading)
        if self._newest is not None and not backwards(self._newest, reading):
            # The clock was right once in this boot; from here on the running time tells.
            self._newest = None
        return reading

    def latest(self) -> datetime:
        """Return the latest moment that it can be now, after all that was ever seen."""
        return present(self._anchors, self.look())

    def notice(self) -> Reading:
        """Record each change of the clock in every open preparation; raises Refused.

        Returns the reading by which all of them now stand.
        """
        reading = self.look()
        self._record(lambda state: noticed(state, reading), reading)
        return reading

    def keep(self) -> None:
        """Notice what happened to the clock, and keep the heartbeat when it is time.

        Raises Refused where the log does not take it. A heartbeat that could not be written
        stops nobody; `trouble` says so until one is.
        """
        reading = self.notice()
        if self._is_due(reading):
            self.beat()
            self._leave_trace(reading)

    def _leave_trace(self, reading: Reading) -> None:
        """Record that Umbra still runs, while a worksheet could be entered late one day.

        The log is the witness that cannot be put back: were an older heartbeat laid in its place,
        time in which Umbra ran would pass for time in which it did not.
        """
        head = self._log.head()
        if head is None or self._newest is not None:
            return
        last = reading_of(head)
        if reading.continues(last) and reading.running - last.running < TRACE:
            return
        states = map(self._state_of, self._watched())
        if any(each.sheets and each.status is Status.OPEN for each in states):
            record_at(self._log, reading, STREAM, Fact(STILL, "{}"), THE_CLOCK)

    def _is_due(self, reading: Reading) -> bool:
        before = self._tried
        if before is None or not reading.continues(before):
            return True
        # A wall clock that was set is kept at once.
        return reading.running - before.running >= EVERY or drift(before, reading) is not None

    def beat(self) -> None:
        """Write the heartbeat now; it stays as it is while the clock is behind it."""
        reading = self.look()
        if self._newest is not None:
            return
        self._tried = reading
        try:
            write_heartbeat(self._folder, Heartbeat(reading, self._log.count()))
        except Refused as refused:
            self.trouble = (
                f"How long Umbra runs is not kept beside its log. {refused.sentence} Until then a "
                "restart is not told from a clock that failed."
            )
            return
        self.trouble = ""

    def why_age_unknown(self) -> str:
        """Return why nobody can tell how old anything is, "" where the clock is not behind."""
        self.look()
        return "" if self._newest is None else BEHIND

    def tell(self) -> str:
        """Return, once, what was found of the heartbeat when the folder was opened, else ""."""
        told, self._untold = self._untold, ""
        return told

    def why_wait(self, site: Site) -> str:
        """Return why nothing new may be begun by the clock as it is; "" where it may."""
        reading = self.look()
        if self._newest is not None:
            return (
                f"The clock shows {_words(reading.wall, site)}, and Umbra ran at "
                f"{_words(self._newest.wall, site)} already. Set the clock right, or let a "
                "pharmacist accept it as it is with F3 on the worklist; nothing new is begun "
                "before."
            )
        latest = self.latest()
        if site.day(latest) > site.day(reading.wall):
            return (
                f"The clock was set back to {_words(reading.wall, site)}; without that it would be "
                f"{_words(latest, site)}, and by that day packages expire. Set the clock right, or "
                "let a pharmacist accept it as it is with F3 on the worklist; nothing new is begun "
                "before."
            )
        return ""

    def to_accept(self, site: Site) -> str:
        """Return what a pharmacist is asked to accept here: the clock, or that facts are missing.

        Empty where nothing is.
        """
        return " ".join(each for each in (self.why_wait(site), self.why_missing()) if each)

    def why_missing(self) -> str:
        """Return what is missing from the log until a pharmacist accepted it, else ""."""
        if self._missing is None:
            return ""
        return (
            f"The log held {self._missing.held:,} facts when it was opened, and had held "
            f"{self._missing.facts:,}. Find out why, such as a backup that was restored, and let a "
            "pharmacist accept it with F3 on the worklist; “umbra verify” reports it until then."
        )

    def accept(self, reason: str, person: Person, site: Site) -> None:
        """Record that a pharmacist takes clock and log as they are; raises Refused.

        It lets new work begin. Each open preparation is dealt with on its own page.
        """
        if person.office is not Office.PHARMACIST:
            raise Refused("Only a pharmacist accepts the clock; a pharmacist signs in with F8.")
        if not self.to_accept(site):
            raise Refused("The clock is not behind; nothing has to be accepted.")
        reading, written = self.look(), reason.strip()
        if not 3 <= len(written) <= 200 or not written.isprintable():
            raise Refused(
                "Write in a few words, of 200 characters at most, why the clock is right."
            )
        fact = SiteClockAccepted(self.latest(), written)
        record_at(self._log, reading, STREAM, Fact(ACCEPTED, encode(fact)), person.name)
        self._newest, self._anchors, self._missing = None, (reading,), None
        self.beat()


BEHIND = (
    "The clock shows an earlier time than Umbra ran at already, so the age of the preparation is "
    "not known. Do not give it; set the clock right, and call a pharmacist."
)
"""What is said of whatever bears a label while the clock is behind."""


def _accepted_at(log: Log) -> int:
    """Return the number of the fact by which a pharmacist took the clock last; 0 for none."""
    rows = log.named((ACCEPTED,), STREAM, newest=1)
    return rows[-1].seq if rows else 0


def is_counted(state: Preparation, at: Reading) -> bool:
    """Tell whether time still counts for a preparation: it is open, or a bag that may be infused.

    What is discarded, infused, or past its end is over whatever the clock does.
    """
    if state.status is not Status.RELEASED:
        return state.status is not Status.DISCARDED
    if state.infusion is not None and state.infusion.ended is not None:
        return False
    return state.now(at) <= deadline_named(state.deadlines(), Name.END).at


def misaccepted(log: Log) -> Iterator[str]:
    """Yield a fault for each acceptance of the clock by someone who was no pharmacist."""
    for row in log.history(STREAM):
        if row.name != ACCEPTED:
            continue
        fact: SiteClockAccepted = decode(SiteClockAccepted, row.data)
        if office_before(log, row.actor, row.seq) is not Office.PHARMACIST:
            yield f"the clock was accepted ({fact.reason}) by {row.actor}, who was no pharmacist"


def witnesses(log: Log, held: int, accepted: int, beat: Heartbeat | None) -> Iterator[Reading]:
    """Yield the readings of the newest of the first `held` facts, and of the heartbeat, as taken.

    None is from before the fact `accepted`, by which a pharmacist took the clock.
    """
    first = max(held - TAIL, accepted - 1, 0)
    for row in islice(log.everything(first), held - first):
        if beat is not None and row.seq > beat.facts:
            yield beat.reading
            beat = None
        yield reading_of(row)
    if beat is not None:
        yield beat.reading


def _found(found: Beat, beat: Heartbeat | None, held: int) -> HeartbeatFound:
    if beat is None:
        return HeartbeatFound(found, None, None, None, held)
    return HeartbeatFound(found, beat.reading.wall, beat.reading.text(), beat.facts, held)


def _anchors(seen: Iterable[Reading], now: Reading) -> tuple[Reading, ...]:
    """Return `now` and the two of `seen` that alone can make the present later than it shows.

    Of this boot that is the one by which the wall was furthest ahead of the running time, of
    others the one with the latest wall time.
    """
    every = (*seen, now)
    here = [each for each in every if now.continues(each)]
    others = [each for each in every if not now.continues(each)]
    ahead = max(here, key=lambda each: each.wall - each.running)
    return (ahead, *([max(others, key=lambda each: each.wall)] if others else []))


def _on_opening(state: Preparation, stopped: Reading | None, now: Reading) -> tuple[e.Event, ...]:
    """Return what an opening tells a preparation; `stopped` is when Umbra ran last, if known."""
    facts = noticed(state, now, seen=stopped is not None)
    return facts if stopped is None else (*facts, *was_off(state, stopped, now))


def _words(moment: datetime, site: Site) -> str:
    return site.shown(moment, "%Y-%m-%d %H:%M")
