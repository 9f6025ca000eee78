"""A scan that rests inside, comes in pieces or comes slowly; hands that are quick."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.scanner_bench import BY_HAND, LATER, REST, VIAL, Bench


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
