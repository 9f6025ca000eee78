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
from app.core.timing import Name, allowed, deadline_named
from app.site import Site
from reports.section import FormRow

Blanks = tuple[tuple[str, float], ...]
DAY = "%Y-%m-%d %H:%M"


def sums(state: Preparation, site: Site) -> Iterator[FormRow]:
    """Yield how each latest time follows from what is written here, where it cannot be known."""
    if state.diluted is not None:
        return
    yield _from_first(state, Name.DILUTE, "DILUTE BY", site)
    yield _start_by(state, site)
    if can_refrigerate(state.monograph):
        yield _cold(state)
    yield _from_first(state, Name.END, "FINISH BY (end of the infusion)", site)


def _from_first(state: Preparation, name: Name, words: str, site: Site) -> FormRow:
    at = known(state, name, site)
    if at:
        return FormRow(words, filled=at)
    span = elapsed(allowed(state.monograph, name))
    detail = f"{span} after the first reconstitution of a vial that is used"
    return FormRow(words, detail, blanks=(_sum("first reconstitution", span),))


def known(state: Preparation, name: Name, site: Site) -> str:
    """Return a latest time that is known, "" before the first reconstitution."""
    found = state.deadlines()
    return site.shown(deadline_named(found, name).at, DAY) if found else ""


def _sum(what: str, span: str) -> Blanks:
    return ((f"{what}, day and time", 2.0), (f"plus {span} is the latest, day and time", 2.4))


def _start_by(state: Preparation, site: Site) -> FormRow:
    first = known(state, Name.START, site)
    at_most = _after_dilution(state, Storage.ROOM, Moment.STARTED)
    blanks: list[Blanks] = []
    filled = f"{first}, by the first reconstitution" if first else ""
    if not first:
        blanks.append(_sum("first reconstitution", elapsed(_to_start(state))))
    if at_most is None:
        return FormRow("START BY (infusion)", "", filled, tuple(blanks))
    span, words = at_most
    blanks.append(_sum("drug added to the container", elapsed(span)))
    detail = f"the earlier of both times: {words}"
    return FormRow("START BY (infusion)", detail, filled, tuple(blanks))


def _to_start(state: Preparation) -> timedelta:
    """Return how long after the first reconstitution it may start, by the site's category too."""
    category, most = state.policy.category, allowed(state.monograph, Name.START)
    return most if category is None else min(most, category.rule(Storage.ROOM).span)


def _cold(state: Preparation) -> FormRow:
    out = _after_dilution(state, Storage.REFRIGERATED, Moment.TAKEN_OUT)
    start = _after_dilution(state, Storage.REFRIGERATED, Moment.STARTED)
    warm = state.monograph.equilibration
    assert warm is not None
    rows = [
        _sum(what, elapsed(found[0]))
        for what, found in (
            ("drug added; out of the refrigerator", out),
            ("drug added; START BY", start),
        )
        if found is not None
    ]
    detail = (
        f"{show(warm.value)} to room temperature before the infusion starts; START BY above holds "
        "too, the earlier wins"
    )
    return FormRow("If it waits in the refrigerator", detail, blanks=tuple(rows))


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
