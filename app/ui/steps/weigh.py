"""A mass: read from the scale, with what it means beside it before it is recorded, or typed.

Beside what is typed nothing is judged before Enter: a number must not be tried until it fits.
"""

from PySide6.QtWidgets import QHBoxLayout

from app.core.decision import other_syringes
from app.core.gravimetric import Verdict
from app.core.person import Office
from app.core.quantity import show
from app.core.refused import Refused
from app.core.weighing_judged import explained
from app.session import Session
from app.ui.drawing.buttons import DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.figure import Figure, FigureFacts
from app.ui.drawing.notice import NoticeFacts
from app.ui.drawing.pill import Pill, PillFacts
from app.ui.drawing.words import Role, Words
from app.ui.facts.weigh import judged, remark, verdict
from app.ui.scale_reading import ScaleReading
from app.ui.steps.asking import ask_for_other_syringes, ask_why_unfit
from app.ui.steps.step_page import Act, AskReason, Scene, StepPage
from app.ui.theme import Tone


class WeighPage(StepPage):
    """What was gained in the largest type, a field in g, and a key that reads the scale."""

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.figure = Figure()
        self.remark = Words(Role.SENTENCE, "")
        self.verdict = Pill()
        self._label = Words(Role.EYEBROW, "The mass on the scale: read it with F4, or type it")
        self.field = EntryField("Mass", "g")
        self.field.entered.connect(self.primary)
        self.field.changed.connect(lambda _: self._judge())
        self.read = SecondaryButton("Read the scale", "F4")
        self.read.clicked.connect(self.read_scale)
        self.quarantine = DangerButton("Not right…")
        self.quarantine.say("Not right: quarantine this vial")
        self.quarantine.clicked.connect(lambda: ask_why_unfit(self))
        self.other = SecondaryButton("Other syringes", "F11")
        self.other.clicked.connect(lambda: ask_for_other_syringes(self))
        self.button = PrimaryButton("Record", "Enter")
        self.button.clicked.connect(self.primary)
        # What the scale sent for this step, and the reading that is under way.
        self._sent = ""
        self.reading: ScaleReading | None = None
        # A tare that was typed once: it is typed twice, for a slip shows only when it is too late.
        self._typed = ""
        self._compose()

    def _compose(self) -> None:
        for words in (self.eyebrow, self.title, self.figure, self.instruction, self.remark):
            self.rows.addWidget(words)
        self.rows.addWidget(self.source)
        self._care = self.care()
        self.rows.addWidget(self._care)
        self.rows.addStretch(1)
        self.rows.addWidget(self.verdict)
        self.foot()
        self.rows.addWidget(self._label)
        last = QHBoxLayout()
        self.space(last, 14)
        for widget, share in (
            (self.field, 5),
            (self.read, 3),
            (self.quarantine, 2),
            (self.other, 2),
            (self.button, 3),
        ):
            last.addWidget(widget, share)
        self.rows.addLayout(last)

    def draw_scene(self, scene: Scene) -> None:
        step = scene.step
        self.figure.setVisible(step.gain is not None)
        if step.gain is not None:
            number, _, unit = show(step.gain, 2).partition(" ")
            self.figure.show_facts(FigureFacts(f"+{number}", unit))
        # A vial before its water holds nothing that light or shaking harms.
        self._care.setVisible(step.gain is not None or step.vial is None)
        self.quarantine.setVisible(step.vial is not None)
        first = step.identifier == "tare-syringe-1"
        self.other.setVisible(first and bool(other_syringes(scene.state)))
        self._judge()

    def begin(self) -> None:
        self._forget()
        self._typed = ""
        self.field.set_text("")
        self._judge()
        self.field.setFocus()

    def _forget(self) -> None:
        """What the scale sends for another step, or another person, is not for this one."""
        self.reading, self._sent = None, ""
        self._show_reading()

    def _show_reading(self) -> None:
        waits = self.reading is not None
        self.read.relabel("Reading…" if waits else "Read the scale")
        self.read.setEnabled(not waits)

    def read_scale(self) -> None:
        """Ask the scale for the mass; it is filled in when the scale answers."""
        if self.reading is None:
            self.act(self._ask_scale)

    def _ask_scale(self, session: Session) -> None:
        port = session.scale
        if port is None:
            raise Refused(
                "No scale is set up at this workstation. Type the mass by hand, or set the scale "
                "up on the page Equipment."
            )
        self.reading = ScaleReading()
        self.reading.came.connect(self._take_mass)
        self.reading.failed.connect(self._take_refusal)
        self._show_reading()
        self.reading.begin(port)

    def _take_mass(self, reading: ScaleReading, number: str) -> None:
        if reading is not self.reading:
            return
        self._forget()
        self.notice.hide()
        self.field.set_text(number)
        self._sent = number
        self._judge()
        if self.isVisible():
            self.field.setFocus()

    def _take_refusal(self, reading: ScaleReading, sentence: str) -> None:
        if reading is not self.reading:
            return
        self._forget()
        self.notice.show_facts(NoticeFacts("Scale", sentence, Tone.WARN))
        self.notice.show()

    @property
    def from_scale(self) -> bool:
        """Whether what stands in the field is what the scale sent, unchanged."""
        return bool(self._sent) and self.field.text() == self._sent

    def _judge(self) -> None:
        """Show what the scale sent means, before it is recorded; of what is typed, nothing."""
        if self.scene is None:
            return
        state, step = self.scene.state, self.scene.step
        found = judged(state, step, self.field.text())
        read = PillFacts("read from the scale", Tone.OK)
        self.verdict.show_facts(read if found is None else verdict(state, found))
        self.verdict.setVisible(self.from_scale)
        told = remark(state, step) if self.from_scale else ""
        self.remark.show_facts(told)
        self.remark.setVisible(bool(told))

    def primary(self) -> None:
        assert self.scene is not None
        state, step, text = self.scene.state, self.scene.step, self.field.text()
        found = judged(state, step, text)
        needed = found is not None and found.verdict is Verdict.NEEDS_REASON
        if found is not None and needed and self.scene.person.office is Office.PHARMACIST:
            self.ask_reason("Why may it be used?", explained(found, state, step), self._record)
            return
        if step.gain is None and not self.from_scale and not self._typed_twice(text):
            return
        done = self._record("")
        self.field.show_refused(not done)
        if not done:
            self.field.line.selectAll()

    def _typed_twice(self, text: str) -> bool:
        """Tell whether a tare stands as it was typed before; if not, ask for it once more."""
        before, self._typed = self._typed, ""
        if text and before == text:
            return True
        sentence = "Type it once more: what it gains is counted from this mass."
        word, tone = "Tare", Tone.INFO
        if before:
            sentence = f"{before} g was typed first, and now {text} g. Type it again, twice."
            word, tone = "They differ", Tone.STOP
        elif text:
            self._typed = text
        else:
            sentence = "Read the scale with F4, or type the mass and press Enter."
        self.notice.show_facts(NoticeFacts(word, sentence, tone))
        self.notice.show()
        self.field.set_text("")
        return False

    def _record(self, reason: str) -> bool:
        text, from_scale = self.field.text(), self.from_scale
        return self.act(lambda session: session.weigh(text, from_scale=from_scale, reason=reason))

    def key(self, name: str) -> bool:
        match name:
            case "F4":
                self.read_scale()
            case "F11" if self.other.isVisible():
                ask_for_other_syringes(self)
            case _:
                return False
        return True

    def confirm(self) -> None:
        # With gloves on, one code reads the scale and the same code again records what it sent.
        if self.field.text():
            self.primary()
        else:
            self.read_scale()

    def refuse(self) -> bool:
        asked = self.quarantine.isVisible()
        if asked:
            ask_why_unfit(self)
        return asked
