"""Which dose per area belongs to a cycle and day, and what the label says of that course."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from app.core.finding import Finding, note, stop, warn
from app.core.formulary import Monograph
from app.core.infusion import Filter, Line
from app.core.material import ContainerMaterials
from app.core.order import Age, Response
from app.core.quantity import Quantity, exactly, plain
from app.core.refused import Refused
from app.core.regimen import Gate, InterruptionRule, ReductionStep, Regimen
from app.core.sourced import Checked, Count, Limit, Statement


@dataclass(frozen=True, slots=True)
class Due:
    """What the label gives for one cycle and day, before and after a reduction."""

    per_area: Quantity
    unreduced: Quantity
    reduction: int | None
    source: str


def parse_reduction(text: str, monograph: Monograph) -> int:
    """Return a reduction in percent that the monograph knows, written "25%"; raises Refused."""
    match = re.fullmatch(r"([1-9][0-9]?)%", text, re.ASCII)
    if monograph.reduction is None:
        raise Refused(
            f"The monograph of {monograph.brand} knows no reduction in percent; send the order "
            "back, or choose another dose."
        )
    known = monograph.reduction.value
    if not match or int(match[1]) != known:
        raise Refused(
            f"“{text}” is not a reduction of {monograph.brand}; the label knows {known}%, "
            f"written {known}%."
        )
    return known


def dose_due(
    monograph: Monograph, cycle: int, day: int, response: Response | None, reduction: int | None
) -> Due:
    """Return the dose per area for `cycle` and `day`; raises Refused where the label has none.

    The response is needed where the label's dose depends on it, and never assumed.
    """
    if cycle < 1:
        raise Refused(f"Cycle {cycle} does not exist; the first cycle is cycle 1.")
    rows = tuple(_rows(monograph, cycle, response))
    if not rows:
        raise Refused(
            f"Cycle {cycle} has no dose of {monograph.brand}; the doses are in cycle 1 only."
        )
    doses = {dose for row in rows for each, dose in row.days if each == day}
    if not doses:
        days = " and ".join(", ".join(str(each) for each, _ in rows[0].days).rsplit(", ", 1))
        raise Refused(f"Day {day} has no dose of {monograph.brand}; the doses are on day {days}.")
    if len(doses) > 1:
        raise Refused(
            f"The dose of cycle {cycle} day {day} depends on the response; "
            "say whether it is none, cr or cri."
        )
    unreduced = doses.pop()
    return Due(_reduced(unreduced, reduction), unreduced, reduction, rows[0].source)


def _rows(monograph: Monograph, cycle: int, response: Response | None) -> Iterator[Regimen]:
    for row in monograph.regimens:
        if row.first_cycle is (cycle == 1) and (response is None or response in row.responses):
            yield row


def _reduced(per_area: Quantity, reduction: int | None) -> Quantity:
    if reduction is None:
        return per_area
    with exactly():
        reduced: Quantity = per_area * (Decimal(100 - reduction) / 100)
    return reduced


def course_findings(
    monograph: Monograph, cycle: int, response: Response | None, reduction: int | None
) -> tuple[Finding, ...]:
    """Return what the label says of this cycle: too many, no response, a reduction."""
    return tuple(_course_findings(monograph, cycle, response, reduction))


def _course_findings(
    monograph: Monograph, cycle: int, response: Response | None, reduction: int | None
) -> Iterator[Finding]:
    most = monograph.most_cycles
    if cycle > most.value:
        yield stop(
            "too-many-cycles",
            f"Cycle {cycle} is beyond the {most.value} cycles of the label.",
            most.source,
        )
    yield from _response_findings(monograph, cycle, response)
    if reduction is not None:
        yield warn(
            "reduced-dose",
            f"Each dose is reduced by {reduction}%. The label reduces the total; the even split "
            "over the days is a reading of it. A reduced dose is never raised again.",
            monograph.reduction.source if monograph.reduction else monograph.label,
        )


def _response_findings(
    monograph: Monograph, cycle: int, response: Response | None
) -> Iterator[Finding]:
    without = monograph.cycles_without_response
    if without is None or cycle <= without.value:
        return
    if response is Response.NONE:
        yield stop(
            "no-response",
            f"After {without.value} cycles treatment goes on only with CR or CRi, and the response "
            f"that decides cycle {cycle} is none.",
            without.source,
        )
    if response is None:
        yield warn(
            "response-not-stated",
            f"Cycle {cycle} asks for a CR or CRi within {without.value} cycles; neither the order "
            "nor the record says which response was reached.",
            without.source,
        )


def age_findings(monograph: Monograph, age: Age | None) -> tuple[Finding, ...]:
    """Return whether the patient's age lies within the label."""
    limit = monograph.minimum_age
    if limit is None:
        return (
            note(
                "age-not-checked",
                f"Not checked: the age; the monograph has no least age for {monograph.brand}.",
                monograph.label,
            ),
        )
    if age is None:
        return (
            note(
                "age-not-given",
                f"The age was not given; that it is at least {limit.value} y was not checked.",
                limit.source,
            ),
        )
    if age.years < limit.value:
        return (
            stop(
                "age-below-label",
                f"The patient is {age.show()} old; {monograph.brand} is labelled from "
                f"{limit.value} y on.",
                limit.source,
            ),
        )
    return ()


