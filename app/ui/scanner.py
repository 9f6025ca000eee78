"""The scanner: keys that come too fast for fingers, caught before any field can see them.

A text field drops the sign between lot and serial number (FNC1, sent as GS), so scans never
pass through one. Every printable key is held for a moment; what turns out to be typed by hand is
handed on unchanged, what turns out to be a scan goes out whole as one signal. A scanner that sends
no Enter is understood too: the digits of a code must never answer what a page asks.
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
        self._pressed_at = 0
        self._replaying = False
        self._last = ("", 0.0)
        self._endless: int | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._pause)
        application.installEventFilter(self)

    def listen(self, listening: bool) -> None:
        """Catch scans, or let every key through: a page for typing names wants no scans."""
        self.hand_on()
        self._listening = listening

    def stop(self) -> None:
        """Let go of the application's keys for good."""
        self.listen(False)
        self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if self._replaying or not self._listening:
            return False
        if kind == QEvent.Type.MouseButtonPress and self._held:
            self.hand_on()
            return False
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._keep_from_shortcuts(event)
        if kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            return bool(self._held) and self._is_text(event) and self._hold(watched, event)
        if kind != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self._key(watched, event)

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        if not self._is_text(event):
            return False
        event.accept()
        return True

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        self._end_slow_typing(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            return self._end() or self._is_late_end(event)
        self._endless = None
        if self._is_text(event):
            self._pressed_at = event.timestamp()
            self._timer.start()
            return self._hold(watched, event)
        # A scanner presses Shift between signs; any other key comes after the signs before it.
        shifts = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock)
        if event.key() not in shifts:
            self.hand_on()
        return False

    def _hold(self, watched: QObject, event: QKeyEvent) -> bool:
        self._held.append((watched, QKeyEvent(event.clone())))
        return True

    def _end_slow_typing(self, event: QKeyEvent) -> None:
        """Hand on what was pressed too long before this key, though both may come at once.

        So they do when the window was busy. The platform says when each key was pressed.
        """
        if event.timestamp() - self._pressed_at > _PAUSE_MS:
            self.hand_on()

    def _is_text(self, event: QKeyEvent) -> bool:
        text = event.text()
        passed = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        if event.modifiers() & passed or not text:
            return False
        return text == SEPARATOR or (text.isprintable() and not self._is_control(event))

    def _is_control(self, event: QKeyEvent) -> bool:
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def _end(self) -> bool:
        pressed = (event for _, event in self._held if event.type() == QEvent.Type.KeyPress)
        text = "".join(event.text() for event in pressed)
        if not _is_scan(text):
            self.hand_on()
            return False
        self._timer.stop()
        self._held.clear()
        self._say(text)
        return True

    def _pause(self) -> None:
        if self._end():
            self._endless = self._pressed_at

    def _is_late_end(self, event: QKeyEvent) -> bool:
        """Tell whether this is the Enter of a scan that went out without it: we were busy."""
        endless, self._endless = self._endless, None
        return endless is not None and event.timestamp() - endless <= _PAUSE_MS

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


def _is_scan(text: str) -> bool:
    # A key that is held down is no scan.
    return len(text) >= _LEAST and len(set(text)) > 1


def _target(watched: QObject) -> QObject:
    if isinstance(watched, QWidget):
        return watched
    return QApplication.focusWidget() or watched
