"""Entering what stands on paper: the question that begins it, the band beside each step, and the
pages of steps that are done otherwise on paper than at the hood.
"""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core import entry as said
from app.core.person import Person
from app.core.refused import Refused
from app.core.step import Kind, Meaning, Step
from app.core.timing import Name
from app.session import Session
from app.ui import theme
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.named import give_name
from app.ui.steps.step_page import Act, AskReason, Scene, StepPage
from app.ui.steps.table import page_for

KEY = "F1"
_STRIPE = 14
_SLIM = 38

Begin = Callable[[str, str], object]


class PaperOffer(Spaced):
    """Says that Umbra did not run, and that what was written meanwhile is entered first."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        self.space(row, 14)
        self._notice = Notice()
        self.button = SecondaryButton("Enter from paper", KEY)
        self.button.clicked.connect(lambda: self.wanted.emit(KEY))
        row.addWidget(self._notice, 4)
        row.addWidget(self.button, 1)

    def show_offer(self, sentence: str) -> None:
        """Show since when, and until when, Umbra did not run."""
        self._notice.show_facts(NoticeFacts("Paper", sentence, theme.Tone.WARN))


class SheetCard(Card):
    """Asks for the number of the sheet and for the PIN of who enters it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begin: Begin | None = None
        self._who = Words(Role.SENTENCE, "")
        self.notice = Notice()
        self.sheet, self.pin = EntryField("Number of the sheet", size=24), EntryField("PIN")
        self.pin.hide_typing()
        self.pin.ask("PIN")
        self.sheet.entered.connect(lambda _: self.pin.setFocus())
        self.pin.entered.connect(self.begin)
        self.button = PrimaryButton("Begin", "Enter")
        self.button.clicked.connect(self.begin)
        self.rows.addWidget(Words(Role.TITLE, "Enter what stands on paper"))
        self.rows.addWidget(Words(Role.INSTRUCTION, _HOW))
        self.rows.addWidget(self._who)
        self.rows.addStretch(1)
        for widget in (self.notice, self.sheet, self.pin, self.button):
            self.rows.addWidget(widget)

    def ask(self, person: Person, sheets: tuple[str, ...], begin: Begin) -> None:
        """Ask; `sheets` are those printed for this preparation, `begin` may refuse."""
        self._begin = begin
        known = " or ".join(sheets)
        self._who.show_facts(
            f"The number stands at the head of the sheet, such as {known}. {person.name}: your PIN "
            "signs that you enter what stands there, and nothing else."
        )
        self.notice.hide()
        self.sheet.ask(sheets[-1])
        for field in (self.sheet, self.pin):
            field.set_text("")
        self.sheet.setFocus()

    def begin(self) -> None:
        """Hand on what is typed, or go to the field that is empty."""
        sheet, pin = self.sheet.text(), self.pin.text()
        empty = next((f for f in (self.sheet, self.pin) if not f.text().strip()), None)
        if empty is not None:
            empty.setFocus()
            return
        self.pin.set_text("")
        assert self._begin is not None
        self._begin(sheet, pin)

    def tell(self, sentence: str) -> None:
        """Show what was refused."""
        self.notice.show_facts(NoticeFacts("Refused", sentence))
        self.notice.show()
        (self.pin if self.sheet.text() else self.sheet).setFocus()


_HOW = (
    "Each step is entered in its order, with the time and the name that stand on the sheet. It "
    "counts as done then and by that person, and stays marked as entered late."
)


