"""The heartbeat file: whole or not at all, and never believed where Umbra did not write it."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.reading import Reading
from app.core.refused import Refused
from app.heartbeat import NAME, Heartbeat, read_heartbeat, write_heartbeat

READING = Reading(datetime(2026, 11, 2, 16, 0, 0, 5, tzinfo=UTC), timedelta(hours=1), "a boot")
BEAT = Heartbeat(READING, 12)


def test_there_is_none_until_one_is_written(tmp_path: Path) -> None:
    assert read_heartbeat(tmp_path) is None
    write_heartbeat(tmp_path, BEAT)
    assert read_heartbeat(tmp_path) == BEAT
    later = Heartbeat(Reading(READING.wall, timedelta(hours=2), "a boot"), 13)
    write_heartbeat(tmp_path, later)
    assert read_heartbeat(tmp_path) == later
    assert [file.name for file in tmp_path.iterdir()] == [NAME]


def test_only_this_account_reads_it(tmp_path: Path) -> None:
    write_heartbeat(tmp_path, BEAT)
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0


WRITTEN = '{"at":"2026-11-02T16:00:00.000005+00:00","clock":"a boot 3600000000","facts":12}\n'


def test_it_is_text_that_a_person_can_read(tmp_path: Path) -> None:
    write_heartbeat(tmp_path, BEAT)
    assert (tmp_path / NAME).read_text() == WRITTEN


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"\xff\xfe",
        WRITTEN.encode()[:-1],
        WRITTEN.encode()[:40],
        WRITTEN.replace("+00:00", "").encode(),
        WRITTEN.replace("+00:00", "-06:00").encode(),
        WRITTEN.replace("3600000000", "x").encode(),
        WRITTEN.replace("3600000000", "9" * 40).encode(),
        WRITTEN.replace("12}", "true}").encode(),
        WRITTEN.replace("12}", '12,"more":1}').encode(),
        WRITTEN.encode() + b" " * 2000,
        b"[" * 2000,
    ],
)
def test_what_umbra_did_not_write_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / NAME).write_bytes(data)
    with pytest.raises(Refused, match="not what Umbra wrote there"):
        read_heartbeat(tmp_path)


@given(st.integers(0, len(WRITTEN) - 1), st.binary(min_size=1, max_size=1))
def test_a_byte_that_fell_over_is_seen_or_means_the_same(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: bytes
) -> None:
    folder = tmp_path_factory.mktemp("beat")
    data = WRITTEN.encode()
    (folder / NAME).write_bytes(data[:at] + byte + data[at + 1 :])
    try:
        found = read_heartbeat(folder)
    except Refused:
        return
    finally:
        again = (folder / NAME).read_bytes()
        shutil.rmtree(folder)
    assert found is not None
    write_heartbeat(folder.parent, found)
    assert (folder.parent / NAME).read_bytes() == again


def test_where_a_folder_stands_in_its_place_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(Refused):
        read_heartbeat(tmp_path)
    with pytest.raises(Refused):
        write_heartbeat(tmp_path, BEAT)
    assert [file.name for file in tmp_path.iterdir()] == [NAME]


def test_where_nothing_can_be_written_the_one_before_stays(tmp_path: Path) -> None:
    write_heartbeat(tmp_path, BEAT)
    (tmp_path / f"{NAME}.new").mkdir()
    with pytest.raises(Refused):
        write_heartbeat(tmp_path, Heartbeat(READING, 13))
    assert read_heartbeat(tmp_path) == BEAT
