"""The steps at the hood: scanning, measuring, inspecting, choosing, and what is not right."""

import pytest
from PySide6.QtCore import Qt

from app.core.preparation import Status
from app.core.step import Kind, Role
from app.ui.drawing.findings import FindingState
from app.ui.drawing.syringe import SyringeView
from app.ui.drawing.tile import Tile
from app.ui.steps.choice import ChoicePage
from app.ui.steps.confirm import ConfirmPage, SignPage
from app.ui.steps.inspect import InspectPage
from app.ui.steps.measure import MeasurePage
from app.ui.steps.scan import ScanPage
from app.ui.steps.step_page import StepPage
from app.ui.steps.table import PAGES
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import (
    PHARMACIST,
    PINS,
    SCANS,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    amount,
    present,
    wanted,
)

VIAL = SCANS[Role.VIAL][0]


def test_every_kind_of_step_has_a_page() -> None:
    assert set(PAGES) == set(Kind)
    assert all(issubclass(page, StepPage) for page in PAGES.values())


@pytest.mark.parametrize(
    ("stage", "page"),
    [
        ("scan-materials", ScanPage),
        ("protect-hood", ChoicePage),
        ("reconstitute-1", MeasurePage),
        ("inspect-vial-1", InspectPage),
        ("withdraw-1", MeasurePage),
        ("fill-container", MeasurePage),
        ("add-drug", ConfirmPage),
        ("cover-bag", ChoicePage),
        ("choose-storage", ChoicePage),
        ("sign-prepared", SignPage),
    ],
)
def test_each_step_says_what_to_do_and_where_it_stands(
    at: AtDesk, stage: str, page: type[StepPage]
) -> None:
    desk = at(stage)
    step = present(desk.state)
    shown = desk.step_page(page)
    assert step.title in desk.seen()
    assert step.instruction in desk.seen()
    assert TECHNICIAN in shown.eyebrow.accessibleName()
    assert shown.eyebrow.accessibleName().startswith("STEP ")
    assert "DEMO, Adalind" in desk.seen()


# Scanning.


def test_packages_are_ticked_off_in_any_order(at: AtDesk) -> None:
    desk = at("scan-materials")
    codes = list(reversed(wanted(desk.state)))
    for done, code in enumerate(codes[:-1], start=1):
        desk.scan(code)
        rows = desk.step_page(ScanPage).wanted.rows()
        assert sum(row.facts().state is FindingState.OK for row in rows) == done
        assert len(rows) == len(codes)
    desk.scan(codes[-1])
    assert desk.step == "protect-hood"


def test_a_wrong_vial_is_refused_seen_and_recorded(at: AtDesk) -> None:
    desk = at("scan-materials")
    desk.scan(WRONG_VIAL)
    assert "MYLOTARG" in desk.notices()
    assert desk.facts[-1] == "entry-refused"
    desk.scan(VIAL)
    assert desk.facts[-1] == "material-scanned"
    assert desk.notices() == ""


def test_the_same_vial_twice_is_refused(at: AtDesk) -> None:
    desk = at("scan-materials")
    desk.scan(VIAL)
    desk.scan(SCANS[Role.CONTAINER][0])
    desk.scan(VIAL)
    assert "is scanned already" in desk.notices()


def test_a_code_is_typed_where_nothing_scans(at: AtDesk) -> None:
    desk = at("scan-materials")
    desk.enter("(01)00300080100011(17)270331(10)AB1234(21)100000000001")
    assert desk.facts[-1] == "material-scanned"
    assert desk.step_page(ScanPage).field.text() == ""


def test_a_code_typed_wrong_stays_to_be_put_right(at: AtDesk) -> None:
    desk = at("scan-materials")
    desk.enter("(01)00300080100012(17)270331(10)AB1234")
    assert desk.notices().startswith("Refused: ")
    assert desk.step_page(ScanPage).field.text() == "(01)00300080100012(17)270331(10)AB1234"


def test_a_scan_leaves_the_field_empty_and_keeps_the_separator(at: AtDesk) -> None:
    desk = at("scan-materials")
    assert desk.focus is desk.step_page(ScanPage).field.line
    desk.scan(VIAL)
    assert desk.step_page(ScanPage).field.text() == ""
    (material,) = desk.state.materials
    assert (material.lot, material.serial) == ("AB1234", "100000000001")


def test_a_scanner_that_drops_the_separator_is_told(at: AtDesk) -> None:
    desk = at("scan-materials")
    desk.scan(VIAL.replace("\x1d", ""))
    assert desk.notices().startswith("Refused: ")
    assert "material-scanned" not in desk.facts


def test_pressing_record_with_nothing_typed_records_nothing(at: AtDesk) -> None:
    desk = at("scan-materials")
    before = desk.facts
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_F5)
    assert desk.facts == before


