"""The worklist: how orders come in, what stands first, and what opens."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

import resources
from app.ui.drawing.budget_bar import BarState
from app.ui.drawing.worklist_row import WorklistRow
from app.ui.pages.order import OrderPage
from app.ui.pages.people import PeoplePage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.worklist import WorklistPage
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    MORNING,
    PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    Folders,
    child,
    label_code,
    order,
    sample,
)
from tests.ui.several import Several

EMPTY = "No orders yet"


def _worklist(desk: Desk) -> WorklistPage:
    assert isinstance(desk.page, WorklistPage)
    return desk.page


def _patients(desk: Desk) -> list[str]:
    return [row.facts().patient for row in desk.shown(WorklistRow)]


def _file(place: Path, name: str, data: bytes) -> Path:
    file = place / name
    file.write_bytes(data)
    return file


def test_a_change_of_the_sites_policy_is_told_once_to_whoever_signs_in_next(
    folders: Folders, sit_down: SitDown
) -> None:
    folder = folders.at("order")
    (folder / "policy.toml").write_text(
        "[rounding]\noffered = true\n[hood]\nminutes_per_vial = 25\n"
    )
    desk = sit_down(folder).wake().sign_in(TECHNICIAN)
    assert desk.notices() == (
        "Changed: The site's policy changed: rounding offered, hood minutes_per_vial differ from "
        "what Umbra ships; see policy.toml."
    )
    desk.change_person(PHARMACIST)
    assert "Changed: " not in desk.notices()
    assert "Changed: " not in sit_down(folder).wake().sign_in(PHARMACIST).notices()


@pytest.mark.parametrize("person", [PHARMACIST, TECHNICIAN])
def test_f5_imports_the_sample_order(at: AtDesk, person: str) -> None:
    desk = at("people", person)
    assert EMPTY in desk.seen()
    desk.press(Qt.Key.Key_F5)
    assert desk.notices().startswith("Imported: ")
    assert EMPTY not in desk.seen()
    (row,) = desk.shown(WorklistRow)
    assert row.accessibleName() == (
        "DEMO, Adalind, MRN 00482913 · Cycle 1 Day 1, 1.456 mg, 5.8 mL · 2 vials, "
        "Verify the order, a pharmacist verifies it, not started, wanted 13:00"
    )


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_sample_order_is_imported_by_its_button(at: AtDesk, key: Qt.Key) -> None:
    desk = at("people", PHARMACIST)
    desk.tab_to("Import the sample order")
    desk.press(key)
    assert _patients(desk) == ["DEMO, Adalind"]


def test_f5_imports_the_sample_only_into_an_empty_worklist(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    before = desk.work.log.count()
    desk.press(Qt.Key.Key_F5)
    assert desk.work.log.count() == before


def test_an_administrator_imports_nothing(at: AtDesk) -> None:
    desk = at("people", ADMINISTRATOR)
    before = desk.work.log.count()
    desk.press(Qt.Key.Key_F5)
    desk.press(Qt.Key.Key_F4)
    assert desk.work.log.count() == before
    assert EMPTY in desk.seen()


def test_files_of_both_kinds_are_imported(at: AtDesk, tmp_path: Path) -> None:
    desk = at("people", TECHNICIAN)
    hl7 = _file(tmp_path, "order.hl7", resources.data("samples/order-hl7.txt"))
    _worklist(desk).import_files([_file(tmp_path, "order.json", sample()), hl7])
    assert desk.notices().startswith("Imported: ")
    # Wanted at 11:00 and at 13:00.
    assert _patients(desk) == ["DEMO, Cecilia", "DEMO, Adalind"]


def test_a_history_goes_into_the_course_and_is_said_so(at: AtDesk, tmp_path: Path) -> None:
    history = _file(tmp_path, "history.json", resources.data("samples/history-fhir.json"))
    desk = at("people", TECHNICIAN)
    _worklist(desk).import_files([history])
    assert "Only a pharmacist imports the history of a patient" in desk.notices()
    desk = at("people", PHARMACIST)
    _worklist(desk).import_files([history])
    assert "Imported into the patient's course" in desk.notices()
    assert desk.work.log.streams("course/") == ("course/00482913",)


def test_a_file_that_is_refused_is_told_and_the_others_are_imported(
    at: AtDesk, tmp_path: Path
) -> None:
    desk = at("people", TECHNICIAN)
    files = [
        _file(tmp_path, "broken.json", sample()[:-40]),
        _file(tmp_path, "order.json", sample()),
        tmp_path / "missing.json",
    ]
    _worklist(desk).import_files(files)
    assert _patients(desk) == ["DEMO, Adalind"]
    assert desk.notices().startswith("Refused: ")
    assert "broken.json" in desk.notices()
    assert "missing.json" in desk.notices()


def test_the_same_order_comes_in_once(at: AtDesk, tmp_path: Path) -> None:
    desk = at("order", TECHNICIAN)
    _worklist(desk).import_files([_file(tmp_path, "again.json", sample())])
    assert "was imported before" in desk.notices()
    assert len(_patients(desk)) == 1


def test_choosing_no_file_does_nothing(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    _worklist(desk).import_files([])
    assert desk.notices() == ""


def test_an_order_that_cannot_be_given_says_why(at: AtDesk, tmp_path: Path) -> None:
    desk = at("people", PHARMACIST)
    _worklist(desk).import_files([_file(tmp_path, "child.json", child())])
    (row,) = desk.shown(WorklistRow)
    assert row.facts().pill.words == "Stopped"
    assert row.facts().stands_detail


def test_an_order_that_cannot_be_planned_says_why_and_does_not_open(
    at: AtDesk, tmp_path: Path
) -> None:
    desk = at("people", PHARMACIST)
    other = order().replace(b"inotuzumab ozogamicin", b"trastuzumab")
    other = other.replace(b"1942954", b"1042954")
    _worklist(desk).import_files([_file(tmp_path, "other.json", other)])
    (row,) = desk.shown(WorklistRow)
    why = "There is no monograph for “trastuzumab”"
    assert row.facts().pill.words == "Cannot be planned"
    assert why in row.facts().stands_detail
    row.click()
    assert why in desk.notices()
    assert isinstance(desk.page, WorklistPage)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_row_opens_by_keyboard(at: AtDesk, key: Qt.Key) -> None:
    desk = at("order", PHARMACIST)
    desk.tab_to("DEMO, Adalind")
    desk.press(key)
    assert isinstance(desk.page, OrderPage)


def test_a_row_opens_by_mouse(at: AtDesk) -> None:
    desk = at("scan-materials", TECHNICIAN)
    desk.press(Qt.Key.Key_Escape)
    (row,) = desk.shown(WorklistRow)
    row.click()
    assert isinstance(desk.page, PreparationPage)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("dem", True),
        ("ADALIND", True),
        ("00482913", True),
        ("2611-0001", True),
        ("  demo ", True),
        ("someone", False),
        ("00482914", False),
    ],
)
def test_rows_are_found_by_name_record_and_number(at: AtDesk, wanted: str, found: bool) -> None:
    desk = at("scan-materials", TECHNICIAN)
    desk.press(Qt.Key.Key_Escape)
    desk.type(wanted)
    assert bool(_patients(desk)) is found
    assert EMPTY not in desk.seen()


def test_a_scanned_label_opens_its_preparation(at: AtDesk) -> None:
    desk = at("scan-label", PHARMACIST)
    code = label_code(desk.work, desk.state)
    desk.press(Qt.Key.Key_Escape)
    desk.scan(code)
    assert isinstance(desk.page, PreparationPage)
    assert desk.preparation.session is not None
    assert desk.preparation.session.stream == desk.stream


@pytest.mark.parametrize("code", [WRONG_VIAL, "]d291261109999", "4006381333931", "no code at all"])
def test_a_code_that_is_no_label_is_refused(at: AtDesk, code: str) -> None:
    desk = at("scan-materials", PHARMACIST)
    desk.press(Qt.Key.Key_Escape)
    desk.scan(code)
    assert isinstance(desk.page, WorklistPage)
    assert desk.notices().startswith("Refused: ")
    assert _worklist(desk).field.text() == ""


def test_what_runs_out_first_stands_first(at: AtDesk, tmp_path: Path) -> None:
    desk = at("reconstitute-2", TECHNICIAN)
    desk.press(Qt.Key.Key_Escape)
    other = order(family="DEMO", given="Zoe", identifier="DEMO-ORDER-0010")
    _worklist(desk).import_files([_file(tmp_path, "other.json", other)])
    assert _patients(desk) == ["DEMO, Adalind", "DEMO, Zoe"]
    assert "dilute by" in desk.seen()


@pytest.fixture(scope="module")
def busy(folders: Folders) -> Several:
    """Four whose time runs, one opened and one not, a quarter of an hour or more apart."""
    work = Several(folders, MORNING)
    for given in ("Anna", "Berta", "Cecilia", "Dora"):
        work.begin(given, "withdraw-1")
        work.wait(15)
    work.begin("Emil", "order", wanted_at="12:00")
    work.begin("Franz", "protect-hood", wanted_at="11:00")
    work.begin("Greta", "order", wanted_at="10:30")
    return work


@pytest.fixture
def list_of_seven(busy: Several, tmp_path: Path, sit_down: SitDown) -> tuple[Several, Desk]:
    work = busy.copy(tmp_path)
    return work, sit_down(work.folder, work.clock).wake().seat(TECHNICIAN)


def _given(desk: Desk) -> list[str]:
    return [each.removeprefix("DEMO, ") for each in _patients(desk)]


def _states(desk: Desk) -> list[BarState]:
    return [row.facts().bar.state for row in desk.shown(WorklistRow)]


def test_passed_then_by_time_left_then_what_is_not_started_by_when_it_is_wanted(
    list_of_seven: tuple[Several, Desk],
) -> None:
    work, desk = list_of_seven
    work.leave(desk, "Berta", 5)
    assert _given(desk) == ["Anna", "Berta", "Cecilia", "Dora", "Greta", "Franz", "Emil"]
    running = [BarState.PASSED, BarState.URGENT, BarState.NEAR, BarState.RUNNING]
    assert _states(desk) == [*running, *[BarState.NOT_STARTED] * 3]
    first = desk.shown(WorklistRow)[0].accessibleName()
    assert "Too late to dilute" in first
    assert " too late, at most 4 h from reconstitution to dilution" in first


def test_a_step_that_gives_time_changes_the_order(list_of_seven: tuple[Several, Desk]) -> None:
    work, desk = list_of_seven
    desk.window.open(work.streams["Anna"])
    while desk.state.diluted is None:
        desk.do_step()
    desk.press(Qt.Key.Key_Escape)
    # Diluted now, Anna's bag has four hours more: longer than what was begun after it.
    assert _given(desk)[:4] == ["Berta", "Cecilia", "Dora", "Anna"]


def test_rows_keep_their_places_while_somebody_moves_in_them(
    list_of_seven: tuple[Several, Desk],
) -> None:
    work, desk = list_of_seven
    before = _given(desk)
    desk.tab_to("DEMO, Cecilia")
    session = desk.work.session(
        work.streams["Anna"], desk.work.people.named(TECHNICIAN), lambda _: None
    )
    while session.state.diluted is None:
        work.step(session)
    for _ in range(9):
        desk.window.tick()
        assert _given(desk) == before
    # Moving on begins the time of rest anew.
    desk.press(Qt.Key.Key_Tab)
    assert desk.focus.accessibleName().startswith("DEMO, Dora")
    for _ in range(9):
        desk.window.tick()
        assert _given(desk) == before
    for _ in range(3):
        desk.window.tick()
    assert _given(desk)[:4] == ["Berta", "Cecilia", "Dora", "Anna"]
    assert desk.focus.accessibleName().startswith("DEMO, Dora")
    desk.press(Qt.Key.Key_Tab)
    assert desk.focus.accessibleName().startswith("DEMO, Anna")
    desk.press(Qt.Key.Key_Return)
    assert desk.stream == work.streams["Anna"]


def test_a_row_counts_by_the_time_that_has_passed_and_not_by_the_wall(
    list_of_seven: tuple[Several, Desk],
) -> None:
    work, desk = list_of_seven
    desk.window.open(work.streams["Anna"])
    desk.press(Qt.Key.Key_F2)
    desk.enter("foam seen")
    desk.press(Qt.Key.Key_Escape)
    work.leave(desk, "Anna", 5)
    work.clock.set_wall(work.clock.reading().wall - timedelta(hours=2))
    desk.window.tick()
    assert _states(desk)[0] is BarState.URGENT
    assert "5 min left" in desk.shown(WorklistRow)[0].accessibleName()


def test_what_is_released_is_fit_for_use_until_its_latest_start(at: AtDesk) -> None:
    desk = at("release", PHARMACIST)
    desk.do_step()
    desk.press(Qt.Key.Key_Escape)
    (row,) = desk.shown(WorklistRow)
    assert row.facts().pill.words.startswith("Released ")
    assert " left, start by " in row.accessibleName()
    desk.minutes(9 * 60)
    assert row.facts().pill.words == "Not fit for use any more"
    assert "its time has passed" in row.accessibleName()
    # It may have been given in time: nobody is alarmed.
    assert not desk.page.alarm.isVisible()


def test_a_deadline_that_passes_is_seen_on_the_worklist(at: AtDesk) -> None:
    desk = at("reconstitute-2", TECHNICIAN)
    desk.press(Qt.Key.Key_Escape)
    desk.minutes(3 * 60 + 57)
    assert "Too late to dilute" not in desk.seen()
    desk.minutes(10)
    assert "Too late to dilute" in desk.seen()


def test_what_another_page_recorded_is_there_at_once(at: AtDesk) -> None:
    desk = at("scan-materials", TECHNICIAN)
    desk.press(Qt.Key.Key_F2)
    desk.enter("the vial looks odd")
    desk.press(Qt.Key.Key_Escape)
    assert "Pharmacist called" in desk.seen()


def test_f8_lets_someone_else_sign_in(at: AtDesk) -> None:
    desk = at("order", TECHNICIAN)
    desk.press(Qt.Key.Key_F8)
    assert isinstance(desk.page, SignInPage)
    desk.sign_in(PHARMACIST)
    assert isinstance(desk.page, WorklistPage)


def test_only_an_administrator_comes_to_the_people(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    assert "People" not in desk.seen().splitlines()
    desk.change_person(ADMINISTRATOR)
    desk.tab_to("People")
    desk.press(Qt.Key.Key_Return)
    assert isinstance(desk.page, PeoplePage)
