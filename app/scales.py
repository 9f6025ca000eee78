"""Which port the scale of a workstation is on: a stream of the log for each workstation."""

from dataclasses import dataclass

from app.clock import Clock
from app.core.encoding import decode, encode
from app.core.person import Person
from app.core.refused import Refused
from app.recording import record_now
from app.scale import Port, require_usable
from app.store import Fact, Log

PREFIX = "scale/"
CHOSEN, REMOVED = "scale-chosen", "scale-removed"


@dataclass(frozen=True, slots=True)
class ScaleChosen:
    """The scale of a workstation is on a port, and talks at a rate in a frame such as "8N1"."""

    port: str
    rate: int
    frame: str


@dataclass(frozen=True, slots=True)
class ScaleRemoved:
    """A workstation has no scale any more, where `port` was."""

    port: str


def port_of(log: Log) -> Port | None:
    """Return where the scale of this workstation is, None where it has none."""
    history = log.history(PREFIX + log.workstation)
    if not history or history[-1].name == REMOVED:
        return None
    chosen: ScaleChosen = decode(ScaleChosen, history[-1].data)
    return Port(chosen.port, chosen.rate, chosen.frame)


def choose(log: Log, clock: Clock, port: Port, person: Person) -> None:
    """Record where the scale of this workstation is; raises Refused for what is no port."""
    require_usable(port)
    if port != port_of(log):
        _record(
            log, clock, Fact(CHOSEN, encode(ScaleChosen(port.name, port.rate, port.frame))), person
        )


def remove(log: Log, clock: Clock, person: Person) -> None:
    """Record that this workstation has no scale; raises Refused where it has none."""
    port = port_of(log)
    if port is None:
        raise Refused("This workstation has no scale; there is nothing to remove.")
    _record(log, clock, Fact(REMOVED, encode(ScaleRemoved(port.name))), person)


def _record(log: Log, clock: Clock, fact: Fact, person: Person) -> None:
    record_now(log, clock, PREFIX + log.workstation, fact, person.name)
