"""Opening the window, with the guards that must come before Qt."""

import os
import sys
from pathlib import Path

_NO_DISPLAY = (
    "Umbra found no display to open its window on. Start it in a desktop session, or use the "
    "commands, which need none: umbra plan, import, verify, record, backup, demo "
    "(umbra --help lists them)."
)
_BROKEN_QT = (
    "PySide6 6.12.0 stops programs on Python before 3.12 without warning. Install PySide6 6.11.3 "
    "or use Python 3.12; packaging/run.py does the first."
)


def open_window(given: str | None) -> int:
    """Open the window on a data folder and return the exit code when it was closed."""
    if not has_display(os.environ, sys.platform):
        print(_NO_DISPLAY, file=sys.stderr)
        return 2
    import PySide6

    if is_broken(sys.version_info[:2], PySide6.__version_info__[:3]):
        print(_BROKEN_QT, file=sys.stderr)
        return 2
    from app.folder import data_folder

    return _show(data_folder(given))


def has_display(environment: "os._Environ[str] | dict[str, str]", platform: str) -> bool:
    """Tell whether a window can be opened: a display, or a platform chosen by hand."""
    if platform in ("win32", "darwin"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def is_broken(python: tuple[int, ...], qt: tuple[int, ...]) -> bool:
    """Tell whether this PySide6 loses references to None on this Python, and so aborts."""
    return python < (3, 12) and qt == (6, 12, 0)


def _show(folder: Path) -> int:
    from PySide6.QtWidgets import QApplication

    from app.clock import SystemClock
    from app.folder import LOG_NAME
    from app.names import names_in
    from app.ui import crash, theme
    from app.ui.window import Window

    application = QApplication(["umbra"])
    theme.apply(application)
    window = Window(folder, SystemClock(), names_in(folder / LOG_NAME))
    crash.install(folder, window.show_fault)
    window.resize(1366, 768)
    window.showMaximized()
    return application.exec()
