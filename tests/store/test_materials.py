"""Where a lot or a package went, found through the log's indexes; and logs made before them."""

import errno
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import resources
from app import log_file
from app.core.refused import Refused
from app.log_check import check
from app.store import Fact, Log

NAME = "material-scanned"


def scanned(lot: str | None, serial: str | None = None, gtin: str = "1") -> Fact:
    return Fact(NAME, json.dumps({"gtin": gtin, "lot": lot, "serial": serial}))


def record(log: Log, stream: str, *facts: Fact) -> None:
    log.append(stream, log.version(stream), facts, at="now", clock="now", actor="someone")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A log as the first Umbra made it, with one fact."""
    path = tmp_path / "umbra.log"
    path.touch()
    with closing(log_file.connect(path, "rw")) as connection:
        connection.executescript(resources.text("schema.sql"))
        connection.executescript(
            "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT,"
            " name TEXT, applied_at TEXT);"
            "CREATE UNIQUE INDEX idx__sqlite_migrations_migration_set_name"
            " ON _sqlite_migrations (migration_set, name);"
            "INSERT INTO _sqlite_migrations VALUES (1, 'umbra-log', '1-event', 'then')"
        )
    return path


def version_of(path: Path) -> int:
    with closing(log_file.connect(path, "ro")) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def test_a_lot_and_a_serial_are_found_whatever_their_case(tmp_path: Path) -> None:
    with Log.open(tmp_path / "umbra.log", "HOOD-1") as log:
        record(log, "preparation/1", scanned("AB1", "7"), scanned("ab1", "8", "2"))
        record(log, "preparation/2", scanned(None), scanned("AB12"), Fact("other", "{}"))
        assert [row.version for row in log.materials("aB1")] == [1, 2]
        assert [row.version for row in log.materials("AB1", "2")] == [2]
        assert [row.stream for row in log.materials(None, "1")] == ["preparation/2"]
        assert [row.seq for row in log.materials_with_serial("7", "1")] == [1]
        assert log.materials_with_serial("7", "2") == ()
        record(log, "preparation/3", scanned("AB1", "s1A"))
        assert [row.stream for row in log.materials_with_serial("S1a", "1")] == ["preparation/3"]


def test_seq_stream_lot_and_serial_are_read_at_once(tmp_path: Path) -> None:
    with Log.open(tmp_path / "umbra.log", "HOOD-1") as log:
        record(log, "preparation/1", scanned("AB1", "7"), scanned("ab1", None), scanned(None))
        found = set(log.material_serials("AB1", "1"))
        assert found == {(1, "preparation/1", "AB1", "7"), (2, "preparation/1", "ab1", None)}
        assert log.material_serials("AB1", "1", 1) == ((2, "preparation/1", "ab1", None),)
        assert log.material_serials(None, "1") == ((3, "preparation/1", None, None),)
        assert log.material_serials("AB1", "2") == ()


def test_the_time_does_not_grow_with_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans: list[str] = []
    with Log.open(tmp_path / "umbra.log", "HOOD-1") as log:
        record(log, "preparation/1", scanned("AB1", "7"))
        database = log._database
        ask = database.execute

        def explained(query: str, values: object = ()) -> object:
            rows = ask(f"EXPLAIN QUERY PLAN {query}", values).fetchall()
            plans.extend(row[3] for row in rows if "event" in row[3])
            return ask(query, values)

        monkeypatch.setattr(database, "execute", explained)
        log.materials("AB1")
        log.materials("AB1", "1")
        log.materials(None, "1")
        log.material_serials("AB1", "1")
        log.materials_with_serial("7", "1")
    assert len(plans) == 5
    assert all("INDEX event_material_" in plan for plan in plans), plans


def test_a_log_of_the_first_shape_can_be_read_and_checked_as_it_is(old: Path) -> None:
    with Log.read(old) as log:
        assert log.materials("AB1") == ()
        assert check(log).sound
    assert version_of(old) == 1


def test_a_log_of_the_first_shape_gets_the_indexes_when_it_is_opened(old: Path) -> None:
    with Log.open(old, "HOOD-1") as log:
        record(log, "preparation/1", scanned("AB1"))
        assert len(log.materials("AB1")) == 1
        assert check(log).sound
    assert version_of(old) == 2
    Log.open(old, "HOOD-1").close()


def test_an_altered_log_of_the_first_shape_is_left_alone(old: Path) -> None:
    with closing(log_file.connect(old, "rw")) as connection:
        connection.execute("DROP TRIGGER event_is_kept")
    with pytest.raises(Refused, match="trigger event_is_kept is missing"):
        Log.open(old, "HOOD-1")
    assert version_of(old) == 1


def test_renewing_a_log_happens_whole_or_not_at_all(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = resources.text("schema-2.sql").replace("WHERE name = 'material-scanned';", ";;;", 1)
    half = cut[: cut.index(";;;")] + "WHERE name = 'material-scanned'; CREATE NONSENSE;"
    texts = {"schema-2.sql": half, "schema.sql": resources.text("schema.sql")}
    with monkeypatch.context() as patch:
        patch.setattr(resources, "text", texts.__getitem__)
        with pytest.raises((Refused, sqlite3.OperationalError)):
            Log.open(old, "HOOD-1")
    assert version_of(old) == 1
    Log.open(old, "HOOD-1").close()
    assert version_of(old) == 2


def test_the_log_as_it_was_is_kept_beside_the_one_brought_up_to_date(old: Path) -> None:
    before = old.read_bytes()
    Log.open(old, "HOOD-1").close()
    kept = old.with_name("umbra.version-1.log")
    assert version_of(kept) == 1
    assert kept.stat().st_size == len(before)
    assert kept.stat().st_mode & 0o777 == 0o600
    with Log.read(kept) as log:
        assert check(log).sound


def test_what_was_kept_before_is_never_overwritten(old: Path) -> None:
    kept = old.with_name("umbra.version-1.log")
    kept.write_bytes(b"of another log")
    Log.open(old, "HOOD-1").close()
    assert kept.read_bytes() == b"of another log"
    assert version_of(old.with_name("umbra.version-1-2.log")) == 1


def test_where_the_old_log_cannot_be_kept_it_is_left_alone(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(log_file.os, "fsync", full)
        with pytest.raises(Refused, match="is full"):
            Log.open(old, "HOOD-1")
    assert version_of(old) == 1
    assert not old.with_name("umbra.version-1.log").exists()
