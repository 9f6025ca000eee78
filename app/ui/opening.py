"""The program with its window: Qt, the theme, the clock, and the data folder."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtWidgets import QApplication

from app.clock import SystemClock
from app.folder import LOG_NAME, PRACTICE
from app.names import names_in
from app.ui import crash, theme
from app.ui.window import Window

if TYPE_CHECKING:
    from app.ui.practice_window import PracticeWindow

_BROKEN = (
    "PySide6 6.12.0 stops programs on Python before 3.12 without warning. Install PySide6 6.11.3 "
    "or use Python 3.12; packaging/run.py does the first."
)


def is_broken(python: tuple[int, ...], qt: tuple[int, ...]) -> bool:
    """Tell whether this PySide6 loses references to None on this Python, and so aborts."""
    return python < (3, 12) and qt == (6, 12, 0)


def show_window(folder: Path) -> int:
    """Show the window on a data folder and return the exit code when it was closed."""
    if is_broken(sys.version_info[:2], PySide6.__version_info__[:3]):
        print(_BROKEN, file=sys.stderr)
        return 2
    application = QApplication(["umbra"])
    theme.apply(application)
    return _run(application, Window(folder, SystemClock(), names_in(folder / LOG_NAME)), folder)


def show_practice(folder: Path) -> int:
    """Show the window of practice that goes with a data folder; returns as `show_window`.

    Its own folder is made ready first, which takes a moment once. Raises Refused where that holds
    real work.
    """
    if is_broken(sys.version_info[:2], PySide6.__version_info__[:3]):
        print(_BROKEN, file=sys.stderr)
        return 2
    application = QApplication(["umbra"])
    theme.practise(application)
    theme.apply(application)
    window = practice_window(folder)
    return _run(application, window, folder / PRACTICE)


def practice_window(folder: Path) -> "PracticeWindow":
    """Return the window of practice that goes with a data folder, its own folder made ready."""
    from app.practice.clock import PracticeClock
    from app.practice.pharmacy import make_ready, zone_of_work
    from app.ui.practice_window import PracticeWindow
    from app.workplace import Workplace

    practice = folder / PRACTICE
    clock = PracticeClock.after(practice, SystemClock())
    work = Workplace.open(practice, clock, practice=True)
    try:
        make_ready(work, zone_of_work(folder / LOG_NAME))
    finally:
        work.close()
    return PracticeWindow(practice, clock, names_in(practice / LOG_NAME))


def _run(application: QApplication, window: Window, folder: Path) -> int:
    crash.install(folder, window.show_fault)
    window.resize(1366, 768)
    window.showMaximized()
    return application.exec()
