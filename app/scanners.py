"""What the scanner of each workstation was learned to do, in the log."""

from dataclasses import dataclass

from app.clock import Clock
from app.core.encoding import decode, encode
from app.core.person import Person
from app.core.refused import Refused
from app.intake.scanner_profile import ScannerProfile
from app.recording import record_now
from app.store import Fact, Log

PREFIX = "scanner/"
LEARNED, FORGOTTEN = "scanner-learned", "scanner-forgotten"


@dataclass(frozen=True, slots=True)
class ScannerLearned:
    """Someone had this workstation's scanner learned from the page of codes."""

    profile: ScannerProfile
    name: str


@dataclass(frozen=True, slots=True)
class ScannerForgotten:
    """Someone had what was learned forgotten: scans count as they arrive again."""

    name: str


def profile_of(log: Log) -> ScannerProfile | None:
    """Return how the scanner of this log's workstation types, None where it was not learned."""
    learned = learned_of(log)
    return learned.profile if learned else None


def learned_of(log: Log) -> ScannerLearned | None:
    """Return what was last learned at this log's workstation, None where that was forgotten."""
    history = log.history(_stream(log))
    if not history or history[-1].name == FORGOTTEN:
        return None
    learned: ScannerLearned = decode(ScannerLearned, history[-1].data)
    return learned


def record_learned(log: Log, clock: Clock, profile: ScannerProfile, person: Person) -> None:
    """Record how the scanner of this log's workstation types, under the name of who learned it."""
    _record(log, clock, Fact(LEARNED, encode(ScannerLearned(profile, person.name))), person)


def record_forgotten(log: Log, clock: Clock, person: Person) -> None:
    """Record that what was learned counts no more; raises Refused where nothing was learned."""
    if profile_of(log) is None:
        raise Refused(
            "The scanner of this workstation was not learned, so there is nothing to forget. "
            "Learn it from the page of codes."
        )
    _record(log, clock, Fact(FORGOTTEN, encode(ScannerForgotten(person.name))), person)


def _record(log: Log, clock: Clock, fact: Fact, person: Person) -> None:
    record_now(log, clock, _stream(log), fact, person.name)


def _stream(log: Log) -> str:
    return PREFIX + log.workstation
