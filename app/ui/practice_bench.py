"""The bench beside the page, in practice: what lies there, what the coach says, how it went.

It stands beside the real page and takes no part in it: no button of it takes the focus, and what
is scanned goes the way of every scan.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.practice.bench import Lying, Syringe
from app.ui import theme
from app.ui.drawing.buttons import DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.package_row import PackageRow
from app.ui.drawing.practice_band import PracticeBand
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.syringe import SyringePicture, SyringeView
from app.ui.drawing.words import Role, Words
from app.ui.language import Verbatim
from app.ui.named import give_name
from app.ui.theme import Tone

SYRINGE = 240
ASIDE = 118
OF_PACKAGES, OF_THINGS, OF_WORDS = 0.27, 0.185, 0.12
"""The part of the window's width that the bench takes, by what is on it. The page is drawn smaller
beside it: in a window of 1366 pixels with text of 12, 13 and 14 pixels instead of 16."""


@dataclass(frozen=True, slots=True)
class BenchFacts:
    """What the bench shows: the drill, what is said of it, what lies there, what else there is.

    `passes` is a time in words that may be let pass, `happening` what is to be seen besides, each
    "" for none; `over` tells that the drill came to its end. `prints` tells that there are codes.
    """

    title: str
    said: str
    lying: tuple[Lying, ...] = ()
    passes: str = ""
    happening: str = ""
    over: bool = False
    prints: bool = False


class PracticeBench(Spaced):
    """`scan` and `aside` carry the place of what was chosen, counted from 0."""

    scan = Signal(int)
    aside = Signal(int)
    passing = Signal()
    ended = Signal()
    printed = Signal()
    seen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: BenchFacts | None = None
        self._cards: list[QWidget] = []
        column = QVBoxLayout(self)
        self.space(column)
        band = PracticeBand()
        band.show_facts("PRACTICE")  # the page beside it says for whom it is not
        column.addWidget(band)
        inside = Spaced()
        rows = QVBoxLayout(inside)
        inside.space(rows, 10, (10, 10, 10, 10))
        column.addWidget(inside, 1)
        self.title, self.said = Words(Role.SUBTITLE, ""), Words(Role.SENTENCE, "")
        self.notice = Notice()
        self.passes = PrimaryButton("Let the time pass")
        self.see = PrimaryButton("See the result")
        self.print, self.end = SecondaryButton("Print codes"), DangerButton("End drill")
        for widget in (self.title, self.notice):
            rows.addWidget(widget)
        rows.addWidget(self._bench(), 1)
        rows.addWidget(self.passes)
        rows.addWidget(self.see)
        last = QHBoxLayout()
        inside.space(last, 10)
        last.addWidget(self.print)
        last.addWidget(self.end)
        rows.addLayout(last)
        for button, wanted in (
            (self.passes, self.passing),
            (self.see, self.seen),
            (self.print, self.printed),
            (self.end, self.ended),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(wanted)

    def _bench(self) -> QScrollArea:
        self._lying = Spaced()
        self._rows = QVBoxLayout(self._lying)
        self._lying.space(self._rows, 8)
        # What is said goes with what lies there, so that in a small window both can be reached.
        self._rows.addWidget(self.said)
        self._rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        give_name(scroll, "What lies on the bench")
        scroll.setWidget(self._lying)
        return scroll

    @property
    def share(self) -> float:
        """The part of the window's width that it needs for what it shows."""
        facts = self._facts
        if facts is not None and facts.prints:
            return OF_PACKAGES
        return OF_THINGS if facts is not None and (facts.lying or facts.happening) else OF_WORDS

    def facts(self) -> BenchFacts | None:
        """Return what is shown, None before anything was."""
        return self._facts

    def show_facts(self, facts: BenchFacts) -> None:
        """Show `facts`; what lies there is laid out anew only where it changed."""
        before, self._facts = self._facts, facts
        if facts == before:
            return
        self.title.show_facts(facts.title)
        self.said.show_facts(facts.said)
        if facts.happening:
            self.notice.show_facts(NoticeFacts("Look", facts.happening, Tone.WARN))
        self.notice.setVisible(bool(facts.happening))
        self.passes.setVisible(bool(facts.passes))
        self.passes.relabel(f"Let {facts.passes} pass")
        self.see.setVisible(facts.over)
        self.end.setVisible(not facts.over)
        self.print.setVisible(facts.prints)
        if before is None or before.lying != facts.lying:
            self._lay(facts.lying)

    def _lay(self, lying: tuple[Lying, ...]) -> None:
        for card in self._cards:
            self._rows.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [self._card(at, each) for at, each in enumerate(lying)]
        for at, card in enumerate(self._cards):
            self._rows.insertWidget(at + 1, card)
        theme.hand_down(self.window())

    def _card(self, at: int, lying: Lying) -> QWidget:
        """Return one thing on the bench, to be scanned or read, with a way to put it aside."""
        card = Spaced()
        # Many packages each have their button beside them; one thing has it below.
        beside = self._facts is not None and self._facts.prints
        row = QHBoxLayout(card) if beside else QVBoxLayout(card)
        card.space(row, 8)
        if lying.syringe is not None:
            row.addWidget(_drawn(lying, lying.syringe), 1)
        else:
            package = PackageRow(*_printed(lying), f"Ctrl+{at + 1}")
            package.clicked.connect(lambda: self.scan.emit(at))
            row.addWidget(package, 1)
        aside = _Aside("Put aside", narrow=beside)
        give_name(aside, f"Put aside: {lying.words}")
        aside.clicked.connect(lambda: self.aside.emit(at))
        row.addWidget(aside)
        return card

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(c.page))
            painter.fillRect(0, 0, theme.px(self, 3), self.height(), QColor(c.header))


class _Aside(SecondaryButton):
    """Puts aside what it stands below, or beside, where it is `narrow`."""

    def __init__(self, label: str, parent: QWidget | None = None, *, narrow: bool) -> None:
        super().__init__(label, "", parent)
        self._narrow = narrow
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fit()

    def _fit(self) -> None:
        if self._narrow:
            self.setFixedWidth(theme.px(self, ASIDE))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()


def _printed(lying: Lying) -> tuple[str, str]:
    """Return what stands on something with a code: as it stands there, whatever is spoken here."""
    is_label = lying.code.startswith("]d291")
    return lying.words if is_label else Verbatim(lying.words), Verbatim(lying.detail)


def _drawn(lying: Lying, syringe: Syringe) -> QWidget:
    """Return a syringe as it lies there; where its plunger stands is for the person to read."""
    card = Card(margin=10, gap=4)
    view = _BenchSyringe()
    view.show_facts(
        (
            SyringePicture(
                syringe.capacity,
                syringe.graduation,
                syringe.numbered,
                syringe.volume,
                lying.words,
                syringe.clear,
            ),
        )
    )
    card.rows.addWidget(view, 1)
    card.rows.addWidget(Words(Role.DETAIL, lying.detail))
    return card


class _BenchSyringe(SyringeView):
    """A syringe high enough to be read by the person alone."""

    says_volume = False

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        hint.setHeight(max(hint.height(), self.px(SYRINGE)))
        return hint
