"""`umbra verify`: the chain, every preparation replayed, every dose computed again.

The chain shows what was changed by someone who left the hashes alone. The rest is for someone who
made them again: the facts of a preparation, its order and the text the order came as hold each
other up, so that one of them cannot be changed alone; what holds of the times of the whole log is
in clock_verified. Not found is what leaves all the rest possible: an entry that was refused or
changed nothing after it taken out together with its end, such as a hold and its going on, another
person who could have done it, free text, a moment moved to where nothing before or after it
disagrees, the newest facts cut off.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from app import references
from app.clock_verified import Openings, gone_back, misdated, missing
from app.clock_watch import THE_CLOCK, misaccepted
from app.core import events as e
from app.core.audit import (
    contradictions,
    differences,
    measured_otherwise,
)
from app.core.clock_change import BY_THE_CLOCK
from app.core.clock_change import objection as clock_objection
from app.core.course import DoseGiven
from app.core.decision import other_syringes, start_agrees, volume_agrees
from app.core.dose import Basis, Dose, calculate, request_of, rounded
from app.core.encoding import decode
from app.core.evolution import begin, evolve
from app.core.finding import stops
from app.core.formulary import Monograph
from app.core.person import Office, Person
from app.core.plan import Plan
from app.core.plan import plan as plan_for
from app.core.preparation import Preparation, Stamped, Status
from app.core.product import Package, Product
from app.core.refused import Refused
from app.core.retrace import Behind, behind, objection
from app.core.rounding import ROUNDING_ASKED, rounding_offer
from app.core.sourced import Unsound
from app.core.surface_area import formula_named
from app.core.syringe import Syringes
from app.core.weighing_judged import weighed_otherwise
from app.core.weighing_steps import plan_weighed
from app.courses import PREFIX as COURSES
from app.courses import course_named, course_of, dose_of, infused_at, reviewed
from app.formulary import Uses, in_use_before, misapproved, uses
from app.intake.gs1 import Scanned, parse_scan
from app.labels_verified import misissued, mislabelled, misprinted
from app.log_check import check
from app.orders import is_as_it_came, order_in
from app.people import office_before
from app.preparations import PREFIX, preparation_in, stamped
from app.products_verified import InForce, misconfirmed
from app.recording import reading_of
from app.site import descriptions, site_before
from app.site_rules_log import misruled
from app.stock import misused, used_twice
from app.store import Log, Recorded
from app.telling import said

# How replaying fails where the log holds something that Umbra did not write.
_NOT_OURS = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, Unsound, Refused)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many facts and preparations were looked at, and every fault as a sentence."""

    facts: int
    preparations: int
    head: str
    faults: tuple[str, ...]


def verify(log: Log) -> Verdict:
    """Return what is wrong with a log; an empty tuple of faults means nothing was found."""
    report = check(log)
    if not report.sound:
        return Verdict(report.events, 0, report.head, report.faults)
    streams = log.streams(PREFIX)
    used, misused = _approvals(log)
    openings, mistimed = _times(log)
    in_force, misstocked = _materials(log)
    faults = (
        *misused,
        *misstocked,
        *_misruled(log),
        *_misaccepted(log),
        *_misissued(log),
        *_misprinted(log),
        *mistimed,
        *(fault for each in streams for fault in _faults(log, each, used, in_force, openings)),
        *(fault for stream in log.streams(COURSES) for fault in _course_faults(log, stream)),
    )
    return Verdict(report.events, len(streams), report.head, faults)


def _course_faults(log: Log, stream: str) -> tuple[str, ...]:
    """Return what is wrong with a course: facts that cannot be read, doses of no preparation."""
    try:
        _, course = course_named(log, stream.removeprefix(COURSES))
    except _NOT_OURS as error:
        return (f"{stream} cannot be read: {error}",)
    made = "preparation "
    return tuple(
        f"{stream}: a dose is said to be of {dose.source}, which was not released"
        for dose in course.facts
        if isinstance(dose, DoseGiven) and dose.source.startswith(made)
        if not _was_released(log, PREFIX + dose.source.removeprefix(made))
    )


def _was_released(log: Log, stream: str) -> bool:
    return any(row.name == "released" for row in log.history(stream))


