"""Places for labels that would otherwise lie on each other."""

from collections.abc import Sequence
from itertools import pairwise


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> tuple[float, ...]:
    """Return the middle of each label: in order, apart, within low..high, near what was wanted.

    `wanted` rises. The sum of the squared shifts is the least possible (pool adjacent
    violators). Labels that need more than low..high are packed evenly over it.
    """
    if not wanted:
        return ()
    offsets = [0.0]
    for above, below in pairwise(heights):
        offsets.append(offsets[-1] + (above + below) / 2)
    first, last = low + heights[0] / 2, high - heights[-1] / 2
    room = last - first
    if offsets[-1] > room:
        factor = max(room, 0.0) / offsets[-1]
        return tuple(first + offset * factor for offset in offsets)
    level = _rising([place - offset for place, offset in zip(wanted, offsets, strict=True)])
    top = last - offsets[-1]
    return tuple(
        min(max(place, first), top) + offset for place, offset in zip(level, offsets, strict=True)
    )


def _rising(values: Sequence[float]) -> list[float]:
    """Return the nearest sequence that never falls."""
    pools: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            above, more = pools.pop()
            total, count = total + above, count + more
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]
