"""The scanner's filter: a scan goes out whole and nowhere else; what is typed is left as it was."""

import time
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.scanner import SEPARATOR
from tests.ui.scanner_bench import BY_HAND, BY_SCANNER, CONTROL, LATER, NO_MODIFIER, VIAL, Bench

ENDS = [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab]


@pytest.mark.parametrize("end", ENDS)
def test_a_scan_arrives_whole_with_its_separator(bench: Bench, end: Qt.Key) -> None:
    bench.scan(VIAL, end)
    assert bench.scans == [VIAL]


@pytest.mark.parametrize("end", ENDS)
def test_a_scan_leaves_the_field_that_has_the_focus_as_it_was(bench: Bench, end: Qt.Key) -> None:
    bench.entry.set_text("(01)")
    bench.scan(VIAL, end)
    assert bench.entry.text() == "(01)"
    assert bench.entered == []
    assert QApplication.focusWidget() is bench.entry.line


@pytest.mark.parametrize("end", ENDS)
def test_a_scan_presses_no_button_and_moves_no_focus(bench: Bench, end: Qt.Key) -> None:
    bench.button.setFocus()
    bench.scan("0123456789 112 ", end)
    assert bench.presses == []
    assert bench.scans == ["0123456789 112 "]
    assert QApplication.focusWidget() is bench.button


@pytest.mark.parametrize("sign", [SEPARATOR, "(", "~", "]", "µ"])
def test_every_sign_of_a_scan_is_kept(bench: Bench, sign: str) -> None:
    bench.scan(f"10LOT1{sign}21SER1")
    assert bench.scans == [f"10LOT1{sign}21SER1"]


@pytest.mark.parametrize("text", ["5.8", "1357", "14:44", "DEMO", "1234567"])
def test_a_few_signs_in_one_burst_are_typing_in_their_order(
    qtbot: QtBot, bench: Bench, text: str
) -> None:
    bench.send(text)
    assert bench.entry.text() == ""
    qtbot.waitUntil(lambda: bench.entry.text() == text)
    assert bench.scans == []


def test_enter_after_a_few_signs_comes_after_them(bench: Bench) -> None:
    bench.send("44.2")
    bench.key(Qt.Key.Key_Return, "\r")
    assert bench.entered == ["44.2"]
    assert bench.scans == []


def test_signs_typed_one_by_one_need_no_enter(qtbot: QtBot, bench: Bench) -> None:
    for count, sign in enumerate("010300080", start=1):
        bench.send(sign, BY_HAND)
        qtbot.waitUntil(partial(lambda n: len(bench.entry.text()) == n, count))
    bench.key(Qt.Key.Key_Return, "\r", after=BY_HAND)
    assert bench.entered == ["010300080"]
    assert bench.scans == []


def test_what_was_typed_while_the_window_was_busy_is_no_scan(bench: Bench) -> None:
    """The keys of a long PIN come at once then, but the platform says when each was pressed."""
    bench.send("13579753", BY_HAND)
    bench.key(Qt.Key.Key_Return, "\r", after=BY_HAND)
    assert bench.entered == ["13579753"]
    assert bench.scans == []


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        (Qt.Key.Key_Backspace, "\x08", "5."),
        (Qt.Key.Key_Left, "", "5.|9"),
        (Qt.Key.Key_Home, "", "|5.9"),
    ],
)
def test_a_key_that_is_no_sign_comes_after_the_signs_before_it(
    bench: Bench, key: Qt.Key, text: str, expected: str
) -> None:
    bench.send("5.9")
    bench.key(key, text)
    bench.send("|" if "|" in expected else "")
    bench.scanner.hand_on()
    assert bench.entry.text() == expected


def test_a_function_key_comes_after_the_signs_before_it(qtbot: QtBot, bench: Bench) -> None:
    came: list[str] = []
    bench.window.keyPressEvent = lambda _: came.append(bench.entry.text())  # type: ignore[method-assign]
    bench.send("44.2")
    bench.key(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: came == ["44.2"])


def test_the_shift_key_of_a_scanner_breaks_no_scan(bench: Bench) -> None:
    bench.send("]d20103")
    bench.key(Qt.Key.Key_Shift, "", Qt.KeyboardModifier.ShiftModifier)
    bench.scan("AB1234")
    assert bench.scans == ["]d20103AB1234"]
    assert bench.entry.text() == ""


def test_a_scan_without_an_end_is_still_no_typing(qtbot: QtBot, bench: Bench) -> None:
    """Its digits would answer whatever the page asks."""
    bench.button.setFocus()
    bench.send(VIAL)
    qtbot.waitUntil(lambda: bench.scans == [VIAL])
    assert bench.presses == []
    assert bench.entry.text() == ""


