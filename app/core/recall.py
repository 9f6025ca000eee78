"""A recall: every preparation and patient that a lot went to, and what of it is on hand."""

from dataclasses import dataclass
from datetime import date, datetime

from app.core.events import MaterialScanned
from app.core.order import Patient
from app.core.stock import Fate
from app.core.supply import OnHand


@dataclass(frozen=True, slots=True)
class Affected:
    """One package of the lot that was scanned for a preparation, by whom and when (UTC).

    `stands` says where the preparation stands, such as "released"; `cycle` and `day` are those
    of the order's dose.
    """

    number: str
    patient: Patient
    drug: str
    cycle: int
    day: int
    stands: str
    ended: datetime | None
    material: MaterialScanned
    fate: Fate
    scanned_by: str
    scanned_at: datetime


@dataclass(frozen=True, slots=True)
class Recall:
    """What a search by lot found; `gtin` is "" where every product was searched."""

    lot: str
    gtin: str
    affected: tuple[Affected, ...]
    on_hand: tuple[OnHand, ...]

    @property
    def preparations(self) -> tuple[str, ...]:
        """The numbers of the preparations that it was scanned for, in their order."""
        return tuple(dict.fromkeys(each.number for each in self.affected))

    @property
    def patients(self) -> tuple[Patient, ...]:
        """The patients whose preparation has it: released, or still at work."""
        reached = (Fate.RELEASED, Fate.AT_WORK)
        found = (each.patient for each in self.affected if each.fate in reached)
        return tuple(dict.fromkeys(found))

    @property
    def spellings(self) -> tuple[str, ...]:
        """How packages spell the lot: their letter case may differ."""
        found = {each.material.lot for each in self.affected if each.material.lot is not None}
        return tuple(sorted(found.union(*(each.spellings for each in self.on_hand))))

    @property
    def left(self) -> int:
        """How many packages are on hand."""
        return sum(max(0, each.left) for each in self.on_hand)

    @property
    def expiries(self) -> tuple[date, ...]:
        """The expiry dates that packages of it bore."""
        dates = {each.material.expiry for each in self.affected}
        dates |= {each.expiry for each in self.on_hand}
        return tuple(sorted(each for each in dates if each is not None))
