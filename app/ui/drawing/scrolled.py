"""What is too high for its place, and is scrolled there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.ui.named import give_name


class Scrolled(QScrollArea):
    """Shows `inside` as wide as its own place, without a frame, and scrolls it up and down.

    With a `name` it takes the focus, so that keys scroll it; else Tab goes past it to what is
    inside.
    """

    def __init__(self, inside: QWidget, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if name:
            give_name(self, name)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
