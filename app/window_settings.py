"""How the window of a workstation looks and sounds: the values, and a first glance at them.

The first painted page goes by them already, so this room imports nothing but the standard library
and leaves every judgement to the log.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

STREAM_PREFIX = "window/"
CHOSEN = "window-settings-chosen"

ROOM_LIGHTS = ("white", "bright", "amber")
LONGEST_LOCK = 60
"""The most minutes without a touch after which the window may lock."""

SILENT_FOR = timedelta(hours=12)
"""How long silence lasts: a shift and no longer, so that nobody works for ever without alarms."""

LEAST_VOLUME = 20
"""The volume once silence is over: the least step that can be chosen."""


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """What was chosen at one workstation.

    `room_light` is the light the screen stands in, one of ROOM_LIGHTS. `pixels_per_mm` is what a
    ruler measured on the screen that reported itself as `measured_on`; None where nobody measured,
    and the system's own word counts. `volume` is 0 to 100; 0 was chosen at `silent_from` and holds
    for SILENT_FOR, so that a volume of 0 without a moment is over. `language` names a translation,
    "en" for none. After `lock_minutes` without a touch the window locks.
    """

    room_light: str = "white"
    pixels_per_mm: Decimal | None = None
    measured_on: str = ""
    volume: int = 60
    language: str = "en"
    lock_minutes: int = 5
    silent_from: datetime | None = None

    @property
    def silent_until(self) -> datetime | None:
        """When silence ends, or ended; None where it was not chosen."""
        if self.volume or self.silent_from is None:
            return None
        return self.silent_from + SILENT_FOR

    def volume_at(self, now: datetime) -> int:
        """Return how loud sounds are at a moment."""
        if self.volume:
            return self.volume
        # A clock that was set back by more than silence lasts does not prolong it.
        silent = self.silent_from is not None and abs(now - self.silent_from) < SILENT_FOR
        return 0 if silent else LEAST_VOLUME


AS_SHIPPED = WindowSettings()


def glance(log: Path, workstation: str) -> WindowSettings:
    """Return what was last chosen at a workstation, read before the log is opened.

    Whatever cannot be read counts as not chosen: the log says what is wrong with it a moment later.
    """
    if not log.is_file():
        return AS_SHIPPED
    query = "SELECT data FROM event WHERE stream = ? ORDER BY version DESC LIMIT 1"
    try:
        with closing(sqlite3.connect(f"{log.absolute().as_uri()}?mode=ro", uri=True)) as file:
            row = file.execute(query, (STREAM_PREFIX + workstation,)).fetchone()
        return AS_SHIPPED if row is None else _read(json.loads(row[0]))
    except (sqlite3.Error, KeyError, TypeError, ValueError, InvalidOperation):
        return AS_SHIPPED


def _read(data: object) -> WindowSettings:
    if not isinstance(data, dict):
        raise ValueError("settings are an object")
    known = {field.name for field in fields(WindowSettings)}
    values = {name: value for name, value in data.items() if name in known}
    if values.get("pixels_per_mm") is not None:
        values["pixels_per_mm"] = Decimal(str(values["pixels_per_mm"]))
    if values.get("silent_from") is not None:
        values["silent_from"] = datetime.fromisoformat(values["silent_from"]).astimezone(UTC)
    return WindowSettings(**values)
