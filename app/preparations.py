"""Preparations in the log: opening one, and reading one back."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app import references
from app.clock import Clock
from app.core import events as e
from app.core.dose import Basis, calculate, request_of
from app.core.encoding import decode, encode
from app.core.formulary import Monograph, read_monograph
from app.core.order import Order
from app.core.plan import Plan, plan
from app.core.preparation import Preparation, Stamped, replay
from app.core.reading import Reading
from app.core.surface_area import formula_named
from app.orders import order_opened
from app.people import reading_of
from app.site import Site
from app.store import Entries, Fact, Log, Recorded

PREFIX = "preparation/"
_MONOGRAPHS = "monograph/"
_ADOPTED = "monograph-adopted"
_OF_EVENT = {kind: name for name, kind in e.NAMES.items()}


@dataclass(frozen=True, slots=True)
class _Adopted:
    """A monograph as it was when a preparation first ran under it."""

    text: str


def fact_of(event: e.Event) -> Fact:
    """Return an event as the log keeps it."""
    return Fact(_OF_EVENT[type(event)], encode(event))


def stamped(recorded: Recorded) -> Stamped:
    """Return a row of the log as a fact; raises KeyError or ValueError for what is not ours."""
    fact = decode(e.NAMES[recorded.name], recorded.data)
    return Stamped(fact, recorded.actor, reading_of(recorded), recorded.version)


def plan_for(order: Order, monograph: Monograph, reading: Reading, site: Site) -> Plan:
    """Return the plan for an order as it stands now; raises Refused where there is none."""
    policy = references.policy()
    formula = formula_named(policy.formula, references.formulas())
    request = request_of(order, monograph, site.day(reading.wall))
    dose = calculate(request, monograph, formula, policy, Basis.ORDERED)
    return plan(dose, monograph, references.syringes(), None)


def open_preparation(
    log: Log, clock: Clock, order: Order, order_stream: str, made: Plan, actor: str
) -> str:
    """Open a preparation under a plan and return its stream; the first fact is then on disk."""
    reading = clock.reading()
    at, running = reading.wall.isoformat(), reading.text()
    monograph_stream = _MONOGRAPHS + made.monograph_digest
    if not log.history(monograph_stream):
        text = references.monograph_text(made.monograph)
        adopted = Fact(_ADOPTED, encode(_Adopted(text)))
        log.append(monograph_stream, 0, (adopted,), at=at, clock=running, actor=actor)
    month = f"{reading.wall:%y%m}"
    count = len(log.streams(f"{PREFIX}{month}-"))
    number = f"{month}-{count + 1:04d}"
    opened = e.Opened(number, order, order_stream, made, references.policy())
    stream = PREFIX + number
    steps = (
        Entries(stream, 0, (fact_of(opened),)),
        Entries(order_stream, log.version(order_stream), (order_opened(number),)),
    )
    log.record(steps, at=at, clock=running, actor=actor)
    return stream


@lru_cache(maxsize=64)
def _read(text: str) -> Monograph:
    return read_monograph(text)


def monograph_in(log: Log, digest: str) -> Monograph:
    """Return the monograph of that digest as it was adopted, whatever is shipped today."""
    (recorded,) = log.history(_MONOGRAPHS + digest)
    adopted: _Adopted = decode(_Adopted, recorded.data)
    return _read(adopted.text)


def preparation_in(log: Log, history: Iterable[Recorded]) -> Preparation:
    """Return the state after a stream's history."""
    facts = tuple(stamped(recorded) for recorded in history)
    opened = facts[0].fact
    if not isinstance(opened, e.Opened):
        raise ValueError("a preparation begins by being opened")
    return replay(facts, monograph_in(log, opened.plan.monograph_digest))
