"""Where data lies when nobody says otherwise."""

import os
import sys
from pathlib import Path

LOG_NAME = "umbra.log.sqlite"


PRACTICE = "practice"
"""The folder of practice, in that of the work that it goes with."""


def data_folder(given: str | None) -> Path:
    """Return the data folder: the given one, or the usual place of this system."""
    if given is not None:
        return Path(given).expanduser().absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "Umbra"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Umbra"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "umbra"
