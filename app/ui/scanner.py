"""The scanner: keys that come too fast for fingers, caught before any field can see them.

A text field drops the sign between lot and serial number (FNC1, sent as GS), so scans never
pass through one. Every printable key is held for a moment; what turns out to be typed by hand is
handed on unchanged, what turns out to be a scan goes out whole as one signal.

A scan is whole when the key that ends it has come. A pause inside it, because a cable, a radio or
the computer was slow, does not end it. What never ends goes out only where no scan has ever ended
with a key here, and after silence; else it is told as torn, and so is whatever follows it soon:
half a code names another lot, and the digits of the other half would answer what the page asks.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.intake.key_signs import SEPARATOR, has_keys
from app.ui.scan_keys import (
    is_end,
    is_function_key,
    is_key_of_a_scan,
    is_shift,
    is_text,
    sign_of,
)

__all__ = ["SEPARATOR", "Scanner"]

_LEAST = 8
# So many digits are a code though a PIN is asked: a long PIN that is typed quickly has fewer.
_LEAST_OF_DIGITS = 12
# After so many signs in one burst a key without a sign is a scanner's: no hand is that fast.
_SURE = 6
# So many keys or more, most of them so soon after the one before, come from no hand: of a few keys
# that a hand rolls over the pauses may be short, of many never.
_FEW, _FEW_MS, _MANY_MS = 3, 35, 50
# What is typed by hand appears after the first pause; a scan may rest for the second one.
_HAND_MS, _REST_MS = 120, 500
# What follows a torn scan so soon is the rest of it.
_AFTER_MS = 1500
# The second of two keys that end one scan, such as CR and LF, comes so soon after the first.
_PAIR_MS = 50
_REPEAT_MS = 300


def _no() -> bool:
    return False


class Scanner(QObject):
    """An event filter for the whole application.

    `scanned` carries a whole scan, `torn` what came of one that came in pieces. `asks_pin` tells
    whether a PIN is asked for now, `learns` whether the scanner is being learned, `sends_end`
    whether it is known to end each scan with a key. `ended` tells whether the last scan did.
    """

    scanned = Signal(str)
    torn = Signal(str)

    def __init__(
        self,
        application: QApplication,
        asks_pin: Callable[[], bool] = _no,
        learns: Callable[[], bool] = _no,
        sends_end: Callable[[], bool] = _no,
    ) -> None:
        super().__init__(application)
        self._application = application
        self._asks_pin, self._learns, self._known_to_end = asks_pin, learns, sends_end
        self.ended = False
        self._held: list[tuple[QObject, QKeyEvent]] = []
        self._text = ""
        self._pressed_at = 0
        self._gaps: list[int] = []
        self._replaying = False
        self._last = ("", 0.0)
        self._sends_end = False
        self._ended: int | None = None
        # When the last sign of a scan came that had no end, and what of it came.
        self._torn_at: int | None = None
        self._torn_text = ""
        self._is_tail = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    def listen(self) -> None:
        """Hear the application's keys from now on, before every filter that is there already."""
        self._application.installEventFilter(self)

    def stop(self) -> None:
        """Let go of the application's keys for good."""
        self.hand_on()
        self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if self._replaying:
            return False
        if kind == QEvent.Type.MouseButtonPress and self._held:
            self.hand_on()
            return False
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._keep_from_shortcuts(event)
        if kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            return self._release(watched, event)
        if kind != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self._key(watched, event)

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        if not self._belongs(event):
            return False
        event.accept()
        return True

    def _release(self, watched: QObject, event: QKeyEvent) -> bool:
        pressed = any(each.key() == event.key() for _, each in self._held)
        if pressed:
            self._hold(watched, event)
        return pressed

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        at = _at(event)
        self._settle(at)
        if is_end(event):
            return self._end(at)
        if event.isAutoRepeat():
            # A key that is held down is a hand's.
            self.hand_on()
            return False
        self._ended = None
        if not self._belongs(event):
            # A scanner presses Shift between signs; any other key comes after the signs before.
            if not is_shift(event):
                self.hand_on()
            # FNC1 opens some codes, and some scanners type a function key for it.
            if not is_function_key(event):
                return False
        self._add(watched, event, at)
        return True

    def _belongs(self, event: QKeyEvent) -> bool:
        """Return whether a key is a sign of what is being sent, or may be."""
        if is_text(event):
            return True
        return (len(self._text) >= _SURE or self._is_burst()) and is_key_of_a_scan(event)

    def _add(self, watched: QObject, event: QKeyEvent, at: int) -> None:
        if not self._text:
            self._is_tail = self._is_soon_after_torn(at)
            self._gaps = []
        else:
            self._gaps.append(at - self._pressed_at)
        self._text += sign_of(event)
        self._pressed_at = at
        self._hold(watched, event)
        self._timer.start(self._rest)

    def _hold(self, watched: QObject, event: QKeyEvent) -> None:
        self._held.append((watched, QKeyEvent(event.clone())))

    @property
    def _rest(self) -> int:
        """How long the next key of what is held may take, in ms."""
        return _REST_MS if self._is_burst() else _HAND_MS

    def _settle(self, at: int) -> None:
        """End what was pressed too long before this key, though both may come at once.

        So they do when the window was busy. The platform says when each key was pressed.
        """
        if self._held and not 0 <= at - self._pressed_at <= self._rest:
            self._silence()

    def _look(self) -> None:
        # Keys that waited while the window was busy are older than this silence: they come first.
        QTimer.singleShot(0, self, self._silence_if_still)

    def _silence_if_still(self) -> None:
        if not self._timer.isActive():
            self._silence()

    def _silence(self) -> None:
        """Nothing has followed what is held."""
        if not self._is_scan() or self._is_tail:
            self.hand_on()
        elif (self._sends_end or self._known_to_end()) and not self._learns():
            self._tear()
        else:
            text = self._take()
            self.ended = False
            self._torn_at, self._torn_text = self._pressed_at, ""
            self._say(text)

    def _end(self, at: int) -> bool:
        """Take a key that ends a scan; return whether it ended one, or belongs to one."""
        if not self._held:
            return self._is_late_end(at)
        if self._is_tail and not self._is_new_scan():
            self._tear()
            return True
        if not self._is_scan():
            self.hand_on()
            return False
        text = self._take()
        self._ended, self._torn_at, self._sends_end = at, None, True
        self.ended = True
        self._say(text)
        return True

    def _is_late_end(self, at: int) -> bool:
        """Tell whether this belongs to the end of a scan that is over.

        It is the second key of a scanner that ends with two, such as CR and LF, or the end of a
        scan that came in pieces.
        """
        pair = self._ended is not None and 0 <= at - self._ended <= _PAIR_MS
        late = self._is_soon_after_torn(at)
        self._ended, self._torn_at = (at if late else None), None
        self._sends_end = self._sends_end or late
        return pair or late

    def _is_soon_after_torn(self, at: int) -> bool:
        return self._torn_at is not None and 0 <= at - self._torn_at <= _AFTER_MS

    def _is_new_scan(self) -> bool:
        """Tell whether what came soon after a torn scan is no rest of it, but begins anew."""
        again = bool(self._torn_text) and self._text.startswith(self._torn_text[:_LEAST])
        return self._is_scan() and (again or _is_marked(self._text))

    def _tear(self) -> None:
        """Refuse what is held as part of a scan that came in pieces."""
        told = self._is_tail and bool(self._torn_text)
        self._torn_at, text = self._pressed_at, self._take()
        if not told:
            self._torn_text = text
            self.torn.emit(text)

    def _take(self) -> str:
        """Return what is held, and hold nothing any more."""
        self._timer.stop()
        text, self._text = self._text, ""
        self._held.clear()
        return text

    def _say(self, text: str) -> None:
        now = time.monotonic() * 1000
        before, when = self._last
        self._last = (text, now)
        if text != before or now - when > _REPEAT_MS:
            self.scanned.emit(text)

    def hand_on(self) -> None:
        """Hand what is held on to where it was typed; nothing more will be added to it.

        A part of a scan is not handed on: it is told as torn.
        """
        self._ended = None
        if self._is_scan() or (self._is_tail and len(self._text) > 1):
            self._tear()
            return
        held = tuple(self._held)
        if held:
            self._torn_at = None
        self._take()
        self._replaying = True
        try:
            for watched, event in held:
                self._application.sendEvent(_target(watched), event)
        finally:
            self._replaying = False

    def _is_burst(self) -> bool:
        """Tell whether what is held is sent by a scanner, as far as it goes."""
        text = self._text
        if len(text) < _FEW or len(set(text)) == 1:
            return False
        of_a_scanner = self._is_fast() or _is_marked(text) or self._is_slow_code()
        return of_a_scanner or not self._is_typed_into()

    def _is_scan(self) -> bool:
        """Tell whether what is held is a scan or a part of one, and not typed by a hand."""
        text = self._text
        marked = _is_marked(text) and len(text) > _FEW
        return self._is_burst() and (len(text) >= _LEAST or marked or not self._is_typed_into())

    def _is_fast(self) -> bool:
        """Tell whether most keys came sooner after the one before than a hand's do."""
        limit = _FEW_MS if len(self._text) < _LEAST else _MANY_MS
        quick = sum(1 for gap in self._gaps if gap <= limit)
        return 4 * quick >= 3 * len(self._gaps)

    def _is_slow_code(self) -> bool:
        """Tell whether signs that come no faster than a quick hand's are those of a code."""
        least = _LEAST_OF_DIGITS if self._asks_pin() else _LEAST
        return len(self._text) >= least and self._text[:least].isdigit()

    def _is_typed_into(self) -> bool:
        """Tell whether a hand may type more than an answer where the focus is."""
        return isinstance(QApplication.focusWidget(), QLineEdit) or self._asks_pin()


def _is_marked(text: str) -> bool:
    """Return whether a text begins as no hand begins: with an identifier, FNC1, or our own mark."""
    identified = text[:1] == "]" and text[1:2].isalpha() and text[2:3].isdigit()
    return identified or text[:1] == SEPARATOR or has_keys(text[:1]) or text[:3].upper() == "UBX"


def _at(event: QKeyEvent) -> int:
    """Return when a key was pressed, in ms: what the platform says, or else now."""
    return int(event.timestamp()) or int(time.monotonic() * 1000)


def _target(watched: QObject) -> QObject:
    if isinstance(watched, QWidget):
        return watched
    return QApplication.focusWidget() or watched
