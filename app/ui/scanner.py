"""The scanner: keys that come too fast for fingers, caught before any field can see them.

A text field drops the sign between lot and serial number (FNC1, sent as GS), so scans never
pass through one. Every printable key is held for a moment; what turns out to be typed by hand is
handed on unchanged, what turns out to be a scan goes out whole as one signal. A scanner that sends
no Enter is understood too: the digits of a code must never answer what a page asks.

Some scanners type F8, or Ctrl with a sign, where a code holds a separator. Inside a burst such a
key is a sign of the scan (`key_signs`); pressed alone it stays the key it is. Ctrl with a letter
is always a shortcut.
"""

import time
from functools import cache

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.intake.key_signs import CONTROL, SEPARATOR, function_key

__all__ = ["SEPARATOR", "Scanner"]

_LEAST = 8
# After so many signs in one burst a key without a sign is a scanner's: no hand is that fast.
_SURE = 6
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
        self._ended: int | None = None
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
            return bool(self._held) and self._belongs(event) and self._hold(watched, event)
        if kind != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self._key(watched, event)

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        if not self._belongs(event):
            return False
        event.accept()
        return True

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        self._end_slow_typing(event)
        if _is_end(event):
            late = self._is_late_end(event)
            return self._end(event.timestamp()) or late
        self._endless = self._ended = None
        if self._belongs(event):
            self._pressed_at = event.timestamp()
            self._timer.start()
            return self._hold(watched, event)
        # A scanner presses Shift between signs; any other key comes after the signs before it.
        if event.key() not in _shifts():
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

    def _belongs(self, event: QKeyEvent) -> bool:
        """Return whether a key is a sign of what is being sent, or may be."""
        return _is_text(event) or (len(self._sent()) >= _SURE and _is_key_of_a_scan(event))

    def _sent(self) -> str:
        """Return the signs that are held now."""
        pressed = (event for _, event in self._held if event.type() == QEvent.Type.KeyPress)
        return "".join(_sign(event) for event in pressed)

    def _end(self, at: int | None = None) -> bool:
        text = self._sent()
        if not _is_scan(text):
            self.hand_on()
            return False
        self._timer.stop()
        self._held.clear()
        self._ended = at
        self._say(text)
        return True

    def _pause(self) -> None:
        if self._end():
            self._endless = self._pressed_at

    def _is_late_end(self, event: QKeyEvent) -> bool:
        """Tell whether this belongs to the end of a scan that has gone out.

        It is the Enter of one that went out without it, because we were busy, or the second key
        of a scanner that ends with two, such as CR and LF.
        """
        ended = self._endless if self._endless is not None else self._ended
        self._endless = self._ended = None
        return ended is not None and event.timestamp() - ended <= _PAUSE_MS

    def _say(self, text: str) -> None:
        now = time.monotonic() * 1000
        before, when = self._last
        self._last = (text, now)
        if text != before or now - when > _REPEAT_MS:
            self.scanned.emit(text)

    def hand_on(self) -> None:
        """Hand what is held on to where it was typed; nothing more will be added to it."""
        self._timer.stop()
        self._ended = None
        held, self._held = self._held, []
        self._replaying = True
        try:
            for watched, event in held:
                self._application.sendEvent(_target(watched), event)
        finally:
            self._replaying = False


# Each set is made when it is first asked for: Qt builds the hundreds of members of Qt.Key then, and
# the first painted page needs none.
@cache
def _shifts() -> frozenset[int]:
    key = Qt.Key
    shifts = (key.Key_Shift, key.Key_Control, key.Key_Alt, key.Key_AltGr, key.Key_CapsLock)
    return frozenset(int(each) for each in shifts)


@cache
def _ends() -> frozenset[int]:
    return frozenset(int(each) for each in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab))


def _is_end(event: QKeyEvent) -> bool:
    """Return whether a key ends a scan: Enter, Tab, or Ctrl+J and Ctrl+M, which are LF and CR."""
    if event.key() in _ends():
        return True
    control = _has(event, Qt.KeyboardModifier.ControlModifier)
    return control and event.key() in (Qt.Key.Key_J, Qt.Key.Key_M)


def _is_text(event: QKeyEvent) -> bool:
    text = event.text()
    if not text or _has(event, Qt.KeyboardModifier.MetaModifier):
        return False
    alt = _has(event, Qt.KeyboardModifier.AltModifier)
    control = _has(event, Qt.KeyboardModifier.ControlModifier)
    if text == SEPARATOR:
        return not alt
    # The AltGr of some platforms is Ctrl and Alt together, and gives signs such as ] and |.
    return text.isprintable() and alt is control


def _is_key_of_a_scan(event: QKeyEvent) -> bool:
    """Return whether a key without a sign is one that a scanner types for a separator."""
    passed = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    if event.modifiers() & passed:
        return False
    if _number(event):
        return True
    sign = _with_control(event) if _has(event, Qt.KeyboardModifier.ControlModifier) else ""
    return bool(sign) and not sign.isalpha()


def _sign(event: QKeyEvent) -> str:
    """Return the sign that stands for a key in a scan."""
    if number := _number(event):
        return function_key(number)
    if _is_text(event):
        return event.text()
    sign = _with_control(event)
    return sign if sign < " " else CONTROL + sign


def _with_control(event: QKeyEvent) -> str:
    """Return the control character of a key with Ctrl, or the sign of its key; "" if neither."""
    text = event.text()
    # Ctrl+A to Ctrl+Z have control characters too; those are shortcuts.
    if len(text) == 1 and (text.isprintable() or "\x1b" <= text <= "\x1f"):
        return text
    key = int(event.key())
    return chr(key) if 0x20 < key < 0x110000 and chr(key).isprintable() else ""


def _number(event: QKeyEvent) -> int:
    """Return the number of a function key from F1 to F12, 0 for any other."""
    number = int(event.key()) - int(Qt.Key.Key_F1) + 1
    return number if 1 <= number <= 12 else 0


def _has(event: QKeyEvent, modifier: Qt.KeyboardModifier) -> bool:
    return bool(event.modifiers() & modifier)


def _is_scan(text: str) -> bool:
    # A key that is held down is no scan.
    return len(text) >= _LEAST and len(set(text)) > 1


def _target(watched: QObject) -> QObject:
    if isinstance(watched, QWidget):
        return watched
    return QApplication.focusWidget() or watched
