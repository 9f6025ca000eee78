"""A label beside the bag's own, as it will be printed, and the button that prints it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.label_kind import LabelKind, called
from app.core.refused import Refused
from app.session import Session
from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.line import Line
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.words import Role, Words
from app.ui.facts.paper import times_out, where
from app.ui.steps.label_picture import LabelPicture


class CompanionCard(Card):
    """Shown in the place of the step; `wanted` asks for the label to be printed."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = (LabelKind.TRANSPORT, 0)
        self._title, self._where = Words(Role.TITLE, ""), Words(Role.SENTENCE, "")
        self.picture, self.notice = LabelPicture(), Notice()
        self.notice.hide()
        self.button = PrimaryButton("Print it", "F5")
        self.button.clicked.connect(self.wanted)
        self.rows.addWidget(self._title)
        self.rows.addWidget(self._where)
        self.rows.addWidget(self.picture, 1)
        self.rows.addWidget(self.notice)
        self.rows.addWidget(Line())
        self.rows.addWidget(self.button)

    def show_label(self, session: Session, kind: LabelKind, number: int) -> None:
        """Show the next copy of a label of the work in hand."""
        self.label = kind, number
        self.notice.hide()
        words, to = called(kind, number), session.labels.destination
        self._title.show_facts(f"{words[0].upper()}{words[1:]}")
        told = times_out(session.state, kind, number)
        self._where.show_facts(f"{told[0].upper()}{told[1:]}. It goes to {where(to)}")
        try:
            self.picture.show_label(session.labels.preview(kind, number), to.press.dpi)
        except Refused as refused:
            self.picture.show_refusal(refused)
        self.button.setFocus()

    def tell(self, sentence: str) -> None:
        """Show what was refused."""
        self.notice.show_facts(NoticeFacts("Refused", sentence))
        self.notice.show()
