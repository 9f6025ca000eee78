"""An order against a patient's course: whether the dose is due, what it would be, what follows."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.core.asked import AskedDose
from app.core.calendar import Calendar, calendar
from app.core.course import Course
from app.core.dose import Basis, Request, calculate, request_of
from app.core.due import age_findings, course_findings, parse_reduction
from app.core.formulary import Monograph
from app.core.order import Order
from app.core.plan import Plan, plan
from app.core.policy import LaboratoryPolicy, Policy
from app.core.refused import Refused
from app.core.review import Review, review
from app.core.surface_area import Formula
from app.core.syringe import Syringes


@dataclass(frozen=True, slots=True)
class Ground:
    """What an order is judged by: the monograph, the site's policies, the tables."""

    monograph: Monograph
    policy: Policy
    laboratory: LaboratoryPolicy | None
    formula: Formula
    syringes: Syringes


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an order comes to: `plan` is None where there can be none, and `refused` says why."""

    asked: AskedDose
    review: Review
    plan: Plan | None
    refused: str
    calendar: Calendar


def asked_dose(order: Order, monograph: Monograph, on: date, at: datetime | None) -> AskedDose:
    """Return the dose an order asks for on a day; raises Refused for a reduction not known."""
    return AskedDose(
        cycle=order.cycle,
        day=order.day,
        on=on,
        at=at,
        response=order.response,
        reduction=parse_reduction(order.reduction, monograph) if order.reduction else None,
        order=order.identifier,
    )


def outlook(order: Order, course: Course, ground: Ground, on: date, at: datetime | None) -> Outlook:
    """Return what an order comes to for the local date `on`, at the moment `at` where known.

    The dose is calculated with the response and the reduction that the course shows. Raises
    Refused for an order that cannot be read as one for this monograph.
    """
    monograph = ground.monograph
    asked = asked_dose(order, monograph, on, at)
    found = review(course, asked, monograph, ground.laboratory)
    request = replace(
        request_of(order, monograph, on), response=found.response, reduction=found.reduction
    )
    made, refused = None, ""
    try:
        made = _plan(request, found, ground)
    except Refused as reason:
        refused = reason.sentence
        found = with_course(found, request, monograph)
    return Outlook(asked, found, made, refused, calendar(course, monograph, on))


def with_course(found: Review, request: Request, monograph: Monograph) -> Review:
    """Return a review with what a plan would say of cycle and age, where there can be no plan."""
    more = (
        *course_findings(monograph, request.cycle, found.response, found.reduction),
        *age_findings(monograph, request.age),
    )
    return replace(found, findings=(*found.findings, *more))


def _plan(request: Request, found: Review, ground: Ground) -> Plan:
    dose = calculate(request, ground.monograph, ground.formula, ground.policy, Basis.ORDERED)
    made = plan(dose, ground.monograph, ground.syringes, None)
    return replace(made, findings=(*found.findings, *made.findings))
