"""The rules of time of one monograph, as the graph has them; US and EU differ only in data.

What the label says of a refrigerator counts from the dilution, what it says of room temperature
is the whole time there: a preparation that was in both places keeps to both, the earlier wins.
"""

from collections.abc import Iterator
from datetime import timedelta

from app.core.elapsed import elapsed
from app.core.formulary import Monograph, duration
from app.core.quantity import show
from app.core.refused import Refused
from app.core.sourced import Limit
from app.core.storage import UNKNOWN, Kept, Storage
from app.core.time_graph import AtLeast, AtMost, Moment, Rule

_TO_END = "from dilution to the end of the infusion"
_AT_ROOM_TEMPERATURE = "at room temperature after dilution"


def rules_of_time(
    monograph: Monograph, vials: Kept = UNKNOWN, bag: Kept = UNKNOWN
) -> tuple[Rule, ...]:
    """Return every rule of time, for vials and a diluted preparation that were kept so.

    Where it is not known how vials were kept, every limit for them holds; a preparation of which
    that is not known waits at room temperature. Raises Refused for a place that the monograph has
    no time for.
    """
    if bag.was_cold and not can_refrigerate(monograph):
        raise Refused(
            f"By its monograph diluted {monograph.brand} may not wait in the refrigerator: how "
            "long it keeps there, or takes to reach room temperature, is not known. Keep it at "
            "room temperature."
        )
    return (
        *_to_dilution(monograph, vials),
        *_to_end(monograph),
        *(_refrigerated(monograph, bag) if bag.was_cold else _at_room_temperature(monograph)),
    )


def can_refrigerate(monograph: Monograph) -> bool:
    """Tell whether the diluted preparation may wait in a refrigerator by this monograph.

    It must say how it is stored, how long it then takes to reach room temperature, and by when
    the infusion must have ended wherever it waited.
    """
    ends = monograph.reconstitution_to_end is not None or monograph.dilution_to_end is not None
    stored = "store-in-refrigerator" in monograph.texts
    return ends and stored and monograph.equilibration is not None


def can_refrigerate_vials(monograph: Monograph) -> bool:
    """Tell whether reconstituted vials may wait in a refrigerator by this monograph."""
    return monograph.reconstituted_in_refrigerator is not None


def _at_most(earlier: Moment, later: Moment, limit: Limit, words: str) -> AtMost:
    return AtMost(earlier, later, duration(limit), _said(limit, words), limit.source)


def _said(limit: Limit, words: str) -> str:
    return f"at most {show(limit.value)} {words}"


def _to_dilution(m: Monograph, vials: Kept) -> Iterator[Rule]:
    found = list(_dilution_limits(m, vials))
    if not found:
        assert vials.place is not None
        raise Refused(
            f"The monograph has no time for reconstituted {m.brand} {vials.place.words}; keep it "
            "otherwise, or discard it."
        )
    yield from found


def _dilution_limits(m: Monograph, vials: Kept) -> Iterator[Rule]:
    begun, diluted = Moment.RECONSTITUTED, Moment.DILUTED
    whole, room, cold = (
        m.reconstitution_to_dilution,
        m.reconstituted_at_room_temperature,
        m.reconstituted_in_refrigerator,
    )
    if whole is not None:
        yield _at_most(begun, diluted, whole, "from reconstitution to dilution")
    gone = room is not None and vials.room > duration(room)
    if room is not None and (gone or vials.place is not Storage.REFRIGERATED):
        # Once it is used up, the refrigerator gives nothing of it back.
        words, span = _said(room, "at room temperature after reconstitution"), duration(room)
        if vials.cold and not gone:
            words = f"{words}, and {elapsed(vials.cold)} in the refrigerator"
            span += vials.cold
        yield AtMost(begun, diluted, span, words, room.source)
    if cold is not None and vials.place is not Storage.ROOM:
        yield _at_most(begun, diluted, cold, "in the refrigerator after reconstitution")


def _to_end(m: Monograph) -> Iterator[Rule]:
    if m.reconstitution_to_end is not None:
        yield _at_most(
            Moment.RECONSTITUTED,
            Moment.ENDED,
            m.reconstitution_to_end,
            "from reconstitution to the end of the infusion",
        )
    if m.dilution_to_end is not None:
        yield _at_most(Moment.DILUTED, Moment.ENDED, m.dilution_to_end, _TO_END)
    length = m.infusion_length
    words = f"{show(length.value)} of infusion"
    yield AtLeast(Moment.STARTED, Moment.ENDED, duration(length), words, length.source)


def _at_room_temperature(m: Monograph) -> Iterator[Rule]:
    to_end, to_start = m.diluted_at_room_temperature_to_end, m.diluted_at_room_temperature
    if to_end is not None:
        words = f"{_TO_END} at room temperature"
        yield _at_most(Moment.DILUTED, Moment.ENDED, to_end, words)
    if to_start is not None:
        yield _at_most(Moment.DILUTED, Moment.STARTED, to_start, _AT_ROOM_TEMPERATURE)


def _refrigerated(m: Monograph, bag: Kept) -> Iterator[Rule]:
    warm, cold = m.equilibration, m.diluted_in_refrigerator
    assert warm is not None
    words = f"{show(warm.value)} to room temperature"
    yield AtLeast(Moment.TAKEN_OUT, Moment.STARTED, duration(warm), words, warm.source)
    to_end, to_start = m.diluted_at_room_temperature_to_end, m.diluted_at_room_temperature
    if cold is not None:
        taken = _at_most(
            Moment.DILUTED, Moment.TAKEN_OUT, cold, "in the refrigerator after dilution"
        )
        yield taken
        if to_end is None:
            span = duration(cold) + duration(warm)
            both = f"{taken.words}, and {words}"
            yield AtMost(Moment.DILUTED, Moment.STARTED, span, both, cold.source)
    if to_end is not None:
        words = "at room temperature to the end of the infusion"
        least = duration(warm) + duration(m.infusion_length)
        yield _after_cold(Moment.ENDED, to_end, words, bag, least)
    if to_start is not None:
        yield _after_cold(Moment.STARTED, to_start, _AT_ROOM_TEMPERATURE, bag, duration(warm))


def _after_cold(later: Moment, limit: Limit, words: str, bag: Kept, least: timedelta) -> AtMost:
    """Return what is left of a limit at room temperature once the preparation is taken out.

    Where it is less than the `least` that warming up takes, nothing in the refrigerator helps: the
    limit counts from the dilution, as if it had never been there.
    """
    said = _said(limit, words)
    if duration(limit) - bag.room < least:
        return AtMost(Moment.DILUTED, later, duration(limit), said, limit.source)
    if bag.room:
        said = f"{said}, {elapsed(bag.room)} of it before the refrigerator"
    return AtMost(Moment.TAKEN_OUT, later, duration(limit) - bag.room, said, limit.source)
