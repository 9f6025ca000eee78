"""A plan as the one JSON object of `umbra plan --json`, and as lines for people.

The shape is an interface: keys are added, never changed; every clinical number is a string.
"""

from collections.abc import Iterator
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from app.core.container import ContainerKind
from app.core.finding import Finding
from app.core.formulary import Monograph
from app.core.plan import Plan
from app.core.quantity import Quantity, code_of, plain, show, signed_percent
from app.core.rounding import RoundingOffer
from app.core.syringe import Draw
from app.core.timing import Deadline
from app.instant import local, utc


def plan_object(
    plan: Plan,
    found: tuple[Deadline, ...],
    late: tuple[Finding, ...],
    offer: RoundingOffer | None = None,
) -> dict[str, Any]:
    """Return the plan as the object that others read; `found` is () without a reconstitution.

    `offer` is the rounding that the site's policy allows.
    """
    dose, billing = plan.dose, plan.billing
    return {
        "monograph": plan.monograph,
        "monograph_digest": plan.monograph_digest,
        "bsa": {
            **quantity_object(dose.area),
            "exact": plain(Decimal(dose.area_exact.magnitude)),
            "formula": dose.formula,
        },
        "dose_per_area": quantity_object(dose.per_area),
        "dose": quantity_object(dose.prepared),
        "dose_calculated": quantity_object(dose.calculated),
        "dose_ordered": quantity_object(dose.ordered) if dose.ordered is not None else None,
        "volume_exact": quantity_object(plan.volume_exact),
        "volume": quantity_object(plan.volume),
        "dose_delivered": quantity_object(plan.delivered),
        "deviation_percent": plain(plan.deviation_percent),
        "syringes": _syringes(plan.draws),
        "vials": plan.vials,
        "from_each_vial": [quantity_object(volume) for volume in plan.from_each_vial],
        "total_volume": quantity_object(plan.total),
        "diluent_volume": quantity_object(plan.diluent),
        "concentration": quantity_object(plan.concentration),
        "waste": quantity_object(plan.waste),
        "deadlines": [_deadline(deadline) for deadline in found],
        "billing": None
        if billing is None
        else {
            "code": billing.code,
            "administered": billing.administered,
            "discarded": billing.discarded,
            "modifier": billing.modifier,
        },
        "findings": [_finding(finding) for finding in (*plan.findings, *late)],
        "working": list(plan.working),
        "container": plan.container.value,
        "administration_needs": list(plan.needs),
        "bag": _bag(plan),
        "untouched_bag": _untouched(plan),
        "diluent_syringes": _syringes(plan.diluent_draws),
        "second_best_syringes": _syringes(plan.second),
        "possible_error": _perhaps(plan.possible_error),
        "second_best_possible_error": _perhaps(plan.second_error),
        "rounding_offer": None if offer is None else _offer(offer),
        "rounded_by": None if dose.rounding is None else dose.rounding.by,
    }


def _bag(plan: Plan) -> dict[str, Any]:
    """Return what the bag holds when it is taken, and what is taken out of it first."""
    return {
        "fill": plan.bag.fill.value,
        "nominal_volume": _perhaps(plan.bag.nominal),
        "overfill": _perhaps(plan.bag.overfill),
        "withdraw_first": _perhaps(plan.withdrawn),
    }


def _untouched(plan: Plan) -> dict[str, Any] | None:
    found = plan.untouched
    if found is None:
        return None
    return {
        "total_volume": quantity_object(found.total),
        "concentration": quantity_object(found.concentration),
        "runs_for": quantity_object(found.minutes),
        "dose_in_infusion_length": quantity_object(found.delivered),
        "percent_of_dose": plain(found.percent),
    }


def _syringes(draws: tuple[Draw, ...]) -> list[dict[str, str]]:
    return [{"size": show(draw.capacity), "volume": show(draw.volume)} for draw in draws]


def _perhaps(value: Quantity | None) -> dict[str, str] | None:
    return None if value is None else quantity_object(value)


def _offer(offer: RoundingOffer) -> dict[str, Any]:
    return {
        "dose": quantity_object(offer.rounded),
        "percent": plain(offer.percent),
        "vials": offer.vials,
        "vials_saved": offer.vials_saved,
        "saved": quantity_object(offer.saved),
        "source": offer.source,
    }


