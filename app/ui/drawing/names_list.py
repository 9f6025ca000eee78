"""Names to choose from with a gloved finger: rows of 20 mm, and keys that turn the page."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.drawing.buttons import Paint
from app.ui.drawing.icons import Icon
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.touch_key import TouchKey
from app.ui.drawing.touch_list import TouchList
from app.ui.named import give_name


class TurnKey(TouchKey):
    """A key that shows the names before, or after, those in sight."""

    def __init__(self, icon: Icon, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", name, icon, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def paint(self) -> Paint:
        c = theme.colours()
        if not self.isEnabled():
            return Paint(c.resting_ink, c.resting, c.soft)
        return Paint(c.action, c.action_tint if self.isDown() else c.panel, c.action)


class NamesList(Spaced):
    """Names in `columns`; `chosen` says that one was pressed, or taken with Enter.

    Nothing is dragged: where there are more names than are in sight, two keys turn the page.
    """

    chosen = Signal()

    def __init__(self, columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self.list = TouchList()
        give_name(self.list, "Names")
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.viewport().installEventFilter(self)
        self.up = TurnKey(Icon.UP, "Names before these")
        self.down = TurnKey(Icon.DOWN, "Names after these")
        row = QHBoxLayout(self)
        self.space(row, 8)
        row.addWidget(self.list, 1)
        keys = QVBoxLayout()
        self.space(keys, 8)
        keys.addWidget(self.up)
        keys.addWidget(self.down)
        row.addLayout(keys)
        self.up.clicked.connect(lambda: self._turn(-1))
        self.down.clicked.connect(lambda: self._turn(1))
        self.list.itemActivated.connect(lambda _: self.chosen.emit())
        self.list.itemClicked.connect(lambda _: self.chosen.emit())
        self.list.verticalScrollBar().rangeChanged.connect(lambda *_: self._offer_turns())
        self.list.verticalScrollBar().valueChanged.connect(lambda _: self._offer_turns())

    def show_names(self, names: tuple[str, ...]) -> None:
        """Show names; the one that is chosen stays chosen, else the first is."""
        item = self.list.currentItem()
        before = item.text() if item else ""
        if names != self.names():
            self.list.clear()
            self.list.addItems(list(names))
            self.list.setCurrentRow(names.index(before) if before in names else 0)
        self._lay_rows()

    def names(self) -> tuple[str, ...]:
        """Return the names that are offered."""
        return tuple(self.list.item(row).text() for row in range(self.list.count()))

    def choose(self, name: str) -> None:
        """Choose a name, and show it."""
        for found in self.list.findItems(name, Qt.MatchFlag.MatchExactly):
            self.list.setCurrentItem(found)
            self.list.scrollToItem(found)

    def name(self) -> str:
        """Return the name that is chosen, "" for none."""
        item = self.list.currentItem()
        return item.text() if item else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list.viewport() and event.type() == QEvent.Type.Resize:
            self._lay_rows()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_rows()

    def _lay_rows(self) -> None:
        view = self.list.viewport()
        # Side by side only where they do not all fit below each other.
        fits = self.list.count() * theme.target(self) <= view.height()
        width = view.width() // (1 if fits else self._columns)
        size = QSize(max(1, width), theme.target(self))
        for row in range(self.list.count()):
            self.list.item(row).setSizeHint(size)
        # Laid out at once: where the chosen name is can be told only then.
        self.list.doItemsLayout()
        self.list.scrollToItem(self.list.currentItem())
        self._offer_turns()

    def _offer_turns(self) -> None:
        bar = self.list.verticalScrollBar()
        self.up.setVisible(bar.maximum() > 0)
        self.down.setVisible(bar.maximum() > 0)
        self.up.setEnabled(bar.value() > 0)
        self.down.setEnabled(bar.value() < bar.maximum())

    def _turn(self, by: int) -> None:
        """Show the rows before or after those that are whole in sight."""
        row, bar = theme.target(self), self.list.verticalScrollBar()
        whole = max(1, self.list.viewport().height() // row)
        # Down to a row's upper edge, also from the end of the list, where none need be.
        first = bar.value() // row if by > 0 else -(-bar.value() // row)
        bar.setValue((first + by * whole) * row)