def test_the_enter_of_a_scan_that_comes_late_presses_nothing(qtbot: QtBot, bench: Bench) -> None:
    """So it does when the window was busy between the last sign and the Enter."""
    bench.button.setFocus()
    bench.send(VIAL)
    qtbot.waitUntil(lambda: bench.scans == [VIAL])
    bench.key(Qt.Key.Key_Return, "\r", after=1400)
    bench.key(Qt.Key.Key_Return, "\n", after=BY_SCANNER)
    assert bench.presses == []
    bench.key(Qt.Key.Key_Return, "\r", after=BY_HAND)
    assert bench.presses == [True]


def test_the_enter_of_a_hand_after_a_scan_without_an_end_is_pressed(
    qtbot: QtBot, bench: Bench
) -> None:
    bench.button.setFocus()
    bench.send(VIAL)
    qtbot.waitUntil(lambda: bench.scans == [VIAL])
    bench.key(Qt.Key.Key_Return, "\r", after=LATER)
    assert bench.presses == [True]


def test_a_key_that_is_held_down_is_no_scan(bench: Bench) -> None:
    bench.send("5")
    for _ in range(20):
        bench.key(Qt.Key.Key_5, "5", held_down=True, after=30)
    bench.key(Qt.Key.Key_Return, "\r", after=30)
    assert bench.scans == []
    assert bench.entered == ["5" * 21]


def test_the_same_code_twice_at_once_counts_once(bench: Bench) -> None:
    bench.scan(VIAL)
    bench.scan(VIAL)
    assert bench.scans == [VIAL]


def test_the_same_code_counts_again_a_moment_later(qtbot: QtBot, bench: Bench) -> None:
    bench.scan(VIAL)
    moment_later = time.monotonic() + 0.35
    qtbot.waitUntil(lambda: time.monotonic() > moment_later)
    bench.scan(VIAL)
    assert bench.scans == [VIAL, VIAL]


def test_two_codes_in_quick_succession_both_count(bench: Bench) -> None:
    bench.scan(VIAL)
    bench.scan("]d20102000000010014")
    bench.scan(VIAL)
    assert bench.scans == [VIAL, "]d20102000000010014", VIAL]


def test_what_was_typed_before_the_page_changed_is_not_lost(bench: Bench) -> None:
    bench.send("5.8")
    bench.scanner.hand_on()
    assert bench.entry.text() == "5.8"


def test_a_click_comes_after_the_signs_before_it(bench: Bench) -> None:
    bench.send("5.8")
    at = QPointF(bench.button.rect().center())
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        event = QMouseEvent(
            kind,
            at,
            bench.button.mapToGlobal(at),
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.LeftButton,
            NO_MODIFIER,
        )
        QCoreApplication.sendEvent(bench.button, event)
    assert bench.entry.text() == "5.8"
    assert bench.presses == [True]


def test_a_shortcut_is_no_part_of_a_scan(bench: Bench) -> None:
    bench.send("1234567")
    bench.key(Qt.Key.Key_A, "\x01", CONTROL)
    assert bench.entry.line.selectedText() == "1234567"
    bench.key(Qt.Key.Key_Return, "\r")
    assert bench.scans == []


@pytest.mark.parametrize(
    ("key", "text", "modifiers"),
    [
        (Qt.Key.Key_A, "\x01", CONTROL),
        (Qt.Key.Key_Backspace, "\x08", NO_MODIFIER),
        (Qt.Key.Key_Escape, "\x1b", NO_MODIFIER),
    ],
)
def test_a_scan_that_another_key_breaks_off_reaches_nothing(
    bench: Bench, key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier
) -> None:
    bench.send(VIAL[:-4])
    bench.key(key, text, modifiers)
    bench.scan(VIAL[-4:])
    assert bench.torn == [VIAL[:-4]]
    assert bench.scans == bench.entered == []
    assert bench.entry.text() == ""


@pytest.mark.parametrize("focus", ["field", "button"])
def test_no_shortcut_takes_a_sign_out_of_a_scan(qtbot: QtBot, bench: Bench, focus: str) -> None:
    taken: list[bool] = []
    QShortcut(QKeySequence("7"), bench.window, lambda: taken.append(True))
    {"field": bench.entry, "button": bench.button}[focus].setFocus()
    for sign in "0123456789":
        QTest.keyClick(bench.window.windowHandle(), sign)
    QTest.keyClick(bench.window.windowHandle(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.scans == ["0123456789"])
    assert taken == []


def test_letters_with_alt_are_left_to_the_window(bench: Bench) -> None:
    bench.key(Qt.Key.Key_D, "d", Qt.KeyboardModifier.AltModifier)
    bench.scan("123456789")
    assert bench.scans == ["123456789"]


def test_keys_that_only_the_focus_gets_are_filtered_too(qtbot: QtBot, bench: Bench) -> None:
    qtbot.keyClicks(bench.entry.line, "0123456789")
    qtbot.keyClick(bench.entry.line, Qt.Key.Key_Return)
    assert bench.scans == ["0123456789"]
    assert bench.entry.text() == ""
    qtbot.keyClicks(bench.entry.line, "5.8")
    qtbot.keyClick(bench.entry.line, Qt.Key.Key_Return)
    assert bench.entered == ["5.8"]
