"""Colours that can be read, and sizes that follow the window."""

import importlib.util
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.drawing import banner, budget, figure, tile
from app.ui.drawing.banner import Banner, BannerFacts
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.findings import FindingRow
from app.ui.theme import AMBER_LIGHT, WHITE_LIGHT, Colours, RoomLight, Tone

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

MILLIMETRE = 3.7  # pixels of a common 23-inch screen of 1920 x 1080
WRITTEN_ON = [
    ("ink", "panel"),
    ("ink", "page"),
    ("soft", "panel"),
    ("soft", "page"),
    ("soft", "panel_soft"),
    ("soft", "action_tint"),
    ("soft", "warn_tint"),
    ("header_ink", "header"),
    ("header_soft", "header"),
    ("dose", "header"),
    ("action", "panel"),
    ("action", "action_tint"),
    ("action_ink", "action"),
    ("action_ink", "action_pressed"),
    ("resting_ink", "resting"),
    ("ok", "ok_tint"),
    ("ok", "panel"),
    ("warn", "warn_tint"),
    ("warn", "panel"),
    ("stop", "stop_tint"),
    ("stop", "panel"),
    ("stop_ink", "stop"),
    ("stop_ink", "warn"),
    ("ink", "stop_tint"),
    ("soft", "stop_tint"),
    ("glass", "liquid"),
]


def _gallery() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", Path(__file__).with_name("gallery.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GALLERY = _gallery()


@pytest.fixture(autouse=True)
def white_light(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp)
    yield
    theme.apply(qapp)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("light", [WHITE_LIGHT, AMBER_LIGHT], ids=["white", "amber"])
@pytest.mark.parametrize(("text", "ground"), WRITTEN_ON)
def test_text_stands_out_seven_times(light: Colours, text: str, ground: str) -> None:
    assert _contrast(getattr(light, text), getattr(light, ground)) >= 6.95


def test_in_amber_light_the_screen_sends_out_little_blue() -> None:
    assert all(int(colour[5:7], 16) <= 0x50 for colour in astuple(AMBER_LIGHT))


def test_the_room_light_chooses_the_colours(qapp: QApplication) -> None:
    assert theme.colours() is WHITE_LIGHT
    theme.apply(qapp, RoomLight.AMBER)
    assert theme.colours() is AMBER_LIGHT
    assert theme.shade(Tone.STOP).ink.name().upper() == AMBER_LIGHT.stop


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (1366, 768, 16),
        (1920, 1080, 22),
        (1440, 900, 16),
        (1920, 768, 16),
        (800, 600, 12),
        (9999, 9999, 48),
    ],
)
def test_the_text_follows_the_smaller_side_of_the_window(
    width: int, height: int, size: int
) -> None:
    assert theme.text_size(width, height) == size


def test_fit_changes_nothing_between_two_sizes_of_text(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1920, 1080)
    assert theme.fit(window)
    window.resize(1930, 1085)
    assert not theme.fit(window)


@pytest.mark.parametrize("drawn", [banner.DOSE, budget.DEADLINE, figure.SMALLEST, 32])
def test_capitals_that_matter_are_six_millimetres_high(qtbot: QtBot, drawn: float) -> None:
    widget = tile.Tile()
    qtbot.addWidget(widget)
    capital = QFontMetricsF(widget.lettering(drawn, bold=True)).capHeight()
    assert capital >= 6 * MILLIMETRE


def _shown(qtbot: QtBot, window: QWidget, width: int, height: int) -> QWidget:
    qtbot.addWidget(window)
    window.resize(width, height)
    theme.fit(window)
    with qtbot.waitExposed(window):
        window.show()
    QApplication.processEvents()
    return window


PAGES = [
    name
    for name in GALLERY.SCENES
    if name.split("-")[0] in ("worklist", "order", "preparation", "check")
]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (1280, 720)])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_its_window(qtbot: QtBot, name: str, width: int, height: int) -> None:
    window = _shown(qtbot, GALLERY.SCENES[name](), width, height)
    assert window.size() == QSize(width, height)
    for widget in window.findChildren(QWidget):
        if isinstance(widget, Drawn | FindingRow) and widget.isVisible():
            least = widget.minimumSizeHint()
            assert widget.width() >= least.width(), widget.accessibleName()
            assert widget.height() >= least.height(), widget.accessibleName()
            if widget.sizePolicy().hasHeightForWidth():
                assert widget.height() >= widget.heightForWidth(widget.width())


def test_a_window_made_larger_and_smaller_again_looks_as_before(qtbot: QtBot) -> None:
    window = _shown(qtbot, GALLERY.SCENES["check"](), 1366, 768)
    before = window.grab().toImage()
    for width, height in ((1920, 1080), (1366, 768)):
        window.resize(width, height)
        assert theme.fit(window)
        QApplication.processEvents()
    assert window.grab().toImage() == before


def test_a_drawing_shown_nothing_draws_nothing(qtbot: QtBot) -> None:
    empty = Banner()
    qtbot.addWidget(empty)
    empty.resize(400, 90)
    blank = QWidget()
    qtbot.addWidget(blank)
    blank.resize(400, 90)
    assert empty.grab().toImage() == blank.grab().toImage()
    assert empty.facts() is None
    facts = BannerFacts("DEMO, Adalind", "MRN 00482913", "drug", "1 mg", "", "", "")
    empty.show_facts(facts)
    assert empty.facts() == facts
