"""A fault of ours: kept as a report that names no patient, told to the person, and work stops."""

import sys
from pathlib import Path
from types import TracebackType

import pytest
from PySide6.QtCore import QTimer

from app import __version__
from app.ui import crash
from app.ui.pages.trouble import TroublePage
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import TECHNICIAN, amount

SECRETS = ("DEMO", "Adalind", "00482913", "1979-04-12", "1.456", "5.8")


@pytest.fixture(autouse=True)
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back what the program installs."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """A preparation in the middle, in a window that keeps reports of its faults."""
    made = at("withdraw-1")
    crash.install(made.folder, made.window.show_fault)
    return made


def _fail_for(patient: str) -> None:
    raise LookupError(f"no record of {patient}, MRN 00482913, born 1979-04-12, dose 1.456 mg")


def _reports(folder: Path) -> list[Path]:
    place = folder / "faults"
    return list(place.iterdir()) if place.is_dir() else []


def _fail_in_a_slot(desk: Desk) -> None:
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: _fail_for("DEMO, Adalind"))
    timer.start(0)
    desk.until(lambda: not timer.isActive() and isinstance(desk.page, TroublePage))


def test_a_fault_in_a_slot_lands_in_a_report_and_on_the_trouble_page(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    _fail_in_a_slot(desk)
    (report,) = _reports(desk.folder)
    assert "A fault in Umbra stopped the work" in desk.seen()
    assert f"The report is in {report}." in desk.notices()
    assert "What was recorded is safe" in desk.notices()
    assert "LookupError" in capsys.readouterr().err


def test_a_report_says_where_and_nothing_of_a_patient(desk: Desk) -> None:
    _fail_in_a_slot(desk)
    (report,) = _reports(desk.folder)
    text = report.read_text()
    assert f"Umbra {__version__}, Python {sys.version.split()[0]}" in text
    assert "_fail_for" in text
    assert text.rstrip().endswith("builtins.LookupError")
    # A line of the program may hold such words; a value may not.
    source = [line.strip() for line in Path(__file__).read_text().splitlines()]
    values = [line for line in text.splitlines() if line.strip() not in source]
    assert not any(secret in line for line in values for secret in SECRETS)


def test_only_its_owner_reads_a_report(desk: Desk) -> None:
    _fail_in_a_slot(desk)
    (report,) = _reports(desk.folder)
    assert report.stat().st_mode & 0o077 == 0
    assert report.parent.stat().st_mode & 0o077 == 0


def test_after_a_fault_nothing_more_is_recorded(desk: Desk) -> None:
    before = desk.facts
    _fail_in_a_slot(desk)
    desk.enter("5.8")
    desk.scan("]d201003000801000111727033110AB1234")
    desk.minutes(60)
    assert isinstance(desk.page, TroublePage)
    assert desk.facts == before


def test_after_a_fault_and_a_restart_work_goes_on(desk: Desk, sit_down: SitDown) -> None:
    _fail_in_a_slot(desk)
    desk.window.close()
    again = sit_down(desk.folder).wake()
    again.seat(TECHNICIAN)
    again.window.open(again.stream)
    again.enter(amount(again.state))
    assert again.facts[-1] == "dose-withdrawn"


def test_every_fault_has_a_report_of_its_own(desk: Desk) -> None:
    _fail_in_a_slot(desk)
    _fail_in_a_slot(desk)
    first, second = _reports(desk.folder)
    assert first.read_text() == second.read_text()


def test_where_the_folder_takes_no_report_it_lands_elsewhere(desk: Desk) -> None:
    (desk.folder / "faults").write_text("a file in the way")
    _fail_in_a_slot(desk)
    where = desk.notices().partition("The report is in ")[2].partition(". Close")[0]
    report = Path(where)
    assert "LookupError" in report.read_text()
    report.unlink()


def test_an_interrupt_is_no_fault(tmp_path: Path) -> None:
    told: list[str] = []
    crash.install(tmp_path, told.append)
    nothing: TracebackType | None = None
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), nothing)
    assert told == []
    assert _reports(tmp_path) == []
