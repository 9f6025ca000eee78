"""One line of progress for each action, and the commands run meanwhile kept in a log."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

Detail = Callable[[str], None]


class SetUpRefused(Exception):
    """The environment cannot be made as asked; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Outcome(NamedTuple):
    """How a command ended: its exit code and what it printed."""

    code: int
    lines: list[str]

    def tail(self) -> str:
        """Return the last lines printed, indented and cut, to be shown below a sentence."""
        return "\n".join(f"    {line[:160]}" for line in self.lines[-4:])


@contextmanager
def action(what: str) -> Iterator[Detail]:
    """Say what is being done, then how long it took; on a terminal also what it is at now."""
    line = f"Umbra: {what} ..."
    begun = time.perf_counter()
    say(line)

    def detail(text: str) -> None:
        if sys.stderr.isatty():
            say(f"\r\x1b[K{line} {text[:60]}")

    try:
        yield detail
    except BaseException:
        detail("")
        say(" failed\n")
        raise
    detail("")
    say(f" {time.perf_counter() - begun:.0f} s\n")


def say(text: str) -> None:
    """Write to standard error at once: standard output belongs to the program started later."""
    sys.stderr.write(text)
    sys.stderr.flush()


def run(command: Sequence[str], log: str, detail: Detail = lambda _: None) -> Outcome:
    """Run a command that asks nothing, adding what it prints to the file `log`."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0"}
    lines = []
    with (
        open(log, "a", encoding="utf-8") as kept,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, **quiet},
        ) as process,
    ):
        kept.write(f"$ {' '.join(command)}\n")
        for line in process.stdout or ():
            kept.write(line)
            if line.strip():
                lines.append(line.strip())
                detail(line.strip())
    return Outcome(process.returncode, lines)