def _approvals(log: Log) -> tuple[Uses, tuple[str, ...]]:
    try:
        return uses(log), tuple(misapproved(log))
    except _NOT_OURS as error:
        return {}, (f"an approval of a monograph cannot be read: {error}",)


def _materials(log: Log) -> tuple[InForce, tuple[str, ...]]:
    """Return which products were in force when, and what is wrong with products and stock."""
    try:
        return InForce(log), (*misconfirmed(log), *misused(log), *used_twice(log))
    except _NOT_OURS as error:
        return InForce(None), (f"a product or its stock cannot be read: {error}",)


def _misruled(log: Log) -> tuple[str, ...]:
    """Return where a preparation was opened by another policy than the site's file gave."""
    try:
        return tuple(misruled(log))
    except _NOT_OURS as error:
        return (f"the rules of the site cannot be compared: {error}",)


def _misissued(log: Log) -> tuple[str, ...]:
    """Return where a label was printed from what was not approved, or signed by no key of here."""
    try:
        return tuple(misissued(log))
    except _NOT_OURS as error:
        return (f"a template, a key or a label cannot be read: {error}",)


def _misaccepted(log: Log) -> tuple[str, ...]:
    """Return where somebody accepted the clock of the site who may not."""
    try:
        return tuple(misaccepted(log))
    except _NOT_OURS as error:
        return (f"an acceptance of the clock cannot be read: {error}",)


def _misprinted(log: Log) -> tuple[str, ...]:
    """Return where a label is recorded as only an earlier release did."""
    try:
        return tuple(misprinted(log))
    except _NOT_OURS as error:
        return (f"the labels in the log cannot be read: {error}",)


def _times(log: Log) -> tuple[Openings | None, tuple[str, ...]]:
    """Return what each opening of the folder found, and what is wrong with the time in the log."""
    try:
        openings = Openings(log)
        every = (openings.misfound(log), missing(log), misdated(log), gone_back(log))
        return openings, tuple(fault for faults in every for fault in faults)
    except _NOT_OURS as error:
        return None, (f"the times in the log cannot be compared: {error}",)


def _faults(
    log: Log, stream: str, used: Uses, in_force: InForce, openings: Openings | None
) -> tuple[str, ...]:
    try:
        return tuple(_found(log, stream, used, in_force, openings))
    except _NOT_OURS as error:
        return (f"{stream} cannot be replayed: {error}",)


def _found(
    log: Log, stream: str, used: Uses, in_force: InForce, openings: Openings | None
) -> Iterator[str]:
    history = log.history(stream)
    state = preparation_in(log, history)
    opened, monograph = state.opened, state.monograph
    if stream != PREFIX + opened.number:
        yield f"{stream} was opened under another number, {opened.number}"
    figures = (
        *differences(opened, monograph, references.formulas()),
        *contradictions(opened, monograph),
    )
    # What is wrong with one figure is said; the whole is compared for what no figure shows.
    yield from figures or _made_again(log, opened, monograph, history[0])
    yield from _order(log, opened)
    yield from _approved(opened, history[0].seq, used)
    yield from _reviewed(log, opened, monograph, history[0])
    facts = tuple(stamped(row) for row in history)
    yield from measured_otherwise(opened.number, state.steps, (each.fact for each in facts))
    yield from _products(opened.number, history, in_force)
    yield from _clock(log, opened, history)
    yield from _retraced(log, history, facts, monograph, in_force)
    yield from _restarted(history, facts, monograph, openings)
    if state.status is Status.RELEASED and opened.review is not None:
        yield from _given(log, state)


def _made_again(log: Log, opened: e.Opened, monograph: Monograph, row: Recorded) -> Iterator[str]:
    """Yield a fault where the order, under the recorded rules, comes to another dose or plan.

    Of the findings only the codes are compared: an approval adds to their sentences.
    """
    site, plan, syringes = site_before(descriptions(log), row.seq), opened.plan, opened.syringes
    if site is None or syringes is None or opened.review is None:
        return
    dose = _dose_again(opened, monograph, site.day(infused_at(opened.order, reading_of(row).wall)))
    if dose != plan.dose:
        yield f"{opened.number}: the dose with its findings and working comes out otherwise"
    made = [
        replace(again, findings=())
        for again in _plans_again(opened, dose, syringes, monograph)
        if {each.code for each in again.findings} <= {each.code for each in plan.findings}
    ]
    if replace(plan, findings=()) not in made:
        yield f"{opened.number}: the plan with its steps and findings comes out otherwise"
    if plan.dose.rounding is not None:
        asked = {each.code for each in opened.review.questions}
        if plan.dose.rounding.by != row.actor or ROUNDING_ASKED not in asked:
            yield f"{opened.number}: the dose is rounded by someone who did not open it, or unasked"


