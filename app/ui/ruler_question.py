"""How long the ruler of the test page came out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words


class RulerQuestion(Spaced):
    """`answered` carries the length in mm as it was given."""

    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        self.space(column, 8)
        self.yes = PrimaryButton("Yes, 50 mm", "F5")
        self.other = EntryField("Length of the ruler", "mm", size=20)
        self.other.ask("its length, if not 50")
        self.no = SecondaryButton("No, record it")
        column.addWidget(Words(Role.SUBTITLE, "Is the ruler 50 mm long?"))
        column.addWidget(
            Words(Role.SENTENCE, "Lay a ruler on the test page, from its first line to its last.")
        )
        column.addWidget(self.yes)
        row = QHBoxLayout()
        self.space(row, 10)
        row.addWidget(self.other, 3)
        row.addWidget(self.no, 2)
        column.addLayout(row)
        self.yes.clicked.connect(lambda: self.answered.emit("50"))
        self.no.clicked.connect(self._say)
        self.other.entered.connect(lambda _: self._say())

    def begin(self) -> None:
        """Ask. What is typed at once is the length, so Enter alone never says yes."""
        self.other.set_text("")
        self.show()
        self.other.setFocus()

    def confirm(self) -> None:
        """It is 50 mm long, unless a length was typed."""
        if self.other.text().strip():
            self._say()
        else:
            self.yes.click()

    def _say(self) -> None:
        self.answered.emit(self.other.text().strip())
