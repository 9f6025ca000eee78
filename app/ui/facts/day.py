"""The page of the day: whether everything fits one hood, and where each thing stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.day_plan import Begun, Broken, DayPlan, Placed
from app.core.infusion_times import infusion_of
from app.core.timing import Name
from app.day_list import Apart, Asked, DayWork, Hindrance
from app.site import Site
from app.ui.drawing.day_chart import AxisFacts, AxisTick, DayRowFacts, VerdictFacts
from app.ui.drawing.day_lane import LaneFacts, Stretch
from app.ui.drawing.icons import Icon
from app.ui.drawing.pill import PillFacts
from app.ui.facts.times import clock_time, length
from app.ui.language import Verbatim
from app.ui.theme import Tone

_MINUTE, _QUARTER, _HOUR = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1)
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Axis:
    """From when to when the chart goes, in UTC, and where now is."""

    begin: datetime
    end: datetime
    now: datetime

    def at(self, moment: datetime) -> float:
        """Return the place of a moment, 0 at the begin and 1 at the end."""
        return (moment - self.begin) / (self.end - self.begin)

    def stretch(self, begin: datetime, end: datetime) -> Stretch:
        """Return the places of two moments."""
        return self.at(begin), self.at(end)


def axis_of(plan: DayPlan, now: datetime) -> Axis:
    """Return an axis that holds all of a plan from the work under way to the last infusion."""
    begins = (each.begin for each in plan.places)
    ends = (each.end if each.work.wanted is None else each.infusion_ends for each in plan.places)
    first, last = min((now, *begins)), max((now + _HOUR, *ends))
    return Axis(first - _QUARTER, last + _QUARTER, now)


def axis_facts(axis: Axis, site: Site) -> AxisFacts:
    """Return the hours of the axis as the site's clocks show them.

    In the night in which clocks are set, each hour says by which time it is meant; the first
    hour of a day says which day.
    """
    hours = tuple(_hours(axis, site))
    changes = len({site.local(each).utcoffset() for each in hours}) > 1
    ticks = tuple(_tick(axis, each, site, changes) for each in hours)
    return AxisFacts(ticks, axis.at(axis.now), clock_time(axis.now, site))


def _hours(axis: Axis, site: Site) -> Iterator[datetime]:
    """Yield the moments at which the site's clocks show a full hour."""
    moment = axis.begin.replace(minute=0, second=0, microsecond=0)
    while moment <= axis.end:
        if moment >= axis.begin and site.local(moment).minute == 0:
            yield moment
        moment += _QUARTER


def _tick(axis: Axis, moment: datetime, site: Site, changes: bool) -> AxisTick:
    local = site.local(moment)
    words = f"{local:%H:%M %Z}" if changes else f"{local:%H:%M}"
    if local.hour:
        return AxisTick(axis.at(moment), words)
    return AxisTick(axis.at(moment), f"{local:%a} {words}", True)


def verdict(plan: DayPlan, work: DayWork, by: timedelta) -> VerdictFacts:
    """Return whether the plan fits one hood, everything being later by `by`."""
    every = len(plan.places)
    detail = " ".join(_details(plan, work))
    if not every:
        return VerdictFacts(Tone.PLAIN, "No work waits for the hood.", detail)
    later = f"Everything {length(by)} later: " if by else ""
    if plan.fits:
        fits = "still fits one hood." if by else "Fits one hood."
        return VerdictFacts(Tone.OK, f"{later}{fits}", detail)
    parts = []
    late, broken = len(plan.late), len(_shown_broken(plan, work))
    if late:
        parts.append(f"{late} of {every} {'is' if late == 1 else 'are'} late")
    if broken:
        parts.append(f"{broken} of {every} {'breaks' if broken == 1 else 'break'} a limit")
    if not parts:
        return VerdictFacts(Tone.OK, f"{later}Fits one hood.", detail)
    tone = Tone.STOP if broken else Tone.WARN
    words = "does not fit one hood: " if by else "Does not fit one hood: "
    return VerdictFacts(tone, f"{later}{words}{', '.join(parts)}.", detail)


def _shown_broken(plan: DayPlan, work: DayWork) -> tuple[Placed, ...]:
    """Return what breaks a limit, but for what a checker works out alone."""
    return tuple(each for each in plan.broken if not work.asked[each.work.code].is_blind)


def _details(plan: DayPlan, work: DayWork) -> Iterator[str]:
    late = sorted(plan.late, key=lambda each: each.late, reverse=True)
    if late:
        named = [
            f"{Verbatim(work.asked[each.work.code].order.patient.name)} by {length(each.late)}"
            for each in late[:_NAMED]
        ]
        more = f" and {len(late) - _NAMED} more" if len(late) > _NAMED else ""
        yield f"Late: {'; '.join(named)}{more}."
    else:
        yield from _slack(plan)
    if not plan.is_best:
        yield "So many cannot be tried in every order: what must begin first goes first."
    others = sum(1 for each in work.apart if each.of_another_day)
    if len(work.apart) > others:
        yield f"{len(work.apart) - others} cannot be planned."
    if others:
        yield f"{others} {'is' if others == 1 else 'are'} for another day."


