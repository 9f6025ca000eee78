"""Opening the window: the guard that must come before Qt is touched."""

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
    if not has_display(os.environ, sys.platform):
        print(_NO_DISPLAY, file=sys.stderr)
        return 2
    from app.ui.opening import show_window

    return show_window(data_folder(given))
