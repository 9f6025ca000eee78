"""The clock of practice: the machine's own, and as much further as drills let pass."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from app.clock import Clock
from app.core.reading import UMBRA_ONLY, Reading
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.heartbeat import read_heartbeat
from app.recording import reading_of
from app.store import Log


class Passing(Clock, Protocol):
    """A clock that can be told to let time pass."""

    def advance(self, by: timedelta) -> None:
        """Let so much time pass at once."""


class PracticeClock:
    """As `base`, ahead of it by what was let pass. It counts as started anew with the program."""

    def __init__(self, base: Clock, ahead: timedelta = timedelta(0)) -> None:
        self._base, self._ahead = base, ahead
        self._boot = f"{UMBRA_ONLY}{os.urandom(16).hex()}"

    @classmethod
    def after(cls, folder: Path, base: Clock) -> "PracticeClock":
        """Return a clock that goes on after all that a folder holds, however much was let pass."""
        now, last = base.reading().wall, []
        if (folder / LOG_NAME).is_file():
            with Log.read(folder / LOG_NAME) as log:
                head = log.head()
            last += [reading_of(head).wall] if head is not None else []
        try:
            beat = read_heartbeat(folder)
        except Refused:  # told of when the folder is opened
            beat = None
        last += [beat.reading.wall] if beat is not None else []
        ahead = max((each - now for each in last), default=timedelta(0))
        return cls(base, max(ahead + timedelta(seconds=1), timedelta(0)))

    def reading(self) -> Reading:
        """Return the time as practice has it."""
        now = self._base.reading()
        return Reading(now.wall + self._ahead, now.running + self._ahead, self._boot)

    def advance(self, by: timedelta) -> None:
        """Let so much time pass at once, for every clock on the screen."""
        if by < timedelta(0):
            raise ValueError("time passes forwards")
        self._ahead += by
