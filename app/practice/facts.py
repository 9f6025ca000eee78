"""What the log keeps of a drill, beside the facts of the preparation itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.clock import Clock
from app.core.encoding import decode, encode
from app.recording import record_now
from app.store import Fact, Log

PREFIX = "practice/"


@dataclass(frozen=True, slots=True)
class DrillBegun:
    """Someone took over a preparation in which an error lies; `trainee` is what they call
    themselves for the printed result, `file` the first signs of the drill's file's SHA-256."""

    drill: str
    file: str
    trainee: str
    preparation: str


@dataclass(frozen=True, slots=True)
class ErrorShown:
    """The error lies before the person from now on; `entry` is a part of what it is entered as."""

    step: str
    entry: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """The person put aside what lay on the bench; `wrong` tells whether that was the error."""

    what: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class TimePassed:
    """So many minutes were let pass."""

    minutes: int


@dataclass(frozen=True, slots=True)
class DrillEnded:
    """The drill is over; `given_up` where the person ended it before its end."""

    given_up: bool


DrillFact = DrillBegun | ErrorShown | SetAside | TimePassed | DrillEnded
NAMES: dict[str, type[DrillFact]] = {
    "drill-begun": DrillBegun,
    "error-shown": ErrorShown,
    "set-aside": SetAside,
    "time-passed": TimePassed,
    "drill-ended": DrillEnded,
}
_OF_FACT = {kind: name for name, kind in NAMES.items()}


def put_on_record(log: Log, clock: Clock, stream: str, fact: DrillFact, actor: str) -> None:
    """Record a fact of a drill; raises Refused."""
    record_now(log, clock, stream, Fact(_OF_FACT[type(fact)], encode(fact)), actor)


def facts_in(log: Log, stream: str) -> Iterator[DrillFact]:
    """Yield the facts of a drill, in their order."""
    for row in log.history(stream):
        fact: DrillFact = decode(NAMES[row.name], row.data)
        yield fact
