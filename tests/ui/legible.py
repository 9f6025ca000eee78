"""What keeps a page from being read or pressed: too small, cut off, lying on other words."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QListWidget, QWidget

from app.ui.density import density
from app.ui.drawing.buttons import Button
from tests.ui.desk import Desk
from tests.ui.written import Written, written_by

PRESSED_MM, READ_MM, MATTERS_MM = 20.0, 2.79, 6.0
# What a font's boxes overlap by where nothing is amiss: its own rounding.
_TOUCH = 1.5


def called(widget: QWidget) -> str:
    """Return what to call a widget in a message."""
    return f"{type(widget).__name__} “{widget.accessibleName()[:50]}”"


def _scroll_area(widget: QWidget) -> QAbstractScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return parent
        parent = parent.parentWidget()
    return None


def too_small_to_press(desk: Desk) -> Iterator[str]:
    """Return what can be pressed and is less than 20 mm high or wide."""
    for widget in desk.visible():
        if not widget.isEnabled():
            continue
        per_mm = density(widget).per_mm
        if isinstance(widget, QListWidget):
            rows = [widget.sizeHintForRow(row) for row in range(widget.count())]
            sizes = [(widget.viewport().width(), min(rows, default=999))]
        elif isinstance(widget, Button) and widget.focusPolicy() != widget.focusPolicy().NoFocus:
            sizes = [(widget.width(), widget.height())]
        else:
            continue
        for width, height in sizes:
            if min(width, height) < PRESSED_MM * per_mm - 0.5:
                mm = f"{width / per_mm:.1f} x {height / per_mm:.1f} mm"
                yield f"{called(widget)} is {mm}"


def lines(desk: Desk) -> Iterator[tuple[QWidget, Written]]:
    """Return every line of words that can be seen, with the widget that draws it."""
    for widget in desk.visible():
        if not widget.visibleRegion().isEmpty():
            for line in _lines_of(widget):
                yield widget, line


def _lines_of(widget: QWidget) -> list[Written]:
    """Return what a widget writes; Qt draws signs that nobody sees, such as a word joiner, too."""
    return [line for line in written_by(widget) if line.words.strip(" \u2060\u2028")]


def too_small_to_read(desk: Desk) -> Iterator[str]:
    """Return what has smaller capitals than are read at 600 mm."""
    for widget, line in lines(desk):
        mm = line.capitals / density(widget).per_mm
        if mm < READ_MM:
            yield f"{called(widget)} writes “{line.words}” with capitals of {mm:.2f} mm"


def cut_off(desk: Desk) -> Iterator[str]:
    """Return words that are drawn beyond their widget, over other words, or elided."""
    for widget in desk.visible():
        if isinstance(widget, QLineEdit | QAbstractScrollArea):
            continue
        written = _lines_of(widget)
        room = QRectF(widget.rect()).adjusted(-_TOUCH, -_TOUCH, _TOUCH, _TOUCH)
        for line in written:
            if not room.contains(line.box):
                box = line.box.getRect()
                yield f"{called(widget)} writes “{line.words}” at {box}, beyond its {widget.size()}"
            if line.words.endswith("…") and not isinstance(widget, Button):
                yield f"{called(widget)[:30]} cuts “{line.words}” short"
        for one, other in combinations(written, 2):
            lies = one.box.intersected(other.box)
            if lies.width() > _TOUCH and lies.height() > _TOUCH + 1:
                yield f"{called(widget)} writes “{one.words}” over “{other.words}”"


def hidden(desk: Desk, widget: QWidget) -> str:
    """Return what of a widget cannot be seen without scrolling, "" for nothing."""
    area = _scroll_area(widget)
    top = widget.mapTo(desk.window, QPoint(0, 0))
    box = QRect(top, widget.size())
    if not desk.window.rect().contains(box):
        return f"{called(widget)} reaches out of the window"
    if area is not None:
        view = area.viewport()
        seen = QRect(view.mapTo(desk.window, QPoint(0, 0)), view.size())
        if not seen.contains(box):
            return f"{called(widget)} has to be scrolled to"
    return ""
