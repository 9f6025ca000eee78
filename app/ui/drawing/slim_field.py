"""A field for text that is less high than the one field of a step."""

from PySide6.QtCore import QSize

from app.ui import theme
from app.ui.drawing.entry_field import EntryField


class SlimField(EntryField):
    """As `EntryField`, for forms with many fields; `hint` stands in it while it is empty.

    It is as high as a finger needs in a form, or of a `height` in pixels of a 1366 x 768 window.
    """

    def __init__(
        self,
        name: str,
        hint: str = "",
        unit: str = "",
        height: float = 0,
        size: float = 20,
    ) -> None:
        self._height = height
        super().__init__(name, unit, size=size)
        self.ask(hint)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self, 200), self._high())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(self, 90), self._high())

    def _high(self) -> int:
        return theme.px(self, self._height) if self._height else theme.form_target(self)
