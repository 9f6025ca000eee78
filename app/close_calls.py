"""Scans that were refused outside a preparation: what was scanned where, and what was told.

Inside a preparation a refused scan is a fact of that preparation.
"""

from dataclasses import dataclass

from app.clock import Clock
from app.core.encoding import decode, encode
from app.intake.key_signs import visible
from app.store import Fact, Log, Recorded

STREAM = "close-calls"
REFUSED = "scan-refused"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class ScanRefused:
    """A scan was refused on a page; `entered` shows every sign of it, `sentence` was told."""

    page: str
    entered: str
    sentence: str


def record_refused_scan(
    log: Log, clock: Clock, page: str, raw: str, sentence: str, actor: str
) -> None:
    """Record that `raw` was refused on a page; `actor` is "" where nobody was signed in."""
    reading = clock.reading()
    fact = ScanRefused(page, visible(raw)[:LONGEST], sentence)
    log.append(
        STREAM,
        log.version(STREAM),
        (Fact(REFUSED, encode(fact)),),
        at=reading.wall.isoformat(),
        clock=reading.text(),
        actor=actor,
    )


def refused_scans(log: Log) -> tuple[tuple[ScanRefused, Recorded], ...]:
    """Return every refused scan with its row of the log, which says who and when."""
    return tuple((decode(ScanRefused, row.data), row) for row in log.history(STREAM))
