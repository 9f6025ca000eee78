"""The program in a process of its own: what keeps its window from opening is shown."""

import json
import os
import platform
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import app
from app.folder import LOG_NAME, PRACTICE
from app.store import Log
from tests.ui.hospital import Folders

# Ends once the window stands as it does before anybody signs in, and prints what is told there.
STARTED = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app import start
from app.ui.drawing.notice import Notice
from app.ui.page import Page

real = QApplication.exec
def look():
    windows = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    pages = [page for each in windows for page in each.findChildren(Page) if page.isVisible()]
    notices = [notice for page in pages for notice in page.findChildren(Notice)]
    print([type(page).__name__ for page in pages])
    print([notice.accessibleName() for notice in notices if notice.isVisible()])
    QApplication.instance().exit(0)
def run(*_):
    QTimer.singleShot(0, look)
    return real()
QApplication.exec = run
__BROKEN__
sys.exit(start.__OPENED__(sys.argv[1]))
"""


def started(folder: Path, opened: str = "open_window", broken: str = "") -> tuple[int, str, str]:
    """Start the program on a folder; return its exit code, what its window showed, its errors."""
    script = STARTED.replace("__OPENED__", opened).replace("__BROKEN__", broken)
    process = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        cwd=Path(app.__file__).parents[1],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    return process.returncode, process.stdout, process.stderr


@pytest.mark.parametrize(
    "told",
    [
        {"room_light": "dark", "of_the_next_version": 1},
        {"volume": "loud", "lock_minutes": "5", "language": ["x"]},
        {"pixels_per_mm": "-4"},
    ],
)
def test_settings_that_no_window_can_have_keep_none_from_opening(
    tmp_path: Path, told: dict[str, object]
) -> None:
    with closing(sqlite3.connect(tmp_path / LOG_NAME)) as log:
        log.execute("CREATE TABLE event (stream TEXT, version INT, data TEXT)")
        values = (f"window/{platform.node() or 'workstation'}", json.dumps(told))
        log.execute("INSERT INTO event VALUES (?, 1, ?)", values)
        log.commit()
    code, shown, errors = started(tmp_path)
    assert (code, errors) == (0, "")
    assert shown.startswith("['SignInPage']")


def test_practice_that_is_open_already_is_told_in_a_window(tmp_path: Path) -> None:
    with Log.open(tmp_path / PRACTICE / LOG_NAME, "HOOD-1"):
        code, shown, errors = started(tmp_path, "open_practice")
    assert code == 2
    assert shown.startswith("['TroublePage']")
    assert "is in use by another Umbra" in shown
    assert "is in use by another Umbra" in errors


def test_so_is_a_folder_that_nobody_may_practise_in(folders: Folders, tmp_path: Path) -> None:
    folders.at("people").rename(tmp_path / PRACTICE)
    code, shown, _ = started(tmp_path, "open_practice")
    assert code == 2
    assert "holds real work, and nobody practises there" in shown


def test_a_fault_before_there_is_a_window_is_kept_and_shown(tmp_path: Path) -> None:
    broken = "from app.ui import opening\nopening.names_in = lambda log: 1 / 0"
    code, shown, errors = started(tmp_path, broken=broken)
    assert code == 1
    assert "ZeroDivisionError" in errors
    (report,) = (tmp_path / "faults").iterdir()
    assert "['TroublePage']" in shown
    assert report.name in shown
