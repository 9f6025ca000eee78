"""The steps of the bag that are done at one moment, and each way in which they may end."""

from dataclasses import dataclass
from datetime import datetime

from app.core.preparation import Preparation
from app.core.step import Choice, Step
from app.core.storage import Storage
from app.core.timing import Name, deadline_named
from app.core.whereabouts import brought
from app.site import Site
from app.ui.facts.budget import do_by
from app.ui.language import of_monograph

_TOGETHER = ("inspect-bag", "cover-bag", "choose-storage")
FAILED = 2
"""The digit that fails an inspection, on every page that inspects: no way has it."""

_DIGITS = (6, 7, 8, 9)
"""The digits of the ways: none means another thing on the pages where each step is by itself."""


@dataclass(frozen=True, slots=True)
class Way:
    """The bag passed, is under this `cover` and waits in this `storage`; `digit` says so."""

    digit: int
    cover: Choice
    storage: Choice

    @property
    def words(self) -> str:
        """What a person says by it."""
        return f"passed, {of_monograph(self.cover.words)}, {self.storage.words}"


def steps_together(state: Preparation) -> tuple[Step, ...]:
    """Return inspecting, covering and storing the bag where they are next, one after the other.

    Where a plan has another step between them, each is done by itself: ().
    """
    step = state.step
    if step is None or step.identifier != _TOGETHER[0]:
        return ()
    at = state.steps.index(step)
    found = state.steps[at : at + len(_TOGETHER)]
    in_a_row = tuple(each.identifier for each in found) == _TOGETHER
    return found if in_a_row and len(_ways(found)) <= len(_DIGITS) else ()


def ways(state: Preparation) -> tuple[Way, ...]:
    """Return every way to finish the bag, a cover after the other; () where it is not next."""
    found = steps_together(state)
    pairs = _ways(found) if found else ()
    return tuple(Way(digit, *pair) for digit, pair in zip(_DIGITS, pairs, strict=False))


def _ways(found: tuple[Step, ...]) -> tuple[tuple[Choice, Choice], ...]:
    _, covering, storing = found
    return tuple((cover, where) for cover in covering.choices for where in storing.choices)


def time_there(state: Preparation, where: Choice, now: datetime, site: Site) -> str:
    """Return what must happen by when if the bag is put there now, such as "start by 14:54"."""
    found = brought(state, Storage(where.code), now).deadlines()
    out = next((each for each in found if each.name is Name.TAKE_OUT), None)
    if out is not None:
        return f"out by {site.shown_from(out.at, now)}"
    start = deadline_named(found, Name.START)
    return do_by(start, site.shown_from(start.at, now))


def finished(state: Preparation) -> str:
    """Return what is on record of the bag's look, cover and place, "" where nothing is yet.

    It is read before it is signed: whoever pressed a wrong answer sees it there.
    """
    done = {each.step: each.detail for each in state.done}
    return " · ".join(f"**{done[each]}**" for each in _TOGETHER if each in done)
