"""`umbra open FILE…`: order files opened from the desktop, in the window that runs or a new one."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from app import log_lock
from app.clock import SystemClock
from app.display import has_display
from app.folder import LOG_NAME
from app.incoming import hand_over
from app.start import open_window


def run(given: str | None, folder: Path, files: Sequence[Path], out: TextIO) -> int:
    """Hand files to the window on `folder`; open one, as `given`, where none runs.

    Without files it opens the window, which tells where another one runs.

    Returns the exit code. Raises Refused where a file cannot be read, or none can be handed over.
    """
    if not files:
        return open_window(given)
    if not has_display(os.environ, sys.platform) and not log_lock.is_held(folder / LOG_NAME):
        return open_window(given)  # which says what is missing; nothing is left to be imported
    hand_over(folder, files, SystemClock().reading().wall)
    if log_lock.is_held(folder / LOG_NAME):
        print("Handed to the Umbra that is open: its worklist shows what the file holds.", file=out)
        return 0
    return open_window(given)
