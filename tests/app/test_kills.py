"""Killed in the middle of a preparation: nothing acknowledged is lost, nothing is half.

The whole trial, of a thousand kills, is `packaging/kill_trial.py`; this is a short one.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent
KILLS = int(os.environ.get("UMBRA_KILLS", "24"))


def test_killed_anywhere_in_a_preparation_it_goes_on() -> None:
    done = subprocess.run(
        [sys.executable, "packaging/kill_trial.py", "--kills", str(KILLS)],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"{KILLS:,} kills; umbra verify found nothing after any of them." in done.stdout
    left = re.search(
        r"Of these kills ([0-9,]+) left no more .* and ([0-9,]+) the step", done.stdout
    )
    assert left is not None
    assert sum(int(each.replace(",", "")) for each in left.groups()) == KILLS
    assert re.search(r"[1-9][0-9]* preparations went on to their release", done.stdout)
