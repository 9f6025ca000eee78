"""Order files opened from the desktop while the window runs: who is told, and what is imported."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import incoming
from app.ui.drawing.worklist_row import WorklistRow
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.worklist import WorklistPage
from app.ui.window_icon import window_icon
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    PHARMACIST,
    TECHNICIAN,
    Folders,
    child,
    clock_after,
    sample,
)

WAITS = (
    "Order: An order file was opened. It is imported once a pharmacist or technician is at the "
    "worklist."
)

# There is one application in a process, so another one has this.
FROM_MACOS = """
import sys
from datetime import timedelta
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from app.ui.opening import Application
application = Application(Path(sys.argv[1]))
application.refused.connect(print)
event = QFileOpenEvent(QUrl.fromLocalFile(sys.argv[2]))
assert QCoreApplication.sendEvent(application, event)
"""


def _hand(desk: Desk, place: Path, data: bytes, name: str = "order.fhir.json") -> Path:
    """Open a file from the desktop while this window runs, and let a second pass."""
    file = _open(desk, place, data, name)
    desk.window.tick()
    return file


def _open(desk: Desk, place: Path, data: bytes, name: str) -> Path:
    file = place / name
    file.write_bytes(data)
    incoming.hand_over(desk.folder, [file], desk.clock.reading().wall)
    return file


def test_a_file_opened_at_the_worklist_is_imported_there(at: AtDesk, tmp_path: Path) -> None:
    desk = at("people", TECHNICIAN)
    _hand(desk, tmp_path, sample())
    assert desk.notices() == "Imported: Imported. A pharmacist verifies the order next."
    (row,) = desk.shown(WorklistRow)
    assert row.facts().patient == "DEMO, Adalind"
    assert incoming.waiting(desk.folder) == ()


def test_a_file_that_is_refused_is_told_by_its_name(at: AtDesk, tmp_path: Path) -> None:
    desk = at("people", PHARMACIST)
    _hand(desk, tmp_path, b"nothing of ours")
    assert desk.notices().startswith("Refused: order.fhir.json: The file is neither FHIR R4")
    assert desk.shown(WorklistRow) == []


def test_a_file_that_is_gone_is_told(at: AtDesk, tmp_path: Path) -> None:
    desk = at("people", PHARMACIST)
    _open(desk, tmp_path, sample(), "gone.hl7").unlink()
    desk.window.tick()
    assert "gone.hl7 cannot be read" in desk.notices()


def test_what_is_refused_is_told_of_all_that_waited(at: AtDesk, tmp_path: Path) -> None:
    desk = at("people", PHARMACIST)
    _open(desk, tmp_path, b"nothing of ours", "bad.hl7")
    _open(desk, tmp_path, b"nor this", "worse.hl7")
    _open(desk, tmp_path, sample(), "order.fhir.json")
    desk.window.tick()
    assert desk.notices().startswith("Refused: ")
    assert "bad.hl7: The file is neither" in desk.notices()
    assert "worse.hl7: The file is neither" in desk.notices()
    assert len(desk.shown(WorklistRow)) == 1


def test_what_was_opened_days_ago_is_not_imported(at: AtDesk, tmp_path: Path) -> None:
    desk = at("people", PHARMACIST)
    _open(desk, tmp_path, sample(), "order.fhir.json")
    desk.clock.advance(timedelta(days=2))
    desk.window.tick()
    assert "order.fhir.json was opened on " in desk.notices()
    assert desk.shown(WorklistRow) == []


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each time that the desktop was asked to show that the window wants somebody."""
    asked: list[object] = []
    monkeypatch.setattr(QApplication, "alert", lambda widget: asked.append(widget))
    return asked


def test_a_note_that_cannot_be_used_is_told_once(at: AtDesk, alerts: list[object]) -> None:
    desk = at("people", PHARMACIST)
    (desk.folder / "incoming" / "x.json").mkdir(parents=True)
    for _ in range(3):
        desk.window.tick()
    assert desk.notices().startswith("Refused: x.json, a note of what was opened from the desktop")
    assert len(alerts) == 1
    assert (desk.folder / "incoming" / "x.refused").is_dir()


