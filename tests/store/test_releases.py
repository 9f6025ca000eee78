"""Logs of every earlier release: each opens for work, loses nothing, and work goes on in it.

`tests/logs/releases` holds two logs of each stage that CHANGELOG.md names, written by the program
as it was then: its own demo, to the end, and cut off in the middle of a preparation.
"""

import lzma
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.clock import SetClock, SystemClock
from app.folder import LOG_NAME
from app.log_check import check
from app.preparations import PREFIX, preparation_in, stamped
from app.records import compounding_record
from app.site import site_of
from app.store import Log
from app.verification import Verdict, verify
from app.workplace import Workplace
from app.worksheet import worksheet
from reports.document import draw_document
from tests.app.pharmacy import ADMINISTRATOR, CHECKER, PHARMACIST, PINS, Pharmacy, words_of
from tests.approving import approve_all

RELEASES = Path(__file__).parent.parent / "logs" / "releases"
STAGES = ("first-preparation", "label-rules", "materials", "time-and-light", "paper")
OF_VERSION_1 = ("first-preparation", "label-rules")
STREAM = f"{PREFIX}2611-0001"


def folder_of(stage: str, how: str, folder: Path) -> Path:
    """Put the log of a stage, "released" or "at-work", in a data folder and return that."""
    folder.mkdir(mode=0o700)
    log = lzma.decompress((RELEASES / f"{stage}-{how}.sqlite.xz").read_bytes())
    (folder / LOG_NAME).write_bytes(log)
    return folder


def clock_after(folder: Path, minutes: float = 2) -> SetClock:
    """Return a clock that goes on some minutes after the last fact of a log."""
    with Log.read(folder / LOG_NAME) as log:
        head = log.head()
    assert head is not None
    clock = SetClock(datetime.fromisoformat(head.at))
    clock.advance(timedelta(minutes=minutes))
    return clock


def verdict_on(folder: Path) -> Verdict:
    """Return what `umbra verify` says of a log."""
    with Log.read(folder / LOG_NAME) as log:
        return verify(log)


def rows_of(file: Path) -> list[tuple[object, ...]]:
    """Return every event of a log, as it lies there."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as log:
        return log.execute("SELECT * FROM event ORDER BY seq").fetchall()


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest) -> str:
    """The name of a stage, each in turn."""
    name: str = request.param
    return name


def test_there_is_a_log_of_every_stage_and_none_that_nobody_reads() -> None:
    names = {f"{stage}-{how}" for stage in STAGES for how in ("at-work", "released")}
    assert {file.name.removesuffix(".sqlite.xz") for file in RELEASES.iterdir()} == names


@pytest.mark.parametrize("how", ["at-work", "released"])
def test_a_log_of_an_earlier_release_opens_for_work_and_loses_nothing(
    stage: str, how: str, tmp_path: Path
) -> None:
    folder = folder_of(stage, how, tmp_path / "data")
    before = rows_of(folder / LOG_NAME)
    assert verdict_on(folder).faults == ()
    pharmacy = Pharmacy(folder, clock_after(folder))
    board = pharmacy.work.board
    listed = board.finished() if how == "released" else board.unfinished()
    assert listed == (STREAM,)
    pharmacy.close()
    assert rows_of(folder / LOG_NAME)[: len(before)] == before
    assert verdict_on(folder).faults == ()


def test_it_opens_soundly_under_a_clock_that_goes_on_meanwhile(stage: str, tmp_path: Path) -> None:
    folder = folder_of(stage, "released", tmp_path / "data")
    Workplace.open(folder, SystemClock()).close()
    assert verdict_on(folder).faults == ()


def test_its_records_are_drawn(stage: str, tmp_path: Path) -> None:
    folder = folder_of(stage, "released", tmp_path / "data")
    with Log.read(folder / LOG_NAME) as log:
        history, site, head = log.history(STREAM), site_of(log), log.head()
        assert site is not None
        assert head is not None
        state = preparation_in(log, history)
        record = compounding_record(state, tuple(map(stamped, history)), site, head.hash)
    file = tmp_path / "record.pdf"
    file.write_bytes(draw_document(record))
    words = words_of(file)
    for each in ("DEMO", "2611-0001", "1.456 mg", head.hash[:8]):
        assert each in words
    assert draw_document(worksheet(state, site)).startswith(b"%PDF")


@pytest.mark.usefixtures("pins_as_shipped")
def test_a_preparation_begun_in_it_goes_on(stage: str, tmp_path: Path) -> None:
    folder = folder_of(stage, "at-work", tmp_path / "data")
    pharmacy = Pharmacy(folder, clock_after(folder), STREAM)
    assert pharmacy.step.identifier == "withdraw-1"
    pharmacy.go_to("add-drug")
    pharmacy.reopen()
    assert pharmacy.step.identifier == "add-drug"
    people = pharmacy.work.people
    if CHECKER.name not in {each.name for each in people.everyone()}:
        # Its demo knew one pharmacist; since then every monograph needs two.
        people.add(CHECKER.name, CHECKER.office, PINS[CHECKER.name], by=ADMINISTRATOR)
    approve_all(pharmacy.work, {each.name: PINS[each.name] for each in (PHARMACIST, CHECKER)})
    pharmacy.begin(STREAM)
    pharmacy.finish()
    assert pharmacy.recorded()[-1] == "released"
    pharmacy.close()
    assert verdict_on(folder).faults == ()


def test_a_log_is_kept_as_it_was_beside_the_one_that_is_brought_up_to_date(
    stage: str, tmp_path: Path
) -> None:
    folder = folder_of(stage, "released", tmp_path / "data")
    before = rows_of(folder / LOG_NAME)
    Pharmacy(folder, clock_after(folder)).close()
    kept = folder / "umbra.log.version-1.sqlite"
    assert kept.exists() == (stage in OF_VERSION_1)
    if kept.exists():
        assert rows_of(kept) == before
        with Log.read(kept) as log:
            assert check(log).sound
