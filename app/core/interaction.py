"""What one preparation asked of the people who made it.

This measures the program and not the people: no name is kept, and nothing here can be brought
back to one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from app.core import events as e
from app.core.decision import questions
from app.core.evolution import begin, evolve
from app.core.finding import warnings
from app.core.formulary import Monograph
from app.core.override import is_override
from app.core.preparation import Preparation, Stamped, Status
from app.core.prompt import ORDER, Asked, condition, family, prompt_of, warning

MISTYPED = "a wrong PIN"
"""What stands in the place of a PIN that was refused: it puts nothing right but itself."""

TOGETHER = "inspect-and-cover"
"""The family of the bag's inspection, its cover and its place: a page asks them together."""

_TOGETHER = ("inspect-bag", "cover-bag", "choose-storage")
_FOLLOWING = frozenset(pairwise(_TOGETHER))
# One press on that page records three facts, each at its own reading of the clock.
_ONE_PRESS = timedelta(seconds=0.5)

_OF_ITSELF = (e.ClockSet, e.Restarted, e.LastSeen, e.WasOff, e.ZoneChanged, e.EntryRefused)
_AWAY = (e.Restarted, e.WasOff)
_OTHERWISE = (e.PharmacistCalled, e.CheckRejected, e.VialQuarantined, e.BagFailed, e.Discarded)


@dataclass(frozen=True, slots=True)
class Interaction:
    """What a preparation asked.

    - entries: things that were said to it, each of which went to disk at once
    - asked: every question, in order
    - refusals: entries that were refused
    - overrides: what was passed, accepted or done otherwise, with a reason
    - seconds: for each step that was done, its family and how long it was the present one; work on
      hold, an outage, and what was entered from paper do not count
    """

    entries: int
    asked: tuple[Asked, ...]
    refusals: int
    overrides: int
    seconds: tuple[tuple[str, int], ...]


class _Count:
    """Sums while the facts of one preparation are gone through."""

    def __init__(self) -> None:
        self.entries = self.refusals = self.overrides = 0
        self.asked: list[Asked] = []
        self.seconds: list[tuple[str, int]] = []
        self.present: dict[str, timedelta] = {}
        self.otherwise = False
        self.said: Stamped | None = None
        self.ended = ""

    def take(self, before: Preparation, stamped: Stamped, after: Preparation) -> None:
        fact = stamped.fact
        self.refusals += isinstance(fact, e.EntryRefused)
        self.overrides += is_override(fact)
        if _is_said(fact):
            self.entries += self.said is None or not _is_one_press(self.said, stamped)
            self.said = stamped
        self.otherwise = self.otherwise or _is_otherwise(fact)
        self.asked.extend(_verified(before, fact))
        self._pass_time(before, stamped)
        self._end_step(before, fact, after)

    def _pass_time(self, before: Preparation, stamped: Stamped) -> None:
        step = before.step
        away = before.held is not None or isinstance(stamped.fact, _AWAY)
        # Before the first scan an order that is verified merely waits for somebody.
        idle = not before.materials
        if step is None or away or idle:
            return
        passed = before.now(stamped.reading) - before.last.wall
        so_far = self.present.get(step.identifier, timedelta(0))
        self.present[step.identifier] = so_far + max(passed, timedelta(0))

    def _end_step(self, before: Preparation, fact: e.Event, after: Preparation) -> None:
        """Count the step that was the present one, where it is not any more."""
        step = before.step
        over = after.status in (Status.FAILED, Status.DISCARDED)
        if step is None or (after.step == step and not over) or before.status is not Status.OPEN:
            return
        done = next((each for each in after.done if each.step == step.identifier), None)
        answered = done is not None or self.otherwise
        prompt = prompt_of(step)
        if prompt is not None and answered and step.identifier != "verify-order":
            self.asked.append(Asked(prompt, self.otherwise, _answer(fact)))
        self.otherwise = False
        passed = self.present.pop(step.identifier, None)
        if passed is not None and done is not None and done.late is None:
            self._add_seconds(step.identifier, int(passed.total_seconds()))

    def _add_seconds(self, step: str, length: int) -> None:
        """Add how long a step took; inspecting, covering and storing the bag are one."""
        if self.seconds and (self.ended, step) in _FOLLOWING:
            _, so_far = self.seconds.pop()
            self.seconds.append((TOGETHER, so_far + length))
        else:
            self.seconds.append((family(step), length))
        self.ended = step


def interaction(history: Iterable[Stamped], monograph: Monograph) -> Interaction:
    """Return what the preparation with this history asked; raises ValueError as `replay` does."""
    facts = iter(history)
    first = next(facts)
    state, count = begin(first, monograph), _Count()
    count.overrides += is_override(first.fact)
    for stamped in facts:
        after = evolve(state, stamped)
        count.take(state, stamped, after)
        state = after
    return Interaction(
        count.entries,
        tuple(count.asked),
        count.refusals,
        count.overrides,
        tuple(count.seconds),
    )


def _is_one_press(before: Stamped, stamped: Stamped) -> bool:
    """Tell whether two facts that were said come from one press of somebody."""
    if stamped.reading == before.reading:
        return True
    steps = (getattr(before.fact, "step", ""), getattr(stamped.fact, "step", ""))
    if steps not in _FOLLOWING or stamped.actor != before.actor:
        return False
    apart = stamped.reading.running - before.reading.running
    return stamped.reading.continues(before.reading) and apart <= _ONE_PRESS


def _is_said(fact: e.Event) -> bool:
    """Tell whether somebody said it; what came of a label that was sent follows by itself."""
    if isinstance(fact, e.LabelPrinted | e.CompanionPrinted):
        return not fact.printer
    return not isinstance(fact, (*_OF_ITSELF, e.LabelNotPrinted))


def _is_otherwise(fact: e.Event) -> bool:
    """Tell whether a fact says that something was not as it was taken to be."""
    match fact:
        case e.EntryRefused():
            return fact.entered != MISTYPED
        case e.FiguresEntered():
            return not fact.agree
        case _:
            return isinstance(fact, _OTHERWISE)


def _verified(before: Preparation, fact: e.Event) -> Iterator[Asked]:
    """Yield what was asked of the pharmacist, once it was answered: by yes, or by no order."""
    if before.step is None or before.step.identifier != "verify-order":
        return
    asked = tuple(condition(each) for each in questions(before))
    warned = tuple(warning(each) for each in warnings(before.plan.findings))
    if isinstance(fact, e.OrderVerified | e.Discarded):
        refused = isinstance(fact, e.Discarded)
        yield Asked(ORDER, refused)
        for prompt in (*asked, *warned):
            # One reason is written for all of them, which names none.
            yield Asked(prompt, None if refused else False)


def _answer(fact: e.Event) -> str:
    match fact:
        case e.ProtectionStarted():
            return fact.means
        case e.StorageChosen():
            return fact.storage.value
        case _:
            return ""
