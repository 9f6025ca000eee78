"""Which facts may come next: every rule of a preparation, one function for each kind of step.

`decide` is the only door. It returns the facts to record, or raises Refused with the sentence a
person sees. It changes nothing.
"""

from datetime import datetime, timedelta

from app.core import entry as said
from app.core import events as e
from app.core.container_check import require_right_container
from app.core.dose import percent_apart
from app.core.elapsed import elapsed
from app.core.finding import Finding, stops, warnings
from app.core.formulary import LightProtection
from app.core.gravimetric import Verdict
from app.core.hand_label import label_compared, label_written
from app.core.holding import (
    hold,
    means_at,
    protection,
    require_refrigerable,
    resume,
    store,
    take_over,
)
from app.core.infusion_decision import infusion_facts, require_in_time
from app.core.label_decision import (
    companion_printed,
    label_end,
    label_sent,
    reason_for,
    require_answered,
    require_bag_answered,
    require_label,
)
from app.core.label_kind import LabelKind
from app.core.late import BY_HAND, late_facts
from app.core.ledger import waited
from app.core.light import Stage
from app.core.minute import whole_minute
from app.core.outcome import Question
from app.core.person import Office, Person
from app.core.preparation import Preparation, Status, missing, was_opened
from app.core.product import Package, Product
from app.core.quantity import exactly, measured_in, show
from app.core.reading import Reading
from app.core.reason import written
from app.core.refused import Refused
from app.core.regimen import NoteGate
from app.core.sameness import Sameness, same_package
from app.core.step import Kind, Meaning, Role, Step
from app.core.storage import Storage
from app.core.syringe import Draw
from app.core.timing import Name, backwards, deadline_named
from app.core.weighing_judged import judge, require_accepted, require_judged
from app.core.workable import require_in_date, require_workable

Facts = tuple[e.Event, ...]

# What is still recorded of a preparation that went out.
AFTER_RELEASE = (
    said.Store,
    said.LoseProtection,
    said.RestoreProtection,
    said.InfusionEntry,
    said.LabelEntry,
)


def decide(state: Preparation, entry: said.Entry, person: Person, reading: Reading) -> Facts:
    """Return the facts that `entry` of `person` adds at `reading`; raises Refused."""
    if not _is_recorded_still(state, entry):
        raise Refused(f"This preparation is {state.status.value}; nothing more is recorded in it.")
    _may_work(person)
    if isinstance(entry, BY_HAND):
        raise Refused(
            "A label is written and compared by hand only while Umbra does not run, and entered "
            "from paper. Print the label and scan it."
        )
    if isinstance(entry, said.Discard):
        return (_discarded(state, entry),)
    if isinstance(entry, said.AcceptClock):
        return (_clock_accepted(state, entry, person, reading),)
    if backwards(state.last, reading):
        raise Refused(clock_behind(state))
    if isinstance(entry, said.Late):
        _may_work(entry.by)
        return late_facts(state, entry, person, reading, _decided_at)
    return _decided_at(state, entry, person, state.now(reading))


def _decided_at(state: Preparation, entry: said.SaidNow, person: Person, now: datetime) -> Facts:
    """Return what follows from something said at a moment, by a clock that can be trusted."""
    if isinstance(entry, said.InfusionEntry):
        return infusion_facts(state, entry, person, now)
    if isinstance(entry, said.AnytimeEntry):
        return _anytime(state, entry, person, now)
    if isinstance(entry, said.LabelEntry):
        return (_label(state, entry, now),)
    if isinstance(entry, said.Discard):
        return (_discarded(state, entry),)
    require_bag_answered(state)
    assert isinstance(entry, said.StepEntry)
    step = _current(state, entry.step)
    require_workable(state)
    if step.kind is not Kind.CHECK or not isinstance(entry, said.Reject):
        _in_time(state, entry, now)
    return _step(state, step, entry, person, now)


def _is_recorded_still(state: Preparation, entry: said.Entry) -> bool:
    """Tell whether an entry counts once it is over: what was sent to a printer may still come out.

    While it is not over, every entry does.
    """
    match state.status:
        case Status.DISCARDED:
            return isinstance(entry, said.LabelEnd)
        case Status.RELEASED:
            return isinstance(entry, AFTER_RELEASE)
        case _:
            return True