class PaperBand(Spaced):
    """Stands above each step while a sheet is entered: the word, the sheet, its time and name.

    It cannot be taken for work that is done now: it is striped at its end, says LATE ENTRY, and
    asks for the time, which nothing else ever does. Where a second pharmacist countersigns, it asks
    for that name and PIN too, and for the reason where something was refused before.
    """

    ready = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        self.space(rows, 8, (_STRIPE + 12, 8, _STRIPE + 12, 8))
        self._words = Words(Role.SENTENCE, "")
        self.time = EntryField("Time on the sheet", size=24)
        self.time.ask("HH:MM")
        self.name = EntryField("Done by, as on the sheet", size=20)
        self.name.ask("name or badge")
        self.reason = SlimField("Why the sheet says something else", "why otherwise", height=_SLIM)
        self.second = SlimField(
            "Countersigned by another pharmacist", "countersigned by", height=_SLIM
        )
        self.pin = SlimField("PIN of who countersigns", "their PIN", height=_SLIM)
        self.pin.hide_typing()
        self._seconds = (self.reason, self.second, self.pin)
        for field in (self.time, self.name, *self._seconds):
            field.entered.connect(lambda _: self._on())
        self._names: tuple[str, ...] = ()
        first, self._below = QHBoxLayout(), Spaced()
        self.space(first, 12)
        below = QHBoxLayout(self._below)
        self._below.space(below, 12)
        for widget, wide in ((self._words, 4), (self.time, 3), (self.name, 4)):
            first.addWidget(widget, wide)
        for widget, wide in ((self.reason, 4), (self.second, 4), (self.pin, 3)):
            below.addWidget(widget, wide)
        rows.addLayout(first)
        rows.addWidget(self._below)
        self.ask_second(second=False, reason=False)

    def begin(self, sheet: str, transcriber: str, names: tuple[str, ...]) -> None:
        """Begin with a sheet; `names` are those of everyone who may have done something."""
        self._names = names
        self._words.show_facts(f"**LATE ENTRY** from sheet {sheet}, entered by {transcriber}")
        give_name(self, f"LATE ENTRY from sheet {sheet}")
        self.name.set_text("")
        self.second.set_text("")
        self.next_step()

    def next_step(self) -> None:
        """Ask for the time of another step; the persons stay."""
        for field in (self.time, self.reason, self.pin):
            field.set_text("")

    def ask_second(self, *, second: bool, reason: bool) -> None:
        """Ask who countersigns, and why it is said otherwise than before; or neither."""
        self.reason.setVisible(reason)
        self._below.setVisible(second)

    @property
    def asks_pin(self) -> bool:
        """Whether the PIN of who countersigns is still to be typed."""
        waits = self._below.isVisible() and not self.pin.text()
        return waits or self.pin.line.hasFocus()

    def take_name(self, name: str) -> None:
        """Take a name from a badge, for who did it or who countersigns."""
        asked = self.second if self._below.isVisible() and self._did_it() else self.name
        asked.set_text(name)
        self._on()

    def _did_it(self) -> bool:
        return bool(self.name.text().strip()) and not self.name.line.hasFocus()

    def person(self) -> str:
        """Return the one name that is meant, "" while nothing is typed; raises Refused."""
        return self._named(self.name.text().strip())

    def take_second(self) -> tuple[str, str, str] | None:
        """Return who countersigns, the PIN and the reason, None while one of them lacks.

        Raises Refused for a name that is not one. The PIN is for one entry.
        """
        pin = self.pin.text()
        self.pin.set_text("")
        if not pin or not self._below.isVisible():
            return None
        name = self._named(self.second.text().strip())
        return (name, pin, self.reason.text().strip()) if name else None

    def _named(self, typed: str) -> str:
        found = [each for each in self._names if each.casefold().startswith(typed.casefold())]
        if typed in found:
            return typed
        if typed and len(found) != 1:
            which = f" It may be {' or '.join(found)}." if found else ""
            raise Refused(f"“{typed}” is not one name here.{which} Write more of the name.")
        return found[0] if typed else ""

    def ask_for_what_lacks(self) -> bool:
        """Put the focus where something is still to be written; return whether anything is."""
        fields = (self.time, self.name, *self._seconds)
        # Whether the band itself is on the page yet is no matter.
        asked = (f for f in fields if f.isVisibleTo(self))
        lacking = next((f for f in asked if not f.text().strip()), None)
        if lacking is not None:
            lacking.setFocus()
        return lacking is not None

    def _on(self) -> None:
        if not self.ask_for_what_lacks():
            self.ready.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(c.warn_tint))
            wide, line = theme.px(self, _STRIPE), theme.px(self, 3)
            for x in (0.0, float(self.width() - wide)):
                end = QRectF(x, 0, wide, self.height())
                painter.fillRect(end, QBrush(QColor(c.warn), Qt.BrushStyle.BDiagPattern))
            for y in (0.0, float(self.height() - line)):
                painter.fillRect(QRectF(0, y, self.width(), line), QColor(c.warn))


