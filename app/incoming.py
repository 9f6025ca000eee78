"""Files handed to the window: opened from the desktop, also while a window runs already.

Only one Umbra writes to a log. Whoever opens an order file leaves a note of where the file is in
the folder `incoming` beside the log; the window that runs there, or the next one, reads the note
and imports the file as if it had been chosen there. So nobody else touches the log, and whatever
is refused is told where people look.
"""

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

_FOLDER = "incoming"
_NOTE, _UNFINISHED = ".json", ".unfinished"


def hand_over(folder: Path, files: Sequence[Path]) -> None:
    """Leave a note of `files` for the window on the data folder `folder`; OSError if that fails.

    The note takes its name once it is whole.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / _FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(_UNFINISHED, "", place)
    with open(handle, "w", encoding="utf-8") as note:
        json.dump([os.fspath(file.expanduser().absolute()) for file in files], note)
        note.flush()
        os.fsync(note.fileno())
    os.replace(unfinished, unfinished.removesuffix(_UNFINISHED) + _NOTE)


def waiting(folder: Path) -> tuple[Path, ...]:
    """Return the notes that wait in a data folder, the oldest first; cheap where there are none."""
    try:
        notes = [each for each in (folder / _FOLDER).iterdir() if each.suffix == _NOTE]
        return tuple(sorted(notes, key=lambda note: (note.stat().st_mtime_ns, note.name)))
    except OSError:  # no such folder: nothing was ever handed over
        return ()


def take(note: Path) -> tuple[Path, ...]:
    """Take a note away and return the files it names; none where it says nothing of ours.

    The note goes first: a file that stops the window must not stop the next one as well.
    """
    try:
        text = note.read_bytes()
        note.unlink()
        named = json.loads(text)
    except (OSError, ValueError):
        return ()
    if not isinstance(named, list) or not all(isinstance(each, str) for each in named):
        return ()
    return tuple(Path(each) for each in named)
