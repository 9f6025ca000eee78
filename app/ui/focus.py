"""Putting the focus somewhere so that it can be seen there."""

from PySide6.QtWidgets import QScrollArea, QWidget


def go_to(widget: QWidget) -> None:
    """Put the focus on a widget, and scroll whatever it stands in until it is in sight."""
    widget.setFocus()
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()