def _dose_again(opened: e.Opened, monograph: Monograph, on: date) -> Dose:
    """Return the dose of the recorded order on a day, rounded as is recorded."""
    assert opened.review is not None
    request = replace(
        request_of(opened.order, monograph, on),
        response=opened.review.response,
        reduction=opened.review.reduction,
    )
    policy = opened.policy
    formula = formula_named(policy.formula, references.formulas())
    dose = calculate(request, monograph, formula, policy, Basis.ORDERED)
    rounding = opened.plan.dose.rounding
    offer = rounding_offer(dose.prepared, dose.calculated, monograph, policy.rounding)
    return dose if rounding is None or offer is None else rounded(dose, offer, rounding.by)


def _plans_again(
    opened: e.Opened, dose: Dose, syringes: Syringes, monograph: Monograph
) -> Iterator[Plan]:
    """Yield the plan with the best syringes and, where there are any, the one with the others."""
    plan = opened.plan
    for second_best in (False, True):
        try:
            made = plan_for(
                dose, monograph, syringes, plan.total, plan.container, plan.bag, second_best
            )
        except Refused:
            continue
        yield plan_weighed(made, monograph, opened.policy.gravimetric)


def _retraced(
    log: Log,
    history: tuple[Recorded, ...],
    facts: tuple[Stamped, ...],
    monograph: Monograph,
    in_force: InForce,
) -> Iterator[str]:
    """Yield a fault for each fact that the rules would not have let in where it stands."""
    state, at, described = begin(facts[0], monograph), 1, descriptions(log)
    while at < len(facts):
        row, reading = history[at], facts[at].reading
        site = site_before(described, row.seq)
        now = state.now(reading)
        first = facts[at].fact
        done = first.at if isinstance(first, e.EnteredLate) else now
        today = done.date() if site is None else site.day(done)
        rest = tuple(each.fact for each in facts[at:])

        def package_of(
            fact: e.MaterialScanned, seq: int = row.seq, state: Preparation = state
        ) -> Package:
            return _package(fact, in_force.before(seq, fact.gtin, fact.ndc), state)

        found = behind(state, rest, package_of, today)
        told = tuple(_fault(state, facts[at])) or _objections(log, state, found, row, facts[at:])
        yield from told or _late_faults(state, facts[at : at + found.count])
        for each in facts[at : at + found.count]:
            state = evolve(state, each)
        at += found.count


def _restarted(
    history: tuple[Recorded, ...],
    facts: tuple[Stamped, ...],
    monograph: Monograph,
    openings: Openings | None,
) -> Iterator[str]:
    """Yield a fault for each restart that is recorded otherwise than was found of the heartbeat."""
    if openings is None or not any(isinstance(each.fact, BY_THE_CLOCK) for each in facts):
        return
    state = begin(facts[0], monograph)
    for row, each in zip(history[1:], facts[1:], strict=True):
        if why := openings.objection(state, each.fact, row):
            yield f"{state.opened.number}: record {row.version}, “{said(each.fact)}”: {why}"
        state = evolve(state, each)


def _objections(
    log: Log, state: Preparation, found: Behind, row: Recorded, facts: tuple[Stamped, ...]
) -> tuple[str, ...]:
    """Return why the first of `facts` cannot have been recorded, one sentence or none."""
    if found.entry is None and found.possible:
        return ()
    office = office_before(log, row.actor, row.seq)
    if office is None:
        why = f"{row.actor} was nobody who works here"
    else:
        person, rest = Person(row.actor, office), tuple(each.fact for each in facts)
        wrong = "" if not isinstance(rest[0], e.EnteredLate) else _misnamed(log, rest[0], row)
        if wrong:
            return (f"{state.opened.number}: record {row.version}: {wrong}",)
        why = objection(state, found, rest, person, facts[0].reading)
    told = f"{state.opened.number}: record {row.version}, “{said(facts[0].fact)}”: {why}"
    return (told,) if why else ()


