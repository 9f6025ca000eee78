"""What a clock showed: wall time, time that cannot be set, and which boot it counts from."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


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

    def text(self) -> str:
        """Return the part that the log keeps beside the wall time: boot and microseconds."""
        return f"{self.boot} {self.running // timedelta(microseconds=1)}"

    @classmethod
    def of(cls, wall: datetime, text: str) -> "Reading":
        """Return the reading whose `text()` is `text`; raises ValueError for any other text."""
        boot, _, count = text.rpartition(" ")
        return cls(wall, timedelta(microseconds=int(count)), boot)
