"""A label on its way to a printer, and the question whether it came out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.label_printing import LabelPrinting, Outcome, UnderWay
from app.ui.drawing.buttons import Button, DangerButton, PrimaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.pill import Pill, PillFacts
from app.ui.drawing.words import Role, Words
from app.ui.steps.label_picture import LabelPicture
from app.ui.theme import Tone

_ASKED = (
    "It was sent to {printer}, which did not report that it was printed. Look at the printer and "
    "at the labels there; destroy one that is not whole. Spoiled or not found, it is void, and "
    "the next label is copy {next}."
)
_ANSWERS = (
    (Outcome.WHOLE, PrimaryButton, "It came out whole"),
    (Outcome.SPOILED, DangerButton, "It is spoiled: destroyed"),
    (Outcome.MISSING, DangerButton, "It is not there"),
)
_SENDING = (
    "It goes to {printer}. Nothing is counted as printed before the printer says so. This takes "
    "seconds; all else goes on meanwhile."
)


class SentCard(Card):
    """What is being sent, or three answers; `answered` carries an `Outcome`."""

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: UnderWay | None = None
        self._pill, self._title = Pill(), Words(Role.TITLE, "")
        self._sentence = Words(Role.SENTENCE, "")
        self.notice = Notice()
        self.notice.hide()
        self.buttons = [
            self._button(kind(text, str(number)), outcome)
            for number, (outcome, kind, text) in enumerate(_ANSWERS, 1)
        ]
        self.picture = LabelPicture()
        for widget in (self._pill, self._title, self._sentence):
            self.rows.addWidget(widget)
        self.rows.addWidget(self.picture, 1)
        self.rows.addWidget(self.notice)
        last = QHBoxLayout()
        self.space(last, 14)
        for button in self.buttons:
            last.addWidget(button)
        self.rows.addLayout(last)

    def _button(self, button: Button, outcome: Outcome) -> Button:
        button.clicked.connect(lambda: self.answered.emit(outcome))
        return button

    def show_label(self, labels: LabelPrinting) -> None:
        """Show the label that is under way, and what is known of it."""
        label, drawn = labels.under_way, labels.picture()
        assert label is not None
        if drawn is None:
            self.picture.show_nothing()
        else:
            self.picture.show_label(drawn, labels.destination.press.dpi)
        if label == self.shown and label.in_question == self.buttons[0].isVisibleTo(self):
            return
        self.shown = label
        self.notice.hide()
        for button in self.buttons:
            button.setVisible(label.in_question)
        words = label.words
        if label.in_question:
            self._pill.show_facts(PillFacts("Not known", Tone.WARN))
            self._title.show_facts(f"Did {words} come out of the printer?")
            told = _ASKED.format(printer=label.printer, next=label.copy + 1)
        else:
            self._pill.show_facts(PillFacts("Printing", Tone.INFO))
            self._title.show_facts(f"Sending {words}")
            told = _SENDING.format(printer=label.printer)
        self._sentence.show_facts(told)

    def digit(self, number: int) -> bool:
        """Answer by number; return whether that is an answer now."""
        asked = self.shown is not None and self.shown.in_question
        if not asked or not 1 <= number <= len(_ANSWERS):
            return False
        self.answered.emit(_ANSWERS[number - 1][0])
        return True

    def tell(self, sentence: str) -> None:
        """Show what was refused."""
        self.notice.show_facts(NoticeFacts("Refused", sentence))
        self.notice.show()
