"""The program with its window: Qt, the theme, the clock, and the data folder."""

import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from app.clock import SystemClock
from app.core.refused import Refused
from app.folder import LOG_NAME, PRACTICE
from app.names import names_in
from app.ui import crash, language, theme
from app.ui.window import Window
from app.ui.window_icon import window_icon
from app.window_settings import glance

if TYPE_CHECKING:
    from app.ui.practice_window import PracticeWindow

MADE_READY = "Practice is made ready. This takes a moment once."
_BROKEN = (
    "PySide6 6.12.0 stops programs on Python before 3.12 without warning. Install PySide6 6.11.3 "
    "or use Python 3.12; packaging/run.py does the first."
)


class Application(QApplication):
    """The one application of the window on a data folder.

    macOS sends a file that is opened from the desktop to the program that runs; elsewhere such a
    file comes as `umbra open`. `refused` says why one was not taken.
    """

    refused = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__(["umbra"])
        self._folder = folder

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self._hand_over(Path(event.file()))
            return True
        return super().event(event)

    def _hand_over(self, file: Path) -> None:
        from app.incoming import hand_over  # not needed to open the window

        try:
            hand_over(self._folder, [file], SystemClock().reading().wall)
        except Refused as refused:
            self.refused.emit(refused.sentence)


def is_broken(python: tuple[int, ...], qt: tuple[int, ...]) -> bool:
    """Tell whether this PySide6 loses references to None on this Python, and so aborts."""
    return python < (3, 12) and qt == (6, 12, 0)


def show_window(folder: Path) -> int:
    """Show the window on a data folder and return the exit code when it was closed."""
    if is_broken(sys.version_info[:2], PySide6.__version_info__[:3]):
        print(_BROKEN, file=sys.stderr)
        return 2
    own_pixels()
    application = Application(folder)

    def made() -> Window:
        dress(application, folder)
        window = Window(folder, SystemClock(), names_in(folder / LOG_NAME))
        application.refused.connect(window.refuse)
        return window

    return _run(application, made, folder)


def own_pixels() -> None:
    """Keep the system from scaling the window; call it before the application is made.

    Umbra fits its drawings to the window and the screen by itself, pixel by pixel; what the
    system scales besides would only make them coarse, and the window too large for the screen.
    """
    os.environ["QT_ENABLE_HIGHDPI_SCALING"] = "0"
    for scaled in ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS"):
        os.environ.pop(scaled, None)


def dress(application: QApplication, folder: Path) -> None:
    """Give an application its icon, and what was chosen for this workstation in a data folder."""
    application.setDesktopFileName("umbra")
    application.setWindowIcon(window_icon())
    settings = glance(folder / LOG_NAME, platform.node() or "workstation")
    theme.apply(application, theme.light_named(settings.room_light))
    theme.measured(settings.pixels_per_mm, settings.measured_on)
    language.use(settings.language)


def show_practice(folder: Path) -> int:
    """Show the window of practice that goes with a data folder; returns as `show_window`.

    It looks and speaks as the window of work does there. Its own folder is made ready first, which
    takes a moment once. Where that cannot be, as where practice is open already, a window says so.
    """
    if is_broken(sys.version_info[:2], PySide6.__version_info__[:3]):
        print(_BROKEN, file=sys.stderr)
        return 2
    own_pixels()
    application = QApplication(["umbra"])

    def made() -> Window:
        theme.practise(application)
        dress(application, folder)
        told = None if (folder / PRACTICE / LOG_NAME).is_file() else tell_it_is_made_ready()
        try:
            return practice_window(folder)
        finally:
            if told is not None:
                told.close()

    return _run(application, made, folder / PRACTICE)


def tell_it_is_made_ready() -> QLabel:
    """Show, until it is closed, that practice is on its way; nothing else can be seen meanwhile."""
    label = QLabel(language.said(MADE_READY))
    label.setWindowTitle("Umbra")
    label.setMargin(40)
    label.show()
    # Painted now: what follows does not come back to the screen before it is done.
    QApplication.processEvents()
    return label


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


def _run(application: QApplication, make: Callable[[], Window], folder: Path) -> int:
    """Make a window, show it until it is closed, and return the exit code.

    What keeps it from being made is shown in a window too: the desktop has no other place for it.
    """
    made: list[QMainWindow] = []

    def tell(where: str) -> None:
        if made and isinstance(made[0], Window):
            made[0].show_fault(where)
        else:
            made[:] = [_trouble(application, report=where)]

    crash.install(folder, tell)
    code = None
    try:
        made.append(make())
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        made[:] = [_trouble(application, refused=refused.sentence)]
        code = 2
    except Exception:
        sys.excepthook(*sys.exc_info())
        code = 1
    made[0].resize(1366, 768)
    made[0].showMaximized()
    ended = application.exec()
    return ended if code is None else code


def _trouble(application: QApplication, *, refused: str = "", report: str = "") -> QMainWindow:
    """Return a window that says what was refused, or where the report of a fault is."""
    from app.ui.trouble_window import TroubleWindow, of_fault  # not needed where all goes well

    if application.property("room_light") is None:
        theme.apply(application)
    return of_fault(report) if report else TroubleWindow(refused)
