"""Which label may exist when, and what may be said of one that was sent to a printer.

The bag's own label is printed at its step (`decision`); this holds what labels of all kinds have in
common, and when the others may exist.
"""

from datetime import datetime

from app.core import entry as said
from app.core import events as e
from app.core.infusion_decision import require_in_time
from app.core.label_kind import LabelKind, called
from app.core.light import Stage
from app.core.preparation import Preparation, Status
from app.core.reason import written
from app.core.refused import Refused
from app.core.step import Kind, Meaning
from app.core.workable import require_in_date, require_workable

AT_THE_LABEL = ("print-label", "scan-label", "release")
"""The steps at which every step before the label is done and the check is signed."""


def labels_of(state: Preparation) -> tuple[tuple[LabelKind, int], ...]:
    """Return every label that this preparation can have, in the order of the work."""
    return (
        *((LabelKind.VIAL, number) for number in range(1, state.plan.vials + 1)),
        *((LabelKind.SYRINGE, number) for number in range(1, len(state.draws) + 1)),
        (LabelKind.BAG, 0),
        (LabelKind.LIGHT_COVER, 0),
        (LabelKind.TRANSPORT, 0),
    )


def require_label(state: Preparation, kind: LabelKind, number: int, now: datetime) -> None:
    """Raise Refused where a label may not exist at `now`, with one sentence of why."""
    if (kind, number) not in labels_of(state):
        raise Refused(f"This preparation has no {called(kind, number)}.")
    _require_not_over(state)
    match kind:
        case LabelKind.VIAL:
            _require_vial(state, number)
        case LabelKind.SYRINGE:
            _require_syringe(state, number)
        case _:
            _require_checked(state, kind)
            if state.status is Status.OPEN:
                require_workable(state)
    require_in_time(state, now)
    if state.status is Status.OPEN:
        require_in_date(state, now)


def why_not(state: Preparation, kind: LabelKind, number: int, now: datetime) -> str:
    """Return why a label may not exist at `now` in a sentence, "" where it may."""
    try:
        require_answered(state)
        require_label(state, kind, number, now)
    except Refused as refused:
        return refused.sentence
    return ""


def _require_not_over(state: Preparation) -> None:
    if state.status is Status.DISCARDED:
        raise Refused("This preparation is discarded; nothing of it is labelled any more.")
    if state.status is Status.FAILED:
        raise Refused(f"{state.failure}. Stop and discard the preparation.")


def _require_vial(state: Preparation, number: int) -> None:
    name = f"vial {number}"
    if any(each.name == name and each.ended is None for each in state.presences):
        return
    if any(each.stage in (Stage.SYRINGE, Stage.BAG) for each in state.presences):
        raise Refused(f"Vial {number} is emptied; nothing in it is left to label.")
    raise Refused(f"Vial {number} is not reconstituted yet.")


def _require_syringe(state: Preparation, number: int) -> None:
    if state.diluted is not None:
        raise Refused("The drug is in the bag; the syringes are empty.")
    name = f"syringe {number}"
    if not any(each.name == name and each.ended is None for each in state.presences):
        raise Refused(f"Nothing is drawn into syringe {number} yet; withdraw the dose first.")


def _require_checked(state: Preparation, kind: LabelKind) -> None:
    if state.status is Status.RELEASED:
        if kind is LabelKind.BAG:
            raise Refused("The preparation is released with its label; no other copy is printed.")
        if state.infusion is not None:
            raise Refused("The infusion was started; no label is printed any more.")
        return
    step = state.step
    if step is None or step.identifier not in AT_THE_LABEL:
        raise Refused(
            "The label is printed once every step before is done and the check is signed."
        )


def require_answered(state: Preparation) -> None:
    """Raise Refused while nobody knows whether the label that was sent last came out."""
    sent = state.sent
    if sent is not None:
        raise Refused(
            f"Copy {sent.copy} of the {called(sent.kind, sent.number)} was sent to {sent.printer}. "
            "Say first whether it came out."
        )


def require_bag_answered(state: Preparation) -> None:
    """Raise Refused at the steps of the bag's label while nobody knows whether one came out."""
    step = state.step
    if step is None or state.sent is None or state.sent.kind is not LabelKind.BAG:
        return
    if step.kind in (Kind.PRINT, Kind.SCAN_BACK) or step.signs is Meaning.RELEASED:
        require_answered(state)


def reason_for(state: Preparation, kind: LabelKind, number: int, reason: str) -> str | None:
    """Return the reason to record of the next copy; raises Refused where it lacks one."""
    if wants_reason(state, kind, number) and not reason:
        raise Refused("A label was printed already; write why another copy is printed.")
    return written(reason) if reason else None


def wants_reason(state: Preparation, kind: LabelKind, number: int) -> bool:
    """Tell whether the next copy wants a reason: a label of the very same thing may be out."""
    another = state.companion(kind, number).is_another
    return bool(state.copies_of(kind, number)) and not another


def known_reason(state: Preparation, kind: LabelKind, number: int) -> str:
    """Return why another copy is wanted where that is on record, "" where somebody has to say."""
    if not wants_reason(state, kind, number):
        return ""
    copies = state.copies_of(kind, number)
    for each in state.not_printed:
        if (each.kind, each.number, each.copy) == (kind, number, copies) and each.may_be_out:
            return f"copy {copies} {'was spoiled' if each.spoiled else 'did not come out'}"
    return ""


def label_sent(state: Preparation, entry: said.SendLabel, step: str) -> e.Event:
    """Return that a label goes to a printer; raises Refused where it lacks a reason."""
    return e.LabelSent(
        step=step,
        kind=entry.kind,
        number=entry.number,
        copy=state.copies_of(entry.kind, entry.number) + 1,
        code=entry.code,
        digest=entry.digest,
        file=entry.file,
        printer=entry.printer,
        reason=reason_for(state, entry.kind, entry.number, entry.reason),
        template=entry.template,
        stock=entry.stock,
        place=entry.place,
        count=entry.count,
    )


def companion_printed(state: Preparation, entry: said.PrintCompanion) -> e.Event:
    """Return that a companion label went out as a file; raises Refused where it lacks a reason."""
    return e.CompanionPrinted(
        kind=entry.kind,
        number=entry.number,
        copy=state.copies_of(entry.kind, entry.number) + 1,
        code=entry.code,
        digest=entry.digest,
        file=entry.file,
        reason=reason_for(state, entry.kind, entry.number, entry.reason),
        printer="",
        template=entry.template,
        stock=entry.stock,
        place=entry.place,
        count=entry.count,
    )


def label_end(state: Preparation, entry: said.LabelEnd) -> e.Event:
    """Return what came of the label that was sent; raises Refused where none was.

    It is recorded whatever happened meanwhile: what is out is out.
    """
    sent = state.sent
    if sent is None:
        raise Refused("What became of each label that was sent to a printer is recorded already.")
    if isinstance(entry, said.LabelDidNotComeOut):
        why = written(entry.why)
        return e.LabelNotPrinted(
            sent.kind, sent.number, sent.copy, why, entry.may_be_out, entry.spoiled
        )
    what = (
        sent.copy,
        sent.code,
        sent.digest,
        sent.file,
        sent.reason,
        sent.printer,
        sent.template,
        sent.stock,
        sent.place,
        sent.count,
    )
    if sent.kind is LabelKind.BAG:
        return e.LabelPrinted(sent.step, *what)
    return e.CompanionPrinted(sent.kind, sent.number, *what)
