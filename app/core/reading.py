"""What a clock showed: wall time, time that cannot be set, and which boot it counts from."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

UMBRA_ONLY = "umbra-"
"""How the boot begins that is drawn anew whenever Umbra starts, where a machine names none."""


class Started(StrEnum):
    """What was started anew where readings are of two boots."""

    MACHINE = "machine"
    UMBRA = "umbra"


class Witness(StrEnum):
    """What tells that Umbra still ran at a time: its heartbeat file, or another fact of the log."""

    HEARTBEAT = "heartbeat"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the clock.

    `wall` is UTC as the machine believes it; `running` counts since `boot` began, sleep
    included, and nobody can set it. Two readings with the same `boot` can be compared by both.
    """

    wall: datetime
    running: timedelta
    boot: str

    def __post_init__(self) -> None:
        if self.wall.tzinfo is not UTC:
            raise ValueError("a reading's wall time is UTC")

    @property
    def started(self) -> Started:
        """What is known to be started anew when a reading of another boot follows."""
        return Started.UMBRA if self.boot.startswith(UMBRA_ONLY) else Started.MACHINE

    def continues(self, before: "Reading") -> bool:
        """Tell whether the running time counts on from `before`.

        It does not in another boot, nor where a machine was put back to an earlier state of it.
        """
        return self.boot == before.boot and self.running >= before.running

    def text(self) -> str:
        """Return the part that the log keeps beside the wall time: boot and microseconds."""
        return f"{self.boot} {self.running // timedelta(microseconds=1)}"

    @classmethod
    def of(cls, wall: datetime, text: str) -> "Reading":
        """Return the reading whose `text()` is `text`; raises ValueError for any other text."""
        boot, _, count = text.rpartition(" ")
        return cls(wall, timedelta(microseconds=int(count)), boot)
