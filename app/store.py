"""The append-only log of everything that was done.

The log knows nothing of what its events mean: a stream, a version, a name, a JSON text. An event
that append() has returned is on disk and stays there unchanged; what the triggers of
schema.sql cannot stop, the chain of hashes shows (log_check).
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import TYPE_CHECKING

from app import log_lock
from app.core.refused import Refused
from app.log_event import BEGINNING, COLUMNS, Entries, Fact, Recorded, Step, chained
from app.log_fault import LogFault, damaged, told

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["Entries", "Fact", "Log", "Recorded"]

# How many of the newest events are checked whenever the log is opened for writing.
_TAIL = 1_000
_PAGE = 1_000

_SELECT = f"SELECT {COLUMNS} FROM event"
_END = (
    "SELECT seq, hash, (SELECT coalesce(max(version), 0) FROM event WHERE stream = ?)"
    " FROM event ORDER BY seq DESC LIMIT 1"
)
_INSERT = f"INSERT INTO event ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
# As in schema-2.sql, letter for letter: only then do the indexes there serve.
_SCANNED = "name = 'material-scanned'"
_LOT = "coalesce(json_extract(data, '$.lot'), '') COLLATE NOCASE"
_SERIAL = "json_extract(data, '$.serial')"
_ANY_CASE = "COLLATE NOCASE"
_PRODUCT = "json_extract(data, '$.gtin')"
# The plus keeps SQLite from taking the index on streams where the one on names is the better.
_BEGINNING_WITH = "+stream >= ? AND +stream < ?"


class Log:
    """An open log. Use it from the thread that opened it, and close it."""

    def __init__(self, path: Path, workstation: str, database: "Database", lock: Connection | None):
        """Not for use outside: Log.open() and Log.read() make logs."""
        self.path = path
        self.workstation = workstation
        self._database = database
        self._lock = lock

    @classmethod
    def open(cls, path: Path, workstation: str) -> "Log":
        """Return the log at `path` for writing, as nobody else; make it if there is none.

        `workstation` names this computer in every event. Checks the tables, the triggers and the
        newest events. Raises Refused with what is in the way.
        """
        # Late, here and below: sqlite-utils takes 0.1 s to import, which the first painted
        # window need not wait for.
        from app import log_chain, log_file, log_place, log_schema

        path = path.absolute()
        with told(path), ExitStack() as undo:
            log_place.require_local(path.resolve().parent)
            log_file.make_folder(path.parent)
            path = path.resolve()
            lock = undo.enter_context(closing(log_lock.take(path)))
            if not path.exists():
                log_file.make_empty(path)
            database = undo.enter_context(closing(log_file.open_to_write(path)))
            database.execute("BEGIN IMMEDIATE")  # fails here, not at the first step
            fault = log_schema.alteration(database) or log_chain.fault_in_tail(database, _TAIL)
            database.rollback()
            if fault is not None:
                raise damaged(path, fault)
            undo.pop_all()
            return cls(path, workstation, database, lock)

    @classmethod
    def read(cls, path: Path) -> "Log":
        """Return the log at `path` for reading, also while another Umbra writes to it.

        Raises Refused if it is not there or is no log of ours; log_check says whether it is sound.
        """
        from app import log_file, log_schema

        path = path.resolve()
        with told(path), ExitStack() as undo:
            if not path.is_file():
                raise Refused(
                    f"There is no log at {path}. Choose the folder that holds it with --data."
                )
            database = undo.enter_context(closing(log_file.open_to_read(path)))
            fault = log_schema.table_alteration(database)
            if fault is not None:
                raise damaged(path, fault)
            undo.pop_all()
            return cls(path, "", database, None)

    def append(
        self, stream: str, after: int, facts: Sequence[Fact], *, at: str, clock: str, actor: str
    ) -> tuple[Recorded, ...]:
        """Record `facts` in this order at the end of `stream`, all or none; return when on disk.

        `after` is the version of the stream that the caller has seen, 0 for none. Raises Refused
        (a LogFault) when the stream has moved on since, or the disk or the file does not take the
        events: then nothing is recorded and the log can be used as before.
        """
        entries = (Entries(stream, after, tuple(facts)),)
        return self.record(entries, at=at, clock=clock, actor=actor)

    def record(
        self, entries: Sequence[Entries], *, at: str, clock: str, actor: str
    ) -> tuple[Recorded, ...]:
        """Record facts at the end of several streams in one transaction: all of them or none.

        Raises Refused as append() does.
        """
        if not entries or not all(each.facts for each in entries):
            raise ValueError("a step records one fact or more")
        if self._lock is None:
            raise LogFault(f"The log {self.path} is open for reading only: nothing was recorded.")
        events: list[Recorded] = []
        with told(self.path), self._transaction():
            for each in entries:
                seq, previous = self._end(each.stream, each.after)
                step = Step(each.stream, each.after, at, clock, self.workstation, actor)
                for event in chained(seq, previous, step, each.facts):
                    self._database.execute(_INSERT, event.columns)
                    events.append(event)
        return tuple(events)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.commit()
        except BaseException:
            self._database.rollback()
            raise

    def _end(self, stream: str, after: int) -> tuple[int, str]:
        """Return seq and hash of the newest event; Refused unless `stream` stands at `after`."""
        row = self._database.execute(_END, [stream]).fetchone()
        seq, previous, version = row or (0, BEGINNING, 0)
        if version != after:
            raise LogFault(
                f"Someone else recorded something in {stream} since it was shown here: it stands "
                f"at version {version}, and this step was made at version {after}. Nothing was "
                "recorded: look at it as it is now, then do the step again."
            )
        return seq, previous

    def version(self, stream: str) -> int:
        """Return the version of `stream`: how many events it has, 0 for none."""
        query = "SELECT coalesce(max(version), 0) FROM event WHERE stream = ?"
        with told(self.path):
            version: int = self._database.execute(query, [stream]).fetchone()[0]
        return version

    def streams_with(self, name: str, prefix: str = "") -> tuple[str, ...]:
        """Return the streams beginning with `prefix` that hold an event called `name`.

        In the order of their first such event.
        """
        query = f"SELECT stream FROM event WHERE name = ? AND {_BEGINNING_WITH} ORDER BY seq"
        return tuple(dict.fromkeys(self._streams(query, name, *_span(prefix))))

    def streams_ending_with(self, names: Sequence[str], prefix: str = "") -> tuple[str, ...]:
        """Return the streams beginning with `prefix` whose newest event has one of `names`.

        In the order of these events.
        """
        query = (
            f"SELECT stream FROM event AS newest WHERE name IN ({', '.join('?' * len(names))})"
            f" AND {_BEGINNING_WITH} AND NOT EXISTS (SELECT 1 FROM event"
            " WHERE stream = newest.stream AND version = newest.version + 1) ORDER BY seq"
        )
        return self._streams(query, *names, *_span(prefix))

    def history(self, stream: str) -> tuple[Recorded, ...]:
        """Return the events of `stream` from the first on; none for a stream that is not there.

        Raises Refused if one of them is not as it was recorded, or is missing.
        """
        events = tuple(self._rows("WHERE stream = ? ORDER BY version", stream))
        for version, event in enumerate(events, start=1):
            if event.version != version or not event.unchanged:
                fault = f"Version {version} of {stream} is not as it was recorded."
                raise damaged(self.path, fault)
        return events

    def everything(self, after_seq: int = 0) -> Iterator[Recorded]:
        """Yield all events behind the event `after_seq`, in order, those added meanwhile too.

        Raises Refused where one is missing.
        """
        while page := tuple(self._rows("WHERE seq > ? ORDER BY seq LIMIT ?", after_seq, _PAGE)):
            for event in page:
                after_seq += 1
                if event.seq != after_seq:
                    raise damaged(self.path, f"Event {after_seq} is missing.")
                yield event

    def named(
        self, names: Sequence[str], prefix: str = "", newest: int | None = None
    ) -> tuple[Recorded, ...]:
        """Return the events of these `names` in streams that begin with `prefix`, in order.

        With `newest`, only so many, the newest ones; the time taken then does not grow with the
        log.
        """
        # One query a name, so that the index on names also gives the order.
        tail = f"WHERE name = ? AND {_BEGINNING_WITH} ORDER BY seq DESC LIMIT ?"
        limit = -1 if newest is None else newest
        found = [
            event for name in set(names) for event in self._rows(tail, name, *_span(prefix), limit)
        ]
        found.sort(key=lambda event: event.seq)
        return tuple(found if newest is None else found[-newest:])

    def named_after(self, name: str, after_seq: int, most: int) -> tuple[Recorded, ...]:
        """Return the first events of a name behind an event, at most so many, in order."""
        tail = "WHERE name = ? AND seq > ? ORDER BY seq LIMIT ?"
        return tuple(self._rows(tail, name, after_seq, most))

    def materials(self, lot: str | None, gtin: str = "") -> tuple[Recorded, ...]:
        """Return every event that records a scanned package of a lot, in order.

        The case of the lot does not matter; None stands for packages without one. With `gtin`,
        only those of that product.
        """
        tail, values = _of_lot(lot, gtin)
        return tuple(self._rows(f"{tail} ORDER BY +seq", *values))

    def material_serials(
        self, lot: str | None, gtin: str, after_seq: int = 0
    ) -> tuple[tuple[int, str, str | None, str | None], ...]:
        """Return seq, stream, lot and serial of what materials() returns, behind an event.

        In no order; many of them are read in little time.
        """
        tail, values = _of_lot(lot, gtin)
        columns = f"seq, stream, json_extract(data, '$.lot'), {_SERIAL}"
        query = f"SELECT {columns} FROM event {tail} AND +seq > ?"
        with told(self.path):
            return tuple(self._database.execute(query, [*values, after_seq]).fetchall())

    def materials_with_serial(self, serial: str, gtin: str) -> tuple[Recorded, ...]:
        """Return every event that records a scan of the package with this serial, in order.

        The case of the serial does not matter.
        """
        bears = f"{_SERIAL} {_ANY_CASE} = ? AND {_PRODUCT} = ?"
        tail = f"WHERE {_SCANNED} AND {bears} ORDER BY +seq"
        return tuple(self._rows(tail, serial, gtin))

    def streams(self, prefix: str = "") -> tuple[str, ...]:
        """Return the streams whose name begins with `prefix`, sorted."""
        query = "SELECT stream FROM event WHERE version = 1 AND stream >= ? AND stream < ?"
        return self._streams(f"{query} ORDER BY stream", *_span(prefix))

    def head(self) -> Recorded | None:
        """Return the newest event of the log, None if it has none."""
        return next(self._rows("ORDER BY seq DESC LIMIT 1"), None)

    def count(self) -> int:
        """Return how many events the log holds."""
        head = self.head()
        return 0 if head is None else head.seq

    def _rows(self, tail: str, *parameters: str | int) -> Iterator[Recorded]:
        with told(self.path):
            rows = self._database.execute(f"{_SELECT} {tail}", parameters).fetchall()
        return (Recorded(*row) for row in rows)

    def _streams(self, query: str, *parameters: str) -> tuple[str, ...]:
        with told(self.path):
            return tuple(row[0] for row in self._database.execute(query, parameters))

    def close(self) -> None:
        """Close the file and let another Umbra write to it; closing twice does nothing more."""
        self._database.close()
        if self._lock is not None:
            self._lock.close()

    def __enter__(self) -> "Log":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _of_lot(lot: str | None, gtin: str) -> tuple[str, list[str]]:
    """Return the condition for scanned packages of a lot, and of a product if one is named.

    The name stands in it as a text: SQLite takes a partial index only where it sees that it may.
    What asks for an order asks for that of +seq, or SQLite would walk through all that bear the
    name for the sake of it.
    """
    of_product = f" AND {_PRODUCT} = ?" if gtin else ""
    return f"WHERE {_SCANNED} AND {_LOT} = ?{of_product}", [lot or "", *([gtin] if gtin else [])]


def _span(prefix: str) -> tuple[str, str]:
    """Return where the streams beginning with `prefix` begin and end, in the order of bytes."""
    return prefix, prefix + "\U0010ffff"
