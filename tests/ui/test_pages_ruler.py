"""A ruler on the screen: what is pressed has its size in millimetres from then on."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from app.ui import theme
from app.ui.density import ASSUMED_PER_MM, Known, density, name_of
from app.ui.drawing.buttons import Button
from app.ui.pages.ruler import RulerPage
from app.workstation import settings_of
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST


@pytest.fixture(autouse=True)
def not_measured() -> Iterator[None]:
    theme.measured(None, "")
    yield
    theme.measured(None, "")


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    desk = at("people", PHARMACIST)
    desk.window.show_page("ruler")
    return desk


def _page(desk: Desk) -> RulerPage:
    assert isinstance(desk.page, RulerPage)
    return desk.page


def _press(desk: Desk, words: str, times: int = 1) -> None:
    (button,) = (each for each in desk.shown(Button) if each.text() == words)
    for _ in range(times):
        button.click()


def test_the_bar_is_made_as_long_as_a_bank_card(desk: Desk) -> None:
    page = _page(desk)
    before = page.bar.facts()
    assert before is not None
    _press(desk, "Much longer", 2)
    _press(desk, "Shorter", 3)
    assert page.bar.facts() == before + 17
    desk.press(Qt.Key.Key_F5)
    settings = settings_of(desk.work.log)
    expected = (Decimal(before + 17) / Decimal("85.60")).quantize(Decimal("0.001"))
    assert settings.pixels_per_mm == expected
    assert settings.measured_on == name_of(desk.window.screen())
    assert density(page).known is Known.MEASURED
    assert desk.work.window_settings == settings
    assert "measured with a ruler" in desk.seen()


def test_a_length_read_off_a_ruler_is_typed(desk: Desk) -> None:
    page = _page(desk)
    page.length.set_text("")
    page.length.setFocus()
    desk.enter("64.2")
    bar = page.bar.facts()
    assert bar is not None
    per_mm = settings_of(desk.work.log).pixels_per_mm
    assert per_mm == (Decimal(bar) / Decimal("64.2")).quantize(Decimal("0.001"))


@pytest.mark.parametrize("length", ["", "0", "8,5", "12", "4000", "long"])
def test_what_is_no_length_is_refused(desk: Desk, length: str) -> None:
    page = _page(desk)
    page.length.set_text(length)
    page.record()
    assert "not a length of the bar" in desk.notices()
    assert settings_of(desk.work.log).pixels_per_mm is None


def test_what_is_pressed_grows_at_once(desk: Desk) -> None:
    page = _page(desk)
    page.length.set_text("100")
    before = page.button.height()
    _press(desk, "Much longer", 12)
    page.length.set_text("85.6")
    page.record()
    desk.settle()
    assert page.button.height() > before
    assert page.button.height() == theme.target(page)


def test_a_measure_holds_for_its_screen_alone(desk: Desk) -> None:
    theme.measured(Decimal("9.5"), "another screen 640 x 480 at 1")
    assert density(desk.window).known is not Known.MEASURED
    theme.measured(Decimal("9.5"), name_of(desk.window.screen()))
    assert density(desk.window).per_mm == 9.5


def test_what_no_screen_can_be_is_not_believed() -> None:
    assert 2.4 < ASSUMED_PER_MM < 14
