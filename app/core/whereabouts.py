"""Where the drug is after a fact: in what, by temperature, in which hands, how much is infused."""

from dataclasses import replace
from datetime import datetime

from app.core import events as e
from app.core.infusing import Infusion, Pause
from app.core.light import (
    Presence,
    Stage,
)
from app.core.preparation import Preparation
from app.core.storage import Storage, Wait, moved
from app.core.voiding import unchecked_if_open


def infused(state: Preparation, fact: e.Event, at: datetime) -> Preparation:
    """Return the state after a fact of the infusion; any other fact changes nothing of it."""
    match fact:
        case e.InfusionStarted():
            plan = state.plan
            return replace(state, infusion=Infusion(plan.total, plan.delivered, fact.rate, at))
        case e.InfusionPaused():
            assert state.infusion is not None
            pauses = (*state.infusion.pauses, Pause(at))
            return replace(state, infusion=replace(state.infusion, pauses=pauses))
        case e.InfusionResumed():
            return replace(state, infusion=_going_on(state, at))
        case e.InfusionEnded():
            going = _going_on(state, at)
            return replace(all_gone(state, at), infusion=replace(going, ended=at))
        case _:
            return state


def _going_on(state: Preparation, at: datetime) -> Infusion:
    """Return the infusion with a pause that goes on ended."""
    infusion = state.infusion
    assert infusion is not None
    if not infusion.is_paused:
        return infusion
    *before, last = infusion.pauses
    return replace(infusion, pauses=(*before, Pause(last.begun, at)))


def put_on_hold(state: Preparation, fact: e.Held, at: datetime) -> Preparation:
    """Return the state with work held, and reconstituted drug brought to where the fact says."""
    state = replace(state, waits=(*state.waits, Wait(fact.place, fact.storage, at)))
    if fact.storage is None or state.reconstituted is None:
        return state
    return _brought_anew(state, fact.storage, at)


def resumed(state: Preparation, at: datetime) -> Preparation:
    """Return the state with work going on, and drug that waited elsewhere back at the hood."""
    held = state.held
    state = _waited(replace(state, held=None, held_by=None), at)
    if held is None or held.storage is None or state.reconstituted is None:
        return state
    # A bag that waits in the refrigerator goes back there only where somebody says so.
    return _brought_anew(state, Storage.ROOM, at)


def _brought_anew(state: Preparation, storage: Storage, at: datetime) -> Preparation:
    """Return the state with the drug elsewhere; a place that was chosen is another one then.

    A check and a label that rest on that place are void, as where the bag is stored anew.
    """
    if state.storage is None or state.place is storage:
        return moved_to(state, storage, at)
    return unchecked_if_open(brought(state, storage, at))


def _waited(state: Preparation, at: datetime) -> Preparation:
    """Return the state with nothing held any more."""
    return replace(
        state, waits=tuple(replace(each, ended=each.ended or at) for each in state.waits)
    )


def brought(state: Preparation, storage: Storage, at: datetime) -> Preparation:
    """Return the state with the preparation stored in a place, which is then the chosen one."""
    return replace(moved_to(state, storage, at), storage=storage)


def moved_to(state: Preparation, storage: Storage, at: datetime) -> Preparation:
    """Return the state with the drug somewhere else by temperature."""
    taken_out = state.taken_out
    if state.diluted is not None:
        out = state.place is Storage.REFRIGERATED and storage is Storage.ROOM
        taken_out = at if out else (None if storage is Storage.REFRIGERATED else taken_out)
    return replace(state, stays=moved(state.stays, storage, at), taken_out=taken_out)


def appeared(state: Preparation, name: str, stage: Stage, at: datetime) -> Preparation:
    """Return the state with another object that holds drug from `at` on."""
    return replace(state, presences=(*state.presences, Presence(name, stage, at)))


def taken_away(state: Preparation, stage: Stage, at: datetime, name: str = "") -> Preparation:
    """Return the state with the objects of a stage, or the one of that name, no longer there."""
    return replace(
        state,
        presences=tuple(
            replace(each, ended=at)
            if each.ended is None and each.stage is stage and name in ("", each.name)
            else each
            for each in state.presences
        ),
    )


def all_gone(state: Preparation, at: datetime) -> Preparation:
    """Return the state with nothing left that holds drug: no object, no wait, no place."""
    for stage in Stage:
        state = taken_away(state, stage, at)
    state = _waited(state, at)
    stays = state.stays
    if stays and stays[-1].ended is None:
        stays = (*stays[:-1], replace(stays[-1], ended=at))
    return replace(state, stays=stays)
