"""What was typed on a page and is not recorded: Esc asks before it goes.

The pages of a preparation and of an order keep what was typed until the same person comes back, so
Esc asks nothing there. A form of the site is empty when it is opened again, so there it does.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget


def typed_on(page: QWidget) -> tuple[str, ...]:
    """Return what a hand typed into the fields that are seen; never a PIN, a code or a search."""
    lines = (line for line in page.findChildren(QLineEdit) if line.isVisible() and _counts(line))
    return tuple(line.text() for line in lines)


def now_recorded(page: QWidget) -> None:
    """What the fields of `page` hold is on record now, though it stays in them."""
    for line in page.findChildren(QLineEdit):
        line.setModified(False)


def _counts(line: QLineEdit) -> bool:
    written = line.isModified() and bool(line.text().strip()) and not line.isReadOnly()
    hidden = line.echoMode() is not QLineEdit.EchoMode.Normal
    code = bool(line.inputMethodHints() & Qt.InputMethodHint.ImhPreferUppercase)
    return written and not hidden and not code


def sentence(typed: tuple[str, ...]) -> str:
    """Return what to say of what was typed."""
    more = f" and {len(typed) - 1} more" if len(typed) > 1 else ""
    return (
        f"“{typed[0][:40]}”{more} is typed and not recorded. Press Esc once more to leave it, or "
        "record it first."
    )
