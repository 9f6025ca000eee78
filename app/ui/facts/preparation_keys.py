"""The keys of a preparation's footer: what may be done now beside the step."""

from app.core.holding import may_be_stored, may_take_over
from app.core.infusion_decision import too_late
from app.core.preparation import Preparation, Status
from app.core.storage import Storage
from app.session import Session
from app.ui.drawing.footer import FooterKey

_BACK, _PERSON = FooterKey("F6", "Look back"), FooterKey("F8", "Person")
_PAPER, _DISCARD = FooterKey("F9", "Paper"), FooterKey("F12", "Discard")
_WORKLIST = FooterKey("Esc", "Worklist")


def is_late(session: Session) -> bool:
    """Tell whether only discarding is left, for a deadline has passed before the release."""
    state = session.state
    return state.status is Status.OPEN and bool(too_late(state, session.now()))


def preparation_keys(session: Session) -> tuple[FooterKey, ...]:
    """Return the keys that do anything now, from left to right."""
    state = session.state
    if session.unsaved is not None:
        return (FooterKey("F5", "Try again"), _WORKLIST, _PERSON)
    if session.paper is not None:
        return _keys_on_paper(state)
    if state.status in (Status.RELEASED, Status.DISCARDED):
        return _keys_at_the_end(state)
    if session.clock_ran_backwards:
        return (FooterKey("F3", "Accept clock"), _PERSON, _DISCARD)
    blind = state.is_blind_for(session.person.name)
    keys = [FooterKey("F2", "Answer call" if state.called else "Call")]
    if not blind:
        keys.append(_BACK)
    paper = () if blind else (_PAPER,)
    if is_late(session):
        return (*keys, _PERSON, *paper, _DISCARD)
    if state.at_hood is not None and may_take_over(state, session.person):
        keys.append(FooterKey("F3", "Take over"))
    keys += [*_of_the_drug(state), _PERSON, *paper, _hold(state)]
    if state.copies and state.step is not None and state.step.identifier == "release":
        keys.append(FooterKey("F11", "Reprint"))
    return (*keys, _DISCARD)


def _keys_at_the_end(state: Preparation) -> tuple[FooterKey, ...]:
    label = [FooterKey("F4", "Label: fit for use?")] if state.label is not None else []
    if state.status is Status.RELEASED:
        label.append(_PAPER)
    return (_WORKLIST, *label, _BACK, _PERSON)


def _keys_on_paper(state: Preparation) -> tuple[FooterKey, ...]:
    """Return what may stand on a sheet beside its steps, and how to leave it."""
    leave = FooterKey("Esc", "Leave the paper")
    return (leave, *_of_the_drug(state), _PERSON, _hold(state), _DISCARD)


def _of_the_drug(state: Preparation) -> list[FooterKey]:
    """Return what may be said of where the drug is, and of the light on it."""
    keys = []
    if may_be_stored(state):
        cold = state.place is Storage.REFRIGERATED
        keys.append(FooterKey("F4", "Taken out" if cold else "Refrigerate"))
    if state.ledger:
        lost = state.protection(state.last.wall) is None
        keys.append(FooterKey("F7", "Protected again" if lost else "Light lost"))
    return keys


def _hold(state: Preparation) -> FooterKey:
    return FooterKey("F10", "Resume" if state.held is not None else "Hold")