def _slack(plan: DayPlan) -> Iterator[str]:
    """Yield by how much everything may be later with every infusion still as wanted."""
    timed = [each.work.wanted - each.end for each in plan.places if each.work.wanted is not None]
    if timed and min(timed) >= _MINUTE:
        yield f"Everything may be {length(min(timed))} later, and every infusion is still in time."


def rows(plan: DayPlan, work: DayWork, axis: Axis, site: Site) -> tuple[DayRowFacts, ...]:
    """Return a row each, in the order in which the hood takes them, and last what has no place."""
    hours = tuple(tick.at for tick in axis_facts(axis, site).ticks)
    placed = (_row(each, work.asked[each.work.code], axis, site, hours) for each in plan.places)
    return (*placed, *(_apart(each) for each in work.apart))


def _identity(asked: Asked) -> str:
    return f"MRN {asked.order.patient.identifier} · {asked.dose}"


_HINDERED = {
    Hindrance.LOST: PillFacts(Hindrance.LOST.value, Tone.STOP, Icon.STOP),
    Hindrance.HELD: PillFacts(Hindrance.HELD.value, Tone.WARN, Icon.CLOCK),
    Hindrance.NOT_PLANNED: PillFacts(Hindrance.NOT_PLANNED.value, Tone.STOP),
    Hindrance.STOPPED: PillFacts(Hindrance.STOPPED.value, Tone.STOP),
    Hindrance.ANOTHER_DAY: PillFacts(Hindrance.ANOTHER_DAY.value, Tone.PLAIN, Icon.CLOCK),
}


def _apart(apart: Apart) -> DayRowFacts:
    return DayRowFacts(
        apart.asked.code,
        Verbatim(apart.asked.order.patient.name),
        _identity(apart.asked),
        _HINDERED[apart.hindrance],
        apart.why.partition(". ")[0].rstrip("."),
        None,
    )


def _row(
    placed: Placed, asked: Asked, axis: Axis, site: Site, hours: tuple[float, ...]
) -> DayRowFacts:
    broken = None if asked.is_blind else placed.broken
    pill = _pill(placed, broken)
    return DayRowFacts(
        asked.code,
        Verbatim(asked.order.patient.name),
        _identity(asked),
        pill,
        _detail(placed, broken, site, axis.now),
        _lane(placed, asked, axis, hours, pill),
    )


def _pill(placed: Placed, broken: Broken | None) -> PillFacts:
    if broken is not None:
        return PillFacts(f"Breaks a limit by {length(broken.over)}", Tone.STOP, Icon.STOP)
    if placed.late:
        return PillFacts(f"Late by {length(placed.late)}", Tone.WARN)
    if isinstance(placed.work, Begun):
        return PillFacts("At the hood", Tone.INFO)
    if placed.work.wanted is None:
        return PillFacts("No time given", Tone.PLAIN, Icon.QUESTION)
    return PillFacts("In time", Tone.OK)


_WHAT = {
    Name.DILUTE: "dilution",
    Name.TAKE_OUT: "way out of the refrigerator",
    Name.START: "start of the infusion",
    Name.END: "end of the infusion",
}


def _detail(placed: Placed, broken: Broken | None, site: Site, now: datetime) -> str:
    def said(moment: datetime) -> str:
        return site.shown_from(moment, now)

    if broken is not None:
        return f"latest {_WHAT[broken.name]} {said(broken.at)}: {broken.rule}"
    hood = f"{said(placed.begin)}–{said(placed.end)}"
    if isinstance(placed.work, Begun):
        hood = f"until {said(placed.end)}"
    if placed.work.wanted is None:
        return hood
    return f"{hood} · infusion {said(placed.starts)}"


def _lane(
    placed: Placed, asked: Asked, axis: Axis, hours: tuple[float, ...], pill: PillFacts
) -> LaneFacts:
    wanted, work = placed.work.wanted, placed.work
    window = None if isinstance(work, Begun) else work.window
    late = wanted is not None and bool(placed.late)
    broken = pill.tone is Tone.STOP
    return LaneFacts(
        now=axis.at(axis.now),
        hours=hours,
        window=None if window is None else axis.stretch(window.earliest, window.latest),
        work=axis.stretch(placed.begin, placed.end),
        vial=axis.at(placed.reconstitution),
        infusion=None if wanted is None else axis.stretch(placed.starts, placed.infusion_ends),
        wanted=None if wanted is None else axis.at(wanted),
        deadline=None if asked.is_blind else axis.at(_limit(placed)),
        delay=axis.stretch(wanted, placed.starts) if wanted is not None and late else None,
        delay_words=pill.words.lower() if late or broken else "",
        tone=pill.tone,
    )


def _limit(placed: Placed) -> datetime:
    """Return the latest start of the infusion, or the limit that is broken."""
    work, broken = placed.work, placed.broken
    if broken is not None:
        return broken.at
    if isinstance(work, Begun):
        return min(limit.at for limit in work.limits if limit.name is Name.START)
    return infusion_of(work.monograph, placed.reconstitution, placed.starts).start_by