def _may_work(person: Person) -> None:
    if person.office is Office.ADMINISTRATOR:
        raise Refused(
            "An administrator does not prepare or check; a technician or a pharmacist signs in."
        )


def clock_behind(state: Preparation) -> str:
    """Return what is wrong, and what to do, where the clock ran backwards across a restart."""
    told = "The clock shows an earlier time than the last recorded step."
    if state.exposed_since is None:
        return (
            f"{told} Set the clock right, or let a pharmacist accept it as it is; else discard the "
            "preparation."
        )
    return (
        f"{told} The age of the drug is not known: set the clock right, to the minute, or stop and "
        "discard the preparation."
    )


def _current(state: Preparation, identifier: str) -> Step:
    step = state.step
    if step is None:
        raise Refused("Every step is done; nothing more is recorded in this preparation.")
    if step.identifier != identifier:
        again = identifier == "print-label" and step.identifier in ("scan-label", "release")
        if again:
            return next(each for each in state.steps if each.identifier == "print-label")
        raise Refused(f"This page is not the present step; the present step is: {step.title}.")
    return step


def _in_time(state: Preparation, entry: said.StepEntry, now: datetime) -> None:
    require_in_time(state, now)
    if not isinstance(entry, said.Scan | said.Quarantine):
        require_in_date(state, now)


def _step(
    state: Preparation, step: Step, entry: said.StepEntry, person: Person, now: datetime
) -> Facts:
    match entry, step.kind:
        case said.Verify(), Kind.CONFIRM if step.identifier == "verify-order":
            return _verified(state, step, entry, person)
        case said.Scan(), Kind.SCAN:
            return _scanned(state, step, entry)
        case said.Measure(), Kind.MEASURE:
            return (_measured(step, entry),)
        case said.Weigh(), Kind.WEIGH:
            return (_weighed(state, step, entry, person),)
        case said.ChooseSyringes(), Kind.MEASURE | Kind.WEIGH:
            return (_other_syringes(state, step, entry),)
        case said.Inspect(), Kind.INSPECT:
            return (_inspected(step, entry),)
        case said.Quarantine(), Kind.MEASURE | Kind.WEIGH if step.vial is not None:
            return (e.VialQuarantined(step.identifier, step.vial, written(entry.reason)),)
        case said.Choose(), Kind.PROTECT:
            return (_protected(step, entry),)
        case said.Choose(), Kind.CONFIRM if step.choices:
            storage = Storage(_choice(step, entry.choice))
            if storage is Storage.REFRIGERATED:
                require_refrigerable(state, now)
            return (e.StorageChosen(step.identifier, storage),)
        case said.Confirm(), Kind.CONFIRM if step.identifier == "add-drug":
            return (e.DrugAdded(step.identifier),)
        case said.Sign(), Kind.CONFIRM | Kind.CHECK if step.signs is entry.meaning:
            return _signed(state, step, entry, person, now)
        case said.EnterFigures(), Kind.CHECK:
            return (_figures(state, step, entry, person),)
        case said.Reject(), Kind.CHECK:
            _may_check(state, person)
            return (e.CheckRejected(step.identifier, written(entry.reason)),)
        case said.Print(), Kind.PRINT:
            return (_printed(state, step, entry),)
        case said.ScanBack(), Kind.SCAN_BACK:
            return (_scanned_back(state, step, entry),)
        case said.WriteLabel(), Kind.PRINT:
            return (label_written(state, step, entry),)
        case said.CompareLabel(), Kind.SCAN_BACK:
            return (label_compared(state, step, person),)
        case _:
            raise Refused(f"That is not what this step asks for. {step.title}.")


def _pharmacist(person: Person, what: str) -> None:
    if person.office is not Office.PHARMACIST:
        office = "a technician" if person.office is Office.TECHNICIAN else "an administrator"
        raise Refused(f"Only a pharmacist {what}; {person.name} is signed in as {office}.")


def _verified(state: Preparation, step: Step, entry: said.Verify, person: Person) -> Facts:
    found = state.plan.findings
    may_verify(found, questions(state), entry.confirmed, entry.reasons, person)
    reasons = dict(entry.reasons)
    passed = tuple(
        e.WarningAccepted(finding, written(reasons[finding.code])) for finding in warnings(found)
    )
    return (*passed, e.OrderVerified(step.identifier, tuple(entry.confirmed)))


