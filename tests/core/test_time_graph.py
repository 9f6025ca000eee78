"""The graph of the time rules: forwards, backwards, and against a search of every way."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from app.core.time_graph import AtLeast, AtMost, Bound, Fixed, Moment, Rule, earliest, latest, reach

TEN = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
M = Moment


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def most(earlier: Moment, later: Moment, number: float, words: str = "") -> AtMost:
    return AtMost(earlier, later, hours(number), words or f"{number} h", f"source {number}")


def least(earlier: Moment, later: Moment, number: float) -> AtLeast:
    return AtLeast(earlier, later, hours(number), f"{number} h kept free", "label")


CHAIN: tuple[Rule, ...] = (
    most(M.RECONSTITUTED, M.DILUTED, 4),
    most(M.DILUTED, M.ENDED, 3),
    least(M.STARTED, M.ENDED, 1),
    least(M.TAKEN_OUT, M.STARTED, 1),
)


def test_a_bound_says_every_limit_on_its_way_and_what_is_kept_free() -> None:
    found = latest(CHAIN, {M.RECONSTITUTED: TEN}, (), M.TAKEN_OUT)
    assert found is not None
    at, why = found
    assert at == TEN + hours(5)
    assert why.rule == "4 h, and 3 h, less 1 h kept free and 1 h kept free"
    assert why.limits == "4 h, and 3 h"
    assert why.source == "source 4; source 3"


def test_a_source_is_named_once_and_a_rule_without_words_not_at_all() -> None:
    silent = AtMost(M.RECONSTITUTED, M.DILUTED, hours(1), "", "nowhere")
    same = AtMost(M.DILUTED, M.STARTED, hours(1), "again", "source 3")
    found = latest(
        (silent, most(M.DILUTED, M.TAKEN_OUT, 3)), {M.RECONSTITUTED: TEN}, (), M.TAKEN_OUT
    )
    assert found is not None
    assert (found[1].rule, found[1].source) == ("3 h", "source 3")
    rules = (most(M.RECONSTITUTED, M.DILUTED, 3), same)
    both = latest(rules, {M.RECONSTITUTED: TEN}, (), M.STARTED)
    assert both is not None
    assert both[1].source == "source 3"


def test_what_happened_counts_and_not_what_might_have() -> None:
    happened = {M.RECONSTITUTED: TEN, M.DILUTED: TEN + hours(1)}
    assert latest(CHAIN, happened, (), M.ENDED) == (
        TEN + hours(4),
        Bound(hours(4), ("3 h",), (), ("source 3",)),
    )
    # When it should have been diluted is said all the same.
    found = latest(CHAIN, happened, (), M.DILUTED)
    assert found is not None
    assert found[0] == TEN + hours(4)


def test_a_moment_that_nothing_bounds_has_no_deadline() -> None:
    assert latest((most(M.DILUTED, M.STARTED, 1),), {M.RECONSTITUTED: TEN}, (), M.STARTED) is None
    assert earliest((most(M.DILUTED, M.STARTED, 1),), {M.RECONSTITUTED: TEN}, M.STARTED) is None


def test_an_expiry_date_binds_where_it_is_the_earlier() -> None:
    midnight = Fixed(M.STARTED, TEN + hours(2), "the vial is in date", "the package")
    later = Fixed(M.STARTED, TEN + hours(9), "the bag is in date", "the package")
    found = latest(CHAIN, {M.RECONSTITUTED: TEN}, (later, midnight), M.STARTED)
    assert found is not None
    assert (found[0], found[1].rule) == (TEN + hours(2), "the vial is in date")
    out = latest(CHAIN, {M.RECONSTITUTED: TEN}, (midnight, later), M.TAKEN_OUT)
    assert out is not None
    assert out[0] == TEN + hours(1)
    # What happened is not bound any more; how late it came is asked for itself.
    started = {M.RECONSTITUTED: TEN, M.STARTED: TEN + hours(3)}
    end = latest(CHAIN, started, (midnight,), M.ENDED)
    assert end is not None
    assert end[0] == TEN + hours(7)


def test_backwards_the_least_of_every_rule_holds() -> None:
    wanted = {M.STARTED: TEN}
    found = earliest((*CHAIN, most(M.RECONSTITUTED, M.ENDED, 6)), wanted, M.RECONSTITUTED)
    assert found is not None
    assert found[0] == TEN - hours(5)
    assert found[1].limits == "6 h"
    warm = earliest(CHAIN, {M.TAKEN_OUT: TEN}, M.STARTED)
    assert warm is not None
    assert (warm[0], warm[1].less) == (TEN + hours(1), ("1 h kept free",))


def test_of_equal_bounds_the_one_over_fewer_rules_is_named() -> None:
    rules = (
        most(M.RECONSTITUTED, M.DILUTED, 1),
        most(M.DILUTED, M.STARTED, 3),
        most(M.RECONSTITUTED, M.STARTED, 4, "directly"),
    )
    found = latest(rules, {M.RECONSTITUTED: TEN}, (), M.STARTED)
    assert found is not None
    assert found[1].rule == "directly"


EDGES = st.lists(
    st.tuples(
        st.sampled_from(Moment), st.sampled_from(Moment), st.integers(0, 9), st.booleans()
    ).filter(lambda each: each[0] != each[1]),
    max_size=7,
)


@given(EDGES)
def test_no_way_over_the_rules_is_shorter_than_the_bound(
    drawn: list[tuple[Moment, Moment, int, bool]],
) -> None:
    order = tuple(Moment)
    rules: list[Rule] = []
    for one, other, number, at_most in drawn:
        first, second = sorted((one, other), key=order.index)
        # Rules that contradict each other are no monograph's: what is kept free is short.
        rules.append(
            most(first, second, number + 8) if at_most else least(first, second, number % 2)
        )
    found = reach(rules, {M.RECONSTITUTED: Bound(timedelta(0))})
    weights: dict[tuple[Moment, Moment], timedelta] = {}
    for rule in rules:
        ends = (
            (rule.earlier, rule.later) if isinstance(rule, AtMost) else (rule.later, rule.earlier)
        )
        span = rule.span if isinstance(rule, AtMost) else -rule.span
        weights[ends] = min(span, weights.get(ends, span))
    for goal in Moment:
        ways = []
        between = [each for each in Moment if each not in (M.RECONSTITUTED, goal)]
        for count in range(len(between) + 1):
            for through in permutations(between, count):
                way = [M.RECONSTITUTED, *through, goal]
                steps = list(pairwise(way))
                if goal is not M.RECONSTITUTED and all(step in weights for step in steps):
                    ways.append(sum((weights[step] for step in steps), timedelta(0)))
        expected = min(ways, default=None)
        if goal is M.RECONSTITUTED:
            assert found[goal].span <= timedelta(0)
        else:
            assert (None if goal not in found else found[goal].span) == expected
