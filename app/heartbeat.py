"""The heartbeat: a small file beside the log that says until when Umbra ran.

Across a restart only the wall clock tells how much time passed, and it can come up earlier than
it was. The last fact of a preparation may be hours older than the moment the power went; this
file is at most `EVERY` older. A time in it that is later than the clock stops work until the clock
is right or accepted. One that is earlier says nothing against the log: Umbra ran at least until the
newest fact, and `clock_watch` adds one now and then while a worksheet is out, so that no older
heartbeat put back makes an outage in which work could be dated back.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.core.encoding import decode, encode
from app.core.reading import Reading
from app.core.refused import Refused
from app.log_fault import told

NAME = "umbra.heartbeat"
EVERY = timedelta(seconds=30)
# What a heartbeat never reaches: whatever is longer is none.
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class _Kept:
    """The file as JSON: both halves of a reading, and how many facts the log held then."""

    at: datetime
    clock: str
    facts: int


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Umbra ran at `reading`, and the log held so many `facts`."""

    reading: Reading
    facts: int


def read_heartbeat(folder: Path) -> Heartbeat | None:
    """Return the heartbeat in a data folder, None where there is none.

    Raises Refused for a file that cannot be read, or that Umbra did not write so.
    """
    file = folder / NAME
    with told(file):
        if not file.exists():
            return None
        with file.open("rb") as handle:
            data = handle.read(_LONGEST)
    try:
        text = data.decode("utf-8")
        kept: _Kept = decode(_Kept, text)
        found = Heartbeat(Reading.of(kept.at, kept.clock), kept.facts)
        whole = text == _written(found)
    except (ValueError, TypeError, OverflowError):
        whole = False
    if not whole:
        raise Refused(f"{file} is not what Umbra wrote there.")
    return found


def write_heartbeat(folder: Path, beat: Heartbeat) -> None:
    """Put a heartbeat in the place of the one before, whole or not at all; raises Refused."""
    file = folder / NAME
    unfinished = file.with_name(f"{NAME}.new")
    try:
        with told(file):
            with os.fdopen(os.open(unfinished, _NEW, 0o600), "wb") as handle:
                handle.write(_written(beat).encode("utf-8"))
                handle.flush()
                os.fsync(handle.fileno())
            unfinished.replace(file)
    except Refused:
        with suppress(OSError):
            unfinished.unlink()
        raise


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def _written(beat: Heartbeat) -> str:
    return encode(_Kept(beat.reading.wall, beat.reading.text(), beat.facts)) + "\n"