def may_verify(
    found: tuple[Finding, ...],
    asked: tuple[Question, ...],
    confirmed: tuple[str, ...],
    reasons: tuple[tuple[str, str], ...],
    person: Person,
) -> None:
    """Raise Refused unless `person` may verify an order with these findings and answers."""
    _pharmacist(person, "verifies an order")
    for finding in stops(found):
        raise Refused(f"The plan has a stop: {finding.sentence}")
    for question in asked:
        if question.code not in confirmed:
            raise Refused(f"Not confirmed yet: {question.question}. Confirm it, or stop.")
    given = dict(reasons)
    for finding in warnings(found):
        if not given.get(finding.code):
            raise Refused(f"Write a reason for this warning: {finding.sentence}")
        written(given[finding.code])


def questions(state: Preparation) -> tuple[Question, ...]:
    """Return the conditions that a pharmacist must confirm before this preparation begins.

    They were frozen when it was opened. What was opened before courses were kept is asked every
    condition of the label.
    """
    review = state.opened.review
    if review is not None:
        return review.questions
    order = state.order
    return tuple(
        Question(gate.code, gate.question, "", gate.source)
        for gate in state.monograph.gates
        if gate.applies(order.cycle, order.day) and not isinstance(gate, NoteGate)
    )


def _scanned(state: Preparation, step: Step, entry: said.Scan) -> Facts:
    package = entry.package
    product = _known(package)
    wanted = missing(state, step.identifier)
    _fits(step, product, wanted)
    if product.role is Role.CONTAINER:
        require_right_container(product, state.plan.bag, state.plan.total, state.monograph)
    if product.traced:
        _traceable(package, product)
    _fresh(state, entry, product)
    vial = _slot(state, step) if product.role is Role.VIAL else None
    return (
        e.MaterialScanned(
            step=step.identifier,
            role=product.role,
            vial=vial,
            name=product.name,
            gtin=package.gtin,
            lot=package.lot,
            expiry=package.expiry,
            serial=package.serial,
            scanned=package.scanned,
            material=product.material,
            ndc=package.ndc,
            noted=package.noted,
            typed=entry.typed,
            in_date_until=entry.in_date_until,
        ),
    )


def _known(package: Package) -> Product:
    if package.product is None:
        # A number that is proposed and not confirmed says so; it is nobody's product yet.
        raise Refused(
            package.withheld
            or f"{package.gtin or f'NDC {package.ndc}'} is not in this site's list of products. "
            "Put it aside and scan the right package; new products are confirmed on the Products "
            "page."
        )
    return package.product


def _fits(step: Step, product: Product, wanted: tuple[str, ...]) -> None:
    needs = {need.role: need for need in step.needs}
    need = needs.get(product.role)
    expected = " or ".join(sorted({needs[Role(role)].item for role in wanted}))
    if need is None:
        raise Refused(f"This is {product.name}. Put it aside and scan {expected}.")
    if need.item != product.item or not product.accepted:
        raise Refused(f"This is {product.name}, not {need.item}. Put it aside.")
    if product.role.value not in wanted:
        if need.count == 1:
            raise Refused(
                f"The one {need.item} is scanned already. Put this one aside and scan {expected}."
            )
        raise Refused(
            f"All {need.count} {need.item} are scanned already. Put this one aside and scan "
            f"{expected}."
        )


def _traceable(package: Package, product: Product) -> None:
    lacking = [
        word for word, value in (("lot", package.lot), ("expiry date", package.expiry)) if not value
    ]
    if lacking:
        words = "lot and no expiry date" if len(lacking) > 1 else lacking[0]
        raise Refused(
            f"The code of {product.name} holds no {words}. Scan the square "
            "code on the carton, or type what the carton shows, such as "
            "(01)…(17)YYMMDD(10)lot."
        )


def _fresh(state: Preparation, entry: said.Scan, product: Product) -> None:
    package = entry.package
    if package.expiry is not None and package.expiry < entry.today:
        expiry = package.expiry.isoformat()
        if package.lot:
            raise Refused(
                f"{product.name}, lot {package.lot}, expired on {expiry}. "
                "Put it aside and take one in date."
            )
        raise Refused(f"{product.name} expired on {expiry}. Put it aside and take one in date.")
    if package.withheld:
        raise Refused(package.withheld)
    if product.role is not Role.VIAL:
        return
    if package.used_in is not None:
        raise Refused(
            f"This vial, serial {package.serial}, was scanned for preparation {package.used_in}; "
            "each vial is used once. Put it aside and take another."
        )
    for other in state.materials:
        if other.role is Role.VIAL and other.gtin == package.gtin:
            _require_other_vial(other, package)


