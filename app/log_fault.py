"""Faults of disks, folders and files, told to people."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.refused import Refused

_FULL = (
    "The disk that holds {path} is full. Nothing of this was recorded, and what was recorded "
    "before is intact. Free some space there, then try again."
)
_READ_ONLY = (
    "This account may not write to {path}. It needs the right to write to the file and to its "
    "folder: ask whoever looks after this computer, or choose another folder with --data."
)
_BUSY = (
    "Another program is holding {path}, so nothing was recorded. Close the program that has the "
    "file open (a database viewer, a backup program), then try again."
)
_DAMAGED = (
    "{path} is damaged: the file is not what was written to it. Stop using it, keep it as it is, "
    "and restore the newest good copy with `umbra restore`."
)
NOT_A_LOG = (
    "{path} is not an Umbra log. Choose the folder that holds the log with --data, or move this "
    "file away."
)
_NOT_OPENED = (
    "{path} cannot be opened. It must be a file, in a folder in which this account may write; "
    "choose another folder with --data, or ask whoever looks after this computer."
)
_DISK_FAULT = (
    "The disk that holds {path} reported a fault, so nothing of this was recorded. Try again; if "
    "it fails again, work on paper and have the disk looked at."
)
_NO_FOLDER = "The folder of {path} does not exist. Make it, or choose another one."
_IN_THE_WAY = (
    "{path} cannot be made, because a file stands where a folder must be. Move that file away, or "
    "choose another folder with --data."
)
_ANY_OTHER = "{path} cannot be used: {reason}. Choose another folder with --data."

_BY_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: NOT_A_LOG,
    sqlite3.SQLITE_CANTOPEN: _NOT_OPENED,
    sqlite3.SQLITE_IOERR: _DISK_FAULT,
}
# Damage for which SQLite, or the driver, has no code of its own.
_NO_CODE = ("Could not decode to UTF-8", "unsupported file format")
_BY_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.EROFS: _READ_ONLY,
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.EIO: _DISK_FAULT,
}


class LogFault(Refused):
    """The log, or its disk, could not do as asked, whatever was asked: no fault of what was said.

    Who did something that cannot be done twice keeps it and tries again (app.session).
    """


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn the faults of the file at `path` into LogFault; any other exception passes."""
    try:
        yield
    except sqlite3.Error as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        raise LogFault(sentence.format(path=path)) from error
    except UnicodeDecodeError as error:
        # How the driver fails when SQLite quotes the damaged bytes in its message.
        raise LogFault(_DAMAGED.format(path=path)) from error
    except OSError as error:
        sentence = _BY_SYSTEM.get(error.errno or 0, _ANY_OTHER)
        raise LogFault(sentence.format(path=path, reason=error.strerror)) from error


def _sentence(error: sqlite3.Error) -> str | None:
    if str(error).startswith(_NO_CODE):
        return _DAMAGED
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _BY_SQLITE.get(code & 0xFF)


def damaged(path: Path, what: str) -> LogFault:
    """Return the refusal to work with a log in which `what` was found."""
    return LogFault(
        f"The log {path} is not as Umbra wrote it. {what} Stop using it, keep the file as it is, "
        "tell the pharmacist in charge, and restore the newest good copy with `umbra restore`."
    )
