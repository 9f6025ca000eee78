"""What the compounding record says, from recorded facts alone."""

from collections.abc import Iterator
from datetime import datetime

from app.compounded_record import compounded, on_paper
from app.core import events as e
from app.core.decision import questions
from app.core.dilution import rate_of
from app.core.dose_words import doses
from app.core.finding import Severity
from app.core.gravimetric import show_mass
from app.core.outcome import Answered, Question
from app.core.preparation import FromPaper, Preparation, Stamped, Status
from app.core.quantity import show, signed_percent
from app.core.step import Meaning, Step
from app.core.weighing import object_of, policy_of, tare_of
from app.infusion_record import after_release
from app.label_record import label_table
from app.ledger_record import ledger_sections
from app.making_record import dose_rows, making_rows
from app.override_record import overrides
from app.quality_record import quality_control
from app.record_times import RecordTimes
from app.site import Site
from app.step_record import scans, steps_table
from app.telling import as_done, clock_start, entered_late, lines, said, with_marks
from app.waste_record import waste_rows, waste_table
from app.weighing_record import weighing_limits
from reports.section import Document, Fields, Lines, Section, Signatures, Table


def compounding_record(
    state: Preparation, history: tuple[Stamped, ...], site: Site, head: str
) -> Document:
    """Return the compounding record with every fact of `history`.

    `head` is the hash of the newest event in the log.
    """
    return Document(
        title="Compounding record",
        subtitle=_standing(state),
        identity=_identity(state),
        sections=tuple(_record_sections(state, history, site, head)),
        footer=site.foot,
        size=site.paper,
        mark=site.mark,
    )


def _standing(state: Preparation) -> str:
    if state.discarded is not None:
        return f"DISCARDED: {state.discarded.reason}. Waste {show(state.discarded.waste)}."
    if state.status is Status.RELEASED:
        return _released(state)
    return "NOT RELEASED: this record is of unfinished work."


def _released(state: Preparation) -> str:
    checked, released = (on_paper(state, each) for each in (Meaning.CHECKED, Meaning.RELEASED))
    if not released:
        return "Released after a pharmacist's check."
    if released == checked:
        return f"Checked and released {released}."
    how = f", which is {checked}" if checked else ""
    return f"Released {released}; after a pharmacist's check{how}."


def _identity(state: Preparation) -> tuple[tuple[str, str], ...]:
    patient, order = state.order.patient, state.order
    return (
        ("Patient", patient.name),
        ("MRN", patient.identifier),
        ("Born", patient.born.isoformat()),
        ("Preparation", state.opened.number),
        ("Drug", f"{state.monograph.drug} ({state.monograph.brand})"),
        ("Dose", doses(state.plan)),
        ("Course", f"Cycle {order.cycle} Day {order.day}"),
    )


def _record_sections(
    state: Preparation, history: tuple[Stamped, ...], site: Site, head: str
) -> Iterator[Section]:
    """Yield what was made, of what, how and with what result; then what it rests on.

    What an auditor asks first stands first; everything recorded, fact by fact, stands last.
    """
    times, done = RecordTimes.of(history, site), as_done(history)
    yield compounded(state, history, site)
    yield _order(state, site)
    yield _verification(state)
    yield _materials(state)
    yield steps_table(state, times)
    yield quality_control(state, done, times)
    yield from _weighings(state, history)
    if state.figures is not None:
        yield _check(state, site)
    yield from deadline_sections(state, site)
    yield from ledger_sections(state, site)
    yield overrides(done, times)
    yield from _troubles(state, site)
    yield Lines("Working", state.plan.working)
    yield _preparation(state)
    yield from waste_table(state)
    yield from label_table(state, history, site)
    yield _signatures(state, site)
    yield from after_release(state, history, site)
    yield _notes(state)
    yield from scans(done, times)
    yield _facts(history, site)
    yield _log(state, site, head)


def _order(state: Preparation, site: Site) -> Fields:
    order, dose = state.order, state.plan.dose
    rows = [
        ("Order", order.identifier),
        ("Prescriber", order.prescriber or "not stated"),
        ("Ordered dose", show(dose.ordered) if dose.ordered is not None else "not stated"),
        ("Calculated dose", show(dose.calculated)),
        *dose_rows(state),
        ("Height", f"{show(order.height)}{_measured(order.height_on)}"),
        ("Weight", f"{show(order.weight)}{_measured(order.weight_on)}"),
        ("Body surface area", f"{show(dose.area)} ({show(dose.area_exact, 6)} before rounding)"),
        ("Infusion wanted", _moment(order.wanted, site) if order.wanted else "not stated"),
        ("Location", order.location or "not stated"),
    ]
    return Fields("Order", tuple(rows))