def _require_other_vial(other: e.MaterialScanned, package: Package) -> None:
    """Raise Refused unless a package is surely not a vial that is scanned already."""
    match same_package((other.lot, other.serial), (package.lot, package.serial)):
        case Sameness.SAME:
            raise Refused(
                f"This vial, serial {package.serial}, is scanned already. Scan the next one."
            )
        case Sameness.UNKNOWN if package.serial is None:
            raise Refused(
                f"Serial {other.serial} of this lot is scanned already, and this code holds no "
                "serial number: it may be the same vial. Scan the code with the serial number."
            )
        case Sameness.UNKNOWN:
            raise Refused(
                f"A vial of lot {other.lot} is scanned already by a code without a serial number: "
                "it may be this one. Take a vial of another lot, or discard this preparation and "
                "scan the codes with the serial number."
            )
        case Sameness.ALIKE if not package.counted:
            raise Refused(
                "A vial with this code is scanned already, and the code holds no serial "
                "number to tell two vials apart. Scan the square code on the carton."
            )
        case _:
            pass


def _slot(state: Preparation, step: Step) -> int:
    if step.vial is not None:
        return step.vial
    return 1 + len(state.vials)


def _measured(step: Step, entry: said.Measure) -> e.Event:
    expected = step.amount
    if expected is None or entry.volume != expected:
        wanted = "" if expected is None else show(expected)
        instead = (
            "Bring the plunger to the mark and read again; if the vial already holds another "
            "volume, quarantine the vial."
            if step.vial is not None
            else "Bring the plunger to the mark and read again."
        )
        raise Refused(f"{show(entry.volume)} was entered; {wanted} is needed. {instead}")
    volume = measured_in(entry.volume, "mL")
    if step.vial is not None:
        return e.Reconstituted(step.identifier, step.vial, volume)
    if step.identifier == "fill-container":
        return e.ContainerFilled(step.identifier, volume)
    if step.identifier == "withdraw-diluent":
        return e.DiluentWithdrawn(step.identifier, volume)
    return e.DoseWithdrawn(step.identifier, volume)


def _weighed(state: Preparation, step: Step, entry: said.Weigh, person: Person) -> e.Event:
    found, mass = judge(state, step, entry.mass), measured_in(entry.mass, "g")
    if found is None:
        return e.Weighed(step.identifier, mass, entry.from_scale, None, None, None)
    require_accepted(found, state, step, entry.reason)
    reason = None
    if found.verdict is Verdict.NEEDS_REASON:
        _pharmacist(person, "accepts a mass that is further off than the site accepts")
        reason = written(entry.reason)
    net, apart, dose = found.figures
    return e.Weighed(step.identifier, mass, entry.from_scale, net, apart, reason, dose)


def _other_syringes(state: Preparation, step: Step, entry: said.ChooseSyringes) -> e.Event:
    """Return the choice of the other syringes; only before anything is drawn or tared for them."""
    other = other_syringes(state)
    if not other:
        raise Refused(
            f"No other syringes of this site measure {show(state.plan.volume)}. Take the ones that "
            "are planned, or call a pharmacist."
        )
    tared = any(done.step == "tare-syringe-1" for done in state.done)
    if step.identifier not in _FIRST_OF_DRAWING or tared:
        raise Refused(f"Syringes are chosen before the dose is drawn. {step.title}.")
    return e.SyringesChosen(step.identifier, other, written(entry.reason))


# The step that begins the drawing: the first syringe is weighed empty where the site weighs.
_FIRST_OF_DRAWING = ("withdraw-1", "tare-syringe-1")


def other_syringes(state: Preparation) -> tuple[Draw, ...]:
    """Return the draws that show the planned volume and are not those in use; () for none."""
    found = (state.plan.second, state.plan.draws)
    return next((draws for draws in found if draws != state.draws), ())


