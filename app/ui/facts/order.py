"""The order page: what was found, the course, and when to begin."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from app.core.asked import AskedDose
from app.core.calendar import CalendarCycle, CalendarDose, Mark
from app.core.dose import percent_apart
from app.core.finding import Finding, Severity
from app.core.formulary import Monograph, duration
from app.core.hood_time import HoodTime, hood_time, reconstitution_window
from app.core.infusion_times import patient_late
from app.core.order import Order
from app.core.outcome import Answered, Question
from app.core.outlook import Outlook
from app.core.plan import Plan
from app.core.policy import Policy
from app.core.quantity import round_half_up, show, signed_percent
from app.core.schedule import next_cycle, windows
from app.site import Site
from app.ui.drawing.course import CourseCycle, CourseDay, CourseFacts, DayState
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.drawing.wanted import WantedFacts, WantedLabel, WantedSpan
from app.ui.facts.choices import summary
from app.ui.facts.signs import people_text
from app.ui.facts.times import clock_time, length

# That the dose is the one that is due stands before what it comes to.
_FIRST = ("interval", "response")
# The row that says how the dose is prepared.
MAKING = "making"
_LOOK_UP = "look it up, then confirm"
_LOOKS = {
    Severity.STOP: FindingState.STOP,
    Severity.WARN: FindingState.WARN,
    Severity.NOTE: FindingState.NOTE,
}


def findings(
    found: Outlook, confirmed: frozenset[str], reasons: Mapping[str, str]
) -> tuple[FindingFacts, ...]:
    """Return what the pharmacist reads and answers: stops and warnings first, notes last."""
    every = found.plan.findings if found.plan is not None else found.review.findings
    held_up = [each for each in every if each.severity is not Severity.NOTE]
    notes = [each for each in every if each.severity is Severity.NOTE]
    return (
        *_refused(found),
        *(_found(finding, reasons) for finding in held_up),
        *(_answered(each) for each in found.review.answered if each.code in _FIRST),
        *_compared(found.plan),
        *_made(found),
        *(_question(each, each.code in confirmed) for each in found.review.questions),
        *(_answered(each) for each in found.review.answered if each.code not in _FIRST),
        *(_found(finding, reasons) for finding in notes),
    )


def _refused(found: Outlook) -> Iterator[FindingFacts]:
    if found.plan is None:
        yield FindingFacts(
            "no-plan",
            FindingState.STOP,
            people_text(found.refused),
            "no dose can be planned: record what is lacking in the course, or correct the order",
            "",
        )


def _compared(plan: Plan | None) -> Iterator[FindingFacts]:
    if plan is None:
        return
    dose = plan.dose
    detail = people_text(f"{show(dose.area)} × {show(dose.per_area)}, {_formula(dose.formula)}")
    if dose.ordered is None:
        sentence = f"No dose is ordered; calculated {show(dose.calculated)}"
    elif dose.ordered == dose.calculated:
        sentence = f"Ordered {show(dose.ordered)} = calculated {show(dose.calculated)}"
    else:
        apart = signed_percent(round_half_up(percent_apart(dose.ordered, dose.calculated), 2))
        sentence = f"Ordered {show(dose.ordered)}, calculated {show(dose.calculated)} ({apart})"
    yield FindingFacts("dose", FindingState.OK, sentence, detail, "the working")


def _made(found: Outlook) -> Iterator[FindingFacts]:
    """Yield how the dose is prepared; chosen anew while the preparation is not opened."""
    if found.plan is None:
        return
    sentence, detail = summary(found)
    source = "least possible error" if not found.choices.second_best else "as chosen"
    yield FindingFacts(MAKING, FindingState.OK, sentence, detail, source, "Choose")


def _formula(identifier: str) -> str:
    return identifier.replace("-", " ").title()


def _question(asked: Question, confirmed: bool) -> FindingFacts:
    question, detail = people_text(asked.question), people_text(asked.detail)
    if confirmed:
        parts = [part for part in ("confirmed", detail) if part]
        return FindingFacts(
            asked.code, FindingState.OK, question, " · ".join(parts), asked.source, "Take back"
        )
    return FindingFacts(
        asked.code, FindingState.ASK, question, detail or _LOOK_UP, asked.source, "Confirm"
    )


def _answered(answered: Answered) -> FindingFacts:
    return FindingFacts(
        answered.code,
        FindingState.OK,
        people_text(answered.sentence),
        people_text(answered.detail),
        answered.source,
    )


def _found(finding: Finding, reasons: Mapping[str, str]) -> FindingFacts:
    sentence = people_text(finding.sentence)
    if finding.severity is not Severity.WARN:
        return FindingFacts(
            finding.code, _LOOKS[finding.severity], sentence, _detail(finding), finding.source
        )
    reason = reasons.get(finding.code)
    if reason:
        return FindingFacts(
            finding.code, FindingState.OK, sentence, f"reason: {reason}", finding.source, "Change"
        )
    return FindingFacts(
        finding.code,
        FindingState.WARN,
        sentence,
        "passed only with a reason, which the checker sees",
        finding.source,
        "Give a reason",
    )


def _detail(finding: Finding) -> str:
    if finding.severity is Severity.STOP:
        return "no reason lifts this stop: correct the course (F6) or the order, or send it back"
    return ""


def open_points(shown: tuple[FindingFacts, ...]) -> str:
    """Return what still stands between the order and its verification, or ""."""
    stopped = sum(1 for each in shown if each.state is FindingState.STOP)
    asked = sum(1 for each in shown if each.state in (FindingState.ASK, FindingState.WARN))
    if stopped:
        return "There is a stop. The order cannot be verified; correct it or send it back."
    if asked == 1:
        return "1 open point. The order can be verified when it is answered."
    if asked:
        return f"{asked} open points. The order can be verified when they are answered."
    return ""


def course(found: Outlook, monograph: Monograph) -> CourseFacts:
    """Return the cycle asked for and the one beside it, the dose asked for standing out."""
    asked = found.asked
    cycles = {each.cycle: each for each in found.calendar.cycles}
    if asked.cycle not in cycles:
        rows: tuple[CourseCycle, ...] = (_counted(asked, monograph),)
        return CourseFacts(rows, _then(monograph, known=False))
    beside = asked.cycle - 1 if asked.cycle - 1 in cycles else asked.cycle + 1
    shown = sorted(each for each in (asked.cycle, beside) if each in cycles)
    rows = tuple(_cycle(cycles[each], asked) for each in shown)
    if len(rows) == 1:
        rows = (*rows, *_after(cycles[asked.cycle], monograph))
    return CourseFacts(tuple(row for row in rows if row.days), _then(monograph, known=True))


def _after(cycle: CalendarCycle, monograph: Monograph) -> Iterator[CourseCycle]:
    """Yield when the next cycle may begin if every dose of this one is given when it may be."""
    dates = [each for dose in cycle.doses for each in (dose.on, dose.earliest) if each is not None]
    span = next_cycle(monograph, cycle.cycle, cycle.first, max(dates)) if cycle.first else None
    if span is None:
        return
    later = {each for row in monograph.regimens if not row.first_cycle for each in row.days}
    differs = len(later) > len(monograph.regimens[0].days)
    remark = "dose depends on the response" if differs else ""
    day = CourseDay("D1", 0.0, _dates(span.earliest, span.latest), DayState.PLANNED)
    yield CourseCycle(f"Cycle {span.cycle}", (day,), remark)


def _then(monograph: Monograph, *, known: bool) -> str:
    parts = []
    if monograph.cycles_without_response is not None:
        parts.append(f"stop without CR or CRi by cycle {monograph.cycles_without_response.value}")
    if monograph.most_cycles is not None:
        parts.append(f"at most {monograph.most_cycles.value} cycles")
    if not known:
        parts.append("no earlier dose is on record")
    return "; ".join(parts)


_AXIS_DAYS = 20
_MARKS = {Mark.GIVEN: DayState.GIVEN, Mark.PLANNED: DayState.PLANNED, Mark.DUE: DayState.PLANNED}


def _cycle(cycle: CalendarCycle, asked: AskedDose) -> CourseCycle:
    first = cycle.first
    days = () if first is None else tuple(_day(dose, first, asked) for dose in cycle.doses)
    return CourseCycle(f"Cycle {cycle.cycle}", days)


def _day(dose: CalendarDose, first: date, asked: AskedDose) -> CourseDay:
    name, is_asked = f"D{dose.day}", (dose.cycle, dose.day) == (asked.cycle, asked.day)
    nominal = first + timedelta(days=dose.day - 1)
    if is_asked and dose.mark is not Mark.GIVEN:
        return CourseDay(name, _at(asked.on, first), _one(asked.on), DayState.DUE)
    if dose.on is not None:
        state = DayState.GIVEN if dose.mark is Mark.GIVEN else DayState.MISSED
        return CourseDay(name, _at(dose.on, first), _one(dose.on), state)
    if dose.earliest is None or dose.latest is None:
        return CourseDay(name, _at(nominal, first), dose.mark.value, DayState.MISSED)
    span = (_at(dose.earliest, first), _at(dose.latest, first))
    words = _dates(dose.earliest, dose.latest)
    state = _MARKS.get(dose.mark, DayState.MISSED)
    return CourseDay(name, _at(nominal, first), words, state, span)


def _at(day: date, first: date) -> float:
    return min(max((day - first).days / _AXIS_DAYS, 0.0), 1.0)


def _counted(asked: AskedDose, monograph: Monograph) -> CourseCycle:
    """Return the cycle asked for where nothing is on record, counted from the dose asked for."""
    first = asked.on - timedelta(days=asked.day - 1)
    marks = [CourseDay(f"D{asked.day}", _at(asked.on, first), _one(asked.on), DayState.DUE)]
    for each in windows(monograph, asked.day, asked.on):
        span = (_at(each.earliest, first), _at(each.latest, first))
        words = _dates(each.earliest, each.latest)
        marks.append(
            CourseDay(f"D{each.day}", (each.day - 1) / _AXIS_DAYS, words, DayState.PLANNED, span)
        )
    return CourseCycle(f"Cycle {asked.cycle}", tuple(marks))


def _one(day: date) -> str:
    return f"{day.day} {day:%b}"


def _dates(first: date, last: date) -> str:
    if first == last:
        return _one(first)
    if first.month == last.month:
        return f"{first.day}–{last.day} {last:%b}"
    return f"{first.day} {first:%b} – {last.day} {last:%b}"


def wanted(
    order: Order,
    plan: Plan | None,
    monograph: Monograph,
    policy: Policy,
    now: datetime,
    site: Site,
) -> WantedFacts:
    """Return when to reconstitute for the time the infusion is wanted."""
    if order.wanted is None:
        words = ("The order does not say when the infusion is wanted.",)
        return WantedFacts("WANTED", "no time given", words, (), ())
    if plan is None:
        words = ("Without a dose no time can be planned.",)
        return WantedFacts(f"WANTED AT {clock_time(order.wanted, site)}", "no dose", words, (), ())
    hood = hood_time(policy, plan.vials)
    span = reconstitution_window(monograph, order.wanted, hood)
    set_up_by = span.latest - hood.set_up
    vials = "1 vial" if plan.vials == 1 else f"{plan.vials} vials"
    earliest, latest = clock_time(span.earliest, site), clock_time(span.latest, site)
    infusion = duration(monograph.infusion_length)
    begin = span.earliest - timedelta(minutes=30)
    whole = (order.wanted + infusion + timedelta(minutes=30)) - begin

    def at(moment: datetime) -> float:
        return (moment - begin) / whole

    late = now > set_up_by
    problem = f"Too late for {clock_time(order.wanted, site)}" if late else ""
    return WantedFacts(
        heading=f"WANTED AT {clock_time(order.wanted, site)}",
        figure=f"reconstitute {earliest} – {latest}",
        reasons=(
            f"not before {earliest}: {span.earliest_rule}",
            f"not after {latest}: {span.latest_rule} for {vials}, set up from "
            f"{clock_time(set_up_by, site)}",
            _delay(monograph, order.wanted, hood, policy, site),
        ),
        spans=tuple(
            _spans(
                at(span.earliest), at(span.latest), at(order.wanted), at(order.wanted + infusion)
            )
        ),
        labels=(
            WantedLabel(at(span.earliest), earliest),
            WantedLabel(at(span.latest), latest),
            WantedLabel(at(order.wanted), f"{clock_time(order.wanted, site)} infusion"),
        ),
        problem=problem,
    )


def _delay(
    monograph: Monograph, wanted: datetime, hood: HoodTime, policy: Policy, site: Site
) -> str:
    """Return what it does that the infusion is later by the delay that the site looks at."""
    by = timedelta(minutes=policy.delay_minutes)
    found = patient_late(monograph, wanted, hood, by)
    starts, ends = (
        clock_time(each, site) for each in (found.at_latest.starts, found.at_latest.ends)
    )
    infusion = f"**{length(by)} later:** infusion {starts} – {ends}"
    if not found.at_latest.in_time:
        rule = found.at_latest.rule
        return f"{infusion}, too late for this dose by {length(found.at_latest.over)}: {rule}"
    return f"{infusion}, in time if reconstituted from {clock_time(found.window.earliest, site)} on"


def _spans(first: float, last: float, start: float, end: float) -> Iterator[WantedSpan]:
    yield WantedSpan(first, last, True)
    yield WantedSpan(start, end, False)