def refused_object(monograph: Monograph, findings: tuple[Finding, ...]) -> dict[str, Any]:
    """Return the object where no dose can be planned: every figure null, every list empty."""
    lists = (
        "syringes",
        "from_each_vial",
        "deadlines",
        "working",
        "administration_needs",
        "diluent_syringes",
        "second_best_syringes",
    )
    nothing = (
        "bsa",
        "dose_per_area",
        "dose",
        "dose_calculated",
        "dose_ordered",
        "volume_exact",
        "volume",
        "dose_delivered",
        "deviation_percent",
        "vials",
        "total_volume",
        "diluent_volume",
        "concentration",
        "waste",
        "billing",
        "container",
        "bag",
        "untouched_bag",
        "possible_error",
        "second_best_possible_error",
        "rounding_offer",
        "rounded_by",
    )
    return {
        "monograph": monograph.identifier,
        "monograph_digest": monograph.digest,
        **dict.fromkeys(nothing),
        **{name: [] for name in lists},
        "findings": [_finding(finding) for finding in findings],
    }


def quantity_object(value: Quantity) -> dict[str, str]:
    """Return a quantity for programs: its exact value as text, and its unit."""
    return {"value": plain(Decimal(value.magnitude)), "unit": code_of(value)}


def _deadline(deadline: Deadline) -> dict[str, str]:
    return {
        "name": deadline.name.value,
        "at": utc(deadline.at),
        "rule": deadline.rule,
        "source": deadline.source,
    }


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "sentence": finding.sentence,
        "source": finding.source,
    }


def plan_lines(
    plan: Plan,
    found: tuple[Deadline, ...],
    late: tuple[Finding, ...],
    zone: tzinfo,
    offer: RoundingOffer | None = None,
) -> list[str]:
    """Return the plan for a person at a terminal, times in `zone`."""
    dose = plan.dose
    draws = " and ".join(f"{show(d.volume)} in a {show(d.capacity)} syringe" for d in plan.draws)
    lines = [
        f"{plan.monograph}: {show(dose.prepared)} ({show(dose.area)} × {show(dose.per_area)})",
        f"  vials          {plan.vials}, "
        + " then ".join(show(volume) for volume in plan.from_each_vial),
        f"  withdraw       {show(plan.volume)} (exact {show(plan.volume_exact)})"
        + (f", {draws}{_off(plan.possible_error)}" if draws else ""),
        f"  delivers       {show(plan.delivered)} ({signed_percent(plan.deviation_percent)})",
        f"  dilute         {show(plan.diluent)} of diluent to a total of {show(plan.total)}"
        + ("" if plan.container is ContainerKind.BAG else f" in a {plan.container.value}"),
        *_bag_lines(plan),
        f"  concentration  {show(plan.concentration)}",
        f"  discarded      {show(plan.waste)}",
    ]
    if plan.billing is not None:
        units = f"{plan.billing.administered} units, {plan.billing.discarded} discarded"
        lines.append(f"  billing        {plan.billing.code} {units} ({plan.billing.modifier})")
    if offer is not None and dose.rounding is None:
        lines.append(f"  rounding       {offer.said()}")
    lines.extend(f"  infusion needs {need}" for need in plan.needs)
    for deadline in found:
        at = local(deadline.at, zone)
        lines.append(f"  {deadline.name.value:<28} {at}  {deadline.rule}")
    lines.append("working")
    lines.extend(f"  {number}. {line}" for number, line in enumerate(plan.working, start=1))
    return [*lines, *finding_lines((*plan.findings, *late))]


def _off(error: Quantity | None) -> str:
    return "" if error is None else f", possibly off by {show(error, 2)}"


def _bag_lines(plan: Plan) -> Iterator[str]:
    if plan.withdrawn is not None:
        yield f"  take out       {show(plan.withdrawn)} of the {plan.bag.fill.words} first"
    if plan.untouched is not None:
        yield f"  because        {plan.untouched.said()}"
    if plan.second:
        others = " and ".join(
            f"{show(draw.volume)} in a {show(draw.capacity)} syringe" for draw in plan.second
        )
        yield f"  or withdraw    {others}{_off(plan.second_error)}"


def finding_lines(findings: tuple[Finding, ...]) -> list[str]:
    """Return findings for a person at a terminal."""
    return [
        "findings",
        *(
            f"  {finding.severity.value.upper():<4} {finding.sentence} [{finding.source}]"
            for finding in findings
        ),
    ]
