"""Where the drug waits, and how long it was in which place."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Storage(StrEnum):
    """Where vials or the diluted preparation wait."""

    ROOM = "room"
    REFRIGERATED = "refrigerated"

    @property
    def words(self) -> str:
        """The place as people say it."""
        return "at room temperature" if self is Storage.ROOM else "in the refrigerator"


@dataclass(frozen=True, slots=True)
class Stay:
    """The drug was in a place from `begun` until `ended` (UTC), or still is."""

    place: Storage
    begun: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Work was held from `begun` until `ended` (UTC), or still is, and `words` say where.

    `place` is where the drug was brought by temperature, None where it stayed where it was.
    """

    words: str
    place: Storage | None
    begun: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Where something is now, and how long it was in each place before it came there.

    `place` is None where nobody said it. `chilled` tells that it was in the refrigerator before,
    however short.
    """

    place: Storage | None = None
    room: timedelta = timedelta(0)
    cold: timedelta = timedelta(0)
    chilled: bool = False

    @property
    def was_cold(self) -> bool:
        """Whether it is in the refrigerator, or was before."""
        return self.place is Storage.REFRIGERATED or self.chilled


UNKNOWN = Kept()


def kept(stays: tuple[Stay, ...], begun: datetime, ended: datetime | None) -> Kept:
    """Return where something was between two moments, `ended` None for up to now.

    `stays` are in order, and only the last may still go on.
    """
    within = [each for each in stays if each.ended is None or each.ended > begun]
    if ended is not None:
        within = [each for each in within if each.begun < ended]
    if not within:
        return UNKNOWN
    *before, last = within
    spent = {place: timedelta(0) for place in Storage}
    for each in before:
        spent[each.place] += (each.ended or begun) - max(each.begun, begun)
    chilled = any(each.place is Storage.REFRIGERATED for each in before)
    return Kept(last.place, spent[Storage.ROOM], spent[Storage.REFRIGERATED], chilled)


def moved(stays: tuple[Stay, ...], place: Storage, at: datetime) -> tuple[Stay, ...]:
    """Return the stays of something that is in `place` from `at` on."""
    if stays and stays[-1].ended is None:
        last = stays[-1]
        if last.place is place:
            return stays
        stays = (*stays[:-1], Stay(last.place, last.begun, at))
    return (*stays, Stay(place, at))
