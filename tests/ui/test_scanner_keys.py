"""Keys that belong to a scan: function keys, control, AltGr, and the second of two ends."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.intake.key_signs import CONTROL as WITH_CONTROL
from app.intake.key_signs import function_key
from app.ui.scanner import SEPARATOR
from tests.ui.scanner_bench import BY_HAND, CONTROL, NO_MODIFIER, VIAL, Bench

F_KEYS = [Qt.Key(Qt.Key.Key_F1 + number) for number in range(12)]


@pytest.mark.parametrize("number", range(1, 13))
def test_a_function_key_inside_a_scan_belongs_to_it(bench: Bench, number: int) -> None:
    came: list[int] = []
    bench.window.keyPressEvent = lambda event: came.append(event.key())  # type: ignore[method-assign]
    bench.button.setFocus()
    bench.send("]d210AB1")
    bench.key(F_KEYS[number - 1])
    bench.scan("21SER1")
    assert bench.scans == [f"]d210AB1{function_key(number)}21SER1"]
    assert came == []


def test_a_function_key_pressed_alone_stays_a_key(qtbot: QtBot, bench: Bench) -> None:
    came: list[int] = []
    bench.window.keyPressEvent = lambda event: came.append(event.key())  # type: ignore[method-assign]
    bench.button.setFocus()
    bench.key(Qt.Key.Key_F8, after=BY_HAND)
    bench.now += BY_HAND
    bench.scan("]d210AB1234")
    bench.key(Qt.Key.Key_F8, after=BY_HAND)
    qtbot.waitUntil(lambda: came.count(Qt.Key.Key_F8) == 2)
    bench.entry.setFocus()
    bench.send("1357913", after=BY_HAND)
    bench.key(Qt.Key.Key_F8, after=BY_HAND)
    qtbot.waitUntil(lambda: came.count(Qt.Key.Key_F8) == 3)
    bench.key(Qt.Key.Key_F8, modifiers=Qt.KeyboardModifier.AltModifier)
    assert came.count(Qt.Key.Key_F8) == 4
    assert bench.scans == ["]d210AB1234"]
    assert bench.torn == []


def test_a_function_key_after_a_few_signs_comes_after_them(bench: Bench) -> None:
    """A short burst is no scan, so the key in it is handed on as what it is."""
    came: list[str] = []
    bench.window.keyPressEvent = lambda _: came.append(bench.entry.text())  # type: ignore[method-assign]
    bench.send("135791")
    bench.key(Qt.Key.Key_F8)
    bench.scanner.hand_on()
    assert came == ["135791"]


@pytest.mark.parametrize(
    ("key", "text", "sign"),
    [
        (Qt.Key.Key_BracketRight, SEPARATOR, SEPARATOR),
        (Qt.Key.Key_AsciiCircum, "\x1e", "\x1e"),
        # Ctrl and the key of ] on a German and a French keyboard, as X11 and as Windows tell it.
        (Qt.Key.Key_Plus, "+", f"{WITH_CONTROL}+"),
        (Qt.Key.Key_Plus, "", f"{WITH_CONTROL}+"),
        (Qt.Key.Key_Dollar, "$", f"{WITH_CONTROL}$"),
        (Qt.Key.Key_Dollar, "", f"{WITH_CONTROL}$"),
    ],
)
def test_control_with_a_sign_inside_a_scan_belongs_to_it(
    bench: Bench, key: Qt.Key, text: str, sign: str
) -> None:
    bench.send("]d210AB1")
    bench.key(Qt.Key.Key_Control, "", CONTROL)
    bench.key(key, text, CONTROL)
    bench.scan("21SER1")
    assert bench.scans == [f"]d210AB1{sign}21SER1"]
    assert bench.entry.text() == ""


@pytest.mark.parametrize(
    "modifiers",
    [
        CONTROL | Qt.KeyboardModifier.AltModifier,
        Qt.KeyboardModifier.GroupSwitchModifier,
        NO_MODIFIER,
    ],
)
def test_signs_of_altgr_are_signs(bench: Bench, modifiers: Qt.KeyboardModifier) -> None:
    for key in (Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr):
        bench.key(key, "", modifiers)
    bench.key(Qt.Key.Key_BracketRight, "]", modifiers)
    bench.send("d210AB1")
    bench.key(Qt.Key.Key_AltGr, "", modifiers)
    bench.key(Qt.Key.Key_Bar, "|", modifiers)
    bench.scan("21SER1")
    assert bench.scans == ["]d210AB1|21SER1"]
    assert bench.entry.text() == ""


def test_capital_letters_with_shift_are_signs(bench: Bench) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    for sign in "LOTABCDEF":
        bench.key(Qt.Key.Key_Shift, "", shift)
        bench.key(Qt.Key(ord(sign)), sign, shift)
    bench.key(Qt.Key.Key_Return, "\r")
    assert bench.scans == ["LOTABCDEF"]
    assert bench.entry.text() == ""


SECOND_ENDS = [
    (Qt.Key.Key_Return, "\r", NO_MODIFIER),
    (Qt.Key.Key_Enter, "\n", NO_MODIFIER),
    (Qt.Key.Key_J, "\n", CONTROL),
    (Qt.Key.Key_Tab, "\t", NO_MODIFIER),
]


@pytest.mark.parametrize(("key", "text", "modifiers"), SECOND_ENDS)
def test_the_second_of_two_ends_presses_nothing(
    bench: Bench, key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier
) -> None:
    came: list[int] = []
    bench.window.keyPressEvent = lambda event: came.append(event.key())  # type: ignore[method-assign]
    bench.button.setFocus()
    bench.scan(VIAL)
    bench.key(key, text, modifiers)
    assert bench.scans == [VIAL]
    assert bench.presses == []
    assert came == []
    assert QApplication.focusWidget() is bench.button
    bench.key(Qt.Key.Key_Return, "\r")
    assert bench.presses == [True]


def test_the_enter_of_a_hand_after_a_scan_is_pressed(bench: Bench) -> None:
    bench.button.setFocus()
    bench.scan(VIAL)
    bench.key(Qt.Key.Key_Return, "\r", after=BY_HAND)
    assert bench.presses == [True]


@pytest.mark.parametrize("key", [Qt.Key.Key_J, Qt.Key.Key_M])
def test_control_with_j_or_m_ends_a_scan(bench: Bench, key: Qt.Key) -> None:
    bench.send(VIAL)
    bench.key(key, "\n" if key is Qt.Key.Key_J else "\r", CONTROL)
    assert bench.scans == [VIAL]


def test_enter_after_signs_that_followed_a_scan_counts_for_them(bench: Bench) -> None:
    bench.scan(VIAL)
    bench.send("44.2")
    bench.key(Qt.Key.Key_Return, "\r")
    assert bench.entered == ["44.2"]


@pytest.mark.parametrize("number", range(1, 13))
def test_a_function_key_that_opens_a_scan_belongs_to_it(bench: Bench, number: int) -> None:
    came: list[int] = []
    bench.window.keyPressEvent = lambda event: came.append(event.key())  # type: ignore[method-assign]
    bench.button.setFocus()
    bench.key(F_KEYS[number - 1])
    bench.scan("010300080100")
    assert bench.scans == [f"{function_key(number)}010300080100"]
    assert came == []
    assert bench.presses == []
