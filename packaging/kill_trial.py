"""Umbra killed in the middle of a preparation, again and again, and what is left looked at.

    .venv/bin/python packaging/kill_trial.py [--kills N] [--seed N]

A child process walks a preparation through the real session and the real log until SIGKILL ends
it; another goes on where it stood, to the release, and then with a new preparation. It is killed

- once a step was acknowledged, for every step in turn;
- just before one of the calls that SQLite makes of the disk, or the program of the system, while
  a step is recorded: every read, write, sync, lock and rename, also inside COMMIT;
- at one of the instructions of SQLite's machine, inside INSERT or between two statements;
- at any instant, also while the folder is opened.

A trial of 600 kills or more goes through every call of every step first, each from the same folder
and each followed by a child that does the step; the other kills fall at random.

After each kill `umbra verify` must find nothing, every acknowledged step must be there and of any
other nothing or all of it, the facts must fold to the state that was acknowledged, no label may lie
there whose fact is not in the log, and the next child must go on at that very step. What does not
hold ends the trial with a traceback. It needs the tools of the tests, and fork: no Windows.
"""

import argparse
import hashlib
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import log_lock  # noqa: E402
from app.cli import run  # noqa: E402
from app.clock import SetClock  # noqa: E402
from app.core.preparation import Preparation, Status  # noqa: E402
from app.folder import LOG_NAME  # noqa: E402
from app.preparations import preparation_in  # noqa: E402
from app.recording import reading_of  # noqa: E402
from app.store import Log  # noqa: E402
from app.workplace import Workplace  # noqa: E402
from tests.app.pharmacy import ADALIND, BEGINS, Pharmacy, set_up  # noqa: E402
from tests.watched_disk import WatchedDisk, watched_log  # noqa: E402

BOOT = "kill"
# What Python tells of its own calls of the system; SQLite's are told by the watched disk.
FROM_EVERY_CALL_ON = 600
CALLS = {"open", "os.rename", "os.remove", "os.mkdir"}


class When(Enum):
    """When a child is killed."""

    ACKNOWLEDGED = "once a step was acknowledged"
    CALL = "before a call of the disk or the system"
    INSTRUCTION = "at an instruction of SQLite"
    INSTANT = "at any instant"


# A step makes some 7 to 20 calls and 280 to 770 instructions; a child lives for some 100 ms.
AT_MOST = {When.ACKNOWLEDGED: 1, When.CALL: 14, When.INSTRUCTION: 450, When.INSTANT: 150}


def main() -> None:
    """Kill as often as asked, and say what was done."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="umbra-kill-") as place:
        trial = Trial(Path(place), random.Random(chosen.seed))
        if chosen.kills >= FROM_EVERY_CALL_ON:
            trial.kill_before_every_call()
        while trial.kills < chosen.kills:
            trial.kill_at_random()
        trial.finish()
    print(trial.told())
    print(f"{time.monotonic() - began:.0f} s, seed {chosen.seed}")


def digest_of(state: Preparation) -> str:
    """Return what two equal states of this process and its children have in common."""
    return hashlib.sha256(repr(state).encode()).hexdigest()


@dataclass(frozen=True)
class Folder:
    """A folder that nobody has open, and the preparation as it stands there."""

    place: Path
    state: Preparation

    def copied(self, to: Path) -> "Folder":
        """Return a copy in place of what is there."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.place, to)
        return Folder(to, self.state)