def _inspected(step: Step, entry: said.Inspect) -> e.Event:
    if step.vial is not None:
        if entry.passed:
            return e.VialPassed(step.identifier, step.vial)
        return e.VialQuarantined(step.identifier, step.vial, written(entry.reason))
    if entry.passed:
        return e.BagPassed(step.identifier)
    return e.BagFailed(step.identifier, written(entry.reason))


def _choice(step: Step, code: str) -> str:
    if code not in {choice.code for choice in step.choices}:
        raise Refused(f"“{code}” is not one of the choices. {step.title}.")
    return code


def _protected(step: Step, entry: said.Choose) -> e.Event:
    code = _choice(step, entry.choice)
    (words,) = (choice.words for choice in step.choices if choice.code == code)
    stage = Stage.BAG if step.identifier == "cover-bag" else Stage.HOOD
    return e.ProtectionStarted(step.identifier, code, words, stage)


def _may_check(state: Preparation, person: Person) -> None:
    _pharmacist(person, "checks a preparation")
    if person.name in state.preparers:
        raise Refused(
            f"{person.name} took part in preparing this; nobody checks their own work. "
            "Another pharmacist signs in."
        )
    if person.name in state.transcribers:
        raise Refused(
            f"{person.name} entered what was done from paper; nobody checks what they entered. "
            "Another pharmacist signs in."
        )


def _figures(state: Preparation, step: Step, entry: said.EnterFigures, person: Person) -> e.Event:
    _may_check(state, person)
    agree = volume_agrees(state, entry) and start_agrees(state, entry)
    volume = measured_in(entry.volume, "mL")
    return e.FiguresEntered(step.identifier, volume, entry.start_by, agree)


def volume_agrees(state: Preparation, entry: said.EnterFigures | e.FiguresEntered) -> bool:
    """Tell whether the checker's volume lies within the site's tolerance of the exact volume."""
    concentration = state.monograph.reconstituted_concentration.value
    with exactly():
        theirs = entry.volume * concentration
        ours = state.plan.volume_exact * concentration
    return abs(percent_apart(theirs, ours)) <= state.policy.blind_volume_within


def start_agrees(state: Preparation, entry: said.EnterFigures | e.FiguresEntered) -> bool:
    """Tell whether the checker's latest start is the deadline, to the site's minutes."""
    deadline = whole_minute(deadline_named(state.deadlines(), Name.START).at)
    apart = abs(entry.start_by - deadline)
    return apart <= timedelta(minutes=state.policy.blind_start_within_minutes)


def _signed(
    state: Preparation, step: Step, entry: said.Sign, person: Person, now: datetime
) -> Facts:
    remark = written(entry.remark) if entry.remark else None
    if entry.meaning is Meaning.PREPARED and person.name not in state.preparers:
        raise Refused(f"{person.name} did not prepare this; the one who did signs.")
    if entry.meaning is Meaning.CHECKED:
        _may_sign_check(state, person, remark, now)
    signed = e.Signed(step.identifier, entry.meaning, person.name, person.office, remark)
    if entry.meaning is not Meaning.RELEASED:
        return (signed,)
    _pharmacist(person, "releases a preparation")
    return (signed, e.Released(step.identifier))


def _may_sign_check(state: Preparation, person: Person, remark: str | None, now: datetime) -> None:
    _may_check(state, person)
    gaps = state.gaps(now)
    if state.figures is None or state.figures_by != person.name:
        raise Refused("Enter your own figures first; then sign.")
    if not state.figures.agree:
        raise Refused(
            "Your figures and the recorded ones differ. Enter them again, or say what is not right."
        )
    if state.time_doubted and not remark:
        raise Refused(
            "After a restart only this clock tells how old the drug is. Compare it with another "
            "clock and write what that showed, or say what is not right."
        )
    if not remark and any(each.untimed for each in waited(state, now)):
        raise Refused(
            "Reconstituted vials waited at room temperature outside the hood, for which the "
            "drug's label gives no time. Write why it may be released, or say what is not right."
        )
    if gaps and not remark:
        exposed = sum((gap.length for gap in gaps), timedelta(0))
        raise Refused(
            f"The drug was without light protection for {elapsed(exposed)}. "
            "Write why it may be released, or say what is not right."
        )
    require_judged(state, remark)


