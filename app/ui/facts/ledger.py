"""The light-and-temperature strip: what protected the drug and where it was, up to now."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.core.elapsed import elapsed_to_the_second
from app.core.ledger import Exposed, Waited, covered_objects, exposed, named, waited
from app.core.light import Protection, Stage
from app.core.preparation import Preparation, Status
from app.core.storage import Stay, Storage
from app.core.timing import Name, deadline_named
from app.site import Site
from app.ui.drawing.ledger_strip import Look, StripFacts, StripMark, StripPart
from app.ui.facts.times import clock_time
from app.ui.language import of_monograph

# So much is always on the axis, that the first minutes do not fill all of it.
LEAST = timedelta(minutes=15)
LOOKS = {
    Stage.HOOD: Look.HOOD,
    Stage.VIAL: Look.COVERED,
    Stage.SYRINGE: Look.COVERED,
    Stage.BAG: Look.BAG,
    Stage.TRANSPORT: Look.BAG,
    Stage.INFUSION: Look.INFUSION,
}
_SHORT = {
    Stage.HOOD: "hood",
    Stage.VIAL: "vials covered",
    Stage.SYRINGE: "syringe covered",
    Stage.BAG: "covered",
    Stage.TRANSPORT: "covered",
    Stage.INFUSION: "covered, infusion",
}
_PLACES = {
    Storage.ROOM: (Look.ROOM, ("room temperature", "room")),
    Storage.REFRIGERATED: (Look.COLD, ("refrigerator", "cold")),
}


def ledger(state: Preparation, now: datetime, site: Site) -> StripFacts | None:
    """Return the strip from the first reconstitution to now; None before it.

    It holds what happened and no deadline, so that it tells a checker no figure.
    """
    began = state.exposed_since
    if began is None:
        return None
    until = _until(state, now)
    axis = _Axis(began, max(until - began, LEAST))
    gaps = exposed(state, now)
    return StripFacts(
        begun=clock_time(began, site),
        now=clock_time(until, site),
        now_at=axis.at(until),
        is_over=until < now,
        light=tuple(_light(state, gaps, axis, until)),
        places=tuple(_places(state.stays, axis, until)),
        objects=tuple(_objects(state, now, axis)),
        said=_said(state, gaps, now, site),
    )


class _Axis:
    """A line that begins at a moment and is so long."""

    def __init__(self, begun: datetime, length: timedelta) -> None:
        self._begun, self._length = begun, length

    def at(self, moment: datetime) -> float:
        """Return where a moment stands, 0 for the begin of the line and 1 for its end."""
        return min(max((moment - self._begun) / self._length, 0.0), 1.0)


def _until(state: Preparation, now: datetime) -> datetime:
    """Return up to when there is something to draw: now, or the end of the work before it."""
    ends = [each.ended for each in state.stays[-1:]]
    over = [each for each in ends if each is not None]
    if state.status is Status.RELEASED and state.infusion is None and state.deadlines():
        # What is not infused by then is not infused any more.
        over.append(deadline_named(state.deadlines(), Name.END).at)
    return min([now, *over])


def _light(
    state: Preparation, gaps: tuple[Exposed, ...], axis: _Axis, until: datetime
) -> Iterator[StripPart]:
    for each in state.ledger:
        begun, ended = axis.at(each.begun), axis.at(min(each.ended or until, until))
        if ended > begun:
            yield StripPart(begun, ended, _look(each), _words(each))
    for one in gaps:
        length = elapsed_to_the_second(one.gap.length)
        words = (f"gap {length}", length)
        yield StripPart(axis.at(one.gap.begun), axis.at(one.gap.ended), Look.GAP, words)


def _look(protection: Protection) -> Look:
    # What was recorded before stages were was chosen at the hood, or for the bag.
    return LOOKS[protection.stage or Stage.HOOD]


def _words(protection: Protection) -> tuple[str, ...]:
    if protection.stage is None:
        return (of_monograph(protection.words),)
    return (of_monograph(protection.words), _SHORT[protection.stage])


def _places(stays: tuple[Stay, ...], axis: _Axis, until: datetime) -> Iterator[StripPart]:
    for each in stays:
        look, words = _PLACES[each.place]
        yield StripPart(axis.at(each.begun), axis.at(min(each.ended or until, until)), look, words)


def _objects(state: Preparation, now: datetime, axis: _Axis) -> Iterator[StripMark]:
    """Yield from when on each object held drug; those of a kind are named once, with their count.

    A quarantined vial is told apart from those in use.
    """
    names = [each.presence.name for each in covered_objects(state, now)]
    kinds = [_kind(name) for name in names]
    for number, (each, kind) in enumerate(zip(state.presences, kinds, strict=True)):
        count, first = kinds.count(kind), kind not in kinds[:number]
        words = kind if count == 1 else f"{count} {kind}s"
        yield StripMark(axis.at(each.begun), words if first else "")


def _kind(name: str) -> str:
    """Return what an object is, without its number."""
    return name.rstrip("0123456789").strip()


def _said(
    state: Preparation, gaps: tuple[Exposed, ...], now: datetime, site: Site
) -> tuple[str, ...]:
    protected = (
        f"{of_monograph(each.words)} from {_span(each.begun, each.ended, site)}"
        for each in state.ledger
    )
    return (
        *protected,
        *(gap_said(each, site) for each in gaps),
        *(wait_said(each, now, site) for each in waited(state, now)),
    )


def _span(begun: datetime, ended: datetime | None, site: Site) -> str:
    if ended is None:
        return f"{clock_time(begun, site)} on"
    return f"{clock_time(begun, site)} to {clock_time(ended, site)}"


def gap_said(exposed: Exposed, site: Site) -> str:
    """Return a gap with its times, its length, and what it reached."""
    gap = exposed.gap
    when = f"{clock_time(gap.begun, site)}–{clock_time(gap.ended, site)}"
    if exposed.lasts:
        when = f"since {clock_time(gap.begun, site)}"
    still = " so far" if exposed.lasts else ""
    reached = named(exposed.objects) or "nothing in use then"
    return f"Gap in light {when}, {elapsed_to_the_second(gap.length)}{still}: {reached}"


def wait_said(wait: Waited, now: datetime, site: Site) -> str:
    """Return what waited where, from when to when, for how long."""
    when = f"since {clock_time(wait.begun, site)}"
    if wait.ended is not None:
        when = f"{clock_time(wait.begun, site)}–{clock_time(wait.ended, site)}"
    long = elapsed_to_the_second(wait.length(now))
    objects = named(wait.objects)
    what = f"{objects[:1].upper()}{objects[1:]}"
    if wait.place is None:
        return f"Held {when}, {long}: {wait.words}"
    if wait.place is Storage.REFRIGERATED:
        return f"{what} in the refrigerator {when}, {long}"
    told = "; the drug's label gives no time for that" if wait.untimed else ""
    return f"{what} at room temperature outside the hood {when}, {long}{told}"