# Measuring.


@pytest.mark.parametrize("way", ["Enter", "button", "F5"])
def test_a_volume_is_typed_and_recorded(at: AtDesk, way: str) -> None:
    desk = at("withdraw-1")
    desk.type("5.8")
    if way == "F5":
        desk.press(Qt.Key.Key_F5)
    elif way == "Enter":
        desk.press(Qt.Key.Key_Return)
    else:
        desk.tab_to("Record")
        desk.press(Qt.Key.Key_Space)
    assert desk.facts[-1] == "dose-withdrawn"


@pytest.mark.parametrize("text", ["5,8", "5.9", "58", ".58", "5.", "", "five", "5.8 mL", "-5.8"])
def test_another_volume_is_refused_and_can_be_typed_again(at: AtDesk, text: str) -> None:
    desk = at("withdraw-1")
    desk.enter(text)
    assert desk.notices().startswith("Refused: ")
    assert desk.facts[-1] == "entry-refused"
    assert desk.step_page(MeasurePage).field.text() == text
    desk.enter("5.8")
    assert desk.facts[-1] == "dose-withdrawn"


def test_what_was_refused_before_is_not_shown_at_a_later_step(at: AtDesk) -> None:
    desk = at("reconstitute-1")
    desk.enter("5")
    assert "5 mL was entered; 4 mL is needed" in desk.notices()
    desk.go_to("reconstitute-2")
    assert desk.notices() == ""
    assert desk.step_page(MeasurePage).field.text() == ""


