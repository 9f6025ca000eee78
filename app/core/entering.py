"""The fold over facts that were entered from paper: they count when and by whom they were done."""

from dataclasses import replace
from datetime import datetime

from app.core import events as e
from app.core.outage import Outage
from app.core.preparation import FromPaper, Preparation, Stamped
from app.core.reading import Reading

# What is no work at the drug: it may come between the power and the entry of what is on paper.
_NOT_DONE = (
    e.PharmacistCalled,
    e.PharmacistAnswered,
    e.Corrected,
    e.WorksheetPrinted,
    e.HandedOver,
    e.EntryRefused,
    e.ClockSet,
    e.Restarted,
    e.LastSeen,
    e.WasOff,
    e.ZoneChanged,
    e.ClockAccepted,
)


def begun(state: Preparation, fact: e.EnteredLate, transcriber: str) -> Preparation:
    """Return the state in which the next facts come from paper, and who entered them took part.

    Raises ValueError where no fact is said to follow.
    """
    if fact.count < 1:
        raise ValueError("nothing is entered late without a fact that says what")
    others = tuple(each for each in state.transcribers if each != transcriber)
    otherwise = (*state.said_otherwise, fact) if fact.reason else state.said_otherwise
    return replace(
        state,
        entering=fact,
        entering_left=fact.count,
        transcribers=(*others, transcriber),
        said_otherwise=otherwise,
    )


def done(state: Preparation, stamped: Stamped) -> tuple[str, datetime]:
    """Return by whom and when a fact counts as done: as the paper says where it comes from there.

    Paper says no seconds, so what was done last in that very minute still comes before it.
    """
    late = state.entering
    if late is None:
        return stamped.actor, state.last.wall
    return late.by, on_paper(state, late.at)


def on_paper(state: Preparation, at: datetime) -> datetime:
    """Return when something counts that was done in the minute `at` after all that is recorded."""
    return at if state.acted is None else max(at, state.acted)


def mark(state: Preparation) -> FromPaper | None:
    """Return how the fact that is folded now came from paper, None where it did not."""
    late = state.entering
    if late is None:
        return None
    return FromPaper(late.sheet, state.transcribers[-1], state.last.wall, late.countersigned)


def after(state: Preparation, fact: e.Event, at: datetime) -> Preparation:
    """Return the state once a fact is folded: what was done last, and how many come from paper."""
    if not isinstance(fact, _NOT_DONE):
        state = replace(state, acted=at if state.acted is None else max(at, state.acted))
    if state.entering is None:
        return state
    left = state.entering_left - 1
    return replace(state, entering=state.entering if left else None, entering_left=left)


def was_off(state: Preparation, fact: e.WasOff, reading: Reading) -> Preparation:
    """Return the state with one more time in which Umbra did not run; raises ValueError."""
    outage = Outage(Reading.of(fact.since, fact.clock), reading)
    return replace(state, outages=(*state.outages, outage))


def printed(state: Preparation, fact: e.WorksheetPrinted, at: datetime) -> Preparation:
    """Return the state with one more worksheet; its number is the name of its file."""
    return replace(state, sheets=(*state.sheets, (sheet_number(fact.file), at)))


def sheet_number(file: str) -> str:
    """Return the number of a worksheet, such as "2611-0042-7", from the name of its file."""
    return file.rpartition(".")[0] or file
