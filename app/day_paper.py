"""The day sheet: what is prepared on a day in the order of the hood, and what it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.day_plan import Begun, Broken, DayPlan, Placed, day_plan
from app.core.dose_words import doses
from app.core.elapsed import elapsed
from app.core.infusion_times import planned_limits
from app.core.minute import whole_minute
from app.core.plan import Plan
from app.core.preparation import Preparation, Status
from app.core.quantity import show
from app.core.refused import Refused
from app.core.step import Role
from app.core.supply import Demand, Supply, demands, supplies
from app.core.timing import Name
from app.core.wording import capital
from app.day_list import Apart, Asked, DayWork, Hindrance, Source, day_work
from app.preparations import PREFIX, preparation_in
from app.recording import reading_of
from app.site import Site
from reports.section import Document, Fields, Section, Table, Task, Tasks

TICKS = ("laid out", "prepared", "checked", "label on", "handed over")
_NAMED = {
    Name.DILUTE: "dilution",
    Name.TAKE_OUT: "way out of the refrigerator",
    Name.START: "start of the infusion",
    Name.END: "end of the infusion",
}
_MINUTE = timedelta(minutes=1)
# So many of the newest ends are read for those of one day; no hood makes as many in a day.
_MOST_ENDED = 500


def day_sheet(source: Source, now: datetime, on: date | None = None) -> Document:
    """Return the sheet of a day as its work stands at `now`.

    Without `on` it is the work of the next hours, as the page of the day shows it. Raises Refused
    for a day that is over.
    """
    site = source.site
    day = on or site.day(now)
    if day < site.day(now):
        raise Refused(
            f"{day.isoformat()} is over; what was prepared then stands on the compounding records."
        )
    work = day_work(source, now, on)
    sheet = _Sheet(source, site, now, day, work, _planned(work, site, now, day))
    return Document(
        title="Day sheet",
        subtitle=sheet.verdict(),
        identity=(
            ("Day", f"{day:%a} {day.isoformat()}"),
            ("As it stood", site.shown(now, "%Y-%m-%d %H:%M")),
            ("Preparations", f"{len(work.asked):,}"),
            ("Vials to open", f"{sheet.vials():,}"),
        ),
        sections=tuple(sheet.sections()),
        footer=site.foot,
        size=site.paper,
        mark=site.mark,
    )


def file_name(day: date) -> str:
    """Return the name of the file of a day."""
    return f"day-{day.isoformat()}.pdf"


def _planned(work: DayWork, site: Site, now: datetime, day: date) -> DayPlan:
    """Return when the hood takes each; of a later day not before that day begins."""
    # The minute that runs now has passed in part: nothing is planned for it.
    soonest = whole_minute(now) + _MINUTE
    midnight = datetime.combine(day, time(), ZoneInfo(site.zone)).astimezone(UTC)
    return day_plan(work.begun, work.jobs, max(soonest, midnight))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet being written."""

    source: Source
    site: Site
    now: datetime
    day: date
    work: DayWork
    plan: DayPlan

    def verdict(self) -> str:
        """Return whether the day fits one hood, in a sentence."""
        if not self.plan.places:
            return "No work waits for the hood."
        late = sum(1 for each in self.plan.places if each.late)
        broken = sum(1 for each in self.plan.places if self._broken(each) is not None)
        found = [f"{late} LATE"] * bool(late) + [f"{broken} OVER A LIMIT"] * bool(broken)
        fits = f"Does not fit one hood: {', '.join(found)}." if found else "Fits one hood."
        best = "" if self.plan.is_best else " Too many for every order to be tried."
        return f"{fits}{best} In the order of the hood; a newer sheet takes the place of this one."

    def vials(self) -> int:
        """Return how many vials are still to be opened for what is planned."""
        return sum(need.count for need in self._demands() if need.role is Role.VIAL)

    def sections(self) -> Iterator[Section]:
        """Yield the work, what has no place, what it takes, and what is done."""
        tasks = tuple(self._task(number, each) for number, each in enumerate(self.plan.places, 1))
        if tasks:
            yield Tasks("Work at the hood", tasks)
        else:
            yield Fields("Work at the hood", (("Preparations", "none"),))
        apart = [each for each in self.work.apart if not each.of_another_day]
        if apart:
            yield Tasks("No place at the hood", tuple(_hindered(each) for each in apart))
        yield self._stock()
        yield from self._ended()
        others = sum(1 for each in self.work.apart if each.of_another_day)
        if others:
            yield Fields("Another day", (("Orders for other days", f"{others:,}"),))

    def _plan(self, placed: Placed) -> Plan:
        code = placed.work.code
        if code.startswith(PREFIX):
            return self.source.state(code).plan
        return self.source.plan(self.work.asked[code].order)

    def _broken(self, placed: Placed) -> Broken | None:
        # A checker works the latest start out alone; nothing here may tell it before.
        return None if self.work.asked[placed.work.code].is_blind else placed.broken

    def _task(self, number: int, placed: Placed) -> Task:
        asked, plan = self.work.asked[placed.work.code], self._plan(placed)
        order, drug = asked.order, placed.work.monograph.drug
        return Task(
            number=str(number),
            whom=_whom(asked),
            what=f"{drug} · {asked.doses} · Cycle {order.cycle} Day {order.day}",
            standing=self._standing(placed),
            alarm=self._alarm(placed),
            facts=tuple(self._facts(placed, asked)),
            lines=tuple(_takes(plan, placed, asked)),
            ticks=TICKS,
        )

    def _standing(self, placed: Placed) -> str:
        code = placed.work.code
        if not code.startswith(PREFIX):
            return "WAITING"
        state = self.source.state(code)
        if state.held is not None:
            return "HELD"
        step = state.step
        return "OPEN" if step is None else f"OPEN: {step.stage}"

    def _alarm(self, placed: Placed) -> str:
        broken = self._broken(placed)
        said = []
        if broken is not None:
            said.append(
                f"OVER A LIMIT by {elapsed(broken.over)}: latest {_NAMED[broken.name]} "
                f"{self._at(broken.at)}, {broken.rule} ({broken.source})"
            )
        if placed.late:
            said.append(
                f"LATE by {elapsed(placed.late)}: the infusion starts {self._at(placed.starts)} "
                "at the earliest"
            )
        return ". ".join(said)

    def _facts(self, placed: Placed, asked: Asked) -> Iterator[tuple[str, str]]:
        wanted, work = placed.work.wanted, placed.work
        yield "Infusion wanted", "no time given" if wanted is None else self._at(wanted)
        if isinstance(work, Begun):
            yield "Vial 1 reconstituted", self._at(work.reconstituted)
            yield "Hood until", self._at(placed.end)
        else:
            window = work.window
            if window is None:
                yield "Reconstitute vial 1", self._at(placed.reconstitution)
            elif window.earliest > window.latest:
                yield "Reconstitute vial 1", "no time serves"
            else:
                between = f"{self._at(window.earliest)} to {self._at(window.latest)}"
                yield "Reconstitute vial 1 between", between
            yield "At the hood, planned", f"{self._at(placed.begin)} to {self._at(placed.end)}"
        start, end = self._limits(placed)
        words = "START BY" if isinstance(work, Begun) else "START BY, as planned"
        yield words, "worked out at the check" if asked.is_blind else self._dated(start)
        words = "FINISH BY" if isinstance(work, Begun) else "FINISH BY, as planned"
        yield words, "worked out at the check" if asked.is_blind else self._dated(end)
        yield "Location", asked.order.location or "not stated"

    def _limits(self, placed: Placed) -> tuple[datetime, datetime]:
        work = placed.work
        if isinstance(work, Begun):
            found = work.limits
        else:
            category = self.source.rules.policy.category
            found = planned_limits(work.monograph, placed.reconstitution, category)
        by_name = {each.name: each.at for each in found}
        return by_name[Name.START], by_name[Name.END]

    def _at(self, moment: datetime) -> str:
        noon = datetime.combine(self.day, time(12), ZoneInfo(self.site.zone))
        return self.site.shown_from(moment, noon)

    def _dated(self, moment: datetime) -> str:
        return self.site.shown(moment, "%Y-%m-%d %H:%M")

    def _stock(self) -> Section:
        title = "What the work of this sheet still takes, against what is on hand"
        on_hand = self.source.stock.on_hand(self.day)
        found = supplies(self._demands(), on_hand, self.day)
        if not found:
            return Fields(title, (("Needed", "nothing"),))
        if not on_hand:
            # Nothing on the shelf is one thing, a shelf that nobody keeps here another.
            taken = tuple((each.demand.item, f"{each.demand.count:,}") for each in found)
            return Fields("What the work of this sheet still takes; no stock is kept here", taken)
        rows = tuple(_supply(each) for each in found)
        header = ("Item", "Needed", "On hand", "Short", "Take first")
        return Table(title, header, rows, (4.6, 1.3, 1.4, 1.4, 4.2))

    def _demands(self) -> tuple[Demand, ...]:
        placed = self.plan.places
        codes = [each.work.code for each in placed]
        codes += [a.asked.code for a in self.work.apart if a.hindrance is Hindrance.HELD]
        waiting = (
            (self.work.asked[each.work.code].order.identifier, self._plan(each))
            for each in placed
            if not each.work.code.startswith(PREFIX)
        )
        states = (self.source.state(code) for code in codes if code.startswith(PREFIX))
        return demands(waiting, states)

    def _ended(self) -> Iterator[Table]:
        log = self.source.log
        rows = tuple(
            self._done(preparation_in(log, log.history(row.stream)))
            for row in log.named(("released", "discarded"), PREFIX, newest=_MOST_ENDED)
            if self.site.day(reading_of(row).wall) == self.day
        )
        if rows:
            header = ("Preparation", "Patient", "MRN", "Dose", "Stands")
            yield Table("Released or discarded", header, rows, (2, 3.2, 2, 3.4, 2.8))

    def _done(self, state: Preparation) -> tuple[str, ...]:
        patient = state.order.patient
        stands = "released" if state.status is Status.RELEASED else "DISCARDED"
        at = state.released if state.released is not None else state.last.wall
        number, dose = state.opened.number, doses(state.plan)
        return number, patient.name, patient.identifier, dose, f"{stands} {self._at(at)}"


