"""The coupled clocks: how long is left, by which rule, and from where the rule comes.

Each rule bounds one deadline from one event; the earliest bound wins and is named. Limits are
inclusive: exactly four hours is in time. Wall time and running time are both read; where they
disagree the longer elapsed time holds, so that nobody gains time by setting a clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from app.core.formulary import Monograph
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.storage import UNKNOWN, Kept
from app.core.storage import Storage as Storage
from app.core.time_graph import AtMost, Fixed, Moment, Rule, earliest, latest
from app.core.time_rules import can_refrigerate as can_refrigerate
from app.core.time_rules import rules_of_time

TOLERATED_DRIFT = timedelta(seconds=2)


class Name(StrEnum):
    """What must have happened by a deadline."""

    DILUTE = "dilute-by"
    TAKE_OUT = "take-out-of-refrigerator-by"
    START = "start-by"
    END = "end-by"


_MOMENT = {
    Name.DILUTE: Moment.DILUTED,
    Name.TAKE_OUT: Moment.TAKEN_OUT,
    Name.START: Moment.STARTED,
    Name.END: Moment.ENDED,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment in UTC, inclusive, with the rule that binds and its source."""

    name: Name
    at: datetime
    rule: str
    source: str


@dataclass(frozen=True, slots=True)
class NotBefore:
    """The moment in UTC before which something may not come, inclusive, and why."""

    name: str
    at: datetime
    rule: str
    source: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened to a preparation, in UTC, and how its vials and then the bag were kept.

    `reconstituted` is that of the first vial in use. `rules` and `fixed` are what holds beside
    the monograph: a category of USP <797>, an expiry date.
    """

    reconstituted: datetime
    diluted: datetime | None = None
    taken_out: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    vials: Kept = UNKNOWN
    bag: Kept = UNKNOWN
    rules: tuple[Rule, ...] = ()
    fixed: tuple[Fixed, ...] = ()

    def happened(self) -> dict[Moment, datetime]:
        """Return every moment that is known and that others are reckoned from."""
        known = (
            (Moment.RECONSTITUTED, self.reconstituted),
            (Moment.DILUTED, self.diluted),
            (Moment.TAKEN_OUT, self.taken_out),
            (Moment.STARTED, self.started),
        )
        return {moment: at for moment, at in known if at is not None}


def deadlines(
    monograph: Monograph,
    reconstituted: datetime,
    diluted: datetime | None,
    storage: Storage | None,
    kept: Storage | None = None,
) -> tuple[Deadline, ...]:
    """Return the deadlines that follow from the first vial's reconstitution, earliest rule first.

    `diluted` and `storage` tighten them once they are known. `kept` is where the reconstituted
    vials waited; where that is not known, the shorter limit holds. Raises Refused as
    `deadlines_of` does.
    """
    return deadlines_of(
        monograph, Timeline(reconstituted, diluted, vials=Kept(kept), bag=Kept(storage))
    )


def deadlines_of(monograph: Monograph, timeline: Timeline) -> tuple[Deadline, ...]:
    """Return the deadlines of a timeline, in the order of `Name`; what is past stays among them.

    Raises Refused where the dilution lies before the reconstitution, or for a place that the
    monograph has no time for.
    """
    happened = timeline.happened()
    if timeline.diluted is not None and timeline.diluted < timeline.reconstituted:
        raise Refused("The dilution lies before the reconstitution; correct one of the two times.")
    rules = (*rules_of_time(monograph, timeline.vials, timeline.bag), *timeline.rules)
    # What was started is not taken out of the refrigerator any more.
    out = timeline.bag.place is not Storage.REFRIGERATED or timeline.started is not None
    found = (
        (name, latest(rules, happened, timeline.fixed, moment))
        for name, moment in _MOMENT.items()
        if not (name is Name.TAKE_OUT and out)
    )
    return tuple(
        Deadline(name, bound[0], bound[1].rule, bound[1].source)
        for name, bound in found
        if bound is not None
    )


@dataclass(frozen=True, slots=True)
class Late:
    """A limit that was passed: the deadline, and when what it bounds came instead (UTC)."""

    deadline: Deadline
    came: datetime


def every_late(monograph: Monograph, timeline: Timeline) -> tuple[Late, ...]:
    """Return every limit that something came after, in the order of what came."""
    happened = timeline.happened()
    if timeline.ended is not None:
        happened[Moment.ENDED] = timeline.ended
    rules = (*rules_of_time(monograph, timeline.vials, timeline.bag), *timeline.rules)
    found = []
    for name, moment in _MOMENT.items():
        if moment not in happened:
            continue
        before = {each: at for each, at in happened.items() if _comes_before(each, moment)}
        bound = latest(rules, before, timeline.fixed, moment)
        if bound is not None and happened[moment] > bound[0]:
            at, why = bound
            found.append(Late(Deadline(name, at, why.rule, why.source), happened[moment]))
    return tuple(found)


def first_late(monograph: Monograph, timeline: Timeline) -> Late | None:
    """Return the first limit that something came after, or None."""
    return next(iter(every_late(monograph, timeline)), None)


def _comes_before(one: Moment, other: Moment) -> bool:
    order = tuple(Moment)
    return order.index(one) < order.index(other)


def start_not_before(monograph: Monograph, timeline: Timeline) -> NotBefore | None:
    """Return not before when the infusion may start: once it is at room temperature again.

    None where it never was in the refrigerator, or still is.
    """
    if timeline.taken_out is None or timeline.bag.place is Storage.REFRIGERATED:
        return None
    rules = rules_of_time(monograph, timeline.vials, timeline.bag)
    found = earliest(rules, {Moment.TAKEN_OUT: timeline.taken_out}, Moment.STARTED)
    warm = monograph.equilibration
    # What was in the refrigerator has a time to warm up: no other monograph lets it in.
    assert found is not None
    assert warm is not None
    at, bound = found
    return NotBefore("start-not-before", at, f"at least {bound.less[0]}", warm.source)


def deadline_named(found: tuple[Deadline, ...], name: Name) -> Deadline:
    """Return the deadline of that name; raises KeyError where there is none."""
    for deadline in found:
        if deadline.name is name:
            return deadline
    raise KeyError(name)


def allowed(monograph: Monograph, name: Name) -> timedelta:
    """Return how long after the reconstitution something may come, where all else is in time.

    Raises KeyError for a deadline that there is not before the dilution.
    """
    began = datetime(2000, 1, 1, tzinfo=UTC)
    return deadline_named(deadlines(monograph, began, None, None), name).at - began


@dataclass(frozen=True, slots=True)
class Span:
    """When to reconstitute for an infusion that is wanted at a time, both ends included."""

    earliest: datetime
    latest: datetime
    earliest_rule: str
    latest_rule: str
    earliest_source: str = ""


# For the earliest time the dilution follows at once, so that no more is promised than the rules
# allow to a preparation that is not held.
_AT_ONCE = AtMost(Moment.RECONSTITUTED, Moment.DILUTED, timedelta(0), "", "")


def reconstitution_span(monograph: Monograph, wanted: datetime, hood: timedelta) -> Span:
    """Return when to reconstitute so that the infusion can start at `wanted`.

    `hood` is how long the site needs from reconstitution to release. The earliest time assumes
    that dilution could follow at once, so it never promises more than the rules allow.
    """
    rules = (_AT_ONCE, *rules_of_time(monograph))
    found = earliest(rules, {Moment.STARTED: wanted}, Moment.RECONSTITUTED)
    # No monograph is read that does not say when the infusion must have ended.
    assert found is not None
    minutes = hood // timedelta(minutes=1)
    at, bound = found
    return Span(at, wanted - hood, bound.limits, f"{minutes} min at the hood", bound.source)


def present(anchors: Iterable[Reading], now: Reading) -> datetime:
    """Return the latest moment that `now` can be, seen from every anchor.

    Elapsed time is thus never under-counted: a clock set back does not give time back. Of the
    time between two boots only the wall knows; it never ends before it began.
    """
    moments = [now.wall]
    for anchor in anchors:
        elapsed = now.running - anchor.running if now.continues(anchor) else timedelta(0)
        moments.append(anchor.wall + elapsed)
    return max(moments)


def drift(before: Reading, now: Reading) -> timedelta | None:
    """Return by how much the wall clock was set between two readings of one boot, or None.

    Differences of up to two seconds are usual correction and are not reported.
    """
    if not now.continues(before):
        return None
    moved = (now.wall - before.wall) - (now.running - before.running)
    return moved if abs(moved) > TOLERATED_DRIFT else None


def backwards(before: Reading, now: Reading) -> bool:
    """Tell whether wall time ran backwards across a restart, so that elapsed time is unknown."""
    return not now.continues(before) and now.wall < before.wall - TOLERATED_DRIFT
