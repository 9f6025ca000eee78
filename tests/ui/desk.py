"""A workstation as the people at it use it: keys, scans, and what can be seen.

Nothing is replaced but the clock, which is set by hand. Keys go to the native window, as the
platform sends them, so the program sees each of them twice: on its way to the window, and on its
way to the widget that has the focus.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.core.events import NAMES
from app.core.preparation import Preparation
from app.core.step import Kind
from app.folder import LOG_NAME
from app.names import names_in
from app.preparations import PREFIX
from app.ui.drawing.notice import Notice
from app.ui.facts.finish import ways
from app.ui.page import Page
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.trouble import TroublePage
from app.ui.steps.finish import FinishPage
from app.ui.window import Window
from app.workplace import Workplace
from tests.ui.hospital import (
    PINS,
    amount,
    clock_after,
    label_code,
    latest_start,
    mass_at,
    person_for,
    present,
    wanted,
)

PATIENCE_MS = 60_000
# How long a person takes from one key to the next, and a scanner.
BY_HAND_MS, BY_SCANNER_MS = 2000, 4
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
_TEXTS = {
    Qt.Key.Key_Return: "\r",
    Qt.Key.Key_Enter: "\r",
    Qt.Key.Key_Tab: "\t",
    Qt.Key.Key_Space: " ",
    Qt.Key.Key_Escape: "\x1b",
    Qt.Key.Key_Backspace: "\x08",
}
Shown = TypeVar("Shown", bound=QWidget)


class Attended(Window):
    """A window that somebody is at, so that it does not lock however the clock is set.

    Whoever it is looks before they press, so that nothing is pressed too soon to be meant, unless
    they are `is_hasty`.
    """

    is_left = is_hasty = False

    def settled_for(self) -> timedelta:
        """Return for how long what is shown has been there, as whoever presses saw it."""
        return super().settled_for() if self.is_hasty else timedelta(hours=1)

    def tick(self) -> None:
        """Notice what passed; whoever is there has touched the window meanwhile."""
        if not self.is_left:
            self.touched()
        super().tick()


class Sleeper(Attended):
    """A window on a slow machine: it opens its folder when told to, not after its first paint."""

    def wake(self) -> None:
        """Go on sleeping."""

    def wake_now(self) -> None:
        """Do what the window does after its first paint."""
        super().wake()


class Desk:
    """One window on one data folder, and whoever works at it."""

    def __init__(
        self,
        qtbot: QtBot,
        folder: Path,
        clock: SetClock | None = None,
        size: str = "1366x768",
        *,
        asleep: bool = False,
    ) -> None:
        self._qtbot = qtbot
        # When a key was pressed last, in ms, and whether a scan is under way.
        self._pressed_at, self._sending = 1000, False
        self.folder = folder
        self.clock = clock or clock_after(folder)
        self.window = self.made(Sleeper if asleep else Attended)
        qtbot.addWidget(self.window)
        width, height = size.split("x")
        self.window.resize(int(width), int(height))
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        self.until(lambda: self.window.listens)

    def made(self, kind: type[Window]) -> Window:
        """Return the window of this desk, of a kind."""
        return kind(self.folder, self.clock, names_in(self.folder / LOG_NAME))

    def wake(self) -> "Desk":
        """Wait until the folder is open, or what is in the way is shown."""
        window = self.window
        if isinstance(window, Sleeper):
            window.wake_now()
        self.until(lambda: window.workplace is not None or isinstance(self.page, TroublePage))
        return self

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the window go on until something holds."""
        self._qtbot.waitUntil(holds, timeout=PATIENCE_MS)

    def settle(self) -> None:
        """Let the window lay out and paint what has changed."""
        QApplication.processEvents()

    # What stands in the log.

    @property
    def work(self) -> Workplace:
        """The opened data folder."""
        assert self.window.workplace is not None
        return self.window.workplace

    @property
    def stream(self) -> str:
        """The stream of the preparation that is shown, or else of the only one."""
        page = self.page
        if isinstance(page, PreparationPage) and page.session is not None:
            return page.session.stream
        (stream,) = self.work.log.streams(PREFIX)
        return stream

    @property
    def state(self) -> Preparation:
        """That preparation, as the log has it."""
        return self.work.state(self.stream)

    @property
    def step(self) -> str:
        """The identifier of the present step, or "" where all are done."""
        return self.state.step.identifier if self.state.step else ""

    @property
    def answer(self) -> int:
        """The digit of the first answer with which work goes on."""
        finishes = isinstance(self.preparation.step_page, FinishPage)
        return ways(self.state)[0].digit if finishes else 1

    @property
    def facts(self) -> list[str]:
        """The names of every fact of that preparation."""
        of_kind = {kind: name for name, kind in NAMES.items()}
        return [of_kind[type(each.fact)] for each in self.work.history(self.stream)]

    # What is seen.

    @property
    def page(self) -> Page:
        """The page that is shown."""
        page = self.window.pages.currentWidget()
        assert isinstance(page, Page)
        return page

    @property
    def preparation(self) -> PreparationPage:
        """The page of a preparation, which must be the one that is shown."""
        assert isinstance(self.page, PreparationPage)
        return self.page

    def shown(self, kind: type[Shown]) -> list[Shown]:
        """Return the widgets of a kind that can be seen, from top to bottom."""
        self.settle()
        found = [each for each in self.window.findChildren(kind) if each.isVisible()]
        return sorted(found, key=lambda each: each.mapToGlobal(each.rect().topLeft()).y())

    def step_page(self, kind: type[Shown]) -> Shown:
        """Return the page of the present step, which must be of that kind."""
        page = self.preparation.step_page
        assert isinstance(page, kind)
        return page

    def visible(self) -> Iterator[QWidget]:
        """Return every widget that can be seen now, or scrolled to."""
        self.settle()
        return (each for each in self.window.findChildren(QWidget) if each.isVisible())

    def seen(self) -> str:
        """Return all that the window says, to the eye or to a screen reader."""
        return "\n".join(text for widget in self.visible() for text in texts_of(widget) if text)

    def notices(self) -> str:
        """Return what is told in place, such as a refusal."""
        return "\n".join(
            each.accessibleName() for each in self.visible() if isinstance(each, Notice)
        )

    @property
    def focus(self) -> QWidget:
        """The widget that keys go to."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    # What is done.

    def press(
        self, key: Qt.Key, text: str | None = None, modifier: Qt.KeyboardModifier = NO_MODIFIER
    ) -> None:
        """Press and release one key, as a hand does: no other key comes soon after."""
        self._rest()
        self._send(key, _TEXTS.get(key, "") if text is None else text, modifier)
        self._sending = False
        self.window.scanner.hand_on()

    def _rest(self) -> None:
        """Let the time between two things that are done pass, unless a scan is under way."""
        if not self._sending:
            self._pressed_at += BY_HAND_MS

    def _send(
        self,
        key: Qt.Key,
        text: str,
        modifier: Qt.KeyboardModifier = NO_MODIFIER,
        after: int = BY_SCANNER_MS,
    ) -> None:
        self._pressed_at += after
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifier, text)
            event.setTimestamp(self._pressed_at)
            QCoreApplication.sendEvent(self.window.windowHandle(), event)

    def send(self, text: str, after: int = BY_SCANNER_MS) -> None:
        """Send signs as fast as a scanner does; the group separator comes as Ctrl+]."""
        self._sending = True
        for sign in text:
            if sign == "\x1d":
                self._send(Qt.Key.Key_BracketRight, sign, CONTROL, after)
            elif sign.isdigit():
                self._send(Qt.Key(Qt.Key.Key_0 + int(sign)), sign, after=after)
            else:
                self._send(Qt.Key.Key_unknown, sign, after=after)

    def type(self, text: str) -> None:
        """Type by hand."""
        for sign in text:
            self._rest()
            self.send(sign)
            self._sending = False
            self.window.scanner.hand_on()

    def enter(self, text: str) -> None:
        """Type by hand and press Enter."""
        self.type(text)
        self.press(Qt.Key.Key_Return)

    def scan(self, code: str) -> None:
        """Scan a code."""
        self._rest()
        self.send(code)
        self._send(Qt.Key.Key_Return, "\r")
        self._sending = False
        self.window.scanner.hand_on()

    def tab_to(self, name: str) -> QWidget:
        """Press Tab until the focus is on what a screen reader calls by a name that begins so."""
        met = []
        self.settle()
        while not self.focus.accessibleName().startswith(name):
            met.append(self.focus.accessibleName())
            assert len(met) < 40, f"Tab does not lead to {name!r}, only to {met}"
            self.press(Qt.Key.Key_Tab)
        return self.focus

    def minutes(self, passed: float) -> None:
        """Let minutes pass; the window notices within a second."""
        self.clock.advance(timedelta(minutes=passed))
        self.window.tick()

    def nobody_for(self, minutes: float) -> None:
        """Let minutes pass in which nobody touches the window, and ticks as it does."""
        self.window.is_left = True
        for _ in range(round(minutes * 6)):
            self.clock.advance(timedelta(seconds=10))
            self.window.tick()
        self.window.is_left = False

    def seat(self, name: str) -> "Desk":
        """Let someone be signed in already, which saves the tenth of a second that a PIN takes."""
        self.window.attendance.person = self.work.people.named(name)
        self.window.show_worklist()
        return self

    def sign_in(self, name: str) -> "Desk":
        """Choose a name and type its PIN."""
        assert self.page is self.window.sign_in
        self.window.sign_in.choose(name)
        self.window.sign_in.pin.setFocus()
        self.enter(PINS[name])
        assert self.window.person is not None
        return self

    def change_person(self, name: str) -> None:
        """Let someone else sign in."""
        self.press(Qt.Key.Key_F8)
        self.sign_in(name)

    def go_on(self) -> None:
        """Do the present step rightly, by keys and scans, as the person who does it."""
        step = present(self.state)
        person = self.window.person
        if person is None or person.name != person_for(step):
            self.change_person(person_for(step))
        self.minutes(1)
        self.do_step()

    def do_step(self) -> None:
        """Do the present step rightly, as whoever is signed in."""
        step = present(self.state)
        match step.kind:
            case Kind.SCAN:
                for code in wanted(self.state):
                    self.scan(code)
            case Kind.MEASURE:
                self.enter(amount(self.state))
            case Kind.WEIGH:
                self.enter(mass_at(step))
                if step.gain is None:
                    self.enter(mass_at(step))
            case Kind.INSPECT | Kind.PROTECT:
                self.type(str(self.answer))
            case Kind.CHECK:
                self.enter("5.82")
                self.enter(latest_start(self.state))
                self.enter(PINS[person_for(step)])
            case Kind.PRINT:
                self.press(Qt.Key.Key_F5)
            case Kind.SCAN_BACK:
                self.scan(label_code(self.work, self.state))
            case _ if step.signs is not None:
                self.enter(PINS[person_for(step)])
            case _ if step.choices:
                self.type("1")
            case _:
                self.press(Qt.Key.Key_F5)

    def go_to(self, identifier: str) -> None:
        """Do every step rightly until a step is the present one."""
        while self.step != identifier:
            before = self.step
            self.go_on()
            assert self.step != before, f"{before} was not done: {self.notices()}"


def texts_of(widget: QWidget) -> tuple[str, ...]:
    """Return what a widget says."""
    said = (widget.accessibleName(), widget.toolTip())
    match widget:
        case QLineEdit():
            return (*said, widget.displayText(), widget.placeholderText())
        case QLabel():
            return (*said, widget.text())
        case QListWidget():
            return (*said, *(widget.item(row).text() for row in range(widget.count())))
        case QTableWidget():
            rows, columns = range(widget.rowCount()), range(widget.columnCount())
            cells = (widget.item(row, column) for row in rows for column in columns)
            return (*said, *(cell.text() for cell in cells if cell is not None))
        case _:
            return said
