"""A finger that touches twice, and a key that bounces, answer nothing that nobody has seen."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.ui.settling import KEY_APART, PRESS_APART
from app.ui.steps.confirm import ConfirmPage
from app.ui.steps.finish import FinishPage
from app.ui.steps.inspect import InspectPage
from app.ui.steps.measure import MeasurePage
from tests.ui.conftest import AtDesk
from tests.ui.desk import Attended, Desk
from tests.ui.hospital import PINS, TECHNICIAN, amount

LEFT = Qt.MouseButton.LeftButton
SOON = timedelta(milliseconds=100)


@pytest.fixture
def hasty(at: AtDesk) -> "Hasty":
    """Somebody who does not look before they press."""
    return Hasty(at)


class Hasty:
    """Sits down at a desk at a stage."""

    def __init__(self, at: AtDesk) -> None:
        self._at = at

    def at(self, stage: str) -> Desk:
        """Return the desk at a stage; what is shown there has been seen."""
        desk = self._at(stage)
        assert isinstance(desk.window, Attended)
        desk.window.is_hasty = True
        desk.clock.advance(PRESS_APART)
        return desk


def _spot(desk: Desk, widget: QWidget) -> QPoint:
    desk.settle()
    return widget.mapTo(desk.window, widget.rect().center())


def _touch(desk: Desk, spot: QPoint) -> None:
    """Press what is at a spot of the window, whatever that is."""
    desk.settle()
    QTest.mouseClick(desk.window.windowHandle(), LEFT, pos=spot)
    desk.settle()


def test_a_double_touch_on_done_finishes_no_bag(hasty: Hasty) -> None:
    desk = hasty.at("add-drug")
    _touch(desk, _spot(desk, desk.step_page(ConfirmPage).button))
    assert desk.facts[-1] == "drug-added"
    page, before = desk.step_page(FinishPage), desk.facts
    for button in (*page.buttons, page.failed):
        desk.clock.advance(SOON)
        _touch(desk, _spot(desk, button))
    assert desk.facts == before
    assert desk.step_page(FinishPage).isVisible()
    desk.clock.advance(PRESS_APART)
    _touch(desk, _spot(desk, page.buttons[0]))
    assert desk.facts[-3:] == ["bag-passed", "protection-started", "storage-chosen"]


def test_a_double_touch_on_record_passes_no_vial(hasty: Hasty) -> None:
    desk = hasty.at("reconstitute-1")
    page = desk.step_page(MeasurePage)
    desk.type(amount(desk.state))
    spot = _spot(desk, page.button)
    _touch(desk, spot)
    before = desk.facts
    inspect = desk.step_page(InspectPage)
    for place in (spot, _spot(desk, inspect.passed), _spot(desk, inspect.failed)):
        _touch(desk, place)
    assert desk.facts == before
    assert desk.step_page(InspectPage) is inspect
    assert not inspect.passed.geometry().contains(inspect.mapFrom(desk.window, spot))
    desk.clock.advance(PRESS_APART)
    _touch(desk, _spot(desk, inspect.passed))
    assert desk.facts[-1] != before[-1]


def test_a_question_is_not_answered_before_it_is_seen(hasty: Hasty) -> None:
    desk = hasty.at("inspect-vial-1")
    _touch(desk, _spot(desk, desk.step_page(InspectPage).failed))
    reason = desk.preparation.reason
    _touch(desk, _spot(desk, reason.buttons[0]))
    assert reason.field.text() == ""
    desk.clock.advance(PRESS_APART)
    _touch(desk, _spot(desk, reason.buttons[0]))
    assert reason.field.text() == reason.buttons[0].text()


def test_a_double_click_is_one_press(at: AtDesk) -> None:
    desk = at("inspect-vial-1")
    pressed: list[bool] = []
    button = desk.step_page(InspectPage).failed
    button.clicked.disconnect()
    button.clicked.connect(lambda: pressed.append(True))
    spot = _spot(desk, button)
    QTest.mouseDClick(desk.window.windowHandle(), LEFT, pos=spot)
    assert len(pressed) == 1


def test_a_key_of_a_pad_is_pressed_as_often_as_it_is_touched(at: AtDesk) -> None:
    desk = at("inspect-vial-1")
    desk.press(Qt.Key.Key_F8)
    page = desk.window.sign_in
    spot = _spot(desk, page.pad.keys["1"])
    QTest.mouseDClick(desk.window.windowHandle(), LEFT, pos=spot)
    assert page.pin.text() == "11"


def test_a_key_that_bounces_answers_once(hasty: Hasty) -> None:
    desk = hasty.at("inspect-vial-1")
    desk.type("1")
    assert desk.step == "reconstitute-2"
    field = desk.step_page(MeasurePage).field
    desk.type("1")
    assert field.text() == ""
    desk.type("4")
    assert field.text() == "4"
    desk.clock.advance(KEY_APART)
    desk.type("1")
    assert field.text() == "41"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F5])
def test_enter_that_bounces_answers_once(hasty: Hasty, key: Qt.Key) -> None:
    desk = hasty.at("reconstitute-1")
    desk.type(amount(desk.state))
    desk.press(key)
    assert desk.step == "inspect-vial-1"
    desk.step_page(InspectPage).passed.setFocus()
    desk.press(key)
    assert desk.step == "inspect-vial-1"
    desk.clock.advance(KEY_APART)
    desk.press(key)
    assert desk.step == "reconstitute-2"


def test_what_was_recorded_of_the_bag_is_seen_before_it_is_signed(at: AtDesk) -> None:
    desk = at("inspect-bag")
    desk.type("9")
    assert desk.step == "sign-prepared"
    seen = desk.seen()
    assert "aluminium foil on the bag" in seen
    assert "refrigerated" in seen
    desk.enter(PINS[TECHNICIAN])
    assert desk.step == "check"
