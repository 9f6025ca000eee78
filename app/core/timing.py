"""The coupled clocks: how long is left, by which rule, and from where the rule comes.

Each rule bounds one deadline from one event; the earliest bound wins and is named. Limits are
inclusive: exactly four hours is in time. Wall time and running time are both read; where they
disagree the longer elapsed time holds, so that nobody gains time by setting a clock.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.core.formulary import Limit, Monograph, duration
from app.core.quantity import show
from app.core.reading import Reading
from app.core.refused import Refused

TOLERATED_DRIFT = timedelta(seconds=2)


class Storage(StrEnum):
    """Where the diluted preparation waits."""

    ROOM = "room"
    REFRIGERATED = "refrigerated"


class Name(StrEnum):
    """What must have happened by a deadline."""

    DILUTE = "dilute-by"
    TAKE_OUT = "take-out-of-refrigerator-by"
    START = "start-by"
    END = "end-by"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment in UTC, inclusive, with the rule that binds and its source."""

    name: Name
    at: datetime
    rule: str
    source: str


def deadlines(
    monograph: Monograph,
    reconstituted: datetime,
    diluted: datetime | None,
    storage: Storage | None,
) -> tuple[Deadline, ...]:
    """Return the deadlines that follow from the first vial's reconstitution, earliest rule first.

    `diluted` and `storage` tighten them once they are known. Raises Refused where the dilution
    lies before the reconstitution.
    """
    if diluted is not None and diluted < reconstituted:
        raise Refused("The dilution lies before the reconstitution; correct one of the two times.")
    bounds = tuple(_bounds(monograph, reconstituted, diluted, storage))
    found = (_earliest(bounds, name) for name in Name)
    return tuple(deadline for deadline in found if deadline is not None)


def _earliest(bounds: Iterable[Deadline], name: Name) -> Deadline | None:
    return min(
        (bound for bound in bounds if bound.name is name),
        key=lambda bound: bound.at,
        default=None,
    )


def _bounds(
    m: Monograph, reconstituted: datetime, diluted: datetime | None, storage: Storage | None
) -> Iterator[Deadline]:
    infusion, equilibration = duration(m.infusion_length), duration(m.equilibration)
    end = reconstituted + duration(m.reconstitution_to_end)
    ending = _rule(m.reconstitution_to_end, "from reconstitution to the end of the infusion")
    yield Deadline(
        Name.DILUTE,
        reconstituted + duration(m.reconstitution_to_dilution),
        _rule(m.reconstitution_to_dilution, "from reconstitution to dilution"),
        m.reconstitution_to_dilution.source,
    )
    yield Deadline(Name.END, end, ending, m.reconstitution_to_end.source)
    starting = f"{ending}, less {show(m.infusion_length.value)} of infusion"
    yield Deadline(Name.START, end - infusion, starting, m.reconstitution_to_end.source)
    if storage is Storage.REFRIGERATED:
        yield Deadline(
            Name.TAKE_OUT,
            end - infusion - equilibration,
            f"{starting} and {show(m.equilibration.value)} to room temperature",
            m.reconstitution_to_end.source,
        )
        if diluted is not None and m.diluted_in_refrigerator is not None:
            yield from _refrigerated(m, m.diluted_in_refrigerator, diluted)
    elif diluted is not None and m.diluted_at_room_temperature is not None:
        limit = m.diluted_at_room_temperature
        yield Deadline(
            Name.START,
            diluted + duration(limit),
            _rule(limit, "at room temperature after dilution"),
            limit.source,
        )


def _refrigerated(m: Monograph, limit: Limit, diluted: datetime) -> Iterator[Deadline]:
    out = diluted + duration(limit)
    rule = _rule(limit, "in the refrigerator after dilution")
    yield Deadline(Name.TAKE_OUT, out, rule, limit.source)
    yield Deadline(
        Name.START,
        out + duration(m.equilibration),
        f"{rule}, and {show(m.equilibration.value)} to room temperature",
        limit.source,
    )


def _rule(limit: Limit, words: str) -> str:
    return f"at most {show(limit.value)} {words}"


def deadline_named(found: tuple[Deadline, ...], name: Name) -> Deadline:
    """Return the deadline of that name; raises KeyError where there is none."""
    for deadline in found:
        if deadline.name is name:
            return deadline
    raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Span:
    """When to reconstitute for an infusion that is wanted at a time, both ends included."""

    earliest: datetime
    latest: datetime
    earliest_rule: str
    latest_rule: str


def reconstitution_span(monograph: Monograph, wanted: datetime, hood: timedelta) -> Span:
    """Return when to reconstitute so that the infusion can start at `wanted`.

    `hood` is how long the site needs from reconstitution to release. The earliest time assumes
    that dilution could follow at once, so it never promises more than the rules allow.
    """
    m = monograph
    whole = duration(m.reconstitution_to_end) - duration(m.infusion_length)
    earliest = wanted - whole
    rule = _rule(m.reconstitution_to_end, "from reconstitution to the end of the infusion")
    if m.diluted_at_room_temperature is not None:
        kept = wanted - duration(m.diluted_at_room_temperature)
        if kept > earliest:
            earliest = kept
            rule = _rule(m.diluted_at_room_temperature, "at room temperature after dilution")
    minutes = hood // timedelta(minutes=1)
    return Span(earliest, wanted - hood, rule, f"{minutes} min at the hood")


def present(anchors: Iterable[Reading], now: Reading) -> datetime:
    """Return the latest moment that `now` can be, seen from every anchor.

    Elapsed time is thus never under-counted: a clock set back does not give time back. Of the
    time between two boots only the wall knows; it never ends before it began.
    """
    moments = [now.wall]
    for anchor in anchors:
        elapsed = now.running - anchor.running if anchor.boot == now.boot else timedelta(0)
        moments.append(anchor.wall + elapsed)
    return max(moments)


def drift(before: Reading, now: Reading) -> timedelta | None:
    """Return by how much the wall clock was set between two readings of one boot, or None.

    Differences of up to two seconds are usual correction and are not reported.
    """
    if before.boot != now.boot:
        return None
    moved = (now.wall - before.wall) - (now.running - before.running)
    return moved if abs(moved) > TOLERATED_DRIFT else None


def backwards(before: Reading, now: Reading) -> bool:
    """Tell whether wall time ran backwards across a restart, so that elapsed time is unknown."""
    return before.boot != now.boot and now.wall < before.wall - TOLERATED_DRIFT
