"""What was found about an order: what agrees, what asks, what warns, what stops."""

from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.drawing.buttons import Button, Paint
from app.ui.drawing.drawn import draw_panel, lettering, whole
from app.ui.drawing.icons import Icon, draw_icon, draw_icon_in_disc
from app.ui.drawing.scrolled import Scrolled
from app.ui.drawing.text import Paragraph, put, width_of
from app.ui.language import isolated
from app.ui.named import give_name
from app.ui.theme import Tone

LEAST = 46


class FindingState(Enum):
    """What a finding does to the order."""

    OK = "in order"
    ASK = "asks for an answer"
    WARN = "warning"
    STOP = "stop"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """A sentence, a smaller line and its source; `code` names it when it is opened.

    `open_to` says what the row opens, such as "Answer" or "Give a reason"; a row without it
    cannot be opened.
    """

    code: str
    state: FindingState
    sentence: str
    detail: str
    source: str
    open_to: str = ""


_LOOK = {
    FindingState.OK: (Icon.CHECK, Tone.OK),
    FindingState.ASK: (Icon.QUESTION, Tone.WARN),
    FindingState.WARN: (Icon.EXCLAMATION, Tone.WARN),
    FindingState.STOP: (Icon.STOP, Tone.STOP),
    FindingState.NOTE: (Icon.NOTE, Tone.INFO),
}

_COUNTED = {
    FindingState.STOP: "that stops",
    FindingState.ASK: "to answer",
    FindingState.WARN: "to weigh",
    FindingState.NOTE: "to know",
    FindingState.OK: "in order",
}
_WORST_FIRST = tuple(_COUNTED)


class FindingRow(Button):
    """One finding, as high as its words need; focusable when it opens something."""

    def __init__(self, facts: FindingFacts, parent: QWidget | None = None) -> None:
        super().__init__(facts.sentence, "", parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._facts = facts
        self.show_facts(facts)

    def facts(self) -> FindingFacts:
        """Return what is shown."""
        return self._facts

    def show_facts(self, facts: FindingFacts) -> None:
        """Show `facts`."""
        self._facts = facts
        self.setText(facts.sentence)
        told = isolated(facts)
        spoken = (told.state.value, told.sentence, told.detail, told.source, told.open_to)
        give_name(self, ", ".join(part for part in spoken if part))
        opens = bool(facts.open_to)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if opens else Qt.FocusPolicy.NoFocus)
        self.updateGeometry()
        self.update()

    def paint(self) -> Paint:
        c = theme.colours()
        over = bool(self._facts.open_to) and (self.isDown() or self.underMouse())
        tint = theme.shade(_LOOK[self._facts.state][1]).tint.name()
        stands_out = self._facts.state in (FindingState.STOP, FindingState.ASK)
        return Paint(c.ink, tint if over or stands_out else c.panel, c.action)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self, 600), self.heightForWidth(theme.px(self, 800)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._least())

    def _least(self) -> int:
        """Return how high the row is at least: a row that is pressed is a target."""
        return theme.target(self) if self._facts.open_to else theme.px(self, LEAST)

    def heightForWidth(self, width: int) -> int:
        sentence, detail = self._paragraphs(width)
        right = self._source().height + (self._opens().height if self._facts.open_to else 0)
        needed = round(max(sentence.height + detail.height, right)) + theme.px(self, 7)
        return max(self._least(), needed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        paint = self.paint()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(paint.fill))
            rule = max(1, theme.px(self, 1))
            painter.fillRect(QRectF(0, self.height() - rule, self.width(), rule), QColor(c.rule))
            self._draw_icon(painter)
            self._draw_words(painter)
            self._draw_right(painter)
            if self.hasFocus():
                line = theme.px(self, 3)
                painter.setPen(QPen(QColor(paint.edge), line))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                inset = line / 2
                box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
                painter.drawRoundedRect(box, 6, 6)

    def _draw_icon(self, painter: QPainter) -> None:
        icon, tone = _LOOK[self._facts.state]
        shade = theme.shade(tone)
        side = theme.px(self, 28)
        box = QRectF(theme.px(self, 6), (self.height() - side) / 2, side, side)
        if icon is Icon.STOP:
            draw_icon(painter, icon, box, shade.ink)
            return
        draw_icon_in_disc(painter, icon, box, shade.ink, shade.tint, shade.edge)

    def _draw_words(self, painter: QPainter) -> None:
        sentence, detail = self._paragraphs(self.width())
        y = (self.height() - sentence.height - detail.height) / 2
        left = theme.px(self, 48)
        sentence.draw(painter, left, y)
        detail.draw(painter, left, y + sentence.height)

    def _draw_right(self, painter: QPainter) -> None:
        c, source = theme.colours(), self._source()
        right = self.width() - theme.px(self, 6)
        if not self._facts.open_to:
            source.draw(painter, right - source.width, (self.height() - source.height) / 2)
            return
        opens = self._opens()
        chevron = theme.px(self, 14)
        y = (self.height() - opens.height - source.height) / 2
        opens.draw(painter, right - chevron - theme.px(self, 4) - opens.width, y)
        at = QRectF(right - chevron, y + (opens.height - chevron) / 2, chevron, chevron)
        draw_icon(painter, Icon.FORWARD, at, QColor(c.action))
        source.draw(painter, right - source.width, y + opens.height)

    def _source(self) -> Paragraph:
        soft, font = QColor(theme.colours().soft), lettering(self, 14)
        return Paragraph(self._facts.source, font, self._right_width(), soft)

    def _opens(self) -> Paragraph:
        action = QColor(theme.colours().action)
        font = lettering(self, 16, bold=True)
        return Paragraph(self._facts.open_to, font, self._right_width(), action)

    def _right_width(self) -> float:
        source = width_of(self._facts.source, lettering(self, 14)) + 2
        opens = width_of(self._facts.open_to, lettering(self, 16, bold=True)) + 2
        return min(max(source, opens), theme.px(self, 190))

    def _paragraphs(self, width: int) -> tuple[Paragraph, Paragraph]:
        c = theme.colours()
        room = width - theme.px(self, 48 + 30) - self._right_width()
        stop = self._facts.state is FindingState.STOP
        sentence = Paragraph(
            self._facts.sentence,
            lettering(self, 17, bold=stop),
            room,
            QColor(c.stop if stop else c.ink),
        )
        detail = Paragraph(self._facts.detail, lettering(self, 14), room, QColor(c.soft))
        if not self._facts.detail:
            detail.height = 0.0
        return sentence, detail


