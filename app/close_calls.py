"""Scans that were refused outside a preparation: what was scanned where, and what was told.

Inside a preparation a refused scan is a fact of that preparation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.clock import Clock
from app.core.encoding import decode, encode
from app.core.events import EntryRefused
from app.intake.key_signs import visible
from app.preparations import PREFIX, stamped
from app.recording import record_now
from app.store import Fact, Log, Recorded

STREAM = "close-calls"
REFUSED = "scan-refused"
LONGEST = 400
"""So many signs of a refused scan are kept: all of a label's code, its separators as <GS>."""

_ENTRY = "entry-refused"


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
    fact = ScanRefused(page, visible(raw)[:LONGEST], sentence)
    record_now(log, clock, STREAM, Fact(REFUSED, encode(fact)), actor)


def refused_scans(log: Log) -> tuple[tuple[ScanRefused, Recorded], ...]:
    """Return every refused scan with its row of the log, which says who and when."""
    return tuple((decode(ScanRefused, row.data), row) for row in log.history(STREAM))


@dataclass(frozen=True, slots=True)
class CloseCall:
    """What was refused: `where` is a page, or a preparation and its step; `who` may be ""."""

    at: datetime
    where: str
    entered: str
    sentence: str
    who: str


def close_calls(log: Log) -> tuple[CloseCall, ...]:
    """Return every refused scan and entry of this log, the newest first; never a PIN."""
    found = [*_on_pages(log), *_in_preparations(log)]
    return tuple(call for _, call in sorted(found, key=lambda each: each[0], reverse=True))


def _on_pages(log: Log) -> Iterator[tuple[int, CloseCall]]:
    for fact, row in refused_scans(log):
        at = datetime.fromisoformat(row.at)
        yield row.seq, CloseCall(at, fact.page, fact.entered, fact.sentence, row.actor)


def _in_preparations(log: Log) -> Iterator[tuple[int, CloseCall]]:
    for stream in log.streams_with(_ENTRY, PREFIX):
        number = stream.removeprefix(PREFIX)
        for row in log.history(stream):
            fact = stamped(row).fact if row.name == _ENTRY else None
            if isinstance(fact, EntryRefused):
                where = f"preparation {number}" + (f", {fact.step}" if fact.step else "")
                at = datetime.fromisoformat(row.at)
                yield row.seq, CloseCall(at, where, fact.entered, fact.sentence, row.actor)
