"""The file of the log: making it, and opening it to write or to read."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from pathlib import Path

from sqlite_utils import Database

from app import log_schema
from app.core.refused import Refused

_PATIENCE_SECONDS = 2.0
# What schema.sql needs: STRICT tables (3.37), JSON functions always there (3.38).
_OLDEST_SQLITE = (3, 38, 0)

# A COMMIT returns once the disk has the events: FULL syncs the write-ahead log each time, and
# fullfsync makes a Mac's disk empty its own cache; elsewhere it does nothing.
_DURABLE = ("PRAGMA synchronous = FULL", "PRAGMA fullfsync = 1", "PRAGMA checkpoint_fullfsync = 1")


def make_folder(folder: Path) -> None:
    """Make `folder` and what it stands in, for this account alone, so that power may go."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700)
    sync_folder(folder.parent)


def sync_folder(folder: Path, how: int | None = getattr(os, "O_DIRECTORY", None)) -> None:
    """Make the names in `folder` durable; where folders cannot be opened there is no need."""
    if how is None:
        return
    descriptor = os.open(folder, how)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make(path: Path, fill: Callable[[Path], object]) -> None:
    """Make the file `path` whole or not at all: `fill` fills one beside it, which takes its name.

    The caller holds the lock of `path`. Raises Refused where the remains of another log would be
    taken for a part of this one.
    """
    for remains in (path.with_name(path.name + end) for end in ("-wal", "-journal")):
        if remains.exists() and remains.stat().st_size:
            raise Refused(
                f"{remains} holds the newest events of a log that is no longer beside it. Put that "
                f"log back as {path.name}, or move this file away and keep it."
            )
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    with discarded_on_failure(unfinished):
        fill(unfinished)
        unfinished.replace(path)
    sync_folder(path.parent)


@contextmanager
def discarded_on_failure(path: Path) -> Iterator[None]:
    """Remove the unfinished file `path`, and what SQLite put beside it, when the body fails."""
    try:
        yield
    except BaseException:
        for end in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        raise


def make_empty(path: Path) -> None:
    """Make a log without events at `path`; errors as in make()."""
    make(path, _build)


def _build(path: Path) -> None:
    with closing(connect(path, "rw")) as connection:
        log_schema.build(log_schema.wrap(connection))


def open_to_write(path: Path) -> Database:
    """Return the log at `path`, ready for durable writes; the caller holds its lock."""
    # SQLite would open it for reading, and put events beside it that never get in.
    if not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    with ExitStack() as undo:
        database = log_schema.wrap(undo.enter_context(closing(connect(path, "rw"))))
        log_schema.refuse_other_files(database, path)
        expect_write_ahead(database.execute("PRAGMA journal_mode = WAL").fetchone()[0], path)
        make_durable(database)
        if log_schema.is_to_renew(database):
            _keep(database, path)
            log_schema.build(database)
        undo.pop_all()
        return database


def _keep(database: Database, path: Path) -> None:
    """Keep a log of an earlier Umbra beside the one that is brought up to date: no event is
    touched there, but the earlier Umbra opens only what it made.
    """

    def fill(kept: Path) -> None:
        with closing(connect(kept, "rw")) as copy:
            database.conn.backup(copy)
        with kept.open("rb") as file:
            os.fsync(file.fileno())

    shape = log_schema.version(database)
    names = (f"{path.stem}.version-{shape}{which}{path.suffix}" for which in _which())
    make(next(each for each in map(path.with_name, names) if not each.exists()), fill)


def _which() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))


def make_durable(database: Database) -> None:
    """Let a COMMIT return only once the disk has what was written."""
    for pragma in _DURABLE:
        database.execute(pragma)


def open_to_read(path: Path) -> Database:
    """Return the log at `path` for reading, also while another program writes to it."""
    with ExitStack() as undo:
        database = log_schema.wrap(undo.enter_context(closing(connect(path, "ro"))))
        log_schema.refuse_other_files(database, path)
        undo.pop_all()
        return database


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Return a connection to the existing file `path`, an absolute path; `mode` is ro or rw."""
    refuse_old_sqlite(sqlite3.sqlite_version_info)
    return sqlite3.connect(
        f"{path.as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE_SECONDS, isolation_level=None
    )


def refuse_old_sqlite(version: tuple[int, ...]) -> None:
    """Raise Refused if the SQLite that Python came with cannot hold the log."""
    if version < _OLDEST_SQLITE:
        found, needed = (".".join(map(str, which)) for which in (version, _OLDEST_SQLITE))
        raise Refused(
            f"The SQLite of this Python is {found}, and the log needs {needed} or newer. Install "
            "a newer Python and start Umbra with it."
        )


def expect_write_ahead(mode: str, path: Path) -> None:
    """Raise Refused unless the file took the journal `mode` that is safe and quick."""
    if mode != "wal":
        raise Refused(
            f"{path} is on a disk that cannot keep a write-ahead log (it offers {mode!r}), as "
            "network folders often cannot. Choose a folder on this computer with --data."
        )
