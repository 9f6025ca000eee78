"""What a screen reader says the moment it happens, wherever the focus is.

It is told where it is sounded: a refusal and a time that passed interrupt what is being read, all
else waits for its end.
"""

from functools import cache

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.language import said
from app.ui.sounding import Sound, sound


class Announcer(QObject):
    """`announced` carries each sentence, and whether it interrupts."""

    announced = Signal(str, bool)


@cache
def announcer() -> Announcer:
    """Return the one announcer."""
    return Announcer()


def announce(sentence: str, *, at_once: bool = False) -> None:
    """Have a screen reader say a sentence of ours; `at_once` interrupts what it is saying."""
    window = _window()
    if not sentence or window is None:
        return
    event = QAccessibleAnnouncementEvent(window, said(sentence))
    manner = QAccessible.AnnouncementPoliteness
    event.setPoliteness(manner.Assertive if at_once else manner.Polite)
    QAccessible.updateAccessibility(event)
    announcer().announced.emit(sentence, at_once)


def refuse_aloud(sentence: str, word: str = "Refused") -> None:
    """Sound and announce a refusal, which is shown where the person looks."""
    sound(Sound.REFUSED)
    announce(f"{word}: {sentence}", at_once=True)


def _window() -> QWidget | None:
    """Return Umbra's window, also while another program is in front."""
    windows = (each for each in QApplication.topLevelWidgets() if each.isVisible())
    return QApplication.activeWindow() or next(windows, None)
