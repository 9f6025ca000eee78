"""Work that cannot go on as it stands: held, stopped, or failed; and what to do."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.holding import changes_hands
from app.core.person import Person
from app.core.preparation import Preparation, Status
from app.site import Site
from app.ui.drawing.buttons import DangerButton, PrimaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.pill import Pill, PillFacts
from app.ui.drawing.words import Role, Words
from app.ui.facts.holding import held_words
from app.ui.theme import Tone

_IN_QUARANTINE = "Something in this preparation is in quarantine"


class PausedCard(Card):
    """Shown in the place of the step; `wanted` carries the key that leads on."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pill, self._title = Pill(), Words(Role.TITLE, "")
        self._sentence = Words(Role.INSTRUCTION, "")
        self.notice = Notice()
        self.notice.hide()
        self.resume = PrimaryButton("Resume", "F10")
        self.resume.clicked.connect(lambda: self.wanted.emit("F10"))
        self.discard = DangerButton("Stop and discard…", "F12")
        self.discard.clicked.connect(lambda: self.wanted.emit("F12"))
        for widget in (self._pill, self._title, self._sentence):
            self.rows.addWidget(widget)
        self.rows.addStretch(1)
        self.rows.addWidget(self.notice)
        self.rows.addWidget(self.resume)
        self.rows.addWidget(self.discard)

    def show_pause(self, state: Preparation, site: Site, person: Person) -> None:
        """Show why the work rests."""
        failed = state.status is Status.FAILED
        self.notice.hide()
        self.resume.setVisible(not failed)
        self.discard.setVisible(failed)
        if failed:
            self._pill.show_facts(PillFacts("Not fit for use", Tone.STOP))
            self._title.show_facts("Stop and discard this preparation")
            self._sentence.show_facts(f"{state.failure}. Nothing else can be recorded.")
        elif state.held is not None:
            self._pill.show_facts(PillFacts("Held", Tone.WARN))
            self._title.show_facts("Work is held")
            taken = ""
            if changes_hands(state, person):
                taken = f" {state.held_by} held it: resuming takes the work over."
            self._sentence.show_facts(
                f"{held_words(state, site)}. The clocks go on; resume when the drug is back at "
                f"the hood and protected from light.{taken}"
            )

    def show_stop(self, sentence: str, title: str = _IN_QUARANTINE) -> None:
        """Show what keeps the work from going on until it is lifted."""
        self.notice.hide()
        self.resume.setVisible(False)
        self.discard.setVisible(True)
        self._pill.show_facts(PillFacts("Stopped", Tone.STOP))
        self._title.show_facts(title)
        self._sentence.show_facts(sentence)

    def tell(self, sentence: str) -> None:
        """Show what was refused."""
        self.notice.show_facts(NoticeFacts("Refused", sentence))
        self.notice.show()
