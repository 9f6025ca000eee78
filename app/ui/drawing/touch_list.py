"""A list of lines, each as high as a gloved finger needs."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui import theme
from app.ui.drawing.drawn import lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import elided, put, width_of

_SIZE = 22


class _Lines(QStyledItemDelegate):
    def __init__(self, owner: "TouchList") -> None:
        super().__init__(owner)
        self._owner = owner

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        owner = self._owner
        given = index.data(Qt.ItemDataRole.SizeHintRole)
        if isinstance(given, QSize):  # lines side by side share the width
            return given
        words = width_of(str(index.data()), lettering(owner, _SIZE, bold=True))
        return QSize(int(words) + theme.px(owner, 72), theme.target(owner))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        c, owner = theme.colours(), self._owner
        box = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(box, QColor(c.action_tint))
            bar = QRectF(box.left(), box.top(), theme.px(owner, 7), box.height())
            painter.fillRect(bar, QColor(c.action))
            side = theme.px(owner, 22)
            left, top = box.left() + theme.px(owner, 20), box.center().y() - side / 2
            draw_icon(painter, Icon.CHECK, QRectF(left, top, side, side), QColor(c.action))
        line = max(1, theme.px(owner, 1))
        painter.fillRect(QRectF(box.left(), box.bottom() - line, box.width(), line), QColor(c.rule))
        font = lettering(owner, _SIZE, bold=chosen)
        words = box.adjusted(theme.px(owner, 56), 0, -theme.px(owner, 16), 0)
        put(painter, words, elided(str(index.data()), font, words.width()), font, QColor(c.ink))
        painter.restore()


class TouchList(QListWidget):
    """Lines to choose one of; the one chosen is bold and has a check and a bar before it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Of a viewport that Qt makes, PySide finds out what it is by looking through every kind of
        # widget there is, which takes as long as painting the first page.
        self.setViewport(QWidget())
        self.setItemDelegate(_Lines(self))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()
