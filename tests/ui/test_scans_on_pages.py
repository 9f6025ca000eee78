"""A scan on every page: used, or refused and kept; never typed, and never a PIN in the log."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton

from app.clock import SetClock
from app.close_calls import close_calls, refused_scans
from app.intake.command_code import DIGITS, Instruction, command_text
from app.intake.key_signs import SEPARATOR
from app.intake.scanner_codes import ASKED, SIGNS, code_numbered
from app.intake.scanner_profile import ScannerProfile
from app.ui.pages.close_calls import CloseCallsPage
from app.ui.pages.people import PeoplePage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.products import ProductsPage
from app.ui.pages.scale import ScalePage
from app.ui.pages.setup import SetupPage
from app.ui.pages.stock import LOT, StockPage
from app.ui.steps.check import CheckPage
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, MORNING, PHARMACIST, PINS, TECHNICIAN
from tests.ui.test_window_layout import at_both_sizes, faults

STRANGE = "XQZ-123456789"
UPC = "036000291452"
VIAL = f"]d201003000801000111727033110AB1234{SEPARATOR}21100000000001"
TABS = ["people", "scale", "printers", "monographs", "waste", "equipment", "close_calls"]


class Wedge:
    """A scanner that may rest between two signs, as the platform's times of the keys say."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.now = desk, 10_000_000

    def send(self, text: str, after: int = 4) -> "Wedge":
        """Send signs, so many ms apart."""
        for sign in text:
            if sign == SEPARATOR:
                self._key(Qt.Key.Key_BracketRight, sign, after, Qt.KeyboardModifier.ControlModifier)
            elif sign.isdigit():
                self._key(Qt.Key(Qt.Key.Key_0 + int(sign)), sign, after)
            else:
                self._key(Qt.Key.Key_unknown, sign, after)
        return self

    def enter(self, after: int = 4) -> None:
        """Send Enter."""
        self._key(Qt.Key.Key_Return, "\r", after)

    def scan(self, text: str) -> None:
        """Send a whole code, long after what came before."""
        self.now += 5000
        self.send(text).enter()
        self.desk.settle()

    def _key(
        self,
        key: Qt.Key,
        text: str,
        after: int,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        self.now += after
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifier, text)
            event.setTimestamp(self.now)
            QCoreApplication.sendEvent(self.desk.window.windowHandle(), event)


def _everything(desk: Desk) -> str:
    return "\n".join(row.data for row in desk.work.log.everything())


def _fields(desk: Desk) -> list[str]:
    return [line.text() for line in desk.page.findChildren(QLineEdit)]


def _kept(desk: Desk) -> list[tuple[str, str]]:
    return [(call.page, call.entered) for call, _ in refused_scans(desk.work.log)]


def _learned(desk: Desk, prefix: str, identifier: str) -> None:
    profile = ScannerProfile(prefix, SEPARATOR, identifier, SIGNS)
    desk.work.learn_scanner(profile, desk.work.people.named(TECHNICIAN))


# Every page.


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("code", [STRANGE, UPC])
def test_a_page_that_wants_no_scan_refuses_it(at: AtDesk, tab: str, code: str) -> None:
    desk = at("people", ADMINISTRATOR)
    desk.window.show_page(tab)
    everyone, fields = desk.work.people.everyone(), _fields(desk)
    for focused in _focusable(desk):
        focused.setFocus()
        before = len(_kept(desk))
        Wedge(desk).scan(code)
        desk.window.scanner._last = ("", 0.0)
        told = desk.notices()
        assert "Nothing was recorded" in told or "The scan was not used" in told
        assert len(_kept(desk)) == before + 1
        assert _fields(desk) == fields
    assert desk.work.people.everyone() == everyone
    assert {page for page, _ in _kept(desk)} == {tab}


def _focusable(desk: Desk) -> Iterator[QLineEdit | QPushButton]:
    for kind in (QLineEdit, QPushButton):
        for each in desk.page.findChildren(kind):
            if each.isVisible() and each.isEnabled():
                yield each


