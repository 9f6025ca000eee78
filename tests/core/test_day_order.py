"""The order in which one hood takes the work: what a search of every order finds, it finds."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.core.day_order import MOST_TRIED, Slot, best_order

FREE = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def slot(opens: int, length: int, due: int) -> Slot:
    return Slot(FREE + opens * MINUTE, length * MINUTE, FREE + due * MINUTE)


def lateness(slots: list[Slot], order: tuple[int, ...]) -> timedelta:
    """Return how late everything is in all when the hood takes it in this order."""
    free, late = FREE, timedelta(0)
    for place in order:
        free = max(free, slots[place].opens) + slots[place].length
        late += max(free - slots[place].due, timedelta(0))
    return late


some_slots = st.lists(
    st.builds(slot, st.integers(-60, 240), st.integers(1, 90), st.integers(-30, 400)),
    max_size=6,
)


@given(some_slots)
def test_no_order_at_all_is_late_by_less(slots: list[Slot]) -> None:
    found = best_order(slots, FREE)
    assert sorted(found.places) == list(range(len(slots)))
    assert found.is_best
    least = min(lateness(slots, order) for order in permutations(range(len(slots))))
    assert lateness(slots, found.places) == least


def test_what_must_begin_first_goes_first_where_all_is_in_time() -> None:
    assert best_order([slot(0, 50, 300), slot(0, 30, 100), slot(0, 70, 290)], FREE).places == (
        1,
        2,
        0,
    )
    assert best_order([], FREE).places == ()


def test_a_window_that_opens_later_is_waited_for_where_that_is_better() -> None:
    # The second must begin first, but its window opens late: the first fits in before it.
    slots = [slot(0, 60, 120), slot(60, 30, 91)]
    assert best_order(slots, FREE).places == (0, 1)
    # Here the first would make the second late: the hood stays idle until the window opens.
    slots = [slot(0, 60, 150), slot(30, 30, 60)]
    assert best_order(slots, FREE).places == (1, 0)


def test_one_long_late_piece_does_not_wait_for_ever() -> None:
    # Late already, and later with each that is put before it: all orders leave one late.
    slots = [slot(-60, 50, 40), slot(0, 50, 300), slot(0, 50, 400)]
    assert best_order(slots, FREE).places == (0, 1, 2)


def test_of_two_orders_late_by_as_much_the_usual_one_is_taken() -> None:
    slots = [slot(0, 50, due) for due in (30, 40, 50)]
    assert best_order(slots, FREE).places == (0, 1, 2)
    assert best_order(slots[::-1], FREE).places == (2, 1, 0)


def test_of_very_many_only_one_order_is_tried_and_that_is_said() -> None:
    many = [slot(0, 30, 30 * (place + 1)) for place in range(MOST_TRIED + 1)]
    found = best_order(many[::-1], FREE)
    assert found.is_best
    assert found.places == tuple(range(MOST_TRIED, -1, -1))
    late = [*many, slot(0, 30, 60)]
    assert not best_order(late, FREE).is_best
    assert best_order([*many[2:], slot(0, 30, 60), slot(0, 30, 30)], FREE).is_best


def test_so_many_as_are_tried_in_every_order_are() -> None:
    twelve = [slot(0, 30, 300 + place) for place in range(MOST_TRIED)]
    found = best_order(twelve, FREE)
    assert found.is_best
    assert lateness(twelve, found.places) > timedelta(0)
