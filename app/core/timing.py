"""The coupled clocks: how long is left, by which rule, and from where the rule comes.

Each rule bounds one deadline from one event; the earliest bound wins and is named. Limits are
inclusive: exactly four hours is in time. Wall time and running time are both read; where they
disagree the longer elapsed time holds, so that nobody gains time by setting a clock.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from app.core.formulary import Monograph, duration
from app.core.quantity import show
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.sourced import Limit

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
    kept: Storage | None = None,
) -> tuple[Deadline, ...]:
    """Return the deadlines that follow from the first vial's reconstitution, earliest rule first.

    `diluted` and `storage` tighten them once they are known. `kept` is where the reconstituted
    vials waited; where that is not known, the shorter limit holds. Raises Refused where the
    dilution lies before the reconstitution, or for a place that the monograph has no time for.
    """
    if diluted is not None and diluted < reconstituted:
        raise Refused("The dilution lies before the reconstitution; correct one of the two times.")
    if storage is Storage.REFRIGERATED and not can_refrigerate(monograph):
        raise Refused(
            f"By its monograph diluted {monograph.brand} may not wait in the refrigerator: how "
            "long it keeps there, or takes to reach room temperature, is not known. Keep it at "
            "room temperature."
        )
    dilute = tuple(_dilute(monograph, reconstituted, kept))
    last = min(dilute, key=lambda bound: bound.at)
    after = tuple(_after(monograph, reconstituted, diluted, last, storage))
    found = (_earliest((*dilute, *after), name) for name in Name)
    return tuple(deadline for deadline in found if deadline is not None)


def _earliest(bounds: Iterable[Deadline], name: Name) -> Deadline | None:
    return min(
        (bound for bound in bounds if bound.name is name),
        key=lambda bound: bound.at,
        default=None,
    )


def _dilute(m: Monograph, reconstituted: datetime, kept: Storage | None) -> Iterator[Deadline]:
    room, cold = m.reconstituted_at_room_temperature, m.reconstituted_in_refrigerator
    limits = (
        (m.reconstitution_to_dilution, "from reconstitution to dilution"),
        (
            None if kept is Storage.REFRIGERATED else room,
            "at room temperature after reconstitution",
        ),
        (None if kept is Storage.ROOM else cold, "in the refrigerator after reconstitution"),
    )
    found = tuple((limit, words) for limit, words in limits if limit is not None)
    if not found:
        where = "at room temperature" if kept is Storage.ROOM else "in the refrigerator"
        raise Refused(
            f"The monograph has no time for reconstituted {m.brand} {where}; keep it otherwise, "
            "or discard it."
        )
    for limit, words in found:
        yield _bound(Name.DILUTE, reconstituted, limit, words)


def _bound(name: Name, since: datetime, limit: Limit, words: str) -> Deadline:
    return Deadline(name, since + duration(limit), _rule(limit, words), limit.source)


def _after(
    m: Monograph,
    reconstituted: datetime,
    diluted: datetime | None,
    last: Deadline,
    storage: Storage | None,
) -> Iterator[Deadline]:
    """Yield what bounds the infusion; before the dilution, as if it came at the last moment."""
    warm = m.equilibration if storage is Storage.REFRIGERATED else None
    for end in _ends(m, reconstituted, diluted, last, warm is not None):
        yield end
        yield from _before(end, m.infusion_length, warm)
    if diluted is None:
        return
    if warm is not None and m.diluted_in_refrigerator is not None:
        yield from _refrigerated(m, m.diluted_in_refrigerator, diluted, warm)
    if warm is None and m.diluted_at_room_temperature is not None:
        yield _bound(Name.START, diluted, m.diluted_at_room_temperature, _AT_ROOM_TEMPERATURE)


_AT_ROOM_TEMPERATURE = "at room temperature after dilution"
_TO_END = "from dilution to the end of the infusion"


def _ends(
    m: Monograph, reconstituted: datetime, diluted: datetime | None, last: Deadline, cold: bool
) -> Iterator[Deadline]:
    """Yield every moment by which the infusion must have ended."""
    whole = m.reconstitution_to_end
    if whole is not None:
        words = "from reconstitution to the end of the infusion"
        yield _bound(Name.END, reconstituted, whole, words)
    room = None if cold else m.diluted_at_room_temperature_to_end
    for limit, words in ((m.dilution_to_end, _TO_END), (room, f"{_TO_END} at room temperature")):
        if limit is None:
            continue
        if diluted is not None:
            yield _bound(Name.END, diluted, limit, words)
        elif whole is None:
            rule = f"{last.rule}, and {_rule(limit, words)}"
            source = (
                last.source if last.source == limit.source else f"{last.source}; {limit.source}"
            )
            yield Deadline(Name.END, last.at + duration(limit), rule, source)


def _before(end: Deadline, infusion: Limit, equilibration: Limit | None) -> Iterator[Deadline]:
    start = end.at - duration(infusion)
    starting = f"{end.rule}, less {show(infusion.value)} of infusion"
    yield Deadline(Name.START, start, starting, end.source)
    if equilibration is not None:
        yield Deadline(
            Name.TAKE_OUT,
            start - duration(equilibration),
            f"{starting} and {show(equilibration.value)} to room temperature",
            end.source,
        )


def can_refrigerate(monograph: Monograph) -> bool:
    """Tell whether the diluted preparation may wait in a refrigerator by this monograph.

    It must say how it is stored, how long it then takes to reach room temperature, and by when
    the infusion must have ended wherever it waited.
    """
    ends = monograph.reconstitution_to_end is not None or monograph.dilution_to_end is not None
    stored = "store-in-refrigerator" in monograph.texts
    return ends and stored and monograph.equilibration is not None


def _refrigerated(m: Monograph, limit: Limit, diluted: datetime, warm: Limit) -> Iterator[Deadline]:
    cold = _bound(Name.TAKE_OUT, diluted, limit, "in the refrigerator after dilution")
    yield cold
    room = m.diluted_at_room_temperature_to_end
    if room is None:
        rule = f"{cold.rule}, and {show(warm.value)} to room temperature"
        yield Deadline(Name.START, cold.at + duration(warm), rule, limit.source)
        return
    rule = f"{cold.rule}, and {_rule(room, 'at room temperature to the end of the infusion')}"
    end = Deadline(Name.END, cold.at + duration(room), rule, room.source)
    yield end
    yield from _before(end, m.infusion_length, None)


def _rule(limit: Limit, words: str) -> str:
    return f"at most {show(limit.value)} {words}"


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
    earliest_source: str


def reconstitution_span(monograph: Monograph, wanted: datetime, hood: timedelta) -> Span:
    """Return when to reconstitute so that the infusion can start at `wanted`.

    `hood` is how long the site needs from reconstitution to release. The earliest time assumes
    that dilution could follow at once, so it never promises more than the rules allow.
    """
    m = monograph
    infusion = duration(m.infusion_length)
    held = (
        (m.reconstitution_to_end, infusion, "from reconstitution to the end of the infusion"),
        (m.dilution_to_end, infusion, _TO_END),
        (m.diluted_at_room_temperature, timedelta(0), _AT_ROOM_TEMPERATURE),
        (m.diluted_at_room_temperature_to_end, infusion, f"{_TO_END} at room temperature"),
    )
    times = (
        (wanted - duration(limit) + less, _rule(limit, words), limit.source)
        for limit, less, words in held
        if limit is not None
    )
    earliest, rule, source = max(times, key=lambda each: each[0])
    minutes = hood // timedelta(minutes=1)
    return Span(earliest, wanted - hood, rule, f"{minutes} min at the hood", source)


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
