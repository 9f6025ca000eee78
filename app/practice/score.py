"""How a drill went, from the facts of the log alone: pure, so that it can be counted again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.practice.drill import Drill, KnownBy

REFUSED = "entry-refused"
# What ends a drill before its end, whatever was right for it.
_OVER = ("discarded", "released", "drill-ended")


class CaughtBy(StrEnum):
    """Who caught the error."""

    PERSON = "you"
    PROGRAM = "the program"
    NOBODY = "nobody"
    NONE = "no error was put in"


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of the log, of the drill or its preparation: when, what, and by whom."""

    at: datetime
    name: str
    data: str
    actor: str

    def says(self, key: str) -> object:
        """Return a field of the fact, None where it has none of that name."""
        return json.loads(self.data).get(key)


@dataclass(frozen=True, slots=True)
class Part:
    """Points for one thing, of how many, and why in words."""

    words: str
    points: int
    of: int


@dataclass(frozen=True, slots=True)
class Score:
    """How a drill went; `after` is how long after it could be known the error was caught."""

    caught: CaughtBy
    by: str
    step: str
    after: timedelta | None
    refused: int
    needless: int
    ended_rightly: bool
    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        """All points, of 100."""
        return sum(part.points for part in self.parts)


def score(drill: Drill, happened: Sequence[Happening]) -> Score:
    """Return how a drill went; `happened` is what is on record since it began, in its order."""
    shown = _shown(happened)
    since = happened if shown is None else happened[shown + 1 :]
    entry = "" if shown is None else str(happened[shown].says("entry"))
    step = "" if shown is None else str(happened[shown].says("step"))
    caught, by = _caught(drill, since, entry, step)
    after = None if by is None or shown is None else by.at - happened[shown].at
    refused = _other_refusals(happened, by if caught is CaughtBy.PROGRAM else None)
    needless = sum(each.name == "set-aside" and not each.says("wrong") for each in happened)
    ended = _ended_rightly(drill, since)
    parts = _parts(drill, caught, after, refused + needless, ended)
    actor = "" if by is None else by.actor
    return Score(caught, actor, step, after, refused, needless, ended, parts)


def is_over(drill: Drill, happened: Sequence[Happening]) -> bool:
    """Tell whether a drill has come to its end, right or wrong."""
    shown = _shown(happened)
    if any(each.name in _OVER for each in happened):
        return True
    if drill.seed is None or shown is None:
        return False
    since, entry = happened[shown + 1 :], str(happened[shown].says("entry"))
    return any(
        each.name == drill.facts.right[-1] or _lets_through(drill, each, entry) for each in since
    )


def _shown(happened: Sequence[Happening]) -> int | None:
    """Return the place of the fact that the error lay there, None where it never did."""
    return next((at for at, each in enumerate(happened) if each.name == "error-shown"), None)


def _caught(
    drill: Drill, since: Sequence[Happening], entry: str, step: str
) -> tuple[CaughtBy, Happening | None]:
    """Return who caught the error first, and by which fact."""
    if drill.seed is None:
        return CaughtBy.NONE, None
    for each in since:
        if _is_refusal_of_it(each, entry, step):
            return CaughtBy.PROGRAM, each
        if each.name == "set-aside" and not each.says("wrong"):
            continue
        if each.name in drill.facts.seen:
            return CaughtBy.PERSON, each
        if _lets_through(drill, each, entry):
            return CaughtBy.NOBODY, None
    # Once the time has passed the program shows nothing but that, whatever is pressed.
    stopped = drill.known_by is KnownBy.CLOCK and step
    return (CaughtBy.PROGRAM if stopped else CaughtBy.NOBODY), None


def _is_refusal_of_it(each: Happening, entry: str, step: str) -> bool:
    if each.name != REFUSED or each.says("step") != step:
        return False
    return entry in str(each.says("entered"))


def _lets_through(drill: Drill, each: Happening, entry: str) -> bool:
    """Tell whether a fact says that the error went on unseen.

    A package or a label is the error only where it is that one; a volume was believed, whatever
    was typed of it.
    """
    return each.name in drill.facts.let_through and (
        drill.known_by is not KnownBy.SCAN or entry in each.data
    )


def _other_refusals(happened: Sequence[Happening], first: Happening | None) -> int:
    """Return how many entries were refused beside the one by which the program caught the error.

    The same error entered again is counted: it was told the first time.
    """
    refusals = [each for each in happened if each.name == REFUSED]
    return len(refusals) - (first is not None and first in refusals)


def _ended_rightly(drill: Drill, since: Sequence[Happening]) -> bool:
    """Tell whether all that makes a right end followed, nothing of it about a sound package."""
    names = [each.name for each in since if each.name != "set-aside" or each.says("wrong")]
    return all(each in names for each in drill.facts.right)


def _parts(
    drill: Drill, caught: CaughtBy, after: timedelta | None, slips: int, ended: bool
) -> tuple[Part, ...]:
    rule = drill.points
    found = [
        Part(_caught_words(caught), _for_catching(rule.seen, rule.refused, caught), rule.seen),
        Part("It ended as it has to", rule.ended if ended else 0, rule.ended),
        Part(
            f"Caught within {rule.minutes} min",
            rule.quick if _is_quick(caught, after, rule.minutes) else 0,
            rule.quick,
        ),
        Part(
            "No other entry refused, nothing sound put aside",
            max(0, rule.calm - rule.each * slips),
            rule.calm,
        ),
    ]
    return tuple(part for part in found if part.of)


def _for_catching(seen: int, refused: int, caught: CaughtBy) -> int:
    return {CaughtBy.PERSON: seen, CaughtBy.PROGRAM: refused}.get(caught, 0)


def _is_quick(caught: CaughtBy, after: timedelta | None, minutes: int) -> bool:
    by_someone = caught in (CaughtBy.PERSON, CaughtBy.PROGRAM)
    return by_someone and after is not None and after <= timedelta(minutes=minutes)


def _caught_words(caught: CaughtBy) -> str:
    return {
        CaughtBy.PERSON: "You caught the error before the program had to",
        CaughtBy.PROGRAM: "The program caught the error",
        CaughtBy.NOBODY: "Nobody caught the error",
        CaughtBy.NONE: "No error was put in",
    }[caught]
