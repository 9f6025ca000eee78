"""What takes paper away: a printer, whichever way it is reached."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from reports.press import Press


class Delivery(StrEnum):
    """What came of something that was sent."""

    DELIVERED = "delivered"
    NOT_DELIVERED = "not delivered"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of something that was sent, and the sentence that says so."""

    delivery: Delivery
    sentence: str


class Outlet(Protocol):
    """A printer. Both calls may take seconds, and neither looks at the log."""

    @property
    def words(self) -> str:
        """What people call the printer."""

    def ready(self, press: Press) -> None:
        """Raise Refused where it is off, out of paper, open, or holds another stock."""

    def send(self, pdf: bytes, press: Press, title: str) -> Sent:
        """Send a paper, and say what came of it."""
