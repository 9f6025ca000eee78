"""The light-protection ledger: what protected the drug, from when to when, and each gap."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Protection:
    """One means of protection in force from `begun` until `ended`, or still."""

    means: str
    words: str
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
