"""The walk by scanner events alone: the real program, on a real X server, by its own clock."""

import subprocess
import sys
from pathlib import Path

import pytest
import system_packages

CHECKOUT = Path(__file__).parent.parent.parent
WANTED = tuple(system_packages.LIBRARIES["hood"])
# Some of them are installed by packaging/test.py wherever it may install anything.
LACKING = system_packages.missing(WANTED)

needs_a_screen = pytest.mark.skipif(
    bool(LACKING), reason=f"no screen can be made here: {', '.join(LACKING)} not found"
)


def _walk(out: Path, **surroundings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "packaging/hood_walk.py", "--out", str(out)],
        cwd=CHECKOUT,
        env=surroundings or None,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


@needs_a_screen
def test_a_dose_is_released_by_scanner_alone_on_a_real_screen(tmp_path: Path) -> None:
    done = _walk(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "sound." in done.stdout
    pictures = [file.stem.partition("-")[2] for file in sorted(tmp_path.glob("*.png"))]
    for name in ("sign-in", "order", "scan-materials", "withdraw-1", "inspect-bag", "released"):
        assert name in pictures
    # One press for three facts: no step of the bag is met by itself.
    assert "cover-bag" not in pictures
    assert "print-label" not in pictures
    assert (tmp_path / "umbra.txt").read_text() == ""


def test_where_programs_are_missing_it_says_which_and_starts_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = _walk(out, PATH=str(tmp_path), HOME=str(tmp_path))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Xvfb" in done.stderr
    assert "apt-get install" in done.stderr
    assert not list(out.glob("*.png"))
