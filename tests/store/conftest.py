"""What the tests of the log share: a log in a folder of its own, and ways to fill and harm it."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from app.store import Fact, Log, Recorded

NOBODY = 65534

Record = Callable[..., tuple[Recorded, ...]]
Harm = Callable[..., None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the log of this test is."""
    return tmp_path / "umbra.log"


@pytest.fixture
def log(path: Path) -> Iterator[Log]:
    """A new log, open for writing."""
    with Log.open(path, "HOOD-1") as opened:
        yield opened


@pytest.fixture(scope="session")
def record() -> Record:
    """Append facts to a stream, from where it stands."""

    def append(log: Log, stream: str = "preparation/1", *names: str) -> tuple[Recorded, ...]:
        after = log.version(stream)
        facts = [Fact(name, f'{{"volume":"{after}.8 mL"}}') for name in names or ("step-done",)]
        at, clock = "2026-11-22T16:00:00+00:00", "boot 17000000"
        return log.append(stream, after, facts, at=at, clock=clock, actor="DEMO, Technician")

    return append


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory, record: Record) -> Path:
    """The file of a closed log with nine events in three streams."""
    path = tmp_path_factory.mktemp("pristine") / "umbra.log"
    with Log.open(path, "HOOD-1") as log:
        for round_ in range(3):
            for stream in ("order/7", "preparation/1", "preparation/2"):
                record(log, stream, "opened" if round_ == 0 else "step-done")
    return path


@pytest.fixture
def sample(path: Path, pristine: Path) -> Path:
    """A closed log with nine events in three streams."""
    shutil.copyfile(pristine, path)
    return path


@pytest.fixture(scope="session")
def harm() -> Harm:
    """Change a log behind the back of Umbra, as a database viewer would.

    `without` names the triggers that are dropped first, and made again afterwards.
    """

    def run(path: Path, *statements: str, without: tuple[str, ...] = ()) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as viewer:
            viewer.execute("PRAGMA ignore_check_constraints = ON")
            saved = [
                viewer.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()[0]
                for name in without
            ]
            for name in without:
                viewer.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                viewer.execute(statement)
            for trigger in saved:
                viewer.execute(trigger)

    return run


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other accounts may look into, which those of pytest are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def ordinary_account() -> Callable[[], AbstractContextManager[None]]:
    """Do something without the rights of root, to whom no file denies anything."""

    @contextmanager
    def as_nobody() -> Iterator[None]:
        account = os.geteuid()
        os.seteuid(account or NOBODY)
        try:
            yield
        finally:
            os.seteuid(account)

    return as_nobody
