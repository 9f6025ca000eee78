"""The dark bar on top of the pages that belong to no preparation."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button, Paint
from app.ui.drawing.drawn import Drawn, lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import elided, put, width_of

MARGIN = 26
TAB = 17
NAME = "Umbra"


@dataclass(frozen=True, slots=True)
class HeaderPage:
    """A page by the name that the program knows it by, and its title."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """The pages, which of them is shown, who is signed in, and the local date and time."""

    pages: tuple[HeaderPage, ...]
    current: str
    person: str
    date: str
    time: str


class PageTab(Button):
    """The title of a page; the one shown is underlined and bold."""

    stands_anywhere = True

    def __init__(self, page: HeaderPage, parent: QWidget | None = None) -> None:
        self.page = page
        super().__init__(page.title, "", parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def paint(self) -> Paint:
        c = theme.colours()
        ink = c.header_ink if self.isChecked() or self.underMouse() else c.header_soft
        return Paint(ink, c.header, c.dose)

    def sizeHint(self) -> QSize:
        words = width_of(self.text(), lettering(self, TAB, bold=True))
        return self.touchable(int(words) + theme.px(self, 24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint = self.paint()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect())
            font = lettering(self, TAB, bold=self.isChecked())
            put(painter, box, self.text(), font, QColor(paint.ink), Qt.AlignmentFlag.AlignHCenter)
            if self.isChecked():
                line = theme.px(self, 5)
                inset = theme.px(self, 14)
                bar = QRectF(inset, self.height() - line, self.width() - 2 * inset, line)
                painter.fillRect(bar, QColor(paint.edge))
            if self.hasFocus():
                painter.setPen(QPen(QColor(paint.edge), theme.px(self, 2)))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                inset = theme.px(self, 10)
                painter.drawRoundedRect(box.adjusted(3, inset, -3, -inset), 6, 6)


class Header(Drawn[HeaderFacts]):
    """Name, pages, person, date and time; `page_chosen` carries the name of a page."""

    reads_as = QAccessible.Role.Grouping

    page_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: tuple[HeaderPage, ...] = ()
        self._tabs: list[PageTab] = []
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rescaled()

    def rescaled(self) -> None:
        name = width_of(NAME, self.lettering(25, bold=True))
        self._row.setContentsMargins(self.px(MARGIN + 34 + 16) + int(name), 0, 0, 0)
        self._row.setSpacing(0)

    def spoken(self, facts: HeaderFacts) -> str:
        return f"{NAME}, {facts.person}, {facts.date} {facts.time}"

    def needs(self, _facts: HeaderFacts) -> QSize:
        return QSize(self.px(900), theme.target(self, anywhere=True))

    def took(self, facts: HeaderFacts) -> None:
        if facts.pages != self._pages:
            self._pages = facts.pages
            for tab in self._tabs:
                self._row.removeWidget(tab)
                tab.hide()
                tab.deleteLater()
            self._tabs = [self._tab(page) for page in facts.pages]
        for tab in self._tabs:
            tab.setChecked(tab.page.name == facts.current)

    def draw(self, painter: QPainter, facts: HeaderFacts) -> None:
        c = theme.colours()
        painter.fillRect(self.rect(), QColor(c.header))
        edge = theme.thin(self)
        foot = QRectF(0, self.height() - edge, self.width(), edge)
        painter.fillRect(foot, QColor(c.header_edge))
        side = self.px(24)
        logo = QRectF(self.px(MARGIN), (self.height() - side) / 2, side, side)
        draw_icon(painter, Icon.HALF_DISC, logo, QColor(c.header_ink))
        box = QRectF(self.px(MARGIN + 34), 0, self.width(), self.height())
        put(painter, box, NAME, self.lettering(25, bold=True), QColor(c.header_ink))
        self._draw_right(painter, facts)

    def _tab(self, page: HeaderPage) -> PageTab:
        tab = PageTab(page, self)
        tab.clicked.connect(lambda: self._choose(tab))
        self._row.insertWidget(self._row.count() - 1, tab)
        return tab

    def _choose(self, chosen: PageTab) -> None:
        # The page that is shown stays marked until the window shows another.
        facts = self.facts()
        for tab in self._tabs:
            tab.setChecked(facts is not None and tab.page.name == facts.current)
        self.page_chosen.emit(chosen.page.name)

    def _tabs_end(self) -> int:
        """Return where the last tab ends."""
        return max((tab.geometry().right() for tab in self._tabs), default=0)

    def _draw_right(self, painter: QPainter, facts: HeaderFacts) -> None:
        c = theme.colours()
        align = Qt.AlignmentFlag.AlignRight
        right = float(self.width() - self.px(MARGIN))
        time, words = self.lettering(25, bold=True), self.lettering(17)
        side = self.px(18)
        parts = (
            (facts.time, time, c.header_ink, 14),
            (facts.date, words, c.header_ink, 22),
            (facts.person, words, c.header_soft, 8),
        )
        for whole, font, colour, gap in parts:
            # A long name gives way to the tabs; the end of it is cut off.
            room = right - self._tabs_end() - side - self.px(24)
            text = elided(whole, font, room) if whole == facts.person else whole
            put(painter, QRectF(0, 0, right, self.height()), text, font, QColor(colour), align)
            right -= width_of(text, font) + self.px(gap)
        if facts.person:
            icon = QRectF(right - side, (self.height() - side) / 2, side, side)
            draw_icon(painter, Icon.PERSON, icon, QColor(c.header_soft))
