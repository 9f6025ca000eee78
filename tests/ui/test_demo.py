"""The demo: what it shows and leaves, killed in the middle of anything, and away from real work."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.clock import SetClock
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.ui.demo import ADMINISTRATOR, BEGINS, PINS, SITE, run_demo
from app.ui.page import Page
from app.workplace import Workplace
from reports.verify import code_on
from tests.ui.hospital import MORNING, Folders, opened, sample

CHECKOUT = Path(__file__).parent.parent.parent
KILLS = int(os.environ.get("UMBRA_KILLS", "8"))
PAPERS = {"course.pdf", "label.pdf", "record.pdf", "worksheet.pdf"}


def _umbra(*words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "app", *words],
        cwd=CHECKOUT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _done(*words: str) -> str:
    process = _umbra(*words)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


def _events(folder: Path) -> list[str]:
    """Return the names of what stands in a log, also while it is written."""
    log = folder / LOG_NAME
    if not log.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{log.as_uri()}?mode=ro", uri=True)) as file:
            return [name for (name,) in file.execute("SELECT name FROM event ORDER BY seq")]
    except sqlite3.OperationalError:  # it is being made
        return []


def _text(file: Path) -> str:
    with closing(pypdfium2.PdfDocument(file)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture(scope="module")
def out(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a whole walk left its papers and pictures."""
    assert qapp.platformName() == "offscreen"
    folder = tmp_path_factory.mktemp("demo")
    run_demo(folder / "data", folder)
    return folder


def test_every_step_has_a_picture(out: Path) -> None:
    steps = {file.stem for file in out.glob("*.png")}
    for ending in ("sign-in", "scan-materials", "withdraw-1", "check-compared", "released"):
        assert any(step.endswith(ending) for step in steps), ending
    for file in out.glob("*.png"):
        picture = QImage(str(file))
        assert (picture.width(), picture.height()) == (1366, 768)


def test_the_papers_read_back(out: Path) -> None:
    assert {file.name for file in out.glob("*.pdf")} == PAPERS
    for name in PAPERS:
        assert "DEMO, Adalind" in _text(out / name)
    assert code_on((out / "label.pdf").read_bytes()).startswith("]d291")


def test_the_demo_is_over_in_the_same_state_when_run_again(out: Path) -> None:
    before = _events(out / "data")
    run_demo(out / "data", out)
    after = _events(out / "data")
    # What is left of a window is drawn anew with every theme, by all that runs after it.
    assert not [each for each in QApplication.allWidgets() if isinstance(each, Page)]
    assert after.count("released") == before.count("released") == 1
    assert set(after[len(before) :]) <= {"signed-in", "courses-begun", "last-seen", "restarted"}


def test_killed_in_the_middle_of_anything_it_goes_on(tmp_path: Path) -> None:
    """A kill waits for facts, not for time: a slow machine is killed as far on as a fast one.

    UMBRA_KILLS says how many kills; after a release the demo begins in a folder of its own.
    """
    chance, out = random.Random(61), tmp_path / "0"
    for number in range(KILLS):
        if "released" in _events(out / "data"):
            _walk_to_the_end(out)
            out = tmp_path / str(number)
        _kill_after(chance.randint(1, 7), out)
        if (out / "data" / LOG_NAME).exists():
            assert "sound" in _done("verify", "--data", str(out / "data"))
    _walk_to_the_end(out)


def _kill_after(facts: int, out: Path) -> None:
    before = len(_events(out / "data"))
    process = _umbra("demo", "--out", str(out))
    while process.poll() is None and len(_events(out / "data")) < before + facts:
        try:
            process.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            continue
    process.send_signal(signal.SIGKILL)
    process.communicate()


def _walk_to_the_end(out: Path) -> None:
    _done("demo", "--out", str(out))
    assert "sound" in _done("verify", "--data", str(out / "data"))
    events = _events(out / "data")
    assert events.count("released") == events.count("opened") == 1
    assert {file.name for file in out.iterdir()} >= PAPERS


def _refused(folder: Path, out: Path) -> str:
    with pytest.raises(Refused) as refused:
        run_demo(folder, out)
    return refused.value.sentence


def test_it_keeps_away_from_a_folder_with_people_of_its_own(
    folders: Folders, tmp_path: Path
) -> None:
    folder = folders.at("order")
    before = _events(folder)
    assert "holds work of its own" in _refused(folder, tmp_path)
    assert _events(folder) == before


def test_it_keeps_away_from_a_real_site_with_the_same_names(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with opened(folder, SetClock(MORNING)) as work:
        work.begin(replace(SITE, demo=False), ADMINISTRATOR, PINS[ADMINISTRATOR])
    assert "holds work of its own" in _refused(folder, tmp_path)


def test_it_keeps_away_from_orders_that_wait_in_a_new_folder(tmp_path: Path) -> None:
    """So they do where they were imported by command before anybody started the window."""
    folder = tmp_path / "data"
    with opened(folder, SetClock(MORNING)) as work:
        work.import_data(sample(), "somebody")
    assert "holds work of its own" in _refused(folder, tmp_path)


def test_it_keeps_away_from_a_folder_in_use(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    work = Workplace.open(folder, SetClock(BEGINS))
    try:
        assert "is in use" in _refused(folder, tmp_path)
    finally:
        work.close()
