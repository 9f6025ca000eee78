"""A file that somebody chose or opened: read whole, and never waited for."""

import errno
import os
import stat
from pathlib import Path

from app.core.refused import Refused

LARGEST = 5 * 1024 * 1024
"""The most bytes that are read of one file: no file of orders comes near it."""

# What nobody feeds, such as a named pipe, is opened without waiting; Windows has no such files.
_HOW = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)


def content_of(path: Path) -> bytes:
    """Return the bytes of a file; raises Refused where it cannot be read, or is no plain file."""
    try:
        descriptor = os.open(path, _HOW)
        try:
            kind = os.fstat(descriptor).st_mode
            if stat.S_ISDIR(kind):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if not stat.S_ISREG(kind):
                raise Refused(f"{path} is a pipe or a device, and no file; choose the file itself.")
            with open(descriptor, "rb", closefd=False) as file:
                data = file.read(LARGEST + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST:
        raise Refused(f"{path} is larger than 5 MB; an order file is much smaller.")
    return data
