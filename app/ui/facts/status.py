"""The footer: what is saved, and whether the scanner and the printer are ready."""

from datetime import datetime
from typing import Protocol

from app.ui.drawing.footer import FooterStatus
from app.ui.drawing.icons import Icon


class Counted(Protocol):
    """What the footer asks of the log."""

    def count(self) -> int:
        """Return how many facts are on disk."""


def saved(log: Counted) -> FooterStatus:
    """Return how much is on disk."""
    return FooterStatus("Saved", f"{log.count():,} facts on disk", Icon.DOT)


def saved_step(done: int, last: datetime) -> FooterStatus:
    """Return when the last fact of a preparation went to disk, in local time."""
    return FooterStatus("Saved", f"{last:%H:%M:%S} · {done} done", Icon.DOT)


SCANNER = FooterStatus("Scanner", "ready", Icon.SCANNER)
PRINTER = FooterStatus("Labels", "PDF", Icon.PRINTER)
