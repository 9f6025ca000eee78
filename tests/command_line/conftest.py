"""What the tests of the commands share: a command to give, a folder with a release, samples."""

import shutil
from pathlib import Path

import pytest

import resources
from app import cli
from app.clock import SetClock
from tests.app.pharmacy import ADALIND, BEGINS, SAMPLES, Pharmacy, set_up
from tests.command_line.commands import Answer, Umbra


@pytest.fixture
def umbra(capsys: pytest.CaptureFixture[str]) -> Umbra:
    """Run a command as a shell would, in this process."""

    def run(*words: object) -> Answer:
        code = cli.run([str(word) for word in words])
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return run


@pytest.fixture(scope="session")
def released_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed folder with three orders, of which one is released."""
    folder = tmp_path_factory.mktemp("cli") / "data"
    set_up(folder, SetClock(BEGINS))
    pharmacy = Pharmacy(folder, SetClock(BEGINS, boot="day"))
    pharmacy.verify(ADALIND)
    pharmacy.finish()
    # When it is opened after its first release, it notes once that courses are kept from there on.
    pharmacy.reopen()
    pharmacy.close()
    return folder


@pytest.fixture
def data(released_folder: Path, tmp_path: Path) -> Path:
    """A folder of this test's own with three orders, of which one is released."""
    shutil.copytree(released_folder, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def samples(tmp_path: Path) -> tuple[Path, ...]:
    """The shipped sample orders as files."""
    files = tuple(tmp_path / name for name in SAMPLES)
    for file in files:
        file.write_bytes(resources.data(f"samples/{file.name}"))
    return files