@dataclass
class Trial:
    """Children killed one after the other, in folders that begin as copies of one."""

    place: Path
    chance: random.Random
    kills: int = 0
    released: int = 0
    by_when: Counter[When] = field(default_factory=Counter)
    steps: set[str] = field(default_factory=set)
    versions: set[int] = field(default_factory=set)
    every_call: int = 0
    in_hand: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        template = self.place / "template"
        set_up(template, SetClock(BEGINS, BOOT))
        pharmacy = Pharmacy(template, SetClock(BEGINS, BOOT))
        pharmacy.verify(ADALIND)
        pharmacy.close()
        self.stream = pharmacy.stream
        self._template = Folder(template, pharmacy.state)
        self.at = self._template.copied(self.place / "data")

    def kill_before_every_call(self) -> None:
        """Kill before each call that any step of a preparation makes, the first one to the last.

        After each, another child does the step and is killed once that was acknowledged.
        """
        while self.at.state.status is not Status.RELEASED:
            before, call = self.at.copied(self.place / "before"), 1
            while True:
                self.at = before.copied(self.place / "data")
                if self.kill(When.CALL, call):  # in the next step: this one has no more calls
                    break
                self.every_call += 1
                if self.at.state.version == before.state.version:
                    self.kill(When.ACKNOWLEDGED, 1)
                call += 1
        self._begin_again()

    def kill_at_random(self) -> None:
        """Kill once, somewhere in the step in hand or in one soon after it."""
        when = self.chance.choice(tuple(When))
        self.kill(when, self.chance.randint(1, AT_MOST[when]))
        if self.at.state.status is Status.RELEASED:
            self._begin_again()

    def _begin_again(self) -> None:
        self.released += 1
        self.at = self._template.copied(self.place / "data")

    def finish(self) -> None:
        """Do the rest of the last preparation, and look at it."""
        self._work(None, 0)
        assert self.at.state.status is Status.RELEASED
        self.released += 1

    def kill(self, when: When, left: int) -> bool:
        """Let a child work until it is killed, and look at what is left.

        `left` says at which acknowledgement, call or instruction. Returns whether a step was
        acknowledged before.
        """
        step = self.at.state.step
        killed, acknowledged = self._work(when, left)
        if killed:
            self.kills += 1
            self.by_when[when] += 1
            self.steps.add(step.identifier if step is not None else "released")
            self.versions.add(self.at.state.version)
        return acknowledged or not killed

    def _work(self, when: When | None, left: int) -> tuple[bool, bool]:
        """Return whether a child was killed, and whether it had acknowledged a step."""
        killed, said = self._child(when, left)
        before = (str(self.at.state.version), digest_of(self.at.state))
        last = before
        for word, *state in said:
            if word == "ready":
                assert tuple(state) == before, "the child took up another state than was left"
            last = (state[0], state[1])
        self.at = Folder(self.at.place, self._look(int(last[0]), last[1]))
        if killed:
            beyond = self.at.state.version > int(last[0])
            self.in_hand["there, whole" if beyond else "not there"] += 1
        return killed, last != before

    def _child(self, when: When | None, left: int) -> tuple[bool, list[list[str]]]:
        """Return whether a child was killed, and its words: each line that it told whole."""
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            _be_killed(_Child(self.at.place, self.stream, writer, when, left))
        os.close(writer)
        if when is When.INSTANT:
            time.sleep(left / 1000)
            os.kill(pid, signal.SIGKILL)
        with open(reader, encoding="ascii") as pipe:
            lines = pipe.readlines()
        _, status = os.waitpid(pid, 0)
        killed = os.WIFSIGNALED(status)
        assert os.WTERMSIG(status) == signal.SIGKILL if killed else status == 0, "".join(lines)
        return killed, [line.split() for line in lines if line.endswith("\n")]

    def _look(self, version: int, digest: str) -> Preparation:
        """Return the state that was left, where that of `version` was acknowledged.

        Raises AssertionError where something is lost or half.
        """
        with redirect_stdout(io.StringIO()):
            assert run(["verify", "--data", str(self.at.place)]) == 0, "umbra verify found a fault"
        with Log.read(self.at.place / LOG_NAME) as log:
            history = log.history(self.stream)
            state = preparation_in(log, history)
            acknowledged = preparation_in(log, history[:version])
        assert len(history) >= version, "an acknowledged step is not there"
        assert digest_of(acknowledged) == digest, "the acknowledged facts fold otherwise"
        beyond = history[version:]
        assert len({row.clock for row in beyond}) <= 1, "more than the step in hand is there"
        _look_at_labels(self.at.place / "labels", state)
        return state

    def told(self) -> str:
        """Return what was done, in lines."""
        return "\n".join(
            (
                f"{self.kills:,} kills; umbra verify found nothing after any of them.",
                *(f"{self.by_when[when]:7,} {when.value}" for when in When),
                f"Killed at {len(self.steps)} steps and left at {len(self.versions)} facts; before "
                f"{self.every_call} calls one after the other.",
                f"Of these kills {self.in_hand['not there']:,} left no more than what was "
                f"acknowledged and {self.in_hand['there, whole']:,} the step in hand besides, "
                "whole.",
                f"{self.released} preparations went on to their release.",
            )
        )


def _look_at_labels(labels: Path, state: Preparation) -> None:
    for file in labels.glob("[!.]*.pdf"):
        assert state.label is not None, "a label lies there whose fact is not in the log"
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert (file.name, digest) == (state.label.file, state.label.digest)


def _be_killed(child: "_Child") -> NoReturn:
    """Work as a child does, until it is killed or the preparation is released."""
    try:
        child.work()
    except BaseException:
        os.write(child.writer, traceback.format_exc().encode("ascii", "replace"))
        os._exit(1)
    os._exit(0)


class _Child:
    """The process that is killed."""

    def __init__(
        self, folder: Path, stream: str, writer: int, when: When | None, left: int
    ) -> None:
        self._folder, self._stream, self.writer = folder, stream, writer
        self._when, self._left = when, left
        self._armed = False

    def work(self) -> None:
        """Go on with the preparation, telling each step once it is acknowledged."""
        pharmacy = Pharmacy(self._folder, self._clock(), self._stream, self._workplace())
        self._tell("ready", pharmacy.state)
        if self._when is When.INSTRUCTION:
            connection = pharmacy.work.log._database.conn
            connection.set_progress_handler(self._one_less, 1)
        if self._when is When.CALL:
            sys.addaudithook(self._hear)
        self._armed = True
        while pharmacy.state.step is not None:
            pharmacy.forward(0.05)
            self._tell("done", pharmacy.state)
            if self._when is When.ACKNOWLEDGED:
                self._one_less()

    def _clock(self) -> SetClock:
        """Return a clock that goes on behind the last fact: the machine ran all the time."""
        clock = SetClock(BEGINS, BOOT)
        with Log.read(self._folder / LOG_NAME) as log:
            head = log.head()
            assert head is not None
            clock.advance(reading_of(head).wall - BEGINS + timedelta(seconds=1))
        return clock

    def _workplace(self) -> Workplace | None:
        """Return the folder opened on a watched disk, None where the usual way will do."""
        if self._when is not When.CALL:
            return None
        path = self._folder / LOG_NAME
        self._lock = log_lock.take(path)
        log = watched_log(path, WatchedDisk(self._watch))
        return Workplace(log, self._clock(), self._folder)

    def _watch(self, *_call: object) -> None:
        if self._armed:
            self._one_less()

    def _hear(self, event: str, _arguments: object) -> None:
        if event in CALLS:
            self._one_less()

    def _one_less(self) -> int:
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def _tell(self, word: str, state: Preparation) -> None:
        line = f"{word} {state.version} {digest_of(state)}\n"
        os.write(self.writer, line.encode("ascii"))


if __name__ == "__main__":
    main()
