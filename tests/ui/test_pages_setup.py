"""The first start: what it asks, what it refuses, and that nothing half-made is left behind."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.clock import SetClock
from app.ui.pages.people import PeoplePage
from app.ui.pages.setup import SetupPage
from tests.ui.conftest import SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import MORNING

FILLED = {
    "site_name": "St. Example Hospital Pharmacy",
    "telephone": "555-0100",
    "zone": "America/Chicago",
    "name": "Administrator One",
    "pin": "2580",
    "again": "2580",
}
New = Callable[..., Desk]


@pytest.fixture
def new(sit_down: SitDown, tmp_path: Path) -> New:
    """Return a desk at the first start, its fields filled in; some of them otherwise."""

    def filled(**other: str) -> Desk:
        desk = sit_down(tmp_path / "data", SetClock(MORNING)).wake()
        for field, text in {**FILLED, **other}.items():
            getattr(_page(desk), field).set_text(text)
        return desk

    return filled


def _page(desk: Desk) -> SetupPage:
    assert isinstance(desk.page, SetupPage)
    return desk.page


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("site_name", "", "The site's name is 2 to 60"),
        ("site_name", "x" * 61, "The site's name is 2 to 60"),
        ("telephone", "", "The site's telephone number is 2 to 60"),
        ("zone", "Chicago", "“Chicago” is not a time zone"),
        ("zone", "", "“” is not a time zone"),
        ("name", "", "A name is 2 to 40"),
        ("name", "D" * 41, "A name is 2 to 40"),
        ("again", "2581", "The two PINs differ"),
    ],
)
def test_what_is_not_usable_is_refused_and_nothing_is_recorded(
    new: New, field: str, text: str, sentence: str
) -> None:
    desk = new(**{field: text})
    desk.press(Qt.Key.Key_F5)
    assert desk.notices().startswith(f"Refused: {sentence}")
    assert desk.work.log.count() == 0
    assert isinstance(desk.page, SetupPage)


@pytest.mark.parametrize(
    ("pin", "sentence"),
    [
        ("123", "A PIN is 4 to 12 digits"),
        ("1234567890123", "A PIN is 4 to 12 digits"),
        ("abcd", "A PIN is 4 to 12 digits"),
        ("1234", "too easily guessed"),
        ("7777", "too easily guessed"),
    ],
)
def test_a_pin_that_is_no_good_is_refused(new: New, pin: str, sentence: str) -> None:
    desk = new(pin=pin, again=pin)
    desk.press(Qt.Key.Key_F5)
    assert sentence in desk.notices()
    assert desk.work.log.count() == 0


def test_what_was_refused_can_be_put_right(new: New) -> None:
    desk = new(again="2581")
    desk.press(Qt.Key.Key_F5)
    assert _page(desk).again.text() == ""
    assert _page(desk).site_name.text() == FILLED["site_name"]
    desk.tab_to("PIN once more")
    desk.enter("2580")
    assert isinstance(desk.page, PeoplePage)


def test_the_european_leaflet_can_be_followed(new: New) -> None:
    desk = new(zone="Europe/Berlin")
    desk.tab_to("Follows the US label")
    desk.press(Qt.Key.Key_Space)
    assert desk.focus.accessibleName().startswith("Follows the EU leaflet")
    desk.press(Qt.Key.Key_F5)
    assert desk.work.site.region == "EU"


def test_the_american_label_can_be_chosen_again(new: New) -> None:
    desk = new()
    desk.tab_to("Follows the US label")
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_F5)
    assert desk.work.site.region == "US"


def test_pins_are_not_seen(new: New) -> None:
    desk = new()
    assert "2580" not in desk.seen()


def test_every_field_is_named_beside_it(new: New) -> None:
    desk = new()
    fields = [each for each in desk.shown(QLineEdit) if each.hasFocus() or True]
    assert len(fields) == 6
    assert all(each.accessibleName() in desk.seen() for each in fields)


def test_keys_that_mean_nothing_here_do_nothing(new: New) -> None:
    desk = new()
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_F8, Qt.Key.Key_F12):
        desk.press(key)
    assert isinstance(desk.page, SetupPage)
    assert desk.work.log.count() == 0
