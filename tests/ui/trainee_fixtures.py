"""What the tests of practice share: its folder made ready once, and a trainee at the window."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.theme import RoomLight
from tests.ui.trainee import PracticeDesk, ready_folder

Practise = Callable[..., PracticeDesk]


@pytest.fixture(scope="session")
def practice_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of practice that nobody worked in yet; copy it."""
    return ready_folder(tmp_path_factory.mktemp("practice") / "data")


@pytest.fixture
def practise(
    qtbot: QtBot, qapp: QApplication, practice_folder: Path, tmp_path: Path
) -> Iterator[Practise]:
    """Return a desk with the window of practice, in its own colours."""
    held: list[PracticeDesk] = []

    def sit(size: str = "1366x768", light: RoomLight = RoomLight.WHITE) -> PracticeDesk:
        theme.practise(qapp)
        theme.apply(qapp, light)
        folder = tmp_path / "practice"
        if not folder.exists():
            shutil.copytree(practice_folder, folder)
        desk = PracticeDesk(qtbot, folder, size=size)
        held.append(desk)
        desk.wake()
        return desk

    yield sit
    for desk in held:
        desk.window.close()
    theme.practise(qapp, False)
    theme.apply(qapp)
