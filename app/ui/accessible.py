"""What our own drawings are to a screen reader: words, a picture, a group, an alert."""

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from app.ui.drawing.drawn import Drawn
from app.ui.drawing.spaced import Spaced


@cache
def install() -> None:
    """Tell Qt, once, what each drawing is; its name says what it shows.

    To Qt itself they are bare widgets, which a screen reader takes for empty panes.
    """
    QAccessible.installFactory(_interface)


def _interface(_kind: str, thing: QObject) -> QAccessibleInterface | None:
    if isinstance(thing, Drawn):
        return QAccessibleWidget(thing, thing.reads_as)
    if isinstance(thing, Spaced):
        # A page or a step takes the focus where nothing on it has to: then its name is read.
        return QAccessibleWidget(thing, QAccessible.Role.Grouping)
    return None
