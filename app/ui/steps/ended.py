"""A preparation that is over: how it ended, and its papers."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.preparation import Preparation, Status
from app.core.quantity import show
from app.site import Site
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.notice import Notice
from app.ui.drawing.pill import Pill, PillFacts
from app.ui.drawing.words import Role, Words
from app.ui.facts.times import day_and_time, ended_at
from app.ui.language import Verbatim
from app.ui.theme import Tone


class EndedCard(Card):
    """Released or discarded; `record_wanted` asks for the compounding record.

    `paper_wanted` asks for what else can be put on paper: the transport label, for one.
    """

    record_wanted = Signal()
    paper_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pill = Pill()
        self._title = Words(Role.TITLE, "")
        self._sentence = Words(Role.SENTENCE, "")
        self._told = Words(Role.REMARK, "")
        self.notice = Notice()
        self.notice.hide()
        self.button = PrimaryButton("Compounding record as PDF", "F5")
        self.button.clicked.connect(self.record_wanted)
        for widget in (self._pill, self._title, self._sentence):
            self.rows.addWidget(widget)
        self.rows.addStretch(1)
        self.rows.addWidget(self.notice)
        self.rows.addWidget(self._told)
        self.paper = SecondaryButton("Transport label and other paper…", "F9")
        self.paper.clicked.connect(self.paper_wanted)
        self.rows.addWidget(self.paper)
        self.rows.addWidget(self.button)

    def show_end(self, state: Preparation, site: Site) -> None:
        """Show how the preparation ended."""
        self._told.show_facts("")
        self.notice.hide()
        self.paper.setVisible(state.status is Status.RELEASED)
        when = day_and_time(ended_at(state), site)
        if state.status is Status.RELEASED:
            self._pill.show_facts(PillFacts("Released", Tone.OK))
            self._title.show_facts(f"Released for {state.order.patient.name}")
            dose, total = show(state.plan.delivered), show(state.plan.total)
            ward = Verbatim(state.order.location)
            ended = (
                f"{dose} in {total}, released {when} for {ward}."
                if ward
                else f"{dose} in {total}, released {when}."
            )
            self._sentence.show_facts(f"{ended} {_then(state)}")
        elif state.discarded is not None:
            self._pill.show_facts(PillFacts("Discarded", Tone.STOP))
            self._title.show_facts("Discarded")
            vials = state.discarded.vials
            count = "1 vial" if vials == 1 else f"{vials} vials"
            self._sentence.show_facts(
                f"{Verbatim(state.discarded.reason)}. {when}. Waste: {show(state.discarded.waste)} "
                f"from {count}. The order waits in the worklist again."
            )

    def tell(self, sentence: str) -> None:
        """Say where the record was written."""
        self._told.show_facts(sentence)


def _then(state: Preparation) -> str:
    if state.infusion is None:
        return (
            "Hand it over with its light cover on; scanning its label on the worklist says what is "
            "left of its time."
        )
    ended = state.infusion.ended is not None
    return f"Its infusion {'ended' if ended else 'was started'}; its label shows how it stands."