class PaperConfirmPage(StepPage):
    """Something that a person did on paper: signed, wrote a label, compared one.

    Of a label, the times that stand on it are asked: it is at the ward, and they are compared.
    """

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.head()
        self._said = Words(Role.SUBTITLE, "")
        self.rows.addWidget(self._said)
        self.rows.addStretch(1)
        self.foot()
        self.start, self.finish, self.take_out = map(
            _time_on_label, ("START BY", "FINISH BY", "TAKE OUT BY")
        )
        self._times = Spaced()
        row = QHBoxLayout(self._times)
        self._times.space(row, 14)
        for field in (self.start, self.finish, self.take_out):
            field.entered.connect(lambda _: self._on())
            row.addWidget(field)
        self.rows.addWidget(self._times)
        self.button = PrimaryButton("It stands on the sheet", "F5")
        self.button.clicked.connect(self.primary)
        self.rows.addWidget(self.button)

    def who(self) -> str:
        return "entered by"

    def draw_scene(self, scene: Scene) -> None:
        kind = scene.step.kind
        if kind in _OF_A_LABEL:
            title, instruction = _OF_A_LABEL[kind]
            self.title.show_facts(title)
            self.instruction.show_facts(instruction)
        self._said.show_facts(_STILL_HERE if kind in _OF_A_LABEL else _SIGNED)
        self.source.setVisible(kind not in _OF_A_LABEL)
        self._times.setVisible(kind is Kind.PRINT)
        named = {each.name for each in scene.state.deadlines()}
        self.take_out.setVisible(Name.TAKE_OUT in named)

    def begin(self) -> None:
        for field in (self.start, self.finish, self.take_out):
            field.set_text("")
        assert self.scene is not None
        (self.start if self.scene.step.kind is Kind.PRINT else self).setFocus()

    def _on(self) -> None:
        """Go to the next time that is asked, or enter them."""
        asked = (f for f in (self.start, self.finish, self.take_out) if f.isVisibleTo(self))
        empty = next((field for field in asked if not field.text().strip()), None)
        if empty is None:
            self.primary()
        else:
            empty.setFocus()

    def primary(self) -> None:
        assert self.scene is not None
        step = self.scene.step
        times = (self.start.text(), self.finish.text(), self.take_out.text())

        def enter(session: Session) -> None:
            if step.signs is not None:
                session.sign_paper(step.signs)
            elif step.kind is Kind.PRINT:
                session.write_label(*times)
            else:
                session.do(said.CompareLabel(step.identifier))

        self.act(enter)


def _time_on_label(words: str) -> SlimField:
    field = SlimField(words, "HH:MM", words, height=46)
    give_name(field.line, f"{words} on the label")
    return field


_OF_A_LABEL = {
    Kind.PRINT: (
        "The label written by hand",
        "Enter who wrote it, when, and the times on it.",
    ),
    Kind.SCAN_BACK: (
        "The label compared by hand",
        "Enter who compared it, and when: nobody who wrote it or prepared this.",
    ),
}
_STILL_HERE = (
    "If the bag is still here: leave the paper with Esc, print its label, take the hand-written "
    "one off and destroy it."
)
_SIGNED = (
    "Enter the signature that stands on the sheet, with its time. Where it releases, another "
    "pharmacist reads it there and countersigns above."
)


class PaperCheckPage(StepPage):
    """The checker's figures as they stand on the sheet, then the signature."""

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.head()
        self.rows.addStretch(1)
        self.foot()
        self.volume = EntryField("Own volume on the sheet", "mL")
        self.volume.ask("volume")
        self.start = EntryField("Own latest start on the sheet")
        self.start.ask("HH:MM")
        self.remark = EntryField("Remark on the sheet", size=20)
        self.remark.ask("remark of the checker, if there is one")
        self.volume.entered.connect(lambda _: self.start.setFocus())
        self.start.entered.connect(self.primary)
        self.remark.entered.connect(self.primary)
        self.button = PrimaryButton("Enter", "F5")
        self.button.clicked.connect(self.primary)
        self._figures, self._signature = Spaced(), Spaced()
        for place, fields in (
            (self._figures, (self.volume, self.start)),
            (self._signature, (self.remark,)),
        ):
            row = QHBoxLayout(place)
            place.space(row, 14)
            for field in fields:
                row.addWidget(field)
            self.rows.addWidget(place)
        self.rows.addWidget(self.button)

    def who(self) -> str:
        return "entered by"

    def draw_scene(self, scene: Scene) -> None:
        agreed = _agreed(scene)
        self.title.show_facts("The check on the sheet")
        self.instruction.show_facts(
            "The figures agree with what is recorded. Enter the signature that stands on the "
            "sheet; another pharmacist reads it there and countersigns above."
            if agreed
            else "Enter the checker's own figures as they stand there; they are compared."
        )
        self._figures.setVisible(not agreed)
        self._signature.setVisible(agreed)

    def show_scene(self, scene: Scene) -> None:
        before = self.scene
        super().show_scene(scene)
        if before is not None and before.state.figures != scene.state.figures and _agreed(scene):
            self.remark.setFocus()

    def begin(self) -> None:
        for field in (self.volume, self.start, self.remark):
            field.set_text("")
        assert self.scene is not None
        (self.remark if _agreed(self.scene) else self.volume).setFocus()

    def primary(self) -> None:
        assert self.scene is not None
        if _agreed(self.scene):
            remark = self.remark.text()
            self.act(lambda session: session.sign_paper(Meaning.CHECKED, remark))
            return
        volume, start = self.volume.text(), self.start.text()
        self.act(lambda session: session.enter_figures(volume, start))


def _agreed(scene: Scene) -> bool:
    figures = scene.state.figures
    return figures is not None and figures.agree


def paper_page_for(step: Step) -> type[StepPage]:
    """Return the page of a step that is entered from paper."""
    if step.kind is Kind.CHECK:
        return PaperCheckPage
    if step.kind in (Kind.PRINT, Kind.SCAN_BACK) or step.signs is not None:
        return PaperConfirmPage
    return page_for(step)
