"""An order against a patient's course: whether the dose is due, what it would be, what follows."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.core.asked import AskedDose
from app.core.calendar import Calendar, calendar
from app.core.choices import USUAL, Choices
from app.core.course import Course
from app.core.dose import Basis, Dose, Request, calculate, request_of, rounded
from app.core.due import age_findings, course_findings, parse_reduction
from app.core.formulary import Monograph
from app.core.order import Order
from app.core.plan import Plan, plan
from app.core.policy import LaboratoryPolicy, Policy
from app.core.refused import Refused
from app.core.review import Review, review
from app.core.rounding import RoundingOffer, rounding_offer, rounding_question
from app.core.surface_area import Formula
from app.core.syringe import Syringes
from app.core.weighing_steps import plan_weighed


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
    """What an order comes to: `plan` is None where there can be none, and `refused` says why.

    `choices` are what a pharmacist chose of the preparation; `offer` is the rounding that the
    site's policy allows, whether it was taken or not.
    """

    asked: AskedDose
    review: Review
    plan: Plan | None
    refused: str
    calendar: Calendar
    choices: Choices = USUAL
    offer: RoundingOffer | None = None


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


def outlook(
    order: Order,
    course: Course,
    ground: Ground,
    on: date,
    at: datetime | None,
    choices: Choices = USUAL,
) -> Outlook:
    """Return what an order comes to for the local date `on`, at the moment `at` where known.

    The dose is calculated with the response and the reduction that the course shows, and prepared
    as `choices` say. Raises Refused for an order that cannot be read as one for this monograph.
    """
    monograph = ground.monograph
    asked = asked_dose(order, monograph, on, at)
    found = review(course, asked, monograph, ground.laboratory)
    request = replace(
        request_of(order, monograph, on), response=found.response, reduction=found.reduction
    )
    made, refused, offer = None, "", None
    try:
        dose = calculate(request, monograph, ground.formula, ground.policy, Basis.ORDERED)
        policy = ground.policy.rounding
        offer = rounding_offer(dose.prepared, dose.calculated, monograph, policy)
        if choices.rounded_by:
            dose, found = _rounded(dose, found, offer, choices.rounded_by)
        made = _plan(dose, found, ground, choices)
    except Refused as reason:
        refused = reason.sentence
        found = with_course(found, request, monograph)
    shown = calendar(course, monograph, on)
    return Outlook(asked, found, made, refused, shown, choices, offer)


def _rounded(
    dose: Dose, found: Review, offer: RoundingOffer | None, by: str
) -> tuple[Dose, Review]:
    if offer is None:
        raise Refused("The site's policy offers no rounding of this dose; prepare it as it is.")
    asked = rounding_question(offer)
    return rounded(dose, offer, by), replace(found, questions=(*found.questions, asked))


def with_course(found: Review, request: Request, monograph: Monograph) -> Review:
    """Return a review with what a plan would say of cycle and age, where there can be no plan."""
    more = (
        *course_findings(monograph, request.cycle, found.response, found.reduction),
        *age_findings(monograph, request.age),
    )
    return replace(found, findings=(*found.findings, *more))


def _plan(dose: Dose, found: Review, ground: Ground, choices: Choices) -> Plan:
    made = plan(
        dose,
        ground.monograph,
        ground.syringes,
        choices.total,
        choices.container,
        choices.bag,
        choices.second_best,
    )
    made = plan_weighed(made, ground.monograph, ground.policy.gravimetric)
    return replace(made, findings=(*found.findings, *made.findings))
