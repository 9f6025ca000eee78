"""The keys of a scanner: which are signs of a code, which ends it, and what each stands for.

Some scanners type F8, or Ctrl with a sign, where a code holds a separator. Ctrl with a letter is
always a shortcut.
"""

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.intake.key_signs import CONTROL, SEPARATOR, function_key


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


def is_shift(event: QKeyEvent) -> bool:
    """Return whether a key only changes what the next one means."""
    return event.key() in _shifts()


def is_function_key(event: QKeyEvent) -> bool:
    """Return whether a key is one of F1 to F12, alone."""
    return bool(_number(event)) and event.modifiers() == Qt.KeyboardModifier.NoModifier


def is_end(event: QKeyEvent) -> bool:
    """Return whether a key ends a scan: Enter, Tab, or Ctrl+J and Ctrl+M, which are LF and CR."""
    if event.key() in _ends():
        return True
    control = _has(event, Qt.KeyboardModifier.ControlModifier)
    return control and event.key() in (Qt.Key.Key_J, Qt.Key.Key_M)


def is_text(event: QKeyEvent) -> bool:
    """Return whether a key has a sign that may stand in a code, or in what a hand types."""
    text = event.text()
    if not text or _has(event, Qt.KeyboardModifier.MetaModifier):
        return False
    alt = _has(event, Qt.KeyboardModifier.AltModifier)
    control = _has(event, Qt.KeyboardModifier.ControlModifier)
    if text == SEPARATOR:
        return not alt
    # The AltGr of some platforms is Ctrl and Alt together, and gives signs such as ] and |.
    return text.isprintable() and alt is control


def is_key_of_a_scan(event: QKeyEvent) -> bool:
    """Return whether a key without a sign is one that a scanner types for a separator."""
    passed = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    if event.modifiers() & passed:
        return False
    if _number(event):
        return True
    sign = _with_control(event) if _has(event, Qt.KeyboardModifier.ControlModifier) else ""
    return bool(sign) and not sign.isalpha()


def sign_of(event: QKeyEvent) -> str:
    """Return the sign that stands for a key in a scan."""
    if number := _number(event):
        return function_key(number)
    if is_text(event):
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
