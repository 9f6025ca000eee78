"""The master formulation record: what a monograph, and this site, lay down for one drug.

The fields are those of a master formulation record of USP <797> of 2023, 11.1, as far as they could
be seen. What neither the monograph nor the site states is a ruled blank, never filled in.
"""

from collections.abc import Iterator
from datetime import datetime

from app import references
from app.approvals import Approval, Stage
from app.core.formulary import Monograph
from app.core.gravimetric import Gravimetric
from app.core.order import Response
from app.core.quantity import number_for_people, show
from app.core.step import Kind, Step
from app.core.storage import Storage
from app.core.syringe import Syringe
from app.core.wording import capital
from app.formulary import Formulary, Standing
from app.formulation_example import Example, example, example_times
from app.formulation_limits import HEADER, WIDTHS, WORDS, StatedRules
from app.site import Site
from app.site_rules import SiteRules
from reports.section import Blanks, Document, Fields, Lines, Section, Table

_NOT_STATED = "not stated in the monograph"
_STAGES = {
    "hood": "At the hood",
    "vial": "Vials that wait outside the hood",
    "syringe": "A syringe that waits outside the hood",
    "bag": "On what is ready",
    "transport": "In transport",
    "infusion": "During the infusion",
}
_RESPONSES = {Response.NONE: "no remission", Response.CR: "CR", Response.CRI: "CRi"}
_RECORDED = {
    Kind.CONFIRM: "name and time",
    Kind.SCAN: "the code of each package, name and time",
    Kind.MEASURE: "the volume read, name and time",
    Kind.INSPECT: "passed or failed, name and time",
    Kind.PROTECT: "the means chosen, name and time",
    Kind.CHECK: "own figures, entered blind",
    Kind.PRINT: "the copy and its digest",
    Kind.SCAN_BACK: "the code of the label",
    Kind.WEIGH: "the mass, name and time",
}
_OF_THE_HOUSE = (
    "Inactive ingredients of the vial",
    "Hood (PEC), room, and their classes",
    "Closed-system transfer device, needles, other equipment",
    "Protective equipment for a hazardous drug",
    "Deactivation, cleaning and disinfection",
    "Sterility and endotoxin testing, where the category asks for it",
    "Other instructions of the house",
    "Reviewed by, date",
)


def formulation_record(
    formulary: Formulary, identifier: str, rules: SiteRules, site: Site, now: datetime
) -> Document:
    """Return the master formulation record of a monograph as it stands at `now`.

    It says in its head whether the monograph is in use. Raises Refused for one that is not here,
    or that cannot be read with what is switched off.
    """
    standing, text = formulary.standing(identifier), formulary.text(identifier)
    monograph = references.monograph_of(text, frozenset(standing.switched_off))
    moment = site.shown(now, "%Y-%m-%d %H:%M")
    return Document(
        title="Master formulation record",
        subtitle=_stands(standing, site),
        identity=(
            ("Drug", f"{monograph.drug} ({monograph.brand})"),
            ("Monograph", monograph.identifier),
            ("Version", monograph.digest[:16]),
            ("Printed", moment),
            ("Label", f"{monograph.label} {monograph.revision}"),
            ("Region", monograph.region),
        ),
        sections=tuple(_sections(monograph, text, standing, rules, site)),
        footer=site.foot,
        size=site.paper,
        mark=site.mark,
    )


def file_name(monograph: Monograph) -> str:
    """Return the name of the file: another for each content of a monograph."""
    return f"formulation-{monograph.identifier}-{monograph.digest[:16]}.pdf"


def _stands(standing: Standing, site: Site) -> str:
    if standing.stage is Stage.IN_USE:
        return f"In use: approved by {_approved_by(standing, site)}."
    why = standing.stage.value
    if standing.stage is Stage.DRAFT:
        why = "a draft, which no site can approve"
    return f"NOT IN USE ({why}). Nobody prepares by this record."


def _approved_by(standing: Standing, site: Site) -> str:
    said = (f"{a.name} on {site.day(a.at).isoformat()}" for a in standing.approvals)
    return " and ".join(said)