def _whom(asked: Asked) -> str:
    patient = asked.order.patient
    return f"{patient.name} · MRN {patient.identifier} · born {patient.born.isoformat()}"


def _hindered(apart: Apart) -> Task:
    order = apart.asked.order
    return Task(
        number="",
        whom=_whom(apart.asked),
        what=f"{order.drug} · {apart.asked.doses} · Cycle {order.cycle} Day {order.day}",
        standing=apart.hindrance.value.upper(),
        alarm=capital(apart.why),
        facts=(),
        lines=(),
        ticks=(),
    )


def _takes(plan: Plan, placed: Placed, asked: Asked) -> Iterator[str]:
    """Yield what a preparation takes; what a checker works out alone is left away."""
    monograph = placed.work.monograph
    vials = "1 vial" if plan.vials == 1 else f"{plan.vials} vials"
    water = show(monograph.reconstitution_volume.value)
    dissolved = f"{water} of {monograph.reconstitution_diluent} a vial"
    held = next(
        (need.item for step in plan.steps for need in step.needs if need.role is Role.CONTAINER),
        plan.container.value,
    )
    yield f"Takes: {vials}, {dissolved}; {held}; light cover"
    if not asked.is_blind:
        taken = (
            f"{show(plan.diluent)} of {monograph.diluent}"
            if plan.withdrawn is None
            else f"{show(plan.withdrawn)} of {monograph.diluent} taken out first"
        )
        drawn = show(plan.volume)
        yield f"{drawn} of drug and {taken} make {show(plan.total)}; {monograph.route}"


def _supply(supply: Supply) -> tuple[str, ...]:
    first = next(iter(supply.lots), None)
    take = "–"
    if first is not None:
        expiry = "" if first.expiry is None else f", expires {first.expiry.isoformat()}"
        lot = "no lot" if first.lot is None else f"lot {first.lot}"
        take = f"{lot}{expiry}"
    short = f"SHORT {supply.short:,}" if supply.short else "no"
    demand = supply.demand
    return demand.item, f"{demand.count:,}", f"{supply.on_hand:,}", short, take
