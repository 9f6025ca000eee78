"""Keys on the screen: when they come, where they lie, what they type."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.core.preparation import Status
from app.ui import theme
from app.ui.drawing.banner import Banner
from app.ui.drawing.pad import DIGITS, NUMBER, WORDS, Act, Pad
from app.ui.steps.measure import MeasurePage
from app.ui.theme import RoomLight
from app.ui.touch_pad import keys_for
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import PINS, TECHNICIAN, Folders
from tests.ui.test_window_layout import at_both_sizes
from tests.ui.trainee_fixtures import Practise
from tests.ui.walk_touch import Finger


@pytest.fixture
def glass(qapp: QApplication) -> QPointingDevice:
    """A touch screen."""
    assert qapp.platformName() == "offscreen"
    return QTest.createTouchDevice()


def _keys_lie_well(desk: Desk, line: QLineEdit) -> None:
    (pad,) = desk.shown(Pad)
    least = theme.target(pad)
    assert desk.window.rect().contains(pad.geometry())
    assert not pad.geometry().intersects(
        line.parentWidget()
        .rect()
        .translated(line.parentWidget().mapTo(desk.window, line.parentWidget().rect().topLeft()))
    )
    for key in pad.keys.values():
        assert min(key.width(), key.height()) >= least, key.accessibleName()
        assert pad.rect().contains(key.geometry().translated(key.parentWidget().pos()))


@at_both_sizes
@pytest.mark.parametrize("stage", ["scan-materials", "withdraw-1", "check", "release"])
def test_the_keys_are_20_mm_and_never_over_the_field(
    at: AtDesk, glass: QPointingDevice, stage: str, size: str
) -> None:
    desk = at(stage, size=size)
    _keys_lie_well(desk, Finger(desk, glass).field())


def _lies_below_the_banner(desk: Desk) -> None:
    (pad,), (banner,) = desk.shown(Pad), desk.shown(Banner)
    assert pad.geometry().top() >= banner.mapTo(desk.window, banner.rect().bottomLeft()).y()
    least = theme.form_target(pad)
    for key in pad.keys.values():
        assert min(key.width(), key.height()) >= least, key.accessibleName()


@pytest.mark.parametrize("light", list(RoomLight))
@pytest.mark.parametrize("size", ["1280x720", "1366x768", "1920x1080"])
def test_letters_leave_the_banner_free(
    at: AtDesk, glass: QPointingDevice, qapp: QApplication, size: str, light: RoomLight
) -> None:
    desk = at("scan-materials", size=size)
    theme.apply(qapp, light)
    finger = Finger(desk, glass)
    _keys_lie_well(desk, finger.field())
    _lies_below_the_banner(desk)
    finger.act(Act.HIDE)
    for key in ("F2", "F12"):
        finger.footer(key)
        _keys_lie_well(desk, finger.field())
        _lies_below_the_banner(desk)
        desk.press(Qt.Key.Key_Escape)
    theme.apply(qapp)


def test_letters_leave_the_banner_of_practice_free(
    practise: Practise, glass: QPointingDevice
) -> None:
    desk = practise().begin("wrong-vial")
    finger = Finger(desk, glass)
    finger.footer("F12")
    _keys_lie_well(desk, finger.field())
    _lies_below_the_banner(desk)


def test_a_field_gets_the_keys_that_fill_it(at: AtDesk) -> None:
    wanted = {"withdraw-1": NUMBER, "release": DIGITS, "scan-materials": WORDS, "check": NUMBER}
    for stage, keys in wanted.items():
        desk = at(stage)
        assert all(keys_for(line) in (keys, DIGITS) for line in desk.shown(QLineEdit))


def test_nothing_comes_where_nobody_touches(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.enter("5.8")
    assert desk.shown(Pad) == []


def test_the_keys_type_delete_and_enter(at: AtDesk, glass: QPointingDevice) -> None:
    desk = at("withdraw-1")
    finger = Finger(desk, glass)
    line = finger.field()
    finger.type("5.9", enter=False)
    assert line.text() == "5.9"
    finger.act(Act.DELETE)
    finger.type("8")
    assert desk.facts[-1] == "dose-withdrawn"


def test_the_next_number_is_asked_for_with_keys_and_no_question_of_words_is(
    at: AtDesk, glass: QPointingDevice
) -> None:
    desk = at("withdraw-1")
    finger = Finger(desk, glass)
    finger.field()
    finger.type("5.8")
    assert desk.step == "fill-container"
    assert len(desk.shown(Pad)) == 1
    finger.footer("F12")
    assert desk.shown(Pad) == []


def test_a_hand_at_the_keyboard_hides_them(at: AtDesk, glass: QPointingDevice) -> None:
    desk = at("withdraw-1")
    finger = Finger(desk, glass)
    line = finger.field()
    desk.type("5")
    assert desk.shown(Pad) == []
    assert line.text() == "5"
    desk.press(Qt.Key.Key_F12)
    desk.press(Qt.Key.Key_Escape)
    assert desk.shown(Pad) == []


def test_hidden_they_come_again_with_the_next_touch(at: AtDesk, glass: QPointingDevice) -> None:
    desk = at("withdraw-1")
    finger = Finger(desk, glass)
    line = finger.field()
    finger.act(Act.HIDE)
    assert desk.shown(Pad) == []
    finger.touch(line)
    assert len(desk.shown(Pad)) == 1


def test_a_reason_is_written_and_a_preparation_ended_by_touch(
    at: AtDesk, glass: QPointingDevice
) -> None:
    desk = at("withdraw-1")
    finger = Finger(desk, glass)
    finger.footer("F12")
    finger.field()
    finger.type("Vial fell (2)", enter=False)
    finger.act(Act.ENTER)
    assert desk.state.status is Status.DISCARDED
    assert desk.state.discarded is not None
    assert desk.state.discarded.reason == "Vial fell (2)"


def test_a_key_shows_the_letter_that_it_types(at: AtDesk, glass: QPointingDevice) -> None:
    desk = at("withdraw-1")
    finger = Finger(desk, glass)
    finger.footer("F12")
    line = finger.field()
    key = finger.pad.keys["v"]
    for shown in ("V", "v"):
        assert key.text() == shown
        finger.touch(key)
    assert line.text() == "Vv"
    finger.act(Act.SHIFT)
    assert key.text() == "V"


def test_a_refused_volume_is_seen_beside_the_keys(at: AtDesk, glass: QPointingDevice) -> None:
    desk = at("withdraw-1")
    finger = Finger(desk, glass)
    finger.field()
    finger.type("9.7")
    notice = desk.step_page(MeasurePage).notice
    (pad,) = desk.shown(Pad)
    box = notice.rect().translated(notice.mapTo(desk.window, notice.rect().topLeft()))
    assert notice.isVisible()
    assert not pad.geometry().intersects(box)


def test_a_pin_from_the_keys_is_shown_nowhere(
    sit_down: SitDown, folders: Folders, glass: QPointingDevice
) -> None:
    desk = sit_down(folders.at("order")).wake()
    finger = Finger(desk, glass)
    page = desk.window.sign_in
    page.choose(TECHNICIAN)
    finger.touch(page.pin.line)
    assert desk.shown(Pad) == []  # the page has keys of its own
    finger.pin(page, PINS[TECHNICIAN], enter=False)
    assert page.pin.text() == PINS[TECHNICIAN]
    assert PINS[TECHNICIAN] not in desk.seen()
    finger.touch(page.pad.keys[Act.ENTER])
    assert desk.window.person is not None
