"""A limit has passed: nothing but discarding is left, and the page says which limit it was."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.infusion_decision import too_late
from app.core.preparation import Preparation
from app.core.urgency import time_left
from app.site import Site
from app.ui.drawing.buttons import DangerButton
from app.ui.drawing.card import Card
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.too_late import TooLatePlate
from app.ui.drawing.words import Role, Words
from app.ui.facts.too_late import too_late_facts

_LOST = "What was typed here was not recorded."


class TooLateCard(Card):
    """Shown in the place of the step; `wanted` carries the key that leads on."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plate = TooLatePlate()
        self._sentence = Words(Role.SENTENCE, "")
        self.notice = Notice()
        self.notice.hide()
        self.discard = DangerButton("Stop and discard…", "F12")
        self.discard.clicked.connect(lambda: self.wanted.emit("F12"))
        self.rows.addWidget(self.plate)
        self.rows.addWidget(self._sentence)
        self.rows.addStretch(1)
        self.rows.addWidget(self.notice)
        self.rows.addWidget(self.discard)

    def begin(self, lost: bool) -> None:
        """It became too late just now; `lost` tells whether something was half typed."""
        self.notice.setVisible(lost)
        if lost:
            self.notice.show_facts(NoticeFacts("Not recorded", _LOST))

    def show_late(self, state: Preparation, now: datetime, site: Site) -> None:
        """Show which limit has passed, and by how much at `now`."""
        self.plate.show_facts(too_late_facts(time_left(state, now), site))
        self._sentence.show_facts(f"{too_late(state, now)} Nothing else can be recorded.")

    def tell(self, sentence: str) -> None:
        """Show what was refused."""
        self.notice.show_facts(NoticeFacts("Refused", sentence))
        self.notice.show()
