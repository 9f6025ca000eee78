"""Opening the window, for work or for practice: the guard that must come before Qt is touched."""

import os
import sys

from app.display import has_display
from app.folder import data_folder

_NO_DISPLAY = (
    "Umbra found no display to open its window on. Start it in a desktop session, or use the "
    "commands, which need none: umbra plan, import, verify, record, backup, demo "
    "(umbra --help lists them)."
)


def open_window(given: str | None) -> int:
    """Open the window on a data folder and return the exit code when it was closed."""
    if not _may_open():
        return 2
    from app.ui.opening import show_window

    return show_window(data_folder(given))


def open_practice(given: str | None) -> int:
    """Open the window of practice beside a data folder, and return the exit code as above."""
    if not _may_open():
        return 2
    from app.ui.opening import show_practice

    return show_practice(data_folder(given))


def _may_open() -> bool:
    """Tell whether there is a display, and what to do where there is none."""
    if has_display(os.environ, sys.platform):
        return True
    print(_NO_DISPLAY, file=sys.stderr)
    return False
