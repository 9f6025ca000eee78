"""The light ledger: what protects now, and every stretch that nothing covers."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.core.light import Gap, Protection, gaps, protected_at

ZERO = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)


def at(minute: int) -> datetime:
    return ZERO + timedelta(minutes=minute)


def by(begun: int, ended: int | None, means: str = "cover") -> Protection:
    return Protection(means, "a cover", at(begun), None if ended is None else at(ended))


def test_the_protection_in_force_is_the_one_begun_last() -> None:
    ledger = (by(0, 10, "hood"), by(5, None, "sleeve"), by(7, 8, "foil"))
    assert protected_at(ledger, at(4)) == ledger[0]
    assert protected_at(ledger, at(5)) == ledger[1]
    assert protected_at(ledger, at(7)) == ledger[2]
    assert protected_at(ledger, at(8)) == ledger[1]


def test_a_protection_covers_its_beginning_and_not_its_end() -> None:
    assert protected_at((by(0, 10),), at(0)) == by(0, 10)
    assert protected_at((by(0, 10),), at(10)) is None
    assert protected_at((by(1, None),), at(0)) is None


def test_gaps_before_between_and_after() -> None:
    ledger = (by(20, 30), by(5, 10))
    found = gaps(ledger, at(0), at(40))
    assert found == (Gap(at(0), at(5)), Gap(at(10), at(20)), Gap(at(30), at(40)))
    assert [gap.length for gap in found] == [timedelta(minutes=5)] + [timedelta(minutes=10)] * 2


def test_no_gap_where_protections_touch_overlap_or_last() -> None:
    assert gaps((by(-5, 10), by(10, 15), by(12, None)), at(0), at(60)) == ()
    assert gaps((by(-5, None),), at(0), at(60)) == ()


def test_without_protection_all_is_one_gap() -> None:
    assert gaps((), at(0), at(60)) == (Gap(at(0), at(60)),)
    assert gaps((), at(0), at(0)) == ()
    assert gaps((by(50, None),), at(0), at(10)) == (Gap(at(0), at(10)),)


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60)).filter(
            lambda each: each[1] is None or each[0] <= each[1]
        ),
        max_size=6,
    )
)
def test_a_minute_is_in_a_gap_where_nothing_covers_it(spans: list[tuple[int, int | None]]) -> None:
    ledger = tuple(by(*span) for span in spans)
    found = gaps(ledger, at(0), at(60))
    for minute in range(60):
        covered = any(b <= minute and (e is None or minute < e) for b, e in spans)
        in_gap = any(gap.begun <= at(minute) < gap.ended for gap in found)
        assert in_gap is not covered
        assert (protected_at(ledger, at(minute)) is not None) is covered
    assert all(one.ended <= other.begun for one, other in pairwise(found))
