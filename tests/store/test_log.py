"""What is recorded, and reading it back."""

import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.refused import Refused
from app.log_check import check
from app.store import Entries, Fact, Log, Recorded

Record = Callable[..., tuple[Recorded, ...]]

AT, CLOCK = "2026-11-22T16:00:00+00:00", "boot 17000000"
# What SQLite and UTF-8 can hold: every character but lone surrogates.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAME = TEXT.filter(bool)
JSON = st.dictionaries(st.sampled_from(["volume", "lot"]), st.sampled_from(["5.8 mL", "µ"])).map(
    lambda content: str(content).replace("'", '"')
)


def test_an_event_holds_what_was_given_and_where_it_stands(log: Log) -> None:
    facts = [Fact("opened", '{"dose":"1.456 mg"}'), Fact("verified", "{}")]
    first, second = log.append(
        "preparation/1", 0, facts, at=AT, clock=CLOCK, actor="DEMO, Pharmacist"
    )
    assert (first.seq, first.stream, first.version) == (1, "preparation/1", 1)
    assert (first.at, first.clock, first.actor) == (AT, CLOCK, "DEMO, Pharmacist")
    assert (first.name, first.data) == ("opened", '{"dose":"1.456 mg"}')
    assert (first.workstation, first.previous) == ("HOOD-1", "0" * 64)
    assert (second.seq, second.version, second.previous) == (2, 2, first.hash)


def test_the_hash_is_the_one_that_anyone_can_compute(log: Log, record: Record) -> None:
    import hashlib

    (event,) = record(log, "préparation/1")
    columns = (
        *("1", "préparation/1", "1", event.at, event.clock, "HOOD-1", event.actor),
        *("step-done", event.data, "0" * 64),
    )
    text = b"".join(b"%d:%b" % (len(c.encode()), c.encode()) for c in columns)
    assert event.hash == hashlib.sha256(text).hexdigest()


def test_what_was_recorded_is_there_after_closing(path: Path, record: Record) -> None:
    with Log.open(path, "HOOD-1") as log:
        recorded = record(log, "preparation/1", "opened", "verified")
    with Log.open(path, "HOOD-2") as log:
        assert log.history("preparation/1") == recorded
        assert record(log)[0].workstation == "HOOD-2"


def test_a_new_log_is_empty(log: Log) -> None:
    assert (log.head(), log.count(), list(log.everything())) == (None, 0, [])
    assert (log.history("preparation/1"), log.streams("")) == ((), ())


def test_streams_are_told_apart(log: Log, record: Record) -> None:
    for stream in ("preparation/1", "preparation/2", "order/1", "preparation/1"):
        record(log, stream)
    assert [event.seq for event in log.history("preparation/1")] == [1, 4]
    assert log.streams("preparation/") == ("preparation/1", "preparation/2")
    assert log.streams("") == ("order/1", "preparation/1", "preparation/2")
    assert log.streams("preparation/1") == ("preparation/1",)
    assert log.streams("%") == ()


def test_everything_comes_in_order_and_from_where_one_left_off(log: Log, record: Record) -> None:
    for number in range(1300):
        record(log, f"order/{number}", "ordered", "imported")
    events = list(log.everything())
    assert [event.seq for event in events] == list(range(1, 2601))
    assert list(log.everything(after_seq=2598)) == events[-2:]
    assert list(log.everything(after_seq=2600)) == []
    assert (log.count(), log.head()) == (2600, events[-1])


def test_everything_goes_on_to_what_is_added_meanwhile(log: Log, record: Record) -> None:
    record(log)
    events = log.everything()
    assert next(events).seq == 1
    record(log)
    assert [event.seq for event in events] == [2]


def test_events_are_found_by_name(log: Log, record: Record) -> None:
    for stream in ("order/1", "preparation/1", "preparation/2"):
        record(log, stream, "opened", "step-done", "released")
    found = log.named(["released", "opened"], "preparation/")
    assert [(event.seq, event.name) for event in found] == [
        (4, "opened"),
        (6, "released"),
        (7, "opened"),
        (9, "released"),
    ]
    assert log.named(["released", "opened"], "preparation/", newest=3) == found[1:]
    assert log.named(["opened"], newest=1)[0].stream == "preparation/2"
    assert log.named(["opened"], newest=0) == ()
    assert log.named(["discarded"]) == log.named([]) == ()


def test_events_of_a_name_are_read_part_by_part(log: Log, record: Record) -> None:
    for stream in ("order/1", "preparation/1", "preparation/2"):
        record(log, stream, "opened", "released")
    assert [event.seq for event in log.named_after("opened", 0, 2)] == [1, 3]
    assert [event.seq for event in log.named_after("opened", 3, 2)] == [5]
    assert log.named_after("opened", 5, 2) == ()


def test_one_who_has_not_seen_the_newest_event_is_refused(log: Log, record: Record) -> None:
    record(log, "preparation/1", "opened", "verified")
    for seen in (0, 1, 3):
        with pytest.raises(Refused, match="Someone else recorded something in preparation/1"):
            log.append("preparation/1", seen, [Fact("x", "{}")], at=AT, clock=CLOCK, actor="A")
    assert log.count() == 2
    assert record(log)[0].version == 3


