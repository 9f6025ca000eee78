"""`umbra verify`: the chain, every preparation replayed, every dose computed again.

The chain shows what was changed by someone who left the hashes alone. The rest is for someone who
made them again: the facts of a preparation, its order and the text the order came as hold each
other up, so that one of them cannot be changed alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app import references
from app.core import events as e
from app.core.audit import contradictions, differences, measured_otherwise
from app.core.decision import start_agrees, volume_agrees
from app.core.formulary import Unsound
from app.core.preparation import Preparation, Stamped, begin, evolve
from app.core.refused import Refused
from app.intake.gs1 import parse_scan
from app.labels import figures_code
from app.log_check import check
from app.orders import is_as_it_came, order_in
from app.preparations import PREFIX, preparation_in, stamped
from app.store import Log

# How replaying fails where the log holds something that Umbra did not write.
_NOT_OURS = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, Unsound, Refused)


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


def _faults(log: Log, stream: str) -> tuple[str, ...]:
    try:
        return tuple(_found(log, stream))
    except _NOT_OURS as error:
        return (f"{stream} cannot be replayed: {error}",)


def _found(log: Log, stream: str) -> Iterator[str]:
    history = log.history(stream)
    state = preparation_in(log, history)
    opened, monograph = state.opened, state.monograph
    if stream != PREFIX + opened.number:
        yield f"{stream} was opened under another number, {opened.number}"
    yield from differences(opened, monograph, references.formulas())
    yield from contradictions(opened, monograph)
    yield from _order(log, opened)
    facts = tuple(stamped(row) for row in history)
    yield from measured_otherwise(opened.number, state.steps, (each.fact for each in facts))
    before = begin(facts[0], monograph)
    for each in facts[1:]:
        yield from _fault(before, each)
        before = evolve(before, each)


def _order(log: Log, opened: e.Opened) -> Iterator[str]:
    history = log.history(opened.order_stream)
    if not history:
        yield f"{opened.number}: its order, {opened.order_stream}, is not in the log"
    elif order_in(history[0]) != opened.order:
        yield f"{opened.number}: it was opened for another order than the one that was imported"
    elif not is_as_it_came(history[0]):
        yield f"{opened.number}: its order does not say what the imported text says"


def _fault(before: Preparation, stamped: Stamped) -> Iterator[str]:
    fact, number = stamped.fact, before.opened.number
    match fact:
        case e.MaterialScanned() if not _says_so(fact, stamped):
            yield f"{number}: the scanned code of {fact.name} says something else than its record"
        case e.FiguresEntered() if fact.agree is not (
            volume_agrees(before, fact) and start_agrees(before, fact)
        ):
            yield f"{number}: the checker's figures are recorded as compared, and it is not so"
        case e.Signed() if fact.name != stamped.actor:
            yield f"{number}: {stamped.actor} signed as {fact.name}"
        case e.LabelPrinted() if not fact.code.startswith(figures_code(before, fact.copy)):
            yield f"{number}: the code of label copy {fact.copy} is not that of the record"
        case e.LabelConfirmed() if before.label is None or fact.code != before.label.code:
            yield f"{number}: a label was confirmed that is not the one printed last"


def _says_so(fact: e.MaterialScanned, stamped: Stamped) -> bool:
    said = parse_scan(fact.scanned, stamped.reading.wall.date())
    recorded = (fact.gtin, fact.lot, fact.expiry, fact.serial)
    return recorded == (said.gtin, said.lot, said.expiry, said.serial)
