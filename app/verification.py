"""`umbra verify`: the chain, every preparation replayed, every dose computed again."""

from collections.abc import Iterator
from dataclasses import dataclass

from app import references
from app.core.audit import differences
from app.core.refused import Refused
from app.log_check import check
from app.preparations import PREFIX, preparation_in
from app.store import Log


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many facts and preparations were looked at, and every fault as a sentence."""

    facts: int
    preparations: int
    head: str
    faults: tuple[str, ...]


def verify(log: Log) -> Verdict:
    """Return what is wrong with a log; an empty tuple of faults means nothing was found."""
    report = check(log)
    if not report.sound:
        return Verdict(report.events, 0, report.head, report.faults)
    streams = log.streams(PREFIX)
    faults = tuple(fault for stream in streams for fault in _faults(log, stream))
    return Verdict(report.events, len(streams), report.head, faults)


def _faults(log: Log, stream: str) -> Iterator[str]:
    try:
        state = preparation_in(log, log.history(stream))
        yield from differences(state.opened, state.monograph, references.formulas())
    except (ValueError, KeyError, TypeError, Refused) as error:
        yield f"{stream} cannot be replayed: {error}"