@pytest.mark.parametrize("page", ["course", "record", "what_if"])
def test_a_page_of_an_order_that_wants_no_scan_refuses_it(at: AtDesk, page: str) -> None:
    desk = at("order", PHARMACIST)
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    desk.window.ways.show_course(stream)
    if page != "course":
        {"record": desk.window.ways.show_record, "what_if": desk.window.ways.show_what_if}[page](
            stream
        )
    assert desk.page.called == page
    fields = _fields(desk)
    Wedge(desk).scan(UPC)
    assert "takes no scan" in desk.notices()
    assert _kept(desk) == [(page, UPC)]
    assert _fields(desk) == fields


def test_a_scan_is_no_port_of_the_scale(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    desk.window.show_page("scale")
    assert isinstance(desk.page, ScalePage)
    head = len(list(desk.work.log.everything()))
    Wedge(desk).scan("010030008010001117270331")
    rows = [row.name for row in desk.work.log.everything()]
    assert rows[head:] == ["scan-refused"]


def test_a_scan_on_the_first_start_is_no_name_and_no_pin(
    sit_down: SitDown, tmp_path: object
) -> None:
    desk = sit_down(tmp_path / "new", clock=SetClock(MORNING, "x")).wake()  # type: ignore[operator]
    assert isinstance(desk.page, SetupPage)
    fields = _fields(desk)
    Wedge(desk).scan(UPC)
    assert "takes no scan" in desk.notices()
    assert _fields(desk) == fields


def test_digits_of_the_sheet_type_a_first_pin(at: AtDesk) -> None:
    desk = at("people", ADMINISTRATOR)
    desk.window.show_page("people")
    page = desk.page
    assert isinstance(page, PeoplePage)
    page.pin.setFocus()
    for digit in "1357":
        Wedge(desk).scan(command_text(DIGITS[int(digit)]))
    assert page.pin.text() == "1357"


# In pieces.


@pytest.mark.parametrize("stage", ["scan-materials", "inspect-vial-1", "protect-hood", "cover-bag"])
@pytest.mark.parametrize("rest", [70, 400, 900])
@pytest.mark.parametrize("tail", [1, 2, 5])
def test_a_scan_that_rests_answers_no_step(at: AtDesk, stage: str, rest: int, tail: int) -> None:
    desk = at(stage)
    wedge = Wedge(desk)
    wedge.scan(STRANGE)
    before, wedge.now = desk.facts, wedge.now + 5000
    code = f"]d201003000801000111727033110AB1234{SEPARATOR}2110000000{'1' * tail}"
    wedge.send(code[:-tail])
    wedge.now += rest
    wedge.send(code[-tail:]).enter()
    desk.settle()
    new = desk.facts[len(before) :]
    assert len(new) == 1
    if rest > 500:
        assert new == ["entry-refused"]
        assert "The scan came in pieces" in desk.notices()
    elif stage == "scan-materials":
        assert new == ["material-scanned"]
        (material,) = desk.state.materials
        assert (material.lot, material.serial) == ("AB1234", f"10000000{'1' * tail}")
    else:
        assert new == ["entry-refused"]


@pytest.mark.parametrize("after", [15, 40, 60, 100])
@pytest.mark.parametrize("stage", ["inspect-vial-1", "reconstitute-1", "sign-prepared"])
def test_a_slow_scanner_answers_no_step(at: AtDesk, stage: str, after: int) -> None:
    desk = at(stage)
    before = desk.facts
    wedge = Wedge(desk)
    wedge.send(VIAL[3:], after).enter(after)
    desk.settle()
    assert desk.facts[len(before) :] == ["entry-refused"]
    assert isinstance(desk.page, PreparationPage)
    assert not desk.preparation.asks
    assert desk.step == stage


@pytest.mark.parametrize("stage", ["protect-hood", "inspect-vial-1", "add-drug", "print-label"])
def test_a_late_enter_presses_nothing(at: AtDesk, stage: str) -> None:
    desk = at(stage)
    wedge = Wedge(desk)
    wedge.scan(STRANGE)
    before = desk.facts
    wedge.now += 5000
    wedge.send(VIAL)
    wedge.enter(after=900)
    desk.settle()
    assert desk.facts[len(before) :] == ["entry-refused"]
    assert desk.step == stage


def test_f8_that_opens_a_scan_changes_no_person(at: AtDesk) -> None:
    desk = at("scan-materials")
    wedge = Wedge(desk)
    wedge._key(Qt.Key.Key_F8, "", 4)
    wedge.send("01003000801000111727033110AB1234").enter()
    desk.settle()
    assert isinstance(desk.page, PreparationPage)
    assert "sends keys inside a code" in desk.notices()


# PINs.


@pytest.mark.parametrize(("prefix", "identifier"), [("%", ""), ("", "]")])
@pytest.mark.parametrize("stage", ["people", "sign-prepared", "release", "check", "protect-hood"])
@pytest.mark.parametrize("away", [False, True])
def test_no_digit_of_a_pin_reaches_the_log(
    at: AtDesk, prefix: str, identifier: str, stage: str, away: bool
) -> None:
    desk = at(stage, TECHNICIAN if stage == "people" else "")
    _learned(desk, prefix, identifier)
    if stage == "people":
        desk.press(Qt.Key.Key_F8)
        assert desk.page is desk.window.sign_in
    if away:
        (desk.window.sign_in.names if stage == "people" else desk.page).setFocus()
    wedge = Wedge(desk)
    for digit in "1357":
        wedge.scan(command_text(DIGITS[int(digit)]))
    written = _everything(desk).upper()
    assert "UBX" not in written
    for digit in "1357":
        assert command_text(DIGITS[int(digit)])[3:] not in written
    assert close_calls(desk.work.log)


def test_a_torn_digit_of_a_pin_is_not_kept(at: AtDesk) -> None:
    desk = at("sign-prepared")
    wedge = Wedge(desk)
    wedge.scan(STRANGE)
    wedge.now += 5000
    code = command_text(DIGITS[7])
    wedge.send(code[:-1])
    wedge.now += 900
    wedge.send(code[-1:]).enter()
    assert "The scan came in pieces" in desk.notices()
    assert code[:-1] not in _everything(desk)


def test_a_product_scanned_where_a_pin_is_asked_is_not_kept(at: AtDesk) -> None:
    desk = at("release")
    desk.preparation.setFocus()
    Wedge(desk).scan("03600029145")
    assert "The scan was not used" in desk.notices()
    assert "03600029145" not in _everything(desk)
    assert desk.facts[-1] == "entry-refused"


@pytest.mark.parametrize("by_codes", [True, False])
@pytest.mark.parametrize("pin", ["1357", "9753", "99999"])
def test_a_pin_is_no_volume_of_the_check(at: AtDesk, pin: str, by_codes: bool) -> None:
    desk = at("check")
    page = desk.step_page(CheckPage)
    wedge = Wedge(desk)

    def say(instruction: Instruction) -> None:
        desk.clock.advance(timedelta(seconds=3))
        wedge.scan(command_text(instruction))
        desk.window.scanner._last = ("", 0.0)

    for _ in range(2):
        if by_codes:
            for digit in pin:
                say(DIGITS[int(digit)])
            say(Instruction.CONFIRM)
        else:
            desk.enter(pin)
    assert desk.facts[-1] == "entry-refused"
    refused = close_calls(desk.work.log)[0]
    assert pin not in refused.entered + refused.sentence
    assert not page.signature.isVisible()
    assert f'"{pin}' not in _everything(desk)


# Read twice.


@pytest.mark.parametrize("stage", ["cover-bag", "inspect-vial-1", "protect-hood"])
def test_a_digit_that_is_read_twice_answers_once(at: AtDesk, stage: str) -> None:
    desk = at(stage)
    wedge = Wedge(desk)
    wedge.scan(command_text(DIGITS[1]))
    after = desk.facts
    desk.clock.advance(timedelta(milliseconds=420))
    desk.window.scanner._last = ("", 0.0)
    wedge.scan(command_text(DIGITS[1]))
    assert desk.facts == after
    assert "came twice within a second" in desk.notices()
    (call,) = close_calls(desk.work.log)
    assert call.entered == "a digit or point of the command sheet"


def test_a_digit_is_typed_twice_into_one_field(at: AtDesk) -> None:
    desk = at("sign-prepared")
    wedge = Wedge(desk)
    for _ in range(2):
        desk.window.scanner._last = ("", 0.0)
        wedge.scan(command_text(DIGITS[4]))
    assert desk.shown(QLineEdit)[0].text() == "44"


# Questions.


def test_a_scan_while_stock_asks_is_refused_and_kept(at: AtDesk) -> None:
    desk = at("scan-materials", PHARMACIST)
    desk.seat(PHARMACIST)
    desk.window.show_page("stock")
    page = desk.page
    assert isinstance(page, StockPage)
    page.mode.set_text(LOT)
    page._change_mode()
    wedge = Wedge(desk)
    wedge.scan(VIAL)
    assert page.reason.isVisible()
    wedge.scan(STRANGE)
    assert "A question is open" in desk.notices()
    assert _kept(desk) == [("stock", STRANGE)]


def test_a_scan_while_products_asks_is_refused_and_kept(at: AtDesk) -> None:
    desk = at("scan-materials", PHARMACIST)
    desk.seat(PHARMACIST)
    desk.window.show_page("products")
    page = desk.page
    assert isinstance(page, ProductsPage)
    page._toggle("00300080100011")
    desk.press(Qt.Key.Key_F12)
    desk.type("wrong number")
    Wedge(desk).scan("04150123456782")
    assert page.reason.isVisible()
    assert page.reason.field.text() == "wrong number"
    assert _kept(desk) == [("products", "04150123456782")]


# What was learned.


def test_stock_believes_a_proved_separator_as_a_preparation_does(at: AtDesk) -> None:
    desk = at("scan-materials", TECHNICIAN)
    _learned(desk, "", "]")
    hiding = "]d20100300080100011172703311" + "0A2154321"
    wedge = Wedge(desk)
    wedge.scan(hiding)
    assert desk.facts[-1] == "material-scanned"
    desk.window.show_page("stock")
    desk.window.scanner._last = ("", 0.0)
    wedge.scan(hiding)
    assert "How many pieces" in desk.seen()
    assert _kept(desk) == []


@pytest.mark.parametrize("ends", [True, False])
def test_a_scanner_that_was_learned_to_end_its_scans_sends_none_without(
    at: AtDesk, ends: bool
) -> None:
    desk = at("scan-materials", TECHNICIAN)
    profile = ScannerProfile("", SEPARATOR, "]", SIGNS, sends_end=ends)
    desk.work.learn_scanner(profile, desk.work.people.named(TECHNICIAN))
    before = len(desk.facts)
    Wedge(desk).send(VIAL)
    desk.until(lambda: len(desk.facts) > before)
    assert desk.facts[before:] == ["entry-refused" if ends else "material-scanned"]
    assert ("The scan came in pieces" in desk.notices()) is ends


@pytest.mark.parametrize("ends", [True, False])
def test_whether_scans_end_is_learned(at: AtDesk, ends: bool) -> None:
    desk = at("people", TECHNICIAN)
    desk.window.show_page("scanner")
    desk.press(Qt.Key.Key_F5)
    wedge = Wedge(desk)
    for turn, number in enumerate(ASKED, 1):
        wedge.now += 5000
        wedge.send(code_numbered(number).identifier + code_numbered(number).holds)
        if ends:
            wedge.enter()
        done = f"scan {turn + 1} of {len(ASKED)}" if turn < len(ASKED) else "Learned"
        desk.until(lambda said=done: said in desk.seen())  # type: ignore[misc]
    learned = desk.work.scanner_profile
    assert learned is not None
    assert learned.sends_end is ends


# Reading them.


@at_both_sizes
def test_close_calls_are_read_newest_first(at: AtDesk, size: str) -> None:
    desk = at("scan-materials", TECHNICIAN, size=size)
    wedge = Wedge(desk)
    wedge.scan(STRANGE)
    desk.minutes(1)
    desk.window.show_page("scale")
    wedge.scan(UPC)
    desk.window.show_page("equipment")
    desk.press(Qt.Key.Key_F4)
    page = desk.page
    assert isinstance(page, CloseCallsPage)
    assert "2 close calls" in desk.seen()
    first, second = [row.facts() for row in page.findings.rows()]
    assert f"entered: {UPC}" in first.detail
    assert "scale" in first.detail
    assert f"entered: {STRANGE}" in second.detail
    assert "not a product code" in second.sentence
    assert TECHNICIAN in first.source
    assert faults(desk) == []
    desk.press(Qt.Key.Key_Escape)
    assert desk.page.called == "equipment"


def test_no_close_call_yet_is_said(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    desk.window.show_page("close_calls")
    assert "No close call yet" in desk.seen()
    assert PINS[TECHNICIAN] not in desk.seen()
