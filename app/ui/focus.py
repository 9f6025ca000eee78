"""Where the focus goes: somewhere that it can be seen, and by Tab in the order of the work.

A page is read by its layouts: what stands in a column from top to bottom, what stands in a row from
left to right. Tab goes the same way, whenever a widget was made; so nobody has to keep a list.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLayout,
    QScrollArea,
    QStackedWidget,
    QWidget,
)


def go_to(widget: QWidget) -> None:
    """Put the focus on a widget, and scroll whatever it stands in until it is in sight."""
    widget.setFocus()
    show_whole(widget)


def show_whole(widget: QWidget) -> None:
    """Scroll whatever a widget stands in until it is in sight."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()


def in_order(page: QWidget) -> list[QWidget]:
    """Return what takes the focus by Tab on a page now, in the order in which it is read."""
    return [each for each in _read(page) if _takes_focus(each)]


def go_on(page: QWidget, forwards: bool) -> bool:
    """Put the focus on what comes next on a page, round and round; return whether there is any."""
    read = list(_read(page))
    if not forwards:
        read.reverse()
    now = QApplication.focusWidget()
    # From the page itself, or from nowhere, it goes to the first.
    after = read.index(now) + 1 if now in read else 0
    goes_to = next((each for each in read[after:] + read[:after] if _takes_focus(each)), None)
    if goes_to is None:
        return False
    tab = Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason
    goes_to.setFocus(tab)
    show_whole(goes_to)
    return True


def _takes_focus(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and widget.isEnabled() and widget.isVisible() and widget.focusProxy() is None


def _read(widget: QWidget) -> Iterator[QWidget]:
    """Yield what stands in a widget as its layout has it; what no layout holds comes last."""
    met: set[QWidget] = set()
    if isinstance(widget, QStackedWidget):
        shown = widget.currentWidget()
        found: Iterator[QWidget] = iter(() if shown is None else (shown,))
    elif isinstance(widget, QScrollArea):
        inside = widget.widget()
        found = iter(() if inside is None else (inside,))
    else:
        found = _held(widget)
    for each in found:
        if each not in met and each.isVisible():
            met.add(each)
            yield each
            yield from _read(each)


def _held(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    if layout is not None:
        yield from _laid_out(layout)
    children = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    yield from (each for each in children if not each.isWindow())


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)
