"""Backups, and logs made from them."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app.core.refused import Refused
from app.log_check import ChainReport, check
from app.log_copy import backup, restore
from app.store import Log, Recorded

Record = Callable[..., tuple[Recorded, ...]]
Harm = Callable[..., None]
Account = Callable[[], AbstractContextManager[None]]

TRIGGERS = ("event_is_final", "event_is_kept")


def contents(path: Path) -> list[Recorded]:
    with Log.read(path) as log:
        return list(log.everything())


def beside(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder / "umbra-2026-11-22.log"


def test_a_backup_holds_every_event_in_one_file(sample: Path, copy: Path) -> None:
    report = backup(sample, copy)
    assert (report.events, report.sound) == (9, True)
    assert beside(copy) == [copy.name]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert contents(copy) == contents(sample)


def test_a_backup_is_of_one_moment_while_the_log_is_written(
    log: Log, record: Record, copy: Path
) -> None:
    for _ in range(100):
        record(log, "preparation/1", *["step-done"] * 60)
    written: list[int] = []

    def write_on(_done: int, _total: int) -> None:
        written.append(record(log)[0].seq)

    report = backup(log.path, copy, write_on)
    assert written
    assert (report.events, report.sound) == (6000, True)
    assert contents(copy) == contents(log.path)[:6000]
    assert check(log).events == 6000 + len(written)


def test_progress_tells_pages_and_then_events(log: Log, record: Record, copy: Path) -> None:
    for _ in range(1100):
        record(log, "preparation/1", *["step-done"] * 10)
    told: list[tuple[int, int]] = []
    backup(log.path, copy, lambda done, total: told.append((done, total)))
    pages = told[0][1]
    assert told[:-3] == [(min(done, pages), pages) for done in range(5000, pages + 5000, 5000)]
    assert told[-3:] == [(0, 11000), (5000, 11000), (10000, 11000)]


class Stopped(Exception):
    """Raised by a person who has had enough."""


def stop(_done: int, _total: int) -> None:
    raise Stopped


def test_a_backup_that_is_stopped_leaves_nothing(sample: Path, copy: Path) -> None:
    with pytest.raises(Stopped):
        backup(sample, copy, stop)
    assert beside(copy) == []


def test_a_backup_overwrites_nothing(sample: Path, copy: Path) -> None:
    copy.write_text("notes")
    for taken in (copy, sample, copy.parent):
        with pytest.raises(Refused, match="exists already, and a backup overwrites nothing"):
            backup(sample, taken)
    assert copy.read_text() == "notes"


def test_a_backup_needs_a_folder_and_a_log(sample: Path, copy: Path) -> None:
    with pytest.raises(Refused, match=r"The folder of .* does not exist"):
        backup(sample, copy.parent / "none" / "umbra.log")
    with pytest.raises(Refused, match="There is no log at"):
        backup(copy, copy.parent / "other.log")
    assert beside(copy) == []


def test_a_damaged_log_makes_no_backup(sample: Path, copy: Path, harm: Harm) -> None:
    harm(sample, "UPDATE event SET data = '{}' WHERE seq = 5", without=TRIGGERS)
    with pytest.raises(Refused, match="Event 5 was changed after it was recorded"):
        backup(sample, copy)
    assert beside(copy) == []


def test_a_disk_that_is_full_makes_no_backup(log: Log, record: Record, copy: Path) -> None:
    for _ in range(100):
        record(log, "preparation/1", *["step-done"] * 10)
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from app.core.refused import Refused; from app.log_copy import backup\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "_, most = resource.getrlimit(resource.RLIMIT_FSIZE)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, most))\n"
        "try: backup(*map(Path, sys.argv[1:]))\n"
        "except Refused as refused: print(refused.sentence)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(log.path), str(copy)],
        cwd=Path(__file__).parents[2],
        text=True,
        capture_output=True,
        check=True,
    )
    assert str(copy) in done.stdout
    assert beside(copy) == []


def test_a_backup_is_read_where_nobody_may_write(
    sample: Path, open_folder: Path, ordinary_account: Account
) -> None:
    copy = open_folder / "copy.log"
    backup(sample, copy)
    copy.chmod(0o444)
    open_folder.chmod(0o555)
    with ordinary_account(), Log.read(copy) as log:
        assert log.count() == 9


@pytest.fixture
def saved(sample: Path, copy: Path) -> Path:
    """A backup of nine events."""
    backup(sample, copy)
    return copy


def test_a_restored_log_is_the_log_that_was_backed_up(
    saved: Path, tmp_path: Path, record: Record
) -> None:
    path = tmp_path / "new computer" / "umbra.log"
    report = restore(saved, path)
    assert report == ChainReport(9, contents(saved)[-1].hash, None, ())
    assert contents(path) == contents(saved)
    assert beside(path) == ["umbra.log", "umbra.log.lock"]
    with Log.open(path, "HOOD-2") as log:
        assert record(log)[0].seq == 10
        assert check(log).sound


def test_a_log_without_events_makes_room(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.log"
    Log.open(path, "HOOD-1").close()
    assert restore(saved, path).events == 9
    assert contents(path) == contents(saved)


def test_an_empty_log_is_backed_up_and_restored(path: Path, copy: Path, tmp_path: Path) -> None:
    Log.open(path, "HOOD-1").close()
    assert backup(path, copy).events == 0
    assert restore(copy, tmp_path / "new.log").events == 0
    assert contents(tmp_path / "new.log") == []


@pytest.mark.parametrize("harmed_by", ["", "DROP TRIGGER event_is_kept", "DROP TABLE event"])
def test_a_log_with_events_is_not_overwritten(
    saved: Path, sample: Path, harm: Harm, harmed_by: str
) -> None:
    harm(sample, harmed_by)
    before = sample.read_bytes()
    with pytest.raises(Refused, match="overwrites nothing that may hold events"):
        restore(saved, sample)
    assert sample.read_bytes() == before


def test_what_is_no_log_is_not_overwritten(saved: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.write_text("notes")
    with pytest.raises(Refused, match="move notes and the files beside it"):
        restore(saved, notes)
    assert notes.read_text() == "notes"


def test_a_log_in_use_is_not_restored_over(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.log"
    with Log.open(path, "HOOD-1"), pytest.raises(Refused, match="in use by another Umbra"):
        restore(saved, path)
    with Log.read(path), pytest.raises(Refused, match="Close Umbra everywhere"):
        restore(saved, path)
    assert contents(path) == []


def test_newest_events_beside_a_lost_log_are_not_mixed_in(
    saved: Path, sample: Path, record: Record
) -> None:
    with Log.open(sample, "HOOD-1") as log:
        record(log)
        wal = sample.with_name("umbra.log-wal")
        shutil.copyfile(wal, sample.with_name("kept"))
    sample.unlink()
    shutil.move(sample.with_name("kept"), wal)
    with pytest.raises(Refused, match="the newest events of a log that is no longer beside it"):
        restore(saved, sample)
    assert not sample.exists()


def test_a_copy_that_was_changed_is_not_restored(saved: Path, tmp_path: Path, harm: Harm) -> None:
    harm(saved, "UPDATE event SET data = '{}' WHERE seq = 5", without=TRIGGERS)
    path = tmp_path / "new" / "umbra.log"
    with pytest.raises(Refused, match="Event 5 was changed after it was recorded"):
        restore(saved, path)
    assert beside(path) == ["umbra.log.lock"]


def test_a_copy_that_is_none_is_not_restored(saved: Path, tmp_path: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:9000])
    for bad in (saved, tmp_path / "none"):
        with pytest.raises(Refused, match=bad.name):
            restore(bad, tmp_path / "new.log")
    assert not (tmp_path / "new.log").exists()


def test_a_restore_that_is_stopped_changes_nothing(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.log"
    with pytest.raises(Stopped):
        restore(saved, path, stop)
    assert not path.exists()
    assert restore(saved, path).sound
