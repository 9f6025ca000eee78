"""A worked example of a monograph, of no patient: one dose, its steps, and how long it is good."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app import references
from app.core.dose import Basis, Request, calculate
from app.core.elapsed import elapsed
from app.core.finding import stops
from app.core.formulary import Monograph
from app.core.plan import Plan, plan
from app.core.quantity import quantity, show
from app.core.refused import Refused
from app.core.storage import Storage
from app.core.surface_area import formula_named
from app.core.time_rules import can_refrigerate
from app.core.timing import Name, deadlines
from app.core.weighing_steps import plan_weighed
from app.site_rules import SiteRules

# The body of nobody, as in the samples, and an hour of work: figures to calculate with, no limits.
HEIGHT, WEIGHT = quantity("170", "cm"), quantity("70", "kg")
WORK = timedelta(hours=1)
# Totals that are tried where the label leaves the total to a person.
_TOTALS = ("25", "50", "100", "250")
_BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
_NAMED = {Name.DILUTE: "dilute by", Name.TAKE_OUT: "take out by", Name.START: "START BY"}


@dataclass(frozen=True, slots=True)
class Example:
    """The plan of the example, and for whom it is; both are "" or None where there is none.

    `refused` says why there is no plan.
    """

    plan: Plan | None
    words: str
    refused: str = ""


def example(monograph: Monograph, rules: SiteRules) -> Example:
    """Return the first dose of a course for the example's body, prepared as the site would."""
    day = min(day for row in monograph.regimens for day, _ in row.days)
    request = Request(HEIGHT, WEIGHT, 1, day, None, None, None, None)
    formula = formula_named(rules.policy.formula, references.formulas())
    words = f"{show(HEIGHT)} and {show(WEIGHT)}, cycle 1 day {day}; of no patient"
    try:
        dose = calculate(request, monograph, formula, rules.policy, Basis.CALCULATED)
    except Refused as refused:
        return Example(None, words, refused.sentence)
    found: list[Plan] = []
    why = ""
    for total in (None, *(quantity(each, "mL") for each in _TOTALS)):
        try:
            found.append(plan(dose, monograph, rules.syringes, total))
        except Refused as refused:
            why = why or refused.sentence
    if not found:
        return Example(None, words, why)
    made = min(found, key=lambda each: len(stops(each.findings)))
    return Example(plan_weighed(made, monograph, rules.policy.gravimetric), words)


def example_times(monograph: Monograph) -> tuple[tuple[str, ...], ...]:
    """Return by when each thing must have happened, counted from the first reconstitution.

    The example dilutes after an hour, which its table says; a place that the monograph has no
    time for is left out.
    """
    places = [Storage.ROOM]
    if can_refrigerate(monograph):
        places.append(Storage.REFRIGERATED)
    return tuple(
        (
            place.words,
            _NAMED.get(each.name, "FINISH BY"),
            elapsed(each.at - _BEGUN),
            each.rule,
            each.source,
        )
        for place in places
        for each in deadlines(monograph, _BEGUN, _BEGUN + WORK, place)
    )
