"""Starting: what the window shows first, what it opens then, and what stands in its way."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.folder import LOG_NAME
from app.names import names_in
from app.store import Log
from app.ui.pages.people import PeoplePage
from app.ui.pages.setup import SetupPage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.trouble import TroublePage
from app.ui.pages.worklist import WorklistPage
from app.ui.window import Window
from tests.ui.conftest import SitDown
from tests.ui.desk import PATIENCE_MS, Desk, clock_after
from tests.ui.hospital import MORNING, PINS, TECHNICIAN, Folders

CLINICAL = ("pint", "sqlite_utils", "reportlab", "zxingcpp", "pypdfium2", "hl7", "PIL", "miniaudio")
FIRST_PAINT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from app.clock import SetClock
from app.names import names_in
from app.ui import theme
from app.ui.window import Window

class Sleeping(Window):
    def wake(self):
        pass

folder = Path(sys.argv[1])
application = QApplication(["umbra"])
theme.apply(application)
clock = SetClock(datetime(2026, 11, 2, 16, 0, tzinfo=UTC))
window = Sleeping(folder, clock, names_in(folder / "umbra.log.sqlite"))
window.resize(1366, 768)
window.show()
window.activateWindow()
window.grab()
for _ in range(5):
    application.processEvents()
assert window.isVisible() and window.sign_in.isVisible()
print(",".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_nothing_clinical_is_imported_before_the_first_paint(folders: Folders) -> None:
    folder = folders.at("people")
    run = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = set(run.stdout.strip().split(","))
    assert {"PySide6", "app"} <= imported
    assert imported.isdisjoint(CLINICAL)


def test_the_names_are_there_before_the_folder_is_open(sit_down: SitDown, folders: Folders) -> None:
    desk = sit_down(folders.at("people"), asleep=True)
    assert desk.window.workplace is None
    assert all(name in desk.seen() for name in PINS)
    desk.wake()
    assert all(name in desk.seen() for name in PINS)


def test_a_pin_entered_before_the_folder_is_open_signs_in(
    sit_down: SitDown, folders: Folders
) -> None:
    desk = sit_down(folders.at("people"), asleep=True)
    desk.window.sign_in.choose(TECHNICIAN)
    desk.enter(PINS[TECHNICIAN])
    assert desk.window.person is None
    desk.wake()
    assert desk.window.person is not None
    assert desk.window.person.name == TECHNICIAN
    assert isinstance(desk.page, WorklistPage)


def test_a_wrong_pin_entered_before_the_folder_is_open_is_refused(
    sit_down: SitDown, folders: Folders
) -> None:
    desk = sit_down(folders.at("people"), asleep=True)
    desk.window.sign_in.choose(TECHNICIAN)
    desk.enter("9999")
    desk.wake()
    assert desk.window.person is None
    assert "not the PIN of this name" in desk.notices()


def test_what_is_typed_and_chosen_while_the_folder_opens_is_kept(
    sit_down: SitDown, folders: Folders
) -> None:
    desk = sit_down(folders.at("people"), asleep=True)
    desk.window.sign_in.choose(TECHNICIAN)
    pin = PINS[TECHNICIAN]
    desk.type(pin[:2])
    desk.wake()
    desk.enter(pin[2:])
    assert desk.window.person is not None
    assert desk.window.person.name == TECHNICIAN


class Scanned(Window):
    """A window whose first paint takes long: a badge is scanned meanwhile."""

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.Paint and not self.listens:
            for sign in "UBX1234":
                QTest.keyClick(self.sign_in.pin.line, sign)
            QTest.keyClick(self.sign_in.pin.line, Qt.Key.Key_Return)
        return done


def test_what_is_scanned_during_the_first_paint_is_no_try_of_a_pin(
    qtbot: QtBot, folders: Folders
) -> None:
    folder = folders.at("people")
    window = Scanned(folder, clock_after(folder), names_in(folder / LOG_NAME))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.workplace is not None, timeout=PATIENCE_MS)
    assert window.sign_in.pin.text() == ""
    assert not window.sign_in.told
    assert window.workplace is not None
    assert [fact.name for fact in window.workplace.log.history("people")][-1] != "pin-refused"


def test_a_window_that_is_woken_before_it_is_painted_hears_all_the_same(
    qtbot: QtBot, folders: Folders
) -> None:
    folder = folders.at("people")
    window = Window(folder, clock_after(folder), names_in(folder / LOG_NAME))
    qtbot.addWidget(window)
    window.wake()
    assert window.listens
    qtbot.waitUntil(lambda: window.workplace is not None, timeout=PATIENCE_MS)


def _set_up(desk: Desk) -> None:
    """Describe the site and its administrator, by keyboard alone."""
    assert isinstance(desk.page, SetupPage)
    desk.type("St. Example Hospital Pharmacy")
    desk.tab_to("Telephone number")
    desk.type("555-0100")
    desk.tab_to("Time zone")
    desk.press(Qt.Key.Key_A, "\x01", Qt.KeyboardModifier.ControlModifier)
    desk.type("America/Chicago")
    desk.tab_to("Your name")
    desk.type("Administrator One")
    desk.tab_to("PIN")
    desk.type("2580")
    desk.tab_to("PIN once more")
    desk.type("2580")


def test_the_first_start_asks_for_the_site_and_leads_to_its_people(
    sit_down: SitDown, tmp_path: Path
) -> None:
    desk = sit_down(tmp_path / "data", SetClock(MORNING)).wake()
    _set_up(desk)
    desk.press(Qt.Key.Key_F5)
    assert isinstance(desk.page, PeoplePage), desk.seen()
    assert "Administrator One  ·  administrator" in desk.seen()
    assert desk.work.site.name == "St. Example Hospital Pharmacy"
    assert desk.work.site.region == "US"
    assert not desk.work.site.demo


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_button_of_the_first_start_can_be_pressed_by_key(
    sit_down: SitDown, tmp_path: Path, key: Qt.Key
) -> None:
    desk = sit_down(tmp_path / "data", SetClock(MORNING)).wake()
    _set_up(desk)
    desk.tab_to("Begin")
    desk.press(key)
    assert isinstance(desk.page, PeoplePage), desk.seen()


def test_a_folder_set_up_once_asks_who_is_working(sit_down: SitDown, tmp_path: Path) -> None:
    first = sit_down(tmp_path / "data", SetClock(MORNING)).wake()
    _set_up(first)
    first.press(Qt.Key.Key_F5)
    first.window.close()
    again = sit_down(tmp_path / "data").wake()
    assert isinstance(again.page, SignInPage)
    again.enter("2580")
    assert isinstance(again.page, WorklistPage)


def _trouble(sit_down: SitDown, folder: Path) -> Desk:
    desk = sit_down(folder, SetClock(MORNING)).wake()
    assert isinstance(desk.page, TroublePage)
    assert desk.window.workplace is None
    return desk


def test_a_folder_in_use_says_who_has_it(sit_down: SitDown, folders: Folders) -> None:
    folder = folders.at("people")
    with Log.open(folder / LOG_NAME, "HOOD-2"):
        desk = _trouble(sit_down, folder)
        assert "is in use by another Umbra" in desk.notices()
        assert "close that one, or work there" in desk.notices()


def test_a_damaged_log_says_so_and_stays_as_it_is(sit_down: SitDown, folders: Folders) -> None:
    folder = folders.at("order")
    with closing(sqlite3.connect(folder / LOG_NAME)) as viewer:
        (name,) = viewer.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchone()
        viewer.execute(f"DROP TRIGGER {name}")
        viewer.commit()
    desk = _trouble(sit_down, folder)
    assert "is not as Umbra wrote it" in desk.notices()
    assert "umbra restore" in desk.notices()


def test_a_changed_record_stops_the_start(sit_down: SitDown, folders: Folders) -> None:
    folder = folders.at("order")
    with closing(sqlite3.connect(folder / LOG_NAME)) as viewer:
        (name, made), *_ = viewer.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%UPDATE%'"
        ).fetchall()
        viewer.execute(f"DROP TRIGGER {name}")
        viewer.execute("UPDATE event SET actor = 'Somebody Else' WHERE seq = 3")
        viewer.execute(made)
        viewer.commit()
    desk = _trouble(sit_down, folder)
    assert "is not as Umbra wrote it" in desk.notices()


def test_a_log_of_a_newer_umbra_is_left_alone(sit_down: SitDown, folders: Folders) -> None:
    folder = folders.at("order")
    with closing(sqlite3.connect(folder / LOG_NAME)) as newer:
        newer.execute("PRAGMA user_version = 99")
    desk = _trouble(sit_down, folder)
    assert "was made by a newer Umbra" in desk.notices()


def test_a_file_that_is_no_log_is_left_alone(sit_down: SitDown, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / LOG_NAME).write_text("DEMO")
    desk = _trouble(sit_down, folder)
    assert "is not an Umbra log" in desk.notices()
    assert (folder / LOG_NAME).read_text() == "DEMO"


def test_the_trouble_page_lets_nothing_be_done(sit_down: SitDown, folders: Folders) -> None:
    folder = folders.at("people")
    with Log.open(folder / LOG_NAME, "HOOD-2"):
        desk = _trouble(sit_down, folder)
        before = desk.seen()
        for number in range(1, 13):
            desk.press(getattr(Qt.Key, f"Key_F{number}"))
        desk.press(Qt.Key.Key_Escape)
        desk.scan("]d201003000801000111727033110AB1234")
        assert desk.seen() == before


def test_a_window_that_was_closed_lets_another_one_open_the_folder(
    sit_down: SitDown, folders: Folders
) -> None:
    folder = folders.at("people")
    sit_down(folder, SetClock(MORNING)).wake().window.close()
    sit_down(folder, SetClock(MORNING)).wake().sign_in(TECHNICIAN)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_cannot_be_imported_beforehand_keeps_nobody_waiting(
    sit_down: SitDown, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.loading.LATER", ("app.no_such_module",))
    sit_down(folders.at("people")).wake().sign_in(TECHNICIAN)
