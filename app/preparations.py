"""Preparations in the log: opening one, and reading one back."""

from collections.abc import Iterable
from dataclasses import dataclass

from app import references
from app.clock import Clock
from app.core import events as e
from app.core.choices import USUAL, Choices
from app.core.course import Course
from app.core.encoding import decode, encode
from app.core.evolution import replay
from app.core.formulary import Monograph
from app.core.order import Order
from app.core.outlook import Ground, Outlook, outlook
from app.core.plan import Plan
from app.core.practice import NUMBERED
from app.core.preparation import Preparation, Stamped
from app.core.reading import Reading
from app.core.review import Review
from app.core.surface_area import formula_named
from app.courses import infused_at
from app.orders import order_opened
from app.recording import reading_of
from app.site import Site, is_practice
from app.site_rules import SiteRules, shipped_rules
from app.store import Entries, Fact, Log, Recorded

PREFIX = "preparation/"
_MONOGRAPHS = "monograph/"
_ADOPTED, _ADOPTED_WITH = "monograph-adopted", "monograph-adopted-with"
_OF_EVENT = {kind: name for name, kind in e.NAMES.items()}


@dataclass(frozen=True, slots=True)
class _Adopted:
    """A monograph as it was when a preparation first ran under it, nothing switched off."""

    text: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """The text of a monograph that a preparation runs under, and what the site switched off."""

    text: str
    switched_off: tuple[str, ...] = ()

    @property
    def monograph(self) -> Monograph:
        """The monograph as it is used."""
        return references.monograph_of(self.text, frozenset(self.switched_off))


def fact_of(event: e.Event) -> Fact:
    """Return an event as the log keeps it."""
    return Fact(_OF_EVENT[type(event)], encode(event))


def stamped(recorded: Recorded) -> Stamped:
    """Return a row of the log as a fact; raises KeyError or ValueError for what is not ours."""
    fact = decode(e.NAMES[recorded.name], recorded.data)
    return Stamped(
        fact, recorded.actor, reading_of(recorded), recorded.version, recorded.workstation
    )


def ground_of(monograph: Monograph, rules: SiteRules | None = None) -> Ground:
    """Return what orders for the drug of a monograph are judged by at a site with these rules.

    Without `rules` the site decided nothing for itself.
    """
    rules = rules or shipped_rules()
    return Ground(
        monograph=monograph,
        policy=rules.policy,
        laboratory=references.laboratory_policy(),
        formula=formula_named(rules.policy.formula, references.formulas()),
        syringes=rules.syringes,
    )


def outlook_for(
    order: Order,
    course: Course,
    ground: Ground,
    reading: Reading,
    site: Site,
    choices: Choices = USUAL,
) -> Outlook:
    """Return what an order comes to, for when its infusion is wanted or, if that is past, now.

    Raises Refused for an order that is not one for the monograph of `ground`.
    """
    at = infused_at(order, reading.wall)
    return outlook(order, course, ground, site.day(at), at, choices)


def open_preparation(
    log: Log,
    clock: Clock,
    order: Order,
    order_stream: str,
    made: Plan,
    review: Review,
    adopted: Adopted,
    rules: SiteRules,
    actor: str,
) -> str:
    """Open a preparation under a plan and return its stream; the first fact is then on disk.

    `review` is what the course said to it, `adopted` the monograph and `rules` the site's own that
    the plan was made under.
    """
    reading = clock.reading()
    at, running = reading.wall.isoformat(), reading.text()
    monograph_stream = _MONOGRAPHS + made.monograph_digest
    if not log.history(monograph_stream):
        fact = _adopted_fact(adopted)
        log.append(monograph_stream, 0, (fact,), at=at, clock=running, actor=actor)
    kind = NUMBERED if is_practice(log) else ""
    month = f"{kind}{reading.wall:%y%m}"
    count = len(log.streams(f"{PREFIX}{month}-"))
    number = f"{month}-{count + 1:04d}"
    opened = e.Opened(
        number, order, order_stream, made, rules.policy, review, rules.syringes, clock_watched=True
    )
    stream = PREFIX + number
    steps = (
        Entries(stream, 0, (fact_of(opened),)),
        Entries(order_stream, log.version(order_stream), (order_opened(number),)),
    )
    log.record(steps, at=at, clock=running, actor=actor)
    return stream


def _adopted_fact(adopted: Adopted) -> Fact:
    if adopted.switched_off:
        return Fact(_ADOPTED_WITH, encode(adopted))
    return Fact(_ADOPTED, encode(_Adopted(adopted.text)))


def monograph_in(log: Log, digest: str) -> Monograph:
    """Return the monograph of that digest as it was adopted, whatever is in use today."""
    (recorded,) = log.history(_MONOGRAPHS + digest)
    if recorded.name == _ADOPTED:
        first: _Adopted = decode(_Adopted, recorded.data)
        return Adopted(first.text).monograph
    adopted: Adopted = decode(Adopted, recorded.data)
    return adopted.monograph


def preparation_in(log: Log, history: Iterable[Recorded]) -> Preparation:
    """Return the state after a stream's history."""
    facts = tuple(stamped(recorded) for recorded in history)
    opened = facts[0].fact
    if not isinstance(opened, e.Opened):
        raise ValueError("a preparation begins by being opened")
    return replay(facts, monograph_in(log, opened.plan.monograph_digest))