def _misnamed(log: Log, late: e.EnteredLate, row: Recorded) -> str:
    """Return which name in a mark is of nobody who could have had that part in it, "" for none."""
    if office_before(log, late.by, row.seq) != late.office:
        return f"{late.by} is said to have done it as {late.office.value}, and was not one here"
    second = late.countersigned
    if second and office_before(log, second, row.seq) is not Office.PHARMACIST:
        return f"{second} is said to have countersigned it, and was no pharmacist here"
    return ""


def _late_faults(state: Preparation, facts: tuple[Stamped, ...]) -> Iterator[str]:
    """Yield what is wrong with facts that were entered from paper together, if they were."""
    first = facts[0]
    if not isinstance(first.fact, e.EnteredLate):
        return
    if any((each.actor, each.reading) != (first.actor, first.reading) for each in facts):
        yield (
            f"{state.opened.number}: record {first.version}, “{said(first.fact)}”: what follows "
            "was not recorded with it"
        )
    for before, each in pairwise(facts):
        state = evolve(state, before)
        yield from _fault(state, each)


def _package(fact: e.MaterialScanned, product: Product | None, state: Preparation) -> Package:
    """Return what a scan stood for: the product then in force or, before there were any, the need.

    Whether the package was kept from use then, and counted, the stock's own check says.
    """
    if product is None:
        needs = {need.role: need.item for step in state.steps for need in step.needs}
        traced = fact.lot is not None
        item = needs.get(fact.role, "")
        product = Product(fact.gtin, fact.role, item, fact.name, traced, True, "")
        product = replace(product, material=fact.material)
    return Package(
        scanned=fact.scanned,
        gtin=fact.gtin,
        lot=fact.lot,
        expiry=fact.expiry,
        serial=fact.serial,
        product=product,
        ndc=fact.ndc,
        noted=fact.noted,
        counted=True,
    )


def _order(log: Log, opened: e.Opened) -> Iterator[str]:
    history = log.history(opened.order_stream)
    if not history:
        yield f"{opened.number}: its order, {opened.order_stream}, is not in the log"
    elif order_in(history[0]) != opened.order:
        yield f"{opened.number}: it was opened for another order than the one that was imported"
    elif not is_as_it_came(history[0]):
        yield f"{opened.number}: its order does not say what the imported text says"


def _reviewed(log: Log, opened: e.Opened, monograph: Monograph, row: Recorded) -> Iterator[str]:
    """Yield a fault where the course, as it then stood, decided otherwise than is recorded.

    Compared is what no policy of a site bears on: the response, the reduction, the stops.
    """
    site, before = site_before(descriptions(log), row.seq), opened.review
    if before is None or site is None:
        return
    now = reviewed(log, opened.order, monograph, reading_of(row).wall, site, before=row.seq)
    if (now.response, now.reduction) != (before.response, before.reduction):
        yield f"{opened.number}: the course decided another response or reduction than is recorded"
    if stops(now.findings) != stops(before.findings):
        yield f"{opened.number}: the course had another stop than is recorded"


def _given(log: Log, state: Preparation) -> Iterator[str]:
    """Yield a fault where a released dose does not stand in its patient's course."""
    source = f"preparation {state.opened.number}"
    doses = [d for d in course_of(log, state.order.patient).facts if isinstance(d, DoseGiven)]
    found = [dose for dose in doses if dose.source == source]
    released = state.released or state.last.wall
    if not found:
        yield f"{state.opened.number}: it was released, and is not in its patient's course"
    yield from (
        f"{state.opened.number}: its patient's course says another dose than was prepared"
        for dose in found
        if replace(dose, on=date.min) != dose_of(state, date.min)
        or abs((dose.on - released.date()).days) > 1  # the site's day and that of UTC
    )


def _approved(opened: e.Opened, seq: int, used: Uses) -> Iterator[str]:
    # What was opened before courses were reviewed was opened before monographs were approved.
    if opened.review is None:
        return
    if in_use_before(used, opened.plan.monograph, seq) != opened.plan.monograph_digest:
        yield f"{opened.number}: it was opened under a monograph that was not approved then"


