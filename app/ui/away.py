"""Who left the window, where, and what of it is there when somebody comes back.

Whoever left comes back to the very page, as it was. Another person arrives at the same place, and
finds nothing of what the first one typed or chose and did not record.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from shiboken6 import isValid

from app.core.person import Person
from app.ui.page import Page
from app.ui.pages.course import CoursePage
from app.ui.pages.history import HistoryPage
from app.ui.pages.label import LabelPage
from app.ui.pages.order import OrderPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.record import RecordPage
from app.ui.pages.what_if import WhatIfPage
from app.ui.tab_page import TabPage


@dataclass(frozen=True, slots=True)
class Place:
    """Where another person arrives: a `page` of the site, else a `stream`, or its `course`."""

    page: str = ""
    stream: str = ""
    course: bool = False


@dataclass(frozen=True, slots=True)
class Away:
    """`person` left from `page`, where `focus` had the focus."""

    person: Person
    page: Page
    focus: QWidget | None
    place: Place

    def put_focus_back(self) -> None:
        """Put the focus where it was, if that is still there."""
        focus = self.focus
        if focus is not None and isValid(focus) and focus.isVisible() and focus.isEnabled():
            focus.setFocus()


def left(person: Person, page: Page) -> Away:
    """Return who leaves from where; a PIN that was begun there is gone."""
    for line in page.findChildren(QLineEdit):
        if line.echoMode() is not QLineEdit.EchoMode.Normal:
            line.clear()
    return Away(person, page, QApplication.focusWidget(), _place(page))


def _place(page: Page) -> Place:
    match page:
        case PreparationPage() if page.session is not None:
            return Place(stream=page.session.stream)
        case CoursePage() | RecordPage() | WhatIfPage():
            return Place(stream=page.stream, course=True)
        case OrderPage() | HistoryPage():
            return Place(stream=page.stream)
        case LabelPage() if page.place:
            return Place(stream=page.place)
        case TabPage():
            return Place(page=page.called)
        case _:
            return Place()


def forget(pages: Iterable[Page]) -> None:
    """Empty every field of these pages: another person comes."""
    for page in pages:
        for line in page.findChildren(QLineEdit):
            line.clear()


def close_dialogs() -> None:
    """Close what the system shows over the window, as if nothing was chosen there."""
    before = None
    while isinstance(dialog := QApplication.activeModalWidget(), QDialog) and dialog is not before:
        dialog.reject()
        before = dialog  # one that does not go keeps the window from nothing
