"""A field for text that is less high than the one field of a step."""

from PySide6.QtCore import QSize

from app.ui import theme
from app.ui.drawing.entry_field import EntryField

HEIGHT = 48


class SlimField(EntryField):
    """As `EntryField`, for forms with many fields; `hint` stands in it while it is empty."""

    def __init__(
        self,
        name: str,
        hint: str = "",
        unit: str = "",
        height: float = HEIGHT,
        size: float = 20,
    ) -> None:
        self._height = height
        super().__init__(name, unit, size=size)
        self.ask(hint)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self, 200), theme.px(self, self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(self, 90), theme.px(self, self._height))
