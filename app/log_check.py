"""Whether the log is still what was written: its shape, its order, its hashes and its links.

Found: an event changed, added, taken out or moved anywhere before the end, a table or a trigger
altered, a damaged file. Not found, because nothing inside the file can show it: the newest events
cut off, or the log written anew by someone who makes every hash again. Both show beside anything
that remembers an earlier head of the log: a printed record, a backup.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from sqlite_utils import Database

from app import log_file, log_schema
from app.log_chain import RAW_COLUMNS, Chain, Raw, unreadable
from app.log_fault import told
from app.store import Log

_PAGE = 5_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check found.

    `events` are in order from the first on, and `head` is the hash of the last of these;
    `damaged` is the seq at which the order ends, None if it holds to the end. `faults` has a
    sentence for each thing found, none when the log is sound.
    """

    events: int
    head: str
    damaged: int | None
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def check(log: Log, progress: Progress | None = None) -> ChainReport:
    """Read the whole log, as it is at this moment, and report; works while another Umbra writes.

    `progress` is told how many events are done, of how many; to stop the check, raise from it.
    May be called from any thread. Raises Refused when the file cannot be opened at all.
    """
    with told(log.path), closing(log_file.connect(log.path, "ro")) as connection:
        database = log_schema.wrap(connection)
        database.begin()  # one moment, whatever is added meanwhile
        altered = log_schema.alteration(database)
        chain = Chain()
        if log_schema.table_alteration(database) is not None:
            return _report(chain, altered, None)
        fault = _fault_in_events(database, chain, progress)
        return _report(chain, altered or _fault_in_file(database), fault)


def _report(chain: Chain, in_file: str | None, in_events: str | None) -> ChainReport:
    return ChainReport(
        events=chain.seq,
        head=chain.hash.decode(),
        damaged=None if in_events is None else chain.seq + 1,
        faults=tuple(fault for fault in (in_events, in_file) if fault is not None),
    )


def _fault_in_events(database: Database, chain: Chain, progress: Progress | None) -> str | None:
    try:
        total = database.execute("SELECT max(seq) FROM event").fetchone()[0] or 0
        rows = database.execute(f"SELECT {RAW_COLUMNS} FROM event ORDER BY seq")
        return chain.fault_in(_counted(rows, total, progress))
    except sqlite3.DatabaseError as error:
        if not unreadable(error):
            raise
        return f"Event {chain.seq + 1} cannot be read: the file is damaged there."


def _counted(rows: sqlite3.Cursor, total: int, progress: Progress | None) -> Iterator[Raw]:
    for done, row in enumerate(rows):
        if progress is not None and done % _PAGE == 0:
            progress(done, total)
        yield row


def _fault_in_file(database: Database) -> str | None:
    """Return a sentence if SQLite finds pages, types or indexes that do not agree."""
    found = str(database.execute("PRAGMA integrity_check(1)").fetchone()[0])
    return None if found == "ok" else f"The file is damaged: {found}."
