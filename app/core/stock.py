"""The stock of one product: what was received, kept from use, taken away, and is on hand.

Facts are those of one product's stream. What preparations used is not among them: it is recorded
there where it was used, and set against the stock here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from app.core import events as e
from app.core.refused import Refused
from app.core.sameness import Sameness, folded, same_lot, same_package, same_text

_MOST_PIECES = 10_000


class Removal(StrEnum):
    """Why packages leave the stock without being used."""

    BROKEN = "broken"
    EXPIRED = "expired"
    RETURNED = "returned"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Received:
    """Packages came in: one with a serial number, or so many pieces without."""

    lot: str | None
    expiry: date | None
    serial: str | None
    pieces: int
    scanned: str
    ndc: str | None = None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A lot, or one package of it, is kept from use."""

    lot: str
    serial: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class QuarantineLifted:
    """A pharmacist let a lot, or one package of it, be used again."""

    lot: str
    serial: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Packages were taken away for good."""

    lot: str | None
    serial: str | None
    pieces: int
    why: Removal
    reason: str


StockFact: TypeAlias = Received | Quarantined | QuarantineLifted | Removed

NAMES: dict[str, type[StockFact]] = {
    "stock-received": Received,
    "stock-quarantined": Quarantined,
    "stock-quarantine-lifted": QuarantineLifted,
    "stock-removed": Removed,
}


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What is kept from use, by whom, since when (UTC) and why."""

    lot: str
    serial: str | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """A package was used: the number of that event in the log, and its serial number, if any."""

    at: int
    serial: str | None


@dataclass(frozen=True, slots=True)
class Left:
    """How many of a lot are left, and the serial numbers of those that came in with one.

    `count` is below zero where more was used than came in.
    """

    count: int
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lot:
    """What came in and went away of one lot; `lot` is None where the package bears none.

    `pieces` were received without a serial number, and `removed_pieces` of them taken away.
    `since` is the number in the log of the event with which the first of it came in: what was
    used before is none of what came in. `came_at` has that number of each of `serials`.
    `spellings` are those of the lot on the packages, which may differ by case.
    """

    lot: str | None
    expiry: date | None
    since: int
    pieces: int = 0
    serials: tuple[str, ...] = ()
    removed_pieces: int = 0
    removed_serials: tuple[str, ...] = ()
    came_at: tuple[int, ...] = ()
    spellings: tuple[str, ...] = ()

    def received(self, serial: str | None) -> bool:
        """Tell whether the package with a serial number came in by it."""
        return _among(serial, self.serials)

    def removed(self, serial: str | None) -> bool:
        """Tell whether the package with a serial number was taken away by it."""
        return _among(serial, self.removed_serials)

    def came_after(self, serial: str, number: int) -> bool:
        """Tell whether a package came in by its serial number behind an event of the log."""
        return any(
            at > number and same_text(each, serial)
            for each, at in zip(self.serials, self.came_at, strict=True)
        )

    @property
    def came(self) -> int:
        """How many came in."""
        return self.pieces + len(self.serials)

    def after(self, uses: Iterable[Use]) -> Left:
        """Return what is left after packages were used.

        A serial number that did not come in is one of the pieces, where any came in without one;
        else it is of a package that nobody received, and nothing is less for it.
        """
        used = tuple(uses)
        bearing = (*(each.serial for each in used), *self.removed_serials)
        gone = {folded(each) for each in bearing if each is not None}
        serials = tuple(each for each in self.serials if folded(each) not in gone)
        loose = sum(1 for each in used if each.at > self.since and self._is_loose(each))
        pieces = self.pieces - self.removed_pieces - loose
        return Left(len(serials) + pieces, serials)

    def _is_loose(self, use: Use) -> bool:
        if use.serial is None:
            return True
        return self.pieces > 0 and not self.received(use.serial)