def _label(state: Preparation, entry: said.LabelEntry, now: datetime) -> e.Event:
    """Return what follows of a label of any kind but one of the bag that is put out as a file."""
    if isinstance(entry, said.LabelEnd):
        return label_end(state, entry)
    require_answered(state)
    if isinstance(entry, said.PrintCompanion):
        if entry.kind is LabelKind.BAG:
            raise Refused("The label of the bag is printed at its own step.")
        require_label(state, entry.kind, entry.number, now)
        return companion_printed(state, entry)
    step = ""
    if entry.kind is LabelKind.BAG:
        step = _current(state, "print-label").identifier
        require_workable(state)
    require_label(state, entry.kind, entry.number, now)
    return label_sent(state, entry, step)


def _printed(state: Preparation, step: Step, entry: said.Print) -> e.Event:
    require_answered(state)
    reason = reason_for(state, LabelKind.BAG, 0, entry.reason)
    return e.LabelPrinted(
        step.identifier,
        state.copies + 1,
        entry.code,
        entry.digest,
        entry.file,
        reason,
        "",
        entry.template,
        entry.stock,
        entry.place,
        entry.count,
    )


def _scanned_back(state: Preparation, step: Step, entry: said.ScanBack) -> e.Event:
    if state.label is None or entry.code != state.label.code:
        raise Refused(
            "This is not the label printed last for this preparation. Take the right label and "
            "scan it on the bag."
        )
    return e.LabelConfirmed(step.identifier, entry.code)


def _anytime(state: Preparation, entry: said.AnytimeEntry, person: Person, now: datetime) -> Facts:
    match entry:
        case said.LoseProtection():
            return (_protection_lost(state, entry),)
        case said.RestoreProtection():
            return (_protection_restored(state, entry, now),)
        case said.Hold():
            if entry.storage is not None:
                # No deadline is moved out of sight by bringing elsewhere what is too late.
                require_in_time(state, now)
            return hold(state, entry, now)
        case said.Resume():
            return resume(state, entry, person)
        case said.Store():
            return store(state, entry, now)
        case said.TakeOver():
            return take_over(state, person)
        case said.Call():
            return (e.PharmacistCalled(written(entry.remark) if entry.remark else None),)
        case said.Answer():
            _pharmacist(person, "answers a call")
            if not state.called:
                raise Refused("No pharmacist was called.")
            return (e.PharmacistAnswered(written(entry.answer)),)
        case said.Correct():
            return (_correction(state, entry),)
        case _:
            return (e.WorksheetPrinted(entry.file),)


def _protection_lost(state: Preparation, entry: said.LoseProtection) -> e.Event:
    if all(each.ended is not None for each in state.ledger):
        raise Refused("No light protection is recorded that could be lost.")
    return e.ProtectionLost(written(entry.reason))


def _protection_restored(
    state: Preparation, entry: said.RestoreProtection, now: datetime
) -> e.Event:
    if not state.ledger or state.protection(now) is not None:
        raise Refused("The light protection is recorded as in place already.")
    return protection(state, "restore-protection", entry.choice, state.light_stage)


def means_now(state: Preparation) -> tuple[LightProtection, ...]:
    """Return the means of light protection at the present stage: at the hood, on the bag, …"""
    return means_at(state, state.light_stage)


def _correction(state: Preparation, entry: said.Correct) -> e.Event:
    if not 1 <= entry.about <= state.version:
        raise Refused(
            f"There is no record number {entry.about}; choose one of 1 to {state.version}."
        )
    return e.Corrected(entry.about, written(entry.statement))


def _clock_accepted(
    state: Preparation, entry: said.AcceptClock, person: Person, reading: Reading
) -> e.Event:
    _pharmacist(person, "accepts a clock that ran backwards")
    if not backwards(state.last, reading):
        raise Refused("The clock did not run backwards; nothing has to be accepted.")
    if state.exposed_since is not None:
        raise Refused(
            "The time since reconstitution is no longer known because the clock ran backwards. "
            "Stop and discard the preparation."
        )
    return e.ClockAccepted(written(entry.reason))


def _discarded(state: Preparation, entry: said.Discard) -> e.Event:
    used = sum(1 for vial in state.vials if vial.reconstituted is not None)
    used += sum(1 for each in state.quarantined if was_opened(each))
    with exactly():
        waste = measured_in(state.monograph.labelled_content.value * used, "mg")
    return e.Discarded(written(entry.reason), waste, used)
