"""A window that is locked and unlocked, by keys and by a finger."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.people import STREAM
from app.store import Recorded
from app.ui.drawing.pad import Act
from app.ui.pages.locked import LockedPage
from tests.ui.desk import CONTROL, Desk
from tests.ui.hospital import PINS

# For as long a preparation at the hood stays in sight; everything else for as long as was chosen.
MINUTES = 15


def people_facts(desk: Desk) -> list[Recorded]:
    return list(desk.work.log.history(STREAM))


def lock(desk: Desk) -> LockedPage:
    desk.press(Qt.Key.Key_L, "\x0c", CONTROL)
    return locked(desk)


def locked(desk: Desk) -> LockedPage:
    assert isinstance(desk.page, LockedPage)
    return desk.page


def unlock(desk: Desk, name: str) -> None:
    page = locked(desk)
    page.choose(name)
    page.pin.setFocus()
    desk.enter(PINS[name])
    assert desk.window.person is not None


def press(desk: Desk, *signs: str | Act) -> None:
    """Press keys of the pad with a finger."""
    for sign in signs:
        QTest.mouseClick(locked(desk).pad.keys[sign], Qt.MouseButton.LeftButton)
