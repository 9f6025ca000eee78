"""Where the time comes from: the machine's clock, and a clock that is set by hand."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from app.core.reading import UMBRA_ONLY, Reading

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# The counter nobody can set that goes on while the machine sleeps: BOOTTIME on Linux, MONOTONIC
# on macOS (where time.monotonic() stops in sleep); Windows has neither name and its
# time.monotonic() counts sleep by itself.
_COUNTER: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


class Clock(Protocol):
    """Whatever can be asked for the time."""

    def reading(self) -> Reading:
        """Return wall time, running time and boot as they are now."""


class SystemClock:
    """The machine's own clock.

    The boot id is the kernel's where it has one. Elsewhere it is drawn anew for each clock made:
    readings of two runs then count as readings of two boots, which asks more of people than is
    needed and never less.
    """

    def __init__(self, boot_id: Path = _BOOT_ID, counter: int | None = _COUNTER) -> None:
        self._boot = (
            boot_id.read_text("ascii").strip()
            if boot_id.is_file()
            else f"{UMBRA_ONLY}{os.urandom(16).hex()}"
        )
        self._counter = counter

    def reading(self) -> Reading:
        """Return wall time in UTC, the time since boot with sleep counted, and the boot id."""
        return Reading(datetime.now(UTC), self._running(), self._boot)

    def _running(self) -> timedelta:
        if self._counter is None:
            return timedelta(microseconds=time.monotonic_ns() // 1000)
        return timedelta(microseconds=time.clock_gettime_ns(self._counter) // 1000)


class SetClock:
    """A clock that stands still until it is told to move: for the demo, and for tests.

    `elapsed` is how much time truly passed since it was made, whatever it shows.
    """

    def __init__(self, wall: datetime, boot: str = "set-by-hand") -> None:
        """Start at `wall`, which must be UTC, on the first boot; `boot` names this machine's."""
        self._name = boot
        self._boots = 1
        self._now = Reading(wall, timedelta(0), self._boot())
        self.elapsed = timedelta(0)

    @classmethod
    def going_on(cls, before: Reading, by: timedelta = timedelta(0)) -> "SetClock":
        """Return the clock of the machine that showed `before`, so much later, not restarted."""
        clock = cls(before.wall, before.boot)
        clock._now = before
        clock.advance(by)
        return clock

    def _boot(self) -> str:
        return f"{self._name}-{self._boots}"

    def reading(self) -> Reading:
        """Return the time at which this clock stands."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Let time pass: wall time and running time go on together."""
        self._pass(by, by, by)

    def suspend(self, by: timedelta, *, counted: bool = True) -> None:
        """Let the machine sleep; on some the running time stands still meanwhile."""
        self._pass(by, by, by if counted else timedelta(0))

    def slew(self, by: timedelta, during: timedelta) -> None:
        """Let the wall time gain (or, below zero, lose) `by` little by little while time passes."""
        self._pass(during, during + by, during)

    def set_wall(self, wall: datetime) -> None:
        """Set the wall time to `wall`, as a person at the clock settings would."""
        self._now = Reading(wall, self._now.running, self._now.boot)

    def step(self, by: timedelta) -> None:
        """Set the wall time by so much at once, as NTP does with a clock that is far off."""
        self.set_wall(self._now.wall + by)

    def restart(self) -> None:
        """Restart the machine: a new boot whose running time begins at zero."""
        self._boots += 1
        self._now = Reading(self._now.wall, timedelta(0), self._boot())

    def power_off(self, during: timedelta, comes_up: datetime | None = None) -> None:
        """Cut the power, let time pass, and start the machine again.

        Its battery kept the wall time going; without one it comes up at the wall time `comes_up`.
        """
        self._pass(during, during, during)
        self.restart()
        if comes_up is not None:
            self.set_wall(comes_up)

    def _pass(self, truly: timedelta, by_the_wall: timedelta, running: timedelta) -> None:
        if truly < timedelta(0):
            raise ValueError("time passes forwards; set_wall() sets a clock back")
        self.elapsed += truly
        before = self._now
        self._now = Reading(before.wall + by_the_wall, before.running + running, before.boot)
