"""The fold over the facts of one preparation: `replay` gives the state that the window draws."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from app.core import entering
from app.core import events as e
from app.core.formulary import Monograph
from app.core.gravimetric import show_mass
from app.core.label_kind import LabelKind
from app.core.labelled import (
    companion_printed,
    companions_void,
    label_not_printed,
    label_sent,
    vial_gone,
)
from app.core.light import (
    Protection,
    Stage,
)
from app.core.outage import as_seen_from
from app.core.preparation import Done, Preparation, Stamped, Status, Vial, missing
from app.core.procedure import reconstitution, replacement, withdrawal
from app.core.quantity import show, signed_percent
from app.core.reading import Reading
from app.core.step import Meaning
from app.core.storage import Stay, Storage
from app.core.timing import (
    backwards,
)
from app.core.voiding import clock_changed, corrected, unchecked_if_open, undone, unlabelled
from app.core.weighing_steps import weighed
from app.core.whereabouts import (
    all_gone,
    appeared,
    brought,
    infused,
    moved_to,
    put_on_hold,
    resumed,
    taken_away,
)


def replay(history: Iterable[Stamped], monograph: Monograph) -> Preparation:
    """Return the state after a history; raises ValueError where it does not begin with Opened."""
    state: Preparation | None = None
    for stamped in history:
        state = begin(stamped, monograph) if state is None else evolve(state, stamped)
    if state is None:
        raise ValueError("a preparation without facts")
    return state


def begin(stamped: Stamped, monograph: Monograph) -> Preparation:
    """Return the state after its first fact; raises ValueError for any fact but Opened."""
    if not isinstance(stamped.fact, e.Opened):
        raise ValueError("a preparation begins by being opened")
    if stamped.fact.plan.monograph_digest != monograph.digest:
        raise ValueError("the monograph is not the one this preparation was opened under")
    return Preparation(
        stamped.fact,
        monograph,
        stamped.fact.plan.steps,
        last=stamped.reading,
        steady=stamped.reading,
        version=stamped.version,
    )


def evolve(state: Preparation, stamped: Stamped) -> Preparation:
    """Return the state after one more fact; raises ValueError out of order."""
    if stamped.version != state.version + 1:
        raise ValueError("a fact is missing or out of order")
    steady = _steady(state, stamped)
    outages = as_seen_from(state.outages, stamped.reading)
    state = replace(
        _reckoned(state, stamped), version=stamped.version, steady=steady, outages=outages
    )
    if isinstance(stamped.fact, e.EnteredLate):
        return entering.begun(state, stamped.fact, stamped.actor)
    if isinstance(stamped.fact, e.WasOff):
        return entering.was_off(state, stamped.fact, stamped.reading)
    actor, at = entering.done(state, stamped)
    return entering.after(_after(state, stamped.fact, actor, at), stamped.fact, at)


def _reckoned(state: Preparation, stamped: Stamped) -> Preparation:
    """Return the state with its times as the wall clock, as it is set now, would have shown them.

    Where the wall was set back, all that is reckoned from moves back with it: what has elapsed
    stays elapsed, and a deadline on a label is true by the clock that people look at.
    """
    reading = stamped.reading
    # What is recorded under a clock that ran backwards, such as the refusal that says so, must
    # not make that clock the one to reckon from before a pharmacist accepts it.
    if backwards(state.last, reading) and not isinstance(stamped.fact, e.ClockAccepted):
        return state
    return replace(_earlier(state, state.now(reading) - reading.wall), last=reading)


def _steady(state: Preparation, stamped: Stamped) -> Reading:
    """Return the reading from which the wall clock is compared with the running time."""
    told = isinstance(stamped.fact, e.ClockSet | e.Restarted)
    if told or not stamped.reading.continues(state.steady):
        return stamped.reading
    return state.steady


def _earlier(state: Preparation, by: timedelta) -> Preparation:
    def sooner(at: datetime | None) -> datetime | None:
        return None if at is None else at - by

    return replace(
        state,
        vials=tuple(replace(v, reconstituted=sooner(v.reconstituted)) for v in state.vials),
        diluted=sooner(state.diluted),
        taken_out=sooner(state.taken_out),
        acted=sooner(state.acted),
        sheets=tuple((sheet, at - by) for sheet, at in state.sheets),
        exposed_since=sooner(state.exposed_since),
        ledger=tuple(
            replace(each, begun=each.begun - by, ended=sooner(each.ended)) for each in state.ledger
        ),
        stays=tuple(Stay(each.place, each.begun - by, sooner(each.ended)) for each in state.stays),
        waits=tuple(
            replace(each, begun=each.begun - by, ended=sooner(each.ended)) for each in state.waits
        ),
        presences=tuple(
            replace(each, begun=each.begun - by, ended=sooner(each.ended))
            for each in state.presences
        ),
        infusion=None if state.infusion is None else state.infusion.earlier(by),
    )


_PREPARING = (
    e.MaterialScanned,
    e.ProtectionStarted,
    e.Reconstituted,
    e.VialPassed,
    e.VialQuarantined,
    e.DoseWithdrawn,
    e.SyringesChosen,
    e.DiluentWithdrawn,
    e.ContainerFilled,
    e.DrugAdded,
    e.Weighed,
    e.BagPassed,
    e.BagFailed,
    e.StorageChosen,
    e.HandedOver,
)


# Facts that deadlines and dose rest on: corrected, they cannot be carried on with.
_MEASURED = (
    e.Reconstituted,
    e.DoseWithdrawn,
    e.DiluentWithdrawn,
    e.ContainerFilled,
    e.DrugAdded,
    e.Weighed,
)


def _prepared_by(state: Preparation, actor: str) -> Preparation:
    preparers = state.preparers if actor in state.preparers else (*state.preparers, actor)
    return replace(state, preparers=preparers, at_hood=actor)


def _brings_elsewhere(state: Preparation, fact: e.Event) -> bool:
    """Tell whether a fact brings drug to another temperature, which deadlines rest on."""
    if state.reconstituted is None:
        return False
    match fact:
        case e.Stored():
            return True
        case e.Held():
            return fact.storage is not None
        case e.Resumed():
            return state.held is not None and state.held.storage is not None
        case _:
            return False


def _after(state: Preparation, fact: e.Event, actor: str, at: datetime) -> Preparation:
    if isinstance(fact, _PREPARING) and state.status is not Status.RELEASED:
        state = _prepared_by(state, actor)
    if isinstance(fact, _MEASURED) or _brings_elsewhere(state, fact):
        state = replace(state, measured=(*state.measured, state.version))
    match fact:
        case e.Opened():
            raise ValueError("a preparation is opened once")
        case e.WarningAccepted():
            return replace(state, accepted=(*state.accepted, fact))
        case e.OrderVerified():
            state = replace(state, confirmed=fact.confirmed)
            return _finish(state, fact.step, actor, at, actor)
        case e.MaterialScanned():
            return _scanned(state, fact, actor, at)
        case e.ProtectionStarted():
            return _protected(state, fact, actor, at)
        case e.ProtectionLost():
            ended = tuple(replace(each, ended=each.ended or at) for each in state.ledger)
            return unchecked_if_open(replace(state, ledger=ended))
        case e.Reconstituted():
            return _reconstituted(state, fact, actor, at)
        case e.VialPassed():
            before = _detail(state, f"reconstitute-{fact.step.removeprefix('inspect-vial-')}")
            return _finish(state, fact.step, actor, at, f"{before} · passed inspection")
        case e.VialQuarantined():
            return _quarantined(state, fact, at)
        case e.SyringesChosen():
            return _with_syringes(state, fact)
        case e.DoseWithdrawn():
            return _withdrawn(state, fact, actor, at)
        case e.DiluentWithdrawn() | e.ContainerFilled():
            return _finish(state, fact.step, actor, at, show(fact.volume))
        case e.DrugAdded():
            total = f"total {show(state.plan.total)}"
            state = appeared(taken_away(state, Stage.SYRINGE, at), "bag", Stage.BAG, at)
            return _finish(replace(state, diluted=at), fact.step, actor, at, total)
        case e.Weighed():
            return _weighed(state, fact, actor, at)
        case e.BagPassed():
            return _finish(state, fact.step, actor, at, "passed inspection")
        case e.BagFailed():
            failure = f"The bag failed its inspection ({fact.reason})"
            return replace(state, status=Status.FAILED, failure=failure)
        case e.StorageChosen():
            state = brought(state, fact.storage, at)
            state = replace(state, storage_version=state.version)
            words = {Storage.ROOM: "at room temperature", Storage.REFRIGERATED: "refrigerated"}
            return _finish(state, fact.step, actor, at, words[fact.storage])
        case e.FiguresEntered():
            return replace(state, figures=fact, figures_by=actor)
        case e.CheckRejected():
            rejections = (*state.rejections, fact)
            return replace(state, rejections=rejections, figures=None, figures_by=None)
        case e.Signed():
            return _signed(state, fact, actor, at)
        case e.LabelPrinted():
            return _labelled(state, fact, actor, at)
        case e.LabelConfirmed():
            state = replace(state, label_confirmed=True)
            return _finish(state, fact.step, actor, at, "label scanned back")
        case e.LabelWritten():
            state = replace(unlabelled(state), label_written=True)
            return _finish(state, fact.step, actor, at, "written by hand")
        case e.LabelCompared():
            return _finish(state, fact.step, actor, at, "compared by hand")
        case _:
            return _aside(state, fact, actor, at)


def _aside(state: Preparation, fact: e.Event, actor: str, at: datetime) -> Preparation:
    match fact:
        case e.LabelSent():
            return label_sent(state, fact)
        case e.CompanionPrinted():
            return companion_printed(state, fact)
        case e.LabelNotPrinted():
            return label_not_printed(state, fact)
        case e.Held():
            return put_on_hold(replace(state, held=fact, held_by=actor), fact, at)
        case e.Resumed():
            return resumed(state, at)
        case e.Stored():
            return unchecked_if_open(brought(state, fact.storage, at))
        case e.HandedOver():
            return replace(state, handed_over=(*state.handed_over, (fact, at)))
        case e.PharmacistCalled():
            return replace(state, called=True)
        case e.PharmacistAnswered():
            return replace(state, called=False)
        case e.Corrected():
            return corrected(state, fact, actor, at)
        case e.WorksheetPrinted():
            return entering.printed(state, fact, at)
        case e.EntryRefused():
            return replace(state, refusals=(*state.refusals, (fact, at, actor)))
        case e.ClockSet() | e.Restarted() | e.ZoneChanged() | e.ClockAccepted():
            return clock_changed(state, fact, at)
        case e.Released():
            return replace(state, status=Status.RELEASED)
        case e.Discarded():
            state = companions_void(all_gone(state, at), *LabelKind)
            return replace(state, discarded=fact, status=Status.DISCARDED)
        case _:
            return infused(state, fact, at)


def _labelled(state: Preparation, fact: e.LabelPrinted, actor: str, at: datetime) -> Preparation:
    """Return the state with the bag's label out; one that went out in vain is void at once."""
    in_vain = state.sent_in_vain
    state = replace(state, copies=fact.copy, sent=None, sent_in_vain=False)
    if in_vain:
        return state
    state = replace(state, label=fact, label_written=False, label_confirmed=False)
    state = undone(state, "print-label", "scan-label")
    return _finish(state, fact.step, actor, at, f"copy {fact.copy}")