def test_a_step_in_two_streams_is_one_step(log: Log, record: Record) -> None:
    record(log, "order/1", "ordered")
    fact = (Fact("opened", "{}"),)
    step = [Entries("preparation/1", 0, fact * 2), Entries("order/1", 1, fact)]
    recorded = log.record(step, at=AT, clock=CLOCK, actor="A")
    assert [(e.seq, e.stream, e.version) for e in recorded] == [
        (2, "preparation/1", 1),
        (3, "preparation/1", 2),
        (4, "order/1", 2),
    ]
    assert tuple(log.everything(after_seq=1)) == recorded
    assert check(log).sound


def test_a_step_in_two_streams_of_which_one_has_moved_on_is_none(log: Log, record: Record) -> None:
    record(log, "order/1", "ordered", "withdrawn")
    fact = (Fact("opened", "{}"),)
    step = [Entries("preparation/1", 0, fact), Entries("order/1", 1, fact)]
    with pytest.raises(Refused, match="Someone else recorded something in order/1"):
        log.record(step, at=AT, clock=CLOCK, actor="A")
    assert log.streams() == ("order/1",)


def test_streams_are_found_by_what_happened_in_them(log: Log, record: Record) -> None:
    for stream in ("preparation/2", "preparation/1", "order/1"):
        record(log, stream, "opened", "released")
    record(log, "preparation/2", "opened")
    assert log.streams_with("opened", "preparation/") == ("preparation/2", "preparation/1")
    assert log.streams_with("opened") == ("preparation/2", "preparation/1", "order/1")
    assert log.streams_with("discarded") == ()
    ending = log.streams_ending_with
    assert ending(["released"], "preparation/") == ("preparation/1",)
    assert ending(["opened", "released"]) == ("preparation/1", "order/1", "preparation/2")
    assert ending([]) == ()


def test_a_fault_of_ours_is_no_refusal(path: Path, record: Record) -> None:
    log = Log.open(path, "HOOD-1")
    record(log)
    log.close()
    with pytest.raises(sqlite3.ProgrammingError):
        log.count()


def test_the_version_of_a_stream_counts_its_events(log: Log, record: Record) -> None:
    assert log.version("order/1") == 0
    record(log, "order/1", "ordered", "withdrawn")
    record(log, "order/2")
    assert log.version("order/1") == 2


def test_nothing_is_no_step(log: Log) -> None:
    with pytest.raises(ValueError, match="one fact"):
        log.append("preparation/1", 0, [], at=AT, clock=CLOCK, actor="A")
    with pytest.raises(ValueError, match="one fact"):
        log.record([], at=AT, clock=CLOCK, actor="A")


@pytest.mark.parametrize("bad", ["", "{", "5.8 mL", "{'a': 1}"])
def test_a_step_with_one_fact_that_is_no_json_is_not_recorded_at_all(
    log: Log, record: Record, bad: str
) -> None:
    facts = [Fact("opened", "{}"), Fact("verified", bad)]
    with pytest.raises(Exception, match="CHECK constraint"):
        log.append("preparation/1", 0, facts, at=AT, clock=CLOCK, actor="A")
    assert log.count() == 0
    assert record(log)[0].seq == 1
    assert check(log).sound


def test_text_that_is_no_unicode_leaves_the_log_usable(log: Log, record: Record) -> None:
    with pytest.raises(UnicodeEncodeError):
        log.append("\ud800", 0, [Fact("opened", "{}")], at=AT, clock=CLOCK, actor="A")
    assert record(log)[0].seq == 1


def test_the_log_is_for_this_account_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "umbra" / "umbra.log"
    with Log.open(path, "HOOD-1"):
        for made in (tmp_path / "data", path.parent):
            assert stat.S_IMODE(made.stat().st_mode) == 0o700
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_closing_leaves_the_log_and_the_lock_and_nothing_else(sample: Path) -> None:
    Log.open(sample, "HOOD-1").close()
    assert sorted(file.name for file in sample.parent.iterdir()) == ["umbra.log", "umbra.log.lock"]


def test_closing_twice_is_closing(path: Path) -> None:
    log = Log.open(path, "HOOD-1")
    log.close()
    log.close()
    Log.open(path, "HOOD-1").close()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["preparation/1", "preparation/2", "préparation/µ", "order/\0"]),
            st.lists(st.builds(Fact, NAME, JSON), min_size=1, max_size=3),
            TEXT,
        ),
        max_size=8,
    )
)
def test_any_steps_are_read_back_and_verified(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, list[Fact], str]]
) -> None:
    path = tmp_path_factory.mktemp("log") / "umbra.log"
    recorded: list[Recorded] = []
    versions: dict[str, int] = {}
    with Log.open(path, "HOOD-1") as log:
        for stream, facts, actor in steps:
            seen = versions.get(stream, 0)
            recorded += log.append(stream, seen, facts, at=AT, clock=CLOCK, actor=actor)
            versions[stream] = seen + len(facts)
    with Log.open(path, "HOOD-1") as log:
        assert list(log.everything()) == recorded
        assert log.streams() == tuple(sorted(versions, key=str.encode))
        for stream, version in versions.items():
            assert len(log.history(stream)) == version
        report = check(log)
    assert report.sound
    assert report.events == len(recorded)
