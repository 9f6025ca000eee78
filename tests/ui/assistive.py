"""What is wrong with a page for somebody who does not see it: read from its accessible tree.

The tree is Qt's own, which the bridges to the screen readers of each system read as well.
"""

import re
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QTableWidget,
    QWidget,
)

from app.ui.drawing.buttons import Button
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.fact_row import FactRow
from app.ui.drawing.footer import Footer
from app.ui.page import Page
from tests.ui.desk import Desk

ROLE = QAccessible.Role
NAME = QAccessible.Text.Name
# What each kind of widget that takes the focus has to be; the first that fits counts.
KINDS: tuple[tuple[type[QWidget], tuple[QAccessible.Role, ...]], ...] = (
    (QAbstractButton, (ROLE.Button, ROLE.CheckBox, ROLE.RadioButton)),
    (QLineEdit, (ROLE.EditableText,)),
    (QListWidget, (ROLE.List,)),
    (QTableWidget, (ROLE.Table,)),
    (QScrollArea, (ROLE.Client, ROLE.ScrollBar, ROLE.Pane)),
)
PICTURES = (ROLE.StaticText, ROLE.Graphic, ROLE.AlertMessage, ROLE.StatusBar, ROLE.Grouping)
_KEY = re.compile(r"(, )?key (F\d+|Esc|Enter|\d)$|^(F\d+|Esc|Enter|\d)$")
_ENDS = re.compile(
    "quarantine|discard|reject|take (off the list|a fact back)|forget what"
    "|no (printer|scale) here|^Record: .",
    re.IGNORECASE,
)
# What begins with a small letter though it begins a name: states of findings, and their like.
_OF_ONE_WORD = re.compile(r"^(asks for an answer|in order|warning|stop|note|key) ?")


def complaints(desk: Desk) -> list[str]:
    """Return what a screen reader could not say, or would say wrongly, of what is shown now."""
    tree = _tree(QAccessible.queryAccessibleInterface(desk.window))
    shown = list(desk.visible())
    focused = [each for each in shown if _takes_focus(each)]
    return [
        *_unnamed(focused),
        *_of_another_role(focused),
        *_alike(focused),
        *_of_no_words(shown),
        *_orphans(tree, [*focused, *(each for each in shown if isinstance(each, Drawn))]),
        *_rows_without_name(focused),
        *_wrong_states(focused),
    ]


def _tree(root: QAccessibleInterface) -> set[QObject]:
    """Return every object that can be reached downwards from an interface."""
    found: set[QObject] = set()
    waiting = [root]
    while waiting:
        each = waiting.pop()
        thing = each.object()
        if thing is not None:
            found.add(thing)
        waiting.extend(
            child for at in range(each.childCount()) if (child := each.child(at)) is not None
        )
    return found


def _takes_focus(widget: QWidget) -> bool:
    return (
        widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and not isinstance(widget, Page)
    )


def spoken(widget: QWidget) -> str:
    """Return the name of a widget as a screen reader gets it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(NAME).strip() if interface else ""


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{spoken(widget)[:60]}”"


def _unnamed(focused: list[QWidget]) -> Iterator[str]:
    for widget in focused:
        words = _KEY.sub("", spoken(widget)).strip()
        if not any(sign.isalnum() for sign in words):
            yield f"{_called(widget)} has no name, or only a key or an icon"
            continue
        words = _OF_ONE_WORD.sub("", words)
        # "en-us" and its like are names as they stand in the files.
        if words and words[0].islower() and "-" not in words.split()[0]:
            yield f"{_called(widget)} does not begin as a sentence does"
        if isinstance(widget, Button) and words.isupper() and len(words) > 6:
            yield f"{_called(widget)} is all in capitals"
        if isinstance(widget, Button) and widget.ends and not _ENDS.search(words):
            yield f"{_called(widget)} does not say what it ends"


def _of_another_role(focused: list[QWidget]) -> Iterator[str]:
    for widget in focused:
        role = QAccessible.queryAccessibleInterface(widget).role()
        wanted = next((roles for kind, roles in KINDS if isinstance(widget, kind)), ())
        if role not in wanted:
            yield f"{_called(widget)} is a {role.name}"


def _alike(focused: list[QWidget]) -> Iterator[str]:
    """Two of one name on a page cannot be told apart, unless they are rows of a list.

    A key of the footer and a button of the page do the same where they have the same key.
    """
    at_the_foot = [each for each in focused if isinstance(each.parentWidget(), Footer)]
    others = [each for each in focused if each not in at_the_foot]
    for group in (at_the_foot, others):
        names = Counter(spoken(each) for each in group if not isinstance(each, FactRow))
        yield from (f"{count} are called “{name}”" for name, count in names.items() if count > 1)


def _of_no_words(shown: list[QWidget]) -> Iterator[str]:
    for widget in shown:
        if isinstance(widget, Drawn) and widget.facts() not in (None, "", ()):
            if not spoken(widget):
                yield f"{_called(widget)} is drawn and says nothing"
            role = QAccessible.queryAccessibleInterface(widget).role()
            if role not in PICTURES:
                yield f"{_called(widget)} is a {role.name}"


def _orphans(tree: set[QObject], wanted: list[QWidget]) -> Iterator[str]:
    yield from (f"{_called(each)} is not in the tree" for each in wanted if each not in tree)


def _rows_without_name(focused: list[QWidget]) -> Iterator[str]:
    for widget in focused:
        if isinstance(widget, QListWidget | QTableWidget):
            interface = QAccessible.queryAccessibleInterface(widget)
            rows = [interface.child(at) for at in range(interface.childCount())]
            if isinstance(widget, QListWidget) and any(not row.text(NAME) for row in rows):
                yield f"{_called(widget)} has a row without a name"


def _wrong_states(focused: list[QWidget]) -> Iterator[str]:
    for widget in focused:
        state = QAccessible.queryAccessibleInterface(widget).state()
        if bool(state.disabled) == widget.isEnabled():
            yield f"{_called(widget)} does not tell whether it can be used"
        if isinstance(widget, QAbstractButton) and bool(state.checked) != widget.isChecked():
            yield f"{_called(widget)} does not tell whether it is chosen"
        if isinstance(widget, QLineEdit):
            hidden = widget.echoMode() is not QLineEdit.EchoMode.Normal
            if bool(state.passwordEdit) != hidden:
                yield f"{_called(widget)} would be read aloud, and is a PIN"
