"""Two vials from sign-in to release by touch alone."""

import pytest
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.preparation import Status
from tests.ui.conftest import SitDown
from tests.ui.hospital import Folders
from tests.ui.test_walk_reach import WORK
from tests.ui.test_window_layout import at_both_sizes
from tests.ui.walk import Part
from tests.ui.walk_touch import ByTouch


@pytest.fixture(scope="module")
def glass(qapp: QApplication) -> QPointingDevice:
    """A touch screen."""
    assert qapp.platformName() == "offscreen"
    return QTest.createTouchDevice()


@at_both_sizes
def test_by_touch_alone(
    sit_down: SitDown, folders: Folders, glass: QPointingDevice, size: str
) -> None:
    desk = sit_down(folders.at("order"), size=size).wake()
    walk = ByTouch(desk, glass)
    walk.to_release()
    assert desk.state.status is Status.RELEASED
    assert "entry-refused" not in desk.facts
    assert walk.of(Part.WORK) == WORK
    assert walk.finger.small == []
