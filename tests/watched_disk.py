"""A log on a disk that is watched: every read, write, sync and removal that SQLite asks of it.

The log is the real one, and so are the pragmas and statements; between it and the disk stands
only who watches. SQLite is here the one of apsw, which lets Python see what Python's own hides.
"""

import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import apsw

from app import log_file
from app.store import Log

# What was asked of which file, with its arguments: ("write", "umbra.log", data, offset).
Watch = Callable[..., None]

_names = count(1)


class _File(apsw.VFSFile):
    """One open file."""

    def __init__(self, watch: Watch, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._watch = watch
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = Path(path or "temporary").name

    def xRead(self, amount: int, offset: int) -> bytes:
        self._watch("read", self._name)
        return super().xRead(amount, offset)

    def xWrite(self, data: Any, offset: int) -> None:
        self._watch("write", self._name, bytes(data), offset)
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._watch("truncate", self._name, newsize)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        self._watch("sync", self._name)
        super().xSync(flags)

    def xLock(self, level: int) -> None:
        self._watch("lock", self._name)
        super().xLock(level)

    def xUnlock(self, level: int) -> None:
        self._watch("unlock", self._name)
        super().xUnlock(level)


class WatchedDisk(apsw.VFS):
    """A disk of which everything that is asked is told to `watch` just before it is done."""

    def __init__(self, watch: Watch) -> None:
        self.name = f"watched-{next(_names)}"
        super().__init__(self.name, "")
        self._watch = watch

    def xOpen(self, name: Any, flags: list[int]) -> _File:
        return _File(self._watch, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self._watch("remove", Path(filename).name)
        super().xDelete(filename, syncdir)


class _Database:
    """What a Log asks of a database, answered by apsw."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.conn = connection

    def execute(self, sql: str, parameters: Any = None) -> Any:
        return self.conn.execute(sql, parameters)

    def commit(self) -> None:
        self.conn.execute("COMMIT")

    def rollback(self) -> None:
        if self.conn.in_transaction:
            self.conn.execute("ROLLBACK")

    def close(self) -> None:
        self.conn.close()


def watched_log(path: Path, disk: WatchedDisk) -> Log:
    """Return the log at `path`, which must be there and is locked by nobody, on a watched disk."""
    database: Any = _Database(apsw.Connection(str(path), vfs=disk.name))
    (mode,) = database.execute("PRAGMA journal_mode = WAL").fetchone()
    log_file.expect_write_ahead(mode, path)
    log_file.make_durable(database)
    return Log(path, "HOOD-1", database, sqlite3.connect(":memory:"))
