"""Starting practice beside work: the same program once more, in a process of its own."""

import sys
from pathlib import Path

from PySide6.QtCore import QProcess

import app
from app import log_lock
from app.core.refused import Refused
from app.folder import LOG_NAME, PRACTICE


def command(folder: Path, *, frozen: bool) -> tuple[str, list[str], str]:
    """Return the program that opens practice, its arguments, and the folder to start it in.

    A frozen program is itself; else the interpreter runs the package that runs here.
    """
    arguments = ["practice", "--data", str(folder)]
    if not frozen:
        arguments = ["-m", "app", *arguments]
    return sys.executable, arguments, str(Path(app.__file__).absolute().parents[1])


def start_practice(folder: Path) -> None:
    """Open the window of practice that goes with a data folder; raises Refused where it cannot."""
    if log_lock.is_held(folder / PRACTICE / LOG_NAME):
        raise Refused(
            "Practice is open already, in a window of its own. Look for it among the windows, or "
            "close it first."
        )
    program, arguments, start_in = command(folder, frozen=bool(getattr(sys, "frozen", False)))
    started, _ = QProcess.startDetached(program, arguments, start_in)
    if not started:
        raise Refused(
            "The window of practice could not be started. Start it with “umbra practice”, or close "
            "other programs and try again."
        )
