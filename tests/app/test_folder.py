"""Where data lies when nobody says otherwise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.folder import data_folder

ASK = "from app.folder import data_folder; print(data_folder(None))"
PRETENDING = "import sys; sys.platform = sys.argv[1]; "


def asked(platform: str, **environment: str) -> Path:
    """Return the usual place on a system, as a fresh program there finds it."""
    inherited = {name: value for name, value in os.environ.items() if name != "XDG_DATA_HOME"}
    done = subprocess.run(
        [sys.executable, "-c", PRETENDING + ASK, platform],
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(done.stdout.strip())


def test_a_folder_that_is_given_is_taken() -> None:
    assert data_folder("data") == Path.cwd() / "data"
    assert data_folder("/srv/umbra") == Path("/srv/umbra")
    assert data_folder("~/umbra") == Path.home() / "umbra"


@pytest.mark.parametrize(
    ("platform", "environment", "place"),
    [
        ("linux", {"HOME": "/home/demo"}, "/home/demo/.local/share/umbra"),
        ("linux", {"HOME": "/home/demo", "XDG_DATA_HOME": ""}, "/home/demo/.local/share/umbra"),
        ("linux", {"XDG_DATA_HOME": "/srv/data"}, "/srv/data/umbra"),
        ("darwin", {"HOME": "/Users/demo"}, "/Users/demo/Library/Application Support/Umbra"),
        ("win32", {"LOCALAPPDATA": "/users/demo/local"}, "/users/demo/local/Umbra"),
    ],
)
def test_each_system_has_its_usual_place(
    platform: str, environment: dict[str, str], place: str
) -> None:
    assert asked(platform, **environment) == Path(place)
