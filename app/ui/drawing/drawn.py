"""What all drawings share: one value in, one picture out."""

from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QBrush, QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.language import isolated
from app.ui.named import give_name

Facts = TypeVar("Facts")


class Drawn(QWidget, Generic[Facts]):
    """A widget that draws one frozen value and nothing else.

    `reads_as` is what it is to a screen reader, which says `spoken` of it.
    """

    reads_as: ClassVar[QAccessible.Role] = QAccessible.Role.StaticText

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def facts(self) -> Facts | None:
        """Return what is shown, or None before the first `show_facts`."""
        return self._facts

    def show_facts(self, facts: Facts) -> None:
        """Show `facts`; when they are what is shown already, nothing is drawn again."""
        if facts == self._facts:
            return
        self._facts = facts
        give_name(self, self.spoken(isolated(facts)))
        self.took(facts)
        self.updateGeometry()
        self.update()

    def spoken(self, facts: Facts) -> str:
        """Return what a screen reader says of `facts`."""
        raise NotImplementedError

    def draw(self, painter: QPainter, facts: Facts) -> None:
        """Draw `facts` inside `self.rect()`."""
        raise NotImplementedError

    def needs(self, facts: Facts) -> QSize:
        """Return the size, in pixels of this window, at which `facts` are drawn well."""
        raise NotImplementedError

    def least(self, facts: Facts) -> QSize:
        """Return the smallest size, in pixels of this window, that still shows all of `facts`."""
        # Where the height depends on the width, the layout asks `heightForWidth` instead.
        fixed = not self.sizePolicy().hasHeightForWidth()
        return QSize(0, self.needs(facts).height() if fixed else 0)

    def took(self, facts: Facts) -> None:
        """Hook for widgets with children: new `facts` have come."""

    def rescaled(self) -> None:
        """Hook for widgets with children: the size of the text has changed."""

    def px(self, drawn: float) -> int:
        """Return `drawn` pixels of a window of 1366 x 768 in pixels of this window."""
        return theme.px(self, drawn)

    def lettering(self, drawn: float, bold: bool = False) -> QFont:
        """Return the font of `drawn` pixels in a window of 1366 x 768."""
        return lettering(self, drawn, bold)

    def mattering(self, drawn: float) -> QFont:
        """Return the bold font of what is read at a metre: dose, volume, deadline."""
        return mattering(self, drawn)

    def sizeHint(self) -> QSize:
        return QSize(0, 0) if self._facts is None else self.needs(self._facts)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0) if self._facts is None else self.least(self._facts)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self.rescaled()
            self.updateGeometry()
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._facts is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(painter, self._facts)


def lettering(widget: QWidget, drawn: float, bold: bool = False) -> QFont:
    """Return the font for `widget` that is `drawn` pixels high in a window of 1366 x 768."""
    font = QFont(widget.font())
    font.setPixelSize(theme.letters(widget, drawn))
    font.setBold(bold)
    return font


def mattering(widget: QWidget, drawn: float) -> QFont:
    """Return the bold font for `widget` whose capitals are 6 mm high or more.

    It is `drawn` pixels high at least, in a window of 1366 x 768.
    """
    font = lettering(widget, drawn, bold=True)
    font.setPixelSize(theme.letters(widget, drawn, matters=True))
    return font


def draw_panel(
    painter: QPainter,
    box: QRectF,
    radius: float,
    fill: QColor,
    edge: QColor,
    edge_width: float = 1.0,
) -> None:
    """Draw a rounded panel whose edge lies wholly inside `box`."""
    painter.setBrush(fill)
    draw_edge(painter, box, radius, edge, edge_width)


def draw_edge(
    painter: QPainter, box: QRectF, radius: float, edge: QColor, edge_width: float = 1.0
) -> None:
    """Draw the edge of a panel alone, over what was drawn on it."""
    edge_width = max(edge_width, theme.thinnest())
    inset = edge_width / 2
    painter.setPen(QPen(edge, edge_width))
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))


def whole(widget: QWidget) -> QRectF:
    """Return all of `widget`, for drawing."""
    return QRectF(QPoint(0, 0), widget.size().toSizeF())