def _measured(day: object) -> str:
    return f", measured {day}" if day else ""


def _preparation(state: Preparation) -> Fields:
    plan, monograph = state.plan, state.monograph
    released = state.status is Status.RELEASED
    deviation = signed_percent(plan.deviation_percent)
    rows = [
        ("Delivered dose", f"{show(plan.delivered)} ({deviation} of the dose prepared for)"),
        ("Volume withdrawn", f"{show(plan.volume)} (exact {show(plan.volume_exact)})"),
        *making_rows(state),
        ("Diluent", f"{show(plan.diluent)} of {monograph.diluent}"),
        ("Total volume", show(plan.total)),
        ("Concentration", show(plan.concentration)),
        ("Route", f"{monograph.route}, {show(rate_of(monograph, plan.total))}"),
        ("Storage", state.storage.value if state.storage else "not chosen"),
        *waste_rows(state),
        ("Monograph", f"{monograph.label} {monograph.revision}, {monograph.digest[:16]}"),
    ]
    title = "Preparation" if released else "Planned; what was done stands under Everything recorded"
    return Fields(title, tuple(rows))


def _verification(state: Preparation) -> Fields:
    asked = {each.code: each for each in questions(state)}
    review = state.opened.review
    verified = next((done for done in state.done if done.step == "verify-order"), None)
    rows = [
        ("Verified", verified.actor if verified else "not yet"),
        *(("By the record", _said(each)) for each in (review.answered if review else ())),
        *(("Confirmed", _confirmed(asked[code])) for code in state.confirmed if code in asked),
        *(
            ("Warning passed", f"{each.finding.sentence} Reason: {each.reason}")
            for each in state.accepted
        ),
    ]
    return Fields("Verification", tuple(rows))


def _said(answered: Answered) -> str:
    return f"{answered.sentence}: {answered.detail}" if answered.detail else answered.sentence


def _confirmed(question: Question) -> str:
    return f"{question.question} ({question.detail})" if question.detail else question.question


def _used_as(state: Preparation, material: e.MaterialScanned) -> str:
    if material.vial is None:
        return material.role.value.replace("-", " ")
    in_use = any(vial.material is material for vial in state.vials)
    return f"vial {material.vial}" if in_use else f"vial {material.vial}, quarantined, not used"


def _component(material: e.MaterialScanned) -> str:
    remarks = (material.noted, "code typed by hand" if material.typed else "")
    said = "; ".join(each for each in remarks if each)
    return f"{material.name} ({said})" if said else material.name


def _materials(state: Preparation) -> Table:
    rows = tuple(
        (
            _component(material),
            material.lot or "–",
            material.expiry.isoformat() if material.expiry else "–",
            material.serial or "–",
            _used_as(state, material),
        )
        for material in state.materials
    )
    return Table(
        "Components", ("Component", "Lot", "Expiry", "Serial", "Used as"), rows, (5, 2, 2, 2.6, 2.4)
    )


def _weighings(state: Preparation, history: tuple[Stamped, ...]) -> Iterator[Section]:
    """Yield what each object gained, with its tare, and what it was judged by.

    Nothing where a site weighs nothing.
    """
    steps = {step.identifier: step for step in state.steps}
    rows = tuple(
        _weighing(state, steps[stamped.fact.step], stamped.fact, late.by if late else stamped.actor)
        for stamped, late in zip(history, with_marks(history), strict=True)
        if isinstance(stamped.fact, e.Weighed) and stamped.fact.step in steps
        if stamped.fact.net is not None
    )
    if rows:
        header = ("Weighed", "Before", "After", "Gained", "Expected", "Apart", "How, by whom")
        yield Table("Weighing", header, rows, (1.6, 1.5, 1.5, 1.4, 1.5, 1.3, 4.2))
    yield from weighing_limits(state)


def _weighing(state: Preparation, step: Step, fact: e.Weighed, actor: str) -> tuple[str, ...]:
    tare, policy = tare_of(state, step), policy_of(state)
    how = "from the scale" if fact.from_scale else "typed by hand"
    why = f"; accepted: {fact.reason}" if fact.reason else ""
    assert fact.net is not None
    assert fact.deviation_percent is not None
    return (
        object_of(state, step),
        show_mass(tare, policy) if tare is not None else "–",
        show_mass(fact.mass, policy),
        show(fact.net),
        show(step.gain, 2) if step.gain is not None else "–",
        signed_percent(fact.deviation_percent),
        f"{how}, {actor}{why}",
    )


