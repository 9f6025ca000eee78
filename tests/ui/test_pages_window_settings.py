"""This window: each choice counts at once, is on record, and is there at the next start."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui import theme
from app.ui.drawing.options import Options
from app.ui.language import languages
from app.ui.pages.equipment import EquipmentPage
from app.ui.pages.locked import LockedPage
from app.ui.pages.window_settings import WindowSettingsPage
from app.ui.sounding import Sound
from app.ui.theme import RoomLight
from app.window_settings import AS_SHIPPED, STREAM_PREFIX
from tests.disk_faults import full
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, TECHNICIAN
from tests.ui.test_window_layout import SIZES, faults

F4, F5, F7, ESC = (Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_Escape)


def page_of(desk: Desk) -> WindowSettingsPage:
    assert isinstance(desk.page, WindowSettingsPage)
    return desk.page


def choose(options: Options, text: str) -> None:
    places = [each for each, _ in options.offered]
    QTest.mouseClick(options.buttons[places.index(text)], Qt.MouseButton.LeftButton)


def open_settings(desk: Desk) -> WindowSettingsPage:
    desk.window.show_page("equipment")
    desk.press(F5)
    return page_of(desk)


def test_equipment_leads_here_and_back(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    open_settings(desk)
    desk.press(ESC)
    assert isinstance(desk.page, EquipmentPage)


def test_what_is_shipped_is_shown(at: AtDesk) -> None:
    page = open_settings(at("people", TECHNICIAN))
    assert page.light.text() == AS_SHIPPED.room_light
    assert page.minutes.text() == str(AS_SHIPPED.lock_minutes)
    assert page.language.text() == "en"
    assert f"Now {AS_SHIPPED.volume} %" in page._loud.accessibleName()


def test_the_light_counts_at_once_and_at_the_next_start(at: AtDesk, sit_down: SitDown) -> None:
    desk = at("people", TECHNICIAN)
    page = open_settings(desk)
    choose(page.light, "amber")
    assert theme.colours() is theme.AMBER_LIGHT
    assert desk.work.window_settings.room_light == "amber"
    (fact,) = desk.work.log.history(STREAM_PREFIX + desk.work.log.workstation)
    assert fact.actor == TECHNICIAN
    folder, clock = desk.folder, desk.clock
    desk.window.close()
    theme.apply(desk_application(), RoomLight.WHITE)
    again = sit_down(folder, clock, asleep=True)
    # Before the folder is open: what is painted first is in this light already.
    assert again.window.workplace is None
    assert theme.colours() is theme.AMBER_LIGHT


def desk_application() -> object:
    from PySide6.QtWidgets import QApplication

    return QApplication.instance()


@pytest.mark.parametrize("minutes", [1, 10])
def test_the_window_locks_after_the_minutes_chosen(at: AtDesk, minutes: int) -> None:
    desk = at("people", TECHNICIAN)
    choose(open_settings(desk).minutes, str(minutes))
    desk.nobody_for(minutes - 1 / 6)
    assert isinstance(desk.page, WindowSettingsPage)
    desk.nobody_for(1 / 6)
    assert isinstance(desk.page, LockedPage)


def test_volume_and_language_are_recorded(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    page = open_settings(desk)
    choose(page.volume, "40")
    assert "Now 40 %" in desk.seen()
    assert "Saved" in desk.notices()
    # From then on it is another language.
    choose(page.language, languages()[-1].code)
    settings = desk.work.window_settings
    assert (settings.volume, settings.language) == (40, languages()[-1].code)


def test_what_is_not_recorded_does_not_count(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    page = open_settings(desk)
    with full(desk.work.log):
        choose(page.light, "amber")
    assert "is full" in desk.notices()
    assert theme.colours() is theme.WHITE_LIGHT
    assert page.light.text() == "white"


def test_the_sounds_are_tested_and_the_ruler_is_reached(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    page = open_settings(desk)
    heard: list[Sound] = []
    wanted: list[str] = []
    desk.window.sounding.played.connect(heard.append)
    desk.press(F4)
    assert heard
    page.page_wanted.disconnect()
    page.page_wanted.connect(wanted.append)
    desk.press(F7)
    assert wanted == ["ruler"]


def test_the_window_is_locked_from_here(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    QTest.mouseClick(open_settings(desk).lock, Qt.MouseButton.LeftButton)
    assert isinstance(desk.page, LockedPage)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off(at: AtDesk, size: str) -> None:
    desk = at("people", TECHNICIAN, size=size)
    open_settings(desk)
    assert faults(desk) == []


@pytest.mark.parametrize("size", SIZES)
def test_nothing_of_a_locked_window_is_cut_off(at: AtDesk, size: str) -> None:
    desk = at("withdraw-1", size=size)
    desk.window.lock()
    desk.settle()
    assert faults(desk) == []
