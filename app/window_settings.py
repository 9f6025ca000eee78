"""How the window of a workstation looks and sounds: the values, and a first glance at them.

The first painted page goes by them already, so this room imports nothing but the standard library
and leaves every judgement to the log.
"""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

STREAM_PREFIX = "window/"
CHOSEN = "window-settings-chosen"

ROOM_LIGHTS = ("white", "bright", "amber")
LONGEST_LOCK = 60
"""The most minutes without a touch after which the window may lock."""
LEAST_DENSITY, GREATEST_DENSITY = Decimal("1.5"), Decimal(20)
"""Pixels per mm of any screen that people read from: 38 to 508 dots per inch."""

_LANGUAGE = r"[a-z]{2}(-[a-z0-9]{2,8})?"

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
    except sqlite3.Error:
        return AS_SHIPPED
    return AS_SHIPPED if row is None else settings_in(row[0])


def settings_in(data: object) -> WindowSettings:
    """Return the settings that the text of an event tells.

    Whatever no window of this version can be counts as shipped, each value for itself: another
    version may have written it, or nobody who should, and neither keeps the window from opening.
    """
    try:
        told = json.loads(data) if isinstance(data, str) else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        return AS_SHIPPED
    known = {each.name: told[each.name] for each in fields(WindowSettings) if each.name in told}
    if isinstance(known.get("pixels_per_mm"), str):
        known["pixels_per_mm"] = _number(known["pixels_per_mm"])
    if isinstance(known.get("silent_from"), str):
        known["silent_from"] = _moment(known["silent_from"])
    usable = {name: value for name, value in known.items() if is_usable(name, value)}
    return replace(AS_SHIPPED, **usable)


def is_usable(name: str, value: object) -> bool:
    """Tell whether a value is one that the setting of that name can have."""
    match name:
        case "room_light":
            return value in ROOM_LIGHTS
        case "pixels_per_mm":
            return value is None or (
                isinstance(value, Decimal)
                and value.is_finite()
                and LEAST_DENSITY <= value <= GREATEST_DENSITY
            )
        case "silent_from":
            return value is None or isinstance(value, datetime)
        case "volume":
            return type(value) is int and 0 <= value <= 100
        case "lock_minutes":
            return type(value) is int and 1 <= value <= LONGEST_LOCK
        case "language":
            return isinstance(value, str) and re.fullmatch(_LANGUAGE, value) is not None
        case _:
            return isinstance(value, str)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
