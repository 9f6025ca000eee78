"""Holding the work, bringing the drug elsewhere and back, and handing the work over.

The clocks never stop for any of it; where the drug is by temperature, and what protects it from
light there, is recorded with it.
"""

from dataclasses import replace
from datetime import datetime

from app.core import entry as said
from app.core import events as e
from app.core.formulary import LightProtection
from app.core.light import Stage
from app.core.person import Person
from app.core.preparation import Preparation, Status
from app.core.reason import written
from app.core.refused import Refused
from app.core.step import Meaning
from app.core.storage import Storage, kept, moved
from app.core.time_rules import can_refrigerate, can_refrigerate_vials
from app.core.timing import Name, deadline_named, deadlines_of

Facts = tuple[e.Event, ...]


def hold(state: Preparation, entry: said.Hold, now: datetime) -> Facts:
    """Return the facts of holding the work; raises Refused where the drug may not wait so."""
    if state.held is not None:
        raise Refused(f"Work is held already ({state.held.place}).")
    fact = e.Held(written(entry.place), entry.storage)
    if entry.storage is None or not holds_drug(state):
        _require_no_means(entry.means)
        return (fact,)
    if entry.storage is Storage.REFRIGERATED:
        require_refrigerable(state, now)
    stage = state.stage_of_waiting
    if is_covered(state):
        _require_no_means(entry.means)
        return (fact,)
    return (fact, protection(state, "hold", entry.means, stage))


def resume(state: Preparation, entry: said.Resume, person: Person) -> Facts:
    """Return the facts of going on, and of taking the work over from who held it."""
    if state.held is None:
        raise Refused("Work is not held.")
    facts: tuple[e.Event, ...] = (e.Resumed(None),)
    if needs_means_to_resume(state):
        facts = (*facts, protection(state, "resume", entry.means, stage_to_resume(state)))
    else:
        _require_no_means(entry.means)
    if not entry.takes_over:
        return facts
    if not changes_hands(state, person):
        raise Refused(f"{person.name} held this work; nothing has to be taken over.")
    assert state.held_by is not None
    return (e.HandedOver(state.held_by, person.name), *facts)


def changes_hands(state: Preparation, person: Person) -> bool:
    """Tell whether a person who goes on with held work takes it over from someone else."""
    return state.held_by not in (None, person.name) and _is_at_work(state)


def needs_means_to_resume(state: Preparation) -> bool:
    """Tell whether going on brings the drug back under the hood, where something protects it."""
    held = state.held
    brought = held is not None and held.storage is not None
    return brought and holds_drug(state) and not is_covered(state)


def holds_drug(state: Preparation) -> bool:
    """Tell whether a vial, a syringe or the bag holds drug in solution."""
    return any(each.ended is None for each in state.presences)


def stage_to_resume(state: Preparation) -> Stage:
    """Return for which stage means are asked when held drug is brought back."""
    covered = any(done.step == "cover-bag" for done in state.done)
    return Stage.BAG if covered else Stage.HOOD


def is_covered(state: Preparation) -> bool:
    """Tell whether the light cover is on the bag and goes with it."""
    if not any(done.step == "cover-bag" for done in state.done):
        return False
    # What was recorded before stages were is the cover, for nothing else was accepted then.
    return any(each.ended is None and each.stage is not Stage.HOOD for each in state.ledger)


def protection(state: Preparation, step: str, code: str, stage: Stage) -> e.ProtectionStarted:
    """Return that a means protects the drug; raises Refused for one not accepted at the stage."""
    for means in means_at(state, stage):
        if means.code == code:
            return e.ProtectionStarted(step, means.code, means.words, stage)
    if not code:
        raise Refused(
            "This takes the drug out of its light protection. Choose what protects it there, then "
            "do it again."
        )
    raise Refused(f"“{code}” is not a means of light protection at this stage.")


def means_at(state: Preparation, stage: Stage) -> tuple[LightProtection, ...]:
    """Return what the monograph accepts as protection from light at a stage."""
    return state.monograph.means(stage.value)


def _require_no_means(code: str) -> None:
    if code:
        raise Refused("The light protection stays as it is here; none is chosen.")


def require_refrigerable(state: Preparation, now: datetime) -> None:
    """Raise Refused unless what holds the drug now may be put into the refrigerator."""
    monograph = state.monograph
    if state.diluted is None:
        if not can_refrigerate_vials(monograph):
            raise Refused(
                f"By its monograph reconstituted {monograph.brand} may not wait in the "
                "refrigerator: no time for it is known. Go on, or discard it."
            )
        return
    if not can_refrigerate(monograph):
        raise Refused(
            f"By its monograph diluted {monograph.brand} may not wait in the refrigerator. Keep "
            "it at room temperature."
        )
    timeline = state.timeline()
    assert timeline is not None
    cold = kept(moved(state.stays, Storage.REFRIGERATED, now), state.diluted, None)
    found = deadlines_of(monograph, replace(timeline, bag=cold, taken_out=None))
    out = deadline_named(found, Name.TAKE_OUT)
    if out.at < now:
        raise Refused(
            "No time is left for the refrigerator: it would have to be out again already "
            f"({out.rule}). Keep it at room temperature."
        )


def store(state: Preparation, entry: said.Store, now: datetime) -> Facts:
    """Return that the diluted preparation was put into the refrigerator or taken out of it."""
    if state.storage is None or state.diluted is None:
        raise Refused(
            "Where the preparation waits is chosen at its step; until then, hold the work."
        )
    if state.infusion is not None:
        raise Refused("The infusion was started; the preparation is not stored any more.")
    if state.held is not None:
        raise Refused(f"Work is held ({state.held.place}); resume it first.")
    if state.place is entry.storage:
        raise Refused(f"It is recorded {entry.storage.words} already.")
    if entry.storage is Storage.REFRIGERATED:
        if state.status is Status.RELEASED:
            raise Refused(
                "The preparation is released, and its label gives no time for the refrigerator. "
                "Keep it at room temperature and start the infusion in time."
            )
        require_refrigerable(state, now)
    return (e.Stored(entry.storage),)


def may_take_over(state: Preparation, person: Person) -> bool:
    """Tell whether there is work at the hood that a person could take over from another."""
    return _is_at_work(state) and state.held is None and state.at_hood != person.name


def may_be_stored(state: Preparation) -> bool:
    """Tell whether it may be recorded that the bag is put into the refrigerator, or taken out."""
    if state.storage is None or state.held is not None or state.infusion is not None:
        return False
    if state.place is Storage.REFRIGERATED:
        return True
    return state.status is not Status.RELEASED and can_refrigerate(state.monograph)


def take_over(state: Preparation, person: Person) -> Facts:
    """Return that a person took over the work at the hood; raises Refused where there is none."""
    if state.at_hood is None or not _is_at_work(state):
        raise Refused("There is no work at the hood to take over here now.")
    if state.at_hood == person.name:
        raise Refused(f"{person.name} is at this work already; nothing has to be taken over.")
    if state.held is not None:
        raise Refused("Work is held; resuming it takes it over.")
    return (e.HandedOver(state.at_hood, person.name),)


def _is_at_work(state: Preparation) -> bool:
    """Tell whether it is being prepared: begun, and not signed as prepared yet."""
    return state.at_hood is not None and state.signed(Meaning.PREPARED) is None
