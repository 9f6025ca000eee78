"""What a fact makes void: a check, a label, a weighing, and the signatures that rest on them."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from app.core import events as e
from app.core.label_kind import LabelKind
from app.core.labelled import companions_void
from app.core.minute import whole_minute
from app.core.preparation import Preparation, Status, VoidWeighing
from app.core.step import Meaning
from app.core.storage import Stay, Storage
from app.core.timing import (
    TOLERATED_DRIFT,
    Name,
    deadline_named,
)


def corrected(state: Preparation, fact: e.Corrected, actor: str, at: datetime) -> Preparation:
    """Return the state after a correction: its check is void, and what rests on the record too."""
    state = unchecked(replace(state, corrections=(*state.corrections, (fact, at, actor))))
    # What was put right may stand on any label.
    state = companions_void(state, *LabelKind)
    tare = dict(state.tares).get(fact.about)
    if tare is not None:
        return _without_tare(state, fact, tare)
    if fact.about in state.measured:
        what = "time, place, volume or mass"
        failure = f"Record {fact.about} is corrected; its {what} was not as recorded"
        return replace(state, status=Status.FAILED, failure=failure)
    if fact.about == state.storage_version:
        state = replace(state, storage=None, taken_out=None, stays=_as_room(state.stays))
        return undone(state, "choose-storage", "sign-prepared")
    # A protection that was not as recorded protected nothing: its time is a gap.
    return replace(state, ledger=tuple(p for p in state.ledger if p.record != fact.about))


def _as_room(stays: tuple[Stay, ...]) -> tuple[Stay, ...]:
    """Return the stays with the last at room temperature, which costs the most time."""
    return (*stays[:-1], replace(stays[-1], place=Storage.ROOM))


def _without_tare(state: Preparation, fact: e.Corrected, tare: e.Weighed) -> Preparation:
    """Return the state with a tare void, and with it the weighing that would count from it.

    Where nothing was added since, the tare is weighed again; else it cannot be found any more. A
    vial that was quarantined meanwhile has no second weighing.
    """
    state = replace(
        state,
        measured=tuple(each for each in state.measured if each != fact.about),
        tares=tuple(each for each in state.tares if each[0] != fact.about),
        weighed=tuple(each for each in state.weighed if each is not tare),
    )
    finished = {done.step for done in state.done}
    for before, step in pairwise(state.steps):
        if step.tare != tare.step:
            continue
        if before.identifier not in finished:
            return undone(state, tare.step)
        void = (*state.void_weighings, VoidWeighing(step, fact.statement))
        steps = tuple(each for each in state.steps if each is not step)
        return replace(state, steps=steps, void_weighings=void)
    return state


def clock_changed(state: Preparation, fact: e.ClockEvent, at: datetime) -> Preparation:
    """Return the state after a change of the clock: what no longer holds by it is void.

    In what was opened by earlier releases all went on, and so it does when that is read back.
    Nothing of what went out already is void.
    """
    state = replace(state, clock_events=(*state.clock_events, (fact, at)))
    if not state.opened.clock_watched or state.status is Status.RELEASED:
        return state
    match fact:
        case e.Restarted() if state.exposed_since is not None:
            # How long it was off only the wall clock tells, and that may come up at any time: the
            # check asks after it. One that is signed stands, as all does after a restart, unless
            # the clock is known to be wrong or unwatched.
            state = replace(state, time_doubted=True)
            return unchecked(state) if _is_wrong(fact) else state
        case e.ClockSet() if not _figures_stand(state):
            return unchecked(state)
        case e.ZoneChanged():
            return unlabelled(state)
        case e.ClockSet() if fact.seconds < 0:
            # By the clock as it is set now, the label says a later time than there is.
            return unlabelled(state)
        case _:
            return state


def _is_wrong(fact: e.Restarted) -> bool:
    """Tell whether the clock came up earlier than before, or nothing watched it before."""
    return not fact.seen or timedelta(seconds=fact.away) < -TOLERATED_DRIFT


def _figures_stand(state: Preparation) -> bool:
    """Tell whether the checker's latest start is still the right one by the clock as it is now."""
    if state.figures is None or not state.figures.agree:
        return True
    start = whole_minute(deadline_named(state.deadlines(), Name.START).at)
    within = timedelta(minutes=state.policy.blind_start_within_minutes)
    return abs(state.figures.start_by - start) <= within


def unlabelled(state: Preparation) -> Preparation:
    """Return the state with every label void, for the times on them; the check stands."""
    state = companions_void(state, *LabelKind)
    if state.label is None and not state.label_written:
        return state
    state = undone(state, "print-label", "scan-label")
    return replace(state, label=None, label_written=False, label_confirmed=False)


def unchecked_if_open(state: Preparation) -> Preparation:
    """Return the state with the check void, unless the preparation went out already."""
    return unchecked(state) if state.status is not Status.RELEASED else state


def unchecked(state: Preparation) -> Preparation:
    """Return the state with the check, and the label that rests on it, void."""
    state = undone(state, "check", "print-label", "scan-label")
    state = companions_void(state, *(kind for kind in LabelKind if kind.goes_with_the_bag))
    return replace(
        state,
        figures=None,
        figures_by=None,
        label=None,
        label_written=False,
        label_confirmed=False,
    )


_SIGNS = {"sign-prepared": Meaning.PREPARED, "check": Meaning.CHECKED}


def undone(state: Preparation, *steps: str) -> Preparation:
    """Return the state with these steps to do again, and their signatures not in force."""
    void = {_SIGNS[step] for step in steps if step in _SIGNS}
    return replace(
        state,
        done=tuple(done for done in state.done if done.step not in steps),
        signatures=tuple(each for each in state.signatures if each[0].meaning not in void),
    )
