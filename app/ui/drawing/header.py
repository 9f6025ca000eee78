"""The dark bar on top of the pages that belong to no preparation."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button, Paint
from app.ui.drawing.drawn import Drawn, lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import elided, height_of, put, width_of

MARGIN = 26
TAB = 17
WORDS = 17
ICON = 18
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
        return QSize(self.px(900), theme.target(self))

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

    def person_shown(self) -> str:
        """Return the name of the person as there is room for it: the end of a long one goes."""
        facts = self.facts()
        return "" if facts is None else self._elided_person(facts)

    def _elided_person(self, facts: HeaderFacts) -> str:
        room = self._words_end(facts) - self._tabs_end() - self.px(ICON + 8 + 12)
        return elided(facts.person, self.lettering(WORDS), room)

    def _words_end(self, facts: HeaderFacts) -> float:
        """Return where person and date end, to the left of the time."""
        right = float(self.width() - self.px(MARGIN))
        return right - width_of(facts.time, self.lettering(25, bold=True)) - self.px(16)

    def _draw_right(self, painter: QPainter, facts: HeaderFacts) -> None:
        """Draw the time, and to its left the person above the date: the tabs need the width."""
        c = theme.colours()
        align = Qt.AlignmentFlag.AlignRight
        time, words = self.lettering(25, bold=True), self.lettering(WORDS)
        box = QRectF(0, 0, self.width() - self.px(MARGIN), self.height())
        put(painter, box, facts.time, time, QColor(c.header_ink), align)
        person, right = self._elided_person(facts), self._words_end(facts)
        lines = [line for line in ((person, c.header_soft), (facts.date, c.header_ink)) if line[0]]
        high = height_of(words) + self.px(3)
        y = (self.height() - high * len(lines)) / 2
        for line, colour in lines:
            put(painter, QRectF(0, y, right, high), line, words, QColor(colour), align)
            if line == person:
                self._draw_person(painter, right - width_of(person, words), y + high / 2)
            y += high

    def _draw_person(self, painter: QPainter, right: float, middle: float) -> None:
        side = self.px(ICON)
        icon = QRectF(right - self.px(8) - side, middle - side / 2, side, side)
        draw_icon(painter, Icon.PERSON, icon, QColor(theme.colours().header_soft))
