"""Setting a scale up: where it is, how it talks, and a reading that proves it."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.scale import Port
from app.scales import port_of
from app.ui.pages.equipment import EquipmentPage
from app.ui.pages.scale import ScalePage
from tests.app.simulated_scale import scale_that_says, shows
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, TECHNICIAN
from tests.ui.test_window_layout import SIZES, faults

PATIENCE_MS = 10_000


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """The set-up of the scale, open to a technician."""
    made = at("order", TECHNICIAN)
    made.window.show_page("equipment")
    assert isinstance(made.page, EquipmentPage)
    made.press(Qt.Key.Key_F7)
    page(made)
    return made


def page(desk: Desk) -> ScalePage:
    assert isinstance(desk.page, ScalePage)
    return desk.page


def test_equipment_leads_to_the_scale_and_back(desk: Desk) -> None:
    assert desk.focus is page(desk).name.line
    assert "None is set up: masses are typed by hand." in desk.seen()
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, EquipmentPage)


def test_a_port_is_typed_and_saved(desk: Desk) -> None:
    desk.enter("COM3")
    assert port_of(desk.work.log) == Port("COM3")
    assert desk.notices() == "Saved: The scale of this workstation is on COM3."
    assert "It is on COM3, 9600 baud, 8N1." in desk.seen()
    assert not isinstance(desk.page, EquipmentPage)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, EquipmentPage)
    assert "COM3" in desk.seen()


def test_speed_and_frame_are_chosen(desk: Desk) -> None:
    desk.type("COM3")
    page(desk).rate.buttons[0].click()
    page(desk).frame.buttons[1].click()
    desk.press(Qt.Key.Key_F5)
    assert port_of(desk.work.log) == Port("COM3", 2400, "7E1")
    desk.window.show_page("scale")
    assert page(desk).rate.text() == "2400"
    assert page(desk).frame.text() == "7E1"
    assert page(desk).name.text() == "COM3"


@pytest.mark.parametrize("typed", ["", "two words"])
def test_what_is_no_port_is_refused(desk: Desk, typed: str) -> None:
    desk.enter(typed)
    assert "is not the name of a port" in desk.notices()
    assert port_of(desk.work.log) is None


def test_a_scale_is_taken_away(desk: Desk) -> None:
    assert not page(desk).remove.isEnabled()
    desk.enter("COM3")
    page(desk).remove.click()
    assert port_of(desk.work.log) is None
    assert "None is set up" in desk.seen()


def test_a_test_reading_shows_what_the_scale_shows_and_records_nothing(
    desk: Desk, qtbot: QtBot
) -> None:
    before = desk.work.log.count()
    with scale_that_says(shows("20.50")) as scale:
        desk.type(scale.port.name)
        desk.press(Qt.Key.Key_F4)
        assert page(desk).read.text() == "Reading…"
        qtbot.waitUntil(page(desk).figure.isVisible, timeout=PATIENCE_MS)
    assert page(desk).figure.accessibleName() == "20.50 g"
    assert page(desk).pill.accessibleName() == "stable, fine enough"
    assert desk.work.log.count() == before


def test_a_scale_that_is_too_coarse_is_told(desk: Desk, qtbot: QtBot) -> None:
    with scale_that_says(shows("20.5")) as scale:
        desk.type(scale.port.name)
        desk.press(Qt.Key.Key_F4)
        qtbot.waitUntil(page(desk).figure.isVisible, timeout=PATIENCE_MS)
    assert page(desk).pill.accessibleName() == "stable, but 0.01 g is needed"


def test_a_scale_that_cannot_be_read_is_told(desk: Desk, qtbot: QtBot) -> None:
    desk.type("/dev/ttyUSB77")
    desk.press(Qt.Key.Key_F4)
    qtbot.waitUntil(page(desk).read.isEnabled, timeout=PATIENCE_MS)
    assert "/dev/ttyUSB77 cannot be reached" in desk.notices()
    assert not page(desk).figure.isVisible()


def test_a_reading_that_comes_after_the_page_was_left_is_dropped(desk: Desk, qtbot: QtBot) -> None:
    with scale_that_says(shows("20.50")) as scale:
        scale.may_answer.clear()
        desk.type(scale.port.name)
        desk.press(Qt.Key.Key_F4)
        late = page(desk).reading
        assert late is not None
        desk.press(Qt.Key.Key_Escape)
        desk.window.show_page("scale")
        with qtbot.waitSignal(late.came, timeout=PATIENCE_MS):
            scale.may_answer.set()
    desk.settle()
    assert not page(desk).figure.isVisible()


def test_a_port_that_is_seen_is_chosen_by_a_press(desk: Desk) -> None:
    page(desk).offer(("/dev/ttyUSB0", "/dev/ttyUSB1"))
    seen = page(desk).seen
    assert seen is not None
    seen.buttons[1].click()
    assert page(desk).name.text() == "/dev/ttyUSB1"
    desk.press(Qt.Key.Key_F5)
    assert port_of(desk.work.log) == Port("/dev/ttyUSB1")


def test_no_port_seen_is_said(desk: Desk) -> None:
    page(desk).offer(())
    assert "No port. Plug the scale in" in desk.seen()


@pytest.mark.parametrize(
    ("weighs", "told"),
    [
        (False, "This site weighs nothing"),
        (True, "This site weighs: vial, syringe, bag. Within 5% it is accepted, up to 10%"),
    ],
)
def test_what_the_site_weighs_is_told(at: AtDesk, weighs: bool, told: str) -> None:
    desk = at("order", PHARMACIST, weighs=weighs)
    desk.window.show_page("scale")
    assert told in desk.seen()


@pytest.mark.parametrize("size", SIZES)
def test_the_page_has_no_fault(at: AtDesk, size: str, qtbot: QtBot) -> None:
    desk = at("order", TECHNICIAN, weighs=True, size=size)
    desk.window.show_page("scale")
    page(desk).offer(tuple(f"/dev/serial/by-id/scale-{n}" for n in range(9)))
    assert faults(desk) == []
    desk.type("/dev/ttyUSB77")
    desk.press(Qt.Key.Key_F4)
    qtbot.waitUntil(page(desk).read.isEnabled, timeout=PATIENCE_MS)
    assert desk.notices()
    assert faults(desk) == []
    with scale_that_says(shows("1234.56")) as scale:
        page(desk).name.set_text(scale.port.name)
        desk.press(Qt.Key.Key_F4)
        qtbot.waitUntil(page(desk).figure.isVisible, timeout=PATIENCE_MS)
    assert faults(desk) == []