def _withdrawn(state: Preparation, fact: e.DoseWithdrawn, actor: str, at: datetime) -> Preparation:
    state = _finish(state, fact.step, actor, at, show(fact.volume))
    number = fact.step.removeprefix("withdraw-")
    state = appeared(state, f"syringe {number}", Stage.SYRINGE, at)
    finished = {done.step for done in state.done}
    drawing = {step.identifier for step in withdrawal(state.monograph, state.draws)}
    return taken_away(state, Stage.VIAL, at) if drawing <= finished else state


def _finish(state: Preparation, step: str, actor: str, at: datetime, detail: str) -> Preparation:
    late = entering.mark(state)
    return replace(state, done=(*state.done, Done(step, at, actor, detail, late)))


def _weighed(state: Preparation, fact: e.Weighed, actor: str, at: datetime) -> Preparation:
    state = replace(state, weighed=(*state.weighed, fact))
    if fact.net is None or fact.deviation_percent is None:
        policy = state.policy.gravimetric
        detail = show(fact.mass) if policy is None else show_mass(fact.mass, policy)
        state = replace(state, tares=(*state.tares, (state.version, fact)))
        return _finish(state, fact.step, actor, at, detail)
    (step,) = (each for each in state.steps if each.identifier == fact.step)
    open_still = tuple(each for each in state.tares if each[1].step != step.tare)
    detail = f"{show(fact.net)}, {signed_percent(fact.deviation_percent)}"
    return _finish(replace(state, tares=open_still), fact.step, actor, at, detail)