def _clock(log: Log, opened: e.Opened, history: tuple[Recorded, ...]) -> Iterator[str]:
    """Yield a fault where the time zone was changed and it is not said, or the other way round."""
    if not opened.clock_watched:
        return
    over = [row.seq for row in history if row.name in ("released", "discarded")]
    ended = over[0] if over else log.count()
    said_so = [stamped(row).fact for row in history if row.name == "zone-changed"]
    changed = [
        e.ZoneChanged(before.zone, after.zone)
        for (_, before), (seq, after) in pairwise(descriptions(log))
        if before.zone != after.zone and history[0].seq < seq <= ended
    ]
    if said_so != changed:
        yield f"{opened.number}: the time zone of the site was changed otherwise than is recorded"


def _fault(before: Preparation, stamped: Stamped) -> Iterator[str]:
    fact, number = stamped.fact, before.opened.number
    if why := clock_objection(before, fact, stamped.reading):
        yield f"{number}: record {stamped.version}, “{said(fact)}”: {why}"
    elif isinstance(fact, BY_THE_CLOCK) and stamped.actor != THE_CLOCK:
        yield f"{number}: {stamped.actor} recorded what only the clock does: “{said(fact)}”"
    match fact:
        case e.MaterialScanned():
            yield from _scanned(number, fact, stamped)
        case e.Weighed() if weighed_otherwise(before, fact):
            yield f"{number}: the mass at {fact.step} is recorded as accepted, and it is not so"
        case e.SyringesChosen() if fact.draws != other_syringes(before):
            yield f"{number}: syringes are recorded as chosen that were not offered"
        case e.FiguresEntered() if fact.agree is not (
            volume_agrees(before, fact) and start_agrees(before, fact)
        ):
            yield f"{number}: the checker's figures are recorded as compared, and it is not so"
        case e.Signed() if fact.name != (who := _who(before, stamped)):
            yield f"{number}: {who} signed as {fact.name}"
        case e.LabelSent() | e.LabelPrinted() | e.CompanionPrinted():
            yield from mislabelled(before, fact)
        case e.LabelConfirmed() if before.label is None or fact.code != before.label.code:
            yield f"{number}: a label was confirmed that is not the one printed last"


def _who(before: Preparation, stamped: Stamped) -> str:
    """Return who did what a fact says, by the paper where it came from there."""
    return stamped.actor if before.entering is None else before.entering.by


def _scanned(number: str, fact: e.MaterialScanned, stamped: Stamped) -> Iterator[str]:
    try:
        said = parse_scan(fact.scanned, stamped.reading.wall.date())
    except Refused as refused:
        yield f"{number}: the scanned code of {fact.name} cannot be read: {refused.sentence}"
        return
    if not _says_so(fact, said):
        yield f"{number}: the scanned code of {fact.name} says something else than its record"


def _says_so(fact: e.MaterialScanned, said: Scanned) -> bool:
    recorded = (fact.lot, fact.expiry, fact.serial)
    number = fact.gtin == said.gtin if fact.ndc is None else fact.ndc == said.ndc
    by_ndc = said.gtin is None
    return (
        number
        and by_ndc is (fact.ndc is not None)
        and recorded
        == (
            said.lot,
            said.expiry,
            said.serial,
        )
    )


def _products(number: str, history: tuple[Recorded, ...], in_force: InForce) -> Iterator[str]:
    """Yield a fault for each scan of what was not the product that two people had confirmed.

    Scans of releases that kept no products in the log are before the first of them.
    """
    for row in history:
        if row.name != "material-scanned" or not in_force.begun_before(row.seq):
            continue
        fact: e.MaterialScanned = decode(e.MaterialScanned, row.data)
        product = in_force.before(row.seq, fact.gtin, fact.ndc)
        if product is None or not product.accepted:
            yield f"{number}: {fact.name} was scanned, and was no confirmed product then"
        elif product.material != fact.material:
            yield f"{number}: {fact.name} was scanned as of another material than confirmed"
        elif (product.gtin, product.role, product.name) != (fact.gtin, fact.role, fact.name):
            yield f"{number}: {fact.name} was scanned, and its number stood for {product.name}"
