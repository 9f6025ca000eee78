"""Opening the log: what is in the way, and what the person is told."""

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from app import log_file
from app.core.refused import Refused
from app.log_check import check
from app.log_fault import told
from app.store import Fact, Log, Recorded

Record = Callable[..., tuple[Recorded, ...]]
Harm = Callable[..., None]
Account = Callable[[], AbstractContextManager[None]]


def sentence_of(opening: Callable[[Path], Log], path: Path) -> str:
    """Return what a person is told who opens what cannot be opened."""
    with pytest.raises(Refused) as refused:
        opening(path)
    assert path.name in refused.value.sentence
    return refused.value.sentence


def to_write(path: Path) -> Log:
    return Log.open(path, "HOOD-1")


BOTH = pytest.mark.parametrize("opening", [to_write, Log.read])


def test_reading_never_makes_a_log(path: Path) -> None:
    assert "There is no log at" in sentence_of(Log.read, path)
    assert list(path.parent.iterdir()) == []


@BOTH
def test_another_database_is_no_log(path: Path, opening: Callable[[Path], Log]) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE event (seq INTEGER)")
    assert "is not an Umbra log" in sentence_of(opening, path)


@BOTH
@pytest.mark.parametrize("content", [b"", b"DEMO", b"%PDF-1.7 and more than a header" * 99])
def test_another_file_is_no_log_and_stays_as_it_is(
    path: Path, opening: Callable[[Path], Log], content: bytes
) -> None:
    path.write_bytes(content)
    assert "is not an Umbra log" in sentence_of(opening, path)
    assert path.read_bytes() == content


@BOTH
def test_the_log_of_a_newer_umbra_is_left_alone(
    sample: Path, harm: Harm, opening: Callable[[Path], Log]
) -> None:
    harm(sample, "PRAGMA user_version = 3", "CREATE TABLE novelty (text)")
    assert "made by a newer Umbra" in sentence_of(opening, sample)


@pytest.mark.parametrize("kept", [100, 4096, 10_000, -4096, -9_000])
def test_a_truncated_file_is_found(sample: Path, kept: int) -> None:
    whole = sample.read_bytes()
    sample.write_bytes(whole[:kept])
    with pytest.raises(Refused, match="damaged"), Log.read(sample) as log:
        raise Refused(" ".join(check(log).faults))


def test_a_page_that_the_disk_lost_ends_what_can_be_checked(log: Log, record: Record) -> None:
    for _ in range(300):
        record(log, "preparation/1", "a", "b", "c", "d")
    log.close()
    with log.path.open("r+b") as file:
        file.seek(40 * 4096)
        file.write(bytes(40 * 4096))
    with Log.read(log.path) as harmed:
        report = check(harmed)
        with pytest.raises(Refused, match="is damaged"):
            list(harmed.everything())
    assert report.damaged == report.events + 1
    assert 0 < report.events < 1200
    assert report.faults[0] == (
        f"Event {report.damaged} cannot be read: the file is damaged there."
    )


@BOTH
def test_a_folder_is_no_log(path: Path, opening: Callable[[Path], Log]) -> None:
    path.mkdir()
    told_so = "must be a file" if opening is to_write else "There is no log at"
    assert told_so in sentence_of(opening, path)


@BOTH
def test_a_file_where_a_folder_must_be(tmp_path: Path, opening: Callable[[Path], Log]) -> None:
    (tmp_path / "data").write_text("notes")
    for path in (tmp_path / "data" / "umbra.log", tmp_path / "data" / "more" / "umbra.log"):
        sentence_of(opening, path)
    with pytest.raises(Refused, match="a file stands where a folder must be"):
        to_write(tmp_path / "data" / "umbra.log")


