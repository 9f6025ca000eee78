"""Opening the window: the guards that come before Qt, and the window itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.display import has_display

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
# A person who closes the window as soon as Qt begins to wait for them.
CLOSING = """
import sys
from pathlib import Path

def closing(_frame, event, function):
    if event == "c_call" and function.__name__ == "exec" and "Shiboken" in repr(function):
        sys.setprofile(None)
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        print(*(type(each).__name__ for each in shown))
        QTimer.singleShot(0, QApplication.closeAllWindows)

sys.setprofile(closing)
from app.start import open_window
sys.exit(open_window(sys.argv[1]))
"""


def without_display() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in DISPLAYS}


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Start Umbra on a machine without a display."""
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        env=without_display(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("arguments", [(), ("--data", "somewhere"), ("--data=somewhere",)])
def test_without_a_display_umbra_says_so_and_how_to_use_the_rest(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = started(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Umbra found no display to open its window on.")
    assert "umbra plan, import, verify, record, backup, demo" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", DISPLAYS)
def test_a_display_or_a_platform_chosen_by_hand_is_one(name: str) -> None:
    assert has_display({name: "x"}, "linux")
    assert not has_display({name: ""}, "linux")


def test_windows_and_macos_always_have_a_display() -> None:
    assert not has_display({}, "linux")
    assert has_display({}, "win32")
    assert has_display({}, "darwin")


def test_the_window_opens_on_its_folder_and_ends_well(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CLOSING, str(folder)],
        env=without_display() | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "Window\n", "")