def _detail(state: Preparation, step: str) -> str:
    return next((done.detail for done in state.done if done.step == step), "")


def _scanned(state: Preparation, fact: e.MaterialScanned, actor: str, at: datetime) -> Preparation:
    state = replace(state, materials=(*state.materials, fact))
    if fact.vial is not None:
        others = tuple(vial for vial in state.vials if vial.number != fact.vial)
        vials = sorted((*others, Vial(fact.vial, fact)), key=lambda vial: vial.number)
        state = replace(state, vials=tuple(vials))
    if missing(state, fact.step):
        return state
    return _finish(state, fact.step, actor, at, _materials_detail(state, fact))


def _materials_detail(state: Preparation, fact: e.MaterialScanned) -> str:
    lots = sorted({vial.material.lot or "" for vial in state.vials})
    count = len(state.vials)
    vials = "1 vial" if count == 1 else f"{count} vials"
    if fact.step != "scan-materials":
        return f"new vial, lot {fact.lot}"
    return f"{vials} · lot {', '.join(lots)}"


def _protected(
    state: Preparation, fact: e.ProtectionStarted, actor: str, at: datetime
) -> Preparation:
    means = (each for each in state.monograph.light if each.code == fact.means)
    reaches = tuple(Stage(each) for found in means for each in found.reaches)
    begun = Protection(
        fact.means, fact.words, at, stage=fact.stage, reaches=reaches, record=state.version
    )
    ended = tuple(replace(each, ended=each.ended or at) for each in state.ledger)
    state = replace(state, ledger=(*ended, begun))
    known = {step.identifier for step in state.steps}
    if fact.step not in known:
        return state
    return _finish(state, fact.step, actor, at, fact.words)


