"""The scanner: keys that come too fast for fingers, caught before any field can see them.

A text field drops the sign between lot and serial number (FNC1, sent as GS), so scans never
pass through one. Every printable key is held for a moment; what turns out to be typed by hand is
handed on unchanged, what turns out to be a scan goes out whole as one signal.
"""

import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

SEPARATOR = "\x1d"
_LEAST = 8
_PAUSE_MS = 50
_REPEAT_MS = 300


class Scanner(QObject):
    """An event filter for the whole application; `scanned` carries what a scanner sent."""

    scanned = Signal(str)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._listening = False
        self._held: list[tuple[QObject, QKeyEvent]] = []
        self._replaying = False
        self._last = ("", 0.0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.hand_on)
        application.installEventFilter(self)

    def listen(self, listening: bool) -> None:
        """Catch scans, or let every key through: a page for typing names wants no scans."""
        self.hand_on()
        self._listening = listening

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if self._replaying or not self._listening:
            return False
        if kind == QEvent.Type.MouseButtonPress and self._held:
            self.hand_on()
            return False
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._is_text(event)
        if kind != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self._key(watched, event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            return self._end()
        if not self._is_text(event):
            return False
        self._held.append((watched, QKeyEvent(event.clone())))
        self._timer.start()
        return True

    def _is_text(self, event: QKeyEvent) -> bool:
        text = event.text()
        passed = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        if event.modifiers() & passed or not text:
            return False
        return text == SEPARATOR or (text.isprintable() and not self._is_control(event))

    def _is_control(self, event: QKeyEvent) -> bool:
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def _end(self) -> bool:
        text = "".join(event.text() for _, event in self._held)
        if len(text) < _LEAST:
            self.hand_on()
            return False
        self._timer.stop()
        self._held.clear()
        self._say(text)
        return True

    def _say(self, text: str) -> None:
        now = time.monotonic() * 1000
        before, when = self._last
        self._last = (text, now)
        if text != before or now - when > _REPEAT_MS:
            self.scanned.emit(text)

    def hand_on(self) -> None:
        """Hand what is held on to where it was typed; nothing more will be added to it."""
        self._timer.stop()
        held, self._held = self._held, []
        self._replaying = True
        try:
            for watched, event in held:
                self._application.sendEvent(_target(watched), event)
        finally:
            self._replaying = False


def _target(watched: QObject) -> QObject:
    if isinstance(watched, QWidget):
        return watched
    return QApplication.focusWidget() or watched
