"""A row of a list that opens what it shows."""

from typing import Generic, Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from app.ui.drawing.buttons import Button
from app.ui.language import isolated
from app.ui.named import give_name


class RowFacts(Protocol):
    """What a row shows: the stream that it opens, the patient it is for, and more."""

    @property
    def code(self) -> str:
        """The stream that the row opens."""
        ...

    @property
    def patient(self) -> str:
        """The patient's name."""
        ...


Facts = TypeVar("Facts", bound=RowFacts)


class FactRow(Button, Generic[Facts]):
    """A row that a click, Enter or Space opens (`clicked`)."""

    def __init__(self, facts: Facts, parent: QWidget | None = None) -> None:
        super().__init__(facts.patient, "", parent)
        self._facts = facts
        give_name(self, self.spoken(isolated(facts)))

    def facts(self) -> Facts:
        """Return what is shown."""
        return self._facts

    def show_facts(self, facts: Facts) -> None:
        """Show `facts`; when they are what is shown already, nothing is drawn again."""
        if facts == self._facts:
            return
        self._facts = facts
        self.setText(facts.patient)
        give_name(self, self.spoken(isolated(facts)))
        self.update()

    def spoken(self, facts: Facts) -> str:
        """Return what a screen reader says of `facts`."""
        raise NotImplementedError
