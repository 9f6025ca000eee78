"""The scanner's filter: a scan goes out whole and nowhere else; what is typed is left as it was."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.intake.key_signs import CONTROL as WITH_CONTROL
from app.intake.key_signs import function_key
from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.scanner import SEPARATOR, Scanner

VIAL = f"]d201003000801000111727033110AB1234{SEPARATOR}21100000000001"
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ENDS = [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab]
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


# A scan that rests inside, or comes in pieces.


@pytest.mark.parametrize("rest", [51, 60, 119, 121, REST])
@pytest.mark.parametrize("at", [3, 9, -2])
@pytest.mark.parametrize("focus", ["field", "button"])
def test_a_scan_that_rests_is_one_scan(bench: Bench, rest: int, at: int, focus: str) -> None:
    {"field": bench.entry, "button": bench.button}[focus].setFocus()
    bench.send(VIAL[:at])
    bench.now += rest
    bench.scan(VIAL[at:])
    assert bench.scans == [VIAL]
    assert bench.torn == []
    assert bench.presses == bench.entered == []
    assert bench.entry.text() == ""


def test_a_scan_whose_enter_rests_is_one_scan(bench: Bench) -> None:
    bench.button.setFocus()
    bench.send(VIAL)
    bench.key(Qt.Key.Key_Return, "\r", after=REST)
    assert bench.scans == [VIAL]
    assert bench.presses == []


@pytest.fixture
def ending(bench: Bench) -> Bench:
    """Return a bench whose scanner has ended a scan with Enter."""
    bench.scan("]d20102000000010014")
    bench.scans.clear()
    bench.now += LATER
    return bench


@pytest.mark.parametrize("rest", [501, 900, 1400])
@pytest.mark.parametrize("at", [9, -4, -1])
@pytest.mark.parametrize("focus", ["field", "button"])
def test_a_scan_in_pieces_reaches_nothing(ending: Bench, rest: int, at: int, focus: str) -> None:
    {"field": ending.entry, "button": ending.button}[focus].setFocus()
    ending.send(VIAL[:at])
    ending.now += rest
    ending.scan(VIAL[at:])
    assert ending.torn == [VIAL[:at]]
    assert ending.scans == ending.entered == []
    assert ending.presses == []
    assert ending.entry.text() == ""
    ending.now += LATER
    ending.scan(VIAL)
    assert ending.scans == [VIAL]


def test_a_scan_that_never_ends_is_told_without_another_key(qtbot: QtBot, ending: Bench) -> None:
    ending.send(VIAL)
    qtbot.waitUntil(lambda: ending.torn == [VIAL])
    assert ending.scans == []
    assert ending.entry.text() == ""


def test_the_lone_enter_of_a_torn_scan_presses_nothing(ending: Bench) -> None:
    ending.button.setFocus()
    ending.send(VIAL)
    ending.key(Qt.Key.Key_Return, "\r", after=900)
    assert ending.presses == []
    assert ending.torn == [VIAL]
    ending.key(Qt.Key.Key_Return, "\r", after=LATER)
    assert ending.presses == [True]


@pytest.mark.parametrize("before", [VIAL[:-4], f"{VIAL[:-1]}9"])
def test_a_whole_scan_right_after_a_torn_one_counts(
    qtbot: QtBot, ending: Bench, before: str
) -> None:
    ending.send(before)
    qtbot.waitUntil(lambda: ending.torn == [before])
    ending.now += 800
    ending.scan(VIAL)
    assert ending.scans == [VIAL]


def test_a_digit_that_is_pressed_after_a_torn_scan_is_typed(qtbot: QtBot, ending: Bench) -> None:
    ending.send(VIAL)
    qtbot.waitUntil(lambda: ending.torn == [VIAL])
    ending.send("5", after=900)
    qtbot.waitUntil(lambda: ending.entry.text() == "5")
    ending.key(Qt.Key.Key_Return, "\r", after=BY_HAND)
    assert ending.entered == ["5"]


def test_what_follows_a_scan_that_went_out_without_an_end_reaches_nothing(
    qtbot: QtBot, bench: Bench
) -> None:
    bench.button.setFocus()
    bench.send(VIAL[:-4])
    qtbot.waitUntil(lambda: bench.scans == [VIAL[:-4]])
    bench.now += 600
    bench.scan(VIAL[-4:])
    assert bench.torn == [VIAL[-4:]]
    assert bench.scans == [VIAL[:-4]]
    assert bench.presses == []


SLOW = ["]d201003000801000111727033110AB1234", "01003000801000111727033110AB1234", "036000291452"]


@pytest.mark.parametrize("after", [15, 40, 48, 60, 80, 100, 119])
@pytest.mark.parametrize("focus", ["field", "button"])
@pytest.mark.parametrize("code", SLOW)
def test_a_slow_scanner_sends_one_scan(bench: Bench, after: int, focus: str, code: str) -> None:
    {"field": bench.entry, "button": bench.button}[focus].setFocus()
    bench.send(code, after)
    bench.key(Qt.Key.Key_Return, "\r", after=after)
    assert bench.scans == [code]
    assert bench.presses == bench.entered == []
    assert bench.entry.text() == ""


@pytest.mark.parametrize(
    "text", ["discoloured", "2 specks of rubber", "DEMO, Adalind", "(01)0030008"]
)
def test_quick_hands_type_words(bench: Bench, text: str) -> None:
    bench.send(text, after=90)
    bench.key(Qt.Key.Key_Return, "\r", after=90)
    assert bench.entered == [text]
    assert bench.scans == bench.torn == []


@pytest.mark.parametrize("pin", ["1357", "13579753", "13579753135"])
@pytest.mark.parametrize("after", [60, 90, BY_HAND])
def test_quick_hands_type_a_pin(bench: Bench, pin: str, after: int) -> None:
    bench.asks_pin = True
    bench.send(pin, after)
    bench.key(Qt.Key.Key_Return, "\r", after=after)
    assert bench.entered == [pin]
    assert bench.scans == bench.torn == []


@pytest.mark.parametrize("code", ["1234567", "AB1234"])
def test_a_short_code_beside_a_field_is_no_answer(bench: Bench, code: str) -> None:
    bench.button.setFocus()
    bench.scan(code)
    assert bench.scans == [code]
    assert bench.presses == []


def test_a_key_alone_answers_in_a_moment(qtbot: QtBot, bench: Bench) -> None:
    bench.button.setFocus()
    bench.key(Qt.Key.Key_Space, " ")
    qtbot.waitUntil(lambda: bench.presses == [True], timeout=1000)


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
