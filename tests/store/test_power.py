"""The program is killed, the disk is full, the disk fails: what was acknowledged is there."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.refused import Refused
from app.log_check import check
from app.store import Fact, Log, Recorded

Record = Callable[..., tuple[Recorded, ...]]

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
KILLS = 12
STEP = 3

# Appends steps of three events until it is killed; says each step only once it is recorded.
APPENDING = """
import sys
from pathlib import Path
from app.store import Fact, Log

log = Log.open(Path(sys.argv[1]), "HOOD-1")
after = len(log.history("preparation/1"))
while True:
    facts = [Fact("step-done", '{"note":"%s"}' % ("x" * (after * 37 % 3000)))] * 3
    recorded = log.append("preparation/1", after, facts, at="now", clock="b 1", actor="DEMO")
    after += 3
    print(recorded[-1].seq, recorded[-1].hash, flush=True)
"""

# Appends until the file may grow no further, then once more when it may.
GROWING = """
import resource, signal, sys
from pathlib import Path
from app.core.refused import Refused
from app.store import Fact, Log

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = Log.open(Path(sys.argv[1]), "HOOD-1")
fact = Fact("step-done", '{"note":"%s"}' % ("x" * 2000))
after = 0
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, most))
try:
    while True:
        log.append("preparation/1", after, [fact] * 3, at="now", clock="b 1", actor="DEMO")
        after += 3
except Refused as refused:
    print(refused.sentence)
print(after, log.count())
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
log.append("preparation/1", after, [fact], at="now", clock="b 1", actor="DEMO")
"""


def killed_while_appending(path: Path, after_steps: int) -> list[str]:
    """Return what a process said that was killed at some instant after so many steps."""
    command = [sys.executable, "-c", APPENDING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True) as appending:
        assert appending.stdout is not None
        said = [appending.stdout.readline() for _ in range(after_steps)]
        appending.kill()
        said += appending.stdout.readlines()
    # Nobody was told of a step whose line is not whole.
    return [line for line in said if line.endswith("\n")]


def test_every_step_that_was_acknowledged_survives_a_kill(path: Path) -> None:
    choice = random.Random(20261122)
    acknowledged: dict[int, str] = {}
    for _ in range(KILLS):
        for line in killed_while_appending(path, choice.randrange(1, 60)):
            seq, digest = line.split()
            acknowledged[int(seq)] = digest
        with Log.read(path) as log:
            assert log.count() % STEP == 0
            assert log.count() - max(acknowledged) in (0, STEP)
    with Log.open(path, "HOOD-1") as log:
        events = {event.seq: event.hash for event in log.everything()}
        report = check(log)
    assert acknowledged.items() <= events.items()
    assert report.sound
    assert report.events == len(events)


def test_a_kill_while_the_log_is_made_leaves_none_or_a_whole_one(path: Path) -> None:
    making = (
        "import sys; from pathlib import Path; from app.store import Log; print('x', flush=True);"
        "Log.open(Path(sys.argv[1]), 'HOOD-1')"
    )
    choice = random.Random(1)
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", making, str(path)], stdout=subprocess.PIPE, env=ENVIRONMENT
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            # Opening takes about so long, most of it for imports.
            try:
                process.wait(choice.uniform(0.03, 0.12))
            except subprocess.TimeoutExpired:
                process.kill()
        with Log.open(path, "HOOD-1") as log:
            assert check(log).sound
        for file in path.parent.iterdir():
            file.unlink()


def test_a_disk_that_takes_no_more_refuses_and_keeps_what_it_has(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", GROWING, str(path)],
        env=ENVIRONMENT,
        text=True,
        capture_output=True,
        check=True,
    )
    sentence, counts = done.stdout.splitlines()
    assert "reported a fault" in sentence
    assert counts.split()[0] == counts.split()[1] != "0"
    with Log.open(path, "HOOD-1") as log:
        assert log.count() == int(counts.split()[0]) + 1
        assert check(log).sound


def test_a_full_disk_refuses_and_keeps_what_it_has(log: Log, record: Record) -> None:
    fact = Fact("step-done", '{"note":"%s"}' % ("x" * 2000))
    pages = log._database.execute("PRAGMA page_count").fetchone()[0]
    log._database.execute(f"PRAGMA max_page_count = {pages + 20}")

    def fill() -> None:
        while True:
            log.append("x", log.count(), [fact] * STEP, at="", clock="", actor="")

    with pytest.raises(Refused, match=r"is full\. Nothing of this was recorded"):
        fill()
    after = log.count()
    assert after > 0
    assert after % STEP == 0
    assert check(log).sound
    log._database.execute("PRAGMA max_page_count = 1000000")
    (event,) = record(log, "x")
    assert event.seq == after + 1
    assert check(log).sound
