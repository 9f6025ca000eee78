"""What if: an order and a course under suppositions, and what would come out otherwise.

Nothing here is recorded: suppositions are facts of a course that exists for the comparison alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.core.calendar import CalendarDose, Mark
from app.core.course import Course, CourseFact, LaboratoryValue, ResponseAssessed, TakenBack
from app.core.course_words import stands
from app.core.finding import Severity
from app.core.given_doses import given_once
from app.core.order import Order, Response
from app.core.outcome import Answered, Question
from app.core.outlook import Outlook
from app.core.plan import Plan
from app.core.quantity import Quantity, show
from app.core.response import words_of
from app.core.wording import capital

SOURCE = "supposed"


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed to be otherwise; None, or no values, where it is as recorded.

    `on` is the day on which the dose would be given.
    """

    weight: Quantity | None = None
    height: Quantity | None = None
    response: Response | None = None
    on: date | None = None
    values: tuple[LaboratoryValue, ...] = ()


def suppose(
    supposed: Supposed, order: Order, course: Course, on: date
) -> tuple[Order, Course, date]:
    """Return the order, the course and the day as they would be.

    A supposed response was assessed on day 1 of the cycle asked for, so that it decides that
    cycle. What the record has of the same day does not count beside what is supposed.
    """
    day = supposed.on if supposed.on is not None else on
    if supposed.weight is not None:
        order = replace(order, weight=supposed.weight, weight_on=day)
    if supposed.height is not None:
        order = replace(order, height=supposed.height, height_on=day)
    if supposed.response is not None:
        begun = _first_day(course, order.cycle, day)
        if order.response is not None:
            order = replace(order, response=supposed.response)
        course = _with(course, ResponseAssessed(supposed.response, begun, SOURCE))
    for value in supposed.values:
        course = _with(course, value)
    return order, course, day


def _first_day(course: Course, cycle: int, on: date) -> date:
    return next((d.on for d in given_once(course) if (d.cycle, d.day) == (cycle, 1)), on)


def _with(course: Course, fact: ResponseAssessed | LaboratoryValue) -> Course:
    """Return a course with one more fact, in place of those that it stands for."""
    gone = (
        TakenBack(number, fact.on, SOURCE, SOURCE)
        for number, each in enumerate(course.facts, start=1)
        if _stands_for(fact, each)
    )
    return Course((*course.facts, *gone, fact))


def _stands_for(fact: ResponseAssessed | LaboratoryValue, other: CourseFact) -> bool:
    match other:
        case ResponseAssessed():
            return isinstance(fact, ResponseAssessed) and fact.on == other.on
        case LaboratoryValue():
            if not isinstance(fact, LaboratoryValue):
                return False
            return (fact.on, fact.analyte) == (other.on, other.analyte)
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Difference:
    """What is compared, how it is as recorded, and how it would be; "" where there is none."""

    what: str
    recorded: str
    supposed: str

    @property
    def changed(self) -> bool:
        """Whether the supposition makes a difference to it."""
        return self.recorded != self.supposed


def differences(before: Outlook, after: Outlook) -> tuple[Difference, ...]:
    """Return everything that comes out otherwise: figures, findings, questions, dates."""
    return tuple(each for each in compared(before, after) if each.changed)


def compared(before: Outlook, after: Outlook) -> tuple[Difference, ...]:
    """Return every figure and date, changed or not, then what was found that changed."""
    found = tuple(_found(before, after))
    return (
        *_figures(before, after),
        *_dates(before, after),
        *(each for each in found if each.changed),
    )


_FIGURES: tuple[tuple[str, Callable[[Plan], str]], ...] = (
    ("Body surface area", lambda plan: show(plan.dose.area)),
    ("Dose per area", lambda plan: show(plan.dose.per_area)),
    ("Calculated dose", lambda plan: show(plan.dose.calculated)),
    ("Dose to prepare", lambda plan: show(plan.dose.prepared)),
    ("Volume to withdraw", lambda plan: show(plan.volume)),
    ("Vials", lambda plan: str(plan.vials)),
    ("Diluent", lambda plan: show(plan.diluent)),
    ("Concentration", lambda plan: show(plan.concentration, 4)),
    ("Waste", lambda plan: show(plan.waste)),
)


