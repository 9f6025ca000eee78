"""Something was done, and is confirmed; or is signed with a PIN."""

from PySide6.QtWidgets import QHBoxLayout

from app.core import entry as said
from app.core.quantity import show
from app.core.step import Meaning
from app.session import Session
from app.telling import clock_lines
from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.figure import Figure, FigureFacts
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.words import Role, Words
from app.ui.facts.finish import finished
from app.ui.steps.step_page import Act, AskReason, Scene, StepPage
from app.ui.theme import Tone


class ConfirmPage(StepPage):
    """One thing to do, one button."""

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.rows.addWidget(self.eyebrow)
        self.rows.addWidget(self.title)
        self.figure = Figure()
        self.rows.addWidget(self.figure)
        self.rows.addWidget(self.instruction)
        self.rows.addWidget(self.source)
        self.rows.addWidget(self.care())
        self.rows.addStretch(1)
        self.foot()
        self.button = PrimaryButton("Done", "F5")
        self.button.clicked.connect(self.primary)
        last = QHBoxLayout()
        self.space(last, 14)
        # Where the next page fails the bag, which only asks: a finger may touch twice.
        last.addStretch(2)
        last.addWidget(self.button, 1)
        self.rows.addLayout(last)

    def draw_scene(self, scene: Scene) -> None:
        number, _, unit = show(scene.state.plan.volume).partition(" ")
        self.figure.show_facts(FigureFacts(number, unit))

    def begin(self) -> None:
        self.setFocus()

    def primary(self) -> None:
        assert self.scene is not None
        step = self.scene.step

        def confirm(session: Session) -> None:
            session.do(said.Confirm(step.identifier))

        self.act(confirm)


class SignPage(StepPage):
    """A signature by PIN, with its meaning said."""

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.head()
        self._said = Words(Role.SUBTITLE, "")
        self.rows.addWidget(self._said)
        self._bag = Words(Role.SENTENCE, "")
        self.rows.addWidget(self._bag)
        self._clock = Notice()
        self.rows.addWidget(self._clock)
        self.rows.addStretch(1)
        self.foot()
        self._label = Words(Role.EYEBROW, "")
        self.rows.addWidget(self._label)
        self.pin = EntryField("PIN")
        self.pin.hide_typing()
        self.pin.ask("PIN")
        self.pin.entered.connect(self.primary)
        self.button = PrimaryButton("Sign", "Enter")
        self.button.clicked.connect(self.primary)
        last = QHBoxLayout()
        self.space(last, 14)
        last.addWidget(self.pin, 3)
        last.addWidget(self.button, 2)
        self.rows.addLayout(last)

    @property
    def asks_pin(self) -> bool:
        return True

    def who(self) -> str:
        return "signed by"

    def draw_scene(self, scene: Scene) -> None:
        meaning = scene.step.signs
        self._said.show_facts(_STATEMENTS[meaning] if meaning else "")
        self._tell_bag(scene)
        self._tell_clock(scene)
        word = meaning.value if meaning else ""
        self._label.show_facts(f"{scene.person.name}: your PIN signs as **{word}**")

    def _tell_bag(self, scene: Scene) -> None:
        """Show what was recorded last to whoever signs that it was prepared so."""
        bag = finished(scene.state) if scene.step.signs is Meaning.PREPARED else ""
        self._bag.show_facts(f"On record: {bag}" if bag else "")
        self._bag.setVisible(bool(bag))

    def _tell_clock(self, scene: Scene) -> None:
        """Show what happened to the clock after the check to whoever releases."""
        lines = clock_lines(scene.state, scene.site)[scene.state.clock_seen :]
        shown = scene.step.signs is Meaning.RELEASED and bool(lines)
        self._clock.setVisible(shown)
        if shown:
            told = f"{'. '.join(lines[-2:])}."
            more = f" And {len(lines) - 2} earlier; look back with F6." if len(lines) > 2 else ""
            self._clock.show_facts(NoticeFacts("Clock", f"{told}{more}", Tone.WARN))

    def begin(self) -> None:
        self.pin.set_text("")
        self.pin.setFocus()

    def primary(self) -> None:
        assert self.scene is not None
        meaning, pin = self.scene.step.signs, self.pin.text()
        self.pin.set_text("")
        if meaning is not None and pin:
            self.act(lambda session: session.sign(pin, meaning))


_STATEMENTS = {
    Meaning.PREPARED: "Meaning of your signature: I prepared this as recorded.",
    Meaning.CHECKED: "Meaning of your signature: I checked this; it is fit for release.",
    Meaning.RELEASED: "Meaning of your signature: I release this for this patient.",
}
