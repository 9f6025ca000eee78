"""One run of a drill: a fresh preparation of practice, the bench beside it, and what is on record.

The person works in the real window, on the real session and log. All that is added is what lies
on the bench, the time that is let pass, and facts of both in a stream of the run's own.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import resources
from app.core import entry as said
from app.core.preparation import Preparation, Status
from app.core.refused import Refused
from app.practice.bench import Bench, Lying
from app.practice.clock import Passing
from app.practice.drill import Drill, SeedKind, drill_named
from app.practice.facts import (
    PREFIX,
    DrillBegun,
    DrillEnded,
    DrillFact,
    ErrorShown,
    SetAside,
    TimePassed,
    facts_in,
    put_on_record,
)
from app.practice.pharmacy import (
    PHARMACIST,
    TECHNICIAN,
    go_to,
    label_code,
    open_verified,
    order_for,
)
from app.practice.score import Happening, Score, is_over, score
from app.store import Log
from app.workplace import Workplace

_OVER = "the drill is over"
_OTHERS = 7
"""How far on in the list of patients the other patient of a drill stands."""


@dataclass(frozen=True, slots=True)
class Result:
    """A run that was ended: what it was of, who says they did it, when, and how it went."""

    stream: str
    drill: Drill
    trainee: str
    preparation: str
    at: datetime
    score: Score


class Run:
    """A drill under way; `stream` is its own, `preparation` that of what is prepared."""

    def __init__(self, work: Workplace, clock: Passing, stream: str) -> None:
        self._work, self._clock, self.stream = work, clock, stream
        begun = next(facts_in(work.log, stream))
        assert isinstance(begun, DrillBegun)
        self.drill = drill_named(begun.drill)
        self.trainee, self.preparation = begun.trainee, begun.preparation
        self._bench = Bench(self.drill, _number(stream), work.site.day(work.wall()))
        self._labels: tuple[int, str] = (0, "")
        self._other = ("", "")

    @property
    def state(self) -> Preparation:
        """What is prepared, as the log has it."""
        return self._work.state(self.preparation)

    @property
    def bench(self) -> tuple[Lying, ...]:
        """Return what lies on the bench now."""
        return self._laid().at(self.state)

    @property
    def time_waits(self) -> int:
        """How many minutes are to be let pass now, 0 for none."""
        seed, step = self.drill.seed, self.state.step
        if seed is None or seed.kind is not SeedKind.TIME or self._is_shown():
            return 0
        return seed.minutes if step is not None and step.identifier == seed.step else 0

    @property
    def happening(self) -> str:
        """What happens at the bench besides, "" for nothing."""
        seed = self.drill.seed
        if seed is None or seed.kind is not SeedKind.HAPPENING or not self._is_shown():
            return ""
        return seed.words

    @property
    def is_over(self) -> bool:
        """Whether the drill has come to its end."""
        return is_over(self.drill, happened(self._work.log, self.stream, self.preparation))

    def look(self, actor: str) -> bool:
        """Put on record that the error lies there, or that the drill is over; tell of the latter.

        Called whenever something was done and each second; what is on record already stays.
        """
        self._show_error(actor)
        if not self.is_over:
            return False
        if not any(isinstance(each, DrillEnded) for each in self._facts()):
            self._record(DrillEnded(given_up=False), actor)
        return True

    def put_aside(self, lying: Lying, actor: str) -> None:
        """Put something on the bench aside; what is right comes in the place of what was wrong."""
        self._record(SetAside(lying.words, lying.wrong), actor)

    def let_time_pass(self, actor: str) -> None:
        """Let as much time pass as the drill has; raises Refused where none waits."""
        minutes = self.time_waits
        if not minutes:
            raise Refused("No time waits to pass in this drill now. Go on with the step.")
        self._clock.advance(timedelta(minutes=minutes))
        self._record(TimePassed(minutes), actor)
        seed = self.drill.seed
        assert seed is not None
        self._record(ErrorShown(seed.step, ""), actor)

    def give_up(self, actor: str) -> None:
        """End the drill before its end."""
        if not self.is_over:
            self._record(DrillEnded(given_up=True), actor)

    def clear(self) -> None:
        """Discard what the run left unfinished, so that no alarm of it rings in another; Refused.

        Its orders are withdrawn, for nobody is to get them.
        """
        work, left = self._work, [self.preparation]
        seed = self.drill.seed
        if seed is not None and seed.kind is SeedKind.OTHER_LABEL:
            left.append(_other_of(work.log, self.stream))
        pharmacist = work.people.named(PHARMACIST)
        for stream in left:
            state = work.state(stream)
            if state.status in (Status.OPEN, Status.FAILED):
                session = work.session(stream, pharmacist, lambda _: None)
                session.do(said.Discard(_OVER))
            if state.opened.order_stream in work.board.waiting():
                work.withdraw(state.opened.order_stream, _OVER, pharmacist)

    def _show_error(self, actor: str) -> None:
        seed, step = self.drill.seed, self.state.step
        if seed is None or seed.kind is SeedKind.TIME or self._is_shown():
            return
        if step is None or step.identifier != seed.step:
            return
        entry = next((each.entry for each in self.bench if each.wrong), "")
        self._record(ErrorShown(seed.step, entry), actor)

    def _laid(self) -> Bench:
        cleared = any(isinstance(each, SetAside) and each.wrong for each in self._facts())
        state, bench = self.state, replace(self._bench, cleared=cleared)
        if state.label is not None:
            bench = replace(bench, label=self._label())
        seed = self.drill.seed
        if seed is not None and seed.kind is SeedKind.OTHER_LABEL:
            other, patient = self._others()
            bench = replace(bench, other=other, other_patient=patient)
        return bench

    def _others(self) -> tuple[str, str]:
        """Return what is scanned of the other patient's label, read once, and who that is."""
        if not self._other[0]:
            other = _other_of(self._work.log, self.stream)
            patient = self._work.state(other).order.patient
            code = label_code(self._work, other)
            self._other = code, f"{patient.name} · {patient.identifier}"
        return self._other

    def _label(self) -> str:
        """Return what is scanned of the label printed last, read from its file once."""
        copies = self.state.copies
        if self._labels[0] != copies:
            self._labels = copies, label_code(self._work, self.preparation)
        return self._labels[1]

    def _is_shown(self) -> bool:
        return any(isinstance(each, ErrorShown) for each in self._facts())

    def _facts(self) -> Iterator[DrillFact]:
        return facts_in(self._work.log, self.stream)

    def _record(self, fact: DrillFact, actor: str) -> None:
        put_on_record(self._work.log, self._clock, self.stream, fact, actor)


