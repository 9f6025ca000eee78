"""Words that scroll, of which no line is ever seen in part."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea

from app.ui.drawing.words import Words


class WholeLines(QScrollArea):
    """A place for `Words` that shows as many whole lines as it has room for."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        words = self.widget()
        if not isinstance(words, Words):
            return
        line = words.line_height()
        spare = self.height() % line if self.height() > line else 0
        # What is seen is resized by that, and asks again: the height of the place stays the same.
        self.setViewportMargins(0, 0, 0, int(spare))
