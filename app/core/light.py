"""The light-protection ledger: what protected the drug, from when to when, and each gap.

A protection is said for all that is there at the time; what is there, and from when to when, is
its `Presence`. An object is protected while a protection that reaches it is in force.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """Where the drug is, as far as light goes; a monograph accepts means for each."""

    HOOD = "hood"
    VIAL = "vial"
    SYRINGE = "syringe"
    BAG = "bag"
    TRANSPORT = "transport"
    INFUSION = "infusion"


@dataclass(frozen=True, slots=True)
class Protection:
    """One means of protection in force from `begun` until `ended`, or still.

    `stage` is what it was chosen for, None in what was recorded before stages were. `reaches` are
    the objects it protects, () for all; `record` is the number of the fact that began it.
    """

    means: str
    words: str
    begun: datetime
    ended: datetime | None = None
    stage: Stage | None = None
    reaches: tuple[Stage, ...] = ()
    record: int = 0

    def protects(self, stage: Stage) -> bool:
        """Tell whether it reaches what a stage names: a vial, a syringe or the bag."""
        return not self.reaches or stage in self.reaches


@dataclass(frozen=True, slots=True)
class Presence:
    """An object that holds drug, such as "vial 1", from `begun` until `ended`, or still."""

    name: str
    stage: Stage
    begun: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time without a recorded protection."""

    begun: datetime
    ended: datetime

    @property
    def length(self) -> timedelta:
        """How long nothing protected the drug."""
        return self.ended - self.begun


@dataclass(frozen=True, slots=True)
class Covered:
    """What protected one object, each part as long as it was there, and each gap of it."""

    presence: Presence
    protections: tuple[Protection, ...]
    gaps: tuple[Gap, ...]


def protected_at(ledger: tuple[Protection, ...], moment: datetime) -> Protection | None:
    """Return the protection in force at `moment` that began last, or None."""
    in_force = [
        each
        for each in ledger
        if each.begun <= moment and (each.ended is None or moment < each.ended)
    ]
    return max(in_force, key=lambda each: each.begun, default=None)


def gaps(ledger: tuple[Protection, ...], begun: datetime, ended: datetime) -> tuple[Gap, ...]:
    """Return every stretch between `begun` and `ended` that no protection covers."""
    found: list[Gap] = []
    covered = begun
    for each in sorted(ledger, key=lambda protection: protection.begun):
        if each.begun > covered:
            found.append(Gap(covered, min(each.begun, ended)))
        covered = max(covered, each.ended or ended)
        if covered >= ended:
            break
    if covered < ended:
        found.append(Gap(covered, ended))
    return tuple(gap for gap in found if gap.ended > gap.begun)


def covered(
    ledger: tuple[Protection, ...], presences: tuple[Presence, ...], now: datetime
) -> tuple[Covered, ...]:
    """Return what protected each object while it was there, up to `now`."""
    return tuple(_covered(ledger, each, now) for each in presences)


def _covered(ledger: tuple[Protection, ...], presence: Presence, now: datetime) -> Covered:
    begun, ended = presence.begun, min(presence.ended or now, now)
    reaching = tuple(each for each in ledger if each.protects(presence.stage))
    parts = (
        replace(each, begun=max(each.begun, begun), ended=min(each.ended or ended, ended))
        for each in reaching
    )
    kept = tuple(each for each in parts if each.ended is not None and each.begun < each.ended)
    return Covered(presence, kept, gaps(reaching, begun, ended))


def together(found: Iterable[Gap]) -> tuple[Gap, ...]:
    """Return gaps, in any order, as stretches that do not overlap, in order."""
    merged: list[Gap] = []
    for each in sorted(found, key=lambda gap: gap.begun):
        if merged and each.begun < merged[-1].ended:
            merged[-1] = Gap(merged[-1].begun, max(merged[-1].ended, each.ended))
        else:
            merged.append(each)
    return tuple(merged)