def begin(work: Workplace, clock: Passing, drill: Drill, trainee: str, actor: str) -> Run:
    """Make the preparation of a drill, as far as the person takes it over; raises Refused."""
    require_name(trainee)
    number = len(work.log.streams(PREFIX)) + 1
    stream = f"{PREFIX}{number:04d}"
    made = _prepared(work, clock, drill, number)
    file = resources.data(f"drills/{drill.name}.toml")
    digest = hashlib.sha256(file).hexdigest()[:16]
    put_on_record(
        work.log, clock, stream, DrillBegun(drill.name, digest, trainee.strip(), made), actor
    )
    return Run(work, clock, stream)


def require_name(trainee: str) -> None:
    """Raise Refused for a name that no result can be printed for."""
    name = trainee.strip()
    if not 2 <= len(name) <= 60 or not name.isprintable():
        raise Refused(
            "Write your name, 2 to 60 characters, as it is to stand on the printed result."
        )


def _prepared(work: Workplace, clock: Passing, drill: Drill, number: int) -> str:
    """Return the stream of a preparation that was done rightly up to where the drill begins."""
    seed = drill.seed
    if seed is not None and seed.kind is SeedKind.OTHER_LABEL:
        _done(work, clock, drill, f"{number:04d}-B", drill.order + _OTHERS, number + 5000)
    made = _done(work, clock, drill, f"{number:04d}", drill.order, number)
    if seed is not None and seed.kind is SeedKind.LIGHT_REPORTED:
        session = work.session(made, work.people.named(TECHNICIAN), lambda _: None)
        session.do(said.LoseProtection(seed.words))
    return made


def _done(
    work: Workplace, clock: Passing, drill: Drill, name: str, patient: int, serials: int
) -> str:
    stream = open_verified(work, order_for(name, patient, work.site.local(work.wall())))
    codes = Bench(drill, serials, work.site.day(work.wall())).codes()
    go_to(work, clock, stream, drill.begins, codes)
    return stream


def _number(stream: str) -> int:
    return int(stream.removeprefix(PREFIX))


def _other_of(log: Log, stream: str) -> str:
    """Return the preparation of the other patient: the one made just before that of the run."""
    begun = next(facts_in(log, stream))
    assert isinstance(begun, DrillBegun)
    prefix, _, last = begun.preparation.rpartition("-")
    return f"{prefix}-{int(last) - 1:04d}"


def happened(log: Log, stream: str, preparation: str) -> tuple[Happening, ...]:
    """Return all that is on record of a run since it began, its own facts and the preparation's."""
    own = log.history(stream)
    ended = next((row.seq for row in own if row.name == "drill-ended"), None)
    rows = [*own, *(row for row in log.history(preparation) if row.seq > own[0].seq)]
    return tuple(
        Happening(datetime.fromisoformat(row.at), row.name, row.data, row.actor)
        for row in sorted(rows, key=lambda each: each.seq)
        if ended is None or row.seq <= ended
    )


def results(log: Log) -> tuple[Result, ...]:
    """Return every run that was ended, the newest last."""
    return tuple(each for stream in log.streams(PREFIX) if (each := result_of(log, stream)))


def result_of(log: Log, stream: str) -> Result | None:
    """Return how a run went, None while it is under way."""
    rows = log.history(stream)
    if not any(row.name == "drill-ended" for row in rows):
        return None
    begun = next(facts_in(log, stream))
    assert isinstance(begun, DrillBegun)
    drill = drill_named(begun.drill)
    found = score(drill, happened(log, stream, begun.preparation))
    at = datetime.fromisoformat(rows[-1].at)
    return Result(stream, drill, begun.trainee, begun.preparation, at, found)


def under_way(log: Log) -> str | None:
    """Return the stream of a run that was begun and not ended, the newest; None for none."""
    for stream in reversed(log.streams(PREFIX)):
        if result_of(log, stream) is None:
            return stream
    return None
