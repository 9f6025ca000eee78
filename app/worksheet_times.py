"""The latest times of a preparation as sums to do by hand, where its clock has not begun yet.

Only limits of the monograph, and of the site's category, are in them.
"""

from collections.abc import Iterator
from datetime import timedelta

from app.core.elapsed import elapsed
from app.core.formulary import duration
from app.core.preparation import Preparation
from app.core.quantity import show
from app.core.storage import Kept, Storage
from app.core.time_graph import AtMost, Moment
from app.core.time_rules import can_refrigerate, rules_of_time
from app.core.timing import Name, allowed
from app.site import Site
from reports.section import FormRow

Blanks = tuple[tuple[str, float], ...]
DAY = "%Y-%m-%d %H:%M"


def sums(state: Preparation, site: Site) -> Iterator[FormRow]:
    """Yield how each latest time follows from what is written here, where it cannot be known.

    Each moment that they count from is asked once.
    """
    cold = can_refrigerate(state.monograph)
    is_open = state.diluted is None or state.storage is None
    if state.reconstituted is None:
        yield _from_first(state)
    if is_open and (state.diluted is None or cold):
        yield from _from_dilution(state, site)
    if (is_open and cold) or known(state, Name.TAKE_OUT, site):
        yield _taken_out(state)


def known(state: Preparation, name: Name, site: Site) -> str:
    """Return a latest time that is known, "" before the first reconstitution and for none."""
    found = (each.at for each in state.deadlines() if each.name is name)
    at = next(found, None)
    return "" if at is None else site.shown(at, DAY)


def _from_first(state: Preparation) -> FormRow:
    """Return the latest times that count from the first reconstitution, which is asked once."""
    words = "From the first reconstitution of a vial that is used"
    spans = (
        ("DILUTE BY", allowed(state.monograph, Name.DILUTE)),
        ("START BY", _to_start(state)),
        ("FINISH BY", allowed(state.monograph, Name.END)),
    )
    sums = tuple((f"{caption}: plus {elapsed(span)}", 1.0) for caption, span in spans)
    return FormRow(words, blanks=((("first reconstitution, day and time", 1.3), *sums),))


def _from_dilution(state: Preparation, site: Site) -> Iterator[FormRow]:
    """Yield the latest times that count from the dilution, for each place where it may wait."""
    places = (Storage.ROOM, Storage.REFRIGERATED) if can_refrigerate(state.monograph) else ()
    starts = {each: _after_dilution(state, each, Moment.STARTED) for each in places or _ROOM}
    spans = {found[0] for found in starts.values() if found is not None}
    where = len(spans) > 1
    lines = [
        (f"START BY{f' {place.words}' * where}: plus {elapsed(found[0])}", 1.0)
        for place, found in starts.items()
        if found is not None
    ]
    if Storage.REFRIGERATED in starts:
        out = _after_dilution(state, Storage.REFRIGERATED, Moment.TAKEN_OUT)
        lines += [] if out is None else [(f"OUT OF REFRIGERATOR BY: plus {elapsed(out[0])}", 1.2)]
    if not lines:
        return
    asked: Blanks = (("drug added to the container, day and time", 1.3),)
    told = ""
    if state.diluted is not None:
        asked, told = (), f"Drug added {site.shown(state.diluted, DAY)}"
    blanks = (*asked, *dict.fromkeys(lines))
    detail = "START BY is the earlier of this one and the one from the first reconstitution"
    yield FormRow("From the dilution", detail, told, (blanks,))


_ROOM = (Storage.ROOM,)


def _to_start(state: Preparation) -> timedelta:
    """Return how long after the first reconstitution it may start, by the site's category too."""
    category, most = state.policy.category, allowed(state.monograph, Name.START)
    return most if category is None else min(most, category.rule(Storage.ROOM).span)


def _taken_out(state: Preparation) -> FormRow:
    warm = state.monograph.equilibration
    assert warm is not None
    length = show(warm.value)
    later = f"START NOT BEFORE: plus {length}, to room temperature"
    blanks = (("out of the refrigerator, day and time", 1.3), (later, 2.0))
    words = f"If it was in the refrigerator: take it out {length} or more before START BY"
    return FormRow(words, blanks=(blanks,))


def _after_dilution(
    state: Preparation, place: Storage, moment: Moment
) -> tuple[timedelta, str] | None:
    """Return how long after the dilution something may come, and by which rule; None for no rule.

    An infusion that must have ended by a time starts by as much earlier as it takes.
    """
    monograph = state.monograph
    infusion = duration(monograph.infusion_length)
    found = []
    for each in rules_of_time(monograph, bag=Kept(place)):
        if not isinstance(each, AtMost) or each.earlier is not Moment.DILUTED:
            continue
        if each.later is moment:
            found.append((each.span, each.words))
        elif each.later is Moment.ENDED and moment is Moment.STARTED:
            less = show(monograph.infusion_length.value)
            found.append((each.span - infusion, f"{each.words}, less {less} of infusion"))
    return min(found, default=None)
