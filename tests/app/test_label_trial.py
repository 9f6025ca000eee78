"""Labels of random preparations, read back by other tools and set against the log.

The whole trial, of ten thousand labels, is `packaging/label_trial.py`; this is a short one.
"""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent
LABELS = 50


def test_random_labels_say_what_is_on_record() -> None:
    trial = subprocess.run(
        [sys.executable, "packaging/label_trial.py", "--labels", str(LABELS), "--seed", "short"],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert trial.returncode == 0, trial.stdout + trial.stderr
    assert trial.stdout.startswith(f"{LABELS} labels, each as it should be")
