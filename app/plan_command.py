"""`umbra plan`: compute a plan from the command line without opening a preparation."""

import argparse
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any, TextIO

from app import plan_choices, plan_course, plan_timing, plan_wanted, references
from app.core.dose import Basis, Request, calculate, rounded
from app.core.due import parse_reduction
from app.core.finding import stop, stops
from app.core.formulary import Monograph
from app.core.order import Age, Response
from app.core.plan import Plan, plan
from app.core.quantity import Measure, parse, parse_count
from app.core.refused import Refused
from app.core.rounding import RoundingOffer, rounding_offer
from app.core.surface_area import Formula, formula_named
from app.core.weighing_steps import plan_weighed
from app.folder import data_folder
from app.instant import parse_instant
from app.one_of import one_of
from app.plan_report import finding_lines, plan_lines, plan_object, refused_object
from app.site_rules import SiteRules, rules_of

DONE, STOPPED = 0, 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `umbra plan`."""
    required = parser.add_argument_group("the patient and the dose")
    required.add_argument("--height", required=True, metavar='"170 cm"')
    required.add_argument("--weight", required=True, metavar='"70 kg"')
    required.add_argument("--cycle", required=True, metavar="1")
    required.add_argument("--day", required=True, metavar="1")
    parser.add_argument("--response", metavar="none|cr|cri")
    parser.add_argument("--reduction", metavar="25%%")
    parser.add_argument("--age", metavar='"46 y"')
    parser.add_argument("--ordered", metavar='"1.456 mg"')
    parser.add_argument("--prepare", metavar="calculated|ordered", default="calculated")
    parser.add_argument("--formula", metavar="mosteller")
    parser.add_argument("--monograph", metavar="besponsa-us", default="besponsa-us")
    plan_timing.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    plan_choices.add_arguments(parser)
    plan_wanted.add_arguments(parser)
    plan_course.add_arguments(parser)


def run(arguments: argparse.Namespace, out: TextIO) -> int:
    """Print the plan; return 0, or 3 where it has a stop. Raises Refused for unusable input."""
    monograph = references.monograph_named(arguments.monograph)
    rules = rules_of(data_folder(getattr(arguments, "data", None)))
    policy = rules.policy
    named = policy.formula if arguments.formula is None else arguments.formula
    formula = formula_named(named, references.formulas())
    request = _request(arguments, monograph)
    judged = plan_course.judged(arguments, request, monograph, _begins(arguments))
    if judged is not None:
        request = judged.applied(request)
    try:
        made, offer = _plan(arguments, request, monograph, formula, rules)
    except Refused as refused:
        if judged is None:
            raise
        judged = judged.without_plan(request, monograph)
        return _print_refused(arguments, monograph, judged, refused, out)
    if judged is not None:
        made = replace(made, findings=(*judged.review.findings, *made.findings))
    passed = plan_timing.times(arguments, monograph, made, policy)
    found, late = passed.deadlines, passed.findings
    course = judged.report() if judged is not None else None
    when = plan_wanted.report(arguments, monograph, policy, made.vials)
    if arguments.json:
        written = plan_object(made, found, late, offer)
        written["not_before"] = plan_timing.not_before_object(passed)
        written["infusion"] = plan_timing.infusion_object(passed)
        if course is not None:
            written["course"] = course.object
        if when is not None:
            written["wanted"] = when.object
        _print_json(written, out)
    else:
        zone = _zone(plan_timing.reconstituted_text(arguments))
        lines = plan_lines(made, found, late, zone, offer)
        lines += plan_timing.lines(passed, zone)
        said = [each.lines for each in (when, course) if each is not None]
        out.write("\n".join([*lines, *(line for each in said for line in each)]) + "\n")
    return STOPPED if stops((*made.findings, *late)) else DONE


def _plan(
    arguments: argparse.Namespace,
    request: Request,
    monograph: Monograph,
    formula: Formula,
    rules: SiteRules,
) -> tuple[Plan, RoundingOffer | None]:
    """Return the plan, and the rounding that the site's policy offers."""
    basis, policy = one_of(Basis, arguments.prepare, "--prepare"), rules.policy
    chosen = plan_choices.choices(arguments)
    dose = calculate(request, monograph, formula, policy, basis)
    offer = rounding_offer(dose.prepared, dose.calculated, monograph, policy.rounding)
    if chosen.rounded_by:
        if offer is None:
            raise Refused("The site's policy offers no rounding of this dose; prepare it as it is.")
        dose = rounded(dose, offer, chosen.rounded_by)
    made = plan(
        dose,
        monograph,
        rules.syringes,
        chosen.total,
        chosen.container,
        chosen.bag,
        chosen.second_best,
    )
    return plan_weighed(made, monograph, policy.gravimetric), offer


def _print_refused(
    arguments: argparse.Namespace,
    monograph: Monograph,
    judged: plan_course.Judged,
    refused: Refused,
    out: TextIO,
) -> int:
    """Print what the course says where no dose can be planned; that is a stop."""
    found = (stop("no-dose", refused.sentence, monograph.label), *judged.review.findings)
    if arguments.json:
        _print_json(refused_object(monograph, found) | {"course": judged.report().object}, out)
    else:
        out.write("\n".join([*finding_lines(found), *judged.report().lines]) + "\n")
    return STOPPED


def _print_json(written: dict[str, Any], out: TextIO) -> None:
    json.dump(written, out, indent=1)
    out.write("\n")


def _begins(arguments: argparse.Namespace) -> datetime | None:
    text = plan_timing.reconstituted_text(arguments)
    if text is None:
        return None
    return parse_instant(text, "--reconstituted").astimezone(_zone(text))


def _request(arguments: argparse.Namespace, monograph: Monograph) -> Request:
    response, reduction, ordered = arguments.response, arguments.reduction, arguments.ordered
    return Request(
        height=parse(arguments.height, Measure.HEIGHT),
        weight=parse(arguments.weight, Measure.BODY_WEIGHT),
        cycle=parse_count(arguments.cycle, "a cycle", "1"),
        day=parse_count(arguments.day, "a day of the cycle", "8"),
        response=None if response is None else one_of(Response, response, "--response"),
        reduction=None if reduction is None else parse_reduction(reduction, monograph),
        ordered=None if ordered is None else parse(ordered, Measure.DOSE),
        age=None if arguments.age is None else parse_age(arguments.age),
    )


_AGE = re.compile(
    r"(?:(?P<years>0|[1-9][0-9]{0,2}) (?:y|years?)(?: (?=[0-9])|\Z))?"
    r"(?:(?P<months>0|[1-9][0-9]{0,3}) (?:mo|months?)(?: (?=[0-9])|\Z))?"
    r"(?:(?P<days>0|[1-9][0-9]{0,2}) (?:d|days?))?",
    re.ASCII,
)


def parse_age(text: str) -> Age:
    """Return an age written "46 y", "11 mo" or "11 months 30 days"; raises Refused.

    So many days that they could be another month or year are refused: only a date could tell.
    """
    match = _AGE.fullmatch(text)
    if text and match:
        years, months, days = (int(match[part] or 0) for part in ("years", "months", "days"))
        only_days = match["years"] is None and match["months"] is None
        if days <= (364 if only_days else 30):
            return Age(years + months // 12, months % 12, days)
    raise Refused(
        f"“{text}” is not an age; write completed years, or months and days, such as 46 y, "
        "11 mo or 11 mo 30 d."
    )


def _zone(text: str | None) -> tzinfo:
    return UTC if text is None else datetime.fromisoformat(text).tzinfo or UTC