def test_neither_is_one_that_cannot_be_set_aside_told_again(
    at: AtDesk, tmp_path: Path, alerts: list[object]
) -> None:
    desk = at("people", PHARMACIST)
    (desk.folder / "incoming" / "x.json").mkdir(parents=True)
    (desk.folder / "incoming" / "x.refused").write_text("in the way")
    for _ in range(3):
        desk.window.tick()
    assert "x.json" in desk.notices()
    assert len(alerts) == 1
    _hand(desk, tmp_path, sample())
    assert desk.notices() == "Imported: Imported. A pharmacist verifies the order next."


def test_on_the_sign_in_page_it_waits_for_someone_who_may_import(
    folders: Folders, sit_down: SitDown, tmp_path: Path
) -> None:
    desk = sit_down(folders.at("people")).wake()
    _hand(desk, tmp_path, sample())
    assert desk.notices() == WAITS
    desk.sign_in(ADMINISTRATOR)
    assert len(incoming.waiting(desk.folder)) == 1
    desk.change_person(TECHNICIAN)
    assert isinstance(desk.page, WorklistPage)
    assert desk.notices() == "Imported: Imported. A pharmacist verifies the order next."


def test_a_step_of_a_preparation_is_not_disturbed_by_it(at: AtDesk, tmp_path: Path) -> None:
    desk = at("withdraw-1", TECHNICIAN)
    _hand(desk, tmp_path, child())
    assert isinstance(desk.page, PreparationPage)
    assert desk.notices() == ""
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)
    assert desk.notices() == "Imported: Imported. A pharmacist verifies the order next."


def test_on_another_page_of_the_site_it_is_told_once(at: AtDesk, tmp_path: Path) -> None:
    desk = at("people", TECHNICIAN)
    desk.window.show_page("stock")
    _hand(desk, tmp_path, sample())
    assert desk.notices() == WAITS
    desk.page.untell()
    desk.window.tick()
    assert desk.notices() == ""


def test_what_was_opened_before_the_window_is_imported_once_it_runs(
    folders: Folders, sit_down: SitDown, tmp_path: Path
) -> None:
    folder = folders.at("people")
    file = tmp_path / "order.fhir.json"
    file.write_bytes(sample())
    incoming.hand_over(folder, [file], clock_after(folder).reading().wall)
    desk = sit_down(folder).wake().sign_in(PHARMACIST)
    assert desk.notices() == "Imported: Imported. A pharmacist verifies the order next."


def test_a_file_that_macos_sends_is_handed_over(tmp_path: Path) -> None:
    file = tmp_path / "order.hl7"
    file.touch()
    assert _sent(tmp_path, file) == ""
    (note,) = incoming.waiting(tmp_path)
    assert [each.path for each in incoming.take(note)] == [file]


def test_one_that_macos_sends_and_nobody_can_read_is_refused(tmp_path: Path) -> None:
    assert "gone.hl7 cannot be read" in _sent(tmp_path, tmp_path / "gone.hl7")
    (tmp_path / "order.hl7").touch()
    (tmp_path / "data").touch()
    assert "cannot be written to" in _sent(tmp_path / "data", tmp_path / "order.hl7")


def _sent(folder: Path, file: Path) -> str:
    """Return what is told when macOS sends a file to the window on a folder."""
    sent = [sys.executable, "-c", FROM_MACOS, str(folder), str(file)]
    return subprocess.run(sent, check=True, capture_output=True, text=True).stdout


@pytest.mark.usefixtures("qapp")
def test_the_window_has_an_icon_in_every_size_that_desktops_take() -> None:
    sizes = {size.width() for size in window_icon().availableSizes()}
    assert sizes == {16, 32, 64, 256}
