"""The footer: what is saved, and whether the scanner and the printer are ready."""

from datetime import datetime
from typing import Protocol

from app.intake.scanner_profile import ScannerProfile
from app.label_printing import Destination
from app.site import Site
from app.ui.drawing.footer import FooterStatus
from app.ui.drawing.icons import Icon
from app.ui.theme import Tone


class Counted(Protocol):
    """What the footer asks of the log."""

    def count(self) -> int:
        """Return how many facts are on disk."""


def saved(log: Counted) -> FooterStatus:
    """Return how much is on disk."""
    return FooterStatus("Saved", f"{log.count():,} facts on disk", Icon.DOT)


def saved_step(done: int, last: datetime, site: Site) -> FooterStatus:
    """Return when the last fact of a preparation went to disk, in local time."""
    return FooterStatus("Saved", f"{site.shown(last, '%H:%M:%S')} · {done} done", Icon.DOT)


def kept(trouble: str) -> tuple[FooterStatus, ...]:
    """Return that the heartbeat is not kept, where it is not; `trouble` says why."""
    if not trouble:
        return ()
    return (FooterStatus("Clock", "not kept on disk", Icon.EXCLAMATION, Tone.WARN),)


def papers(trouble: str, to: Destination) -> FooterStatus:
    """Return how labels come out, or that one is not as recorded; `trouble` says which and why."""
    if not trouble:
        words = PRINTER.words if to.outlet is None else "printer"
        return FooterStatus(PRINTER.name, words, PRINTER.icon)
    return FooterStatus("Paper", "at fault", Icon.EXCLAMATION, Tone.WARN)


def unsaved_step(since: datetime, site: Site) -> FooterStatus:
    """Return that something done at a time is not on disk."""
    words = f"since {site.shown(since, '%H:%M:%S')}"
    return FooterStatus("NOT SAVED", words, Icon.STOP, Tone.STOP)


def scanner(profile: ScannerProfile | None) -> FooterStatus:
    """Return whether what the scanner types was learned at this workstation."""
    return SCANNER if profile is None else FooterStatus("Scanner", "learned", Icon.SCANNER)


SCANNER = FooterStatus("Scanner", "ready", Icon.SCANNER)
PRINTER = FooterStatus("Labels", "PDF", Icon.PRINTER)
