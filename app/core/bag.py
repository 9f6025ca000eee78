"""How a container comes to hold the diluent: empty and filled, or full and emptied in part.

A full bag holds more than its label says (the overfill), so that drug added to it would stand in
more than the total of the plan: what is too much is taken out first. Overfill is data of each
product; where it is not known it is asked for, never assumed.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.core.quantity import Quantity


class Fill(StrEnum):
    """What a container holds when it is taken from the shelf."""

    EMPTY = "empty"
    READY_FILLED = "ready-filled"
    EXACT_VOLUME = "exact-volume"

    @property
    def words(self) -> str:
        """What people call such a container, without an article."""
        return {
            Fill.EMPTY: "empty container",
            Fill.READY_FILLED: "ready-filled bag",
            Fill.EXACT_VOLUME: "exact-volume bag",
        }[self]


@dataclass(frozen=True, slots=True)
class Bag:
    """A container filled with diluent by its maker, or an empty one.

    `nominal` is the volume that its label states and `overfill` what it holds besides, both in
    mL; both are None for an empty container, and `overfill` is zero for an exact-volume bag.
    `source` says where the overfill is known from.
    """

    fill: Fill
    nominal: Quantity | None = None
    overfill: Quantity | None = None
    source: str = ""


EMPTY = Bag(Fill.EMPTY)
