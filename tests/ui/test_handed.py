"""Order files opened from the desktop while the window runs: who is told, and what is imported."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app import incoming
from app.ui.drawing.worklist_row import WorklistRow
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.worklist import WorklistPage
from app.ui.window_icon import window_icon
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, PHARMACIST, TECHNICIAN, Folders, child, sample

WAITS = (
    "Order: An order file was opened. It is imported once a pharmacist or technician is at the "
    "worklist."
)

# There is one application in a process, so another one has this.
FROM_MACOS = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from app.ui.opening import Application
application = Application(Path(sys.argv[1]))
event = QFileOpenEvent(QUrl.fromLocalFile(sys.argv[2]))
assert QCoreApplication.sendEvent(application, event)
"""


def _hand(desk: Desk, place: Path, data: bytes, name: str = "order.fhir.json") -> Path:
    """Open a file from the desktop while this window runs, and let a second pass."""
    file = place / name
    file.write_bytes(data)
    incoming.hand_over(desk.folder, [file])
    desk.window.tick()
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
    incoming.hand_over(desk.folder, [tmp_path / "gone.hl7"])
    desk.window.tick()
    assert "gone.hl7 cannot be read" in desk.notices()


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
    incoming.hand_over(folder, [file])
    desk = sit_down(folder).wake().sign_in(PHARMACIST)
    assert desk.notices() == "Imported: Imported. A pharmacist verifies the order next."


def test_a_file_that_macos_sends_is_handed_over(tmp_path: Path) -> None:
    file = tmp_path / "order.hl7"
    subprocess.run([sys.executable, "-c", FROM_MACOS, str(tmp_path), str(file)], check=True)
    (note,) = incoming.waiting(tmp_path)
    assert incoming.take(note) == (file,)


@pytest.mark.usefixtures("qapp")
def test_the_window_has_an_icon_in_every_size_that_desktops_take() -> None:
    sizes = {size.width() for size in window_icon().availableSizes()}
    assert sizes == {16, 32, 64, 256}
