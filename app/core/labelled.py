"""What a fact about a label makes of the state, and which labels another fact makes void."""

from dataclasses import replace

from app.core import events as e
from app.core.label_kind import LabelKind
from app.core.preparation import Companion, Preparation


def label_sent(state: Preparation, fact: e.LabelSent) -> Preparation:
    return replace(state, sent=fact, sent_in_vain=False)


def companion_printed(state: Preparation, fact: e.CompanionPrinted) -> Preparation:
    """Return the state with a companion label out: in force, unless it went out in vain."""
    in_force = None if state.sent_in_vain else fact
    state = _with(state, _used_up(state, fact, in_force))
    return replace(state, sent=None, sent_in_vain=False)


def label_not_printed(state: Preparation, fact: e.LabelNotPrinted) -> Preparation:
    """Return the state with a label not out; one that may be out has used up its number."""
    if fact.may_be_out and fact.kind is LabelKind.BAG:
        state = replace(state, copies=fact.copy)
    elif fact.may_be_out:
        before = state.companion(fact.kind, fact.number)
        state = _with(state, _used_up(state, fact, before.printed))
    not_printed = (*state.not_printed, fact)
    return replace(state, sent=None, sent_in_vain=False, not_printed=not_printed)


def _used_up(
    state: Preparation,
    fact: e.CompanionPrinted | e.LabelNotPrinted,
    printed: e.CompanionPrinted | None,
) -> Companion:
    """Return a companion with the copy of `fact` used up, which may be one of the vial before."""
    before = state.companion(fact.kind, fact.number)
    is_another = before.is_another and state.sent_in_vain
    return Companion(fact.kind, fact.number, fact.copy, printed, is_another)


def _with(state: Preparation, companion: Companion) -> Preparation:
    same = (companion.kind, companion.number)
    others = (each for each in state.companions if (each.kind, each.number) != same)
    return replace(state, companions=(*others, companion))


def companions_void(state: Preparation, *kinds: LabelKind) -> Preparation:
    """Return the state with the companion labels of these kinds void; what is sent goes in vain."""
    in_vain = state.sent is not None and state.sent.kind in kinds
    companions = tuple(
        replace(each, printed=None) if each.kind in kinds else each for each in state.companions
    )
    return replace(state, companions=companions, sent_in_vain=state.sent_in_vain or in_vain)


def vial_gone(state: Preparation, number: int) -> Preparation:
    """Return the state with the label of a quarantined vial void; another will bear its number."""
    sent = state.sent
    in_vain = sent is not None and (sent.kind, sent.number) == (LabelKind.VIAL, number)
    before = state.companion(LabelKind.VIAL, number)
    state = _with(state, replace(before, printed=None, is_another=True))
    return replace(state, sent_in_vain=state.sent_in_vain or in_vain)
