"""The window of practice, with what lies on its bench."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication

from app.clock import SetClock
from app.folder import LOG_NAME
from app.names import names_in
from app.practice.pharmacy import PHARMACIST, PIN, TECHNICIAN, make_ready
from app.ui.demo import BEGINS
from app.ui.pages.practice import PracticePage
from app.ui.practice_window import PracticeWindow
from app.ui.theme import RoomLight
from app.workplace import Workplace

# Packages on the bench, a syringe, and words alone: each leaves the page another width.
DRILLS = {"wrong-vial": "packages", "wrong-volume": "syringe", "gap-in-light": "words"}


class Unhurried(PracticeWindow):
    """A window whose clock stands between two keys, so that none is pressed too soon."""

    def settled_for(self) -> timedelta:
        """Return that what is shown has been there for long."""
        return timedelta(hours=1)


def practice_pages(
    application: QApplication, data: Path, folder: Path, size: QSize, light: RoomLight
) -> None:
    """Take the page of drills, and a page of the work beside each kind of bench."""
    clock = SetClock(BEGINS, boot="practice")
    work = Workplace.open(data, clock, practice=True)
    make_ready(work)
    settings = replace(work.window_settings, room_light=light.value)
    work.choose_window(settings, work.people.named(PHARMACIST))
    work.close()
    window = Unhurried(data, clock, names_in(data / LOG_NAME))
    window.resize(size)
    window.show()
    while window.workplace is None:
        application.processEvents()
    for name, lies in DRILLS.items():
        if window.person is None:
            window.sign_in.choose(TECHNICIAN)
            window.sign_in.pin.set_text(PIN)
            window.sign_in.take_confirm()
        page = window.pages.currentWidget()
        assert isinstance(page, PracticePage)
        page.choose(name)
        page.who.set_text("Tess Trainee")
        if lies == "packages":
            _seen(application, window, folder / "p-drills.png")
        page.press("F5")
        _seen(application, window, folder / f"p-{lies}.png")
        window.bench.ended.emit()
        application.processEvents()
    _seen(application, window, folder / "p-result.png")
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _seen(application: QApplication, window: PracticeWindow, file: Path) -> None:
    window.tick()
    application.processEvents()
    application.processEvents()
    window.grab().save(str(file))
