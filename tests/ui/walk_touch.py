"""A preparation walked by fingers on glass: short presses on what is seen, and nothing else.

Each press is a touch of a touch screen as Qt gets it from the platform, at the middle of what is
touched. It fails where that is hidden, lies behind something, or could only be dragged into sight;
what is smaller than 20 mm at the screen's density is remembered.
"""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from app.core.step import Kind
from app.label_code import typed_code
from app.ui import theme
from app.ui.drawing.buttons import Button
from app.ui.drawing.findings import FindingRow, HiddenBelow
from app.ui.drawing.key_button import KeyButton
from app.ui.drawing.pad import Act, Pad
from app.ui.who_page import WhoPage
from tests.ui.desk import Desk
from tests.ui.hospital import PINS, present
from tests.ui.walk import Walk, as_printed


class Finger:
    """A gloved finger at a desk; `small` names what was touched and is less than 20 mm."""

    def __init__(self, desk: Desk, device: QPointingDevice) -> None:
        self.desk, self._device = desk, device
        self.small: list[str] = []

    def touch(self, widget: QWidget) -> None:
        """Press a widget shortly."""
        self.touch_part(widget, widget.rect())

    def touch_part(self, widget: QWidget, part: QRect) -> None:
        """Press a part of a widget shortly, such as a line of a list."""
        self.desk.settle()
        called = f"{type(widget).__name__} “{widget.accessibleName()}”"
        assert widget.isVisible(), f"{called} is hidden"
        assert widget.isEnabled(), f"{called} is disabled"
        self._measure(widget, part.size(), called)
        window, middle = self.desk.window, widget.mapTo(self.desk.window, part.center())
        assert window.rect().contains(middle), f"{called} lies outside the window"
        hit = window.childAt(middle)
        assert hit is not None, f"nothing is at {middle}"
        there = hit is widget or widget.isAncestorOf(hit) or hit.isAncestorOf(widget)
        assert there, f"{called} lies behind {hit}"
        assert not _is_clipped(widget, part), f"{called} is scrolled out of sight"
        self._press(middle)

    def _measure(self, widget: QWidget, size: QSize, called: str) -> None:
        # A field is as large as the frame that it is drawn in.
        frame = widget.parentWidget() if isinstance(widget, QLineEdit) else None
        seen = frame.size() if frame is not None else size
        least = theme.target(widget)
        if min(seen.width(), seen.height()) < least:
            told = f"{called}: {seen.width()} x {seen.height()}, needs {least}"
            if told not in self.small:
                self.small.append(told)

    def _press(self, at: QPoint) -> None:
        window, hints = self.desk.window, QGuiApplication.styleHints()
        # As long after the touch before as somebody takes who looks: it is no double one.
        interval = hints.mouseDoubleClickInterval()
        hints.setMouseDoubleClickInterval(0)
        QTest.touchEvent(window, self._device).press(0, at, window).commit()
        QTest.touchEvent(window, self._device).release(0, at, window).commit()
        self.desk.settle()
        hints.setMouseDoubleClickInterval(interval)

    @property
    def pad(self) -> Pad:
        """The keys on the screen, which must be in sight."""
        (pad,) = self.desk.shown(Pad)
        return pad

    def button(self, begins: str) -> Button:
        """Return the button that can be seen and whose words begin so."""
        buttons = self.desk.shown(Button)
        named = [each for each in buttons if each.accessibleName().startswith(begins)]
        assert len(named) == 1, f"{begins!r}: {[each.accessibleName() for each in buttons]}"
        return named[0]

    def footer(self, key: str) -> None:
        """Press a key in the footer."""
        (button,) = (each for each in self.desk.shown(KeyButton) if each.key == key)
        self.touch(button)

    def type(self, text: str, enter: bool = True) -> None:
        """Fill the field that is pressed with the keys on the screen."""
        for sign in text:
            self._key(sign)
        if enter:
            self.act(Act.ENTER)

    def _key(self, sign: str) -> None:
        key = self.pad.keys[sign.lower()]
        if key.does != sign:
            self.act(Act.SHIFT)
        assert key.does == sign
        self.touch(key)

    def act(self, act: Act) -> None:
        """Press a key that types no sign."""
        self.touch(self.pad.keys[act])

    def pin(self, page: WhoPage, pin: str, enter: bool = True) -> None:
        """Give a PIN with the keys that the page has for it."""
        for sign in (*pin, Act.ENTER) if enter else pin:
            self.touch(page.pad.keys[sign])

    def field(self) -> QLineEdit:
        """Press the field that has the focus, so that the keys come."""
        line = self.desk.focus
        assert isinstance(line, QLineEdit)
        if not self.desk.shown(Pad):
            self.touch(line)
        return line


class ByTouch(Walk):
    """Nothing but short presses."""

    def __init__(self, desk: Desk, device: QPointingDevice) -> None:
        super().__init__(desk)
        self.finger = Finger(desk, device)

    def sign_in(self, name: str) -> None:
        if self.desk.window.person is not None:
            self.finger.footer("F8")
        page = self.desk.window.sign_in
        self._name(page.names, name)
        self.finger.pin(page, PINS[name])

    def _name(self, names: QListWidget, name: str) -> None:
        (item,) = (names.item(at) for at in range(names.count()) if names.item(at).text() == name)
        self.finger.touch_part(names.viewport(), names.visualItemRect(item))
        assert names.currentItem() is item

    def open_order(self) -> None:
        self.finger.touch(self.the_row())

    def answer_row(self, row: FindingRow) -> None:
        below = self.desk.shown(HiddenBelow)
        for _ in range(10):
            if not below or not _is_clipped(row, row.rect()):
                break
            self.finger.touch(below[0])
        self.finger.touch(row)

    def verify(self) -> None:
        self.finger.touch(self.finger.button("Verify"))

    def package(self, code: str) -> None:
        self.finger.field()
        self.finger.type(as_printed(code))

    def number(self, text: str) -> None:
        self.finger.field()
        self.finger.type(text)

    def answer(self, digit: int) -> None:
        (button,) = (
            each
            for each in self.desk.shown(Button)
            if each.accessibleName().endswith(f", key {digit}")
        )
        self.finger.touch(button)

    def label(self) -> None:
        label = self.desk.state.label
        assert label is not None
        self.finger.field()
        self.finger.type(typed_code(label.code))

    def confirm(self) -> None:
        step = present(self.desk.state)
        assert step.kind is Kind.CONFIRM
        self.finger.touch(self.finger.button("Done"))


def _is_clipped(widget: QWidget, part: QRect) -> bool:
    """Tell whether the middle of a part of a widget is scrolled out of sight."""
    return not widget.visibleRegion().contains(part.center())