def draft_findings(monograph: Monograph) -> tuple[Finding, ...]:
    """Return a note where the monograph is a draft: its figures are to look at, not to use."""
    if not monograph.draft:
        return ()
    return (
        note(
            "monograph-draft",
            f"The monograph {monograph.identifier} is a draft and may not be used for preparing: "
            f"{monograph.draft}.",
            monograph.label,
        ),
    )


_Sourced: TypeAlias = Limit | Count | Statement | Filter | Line | ContainerMaterials


def knowledge_findings(monograph: Monograph) -> tuple[Finding, ...]:
    """Return a note for each limit and each statement in use that was not seen in a label."""
    return (
        *(
            not_seen(code, what, each.source)
            for code, what, each in _sourced(monograph)
            if each.checked is Checked.FROM_KNOWLEDGE
        ),
        *_course_not_seen(monograph),
    )


def _course_not_seen(monograph: Monograph) -> Iterator[Finding]:
    """Yield one note for all rules of the course that were not seen; each is listed in it."""
    rules: tuple[tuple[str, Gate | InterruptionRule | ReductionStep], ...] = (
        *((gate.code, gate) for gate in monograph.gates),
        *((rule.action.value, rule) for rule in monograph.interruptions),
        *(("reduction", rule) for rule in monograph.reductions),
    )
    unseen = [(name, rule) for name, rule in rules if rule.checked is Checked.FROM_KNOWLEDGE]
    if unseen:
        names = ", ".join(dict.fromkeys(name.replace("-", " ") for name, _ in unseen))
        yield not_seen(
            "course", f"A part of the rules of the course ({names})", unseen[0][1].source
        )


def not_seen(code: str, what: str, source: str) -> Finding:
    """Return the note for a rule in use that was not seen in a label."""
    return note(
        f"not-seen-{code}",
        f"{what} was not seen in a label by the authors of this monograph; a pharmacist "
        "must confirm it.",
        source,
    )


def _sourced(monograph: Monograph) -> Iterator[tuple[str, str, _Sourced]]:
    for limit in monograph.limits():
        # The reduction speaks for itself where an order asks for it.
        if limit is not monograph.reduction:
            named = limit.name.replace("-", " ")
            yield limit.name, f"The limit “{named}”, {_value(limit.value)},", limit
    words = (*monograph.texts.values(), *monograph.warnings)
    for number, each in enumerate(words, start=1):
        yield f"statement-{number}", f"The statement “{each.words}”", each
    for code, rule in (("filter", monograph.filter), ("line", monograph.line)):
        if rule is not None:
            yield code, f"The statement “{rule.said()}”", rule
    materials = monograph.container_materials
    if materials is not None:
        yield "container-materials", f"The statement “Containers: {materials.said()}”", materials


def _value(value: Quantity | int) -> str:
    return str(value) if isinstance(value, int) else f"{plain(value.magnitude)} {value.units:~P}"
