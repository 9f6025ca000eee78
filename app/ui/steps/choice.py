"""Steps answered by one of a few buttons, each with a digit."""

from PySide6.QtWidgets import QVBoxLayout

from app.core import entry as said
from app.core.refused import Refused
from app.core.step import Choice
from app.session import Session
from app.ui.drawing.buttons import Button, SecondaryButton
from app.ui.drawing.spaced import Spaced
from app.ui.steps.step_page import Act, AskReason, StepPage


class ChoicePage(StepPage):
    """Light protection, storage: a button for each choice; its digit presses it too."""

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        self.head()
        self.rows.addSpacing(6)
        self.rows.addWidget(self.care())
        self.rows.addStretch(1)
        self.foot()
        self._choices: tuple[Choice, ...] = ()
        self.buttons: list[Button] = []
        self._place = Spaced()
        self._column = QVBoxLayout(self._place)
        self._place.space(self._column, 6)
        self.rows.addWidget(self._place)

    def begin(self) -> None:
        assert self.scene is not None
        for button in self.buttons:
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._choices = self.scene.step.choices
        self.buttons = []
        for number, choice in enumerate(self._choices, start=1):
            words = f"{choice.words[0].upper()}{choice.words[1:]}"
            button = SecondaryButton(words, str(number))
            button.clicked.connect(lambda _=False, at=number: self.digit(at))
            self._column.addWidget(button)
            button.show()  # at once: what is not shown yet does not keep the focus
            self.buttons.append(button)
        for button in self.buttons:
            button.written_like(self.buttons)
        self.buttons[0].setFocus()

    def confirm(self) -> None:
        raise Refused("Choose one of the answers by its number; none is chosen by itself.")

    def digit(self, number: int) -> bool:
        if not 1 <= number <= len(self._choices) or self.scene is None:
            return False
        step, choice = self.scene.step, self._choices[number - 1]

        def choose(session: Session) -> None:
            session.do(said.Choose(step.identifier, choice.code))

        self.act(choose)
        return True
