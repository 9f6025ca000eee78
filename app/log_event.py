"""One row of the log: what is said, what is kept of it, and the hash over it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from operator import attrgetter

# What the first event of a log names as the hash of the event before it.
BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to record: its name on disk, and its content as canonical JSON text."""

    name: str
    data: str


@dataclass(frozen=True, slots=True)
class Entries:
    """Facts for the end of one stream, whose version `after` the caller has seen, 0 for none."""

    stream: str
    after: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What the facts recorded together share: behind which version of what, when, where, who."""

    stream: str
    after: int
    at: str
    clock: str
    workstation: str
    actor: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stands in the log, its columns in the order in which they are hashed.

    `seq` counts the events of the log from 1, `version` those of `stream` from 1. `at` and
    `clock` are the two halves of the reading under which it was recorded.
    """

    seq: int
    stream: str
    version: int
    at: str
    clock: str
    workstation: str
    actor: str
    name: str
    data: str
    previous: str
    hash: str

    @property
    def columns(self) -> tuple[int | str, ...]:
        """The columns of its row."""
        row: tuple[int | str, ...] = _columns(self)
        return row

    @property
    def unchanged(self) -> bool:
        """Whether the hash is that of the other columns."""
        return self.hash == _hash_of(self.columns[:-1])


_NAMES = Recorded.__slots__
_columns = attrgetter(*_NAMES)
COLUMNS = ", ".join(_NAMES)


def chained(seq: int, previous: str, step: Step, facts: Iterable[Fact]) -> Iterator[Recorded]:
    """Yield `facts` as the events behind the event `seq`, whose hash is `previous`."""
    who = (step.at, step.clock, step.workstation, step.actor)
    for place, fact in enumerate(facts, start=1):
        version = step.after + place
        row = (seq + place, step.stream, version, *who, fact.name, fact.data, previous)
        previous = _hash_of(row)
        yield Recorded(*row, previous)


def _hash_of(columns: Iterable[int | str]) -> str:
    return hash_of(str(column).encode() for column in columns)


def hash_of(columns: Iterable[bytes]) -> str:
    """Return the hash of an event from its other columns, in order, each as UTF-8 text.

    The length in front of each column keeps "ab", "c" apart from "a", "bc".
    """
    return sha256(b"".join([b"%d:%b" % (len(column), column) for column in columns])).hexdigest()
