"""In which order one hood takes the work that waits, so that the infusions wait least in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_TRIED = 12
"""So many pieces of work are tried in every order; more would take seconds."""

_STEP = timedelta.resolution


@dataclass(frozen=True, slots=True)
class Slot:
    """Work that may begin at `opens`, takes `length`, and is in time where it ends by `due`."""

    opens: datetime
    length: timedelta
    due: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """The order of the slots by their places; `is_best` where no other can be later in less.

    Where it is not best, it is the only order that was tried.
    """

    places: tuple[int, ...]
    is_best: bool


# Of some of the slots: how late they are in all, when the hood is free again, and their order.
_Begun = tuple[int, int, tuple[int, ...]]
_Steps = list[tuple[int, int, int]]


def best_order(slots: Sequence[Slot], free: datetime) -> Order:
    """Return the order with the least lateness in all, from when the hood is free.

    What must begin first goes first where that is in time; else every order of up to MOST_TRIED
    slots is weighed, and of more only that one. Idle time is allowed: nothing begins before it
    opens.
    """
    steps = [_in_steps(slot, free) for slot in slots]
    usual = tuple(sorted(range(len(slots)), key=lambda each: steps[each][2] - steps[each][1]))
    late, _, _ = _worked(steps, usual)
    if not late:
        return Order(usual, True)
    if len(slots) > MOST_TRIED:
        return Order(usual, False)
    found = _least_late(steps, late)
    # As good in all, the usual order spreads the lateness more evenly.
    return Order(found if _worked(steps, found)[0] < late else usual, True)


def _in_steps(slot: Slot, free: datetime) -> tuple[int, int, int]:
    return (slot.opens - free) // _STEP, slot.length // _STEP, (slot.due - free) // _STEP


def _worked(steps: _Steps, order: tuple[int, ...]) -> _Begun:
    begun: _Begun = (0, 0, ())
    for each in order:
        begun = _then(begun, steps[each], each)
    return begun


def _then(begun: _Begun, slot: tuple[int, int, int], place: int) -> _Begun:
    late, free, order = begun
    opens, length, due = slot
    end = max(free, opens) + length
    return late + max(0, end - due), end, (*order, place)


def _least_late(steps: _Steps, bound: int) -> tuple[int, ...]:
    """Return the order with the least lateness; `bound` is one that can be had.

    By subsets: of the orders of one subset only those count that no other beats both in lateness
    and in when the hood is free again, for what follows sees nothing else of them.
    """
    best: dict[int, list[_Begun]] = {0: [(0, 0, ())]}
    for _ in steps:
        found: dict[int, list[_Begun]] = {}
        for done, ways in best.items():
            for place, slot in enumerate(steps):
                if not done >> place & 1:
                    more = (_then(way, slot, place) for way in ways)
                    grown = found.setdefault(done | 1 << place, [])
                    grown.extend(way for way in more if way[0] <= bound)
        best = {done: _unbeaten(ways) for done, ways in found.items()}
    (whole,) = best.values()
    return whole[0][2]


def _unbeaten(ways: list[_Begun]) -> list[_Begun]:
    kept: list[_Begun] = []
    for way in sorted(ways):
        if not kept or way[1] < kept[-1][1]:
            kept.append(way)
    return kept