def _reconstituted(
    state: Preparation, fact: e.Reconstituted, actor: str, at: datetime
) -> Preparation:
    vials = tuple(
        replace(vial, reconstituted=at) if vial.number == fact.vial else vial
        for vial in state.vials
    )
    state = replace(state, vials=vials, exposed_since=state.exposed_since or at)
    state = appeared(state, f"vial {fact.vial}", Stage.VIAL, at)
    if not state.stays:
        state = moved_to(state, Storage.ROOM, at)
    return _finish(state, fact.step, actor, at, show(fact.volume))


def _quarantined(state: Preparation, fact: e.VialQuarantined, at: datetime) -> Preparation:
    number = fact.vial
    state = taken_away(state, Stage.VIAL, at, f"vial {number}")
    state = vial_gone(state, number)
    attempts = 1 + sum(1 for each in (*state.quarantined, fact) if each.vial == number)
    again = f"-{attempts}"
    gone = {step.identifier for step in state.steps if step.vial == number}
    finished = {done.step for done in state.done}
    first = next(i for i, step in enumerate(state.steps) if step.identifier in gone - finished)
    before = tuple(step for step in state.steps[:first] if step.identifier not in gone - finished)
    rest = tuple(step for step in state.steps[first:] if step.identifier not in gone)
    anew = reconstitution(state.monograph, number, state.plan.vials, again)
    fresh = (
        replacement(state.monograph.drug, number, again),
        *weighed(anew, state.monograph, state.policy.gravimetric, state.plan.container),
    )
    return replace(
        state,
        steps=(*before, *fresh, *rest),
        vials=tuple(vial for vial in state.vials if vial.number != number),
        quarantined=(*state.quarantined, fact),
    )


def _with_syringes(state: Preparation, fact: e.SyringesChosen) -> Preparation:
    """Return the state with the steps that draw the dose made for other syringes."""
    drawing = {step.identifier for step in withdrawal(state.monograph, state.draws)}
    at = next(i for i, step in enumerate(state.steps) if step.identifier in drawing)
    others = tuple(step for step in state.steps if step.identifier not in drawing)
    new = tuple(withdrawal(state.monograph, fact.draws))
    steps = weighed(
        (*others[:at], *new, *others[at:]),
        state.monograph,
        state.policy.gravimetric,
        state.plan.container,
    )
    state = companions_void(state, LabelKind.SYRINGE)
    return replace(state, steps=steps, syringes=fact.draws)


def _signed(state: Preparation, fact: e.Signed, actor: str, at: datetime) -> Preparation:
    state = replace(state, signatures=(*state.signatures, (fact, at)))
    if fact.meaning is Meaning.CHECKED:
        state = replace(state, clock_seen=len(state.clock_events))
    return _finish(state, fact.step, actor, at, f"{fact.meaning.value} · {fact.name}")
