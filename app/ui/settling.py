"""What is pressed before anybody can have seen what is there now presses nothing.

A finger that bounces, or touches twice, lands the second time on what came in the place of what
it meant: the next step, and its answer would be on record as if somebody had given it.
"""

from datetime import timedelta
from functools import cache

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollBar, QStackedWidget, QWidget

from app.clock import Clock
from app.ui.drawing.buttons import Button
from app.ui.drawing.card import Card

PRESS_APART = timedelta(seconds=0.8)
"""How long after a page or step came a touch cannot be meant for it yet.

A person takes half a second at least from seeing something new to touching what it asks for; two
touches of one bouncing finger come within 0.4 s, which is what systems call a double click.
"""
KEY_APART = timedelta(seconds=0.3)
"""How long after a page or step came a key cannot be meant for it: a hand at the keys is faster."""

_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


# Not at import: Qt builds the hundreds of members of Qt.Key when the first one is asked for.
@cache
def _enters() -> tuple[int, ...]:
    return (int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter))


@cache
def _function_keys() -> range:
    return range(int(Qt.Key.Key_F1), int(Qt.Key.Key_F12) + 1)


class Settling:
    """Since when what is seen has been as it is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._moved = clock.reading()
        self._key = 0

    def moved(self) -> None:
        """Another page or step is under the finger now."""
        self._moved = self._clock.reading()

    def lasts(self) -> timedelta:
        """Return for how long what is seen has been so."""
        now = self._clock.reading()
        if not now.continues(self._moved):
            return PRESS_APART
        return now.running - self._moved.running

    def watch(self, watched: QObject, event: QEvent) -> None:
        """Notice that another page, card or question came in the place of the one before."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            comes = isinstance(watched, Card) or isinstance(watched.parentWidget(), QStackedWidget)
            if comes and not event.spontaneous():
                self.moved()

    def refuses(self, watched: QWidget, event: QEvent, lasted: timedelta) -> bool:
        """Tell whether a press of a finger, the mouse or a key came too soon to be meant.

        `lasted` is for how long what is seen has been so. What is typed into a field goes on.
        """
        if event.type() in _PRESSES:
            return self._refuses_press(watched, event, lasted)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._refuses_key(event, lasted)
        return False

    def _refuses_press(self, watched: QWidget, event: QEvent, lasted: timedelta) -> bool:
        if isinstance(watched, QLineEdit | QScrollBar):
            return False
        if lasted < PRESS_APART:
            return True
        twice = event.type() == QEvent.Type.MouseButtonDblClick
        return twice and not (isinstance(watched, Button) and watched.repeats)

    def _refuses_key(self, event: QKeyEvent, lasted: timedelta) -> bool:
        key, before = event.key(), self._key
        self._key = key
        typing = isinstance(QApplication.focusWidget(), QLineEdit) and bool(event.text())
        if key in _enters():
            return event.isAutoRepeat() or lasted < KEY_APART
        if lasted >= KEY_APART:
            return False
        answers = key in _function_keys() or event.text() == " " or event.text().isdigit()
        # Whoever types goes on typing; only the key that led here does not type here.
        return answers and (not typing or key == before)
