"""How a drill went, from the facts of the log alone: pure, so that it can be counted again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.practice.drill import Drill, KnownBy

REFUSED = "entry-refused"
# Facts that only say something: each counts where its reason names the error.
_REASONS = {"pharmacist-called": "remark", "discarded": "reason"}
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
    """Return who caught the error, and by which fact.

    The person did not who enters it all the same: after a call as if it had not been, and after it
    was put right where it can still be told to be that error.
    """
    if drill.seed is None:
        return CaughtBy.NONE, None
    first: Happening | None = None
    put_right = False
    for each in since:
        if _is_refusal_of_it(each, entry, step) and (entry or not put_right):
            return CaughtBy.PROGRAM, each
        told_apart = drill.known_by is KnownBy.SCAN
        if _lets_through(drill, each, entry) and (told_apart or not put_right):
            return CaughtBy.NOBODY, None
        if _deals_with_it(drill, each, entry):
            first = first or each
            put_right = put_right or each.name not in _REASONS
    if first is not None:
        return CaughtBy.PERSON, first
    # Once the time has passed the program shows nothing but that, whatever is pressed.
    stopped = drill.known_by is KnownBy.CLOCK and step
    return (CaughtBy.PROGRAM if stopped else CaughtBy.NOBODY), None


def _deals_with_it(drill: Drill, each: Happening, entry: str) -> bool:
    """Tell whether by a fact the person dealt with the error, and not only with something."""
    if each.name not in drill.facts.seen:
        return False
    if each.name == "set-aside":
        return bool(each.says("wrong"))
    if each.name not in _REASONS:
        return True
    reason = str(each.says(_REASONS[each.name]) or "").casefold()
    named = (*drill.facts.words, *((entry,) if entry else ()))
    return any(word.casefold() in reason for word in named)


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
    quick = _is_quick(caught, after, rule.minutes)
    found = [
        Part(_caught_words(caught), _for_catching(rule.seen, rule.refused, caught), rule.seen),
        Part(_ended_words(ended), rule.ended if ended else 0, rule.ended),
        # Whoever left the work undone was neither quick nor calm at it.
        Part(
            _quick_words(quick, ended, rule.minutes),
            rule.quick if quick and ended else 0,
            rule.quick,
        ),
        Part(
            _calm_words(slips, ended),
            max(0, rule.calm - rule.each * slips) if ended else 0,
            rule.calm,
        ),
    ]
    return tuple(part for part in found if part.of)


def _for_catching(seen: int, refused: int, caught: CaughtBy) -> int:
    return {CaughtBy.PERSON: seen, CaughtBy.PROGRAM: refused}.get(caught, 0)


def _is_quick(caught: CaughtBy, after: timedelta | None, minutes: int) -> bool:
    by_someone = caught in (CaughtBy.PERSON, CaughtBy.PROGRAM)
    return by_someone and after is not None and after <= timedelta(minutes=minutes)


def _ended_words(ended: bool) -> str:
    return "It ended as it has to" if ended else "It did not end as it has to"


def _quick_words(quick: bool, ended: bool, minutes: int) -> str:
    if not quick:
        return f"Not caught within {minutes} min"
    if not ended:
        return f"Caught within {minutes} min: counts only where it ended as it has to"
    return f"Caught within {minutes} min"


def _calm_words(slips: int, ended: bool) -> str:
    if not ended:
        return "Care with everything else: counts only where it ended as it has to"
    if not slips:
        return "No other entry refused, nothing sound put aside"
    return f"Other entries refused, or sound packages put aside: {slips}"


def _caught_words(caught: CaughtBy) -> str:
    return {
        CaughtBy.PERSON: "You caught the error before the program had to",
        CaughtBy.PROGRAM: "The program caught the error",
        CaughtBy.NOBODY: "Nobody caught the error",
        CaughtBy.NONE: "No error was put in",
    }[caught]