def test_what_was_refused_for_one_preparation_is_not_shown_for_another(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.enter("9")
    desk.press(Qt.Key.Key_Escape)
    desk.window.open(desk.stream)
    assert desk.notices() == ""


def test_the_syringe_is_drawn_with_its_volume(at: AtDesk) -> None:
    desk = at("withdraw-1")
    (view,) = desk.shown(SyringeView)
    assert "5.8 mL" in view.accessibleName()
    assert "10 mL" in view.accessibleName()
    tiles = [tile.accessibleName() for tile in desk.shown(Tile)]
    assert len(tiles) == 2
    assert any("3.6 mL" in tile for tile in tiles)
    assert any("2.2 mL" in tile and "discard the rest (1.4 mL)" in tile for tile in tiles)


def test_a_pair_of_syringes_is_drawn_for_the_diluent(at: AtDesk) -> None:
    desk = at("fill-container")
    (view,) = desk.shown(SyringeView)
    draws = present(desk.state).draws
    assert len(draws) == 2
    assert "44.2" in desk.seen()
    assert view.isVisible()
    desk.enter(amount(desk.state))
    assert desk.step == "add-drug"


def test_no_syringe_and_no_tile_stay_for_a_vial(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(Qt.Key.Key_Escape)
    desk = at("reconstitute-1")
    assert desk.shown(SyringeView) == []
    assert desk.shown(Tile) == []


# Vials and bags that are not right.


def test_a_vial_that_fails_is_replaced(at: AtDesk) -> None:
    desk = at("inspect-vial-1")
    desk.type("2")
    assert "What is not as it must be?" in desk.seen()
    desk.enter("particles")
    assert desk.facts[-1] == "vial-quarantined"
    assert "Scan a new vial in place of vial 1" in desk.seen()
    desk.scan(VIAL)
    assert "is scanned already" in desk.notices() or "used once" in desk.notices()
    desk.go_to("")
    assert desk.state.status is Status.RELEASED
    assert len(desk.state.quarantined) == 1


@pytest.mark.parametrize("leave", [Qt.Key.Key_Escape, None])
def test_a_failed_inspection_can_be_taken_back_before_it_is_recorded(
    at: AtDesk, leave: Qt.Key | None
) -> None:
    desk = at("inspect-vial-1")
    before = desk.facts
    desk.tab_to("Failed")
    desk.press(Qt.Key.Key_Return)
    if leave is None:
        desk.tab_to("Back")
        desk.press(Qt.Key.Key_Space)
    else:
        desk.press(leave)
    assert desk.facts == before
    desk.type("1")
    assert desk.facts[-1] == "vial-passed"


def test_a_wrong_volume_in_a_vial_quarantines_it(at: AtDesk) -> None:
    desk = at("reconstitute-2")
    desk.enter("5")
    desk.tab_to("Not right")
    desk.press(Qt.Key.Key_Return)
    assert "Why is vial 2 not fit for use?" in desk.seen()
    desk.enter("5 mL went in")
    assert desk.facts[-1] == "vial-quarantined"
    desk.go_to("check")


def test_a_bag_that_fails_can_only_be_discarded(at: AtDesk) -> None:
    desk = at("inspect-bag")
    desk.type("2")
    desk.enter("it leaks")
    assert desk.state.status is Status.FAILED
    assert "Stop and discard this preparation" in desk.seen()
    before = desk.facts
    desk.press(Qt.Key.Key_F5)
    desk.type("1")
    assert desk.facts == before
    desk.tab_to("Stop and discard")
    desk.press(Qt.Key.Key_Return)
    desk.enter("it leaks")
    assert desk.state.status is Status.DISCARDED


@pytest.mark.parametrize("key", ["1", "F5", "Passed"])
def test_an_inspection_is_passed_by_key_or_button(at: AtDesk, key: str) -> None:
    desk = at("inspect-vial-1")
    if key == "1":
        desk.type("1")
    elif key == "F5":
        desk.press(Qt.Key.Key_F5)
    else:
        desk.tab_to(key)
        desk.press(Qt.Key.Key_Space)
    assert desk.facts[-1] == "vial-passed"


@pytest.mark.parametrize("digit", ["0", "3", "9"])
def test_other_digits_answer_nothing(at: AtDesk, digit: str) -> None:
    for stage in ("inspect-vial-1", "cover-bag", "add-drug"):
        desk = at(stage)
        before = desk.facts
        desk.type(digit)
        assert desk.facts == before
        assert desk.notices() == ""


# Choosing and confirming.


@pytest.mark.parametrize(
    ("stage", "count"), [("protect-hood", 3), ("cover-bag", 2), ("choose-storage", 2)]
)
def test_each_choice_has_a_digit_and_a_button(at: AtDesk, stage: str, count: int) -> None:
    for number in range(1, count + 1):
        desk = at(stage)
        choices = present(desk.state).choices
        assert len(choices) == count
        desk.type(str(number))
        assert desk.step != stage
        assert choices[number - 1].code in repr(desk.work.history(desk.stream)[-1].fact)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
@pytest.mark.parametrize("stage", ["protect-hood", "cover-bag", "choose-storage"])
def test_a_choice_has_the_focus_and_can_be_pressed(at: AtDesk, stage: str, key: Qt.Key) -> None:
    desk = at(stage)
    desk.settle()
    assert desk.focus is desk.step_page(ChoicePage).buttons[0]
    desk.press(key)
    assert desk.step != stage


def test_one_choice_after_another_keeps_the_focus(at: AtDesk) -> None:
    desk = at("cover-bag")
    desk.settle()
    desk.press(Qt.Key.Key_Return)
    assert desk.step == "choose-storage"
    desk.settle()
    assert desk.focus is desk.step_page(ChoicePage).buttons[0]
    assert len(desk.shown(type(desk.focus))) >= 2
    desk.press(Qt.Key.Key_Return)
    assert desk.step == "sign-prepared"


def test_the_refrigerator_shortens_the_time(at: AtDesk) -> None:
    desk = at("choose-storage")
    desk.type("2")
    assert "OUT OF REFRIGERATOR BY" in desk.seen()


def test_the_drug_is_added_with_one_key(at: AtDesk) -> None:
    desk = at("add-drug")
    desk.press(Qt.Key.Key_F5)
    assert desk.facts[-1] == "drug-added"
    assert "START INFUSION BY" in desk.seen()


def test_enter_alone_does_not_add_the_drug(at: AtDesk) -> None:
    desk = at("add-drug")
    before = desk.facts
    desk.press(Qt.Key.Key_Return)
    assert desk.facts == before


# Signing.


def test_the_preparer_signs_with_a_pin(at: AtDesk) -> None:
    desk = at("sign-prepared")
    assert "I prepared this as recorded" in desk.seen()
    desk.enter("9999")
    assert "not the PIN of this name" in desk.notices()
    desk.type(PINS[TECHNICIAN])
    desk.tab_to("Sign")
    desk.press(Qt.Key.Key_Space)
    assert desk.step == "check"


@pytest.mark.parametrize("person", [PHARMACIST, SECOND_PHARMACIST])
def test_nobody_signs_for_the_preparer(at: AtDesk, person: str) -> None:
    desk = at("sign-prepared", person)
    desk.enter(PINS[person])
    assert f"{person} did not prepare this" in desk.notices()
    assert desk.step == "sign-prepared"


def test_a_pin_is_never_in_the_log(at: AtDesk) -> None:
    desk = at("sign-prepared")
    desk.enter("97531357")
    desk.scan("9753135797531357")
    desk.enter(PINS[TECHNICIAN])
    log: Desk = desk
    said = "\n".join(row.data for row in log.work.log.everything(0))
    assert "97531357" not in said.replace("9753135797531357", "")
    assert f'"{PINS[TECHNICIAN]}"' not in said
