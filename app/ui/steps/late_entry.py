"""Entering what stands on paper: the question that begins it, the band beside each step, and the
pages of steps that are done otherwise on paper than at the hood.
"""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core import entry as said
from app.core.person import Person
from app.core.refused import Refused
from app.core.step import Kind, Meaning, Step
from app.session import Session
from app.ui import theme
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.steps.step_page import Act, AskReason, Scene, StepPage
from app.ui.steps.table import page_for

KEY = "F1"
_STRIPE = 14

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
    asks for the time, which nothing else ever does.
    """

    ready = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        self.space(row, 12, (_STRIPE + 12, 8, _STRIPE + 12, 8))
        self._words = Words(Role.SENTENCE, "")
        self.time = EntryField("Time on the sheet", size=24)
        self.time.ask("HH:MM")
        self.name = EntryField("Done by, as on the sheet", size=20)
        self.name.ask("name or badge")
        self.time.entered.connect(lambda _: self._on())
        self.name.entered.connect(lambda _: self._on())
        self._names: tuple[str, ...] = ()
        row.addWidget(self._words, 4)
        row.addWidget(self.time, 3)
        row.addWidget(self.name, 4)

    def begin(self, sheet: str, transcriber: str, names: tuple[str, ...]) -> None:
        """Begin with a sheet; `names` are those of everyone who may have done something."""
        self._names = names
        self._words.show_facts(f"**LATE ENTRY** from sheet {sheet}, entered by {transcriber}")
        self.setAccessibleName(f"LATE ENTRY from sheet {sheet}")
        self.name.set_text("")
        self.next_step()

    def next_step(self) -> None:
        """Ask for the time of another step; the person stays."""
        self.time.set_text("")

    def take_name(self, name: str) -> None:
        """Take a name from a badge."""
        self.name.set_text(name)
        self._on()

    def person(self) -> str:
        """Return the one name that is meant, "" while nothing is typed; raises Refused."""
        typed = self.name.text().strip()
        found = [each for each in self._names if each.casefold().startswith(typed.casefold())]
        if typed in found:
            return typed
        if typed and len(found) != 1:
            which = f" It may be {' or '.join(found)}." if found else ""
            raise Refused(f"“{typed}” is not one name here.{which} Write more of the name.")
        return found[0] if typed else ""

    def ask_for_what_lacks(self) -> bool:
        """Put the focus where something is still to be written; return whether anything is."""
        lacking = next((f for f in (self.time, self.name) if not f.text().strip()), None)
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
    """Something that a person did on paper: signed, wrote a label, compared one."""

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.head()
        self._said = Words(Role.SUBTITLE, "")
        self.rows.addWidget(self._said)
        self.rows.addStretch(1)
        self.foot()
        self.button = PrimaryButton("It stands on the sheet", "F5")
        self.button.clicked.connect(self.primary)
        self.rows.addWidget(self.button)

    def who(self) -> str:
        return "entered by"

    def draw_scene(self, scene: Scene) -> None:
        self._said.show_facts(_on_sheet(scene.step))

    def begin(self) -> None:
        self.setFocus()

    def primary(self) -> None:
        assert self.scene is not None
        step = self.scene.step

        def enter(session: Session) -> None:
            if step.signs is not None:
                session.sign_paper(step.signs)
            elif step.kind is Kind.PRINT:
                session.do(said.WriteLabel(step.identifier))
            else:
                session.do(said.CompareLabel(step.identifier))

        self.act(enter)


def _on_sheet(step: Step) -> str:
    match step.kind:
        case Kind.PRINT:
            return (
                "Enter that a label was written by hand and put on. If the bag is still here, "
                "leave the paper with Esc and print its label instead."
            )
        case Kind.SCAN_BACK:
            return "Enter that the label was compared with the sheet by hand."
        case _:
            return "Enter the signature that stands on the sheet, with its time."


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
            "The figures agree with what is recorded. Enter the signature that stands on the sheet."
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
