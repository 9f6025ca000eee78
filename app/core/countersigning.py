"""Who countersigns what is entered from paper, and what needs it.

One PIN alone must not make a check and a release out of names on a sheet, and a limit that refused
what was said first must not be passed by saying something else.
"""

from datetime import datetime

from app.core import entry as said
from app.core.infusion_decision import too_late
from app.core.person import Office, Person
from app.core.preparation import Preparation
from app.core.reason import written
from app.core.refused import Refused
from app.core.step import Kind, Meaning

_OF_TWO = (Meaning.CHECKED, Meaning.RELEASED)
_OF_THE_CHECKER = (said.Sign, said.EnterFigures, said.Reject)


class NotSaidYet(Refused):
    """Something is lacking to a late entry, or someone else enters it; it was not judged wrong."""


def is_judged(entry: said.Entry, refused: Refused) -> bool:
    """Tell whether a refusal judged what a sheet is said to say, so that it counts as said."""
    return isinstance(entry, said.Late) and not isinstance(refused, NotSaidYet)


def needs_reason(state: Preparation, now: datetime) -> str:
    """Return why an entry from paper at the present step needs a reason, "" where it needs none.

    An entry at this step was refused before; or a limit has passed by `now`, so that what is said
    to have been done in time could not be done any more. The check and the comparing of a label
    are judged by the times of what was made, not by when they were done.
    """
    step = state.step
    if step is None:
        return ""
    if any(fact.late and fact.step == step.identifier for fact, _, _ in state.refusals):
        return (
            "What was said of this step before was refused. Write why the sheet says something else"
        )
    if step.kind in (Kind.CHECK, Kind.SCAN_BACK) or not too_late(state, now):
        return ""
    return "A limit has passed since. Write why this is entered only now"


def needs_second(state: Preparation, now: datetime) -> bool:
    """Tell whether the present step is entered from paper only with a second pharmacist."""
    step = state.step
    if step is None:
        return False
    figures = state.figures
    signs = step.kind is not Kind.CHECK or (figures is not None and figures.agree)
    return (signs and step.signs in _OF_TWO) or bool(needs_reason(state, now))


def require_countersigned(
    state: Preparation, entry: said.Late, transcriber: Person, now: datetime
) -> tuple[str, str]:
    """Return who countersigns an entry and the reason, "" for none; raises Refused."""
    signature = entry.entry
    reason = written(entry.reason) if entry.reason else ""
    why = "" if isinstance(signature, said.Discard) else needs_reason(state, now)
    if why and not reason:
        raise NotSaidYet(f"{why}; another pharmacist countersigns it, and whoever checks sees it.")
    if entry.witness is not None:
        _may_countersign(state, entry, entry.witness, transcriber)
        return entry.witness.name, reason
    if reason or (isinstance(signature, said.Sign) and signature.meaning in _OF_TWO):
        raise NotSaidYet(
            "Another pharmacist than the one who enters it reads this on the sheet and "
            "countersigns with a PIN: write that name and PIN above."
        )
    return "", reason


def _may_countersign(
    state: Preparation, entry: said.Late, witness: Person, transcriber: Person
) -> None:
    if witness.office is not Office.PHARMACIST:
        raise NotSaidYet(
            f"Only a pharmacist countersigns what is entered from paper; {witness.name} is none."
        )
    if witness.name in (transcriber.name, *state.transcribers):
        raise NotSaidYet(
            f"{witness.name} entered this preparation from paper; nobody countersigns what they "
            "entered. Another pharmacist countersigns."
        )
    own = witness.name == entry.by.name and not isinstance(entry.entry, _OF_THE_CHECKER)
    if own or witness.name in state.preparers:
        raise NotSaidYet(
            f"{witness.name} took part in preparing this; nobody countersigns their own work. "
            "Another pharmacist countersigns."
        )
