"""The place of the step, as those see it who put a question or a card there."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.session import Session
from app.ui.steps.means import Offered
from app.ui.steps.step_page import AskReason


class StepPlace(Protocol):
    """What the page of a preparation does for whatever stands in the place of its step."""

    session: Session | None

    def act(self, action: Callable[[Session], object]) -> bool:
        """Do something with the session, or show why it is refused."""

    @property
    def ask(self) -> AskReason:
        """Asks for a reason."""

    def offer(
        self,
        answers: Sequence[Offered],
        accept: Callable[[str], object],
        title: str,
        sentence: str,
    ) -> None:
        """Offer a few answers."""

    def show_card(self, card: QWidget) -> None:
        """Show a card in the place of the step."""
