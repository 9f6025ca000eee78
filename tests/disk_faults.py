"""Disks that take nothing: full, failing, not to be written to, held by another program.

Each is the real thing as SQLite meets it, and is over when the block is left.
"""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress

from app.core.refused import Refused
from app.store import Fact, Log

Fault = Callable[[Log], AbstractContextManager[None]]

_AT = {"at": "2026-11-02T15:00:00+00:00", "clock": "b 1", "actor": "DEMO"}


@contextmanager
def full(log: Log) -> Iterator[None]:
    """The disk has no room for another page, and the last ones have none for another event."""
    (pages,) = log._database.execute("PRAGMA page_count").fetchone()
    log._database.execute(f"PRAGMA max_page_count = {pages}")
    for length in (2000, 200, 2):
        _fill(log, Fact("filled", '"%s"' % ("x" * length)))
    yield
    log._database.execute("PRAGMA max_page_count = 4294967294")


def _fill(log: Log, fact: Fact) -> None:
    with suppress(Refused):
        while True:
            log.append("filling", log.version("filling"), [fact], **_AT)


@contextmanager
def failing(_log: Log) -> Iterator[None]:
    """No write succeeds."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def read_only(log: Log) -> Iterator[None]:
    """The file may not be written to any more."""
    log._database.execute("PRAGMA query_only = ON")
    yield
    log._database.execute("PRAGMA query_only = OFF")


@contextmanager
def held(log: Log) -> Iterator[None]:
    """Another program has the file open and writes to it; nobody waits for it here."""
    log._database.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(log.path, isolation_level=None)) as viewer:
        viewer.execute("BEGIN IMMEDIATE")
        yield


FAULTS = (full, failing, read_only, held)
