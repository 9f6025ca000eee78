"""A field and a button under the scanner's filter, and the keys of scanners and hands."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.scanner import SEPARATOR, Scanner

VIAL = f"]d201003000801000111727033110AB1234{SEPARATOR}21100000000001"
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
# How long a person takes from one key to the next, and a scanner.
BY_HAND, BY_SCANNER = 150, 4
# How long a scanner may rest inside a scan, and after what time nothing belongs to one any more.
REST, LATER = 450, 1600


@dataclass
class Bench:
    """A field and a button under the filter, and what came of the keys."""

    scanner: Scanner
    window: QWidget
    entry: EntryField
    button: PrimaryButton
    scans: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    asks_pin: bool = False
    presses: list[bool] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)
    now: int = 1000

    def key(
        self,
        key: Qt.Key,
        text: str = "",
        modifiers: Qt.KeyboardModifier = NO_MODIFIER,
        after: int = BY_SCANNER,
        held_down: bool = False,
    ) -> None:
        """Press a key as the platform does: the window gets it, and hands it to the focus."""
        self.now += after
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifiers, text, held_down)
            event.setTimestamp(self.now)
            QCoreApplication.sendEvent(self.window.windowHandle(), event)

    def send(self, text: str, after: int = BY_SCANNER) -> None:
        """Send the keys of a text, so many milliseconds apart."""
        for sign in text:
            if sign == SEPARATOR:
                self.key(Qt.Key.Key_BracketRight, sign, CONTROL, after)
            else:
                self.key(Qt.Key.Key_unknown, sign, NO_MODIFIER, after)

    def scan(self, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """Send a text as a scanner does, with the key that ends it."""
        self.send(text)
        self.key(end, "\t" if end is Qt.Key.Key_Tab else "\r")


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication) -> Iterator[Bench]:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    asked: list[Bench] = []
    scanner = Scanner(qapp, lambda: bool(asked) and asked[0].asks_pin)
    scanner.listen()
    entry, button = EntryField("Code"), PrimaryButton("Passed", "1")
    column.addWidget(entry)
    column.addWidget(button)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    made = Bench(scanner, window, entry, button)
    asked.append(made)
    scanner.scanned.connect(made.scans.append)
    scanner.torn.connect(made.torn.append)
    button.clicked.connect(lambda: made.presses.append(True))
    entry.entered.connect(made.entered.append)
    entry.setFocus()
    yield made
    scanner.stop()
