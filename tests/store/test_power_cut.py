"""Power goes: what reached the disk is a part of what was written, and the log is opened again.

A step that was acknowledged before is there, whole; of any other nothing is, or all of it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.log_check import check
from app.store import Fact, Log
from tests.watched_disk import WatchedDisk, watched_log

STEP = 3  # facts in a step
_AT = {"at": "2026-11-22T16:00:00+00:00", "clock": "boot 17000000", "actor": "DEMO, Technician"}


def do_step(log: Log, number: int, length: int) -> str:
    """Record a step of three facts, the first of them `length` long; return the last hash."""
    stream = f"preparation/{number % 3}"
    facts = [Fact("step-done", '"%s"' % ("x" * length)), *[Fact("step-done", "{}")] * (STEP - 1)]
    return log.append(stream, log.version(stream), facts, **_AT)[-1].hash


def require_whole(folder: Path, heads: list[str], acknowledged: int) -> int:
    """Open the log and return how many steps it has: those acknowledged, and at most one more.

    `heads` are the hashes of the last fact after each step that was ever begun.
    """
    with Log.open(folder / "umbra.log", "HOOD-1") as log:
        report = check(log)
        assert report.sound, report.faults
        steps, half = divmod(report.events, STEP)
        assert half == 0
        assert acknowledged <= steps <= acknowledged + 1
        assert report.head == (heads[steps - 1] if steps else "0" * 64)
        return steps


@dataclass
class Lived:
    """A log that was in use when power went: its files, and the length of the WAL at each step."""

    log: bytes
    wal: bytes
    heads: list[str]
    lengths: list[int]

    def put(self, folder: Path, wal: bytes) -> None:
        """Lay the files down as the disk has them after the cut."""
        for file in folder.iterdir():
            file.unlink()
        (folder / "umbra.log").write_bytes(self.log)
        (folder / "umbra.log-wal").write_bytes(wal)

    def kept(self, length: int) -> int:
        """Return how many steps were acknowledged when the WAL had reached a length."""
        return sum(1 for each in self.lengths if each <= length)

    @property
    def frames(self) -> list[int]:
        """Where each frame of the WAL begins, and where the last one ends."""
        return list(range(32, len(self.wal) + 1, 24 + 4096))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    path = tmp_path_factory.mktemp("lived") / "umbra.log"
    chance = random.Random(5)
    heads, lengths = [], []
    with Log.open(path, "HOOD-1") as log:
        wal = path.with_name("umbra.log-wal")
        for number in range(14):
            heads.append(do_step(log, number, chance.choice((10, 300, 9000))))
            lengths.append(wal.stat().st_size)
        return Lived(path.read_bytes(), wal.read_bytes(), heads, lengths)


def test_the_write_ahead_log_cut_at_every_frame(lived: Lived, tmp_path: Path) -> None:
    cuts = {0, 1, 16, 31, *lived.frames}
    cuts |= {at + more for at in lived.frames for more in (-1, 24)}
    for cut in sorted(each for each in cuts if 0 <= each <= len(lived.wal)):
        lived.put(tmp_path, lived.wal[:cut])
        assert require_whole(tmp_path, lived.heads, lived.kept(cut)) == lived.kept(cut), cut


def test_the_write_ahead_log_cut_at_any_byte(lived: Lived, tmp_path: Path) -> None:
    chance = random.Random(6)
    for _ in range(120):
        cut = chance.randrange(len(lived.wal))
        lived.put(tmp_path, lived.wal[:cut])
        assert require_whole(tmp_path, lived.heads, lived.kept(cut)) == lived.kept(cut), cut


def test_what_stands_behind_the_cut_may_be_anything(lived: Lived, tmp_path: Path) -> None:
    """The last frames are torn, zero or not what was written; those before them count."""
    chance = random.Random(7)
    for _ in range(80):
        cut = chance.choice([*lived.frames[:-1], chance.randrange(32, len(lived.wal))])
        rest = len(lived.wal) - cut
        behind = chance.choice(
            (bytes(rest), chance.randbytes(rest), lived.wal[cut:][:1] * rest, lived.wal[-rest:])
        )
        if behind == lived.wal[cut:]:
            continue
        lived.put(tmp_path, lived.wal[:cut] + behind)
        require_whole(tmp_path, lived.heads, lived.kept(cut))


def test_after_a_cut_work_goes_on(lived: Lived, tmp_path: Path) -> None:
    for cut in lived.frames[::5]:
        lived.put(tmp_path, lived.wal[: cut + 100])
        kept = require_whole(tmp_path, lived.heads, lived.kept(cut))
        with Log.open(tmp_path / "umbra.log", "HOOD-1") as log:
            do_step(log, 0, 50)
            assert check(log).sound
            assert log.count() == (kept + 1) * STEP


# What was asked of the disk, and what of it arrived.


@dataclass
class Disk:
    """What a disk holds for sure, and what it was told since and may hold or not."""

    sure: dict[str, bytes] = field(default_factory=dict)
    told: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)

    def take(self, what: str, name: str, *rest: object) -> None:
        """Take one call."""
        if name.endswith("-shm"):  # memory; SQLite makes it anew
            return
        if what == "sync":
            self.sure[name] = self.as_told(name)
            self.told[name] = []
        elif what in ("write", "truncate", "remove"):
            self.told.setdefault(name, []).append((what, *rest))

    def as_told(self, name: str) -> bytes:
        """Return a file as it is when everything arrives."""
        return _made(self.sure.get(name, b""), self.told.get(name, []))

    def arrived(self, name: str, chance: random.Random) -> bytes:
        """Return a file of which what was not synced arrived in part, in sectors, in any order."""
        pieces: list[tuple[object, ...]] = []
        for what, *rest in self.told.get(name, []):
            if what != "write":
                pieces += [(what, *rest)] * chance.randrange(2)
                continue
            data, offset = rest
            assert isinstance(data, bytes)
            assert isinstance(offset, int)
            for at in range(0, len(data), 512):
                if chance.random() < 0.6:
                    pieces.append(("write", data[at : at + 512], offset + at))
        chance.shuffle(pieces)
        return _made(self.sure.get(name, b""), pieces)


def _made(content: bytes, calls: list[tuple[object, ...]]) -> bytes:
    made = bytearray(content)
    for what, *rest in calls:
        if what == "remove":
            made.clear()
        elif what == "truncate":
            (size,) = rest
            assert isinstance(size, int)
            del made[size:]
        else:
            data, offset = rest
            assert isinstance(data, bytes)
            assert isinstance(offset, int)
            made.extend(bytes(max(0, offset - len(made))))
            made[offset : offset + len(data)] = data
    return bytes(made)


@dataclass
class Recording:
    """A log at work: the file before, every call made of the disk, and every acknowledgement.

    `calls` has ("acknowledged",) where append() returned.
    """

    before: bytes
    calls: list[tuple[object, ...]]
    heads: list[str]

    def moments(self) -> Iterator[tuple[int, Disk, int]]:
        """Yield each moment between two calls: its number, the disk then, the steps acknowledged.

        Moments at which nothing was written since the last one are left out.
        """
        disk, acknowledged = Disk({"umbra.log": self.before}), 0
        for at, call in enumerate(self.calls):
            if call[0] == "acknowledged":
                acknowledged += 1
            else:
                what, name, *rest = call
                disk.take(str(what), str(name), *rest)
            yield at, disk, acknowledged


def recorded(folder: Path, steps: int) -> Recording:
    """Return what a log asks of its disk while steps are recorded and it is closed."""
    path = folder / "umbra.log"
    Log.open(path, "HOOD-1").close()
    calls: list[tuple[object, ...]] = []
    asked = ("write", "truncate", "sync", "remove")

    def watch(what: str, *rest: object) -> None:
        if what in asked:
            calls.append((what, *rest))

    chance = random.Random(8)
    heads = []
    before = path.read_bytes()
    with watched_log(path, WatchedDisk(watch)) as log:
        for number in range(steps):
            heads.append(do_step(log, number, chance.choice((10, 300, 9000, 20000))))
            calls.append(("acknowledged",))
    return Recording(before, calls, heads)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """So many steps that SQLite copies its write-ahead log into the file, more than once."""
    found = recorded(tmp_path_factory.mktemp("recorded"), 300)
    copied = [call for call in found.calls if call[:2] == ("write", "umbra.log")]
    assert len(copied) > 500
    return found


def lay(folder: Path, files: dict[str, bytes]) -> None:
    """Lay files down in an empty folder."""
    for file in folder.iterdir():
        file.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_every_step_was_synced_before_it_was_acknowledged(recording: Recording) -> None:
    """Nothing that was written waits when a step is acknowledged: the disk has it for sure."""
    for at, disk, _ in recording.moments():
        if recording.calls[at] == ("acknowledged",):
            assert not disk.told.get("umbra.log-wal")


NAMES = ("umbra.log", "umbra.log-wal")


def chosen(recording: Recording, number: int, seed: int) -> set[int]:
    """Return moments at random: some anywhere, some while the log is copied into the file."""
    chance = random.Random(seed)
    calls = recording.calls
    copying = [at for at, call in enumerate(calls) if call[1:2] == ("umbra.log",)]
    edges = [at for at, call in enumerate(calls) if call[0] in ("sync", "acknowledged", "truncate")]
    return {
        *chance.sample(range(len(calls)), number),
        *chance.sample(copying, number),
        *chance.sample(edges, number),
        *range(30),
        *range(len(calls) - 12, len(calls)),
    }


def test_power_goes_between_any_two_calls(recording: Recording, tmp_path: Path) -> None:
    """All that was written arrived."""
    cuts = chosen(recording, 25, 1)
    for at, disk, acknowledged in recording.moments():
        if at in cuts:
            lay(tmp_path, {name: disk.as_told(name) for name in NAMES})
            require_whole(tmp_path, recording.heads, acknowledged)


def test_what_was_not_synced_may_be_lost(recording: Recording, tmp_path: Path) -> None:
    cuts = chosen(recording, 25, 2)
    for at, disk, acknowledged in recording.moments():
        if at in cuts:
            lay(tmp_path, {name: disk.sure.get(name, b"") for name in NAMES})
            require_whole(tmp_path, recording.heads, acknowledged)


def test_what_was_not_synced_may_arrive_in_part_and_out_of_order(
    recording: Recording, tmp_path: Path
) -> None:
    chance, cuts = random.Random(9), chosen(recording, 50, 3)
    for at, disk, acknowledged in recording.moments():
        if at in cuts:
            lay(tmp_path, {name: disk.arrived(name, chance) for name in NAMES})
            require_whole(tmp_path, recording.heads, acknowledged)


def test_a_log_that_does_not_sync_is_found_by_these_cuts(tmp_path: Path) -> None:
    """The cuts tell a log that is durable from one that is not."""
    path = tmp_path / "umbra.log"
    Log.open(path, "HOOD-1").close()
    disk = Disk({"umbra.log": path.read_bytes()})
    with watched_log(path, WatchedDisk(disk.take)) as log:
        log._database.execute("PRAGMA synchronous = NORMAL")
        head = do_step(log, 0, 10)
        files = {name: disk.sure.get(name, b"") for name in NAMES}
    lay(tmp_path, files)
    with pytest.raises(AssertionError):
        require_whole(tmp_path, [head], 1)


def test_the_lock_left_by_a_power_cut_is_no_lock(lived: Lived, tmp_path: Path) -> None:
    """The lock file is torn where its first transaction was under way."""
    lock = tmp_path / "umbra.log.lock"
    lived.put(tmp_path, lived.wal)
    Log.open(tmp_path / "umbra.log", "HOOD-1").close()
    whole = lock.read_bytes()
    for content, journal in ((b"", b""), (whole, b""), (whole, bytes(512)), (b"", bytes(512))):
        lock.write_bytes(content)
        lock.with_name("umbra.log.lock-journal").write_bytes(journal)
        require_whole(tmp_path, lived.heads, len(lived.heads))
