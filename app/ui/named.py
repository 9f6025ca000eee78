"""What a screen reader says of a widget, and what a field asks for, in the window's language."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.language import said

# Where a widget keeps its English, for another language to come.
_NAME, _ASKED = "english_name", "english_placeholder"


def give_name(widget: QWidget, english: str) -> None:
    """Give a widget its accessible name."""
    widget.setProperty(_NAME, english)
    widget.setAccessibleName(said(english))


def ask(line: QLineEdit, english: str) -> None:
    """Show what is to be typed, while nothing is."""
    line.setProperty(_ASKED, english)
    line.setPlaceholderText(said(english))


def renew(root: QWidget) -> None:
    """Say and measure everything in and below a widget anew: the language is another one."""
    for each in (root, *root.findChildren(QWidget)):
        english = each.property(_NAME)
        if english is not None:
            each.setAccessibleName(said(english))
        if isinstance(each, QLineEdit) and each.property(_ASKED) is not None:
            each.setPlaceholderText(said(each.property(_ASKED)))
    QCoreApplication.sendEvent(root, QEvent(QEvent.Type.LanguageChange))
