"""One Umbra writes to a log; a second one is told who has it.

The lock is a write transaction held open on a small database beside the log: the one kind of
file lock that is the same on Linux, macOS and Windows, and that the system lets go of when the
process dies, however it dies. Nothing is ever stored in that transaction.
"""

import os
import platform
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from app.core.refused import Refused
from app.log_fault import LogFault, told

_PATIENCE_SECONDS = 0.25


def take(log: Path) -> sqlite3.Connection:
    """Return what holds the lock of `log` until it is closed.

    Raises Refused when another process, or another part of this one, has it.
    """
    path = log.with_name(log.name + ".lock")
    with ExitStack() as undo, told(path):
        # Made only when missing: opening and closing a locked file would let go of the lock.
        if not path.exists():
            path.touch(mode=0o600)
        connection = undo.enter_context(
            closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level=None))
        )
        if not _taken(connection):
            raise Refused(_in_use(log, connection))
        undo.pop_all()
        return connection


def is_held(log: Path) -> bool:
    """Tell whether an Umbra writes to `log`; one that cannot be told of counts as free."""
    if not log.exists():
        return False
    try:
        take(log.resolve()).close()
    except LogFault:
        return False  # whoever opens the log is told
    except Refused:
        return True
    return False


def _taken(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE IF NOT EXISTS holder (process INTEGER, computer TEXT)")
        connection.execute("DELETE FROM holder")
        connection.execute("INSERT INTO holder VALUES (?, ?)", (os.getpid(), platform.node()))
        connection.execute("COMMIT")  # so that others can read it
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


def _in_use(log: Path, connection: sqlite3.Connection) -> str:
    return (
        f"The log {log} is in use by {_holder(connection)}. Only one Umbra writes to a log at a "
        "time: close that one, or work there."
    )


def _holder(connection: sqlite3.Connection) -> str:
    known = connection.execute("SELECT name FROM sqlite_master WHERE name = 'holder'").fetchone()
    row = connection.execute("SELECT * FROM holder").fetchone() if known else None
    if row is None:
        return "another program"
    return f"another Umbra (process {row[0]} on {row[1] or 'this computer'})"
