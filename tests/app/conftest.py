"""A pharmacy for each test, taken up where the test wants it; made once and copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import SetClock
from app.store import Log
from tests.app.label_printer import at_printer as at_printer
from tests.app.label_printer import printer as printer
from tests.app.late_sheet import sheet as sheet
from tests.app.pharmacy import ADALIND, BEGINS, Pharmacy, Stage, set_up
from tests.app.pharmacy import AtStep as AtStep
from tests.app.wasting import some_weeks


@pytest.fixture(scope="session")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed folder with a site, four people and the three sample orders, none of them open."""
    folder = tmp_path_factory.mktemp("made") / "data"
    set_up(folder, SetClock(BEGINS))
    return folder


@pytest.fixture(scope="session")
def stages(made_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stage]:
    """The closed folder as it stood at each step of the first sample order, and after release."""
    place = tmp_path_factory.mktemp("stages")
    shutil.copytree(made_folder, place / "work")
    pharmacy = Pharmacy(place / "work", SetClock(BEGINS, boot="walk"))
    pharmacy.verify(ADALIND)
    found: dict[str, Stage] = {}
    while True:
        step = pharmacy.state.step
        name = step.identifier if step is not None else "released"
        if name not in found:
            pharmacy.close()
            shutil.copytree(place / "work", place / name)
            found[name] = Stage(place / name, pharmacy.clock.reading(), pharmacy.stream)
            pharmacy.reopen()
        if step is None:
            pharmacy.close()
            return found
        pharmacy.forward()


@pytest.fixture(scope="session")
def worked_folder(made_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed folder after some weeks of work, with waste of every kind; for tests that read."""
    folder = tmp_path_factory.mktemp("weeks") / "data"
    shutil.copytree(made_folder, folder)
    some_weeks(folder).close()
    return folder


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands still until it is set."""
    return SetClock(BEGINS)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """A new log of one workstation, open for writing: nobody is known in it."""
    with Log.open(tmp_path / "umbra.log", workstation="hood one") as opened:
        yield opened


@pytest.fixture
def folder(made_folder: Path, tmp_path: Path) -> Path:
    """A folder of this test's own, closed: site, people, three orders that wait."""
    shutil.copytree(made_folder, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def pharmacy(folder: Path) -> Iterator[Pharmacy]:
    """A pharmacy with three orders that wait."""
    opened = Pharmacy(folder, SetClock(BEGINS, boot="day"))
    yield opened
    opened.close()


@pytest.fixture
def at_step(stages: dict[str, Stage], tmp_path: Path) -> Iterator[AtStep]:
    """Open a pharmacy whose first preparation stands at a step, or is "released"."""
    opened: list[Pharmacy] = []

    def take_up(step: str) -> Pharmacy:
        stage = stages[step]
        shutil.copytree(stage.folder, tmp_path / "data")
        clock = SetClock.going_on(stage.reading)
        opened.append(Pharmacy(tmp_path / "data", clock, stage.stream))
        return opened[-1]

    yield take_up
    for each in opened:
        each.close()
