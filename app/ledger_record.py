"""What the record says of light and temperature: the drawn strip, and tables beside it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.core.elapsed import elapsed_to_the_second
from app.core.ledger import Waited, covered_objects, exposed, named, waited
from app.core.light import Covered, Protection, Stage
from app.core.preparation import Preparation, Status
from app.core.procedure import withdrawal
from app.core.storage import Storage
from app.record_times import RecordTimes
from app.site import Site
from app.temperature_record import object_places, where
from reports.section import (
    BarAxis,
    Fields,
    Section,
    Strip,
    StripLane,
    StripMark,
    StripPart,
    StripPattern,
    Table,
)

NOT_RECORDED = "not recorded after release"
_STAGES = {
    Stage.HOOD: "at the hood",
    Stage.VIAL: "vials, waiting",
    Stage.SYRINGE: "syringe, waiting",
    Stage.BAG: "covered",
    Stage.TRANSPORT: "in transport",
    Stage.INFUSION: "during the infusion",
}
_LOOKS: dict[Stage, StripPattern] = {
    Stage.HOOD: "plain",
    Stage.VIAL: "lined",
    Stage.SYRINGE: "lined",
    Stage.BAG: "barred",
    Stage.TRANSPORT: "barred",
    Stage.INFUSION: "crossed",
}
_LEGEND: tuple[tuple[StripPattern, str], ...] = (
    ("plain", "protected at the hood; room temperature"),
    ("lined", "vials or syringe protected while they wait"),
    ("barred", "bag covered"),
    ("crossed", "covered during the infusion"),
    ("dotted", "refrigerator"),
    ("gap", "WITHOUT PROTECTION"),
)
_SHORTEST = timedelta(minutes=1)
# Hours between two times on the axis, the first that gives no more than so many of them.
_BETWEEN = (1, 2, 6, 24, 7 * 24)
_TIMES = 9


def ledger_sections(state: Preparation, site: Site) -> Iterator[Section]:
    """Yield the strip and the tables of light, temperature and hand-over, up to the last fact.

    Before the first protection there is a table of light without rows.
    """
    end = state.last.wall
    days = RecordTimes(site, state.exposed_since or end)
    if state.exposed_since is not None:
        yield _strip(state, state.exposed_since, end, site)
    yield _means(state, end, days)
    objects = covered_objects(state, end)
    if objects:
        rows = tuple(row for each in objects for row in _object_rows(each, end, days))
        header = ("Object", "From", "Until", "Protected from light by")
        yield Table("Objects that held the drug", header, rows, (2, 2.4, 2.4, 5))
    yield from _places(state, end, days)
    if state.handed_over:
        rows = tuple((days.said(at), fact.giver, fact.receiver) for fact, at in state.handed_over)
        yield Table("Hand-over at the hood", ("Time", "From", "To"), rows, (2.4, 4, 4))
    if state.exposed_since is not None:
        yield Fields("Light protection after release", tuple(_after_release(state, days)))


# The strip.


def _strip(state: Preparation, began: datetime, end: datetime, site: Site) -> Strip:
    length = max(end - began, _SHORTEST)

    def at(moment: datetime) -> float:
        return min(max((moment - began) / length, 0.0), 1.0)

    light = [
        StripPart(_look(each), at(each.begun), at(each.ended or end), each.words)
        for each in state.ledger
        if each.ended is None or each.ended > began
    ]
    light += [
        StripPart(
            "gap",
            at(each.gap.begun),
            at(each.gap.ended),
            f"GAP {elapsed_to_the_second(each.gap.length)}",
        )
        for each in exposed(state, end)
    ]
    places = [
        StripPart(
            _temperature(each.place), at(each.begun), at(each.ended or end), where(each.place)
        )
        for each in state.stays
    ]
    objects = [each.presence for each in covered_objects(state, end)]
    return Strip(
        f"Light and temperature since the first vial, {site.day(began)}",
        tuple(row for row in _LEGEND if row[0] in {part.pattern for part in (*light, *places)}),
        BarAxis(tuple(_ticks(began, began + length, site))),
        (StripLane("Light", tuple(light)), StripLane("Temperature", tuple(places))),
        tuple(StripMark(at(each.begun), each.name) for each in objects),
    )


def _look(protection: Protection) -> StripPattern:
    return _LOOKS[protection.stage or Stage.HOOD]


def _temperature(place: Storage) -> StripPattern:
    return "dotted" if place is Storage.REFRIGERATED else "plain"


def _ticks(began: datetime, end: datetime, site: Site) -> Iterator[tuple[float, str]]:
    """Yield both ends and the round hours between them; a time next to an end is left out."""
    length = end - began
    hours = next(each for each in (*_BETWEEN, None) if each is None or _few(length, each))
    yield 0.0, site.shown(began, "%H:%M")
    if hours is not None:
        step = timedelta(hours=hours)
        local = site.local(began).replace(minute=0, second=0, microsecond=0)
        moment = began + (local - site.local(began)) + step
        while moment < end:
            if min(moment - began, end - moment) > length / 12:
                yield (moment - began) / length, site.shown(moment, "%H:%M")
            moment += step
    yield 1.0, site.shown(end, "%H:%M")


def _few(length: timedelta, hours: int) -> bool:
    return length / timedelta(hours=hours) <= _TIMES


# The tables.


def _means(state: Preparation, end: datetime, days: RecordTimes) -> Table:
    """Return each means of protection and each gap, from when to when."""
    rows = [
        (
            each.words,
            days.said(each.begun),
            days.said(each.ended) if each.ended else "on",
            _STAGES[each.stage] if each.stage is not None else "–",
        )
        for each in state.ledger
    ]
    rows += [
        (
            f"WITHOUT PROTECTION for {elapsed_to_the_second(each.gap.length)}",
            days.said(each.gap.begun),
            "still" if each.lasts else days.said(each.gap.ended),
            named(each.objects) or "nothing in use then",
        )
        for each in exposed(state, end)
    ]
    header = ("Means", "From", "Until", "Where, or what")
    return Table("Light protection", header, tuple(rows), (4.6, 2.4, 2.4, 2.4))


def _object_rows(each: Covered, end: datetime, days: RecordTimes) -> Iterator[tuple[str, ...]]:
    there = each.presence
    parts = [(p.begun, p.ended or end, p.words) for p in each.protections]
    parts += [
        (g.begun, g.ended, f"NOTHING, for {elapsed_to_the_second(g.length)}") for g in each.gaps
    ]
    # What was there and gone at one moment has no part, and is told all the same.
    parts = sorted(parts) or [(there.begun, there.begun, "–")]
    for begun, ended, words in parts:
        still = there.ended is None and ended == end
        yield there.name, days.said(begun), "still" if still else days.said(ended), words


def _places(state: Preparation, end: datetime, days: RecordTimes) -> Iterator[Table]:
    rows = [
        (
            where(each.place),
            days.said(each.begun),
            days.said(each.ended) if each.ended else "still",
            elapsed_to_the_second((each.ended or end) - each.begun),
        )
        for each in state.stays
    ]
    if rows:
        names = ("Temperature", "From", "Until", "For")
        yield Table("Where the drug was by temperature", names, tuple(rows), (4, 2.4, 2.4, 2.4))
    objects = tuple(object_places(state, end, days))
    if objects:
        columns = ("Object", "From", "Until", "Temperature")
        yield Table("Objects by temperature", columns, objects, (2, 2.4, 2.4, 5))
    waits = tuple(_wait_row(each, end, days) for each in waited(state, end))
    if waits:
        header = ("What", "From", "Until", "For", "Where it waited")
        yield Table("Where it waited", header, waits, (2, 2.4, 2.4, 1.8, 4))


def _wait_row(wait: Waited, end: datetime, days: RecordTimes) -> tuple[str, ...]:
    where = {
        None: "held where it was",
        Storage.ROOM: "at room temperature outside the hood",
        Storage.REFRIGERATED: "in the refrigerator",
    }[wait.place]
    said = f"{where} ({wait.words})" if wait.words else where
    untimed = "; the label gives no time for reconstituted drug there" if wait.untimed else ""
    return (
        named(wait.objects),
        days.said(wait.begun),
        days.said(wait.ended) if wait.ended else "still",
        elapsed_to_the_second(wait.length(end)),
        f"{said}{untimed}",
    )


# After release.

_LATER = (Stage.TRANSPORT, Stage.INFUSION)


def _after_release(state: Preparation, days: RecordTimes) -> Iterator[tuple[str, str]]:
    released = state.status is Status.RELEASED
    yield "In transport", _transport(state, days) if released else "not released"
    yield "During the infusion", _infusion(state, days) if released else "not released"
    line = state.monograph.line_light
    if line is not None:
        yield "Infusion line", f"{line.words} ({line.source})"


def _transport(state: Preparation, days: RecordTimes) -> str:
    """Return what protected it from its release to the infusion, as far as it was recorded."""
    left_with = [each for each in state.ledger if each.stage not in _LATER][-1]
    later = [each for each in state.ledger if each.stage is Stage.TRANSPORT]
    told = [f"{each.words} from {days.said(each.begun)}" for each in later]
    told += [
        f"WITHOUT PROTECTION for {elapsed_to_the_second(gap.length)}"
        for gap in state.gaps(state.last.wall)
        if gap.begun >= (left_with.ended or state.last.wall)
    ]
    return "; ".join((f"it left with: {left_with.words}", *(told or (NOT_RECORDED,))))


def _infusion(state: Preparation, days: RecordTimes) -> str:
    means = [each for each in state.ledger if each.stage is Stage.INFUSION]
    if state.infusion is None or not means:
        return NOT_RECORDED
    over = state.infusion.ended
    until = f", to its end {days.said(over)}" if over else ""
    told = "; ".join(f"{each.words} from {days.said(each.begun)}" for each in means)
    return f"{told}{until}"


# The worksheet.

_ASKED = {
    Stage.HOOD: "At the hood",
    Stage.VIAL: "Vials that wait outside the hood",
    Stage.SYRINGE: "A syringe that waits outside the hood",
    Stage.BAG: "On what is ready",
    Stage.TRANSPORT: "In transport",
    Stage.INFUSION: "During the infusion",
}


def accepted_means(state: Preparation) -> Fields:
    """Return the means of protection from light that the monograph accepts from here on."""
    where: dict[str, list[str]] = {}
    for stage, words in _ASKED.items():
        if stage in _stages_left(state):
            told = " or ".join(means.words for means in state.monograph.means(stage.value))
            where.setdefault(told, []).append(words)
    rows = [(_together(each), told) for told, each in where.items()]
    line = state.monograph.line_light
    if line is not None:
        rows.append(("Infusion line", line.words))
    return Fields("Protection from light that is accepted", tuple(rows))


def _together(words: list[str]) -> str:
    """Return what has the same means, said together."""
    return ", ".join((words[0], *(f"{each[:1].lower()}{each[1:]}" for each in words[1:])))


def _stages_left(state: Preparation) -> set[Stage]:
    left = {step.identifier for step in state.steps} - {done.step for done in state.done}
    found = {Stage.TRANSPORT, Stage.INFUSION}
    if "cover-bag" in left:
        found |= {Stage.BAG, Stage.HOOD}
    if "add-drug" in left:
        found.add(Stage.SYRINGE)
    if left & {step.identifier for step in withdrawal(state.monograph, state.draws)}:
        found.add(Stage.VIAL)
    return found
