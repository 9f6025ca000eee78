"""What is pressed at the window: what a page calls a key, and what tells that somebody is there."""

from functools import cache

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

# A mouse that merely moves may only have been jolted.
TOUCHES = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.TouchBegin,
    QEvent.Type.Wheel,
)
"""What tells that somebody is at the window."""


@cache
def _keys() -> dict[int, str]:
    # Not at import: Qt builds the hundreds of members of Qt.Key when the first one is asked for,
    # and the first painted page needs none.
    keys = {getattr(Qt.Key, f"Key_F{number}"): f"F{number}" for number in range(1, 13)}
    return {int(key): name for key, name in keys.items()} | {int(Qt.Key.Key_Escape): "Esc"}


def key_of(event: QKeyEvent) -> str | None:
    """Return what pages call a key, such as "F5", "Esc" or "1"; None for one that only types.

    A digit types where a field has the focus, and answers elsewhere.
    """
    key = _keys().get(event.key())
    if key is not None:
        return key
    typing = isinstance(QApplication.focusWidget(), QLineEdit)
    text = event.text()
    return text if not typing and len(text) == 1 and text.isdigit() else None


def is_lock(event: QKeyEvent) -> bool:
    """Tell whether a key asks to lock the window: Ctrl+L, which does nothing else on any page."""
    return event.key() == Qt.Key.Key_L and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def is_held_down(event: QEvent) -> bool:
    """Tell whether a key only repeats itself: something may lie on it, and nobody be there."""
    return isinstance(event, QKeyEvent) and event.isAutoRepeat()