def _facts(history: tuple[Stamped, ...], site: Site) -> Table:
    rows = tuple((time, said, actor) for _, time, said, actor in lines(history, site))
    return Table("Everything recorded", ("Time", "What", "Person"), rows, (3.3, 7.2, 2.6))


def deadline_sections(state: Preparation, site: Site) -> Iterator[Section]:
    """Yield the deadlines, and from which vial they count where an earlier one counts no more."""
    rows = tuple(
        (
            deadline.name.value.replace("-", " "),
            _moment(deadline.at, site),
            deadline.rule,
            deadline.source,
        )
        for deadline in state.deadlines()
    )
    header = ("What", "At the latest", "Rule", "Source")
    yield Table("Deadlines", header, rows, (1.7, 3, 4.6, 3.6))
    start = clock_start(state, site)
    if start:
        yield Lines("Start of the clock", (f"{start}.",))


def _check(state: Preparation, site: Site) -> Table:
    figures, plan = state.figures, state.plan
    assert figures is not None
    start = next(d for d in state.deadlines() if d.name.value == "start-by")
    rows = (
        ("Volume to withdraw", show(figures.volume), show(plan.volume_exact), show(plan.volume)),
        (
            "Infusion starts by",
            _moment(figures.start_by, site),
            _moment(start.at, site),
            f"diluted {_moment(state.diluted, site)}" if state.diluted else "",
        ),
    )
    return Table(
        "Check", ("Figure", "Checker, blind", "Computed", "At the hood"), rows, (3, 3, 3, 4)
    )


def _troubles(state: Preparation, site: Site) -> Iterator[Section]:
    refusals = tuple(
        (_moment(at, site), refusal.entered, refusal.sentence, actor)
        for refusal, at, actor in state.refusals
    )
    if refusals:
        header = ("Time", "Entered", "Told", "Person")
        yield Table("Refused entries (close calls)", header, refusals, (2.9, 3, 5, 2.4))
    events = [("Vial quarantined", f"vial {v.vial}: {v.reason}") for v in state.quarantined]
    events += [("Check rejected", each.reason) for each in state.rejections]
    events += [
        ("Correction", f"{_moment(at, site)} {actor}, to record {each.about}: {each.statement}")
        for each, at, actor in state.corrections
    ]
    events += [("Clock", f"{_moment(at, site)} {said(fact)}") for fact, at in state.clock_events]
    if events:
        yield Fields("Quarantine, corrections, clock", tuple(events))


def _notes(state: Preparation) -> Fields:
    rows = tuple(
        (finding.source, finding.sentence)
        for finding in state.plan.findings
        if finding.severity is Severity.NOTE
    )
    return Fields("Not verified clinically, and other notes", rows)


def _signatures(state: Preparation, site: Site) -> Signatures:
    late = {(each.step, each.at): each.late for each in state.done}
    rows = tuple(
        (
            f"{signed.meaning.value}{f': {signed.remark}' if signed.remark else ''}",
            signed.name,
            signed.office.value,
            _signed_at(at, late.get((signed.step, at)), site),
        )
        for signed, at in state.signatures
    )
    on_paper = any(late.get((signed.step, at)) for signed, at in state.signatures)
    also = ", or on paper where that is said" if on_paper else ""
    return Signatures(f"Signatures by PIN{also}", rows)


def _signed_at(at: datetime, late: FromPaper | None, site: Site) -> str:
    return _moment(at, site) + (f", on paper; {entered_late(late, at, site)}" if late else "")


def _log(state: Preparation, site: Site, head: str) -> Fields:
    label = state.label
    rows = [
        ("Head of the log", head),
        ("Facts in this preparation", str(state.version)),
        ("Times on this record", f"of the time zone {site.zone}"),
    ]
    if state.label_written:
        rows.append(("Label", "written by hand, and compared by hand"))
    if label is not None:
        by = f", printed by {label.printer}" if label.printer else ""
        rows.append(("Label", f"copy {label.copy}{by}, SHA-256 {label.digest}"))
        rows.append(("Label code", label.code))
        rows.append(("Label scanned back", "yes" if state.label_confirmed else "no"))
    return Fields("Evidence", tuple(rows))


def _moment(moment: datetime, site: Site) -> str:
    return site.shown(moment, "%Y-%m-%d %H:%M")