def _figures(before: Outlook, after: Outlook) -> Iterator[Difference]:
    if before.refused or after.refused:
        plans = (each.refused or "a plan can be made" for each in (before, after))
        yield Difference("Plan", *plans)
    for what, figure in _FIGURES:
        values = (figure(each.plan) if each.plan else "no plan" for each in (before, after))
        yield Difference(what, *values)
    yield Difference("Response that decides", _response(before), _response(after))
    yield Difference("Reduction in force", _reduction(before), _reduction(after))


def _response(outlook: Outlook) -> str:
    response = outlook.review.response
    return "not known" if response is None else words_of(response)


def _reduction(outlook: Outlook) -> str:
    percent = outlook.review.reduction
    return "none" if percent is None else f"{percent}% less"


def _dates(before: Outlook, after: Outlook) -> Iterator[Difference]:
    """Yield the next dose, then every dose to come, by cycle and day."""
    yield Difference("Day of this dose", before.asked.on.isoformat(), after.asked.on.isoformat())
    yield Difference("Next dose", _next(before), _next(after))
    then, now = _coming(before), _coming(after)
    for key in sorted(then | now):
        what = f"Cycle {key[0]} day {key[1]}"
        yield Difference(what, then.get(key, ""), now.get(key, ""))


def _next(outlook: Outlook) -> str:
    dose = outlook.calendar.following
    return "none" if dose is None else f"cycle {dose.cycle} day {dose.day}"


def _coming(outlook: Outlook) -> dict[tuple[int, int], str]:
    return {
        (dose.cycle, dose.day): _stands(dose)
        for cycle in outlook.calendar.cycles
        for dose in cycle.doses
        if dose.mark not in (Mark.GIVEN, Mark.OMITTED, Mark.NOT_ON_RECORD)
    }


def _stands(dose: CalendarDose) -> str:
    remark = f" ({dose.remark})" if dose.remark else ""
    return stands(dose) + remark


def _found(before: Outlook, after: Outlook) -> Iterator[Difference]:
    """Yield what was found under each code, stops first by how it would be."""
    then, now = _said(before), _said(after)
    codes = dict.fromkeys((*now, *then))
    for code in sorted(codes, key=lambda each: _worst(each, before, after)):
        what = code.replace("-", " ")
        yield Difference(capital(what), then.get(code, ""), now.get(code, ""))


def _said(outlook: Outlook) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for finding in outlook.plan.findings if outlook.plan else outlook.review.findings:
        found.setdefault(finding.code, []).append(f"{_WORDS[finding.severity]}: {finding.sentence}")
    for question in outlook.review.questions:
        found.setdefault(question.code, []).append(_asked(question))
    for answered in outlook.review.answered:
        found.setdefault(answered.code, []).append(_answered(answered))
    return {code: " ".join(said) for code, said in found.items()}


_WORDS = {Severity.STOP: "STOP", Severity.WARN: "Warning", Severity.NOTE: "Note"}


def _asked(question: Question) -> str:
    return f"To confirm: {question.question} ({question.detail})"


def _answered(answered: Answered) -> str:
    return f"In order: {answered.sentence} ({answered.detail})"


def _worst(code: str, *outlooks: Outlook) -> int:
    """Return the place of a code: stops, warnings, what is asked, then the rest."""
    order = {Severity.STOP: 0, Severity.WARN: 1, Severity.NOTE: 3}
    places = [4]
    for each in outlooks:
        found = each.plan.findings if each.plan else each.review.findings
        places += [order[finding.severity] for finding in found if finding.code == code]
        places += [2 for question in each.review.questions if question.code == code]
    return min(places)
