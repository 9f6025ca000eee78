"""What must have been said for recorded facts to be recorded, and whether it may have been.

A log whose hashes were all made again can still not hold what the rules never let in: each entry
is put together from its facts and decided once more, in the state it was decided in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.core import entry as said
from app.core import events as e
from app.core.decision import decide
from app.core.gravimetric import as_weighed
from app.core.person import Office, Person
from app.core.preparation import Preparation
from app.core.product import Package
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.step import Kind
from app.core.weighing import policy_of

PackageOf = Callable[[e.MaterialScanned], Package]

# Facts that no person says: what was refused, and what happened to the clock.
_NOBODY = (e.EntryRefused, e.ClockSet, e.Restarted, e.LastSeen, e.WasOff, e.ZoneChanged)
# A discarding counts its waste by the rules of its time; of earlier releases they are not known.
_COUNTED_THEN = (e.Discarded,)


@dataclass(frozen=True, slots=True)
class Behind:
    """The entry behind the first of some facts, and how many of them it made.

    `entry` is None for facts that nobody says, and for those that no entry could have made:
    `possible` tells the two apart.
    """

    entry: said.Entry | None
    count: int
    possible: bool = True


def behind(
    state: Preparation, facts: Sequence[e.Event], package_of: PackageOf, today: date
) -> Behind:
    """Return the entry that recorded the first of `facts`, which come next after `state`.

    `package_of` says what a scan stood for then, and `today` is the site's day of it.
    """
    first = facts[0]
    if isinstance(first, _NOBODY):
        return Behind(None, 1)
    if isinstance(first, e.EnteredLate):
        return _late(state, facts, package_of, today)
    if isinstance(first, e.WarningAccepted | e.OrderVerified):
        return _verified(facts)
    if isinstance(first, e.Signed):
        released = len(facts) > 1 and isinstance(facts[1], e.Released)
        signed = said.Sign(first.step, first.meaning, first.remark or "")
        return Behind(signed, 2 if released else 1)
    if isinstance(first, e.MaterialScanned):
        scan = said.Scan(
            first.step, package_of(first), today, first.typed, in_date_until=first.in_date_until
        )
        return Behind(scan, 1)
    if isinstance(first, e.Held | e.Resumed | e.HandedOver | e.InfusionStarted):
        return _brought(facts)
    entry = _of_a_step(state, first) or _of_any_time(first)
    return Behind(entry, 1, possible=entry is not None)


def _late(
    state: Preparation, facts: Sequence[e.Event], package_of: PackageOf, today: date
) -> Behind:
    """Return the entry from paper behind a mark and the facts that follow it.

    `today` is the day of the paper.
    """
    mark, rest = facts[0], facts[1:]
    assert isinstance(mark, e.EnteredLate)
    if not rest or isinstance(rest[0], e.EnteredLate):
        return Behind(None, 1, possible=False)
    found = behind(state, rest, package_of, today)
    count = 1 + found.count
    if found.entry is None or isinstance(found.entry, said.Late) or found.count != mark.count:
        return Behind(None, count, possible=False)
    # Whether who countersigned was a pharmacist then, the log of people says, not this fact.
    witness = Person(mark.countersigned, Office.PHARMACIST) if mark.countersigned else None
    by = Person(mark.by, mark.office)
    return Behind(said.Late(found.entry, mark.at, by, mark.sheet, witness, mark.reason), count)


def _brought(facts: Sequence[e.Event]) -> Behind:
    """Return the entry behind facts of which the light protection at the new place is one."""
    if isinstance(facts[0], e.HandedOver) and [type(each) for each in facts[1:2]] != [e.Resumed]:
        return Behind(said.TakeOver(), 1)
    taken = 1 if isinstance(facts[0], e.HandedOver) else 0
    first, after = facts[taken], facts[taken + 1 : taken + 2]
    step = {e.Held: "hold", e.Resumed: "resume"}.get(type(first), "infusion")
    means = ""
    if after and isinstance(after[0], e.ProtectionStarted) and after[0].step == step:
        means = after[0].means
    count = taken + (2 if means else 1)
    match first:
        case e.Held():
            return Behind(said.Hold(first.place, first.storage, means), count)
        case e.Resumed():
            return Behind(said.Resume(means, takes_over=bool(taken)), count)
        case _:
            return Behind(said.StartInfusion(means), count)


def _verified(facts: Sequence[e.Event]) -> Behind:
    passed: list[e.WarningAccepted] = []
    for fact in facts:
        if isinstance(fact, e.OrderVerified):
            reasons = tuple((each.finding.code, each.reason) for each in passed)
            return Behind(said.Verify(fact.step, fact.confirmed, reasons), len(passed) + 1)
        if not isinstance(fact, e.WarningAccepted):
            break
        passed.append(fact)
    return Behind(None, len(passed), possible=False)


def _of_a_step(state: Preparation, fact: e.Event) -> said.Entry | None:
    match fact:
        case e.ProtectionStarted():
            return _protected(state, fact)
        case e.Reconstituted() | e.DoseWithdrawn() | e.ContainerFilled() | e.DiluentWithdrawn():
            return said.Measure(fact.step, fact.volume)
        case e.SyringesChosen():
            return said.ChooseSyringes(fact.step, fact.reason)
        case e.Weighed():
            mass = as_weighed(fact.mass, policy_of(state))
            return said.Weigh(fact.step, mass, fact.from_scale, fact.reason or "")
        case e.VialPassed() | e.BagPassed():
            return said.Inspect(fact.step, True)
        case e.BagFailed():
            return said.Inspect(fact.step, False, fact.reason)
        case e.VialQuarantined():
            return _quarantined(state, fact)
        case e.DrugAdded():
            return said.Confirm(fact.step)
        case e.StorageChosen():
            return said.Choose(fact.step, fact.storage.value)
        case e.FiguresEntered():
            return said.EnterFigures(fact.step, fact.volume, fact.start_by)
        case e.CheckRejected():
            return said.Reject(fact.step, fact.reason)
        case e.LabelConfirmed():
            return said.ScanBack(fact.step, fact.code)
        case e.LabelWritten():
            return said.WriteLabel(fact.step, fact.start_by, fact.finish_by, fact.take_out_by)
        case e.LabelCompared():
            return said.CompareLabel(fact.step)
        case _:
            return _of_a_label(state, fact)


def _of_a_label(state: Preparation, fact: e.Event) -> said.Entry | None:
    match fact:
        case e.LabelPrinted() | e.CompanionPrinted() if state.sent is not None:
            return said.LabelCameOut()
        case e.LabelPrinted() | e.CompanionPrinted() | e.LabelSent():
            return _put_out(fact)
        case e.LabelNotPrinted():
            return said.LabelDidNotComeOut(fact.why, fact.may_be_out, fact.spoiled)
        case _:
            return None


def _put_out(fact: e.LabelPrinted | e.CompanionPrinted | e.LabelSent) -> said.Entry:
    code, digest, file, reason = fact.code, fact.digest, fact.file, fact.reason or ""
    paper = (fact.template, fact.stock, fact.place, fact.count)
    match fact:
        case e.LabelPrinted():
            return said.Print(fact.step, code, digest, file, reason, *paper)
        case e.CompanionPrinted():
            return said.PrintCompanion(fact.kind, fact.number, code, digest, file, reason, *paper)
        case _:
            return said.SendLabel(
                fact.kind, fact.number, code, digest, file, fact.printer, reason, *paper
            )


def _protected(state: Preparation, fact: e.ProtectionStarted) -> said.Entry:
    if fact.step in {step.identifier for step in state.steps}:
        return said.Choose(fact.step, fact.means)
    return said.RestoreProtection(fact.means)


def _quarantined(state: Preparation, fact: e.VialQuarantined) -> said.Entry:
    step = state.step
    if step is not None and step.kind is Kind.INSPECT:
        return said.Inspect(fact.step, False, fact.reason)
    return said.Quarantine(fact.step, fact.reason)


def _of_any_time(fact: e.Event) -> said.Entry | None:
    match fact:
        case e.ProtectionLost():
            return said.LoseProtection(fact.reason)
        case e.Stored():
            return said.Store(fact.storage)
        case e.InfusionPaused():
            return said.PauseInfusion(fact.reason)
        case e.InfusionResumed():
            return said.ResumeInfusion()
        case e.InfusionEnded():
            return said.EndInfusion(fact.reason or "")
        case e.PharmacistCalled():
            return said.Call(fact.remark or "")
        case e.PharmacistAnswered():
            return said.Answer(fact.answer)
        case e.Corrected():
            return said.Correct(fact.about, fact.statement)
        case e.WorksheetPrinted():
            return said.PrintWorksheet(fact.file)
        case e.ClockAccepted():
            return said.AcceptClock(fact.reason)
        case e.Discarded():
            return said.Discard(fact.reason)
        case _:
            return None


def _as_then(ours: e.Event, recorded: e.Event) -> e.Event:
    """Return what would be recorded today as a release before this one recorded it."""
    if isinstance(ours, e.ProtectionStarted) and isinstance(recorded, e.ProtectionStarted):
        return replace(ours, stage=None) if recorded.stage is None else ours
    return ours


def objection(
    state: Preparation,
    found: Behind,
    facts: Sequence[e.Event],
    person: Person,
    reading: Reading,
) -> str:
    """Return why `facts` cannot have been recorded after `state` by `person`; "" where they can.

    `found` is what `behind` says of them.
    """
    if not found.possible:
        return "nothing that could be said records it"
    if found.entry is None:
        return ""
    try:
        ours = decide(state, found.entry, person, reading)
    except Refused as refused:
        return refused.sentence
    recorded = tuple(facts[: found.count])
    if not state.opened.clock_watched:
        ours = tuple(map(_as_then, ours, recorded)) if len(ours) == len(recorded) else ours
        if isinstance(recorded[0], _COUNTED_THEN):
            return ""
    return "" if ours == recorded else "what would have been recorded is something else"
