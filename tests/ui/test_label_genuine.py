"""A signed label through the real scanner: genuine, altered, of an unknown key, in other case."""

import pytest
from PySide6.QtCore import Qt

from app.label_code import signed_code
from app.label_keys import known_keys
from app.label_signing import fingerprint
from app.ui.pages.label import LabelPage
from tests.app.wording import KEY
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, PINS, TECHNICIAN, label_code

ELSEWHERE = "(91)2611-0999(92)1(93)2611022200(94)2611022300(95)1.45mg"
THERE = signed_code(ELSEWHERE, ("DEMO, Adalind",), KEY)
PRINT = fingerprint(KEY.public)


def sent(code: str) -> str:
    """Return what a scanner sends for a code."""
    return "]d2" + code.replace("(", "\x1d").replace(")", "").removeprefix("\x1d")


def page_of(desk: Desk) -> LabelPage:
    assert isinstance(desk.page, LabelPage)
    return desk.page


def at_label(desk: Desk, code: str) -> LabelPage:
    desk.window.show_page("label")
    desk.scan(code)
    return page_of(desk)


def test_a_label_of_here_is_genuine_as_the_scanner_sends_it(at: AtDesk) -> None:
    desk = at("released", PHARMACIST)
    code = label_code(desk.work, desk.state)
    assert len(code) > 200
    at_label(desk, code)
    seen = desk.seen()
    assert "FIT FOR USE" in seen
    assert "GENUINE, signed with the key of this site" in seen


def test_one_sign_altered_is_told_as_altered_and_kept_whole(at: AtDesk) -> None:
    desk = at("released", PHARMACIST)
    code = label_code(desk.work, desk.state)
    altered = code.replace("1.45mg", "9.45mg")
    at_label(desk, altered)
    seen = desk.seen()
    assert "NOT FIT FOR USE" in seen
    assert "it was altered" in seen
    assert "9.45" not in seen
    (row,) = desk.work.log.history("close-calls")
    # All of it is kept, to its last sign.
    assert altered[-20:] in row.data


def test_a_code_in_other_case_is_not_told_as_altered(at: AtDesk) -> None:
    desk = at("released", PHARMACIST)
    at_label(desk, label_code(desk.work, desk.state).removeprefix("]d2").swapcase())
    assert "Switch Caps Lock off" in desk.notices()
    assert "ltered" not in desk.notices()


def test_a_key_is_recorded_after_its_fingerprint_was_compared_and_forgotten(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    page = at_label(desk, sent(THERE))
    seen = desk.seen()
    assert "CHECK WITH THE PHARMACY" in seen
    assert "UNKNOWN KEY" in seen
    assert PRINT in seen
    desk.press(Qt.Key.Key_F9)
    assert page.key.isVisible()
    assert page.asks_pin
    assert PRINT in desk.seen()
    desk.enter("St. Example Cancer Centre")
    desk.enter("1111")
    assert "not the PIN" in desk.seen()
    desk.press(Qt.Key.Key_Escape)
    assert not page.key.isVisible()
    assert known_keys(desk.work.log) == {}
    desk.press(Qt.Key.Key_F9)
    desk.enter("St. Example Cancer Centre")
    desk.press(Qt.Key.Key_Return)
    assert page.key.pin.line is desk.focus
    desk.enter(PINS[PHARMACIST])
    assert known_keys(desk.work.log)[KEY.public].site == "St. Example Cancer Centre"
    seen = desk.seen()
    assert "IN TIME BY ITS LABEL" in seen
    assert f"St. Example Cancer Centre, which {PHARMACIST} compared" in seen
    desk.press(Qt.Key.Key_F9)
    assert page.reason.isVisible()
    desk.enter("their computer was stolen")
    assert known_keys(desk.work.log) == {}
    assert "CHECK WITH THE PHARMACY" in desk.seen()


def test_who_is_no_pharmacist_records_no_key(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    page = at_label(desk, sent(THERE))
    desk.press(Qt.Key.Key_F9)
    assert not page.key.isVisible()
    assert "The key is known" not in desk.seen()


def test_a_scan_while_the_key_is_asked_answers_nothing(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    page = at_label(desk, sent(THERE))
    desk.press(Qt.Key.Key_F9)
    desk.scan(sent(THERE.replace("2611-0999", "2611-0998")))
    assert "A question is open" in desk.seen()
    assert page.key.isVisible()
    assert page.key.site.text() == ""


@pytest.mark.parametrize("code", [THERE.replace("(93)", "(90)C(93)")])
def test_the_label_of_a_cover_is_no_bags(at: AtDesk, code: str) -> None:
    desk = at("people", PHARMACIST)
    whole = signed_code(code.partition("(96)")[0], ("words",), KEY)
    at_label(desk, sent(whole))
    assert "This is the label of the light cover of preparation 2611-0999" in desk.notices()


def test_another_copy_scanned_back_is_not_this_label(at: AtDesk) -> None:
    desk = at("scan-label", PHARMACIST)
    desk.window.open(desk.stream)
    code = label_code(desk.work, desk.state)
    desk.scan(code[:-1] + ("A" if code[-1] != "A" else "B"))
    assert "not the label printed last" in desk.notices()
    desk.scan(code)
    assert desk.step == "release"