def _sections(
    monograph: Monograph, text: str, standing: Standing, rules: SiteRules, site: Site
) -> Iterator[Section]:
    stated, made = StatedRules.of(text, standing), example(monograph, rules)
    yield _name(monograph)
    yield from _approval(monograph, standing, stated, site)
    yield _doses(monograph)
    yield Table("Quantities and limits of the preparation", HEADER, stated.amounts(), WIDTHS)
    yield _supplies(monograph, made)
    yield _syringes(rules)
    yield from _steps(made)
    yield Table("What the label says of it", HEADER, stated.rows("text"), WORDS)
    yield _quality(monograph, rules)
    yield Table("Limits of time, for the beyond-use date", HEADER, stated.times(), WIDTHS)
    yield _until(monograph, rules)
    header = ("Where it waits", "What", "Within", "Rule", "Source")
    title = "The same counted from the first vial, diluted 1 h after it"
    yield Table(title, header, example_times(monograph), (2.4, 1.6, 1.4, 4.4, 3.6))
    yield _light(monograph)
    yield _hazards(monograph)
    warnings = tuple(row[1:] for row in stated.rows("warning"))
    yield Table("Warnings on the label", ("Warning", *HEADER[2:]), warnings, WORDS[1:])
    yield _container(monograph, stated)
    yield Blanks("To be stated by the house", tuple((each, "") for each in _OF_THE_HOUSE))


def _name(monograph: Monograph) -> Fields:
    billing = monograph.billing
    return Fields(
        "Name, strength and form",
        (
            ("Name", f"{monograph.drug} ({monograph.brand})"),
            ("Strength", "as ordered for one patient; the concentration is under Quantities"),
            ("Form", f"{monograph.route}, diluted with {monograph.diluent}"),
            ("Active ingredient", f"{monograph.drug}, single-dose vials"),
            ("Diluents", f"{monograph.reconstitution_diluent}; {monograph.diluent}"),
            ("Look-alikes", ", ".join(monograph.look_alikes) or "none named"),
            (
                "Billing",
                _NOT_STATED
                if billing is None
                else f"{billing.code}, {show(billing.unit)} a unit; {billing.discarded} for what "
                f"is discarded, {billing.nothing_discarded} for nothing ({billing.source})",
            ),
        ),
    )


def _doses(monograph: Monograph) -> Table:
    rows = tuple(
        (
            "first" if row.first_cycle else "later",
            "any" if row.first_cycle else " or ".join(_RESPONSES[each] for each in row.responses),
            "; ".join(f"day {day}: {show(dose)}" for day, dose in row.days),
            f"{row.source} (revision {row.revision})",
        )
        for row in monograph.regimens
    )
    return Table("Dose", ("Cycle", "Response", "Dose", "Source"), rows, (1, 2.4, 6.4, 3.6))


def _supplies(monograph: Monograph, made: Example) -> Table:
    rows: list[tuple[str, ...]] = []
    if made.plan is not None:
        rows += [
            (need.item, f"{need.count}, scanned", need.role.value.replace("-", " "))
            for step in made.plan.steps
            for need in step.needs
        ]
    rows += [
        (
            each.kind.value,
            "may be used" if each.enabled else f"SWITCHED OFF: {each.reason}",
            "holds the dose",
        )
        for each in monograph.containers
    ]
    title = "Components, containers and supplies, for the example below"
    return Table(title, ("Item", "How many", "Used as"), tuple(rows), (5, 5, 3.2))


def _syringes(rules: SiteRules) -> Table:
    rows = tuple(_syringe(each) for each in rules.syringes.sizes)
    full = number_for_people(rules.syringes.fill * 100)
    title = f"Syringes of this site, each at most {full}% full"
    header = ("Capacity", "Graduation", "Kept in hub and needle")
    return Table(title, header, rows, (1, 1, 2))


def _syringe(each: Syringe) -> tuple[str, ...]:
    kept = "not stated" if each.dead_space is None else show(each.dead_space)
    return show(each.capacity), show(each.graduation), kept


def _steps(made: Example) -> Iterator[Section]:
    title = f"Step by step: {made.words}"
    if made.plan is None:
        yield Fields(title, (("No example", made.refused),))
        return
    rows = tuple(_step(number, step) for number, step in enumerate(made.plan.steps, 1))
    header = ("No.", "Step", "How", "Recorded", "Source")
    yield Table(title, header, rows, (0.8, 3.4, 4.2, 2.4, 2.6))
    yield Lines(f"Calculations of the example: {made.words}", made.plan.working)


def _step(number: int, step: Step) -> tuple[str, ...]:
    amount = ""
    if step.amount is not None and step.kind is Kind.MEASURE:
        shown = show(step.amount)
        amount = "" if shown in step.title else f": {shown}"
    signs = f"; PIN signs “{step.signs.value}”" if step.signs is not None else ""
    recorded = f"{_RECORDED[step.kind]}{signs}"
    return str(number), f"{step.title}{amount}", step.instruction, recorded, step.source


