"""A scan as a scanner sends it: its keys to the window, one after the other.

Practice has no packages, so its bench sends what a scanner would; nothing between the keys and
the page is passed by.
"""

import time

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.intake.key_signs import SEPARATOR

_APART_MS = 4


def send_scan(window: QWidget, code: str) -> None:
    """Send a code and the Enter that ends it to a window that is shown."""
    at = int(time.monotonic() * 1000)
    for number, sign in enumerate(code):
        _send(window, sign, at + number * _APART_MS)
    _send(window, "\r", at + len(code) * _APART_MS)


def _send(window: QWidget, sign: str, at: int) -> None:
    key, modifier = Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier
    if sign == SEPARATOR:
        key, modifier = Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier
    elif sign == "\r":
        key = Qt.Key.Key_Return
    elif sign.isdigit():
        key = Qt.Key(Qt.Key.Key_0 + int(sign))
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, modifier, sign)
        event.setTimestamp(at)
        QCoreApplication.sendEvent(window.windowHandle(), event)
