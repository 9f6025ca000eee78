"""The order page: what was found, the course, and when to begin."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from app.core.decision import gates_for
from app.core.dose import percent_apart
from app.core.finding import Finding, Severity
from app.core.formulary import Gate, Monograph, duration
from app.core.order import Order
from app.core.plan import Plan, signed_percent
from app.core.policy import Policy
from app.core.quantity import round_half_up, show
from app.core.regimen import windows
from app.core.timing import reconstitution_span
from app.site import Site
from app.ui.drawing.course import CourseCycle, CourseDay, CourseFacts, DayState
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.drawing.wanted import WantedFacts, WantedLabel, WantedSpan
from app.ui.facts.signs import people_text
from app.ui.facts.times import clock_time

_LOOKS = {
    Severity.STOP: FindingState.STOP,
    Severity.WARN: FindingState.WARN,
    Severity.NOTE: FindingState.NOTE,
}


def findings(
    order: Order,
    plan: Plan,
    monograph: Monograph,
    confirmed: frozenset[str],
    reasons: Mapping[str, str],
) -> tuple[FindingFacts, ...]:
    """Return what the pharmacist reads and answers, stops and warnings first."""
    held_up = [found for found in plan.findings if found.severity is not Severity.NOTE]
    notes = [found for found in plan.findings if found.severity is Severity.NOTE]
    return (
        *(_found(finding, reasons) for finding in held_up),
        _compared(plan),
        *(
            _gate(gate, gate.code in confirmed)
            for gate in gates_for(monograph, order.cycle, order.day)
        ),
        *(_found(finding, reasons) for finding in notes),
    )


def _compared(plan: Plan) -> FindingFacts:
    dose = plan.dose
    detail = people_text(f"{show(dose.area)} × {show(dose.per_area)}, {_formula(dose.formula)}")
    if dose.ordered is None:
        sentence = f"No dose is ordered; calculated {show(dose.calculated)}"
    elif dose.ordered == dose.calculated:
        sentence = f"Ordered {show(dose.ordered)} = calculated {show(dose.calculated)}"
    else:
        apart = signed_percent(round_half_up(percent_apart(dose.ordered, dose.calculated), 2))
        sentence = f"Ordered {show(dose.ordered)}, calculated {show(dose.calculated)} ({apart})"
    return FindingFacts("dose", FindingState.OK, sentence, detail, "the working")


def _formula(identifier: str) -> str:
    return identifier.replace("-", " ").title()


def _gate(gate: Gate, confirmed: bool) -> FindingFacts:
    if confirmed:
        return FindingFacts(
            gate.code, FindingState.OK, gate.question, "confirmed", gate.source, "Take back"
        )
    return FindingFacts(
        gate.code,
        FindingState.ASK,
        gate.question,
        "look it up, then confirm",
        gate.source,
        "Confirm",
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
        return "cannot be argued away: correct the order, or send it back"
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


def course(order: Order, monograph: Monograph, day: datetime, site: Site) -> CourseFacts:
    """Return this cycle with the windows of its later doses, counted from `day`."""
    today = site.day(day)
    days = [day_number for day_number, _ in monograph.regimens[0].days]
    first = today - timedelta(days=order.day - 1)
    whole = 20
    marks: list[CourseDay] = []
    later = {window.day: window for window in windows(monograph, order.day, today)}
    for number in days:
        at = (number - 1) / whole
        if number in later:
            window = later[number]
            span = ((window.earliest - first).days / whole, (window.latest - first).days / whole)
            dates = _dates(window.earliest, window.latest)
            marks.append(CourseDay(f"D{number}", at, dates, DayState.PLANNED, span))
        elif number == order.day:
            marks.append(CourseDay(f"D{number}", at, f"{today.day} {today:%b}", DayState.DUE))
    then = (
        f"stop without CR or CRi by cycle {monograph.cycles_without_response.value}; "
        f"at most {monograph.most_cycles.value} cycles. Earlier doses are not checked here."
    )
    return CourseFacts((CourseCycle(f"Cycle {order.cycle}", tuple(marks)),), then)


def _dates(first: date, last: date) -> str:
    if first.month == last.month:
        return f"{first.day}–{last.day} {last:%b}"
    return f"{first.day} {first:%b} – {last.day} {last:%b}"


def wanted(
    order: Order, plan: Plan, monograph: Monograph, policy: Policy, now: datetime, site: Site
) -> WantedFacts:
    """Return when to reconstitute for the time the infusion is wanted."""
    if order.wanted is None:
        words = ("The order does not say when the infusion is wanted.",)
        return WantedFacts("WANTED", "no time given", words, (), ())
    minutes = policy.minutes_to_set_up + policy.minutes_per_vial * plan.vials
    span = reconstitution_span(monograph, order.wanted, timedelta(minutes=minutes))
    vials = "1 vial" if plan.vials == 1 else f"{plan.vials} vials"
    earliest, latest = clock_time(span.earliest, site), clock_time(span.latest, site)
    infusion = duration(monograph.infusion_length)
    begin = span.earliest - timedelta(minutes=30)
    whole = (order.wanted + infusion + timedelta(minutes=30)) - begin

    def at(moment: datetime) -> float:
        return (moment - begin) / whole

    late = now > span.latest
    problem = f"Too late for {clock_time(order.wanted, site)}" if late else ""
    return WantedFacts(
        heading=f"WANTED AT {clock_time(order.wanted, site)}",
        figure=f"reconstitute {earliest} – {latest}",
        reasons=(
            f"not before {earliest}: {span.earliest_rule}",
            f"not after {latest}: {span.latest_rule} for {vials}",
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


def _spans(first: float, last: float, start: float, end: float) -> Iterator[WantedSpan]:
    yield WantedSpan(first, last, True)
    yield WantedSpan(start, end, False)
