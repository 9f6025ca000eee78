"""The demo, as people run it: everything it leaves, and killed at any moment it goes on."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

from app.folder import LOG_NAME

ROOT = Path(__file__).resolve().parent.parent
KILLS = int(os.environ.get("UMBRA_KILLS", "6"))


def umbra(*arguments: str) -> "subprocess.Popen[str]":
    """Start a command of Umbra's without a display."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finished(process: "subprocess.Popen[str]") -> str:
    """Return what a command printed, after it ended well."""
    said, _ = process.communicate(timeout=180)
    assert process.returncode == 0, said
    return said


def text_of(file: Path) -> str:
    with closing(pypdfium2.PdfDocument(file)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(pages).split())


def released(out: Path) -> int:
    with closing(sqlite3.connect(out / "data" / LOG_NAME)) as log:
        query = "SELECT count(*) FROM event WHERE name = 'released'"
        return int(log.execute(query).fetchone()[0])


def test_the_demo_leaves_its_papers_and_a_picture_of_every_step(tmp_path: Path) -> None:
    finished(umbra("demo", "--out", str(tmp_path)))
    label, record = text_of(tmp_path / "label.pdf"), text_of(tmp_path / "record.pdf")
    assert "inotuzumab ozogamicin 1.45 mg" in label
    assert "2026-11-02 14:44" in label
    assert "2026-11-02 18:02" in label
    assert "1.456 mg ÷ 0.25 mg/mL = 5.824 mL" in record
    assert "MYLOTARG" in record
    assert "44.2 mL" in text_of(tmp_path / "worksheet.pdf")
    pictures = {picture.stem for picture in tmp_path.glob("*.png")}
    assert {"08a-withdraw-1", "12a-check", "12a-check-compared", "99-released"} <= pictures
    assert len(pictures) >= 24
    finished(umbra("demo", "--out", str(tmp_path)))
    assert released(tmp_path) == 1


def test_killed_at_any_moment_it_verifies_and_goes_on(tmp_path: Path) -> None:
    moments = random.Random(20261102)
    for _ in range(KILLS):
        process = umbra("demo", "--out", str(tmp_path))
        try:
            process.communicate(timeout=moments.uniform(0.8, 2.6))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        if (tmp_path / "data" / LOG_NAME).exists():
            assert "sound" in finished(umbra("verify", "--data", str(tmp_path / "data")))
    finished(umbra("demo", "--out", str(tmp_path)))
    assert released(tmp_path) == 1
    assert "sound" in finished(umbra("verify", str(tmp_path / "data" / LOG_NAME)))


def test_the_demo_keeps_away_from_real_work(tmp_path: Path) -> None:
    from app.clock import SystemClock
    from app.site import Site
    from app.workplace import Workplace

    work = Workplace.open(tmp_path / "data", SystemClock())
    try:
        site = Site("Real Pharmacy", "555-0199", "UTC", "US", False)
        work.begin(site, "Someone Real", "8052")
    finally:
        work.close()
    process = umbra("demo", "--out", str(tmp_path / "out"), "--data", str(tmp_path / "data"))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "holds work of its own" in said


@pytest.mark.parametrize("arguments", [(), ("--data", "somewhere")])
def test_without_a_display_it_says_so(arguments: tuple[str, ...]) -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    ran = subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 2
    assert "no display" in ran.stderr
