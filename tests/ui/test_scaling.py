"""Whatever the system scales its screens by, and on whatever screen: nothing is cut off."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent.parent
SCREENS = [
    ("1366x768 3.95", "1.5"),
    ("1366x768 3.95", "2"),
    ("1920x1080 5.56", "1"),
    ("1920x1080 5.56", "1.5"),
    ("1920x1080 3.77", "2"),
    ("2560x1440 4.28", "1"),
    ("2560x1440 4.28", "1.5"),
    ("2560x1440 4.28", "2"),
]


@pytest.mark.parametrize(("screen", "factor"), SCREENS)
def test_no_step_is_cut_off_on_any_screen_at_any_scale(screen: str, factor: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--no-header", "tests/ui/scaled.py"],
        cwd=CHECKOUT,
        env=os.environ
        | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor, "UMBRA_SCREEN": screen},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]
