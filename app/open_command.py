"""`umbra open FILE…`: order files opened from the desktop, in the window that runs or a new one."""

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from app import log_lock
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.incoming import hand_over
from app.log_fault import LogFault
from app.start import open_window


def run(given: str | None, folder: Path, files: Sequence[Path], out: TextIO) -> int:
    """Hand files to the window on `folder`; open one, as `given`, where none runs.

    Without files it opens the window, which tells where another one runs.

    Returns the exit code. Raises Refused where nothing can be left in the folder.
    """
    if not files:
        return open_window(given)
    try:
        hand_over(folder, files)
    except OSError as error:
        raise Refused(
            f"{folder} cannot be written to ({error.strerror}), so no file can be handed to Umbra. "
            "Open the worklist and import the file with F4."
        ) from error
    if _is_at_work(folder):
        print("Handed to the Umbra that is open: its worklist shows what the file holds.", file=out)
        return 0
    return open_window(given)


def _is_at_work(folder: Path) -> bool:
    """Tell whether an Umbra writes to the log of this folder."""
    log = folder / LOG_NAME
    if not log.exists():
        return False
    try:
        log_lock.take(log.resolve()).close()
    except LogFault:
        return False  # the window that opens tells it
    except Refused:
        return True
    return False
