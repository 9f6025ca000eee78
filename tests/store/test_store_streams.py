"""Several streams in one step, all or none of them, and finding streams by what they hold."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.refused import Refused
from app.log_check import check
from app.store import Entries, Fact, Log, Recorded

Record = Callable[..., tuple[Recorded, ...]]

AT, CLOCK = "2026-11-22T16:00:00+00:00", "boot 17000000"
STREAMS = ("order/1", "order/2", "preparation/1", "preparation/10", "preparation/2")
NAMES = ("imported", "opened", "returned", "released")


def entries(stream: str, after: int, *names: str) -> Entries:
    return Entries(stream, after, tuple(Fact(name, "{}") for name in names))


def put(log: Log, *each: Entries) -> tuple[Recorded, ...]:
    return log.record(each, at=AT, clock=CLOCK, actor="DEMO, Technician")


def test_a_step_may_touch_one_stream_twice(log: Log) -> None:
    first, second = put(log, entries("order/1", 0, "imported"), entries("order/1", 1, "opened"))
    assert (first.version, second.version) == (1, 2)
    assert second.previous == first.hash
    assert log.history("order/1") == (first, second)


def test_a_step_is_for_every_stream_as_it_was_seen(log: Log) -> None:
    put(log, entries("order/1", 0, "imported"))
    for seen in (0, 2):
        with pytest.raises(Refused, match=f"stands at version 1.*made at version {seen}"):
            put(log, entries("preparation/1", 0, "opened"), entries("order/1", seen, "opened"))
    assert log.streams() == ("order/1",)
    put(log, entries("preparation/1", 0, "opened"), entries("order/1", 1, "opened"))
    assert check(log).sound


def test_a_step_with_a_stream_without_facts_is_none(log: Log) -> None:
    with pytest.raises(ValueError, match="one fact"):
        put(log, entries("order/1", 0, "imported"), entries("order/2", 0))
    assert log.count() == 0


def test_a_step_of_which_one_fact_is_no_json_is_recorded_nowhere(log: Log) -> None:
    bad = Entries("order/2", 0, (Fact("imported", "5,8 mL"),))
    with pytest.raises(Exception, match="CHECK constraint"):
        put(log, entries("order/1", 0, "imported"), bad)
    assert log.count() == 0
    assert put(log, entries("order/1", 0, "imported"))[0].seq == 1


def test_a_reader_finds_streams_and_writes_none(sample: Path) -> None:
    with Log.read(sample) as log:
        assert log.version("order/7") == 3
        assert log.streams_with("opened", "preparation/") == ("preparation/1", "preparation/2")
        assert log.streams_ending_with(["step-done"], "order/") == ("order/7",)
        with pytest.raises(Refused, match="open for reading only"):
            put(log, entries("order/7", 3, "opened"))


def test_a_prefix_ends_where_it_ends(log: Log, record: Record) -> None:
    others = ("préparation/1", "preparations", "PREPARATION/1")
    for stream in ("preparation/1", "preparation/10", *others):
        record(log, stream, "opened")
    assert log.streams_with("opened", "preparation/") == ("preparation/1", "preparation/10")
    assert log.streams_with("opened", "preparation/1") == ("preparation/1", "preparation/10")
    assert log.streams_ending_with(["opened"], "preparation/10") == ("preparation/10",)
    assert log.streams_with("opened", "%") == ()


def test_a_stream_ends_with_its_newest_event_alone(log: Log) -> None:
    waits = ["imported", "returned"]
    put(log, entries("order/1", 0, "imported"), entries("order/2", 0, "imported"))
    assert log.streams_ending_with(waits) == ("order/1", "order/2")
    put(log, entries("order/1", 1, "opened"))
    assert log.streams_ending_with(waits) == ("order/2",)
    put(log, entries("order/1", 2, "returned"))
    assert log.streams_ending_with(waits) == ("order/2", "order/1")
    assert log.streams_ending_with(["imported"]) == ("order/2",)
    assert log.streams_ending_with([]) == ()


def test_a_stream_is_named_once_however_often_it_holds_an_event(log: Log) -> None:
    put(log, entries("order/1", 0, "imported", "opened", "returned", "opened"))
    assert log.streams_with("opened") == ("order/1",)


def test_what_is_searched_for_is_no_pattern(log: Log) -> None:
    fact = Fact("material-scanned", '{"gtin":"1","lot":"A%_B","serial":"1_"}')
    log.append("preparation/1", 0, [fact], at=AT, clock=CLOCK, actor="A")
    (found,) = log.materials("A%_B")
    assert found.data == fact.data
    for text in ("A__B", "%", "A%_B "):
        assert log.materials(text) == ()
    assert log.materials_with_serial("1_", "1") == (found,)
    assert log.materials_with_serial("11", "1") == ()


@settings(max_examples=40)
@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(STREAMS), st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)
            ),
            min_size=1,
            max_size=3,
        ),
        max_size=8,
    ),
    st.sets(st.sampled_from(NAMES)),
    st.sampled_from(["", "order/", "preparation/", "preparation/1", "other/"]),
)
def test_streams_are_found_as_one_would_by_reading_everything(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[list[tuple[str, list[str]]]],
    wanted: set[str],
    prefix: str,
) -> None:
    path = tmp_path_factory.mktemp("log") / "umbra.log"
    versions = dict.fromkeys(STREAMS, 0)
    with Log.open(path, "HOOD-1") as log:
        for step in steps:
            each = []
            for stream, names in step:
                each.append(entries(stream, versions[stream], *names))
                versions[stream] += len(names)
            put(log, *each)
        rows = [row for row in log.everything() if row.stream.startswith(prefix)]
        newest = {row.stream: row for row in rows}
        ending = sorted(
            (row for row in newest.values() if row.name in wanted), key=lambda row: row.seq
        )
        assert log.streams_ending_with(sorted(wanted), prefix) == tuple(r.stream for r in ending)
        for name in NAMES:
            holding = dict.fromkeys(row.stream for row in rows if row.name == name)
            assert log.streams_with(name, prefix) == tuple(holding)
        assert {stream: log.version(stream) for stream in STREAMS} == versions
        assert check(log).sound