def test_a_name_that_no_disk_takes(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be used: File name too long"):
        to_write(tmp_path / ("long" * 100) / "umbra.log")


def test_the_remains_of_another_log_are_not_taken_for_this_one(sample: Path) -> None:
    wal = sample.with_name("umbra.log-wal")
    with Log.open(sample, "HOOD-1") as log:
        log.append("x", 0, [Fact("opened", "{}")], at="", clock="", actor="")
        remains = wal.read_bytes()
    sample.unlink()
    wal.write_bytes(remains)
    assert "the newest events of a log" in sentence_of(to_write, sample)
    assert wal.read_bytes() == remains
    assert not sample.exists()


def test_a_reader_leaves_nothing_that_is_in_the_way(sample: Path) -> None:
    Log.read(sample).close()
    sample.unlink()
    Log.open(sample, "HOOD-1").close()


def test_an_unfinished_new_log_is_made_anew(path: Path) -> None:
    path.with_name("umbra.log.new").write_bytes(b"half")
    Log.open(path, "HOOD-1").close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["umbra.log", "umbra.log.lock"]


def test_two_names_of_one_log_are_one_log(sample: Path) -> None:
    other = sample.with_name("other.log")
    other.symlink_to(sample)
    with Log.open(other, "HOOD-1"), pytest.raises(Refused, match="in use"):
        Log.open(sample, "HOOD-1")


def test_one_of_two_writers_is_told_who_the_other_is(sample: Path, record: Record) -> None:
    with Log.open(sample, "HOOD-1") as first:
        with pytest.raises(Refused) as refused:
            Log.open(sample, "HOOD-2")
        assert f"another Umbra (process {os.getpid()} on " in refused.value.sentence
        record(first)
    with Log.open(sample, "HOOD-2") as second:
        record(second)
        assert check(second).sound


def test_a_lock_held_by_something_else(sample: Path) -> None:
    with closing(sqlite3.connect(f"{sample}.lock", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match="in use by another program"):
            Log.open(sample, "HOOD-1")
    Log.open(sample, "HOOD-1").close()


def test_a_lock_file_that_is_none(sample: Path) -> None:
    sample.with_name("umbra.log.lock").write_text("this is not what Umbra makes" * 99)
    with pytest.raises(Refused, match=r"umbra\.log\.lock is not an Umbra log"):
        Log.open(sample, "HOOD-1")


def test_the_lock_goes_with_the_process_that_held_it(sample: Path) -> None:
    script = (
        "import os, sys, pathlib\n"
        "from app.store import Log\n"
        "log = Log.open(pathlib.Path(sys.argv[1]), 'HOOD-1')\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(sample)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(Refused, match=f"process {other.pid} on "):
            Log.open(sample, "HOOD-1")
        other.kill()
    Log.open(sample, "HOOD-1").close()


def test_a_program_that_holds_the_file_delays_and_harms_nothing(
    sample: Path, record: Record
) -> None:
    with Log.open(sample, "HOOD-1") as log:
        with closing(sqlite3.connect(sample, isolation_level=None)) as viewer:
            viewer.execute("BEGIN IMMEDIATE")
            with pytest.raises(Refused, match="Another program is holding"):
                record(log)
        record(log)
        assert check(log).sound


def test_a_reader_reads_while_another_writes_and_writes_nothing(
    sample: Path, record: Record
) -> None:
    with Log.open(sample, "HOOD-1") as writer, Log.read(sample) as reader:
        (event,) = record(writer)
        assert reader.head() == event
        with pytest.raises(Refused, match="open for reading only"):
            record(reader)
        assert check(reader).events == writer.count() == 10


def test_a_folder_that_may_not_be_written_to(
    open_folder: Path, pristine: Path, ordinary_account: Account
) -> None:
    new, old = open_folder / "new.log", open_folder / "old.log"
    old.write_bytes(pristine.read_bytes())
    open_folder.chmod(0o555)
    with ordinary_account():
        for path in (new, old, open_folder / "folder" / "new.log"):
            assert "This account may not write" in sentence_of(to_write, path)
        assert "This account may not write" in sentence_of(Log.read, old)
    assert [file.name for file in open_folder.iterdir()] == ["old.log"]


def test_a_file_that_may_not_be_written_to(
    open_folder: Path, pristine: Path, ordinary_account: Account
) -> None:
    path = open_folder / "umbra.log"
    path.write_bytes(pristine.read_bytes())
    path.chmod(0o444)
    open_folder.chmod(0o777)
    with ordinary_account():
        assert "This account may not write" in sentence_of(to_write, path)
        with Log.read(path) as log:
            assert check(log).sound
    path.chmod(0o000)
    with ordinary_account():
        sentence_of(Log.read, path)


def test_a_lock_that_may_not_be_written_to(
    open_folder: Path, pristine: Path, ordinary_account: Account
) -> None:
    path = open_folder / "umbra.log"
    path.write_bytes(pristine.read_bytes())
    path.with_name("umbra.log.lock").touch(0o444)
    path.chmod(0o666)
    open_folder.chmod(0o777)
    with ordinary_account(), pytest.raises(Refused, match=r"not write to .*umbra\.log\.lock"):
        Log.open(path, "HOOD-1")


def test_a_disk_without_write_ahead_logs_is_refused(path: Path) -> None:
    with pytest.raises(Refused, match="cannot keep a write-ahead log"):
        log_file.expect_write_ahead("delete", path)


def test_a_sqlite_too_old_for_the_log_is_refused() -> None:
    log_file.refuse_old_sqlite((3, 38, 0))
    with pytest.raises(Refused, match=r"is 3\.34\.1, and the log needs 3\.38\.0"):
        log_file.refuse_old_sqlite((3, 34, 1))


def test_where_folders_cannot_be_synced_none_is(tmp_path: Path) -> None:
    log_file.sync_folder(tmp_path / "none", how=None)
    with pytest.raises(FileNotFoundError):
        log_file.sync_folder(tmp_path / "none")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EDQUOT, "is full"),
        (errno.EROFS, "may not write"),
        (errno.EIO, "reported a fault"),
        (errno.ENODEV, "cannot be used: No such device"),
    ],
)
def test_faults_of_the_system_are_told(path: Path, code: int, words: str) -> None:
    with pytest.raises(Refused, match=words), told(path):
        raise OSError(code, os.strerror(code))


def test_a_fault_of_ours_is_not_told_as_one_of_the_disk(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), told(path):
        raise ZeroDivisionError
    with (
        closing(sqlite3.connect(":memory:")) as memory,
        pytest.raises(sqlite3.OperationalError, match="no such table"),
        told(path),
    ):
        memory.execute("SELECT * FROM no_such_table")


def test_damage_that_the_driver_cannot_even_quote_is_told_as_damage(path: Path) -> None:
    with pytest.raises(Refused, match="is damaged"), told(path):
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