def _among(serial: str | None, known: tuple[str, ...]) -> bool:
    return any(same_text(serial, each) for each in known)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The stock of one product as its facts say, without what was used."""

    lots: tuple[Lot, ...] = ()
    quarantines: tuple[Quarantine, ...] = ()

    def of(self, lot: str | None) -> Lot | None:
        """Return what is known of a lot, None for one that never came in."""
        return next((each for each in self.lots if same_lot(each.lot, lot)), None)

    def withheld(self, lot: str | None, serial: str | None) -> Quarantine | None:
        """Return what keeps a package from use: of its whole lot, or of it alone.

        A code without a serial number may be that of the one package that is kept from use.
        """
        return next((each for each in self.quarantines if keeps(each, lot, serial)), None)

    def holds(self, lot: str | None, serial: str | None) -> bool:
        """Tell whether this package came in: by serial number where the lot has only those."""
        known = self.of(lot)
        if known is None:
            return False
        return known.pieces > 0 or serial is None or known.received(serial)

    def lot_received_with(self, serial: str) -> Lot | None:
        """Return the lot with which a package came in by its serial number, None for none."""
        return next((each for each in self.lots if each.received(serial)), None)


def keeps(kept: Quarantine | Quarantined, lot: str | None, serial: str | None) -> bool:
    """Tell whether a quarantine keeps the package with this lot and serial number from use."""
    if kept.serial is None:
        return same_lot(kept.lot, lot)
    found = same_package((kept.lot, kept.serial), (lot, serial))
    return found in (Sameness.SAME, Sameness.UNKNOWN)


def stocked(shelf: Shelf, fact: StockFact, actor: str, at: datetime, number: int) -> Shelf:
    """Return the stock after one more fact, which has this number in the log."""
    match fact:
        case Received():
            return _received(shelf, fact, number)
        case Quarantined():
            added = Quarantine(fact.lot, fact.serial, fact.reason, actor, at)
            return replace(shelf, quarantines=(*shelf.quarantines, added))
        case QuarantineLifted():
            gone = _lifted(shelf, fact.lot, fact.serial)
            kept = tuple(each for each in shelf.quarantines if each not in gone)
            return replace(shelf, quarantines=kept)
        case _:
            return _removed(shelf, fact)


def _lifted(shelf: Shelf, lot: str | None, serial: str | None) -> tuple[Quarantine, ...]:
    """Return the quarantines that lifting one ends: the one so written or, without, one alike."""
    alike = tuple(
        each
        for each in shelf.quarantines
        if same_lot(each.lot, lot) and same_text(each.serial, serial)
    )
    written = tuple(each for each in alike if (each.lot, each.serial) == (lot, serial))
    return written or alike


def _received(shelf: Shelf, fact: Received, number: int) -> Shelf:
    lot = shelf.of(fact.lot) or Lot(fact.lot, fact.expiry, number)
    if fact.lot is not None and fact.lot not in lot.spellings:
        lot = replace(lot, spellings=(*lot.spellings, fact.lot))
    if fact.serial is None:
        return _with(shelf, replace(lot, pieces=lot.pieces + fact.pieces))
    came_at = (*lot.came_at, number)
    return _with(shelf, replace(lot, serials=(*lot.serials, fact.serial), came_at=came_at))


def _removed(shelf: Shelf, fact: Removed) -> Shelf:
    lot = shelf.of(fact.lot)
    if lot is None:
        raise ValueError("what never came in was removed")
    if fact.serial is None:
        return _with(shelf, replace(lot, removed_pieces=lot.removed_pieces + fact.pieces))
    return _with(shelf, replace(lot, removed_serials=(*lot.removed_serials, fact.serial)))


def _with(shelf: Shelf, lot: Lot) -> Shelf:
    others = tuple(each for each in shelf.lots if not same_lot(each.lot, lot.lot))
    return replace(shelf, lots=(*others, lot))


def require_receivable(shelf: Shelf, fact: Received, today: date) -> None:
    """Raise Refused where packages cannot come in: expired, twice, or a lot of two dates."""
    if not 1 <= fact.pieces <= _MOST_PIECES:
        raise Refused(
            f"At least 1 piece and at most {_MOST_PIECES:,} are received at once; count them again."
        )
    if fact.expiry is not None and fact.expiry < today:
        raise Refused(
            f"This package expired on {fact.expiry.isoformat()}; it is not received. Send it back."
        )
    before = None if fact.serial is None else shelf.lot_received_with(fact.serial)
    if before is not None:
        raise Refused(
            f"The package with serial {fact.serial} was received already, as "
            f"{named(before.lot, None)}. Scan the next one."
        )
    known = shelf.of(fact.lot)
    if known is not None and known.expiry != fact.expiry:
        then = "no expiry date" if known.expiry is None else f"expiry {known.expiry.isoformat()}"
        now = "none" if fact.expiry is None else fact.expiry.isoformat()
        raise Refused(
            f"Lot {fact.lot} was received with {then}, and this code says {now}. Put the "
            "package aside and ask the supplier."
        )


def require_not_withheld_already(shelf: Shelf, lot: str, serial: str | None) -> None:
    """Raise Refused where a quarantine would add nothing."""
    wide = [each for each in shelf.quarantines if each.serial is None or serial is not None]
    if any(keeps(each, lot, serial) for each in wide):
        raise Refused(f"{begun(named(lot, serial))} is in quarantine already.")


def require_withheld(shelf: Shelf, lot: str, serial: str | None) -> None:
    """Raise Refused where there is no such quarantine to lift."""
    if not _lifted(shelf, lot, serial):
        raise Refused(f"{begun(named(lot, serial))} is not in quarantine; nothing is lifted.")


def require_removable(shelf: Shelf, fact: Removed, left: int) -> None:
    """Raise Refused where more would go than is there; `left` is what is on hand of the lot."""
    known = shelf.of(fact.lot)
    if known is None:
        what = begun(named(fact.lot, None))
        raise Refused(f"{what} was never received; nothing is removed.")
    if fact.serial is not None and not known.received(fact.serial):
        raise Refused(
            f"The package with serial {fact.serial} was not received; nothing is removed."
        )
    if fact.serial is not None and known.removed(fact.serial):
        raise Refused(f"The package with serial {fact.serial} was removed already.")
    if not 1 <= fact.pieces <= left:
        raise Refused(
            f"{fact.pieces} of {named(fact.lot, None)} cannot be removed: {left} on hand. Count "
            "them again."
        )


def named(lot: str | None, serial: str | None) -> str:
    """Return what people call a lot, or one package of it."""
    if lot is None:
        return "packages without a lot" if serial is None else f"serial {serial}"
    return f"lot {lot}" if serial is None else f"serial {serial} of lot {lot}"


def begun(words: str) -> str:
    """Return words as a sentence begins with them; the rest, such as a lot, stays as it is."""
    return words[:1].upper() + words[1:]


class Fate(StrEnum):
    """What became of a package that was scanned for a preparation."""

    AT_WORK = "in an open preparation"
    RELEASED = "in a released preparation"
    REPLACED = "set aside and replaced"
    DISCARDED = "discarded with its preparation"
    UNUSED = "not used, back in stock"

    @property
    def is_used(self) -> bool:
        """Whether the package is no longer in stock."""
        return self is not Fate.UNUSED


def fates(facts: Iterable[e.Event]) -> tuple[tuple[e.MaterialScanned, Fate], ...]:
    """Return every package scanned for a preparation, in order, with what became of it.

    Where a preparation is discarded, a vial that was not reconstituted is back in stock, and so is
    everything else where no vial was.
    """
    scans: list[e.MaterialScanned] = []
    at_place: dict[int, int] = {}
    opened: set[int] = set()
    replaced: set[int] = set()
    ended: e.Event | None = None
    for fact in facts:
        match fact:
            case e.MaterialScanned():
                if fact.vial is not None:
                    at_place[fact.vial] = len(scans)
                scans.append(fact)
            case e.Reconstituted():
                opened.add(at_place[fact.vial])
            case e.VialQuarantined():
                replaced.add(at_place[fact.vial])
            case e.Released() | e.Discarded():
                ended = fact
            case _:
                pass
    begun_at_all = bool(opened or replaced)
    return tuple(
        (scan, _fate(scan, at in replaced, at in opened, begun_at_all, ended))
        for at, scan in enumerate(scans)
    )


def _fate(
    scan: e.MaterialScanned, replaced: bool, opened: bool, begun_at_all: bool, ended: e.Event | None
) -> Fate:
    if replaced:
        return Fate.REPLACED
    if ended is None:
        return Fate.AT_WORK
    if isinstance(ended, e.Released):
        return Fate.RELEASED
    used = opened if scan.vial is not None else begun_at_all
    return Fate.DISCARDED if used else Fate.UNUSED
