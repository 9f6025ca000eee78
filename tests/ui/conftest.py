"""What the tests of the window share: data folders made once, and a desk on a copy of one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.ui import language, theme
from app.ui.theme import RoomLight
from app.window_settings import AS_SHIPPED
from tests.ui.desk import Desk
from tests.ui.gloves import Gloves, give_badges
from tests.ui.hospital import Folders, person_for, present
from tests.ui.scanner_bench import bench as bench
from tests.ui.trainee_fixtures import practice_folder as practice_folder
from tests.ui.trainee_fixtures import practise as practise

SitDown = Callable[..., Desk]
AtDesk = Callable[..., Desk]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Data folders at every stage, made when first asked for."""
    return Folders(tmp_path_factory.mktemp("folders"))


@pytest.fixture
def sit_down(qtbot: QtBot, qapp: QApplication) -> Iterator[SitDown]:
    """Return a desk on a data folder, its window open but nobody signed in."""
    if qapp.property("room_light") != RoomLight.WHITE.value:
        theme.apply(qapp)
    # pytest-qt closes at the end what it can still find: a window that nobody holds is gone
    # before, and its log is not closed.
    held: list[Desk] = []

    def at_folder(folder: Path, clock: SetClock | None = None, **how: object) -> Desk:
        # One window to a process: the filter of another would hold its keys.
        for earlier in held:
            earlier.window.close()
        desk = Desk(qtbot, folder, clock, **how)  # type: ignore[arg-type]
        held.append(desk)
        return desk

    yield at_folder
    held.clear()
    # What a window was told to speak is the whole process's language.
    language.use(AS_SHIPPED.language)


@pytest.fixture
def at(sit_down: SitDown, folders: Folders) -> AtDesk:
    """Return a desk at a stage of the work, with whoever goes on there signed in."""

    def at_stage(
        stage: str,
        person: str = "",
        *,
        asked: bytes | None = None,
        weighs: bool = False,
        size: str = "1366x768",
    ) -> Desk:
        desk = sit_down(folders.at(stage, asked, weighs=weighs), size=size).wake()
        if stage in ("new-people", "people", "order"):
            return desk.seat(person) if person else desk
        desk.seat(person or person_for(present(desk.state)))
        desk.window.open(desk.stream)
        return desk

    return at_stage


@pytest.fixture
def gloved(at: AtDesk) -> Callable[..., Gloves]:
    """Return someone with gloves on at a stage of the work, with badges for everyone."""

    def at_stage(stage: str, person: str = "", **how: object) -> Gloves:
        desk = at(stage, person, **how)
        give_badges(desk)
        return Gloves(desk)

    return at_stage
