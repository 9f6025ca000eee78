"""What many preparations asked, added up: by month, by step, and by kind of question."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.core.interaction import Interaction
from app.core.prompt import Asked, Prompt

ASKED_ENOUGH = 20
"""So often a question is asked before it is named for never having changed anything."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How long a step took, in seconds: the middle one of `count`, and between which two half of
    them lie.
    """

    count: int
    low: int
    median: int
    high: int


@dataclass(frozen=True, slots=True)
class PromptTally:
    """A kind of question: how often it was asked, and how often that changed anything.

    `untold` counts the times, beside those, of which nobody can tell.
    """

    prompt: Prompt
    asked: int
    changed: int
    untold: int = 0

    @property
    def is_named(self) -> bool:
        """Whether it was asked often and never once changed anything, as far as any can tell."""
        return self.asked >= ASKED_ENOUGH and not self.changed and not self.untold


class Asking:
    """Sums of what preparations asked; `add` takes one more.

    `seconds` has each length of each family of steps, `whole` that of all steps of a preparation.
    """

    def __init__(self) -> None:
        self.preparations = self.entries = self.prompts = self.refusals = self.overrides = 0
        self.seconds: dict[str, list[int]] = {}
        self.whole: list[int] = []
        self.answers: dict[Prompt, Counter[tuple[str, bool | None]]] = {}

    def add(self, one: Interaction, *, questions: bool = True) -> None:
        """Take in what one preparation asked; how `questions` were answered may be told later."""
        self.preparations += 1
        self.entries += one.entries
        self.prompts += len(one.asked)
        self.refusals += one.refusals
        self.overrides += one.overrides
        if one.seconds:
            self.whole.append(sum(seconds for _, seconds in one.seconds))
        for step, seconds in one.seconds:
            self.seconds.setdefault(step, []).append(seconds)
        for asked in one.asked if questions else ():
            self.take(asked)

    def take(self, asked: Asked, times: int = 1) -> None:
        """Take in a question that was asked so often."""
        known = self.answers.setdefault(asked.prompt, Counter())
        known[asked.answer, asked.changed] += times

    def spread(self, step: str) -> Spread | None:
        """Return how long a family of steps took, None where none was done."""
        return spread_of(self.seconds.get(step, ()))

    def steps(self) -> tuple[str, ...]:
        """Return the families of steps that were done, in the order in which they first were."""
        return tuple(self.seconds)

    def tallies(self) -> tuple[PromptTally, ...]:
        """Return every kind of question, the one that was asked most first."""
        found = [_tally(prompt, answers) for prompt, answers in self.answers.items()]
        return tuple(sorted(found, key=lambda each: (-each.asked, each.prompt.words)))


def in_each(count: int, preparations: int) -> Decimal:
    """Return how many there are of something in each preparation, to a tenth; 0 in none."""
    if not preparations:
        return Decimal(0)
    return (Decimal(count) / preparations).quantize(Decimal("0.1"), ROUND_HALF_UP)


def together(parts: Iterable[Asking]) -> Asking:
    """Return the sum of several."""
    found = Asking()
    for part in parts:
        found.preparations += part.preparations
        found.entries += part.entries
        found.prompts += part.prompts
        found.refusals += part.refusals
        found.overrides += part.overrides
        found.whole.extend(part.whole)
        for step, seconds in part.seconds.items():
            found.seconds.setdefault(step, []).extend(seconds)
        for prompt, answers in part.answers.items():
            found.answers.setdefault(prompt, Counter()).update(answers)
    return found


def spread_of(seconds: Iterable[int]) -> Spread | None:
    """Return the middle and the half around it of some lengths of time, None of none."""
    known = sorted(seconds)
    if not known:
        return None
    last = len(known) - 1
    # A length that was measured, never one between two: of an even number the lower.
    return Spread(len(known), known[last // 4], known[last // 2], known[last - last // 4])


def _tally(prompt: Prompt, answers: Counter[tuple[str, bool | None]]) -> PromptTally:
    """Return how often a question changed anything: it was answered otherwise than usual too."""
    untold = sum(times for (_, changed), times in answers.items() if changed is None)
    chosen = Counter[str]()
    for (answer, changed), times in answers.items():
        if changed is not None:
            chosen[answer] += times
    asked = chosen.total()
    usual = chosen.most_common(1)[0][0] if asked else ""
    return PromptTally(prompt, asked, asked - answers[usual, False], untold)
