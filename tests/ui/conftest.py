"""What the tests of the window share: data folders made once, and a desk on a copy of one."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import theme
from tests.ui.desk import Desk
from tests.ui.hospital import Folders, person_for, present

AtDesk = Callable[..., Desk]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Data folders at every stage, made when first asked for."""
    return Folders(tmp_path_factory.mktemp("folders"))


@pytest.fixture
def at(qtbot: QtBot, qapp: QApplication, folders: Folders) -> AtDesk:
    """Return a desk at a stage of the work, with whoever goes on there signed in."""

    def desk_at(
        stage: str,
        person: str | None = None,
        *,
        asked: bytes | None = None,
        size: str = "1366x768",
    ) -> Desk:
        theme.apply(qapp)
        desk = Desk(qtbot, folders.at(stage, asked), size=size).wake()
        if stage in ("people", "order"):
            return desk.sign_in(person) if person else desk
        if stage == "released":
            assert person is not None
        desk.sign_in(person or person_for(present(desk.state)))
        desk.window.open(desk.stream)
        return desk

    return desk_at
