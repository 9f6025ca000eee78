"""A command given as in a shell, its answer, and another Umbra at the same folder."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from app.folder import LOG_NAME
from app.store import Log

HOLDING = """
import sys
from pathlib import Path
from app.clock import SystemClock
from app.workplace import Workplace
work = Workplace.open(Path(sys.argv[1]), SystemClock())
print("open", flush=True)
sys.stdin.read()
"""


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


Umbra = Callable[..., Answer]


@contextmanager
def another_umbra(folder: Path) -> Iterator[int]:
    """Hold a folder open in another process."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        yield other.pid
        other.kill()


def unusable(answer: Answer, *words: str) -> str:
    """Return the one sentence with which a command refused its input."""
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.endswith((".\n", ".”\n"))
    assert answer.err.count("\n") == 1
    for each in words:
        assert each in answer.err
    return answer.err


def streams(data: Path, prefix: str = "order/") -> tuple[str, ...]:
    with Log.read(data / LOG_NAME) as log:
        return log.streams(prefix)