def _quality(monograph: Monograph, rules: SiteRules) -> Fields:
    policy = rules.policy.gravimetric
    percent = number_for_people(rules.policy.blind_volume_within)
    minutes = rules.policy.blind_start_within_minutes
    rows = [
        ("Each vial", monograph.text("vial-appearance").words),
        ("The preparation", f"{monograph.text('final-appearance').words}; no leak"),
        (
            "Check by a pharmacist",
            f"who did not prepare it: own volume within {percent}% and own latest start within "
            f"{minutes} min, entered blind",
        ),
        ("Weighing", _weighing(policy)),
        ("Label", "code read back before it goes out, and scanned back on the preparation"),
    ]
    return Fields("Physical description and quality control", tuple(rows))


def _weighing(policy: Gravimetric | None) -> str:
    if policy is None or not policy.weighed:
        return "nothing is weighed at this site"
    what = ", ".join(each.value for each in policy.weighed)
    within, outer = (
        number_for_people(each) for each in (policy.accepted_percent, policy.outer_percent)
    )
    return (
        f"{what}: within {within}% is accepted, up to {outer}% with a pharmacist's reason; scale "
        f"of {show(policy.readability)} ({policy.source})"
    )


def _until(monograph: Monograph, rules: SiteRules) -> Fields:
    reference = (
        f"{monograph.label} {monograph.revision}; the source stands with each limit, and no other "
        "reference is stated here"
    )
    rows = (
        ("Counts from", "the first vial reconstituted that is in use"),
        (
            "Beyond-use date",
            "the earliest of every limit that applies; the label prints START BY and FINISH BY, "
            "each with its date",
        ),
        ("Storage", monograph.text("store-at-room-temperature").words),
        ("Refrigerator", _refrigerator(monograph)),
        ("Stability reference", reference),
        *_category(rules),
    )
    return Fields("Beyond-use date and storage", rows)


def _category(rules: SiteRules) -> Iterator[tuple[str, str]]:
    category = rules.policy.category
    if category is None:
        yield "Category of USP <797>", "this site states none; the limits of the label hold"
        return
    for place, limit in (
        (Storage.ROOM, category.room),
        (Storage.REFRIGERATED, category.refrigerated),
    ):
        evidence = f"{limit.source}, {limit.revision}, {limit.checked.value.replace('-', ' ')}"
        said = f"{show(limit.value)} from preparation to the start {place.words} ({evidence})"
        yield category.words, said


def _refrigerator(monograph: Monograph) -> str:
    found = monograph.texts.get("store-in-refrigerator")
    return "not offered: the monograph has no words for it" if found is None else found.words


def _light(monograph: Monograph) -> Table:
    rows = [
        (words, means.words, means.source)
        for stage, words in _STAGES.items()
        for means in monograph.means(stage)
    ]
    if monograph.line_light is not None:
        rows.append(("Infusion line", monograph.line_light.words, monograph.line_light.source))
    title = "Protection from light that is accepted"
    return Table(title, ("Where", "Means", "Source"), tuple(rows), (3, 4, 6))


def _hazards(monograph: Monograph) -> Fields:
    hazardous = "yes" if monograph.hazardous else _NOT_STATED
    mixed = monograph.text("do-not-mix")
    rows = (("Hazardous drug", hazardous), ("Other drugs", f"{mixed.words} ({mixed.source})"))
    return Fields("Hazards and handling", rows)


def _container(monograph: Monograph, stated: StatedRules) -> Table:
    materials, used, line = monograph.container_materials, monograph.filter, monograph.line
    said = {
        "container-materials": "" if materials is None else capital(materials.said()),
        "filter": "" if used is None else used.said(),
        "line": "" if line is None else line.said(),
    }
    rows = tuple(
        row for part, words in said.items() for row in stated.worded(part, words or _NOT_STATED)
    )
    return Table("Container, filter and line", HEADER, rows, WORDS)


def _approval(
    monograph: Monograph, standing: Standing, stated: StatedRules, site: Site
) -> Iterator[Section]:
    rows = [("Content, SHA-256", monograph.digest)]
    if monograph.draft:
        rows.append(("Draft", monograph.draft))
    rows += [
        (f"Approved by {each.name}", _confirmed(each, standing, site))
        for each in standing.approvals
    ]
    if not standing.approvals:
        rows.append(("Approved", "by nobody"))
    if standing.withdrawal is not None:
        gone = standing.withdrawal
        at = site.shown(gone.at, "%Y-%m-%d %H:%M")
        rows.append(("Approval withdrawn", f"{gone.name}, {at}: {gone.reason}"))
    yield Fields("Version and approval", tuple(rows))
    off = stated.left_off()
    if off:
        yield Table("Switched off at this site: not checked", ("Rule", "Source"), off, (8, 4))


def _confirmed(approval: Approval, standing: Standing, site: Site) -> str:
    of = f"{len(approval.confirmed)} of {len(standing.unconfirmed)}"
    at = site.shown(approval.at, "%Y-%m-%d %H:%M")
    return f"{at}; confirmed {of} rules that were not seen in a label"
