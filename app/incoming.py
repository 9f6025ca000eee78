"""Files handed to the window: opened from the desktop, also while a window runs already.

Only one Umbra writes to a log. Whoever opens an order file leaves a note of where the file is in
the folder `incoming` beside the log; the window that runs there, or the next one, reads the note
and imports the file as if it had been chosen there. So nobody else touches the log, and whatever
is refused is told where people look. A note says when the file was opened and what was in it, so
that nothing is imported long after, or that nobody opened.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.core.refused import Refused
from app.given_file import content_of

VALID = timedelta(days=1)
"""How long what was opened may wait for somebody who imports it."""

_FOLDER = "incoming"
_NOTE, _UNFINISHED, _REFUSED = ".json", ".unfinished", ".refused"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was opened from the desktop `at` a moment; `digest` is the SHA-256 it had."""

    path: Path
    digest: str
    at: datetime


def hand_over(folder: Path, files: Sequence[Path], now: datetime) -> None:
    """Leave a note of `files` for the window on the data folder `folder`.

    The note takes its name once it is whole. Raises Refused where a file cannot be read, or where
    nothing can be left in the folder.
    """
    named = [file.expanduser().absolute() for file in files]
    said = {
        "at": now.isoformat(),
        "files": [{"path": os.fspath(file), "digest": _digest(content_of(file))} for file in named],
    }
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = folder / _FOLDER
        place.mkdir(mode=0o700, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(_UNFINISHED, "", place)
        with open(handle, "w", encoding="utf-8") as note:
            json.dump(said, note)
            note.flush()
            os.fsync(note.fileno())
        os.replace(unfinished, unfinished.removesuffix(_UNFINISHED) + _NOTE)
    except OSError as error:
        raise Refused(
            f"{folder} cannot be written to ({error.strerror}), so no file can be handed to Umbra. "
            "Open the worklist and import the file with F4."
        ) from error


def waiting(folder: Path) -> tuple[Path, ...]:
    """Return the notes that wait in a data folder, the oldest first; cheap where there are none."""
    try:
        notes = [each for each in (folder / _FOLDER).iterdir() if each.suffix == _NOTE]
    except OSError:  # no such folder: nothing was ever handed over
        return ()
    return tuple(sorted(notes, key=_left_at))


def take(note: Path) -> tuple[Opened, ...]:
    """Take a note away and return what was opened; raises Refused for one that says nothing of it.

    The note goes first: a file that stops the window must not stop the next one as well. One that
    cannot be read is set aside, so that it is told once.
    """
    try:
        said = json.loads(content_of(note))
        at = datetime.fromisoformat(said["at"])
        found = tuple(Opened(Path(each["path"]), str(each["digest"]), at) for each in said["files"])
        if at.tzinfo is None:
            raise ValueError("a moment needs its zone")
        note.unlink()
    except (Refused, OSError, ValueError, KeyError, TypeError, RecursionError) as fault:
        _set_aside(note)
        raise Refused(
            f"{note.name}, a note of what was opened from the desktop, cannot be used. Nothing was "
            "imported from it: open the file once more, or import it with F4."
        ) from fault
    return found


def content(opened: Opened, now: datetime) -> bytes:
    """Return the bytes of a file that was opened; raises Refused by its name.

    That is where it was opened more than a day ago or, by the clock, has yet to be, and where it
    is not what it was then.
    """
    name = opened.path.name
    if abs(now - opened.at) > VALID:
        raise Refused(
            f"{name} was opened on {opened.at:%Y-%m-%d}, more than a day from now. If it is still "
            "to be imported, import it with F4."
        )
    data = content_of(opened.path)
    if _digest(data) != opened.digest:
        raise Refused(
            f"{name} was changed after it was opened. If it is to be imported as it is now, import "
            "it with F4."
        )
    return data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _left_at(note: Path) -> tuple[int, str]:
    try:
        return note.lstat().st_mtime_ns, note.name
    except OSError:  # taken by somebody meanwhile
        return 0, note.name


def _set_aside(note: Path) -> None:
    try:
        note.replace(note.with_suffix(_REFUSED))
    except OSError:  # whoever takes notes remembers it
        return
