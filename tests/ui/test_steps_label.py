"""The label: shown as it will be, printed once, scanned back, and only the last one counts."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from app.core.preparation import Status
from app.labels import typed_code
from app.ui.steps.confirm import SignPage
from app.ui.steps.label import PrintPage, ScanBackPage
from app.ui.steps.label_picture import LabelPicture
from reports.verify import code_on
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import (
    PHARMACIST,
    PINS,
    REASON,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    label_code,
    order,
)


def _picture(desk: Desk) -> QImage:
    (picture,) = desk.shown(LabelPicture)
    return picture.pixmap().toImage()


def _ink(image: QImage) -> float:
    dark = sum(
        image.pixelColor(x, y).lightness() < 128
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )
    return 4 * dark / (image.width() * image.height())


@pytest.mark.parametrize("stage", ["print-label", "scan-label"])
@pytest.mark.parametrize("size", ["1366x768", "1920x1080"])
def test_the_label_is_shown_as_it_will_be(at: AtDesk, stage: str, size: str) -> None:
    desk = at(stage, size=size)
    picture = _picture(desk)
    assert picture.width() / picture.height() == pytest.approx(4 / 3, rel=0.02)
    assert picture.height() >= 200
    assert 0.05 < _ink(picture) < 0.6
    assert "The label as it will be printed" in desk.seen()


def test_the_picture_keeps_its_shape_in_another_size(at: AtDesk) -> None:
    desk = at("print-label")
    desk.window.resize(QSize(1100, 700))
    picture = _picture(desk)
    place = desk.step_page(PrintPage).picture
    assert picture.width() / picture.height() == pytest.approx(4 / 3, rel=0.02)
    assert picture.width() <= place.width()
    assert picture.height() <= place.height()


@pytest.mark.parametrize("way", ["F5", "Enter", "Space"])
def test_a_label_is_printed_by_keyboard(at: AtDesk, way: str) -> None:
    desk = at("print-label")
    if way == "F5":
        desk.press(Qt.Key.Key_F5)
    else:
        desk.tab_to("Print the label, key")  # and not to the page, which is called so too
        desk.press({"Enter": Qt.Key.Key_Return, "Space": Qt.Key.Key_Space}[way])
    assert desk.facts[-1] == "label-printed"
    label = desk.state.label
    assert label is not None
    pdf = (desk.folder / "labels" / label.file).read_bytes()
    assert code_on(pdf) == label_code(desk.work, desk.state)
    assert isinstance(desk.preparation.step_page, ScanBackPage)


def test_a_label_is_not_printed_before_the_check(at: AtDesk) -> None:
    desk = at("check")
    desk.press(Qt.Key.Key_F5)
    assert desk.state.label is None
    assert not (desk.folder / "labels").exists()


def test_the_label_scanned_back_leads_to_release(at: AtDesk) -> None:
    desk = at("scan-label")
    desk.scan(label_code(desk.work, desk.state))
    assert desk.facts[-1] == "label-confirmed"
    assert desk.step == "release"
    desk.enter(PINS[PHARMACIST])
    assert desk.state.status is Status.RELEASED


def test_where_nothing_scans_the_short_code_is_typed(at: AtDesk) -> None:
    desk = at("scan-label")
    assert desk.state.label is not None
    desk.enter(typed_code(desk.state.label.code).lower())
    assert desk.step == "release"


@pytest.mark.parametrize(
    "code", [WRONG_VIAL, "]d291261109999\x1d921", "1-0000-0000", "4006381333931"]
)
def test_another_code_is_refused_and_seen(at: AtDesk, code: str) -> None:
    desk = at("scan-label")
    before = desk.facts
    desk.scan(code)
    assert desk.facts == [*before, "entry-refused"]
    assert desk.notices().startswith("Refused: ")
    assert desk.step == "scan-label"
    desk.scan(label_code(desk.work, desk.state))
    assert desk.step == "release"
    assert "Refused" not in desk.notices()


def test_the_label_of_another_preparation_is_refused_and_seen(at: AtDesk) -> None:
    desk = at("scan-label", asked=order(given="Zoe"))
    foreign = label_code(desk.work, desk.state)
    desk = at("scan-label")
    desk.scan(foreign)
    assert "This is not the label printed last for this preparation" in desk.notices()
    assert desk.step == "scan-label"


def test_a_label_printed_again_makes_the_first_one_void(at: AtDesk) -> None:
    desk = at("scan-label")
    first, picture = label_code(desk.work, desk.state), _picture(desk)
    desk.tab_to("Print again")
    desk.press(Qt.Key.Key_Return)
    assert "Every earlier label of this preparation is void" in desk.seen()
    desk.enter("")
    assert desk.state.copies == 1
    assert desk.notices().startswith("Refused: ")
    desk.enter("smudged")
    assert desk.state.copies == 2
    assert _picture(desk) != picture
    desk.scan(first)
    assert "This is not the label printed last" in desk.notices()
    desk.scan(label_code(desk.work, desk.state))
    assert desk.step == "release"


def test_before_release_the_label_can_be_printed_again(at: AtDesk) -> None:
    desk = at("release")
    desk.press(Qt.Key.Key_F11)
    assert "Why is the label printed again?" in desk.seen()
    desk.enter("torn")
    assert desk.state.copies == 2
    assert desk.step == "scan-label"
    desk.scan(label_code(desk.work, desk.state))
    assert desk.step == "release"


def test_after_a_correction_the_next_label_is_a_copy_with_a_reason(at: AtDesk) -> None:
    desk = at("scan-label")
    desk.press(Qt.Key.Key_F7)
    desk.enter("the cover slipped")
    desk.change_person(TECHNICIAN)
    desk.press(Qt.Key.Key_F7)
    desk.type("1")
    desk.go_to("print-label")
    assert "Why is the label printed again?" in desk.seen()
    desk.enter(REASON)
    assert desk.state.copies == 2
    assert desk.step == "scan-label"


@pytest.mark.parametrize("person", [PHARMACIST, SECOND_PHARMACIST])
def test_a_pharmacist_releases_with_a_pin(at: AtDesk, person: str) -> None:
    desk = at("release", person)
    assert "I release this for this patient" in desk.seen()
    desk.enter("9999")
    assert "not the PIN of this name" in desk.notices()
    assert desk.state.status is Status.OPEN
    desk.enter(PINS[person])
    assert desk.state.status is Status.RELEASED
    assert "Released for DEMO, Adalind" in desk.seen()


def test_a_technician_does_not_release(at: AtDesk) -> None:
    desk = at("release", TECHNICIAN)
    desk.enter(PINS[TECHNICIAN])
    assert "Only a pharmacist releases a preparation" in desk.notices()
    assert desk.state.status is Status.OPEN


def test_without_a_pin_nothing_is_released(at: AtDesk) -> None:
    desk = at("release")
    before = desk.facts
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_F5)
    desk.step_page(SignPage).button.click()
    assert desk.facts == before


def test_what_is_released_is_over(at: AtDesk) -> None:
    desk = at("release")
    desk.enter(PINS[PHARMACIST])
    before = desk.facts
    for number in (2, 3, 7, 10, 11, 12):
        desk.press(getattr(Qt.Key, f"Key_F{number}"))
    desk.scan(WRONG_VIAL)
    assert desk.facts == before
    assert "Every step of this preparation is done" in desk.seen()
    desk.press(Qt.Key.Key_F5)
    assert (desk.folder / "records" / f"{desk.state.opened.number}.pdf").is_file()
