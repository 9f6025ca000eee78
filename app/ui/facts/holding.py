"""Where the drug may wait while work is held, and what taking work over means, as answers."""

from dataclasses import dataclass
from datetime import datetime

from app.core import entry as said
from app.core.holding import holds_drug, is_covered, means_at
from app.core.preparation import Preparation
from app.core.storage import Storage
from app.core.time_rules import can_refrigerate, can_refrigerate_vials
from app.site import Site
from app.ui.facts.rail import place
from app.ui.facts.times import clock_time
from app.ui.language import Verbatim, of_monograph

_STAY = "stay"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a code for the program, and its words."""

    code: str
    words: str


def waits(state: Preparation) -> tuple[Answer, ...]:
    """Return where the drug may wait: where it is, in the refrigerator, elsewhere."""
    if not holds_drug(state):
        return (
            Answer(_STAY, "At the hood; nothing is reconstituted yet"),
            Answer("refrigerated:", "Vials back in the refrigerator, in their cartons"),
        )
    stay = Answer(_STAY, "Where it is now, protected as it is now")
    places = [place for place in Storage if _may_wait(state, place)]
    # The refrigerator first: it is what the label names.
    places.sort(key=lambda each: each is Storage.ROOM)
    return (stay, *(answer for place in places for answer in _elsewhere(state, place)))


def _may_wait(state: Preparation, place: Storage) -> bool:
    if place is Storage.ROOM:
        return True
    if state.diluted is None:
        return can_refrigerate_vials(state.monograph)
    return can_refrigerate(state.monograph)


def _elsewhere(state: Preparation, place: Storage) -> tuple[Answer, ...]:
    cold = place is Storage.REFRIGERATED
    where = "In the refrigerator" if cold else "At room temperature"
    if is_covered(state):
        return (Answer(f"{place.value}:", f"{where}, with its cover on"),)
    return tuple(
        Answer(f"{place.value}:{means.code}", f"{where}, {Verbatim(means.words)}")
        for means in means_at(state, state.stage_of_waiting)
    )


def how_to_hold(state: Preparation) -> str:
    """Return what to do before the place is chosen, and what the label has no time for."""
    said = "Bring it there and protect it first, then choose. The clocks go on."
    timed = state.monograph.reconstituted_at_room_temperature is not None
    if timed or state.diluted is not None or not holds_drug(state):
        return said
    return f"{said} The drug's label gives no time for vials at room temperature."


def hold_said(code: str) -> said.Hold:
    """Return what choosing an answer of `waits` says."""
    if code == _STAY:
        return said.Hold("where it was at the hood")
    where, _, means = code.partition(":")
    storage = Storage(where)
    cold = storage is Storage.REFRIGERATED
    return said.Hold("the refrigerator" if cold else "outside the hood", storage, means)


def held_words(state: Preparation, site: Site) -> str:
    """Return where the drug waits, since when, and what protects it there."""
    held = state.held
    assert held is not None
    protection = state.protection(state.last.wall)
    parts = [held.place[0].upper() + held.place[1:]]
    if held.storage is not None and state.stays:
        parts.append(f"since {clock_time(state.stays[-1].begun, site)}")
    if protection is not None and holds_drug(state):
        parts.append(f"{of_monograph(protection.words)}")
    return ", ".join(parts)


def hand_over_words(state: Preparation, now: datetime, site: Site) -> str:
    """Return how the work stands for whoever takes it over."""
    number, of = place(state)
    step = state.step
    parts = [f"Step {number} of {of}: {step.title if step is not None else 'done'}."]
    protection = state.protection(now)
    if protection is not None:
        parts.append(f"Light: {of_monograph(protection.words)}.")
    elif state.ledger:
        parts.append("The drug is NOT protected from light.")
    binding = state.binding()
    if binding is not None:
        what = binding.name.value.replace("-", " ")
        parts.append(f"{what.capitalize()} {site.shown_from(binding.at, now)}.")
    parts.append("Whoever prepares does not check.")
    return " ".join(parts)