class HiddenBelow(Button):
    """Says how many findings are further down, the worst first; a click scrolls there."""

    repeats = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self._stops = False

    def show_facts(self, hidden: tuple[FindingFacts, ...]) -> None:
        """Show how many of each kind are in `hidden`, or that there are none."""
        counts = ((state, sum(f.state is state for f in hidden)) for state in _WORST_FIRST)
        kinds = ", ".join(f"{count} {_COUNTED[state]}" for state, count in counts if count)
        words = f"{len(hidden)} more below: {kinds}" if hidden else "Nothing more below"
        self._stops = any(f.state is FindingState.STOP for f in hidden)
        self.relabel(words)
        self.update()

    def paint(self) -> Paint:
        c = theme.colours()
        if self._stops:
            return Paint(c.stop, c.stop_tint, c.stop)
        return Paint(c.action, c.action_tint, c.action)

    def sizeHint(self) -> QSize:
        return self.touchable(theme.px(self, 300))

    def minimumSizeHint(self) -> QSize:
        return self.touchable(0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint = self.paint()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            line = theme.px(self, 3 if self.hasFocus() else 1.5)
            draw_panel(painter, whole(self), 6, QColor(paint.fill), QColor(paint.edge), line)
            side = theme.px(self, 16)
            icon = QRectF(theme.px(self, 12), (self.height() - side) / 2, side, side)
            draw_icon(painter, Icon.DOWN, icon, QColor(paint.ink))
            words = whole(self).adjusted(theme.px(self, 48), 0, 0, 0)
            put(painter, words, self.text(), lettering(self, 16, bold=True), QColor(paint.ink))


class Findings(QWidget):
    """The findings one below the other; `activated` carries the code of the one opened.

    Where they do not all fit, they scroll, and a line below says what is still hidden, so that
    no stop is missed. No row is cut through: what has no room is further down. When other facts
    come, the list stays where it was scrolled to.
    """

    activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[FindingRow] = []
        # From where on rows are seen, and whether that is being set.
        self._top, self._settles = 0, False
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._area = Scrolled(inside)
        self._below = HiddenBelow()
        self._below.hide()
        self._below.clicked.connect(self._show_more)
        both = QVBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(self._area, 1)
        both.addWidget(self._below)
        self._area.verticalScrollBar().valueChanged.connect(self._scrolled)
        for sized in (inside, self._area.viewport()):
            sized.installEventFilter(self)
        give_name(self, "Findings")

    def facts(self) -> tuple[FindingFacts, ...]:
        """Return what is shown."""
        return tuple(row.facts() for row in self._rows)

    def rows(self) -> tuple[FindingRow, ...]:
        """Return the rows from top to bottom."""
        return tuple(self._rows)

    def height_of_all(self) -> int:
        """Return how high it has to be to show every finding, in pixels of this window."""
        return self._ends()[-1] if self._rows else 0

    def hidden_below(self) -> tuple[FindingFacts, ...]:
        """Return the findings that can only be read after scrolling down."""
        bottom = self._area.verticalScrollBar().value() + self._area.viewport().height()
        return tuple(
            row.facts() for row, end in zip(self._rows, self._ends(), strict=True) if end > bottom
        )

    def show_facts(self, facts: tuple[FindingFacts, ...]) -> None:
        """Show `facts`; when they are what is shown already, nothing is drawn again."""
        if facts == self.facts():
            return
        while len(self._rows) > len(facts):
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for row, shown in zip(self._rows, facts, strict=False):
            if row.facts() != shown:
                row.show_facts(shown)
        for added in facts[len(self._rows) :]:
            self._add(added)
        self._changed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The list or the place that it is seen through has another size: the window, its text
        # or the words have changed.
        if event.type() == QEvent.Type.Resize:
            self._changed()
        return super().eventFilter(watched, event)

    def _changed(self) -> None:
        """Show whole rows again once all is laid out: until then the list scrolls only so far."""
        self._say_what_is_hidden()
        QTimer.singleShot(0, self._resized)

    def _resized(self) -> None:
        """Show whole rows from where they were shown on, in another place or of other words."""
        if self._rows:
            starts = self._starts()
            self._settle(max((start for start in starts if start <= self._top), default=0))

    def _starts(self) -> tuple[int, ...]:
        """Return where each row begins, from the top of the first."""
        return (0, *self._ends()[:-1])

    def _ends(self) -> tuple[int, ...]:
        """Return where each row ends, from the top of the first."""
        width = self._area.viewport().width()
        return tuple(accumulate(row.heightForWidth(width) for row in self._rows))

    def _add(self, facts: FindingFacts) -> None:
        row = FindingRow(facts)
        row.clicked.connect(lambda: self._open(row.facts()))
        self._rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)

    def _open(self, facts: FindingFacts) -> None:
        if facts.open_to:
            self.activated.emit(facts.code)

    def _show_more(self) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep() * 3 // 4)

    def _scrolled(self, to: int) -> None:
        """Show whole rows: further down from the next row on, further up from the one before."""
        if self._settles:
            return
        starts = self._starts()
        if to > self._top:
            to = next((start for start in starts if start >= to), starts[-1])
        else:
            to = max((start for start in starts if start <= to), default=0)
        self._settle(to)

    def _settle(self, top: int) -> None:
        """Show the rows from `top` on, and none in part at the lower edge.

        A row that is higher than the place itself is seen in part, and scrolled as it comes.
        """
        bar, ends, high = self._area.verticalScrollBar(), self._ends(), self._area.height()
        whole = max((end - top for end in ends if end - top <= high), default=0)
        self._settles = True
        if whole > 0:
            self._area.setViewportMargins(0, 0, 0, high - whole)
            bar.setValue(top)
        self._settles = False
        self._top = bar.value()
        self._say_what_is_hidden()

    def _say_what_is_hidden(self) -> None:
        # The line stays while the list is too long for its place, even when the end is in sight:
        # it would else come and go with the room that it takes itself.
        self._below.setVisible(bool(self._rows) and self._ends()[-1] > self.height())
        self._below.show_facts(self.hidden_below())
