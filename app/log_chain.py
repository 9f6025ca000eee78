"""The chain through the log: each event follows the one before it, unchanged."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlite_utils import Database

from app.log_event import BEGINNING, COLUMNS, hash_of

# One event as it lies in the file: its two numbers, then all its columns as bytes, so that nothing
# is decoded before it has been compared.
Raw: TypeAlias = tuple[Any, ...]
RAW_COLUMNS = "seq, version, " + ", ".join(
    f"CAST(coalesce({column}, '') AS BLOB)" for column in COLUMNS.split(", ")
)


@dataclass(slots=True)
class Chain:
    """A walk along the log, in order of `seq`: how far it came, and what was wrong there.

    Begins before the first event; or behind event `seq` whose hash is `hash`, with versions
    then taken as found where a stream is first met.
    """

    seq: int = 0
    hash: bytes = BEGINNING.encode()
    _versions: dict[Any, int] = field(default_factory=dict)
    _from_the_beginning: bool = field(init=False)

    def __post_init__(self) -> None:
        self._from_the_beginning = self.seq == 0

    def fault_in(self, rows: Iterable[Raw]) -> str | None:
        """Walk along `rows`; return a sentence on the first that is wrong, None if all are right.

        Then `seq` is the last event that was right.
        """
        for row in rows:
            fault = self._fault(row)
            if fault is not None:
                return fault
            self.seq, self.hash = row[0], row[-1]
            self._versions[row[3]] = row[1]
        return None

    def _fault(self, row: Raw) -> str | None:
        seq, version, stream, previous = row[0], row[1], row[3], row[-2]
        expected = self.seq + 1
        if seq != expected:
            return f"Event {expected} is missing (the next one there is event {seq})."
        if hash_of(row[2:-1]).encode() != row[-1]:
            return f"Event {seq} was changed after it was recorded."
        if previous != self.hash:
            return f"Event {seq} does not follow event {self.seq}: one of them was replaced."
        before = self._versions.get(stream, 0 if self._from_the_beginning else version - 1)
        if version != before + 1:
            return f"Event {seq} is version {version} of its stream, where {before + 1} belongs."
        return None


def fault_in_tail(database: Database, length: int) -> str | None:
    """Return a sentence on what is wrong with the newest `length` events, None if nothing."""
    rows = database.execute(
        f"SELECT {RAW_COLUMNS} FROM event ORDER BY seq DESC LIMIT ?", [length + 1]
    ).fetchall()[::-1]
    if len(rows) <= length:
        return Chain().fault_in(rows)
    first = rows[0]
    return Chain(first[0], first[-1]).fault_in(rows[1:])


def unreadable(error: sqlite3.DatabaseError) -> bool:
    """Whether `error` says that the file itself is damaged."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
