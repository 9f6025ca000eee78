"""The coupled clocks as one graph: moments of a preparation, and the rules between them.

Each rule says how long after one moment another may come at the most, or has to come at the
least. What happened fixes some moments; by when each other must have come follows forwards along
the rules, and not before when it may come follows backwards along the same ones. The earliest
bound wins and carries the words of every rule on its way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Moment(StrEnum):
    """What happens once to a preparation, in this order."""

    RECONSTITUTED = "reconstituted"
    DILUTED = "diluted"
    TAKEN_OUT = "taken-out"
    STARTED = "started"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class AtMost:
    """`later` comes at most `span` after `earlier`; `words` say the rule, `source` where it is."""

    earlier: Moment
    later: Moment
    span: timedelta
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`later` comes at least `span` after `earlier`; `words` such as "1 h of infusion"."""

    earlier: Moment
    later: Moment
    span: timedelta
    words: str
    source: str


Rule = AtMost | AtLeast


@dataclass(frozen=True, slots=True)
class Fixed:
    """`moment` comes at the latest `at` (UTC), whatever else happened: an expiry date."""

    moment: Moment
    at: datetime
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A span of time that rules allow: `words` of the limits, `less` what is kept free of them."""

    span: timedelta
    words: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def limits(self) -> str:
        """The limits, such as "at most 8 h from reconstitution to the end of the infusion"."""
        return ", and ".join(self.words)

    @property
    def rule(self) -> str:
        """The limits, and what is kept free: ", less 1 h of infusion"."""
        less = f", less {' and '.join(self.less)}" if self.less else ""
        return f"{self.limits}{less}"

    @property
    def source(self) -> str:
        """Where the limits stand."""
        return "; ".join(self.sources)

    def along(self, edge: "_Edge") -> "Bound":
        """Return this bound carried along a rule."""
        rule, span = edge.rule, self.span + edge.weight
        if isinstance(rule, AtLeast):
            return Bound(span, self.words, (*self.less, rule.words), self.sources)
        if not rule.words:
            return Bound(span, self.words, self.less, self.sources)
        sources = self.sources if rule.source in self.sources else (*self.sources, rule.source)
        return Bound(span, (*self.words, rule.words), self.less, sources)


@dataclass(frozen=True, slots=True)
class _Edge:
    begins: Moment
    ends: Moment
    weight: timedelta
    rule: Rule


def _edges(rules: Iterable[Rule]) -> list[_Edge]:
    return [
        _Edge(rule.earlier, rule.later, rule.span, rule)
        if isinstance(rule, AtMost)
        else _Edge(rule.later, rule.earlier, -rule.span, rule)
        for rule in rules
    ]


def reach(
    rules: Iterable[Rule],
    begin: Mapping[Moment, Bound],
    kept: frozenset[Moment] = frozenset(),
) -> dict[Moment, Bound]:
    """Return the least bound of every moment that rules lead to from those of `begin`.

    Moments in `kept` stay as they are: they happened. Of bounds that are equal the one over fewer
    rules counts, then the one whose rule stands first.
    """
    edges, found = _edges(rules), dict(begin)
    # A way visits no moment twice, so that as many rounds as there are moments find the least.
    for _ in Moment:
        before = dict(found)
        for edge in edges:
            bound = before.get(edge.begins)
            if bound is None or edge.ends in kept:
                continue
            new, old = bound.along(edge), found.get(edge.ends)
            if old is None or new.span < old.span:
                found[edge.ends] = new
    return found


def latest(
    rules: tuple[Rule, ...],
    happened: Mapping[Moment, datetime],
    fixed: tuple[Fixed, ...],
    moment: Moment,
) -> tuple[datetime, Bound] | None:
    """Return by when `moment` must have come, as if it had not, and why; None where nothing says.

    `happened` must hold the first moment of the preparation.
    """
    origin = min(happened.values())
    others = {each: at for each, at in happened.items() if each is not moment}
    begin = {each: Bound(at - origin) for each, at in others.items()}
    for each in fixed:
        bound = Bound(each.at - origin, (each.words,), (), (each.source,))
        if each.moment in others:
            continue
        if each.moment not in begin or bound.span < begin[each.moment].span:
            begin[each.moment] = bound
    found = reach(rules, begin, frozenset(others)).get(moment)
    return None if found is None or moment in others else (origin + found.span, found)


def earliest(
    rules: tuple[Rule, ...], happened: Mapping[Moment, datetime], moment: Moment
) -> tuple[datetime, Bound] | None:
    """Return not before when `moment` may come for what is fixed in `happened`, and why, or None.

    Fixed may also be what is wanted: reconstitution for an infusion that is to start at one.
    """
    ways = reach(rules, {moment: Bound(timedelta(0))})
    found = [(at - ways[each].span, ways[each]) for each, at in happened.items() if each in ways]
    return max(found, key=lambda each: each[0], default=None)
