"""What is done to the log behind the back of Umbra: refused by the table, or found afterwards."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlite_utils import Database

from app.core.refused import Refused
from app.log_check import check
from app.store import Log, Recorded

Record = Callable[..., tuple[Recorded, ...]]
Harm = Callable[..., None]

COLUMNS = Recorded.__slots__
AS_IT_IS = ", ".join(COLUMNS)
HASH = "a" * 64

ATTACKS = {
    "update": "UPDATE event SET data = '{}' WHERE seq = 5",
    "update of the number": "UPDATE event SET seq = 100 WHERE seq = 9",
    "update that changes nothing": "UPDATE event SET data = data",
    "delete": "DELETE FROM event WHERE seq = 5",
    "delete of the last": "DELETE FROM event WHERE seq = 9",
    "delete of everything": "DELETE FROM event",
    "replace": f"REPLACE INTO event SELECT {AS_IT_IS} FROM event WHERE seq = 5",
    "replace with other data": (
        "INSERT OR REPLACE INTO event SELECT seq, stream, version, at, clock, workstation, actor,"
        " name, '{}', previous, hash FROM event WHERE seq = 5"
    ),
    "replace by stream and version": (
        "REPLACE INTO event SELECT 10, stream, version, at, clock, workstation, actor, name, data,"
        " (SELECT hash FROM event WHERE seq = 9), hash FROM event WHERE seq = 5"
    ),
    "upsert": (
        f"INSERT INTO event SELECT {AS_IT_IS} FROM event WHERE seq = 5"
        " ON CONFLICT DO UPDATE SET data = '{}'"
    ),
    "number left out": (
        "INSERT INTO event (stream, version, at, clock, workstation, actor, name, data, previous,"
        " hash) SELECT stream, 4, at, clock, workstation, actor, name, data, hash, hash"
        " FROM event WHERE seq = 9"
    ),
    "number skipped": (
        "INSERT INTO event SELECT 11, stream, 4, at, clock, workstation, actor, name, data, hash,"
        " hash FROM event WHERE seq = 9"
    ),
    "number before the first": (
        "INSERT INTO event SELECT 0, stream, 4, at, clock, workstation, actor, name, data, hash,"
        " hash FROM event WHERE seq = 9"
    ),
    "version skipped": (
        "INSERT INTO event SELECT 10, stream, 5, at, clock, workstation, actor, name, data, hash,"
        " hash FROM event WHERE seq = 9"
    ),
    "version of a stream not begun": (
        "INSERT INTO event SELECT 10, 'new', 2, at, clock, workstation, actor, name, data, hash,"
        " hash FROM event WHERE seq = 9"
    ),
    "link to another event": (
        "INSERT INTO event SELECT 10, stream, 4, at, clock, workstation, actor, name, data,"
        " previous, hash FROM event WHERE seq = 9"
    ),
    "rows copied": (
        "INSERT INTO event SELECT seq + 9, stream, version, at, clock, workstation, actor, name,"
        " data, previous, hash FROM event"
    ),
}


@pytest.mark.parametrize("otherwise", ["", " OR IGNORE", " OR FAIL", " OR ROLLBACK"])
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_the_table_refuses(sample: Path, attack: str, recursive: str, otherwise: str) -> None:
    with Log.read(sample) as log:
        before = list(log.everything())
    statement = ATTACKS[attack].replace("UPDATE event", f"UPDATE{otherwise} event", 1)
    if " OR REPLACE" not in statement:
        statement = statement.replace("INSERT INTO", f"INSERT{otherwise} INTO", 1)
    with closing(sqlite3.connect(sample)) as viewer:
        viewer.execute(f"PRAGMA recursive_triggers = {recursive}")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            viewer.execute(statement)
        viewer.commit()
    with Log.open(sample, "HOOD-1") as log:
        assert list(log.everything()) == before
        assert check(log).sound


@pytest.mark.parametrize("recursive", [True, False])
def test_sqlite_utils_may_not_write_over_an_event(sample: Path, recursive: bool) -> None:
    with closing(sqlite3.connect(sample)) as connection:
        database = Database(connection, recursive_triggers=recursive, execute_plugins=False)
        table = database.table("event", pk="seq")
        changed = {**next(iter(table.rows)), "data": "{}"}
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            table.insert(changed, replace=True)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            table.upsert(changed)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            table.delete(1)
    with Log.open(sample, "HOOD-1") as log:
        assert check(log).sound


ALTERATIONS = {
    "DROP TRIGGER event_is_final": "Its trigger event_is_final is missing.",
    "DROP INDEX event_name": "Its index event_name is missing.",
    "DROP TABLE event": "Its index event_beginning is missing.",
    "ALTER TABLE event RENAME TO events": "Its index event_beginning has been altered.",
    "ALTER TABLE event ADD COLUMN remark TEXT": "Its table event has been altered.",
    "CREATE TABLE notes (text)": "It has a table notes that Umbra did not make.",
    "CREATE TRIGGER quiet BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END": (
        "It has a trigger quiet that Umbra did not make."
    ),
    "PRAGMA user_version = 0": "It does not say which Umbra made it.",
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_an_altered_log_is_not_written_to(sample: Path, harm: Harm, alteration: str) -> None:
    harm(sample, alteration)
    with pytest.raises(Refused) as refused:
        Log.open(sample, "HOOD-1")
    assert ALTERATIONS[alteration] in refused.value.sentence
    assert "umbra restore" in refused.value.sentence


@pytest.mark.parametrize("alteration", [each for each in ALTERATIONS if " TABLE event" not in each])
def test_a_check_names_the_alteration_and_reads_on(
    sample: Path, harm: Harm, alteration: str
) -> None:
    harm(sample, alteration)
    with Log.read(sample) as log:
        report = check(log)
    assert report.faults == (ALTERATIONS[alteration],)
    assert (report.events, report.damaged) == (9, None)


@pytest.mark.parametrize("alteration", [each for each in ALTERATIONS if " TABLE event" in each])
def test_a_log_without_its_table_is_not_read(sample: Path, harm: Harm, alteration: str) -> None:
    with Log.read(sample) as log:
        harm(sample, alteration)
        report = check(log)
        assert (report.sound, report.events, report.damaged) == (False, 0, None)
    with pytest.raises(Refused, match="not as Umbra wrote it"):
        Log.read(sample)


def test_a_trigger_that_was_changed_is_seen(sample: Path, harm: Harm) -> None:
    harm(
        sample,
        "DROP TRIGGER event_is_final",
        "CREATE TRIGGER event_is_final BEFORE UPDATE ON event WHEN 0 BEGIN SELECT 1; END",
    )
    with pytest.raises(Refused, match="trigger event_is_final has been altered"):
        Log.open(sample, "HOOD-1")


def test_transform_of_sqlite_utils_is_seen(sample: Path) -> None:
    with closing(sqlite3.connect(sample)) as connection:
        Database(connection, execute_plugins=False).table("event").transform(
            defaults={"actor": "x"}
        )
    with pytest.raises(Refused, match="not as Umbra wrote it"):
        Log.open(sample, "HOOD-1")


CHAIN = {
    "data changed": (
        'UPDATE event SET data = \'{"volume":"58 mL"}\' WHERE seq = 5',
        5,
        "Event 5 was changed after it was recorded.",
    ),
    "taken out": (
        "DELETE FROM event WHERE seq = 5",
        5,
        "Event 5 is missing (the next one there is event 6).",
    ),
    "the first taken out": (
        "DELETE FROM event WHERE seq = 1",
        1,
        "Event 1 is missing (the next one there is event 2).",
    ),
    "moved to the end": (
        "UPDATE event SET seq = 10 WHERE seq = 5",
        5,
        "Event 5 is missing (the next one there is event 6).",
    ),
    "put in front": (
        f"INSERT INTO event SELECT 0, 'x', 1, at, clock, workstation, actor, name, data,"
        f" previous, '{HASH}' FROM event WHERE seq = 1",
        1,
        "Event 1 is missing (the next one there is event 0).",
    ),
    "exchanged for another": (
        "UPDATE event SET (stream, version, data, previous, hash) ="
        " (SELECT 'x', version, data, previous, hash FROM event WHERE seq = 4) WHERE seq = 5",
        5,
        "Event 5 was changed after it was recorded.",
    ),
    "given to another": (
        "UPDATE event SET actor = 'DEMO, Pharmacist' WHERE seq = 9",
        9,
        "Event 9 was changed after it was recorded.",
    ),
}
TRIGGERS = ("event_is_final", "event_is_kept", "event_is_next")


@pytest.mark.parametrize("attack", CHAIN)
def test_the_chain_shows_what_was_done_without_the_triggers(
    sample: Path, harm: Harm, attack: str
) -> None:
    statement, damaged, sentence = CHAIN[attack]
    harm(sample, statement, without=TRIGGERS)
    with Log.read(sample) as log:
        report = check(log)
    assert (report.sound, report.damaged, report.events) == (False, damaged, damaged - 1)
    assert report.faults[0] == sentence
    with pytest.raises(Refused) as refused:
        Log.open(sample, "HOOD-1")
    assert sentence in refused.value.sentence


def forge(path: Path, harm: Harm, seq: int, **columns: object) -> None:
    """Change an event and make its own hash again, as someone does who knows how."""
    with Log.read(path) as log:
        event = list(log.everything())[seq - 1]
    values = {name: getattr(event, name) for name in COLUMNS} | columns
    texts = [str(values[name]).encode() for name in COLUMNS[:-1]]
    digest = sha256(b"".join(b"%d:%b" % (len(text), text) for text in texts)).hexdigest()
    changes = ", ".join(f"{name} = '{value}'" for name, value in columns.items())
    harm(path, f"UPDATE event SET {changes}, hash = '{digest}' WHERE seq = {seq}", without=TRIGGERS)


def test_reading_on_stops_where_an_event_is_missing(sample: Path, harm: Harm) -> None:
    harm(sample, "DELETE FROM event WHERE seq = 5", without=TRIGGERS)
    with Log.read(sample) as log:
        events = log.everything()
        assert [next(events).seq for _ in range(4)] == [1, 2, 3, 4]
        with pytest.raises(Refused, match="Event 5 is missing"):
            next(events)


def test_an_event_with_a_forged_hash_breaks_the_next_link(sample: Path, harm: Harm) -> None:
    forge(sample, harm, 5, data='{"volume":"58 mL"}')
    with Log.read(sample) as log:
        report = check(log)
    assert report.damaged == 6
    assert report.faults == ("Event 6 does not follow event 5: one of them was replaced.",)


def test_a_forged_version_is_seen(sample: Path, harm: Harm) -> None:
    forge(sample, harm, 9, version=4)
    with Log.read(sample) as log:
        report = check(log)
    assert report.damaged == 9
    assert report.faults == ("Event 9 is version 4 of its stream, where 3 belongs.",)


def test_work_goes_on_only_from_events_as_they_were_recorded(sample: Path, harm: Harm) -> None:
    harm(sample, "UPDATE event SET data = '{}' WHERE seq = 5", without=TRIGGERS)
    with Log.read(sample) as log:
        assert len(log.history("preparation/2")) == 3
        with pytest.raises(Refused, match="Version 2 of preparation/1 is not as it was recorded"):
            log.history("preparation/1")


def test_a_preparation_with_an_event_taken_out_is_refused(sample: Path, harm: Harm) -> None:
    harm(sample, "DELETE FROM event WHERE seq = 5", without=TRIGGERS)
    with Log.read(sample) as log, pytest.raises(Refused, match="Version 2 of preparation/1"):
        log.history("preparation/1")


def test_opening_looks_at_the_newest_thousand_and_a_check_at_all(
    log: Log, record: Record, harm: Harm
) -> None:
    for _ in range(300):
        record(log, "preparation/1", "a", "b", "c", "d")
    log.close()
    harm(log.path, "UPDATE event SET data = '{}' WHERE seq = 200", without=TRIGGERS)
    with Log.open(log.path, "HOOD-1") as opened:
        assert check(opened).damaged == 200
    harm(log.path, "UPDATE event SET data = '{}' WHERE seq = 201", without=TRIGGERS)
    with pytest.raises(Refused, match="Event 201 was changed"):
        Log.open(log.path, "HOOD-1")


def test_newest_events_cut_off_show_only_beside_an_earlier_head(sample: Path, harm: Harm) -> None:
    with Log.read(sample) as log:
        printed = log.head()
    harm(sample, "DELETE FROM event WHERE seq > 6", without=TRIGGERS)
    with Log.open(sample, "HOOD-1") as log:
        report = check(log)
        assert report.sound
        assert printed is not None
        assert (printed.seq, printed.hash) not in {(e.seq, e.hash) for e in log.everything()}
        assert report.events < printed.seq


def test_text_that_is_no_text_any_more_is_damage(sample: Path, harm: Harm) -> None:
    statement = "UPDATE event SET actor = CAST(X'ff' AS TEXT) WHERE seq = 5"
    harm(sample, statement, without=TRIGGERS)
    with Log.read(sample) as log:
        assert check(log).damaged == 5
        with pytest.raises(Refused, match="is damaged"):
            list(log.everything())


def test_a_definition_that_is_no_text_any_more_is_damage(sample: Path) -> None:
    name = b"CREATE TRIGGER event_is_final"
    sample.write_bytes(sample.read_bytes().replace(name, name[:-1] + b"\xf6"))
    for opening in (Log.read, lambda path: Log.open(path, "HOOD-1")):
        with pytest.raises(Refused, match="damaged"):
            opening(sample)


def test_a_fault_in_what_shows_the_progress_is_not_damage(sample: Path) -> None:
    def show(_done: int, _total: int) -> None:
        raise sqlite3.ProgrammingError("of the window, say")

    with Log.read(sample) as log, pytest.raises(sqlite3.ProgrammingError, match="of the window"):
        check(log, show)


def test_an_index_that_leaves_an_event_out_is_found(sample: Path, harm: Harm) -> None:
    harm(
        sample,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'version)', 'version) WHERE seq <> 5')"
        " WHERE name = 'event_name'",
    )
    harm(
        sample,
        "REINDEX event_name",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, ' WHERE seq <> 5', '')"
        " WHERE name = 'event_name'",
    )
    with Log.read(sample) as log:
        report = check(log)
    assert report.damaged is None
    assert report.faults == ("The file is damaged: row 5 missing from index event_name.",)


@given(
    seq=st.integers(1, 9),
    column=st.sampled_from(COLUMNS),
    place=st.integers(0, 200),
    flip=st.integers(1, 255),
)
def test_any_byte_of_any_column_that_changes_is_found(
    pristine: Path,
    tmp_path_factory: pytest.TempPathFactory,
    harm: Harm,
    seq: int,
    column: str,
    place: int,
    flip: int,
) -> None:
    path = tmp_path_factory.mktemp("log") / "umbra.log"
    copyfile(pristine, path)
    with Log.read(path) as log:
        before = str(getattr(list(log.everything())[seq - 1], column)).encode()
    changed = bytearray(before)
    changed[place % len(before)] ^= flip
    number = column in {"seq", "version"}
    # Another number that is free, for the table itself keeps two events from having one.
    assume(not number or (changed.isdigit() and int(changed) not in range(1, 10)))
    value = f"CAST(X'{changed.hex()}' AS {'INTEGER' if number else 'TEXT'})"
    harm(path, f"UPDATE event SET {column} = {value} WHERE seq = {seq}", without=TRIGGERS)
    with Log.read(path) as log:
        report = check(log)
    assert not report.sound
    assert report.damaged == (1 if column == "seq" and changed == b"0" else seq)


@given(place=st.integers(0, 1 << 20), flip=st.integers(1, 255))
def test_any_byte_of_the_file_that_changes_is_found_or_means_nothing(
    pristine: Path, tmp_path_factory: pytest.TempPathFactory, place: int, flip: int
) -> None:
    path = tmp_path_factory.mktemp("log") / "umbra.log"
    copyfile(pristine, path)
    with Log.read(path) as log:
        before = list(log.everything())
    harmed = bytearray(pristine.read_bytes())
    harmed[place % len(harmed)] ^= flip
    path = path.with_name("harmed.log")
    path.write_bytes(harmed)
    with suppress(Refused), Log.read(path) as log:
        assert list(log.everything()) == before or not check(log).sound
