"""The stock of this site, in the log: one stream for each product, received by scan.

What preparations used is recorded with them; here it is set against what was received. A package
scanned for a preparation that was discarded before it was used is on hand again.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from app.clock import Clock
from app.core import events as e
from app.core.encoding import decode, encode
from app.core.person import Office, Person
from app.core.preparation import Preparation, Status
from app.core.product import Package, Product
from app.core.refused import Refused
from app.core.sameness import Sameness, folded, same_lot, same_package
from app.core.step import Role
from app.core.stock import (
    NAMES,
    Fate,
    Lot,
    Quarantine,
    Quarantined,
    QuarantineLifted,
    Received,
    Removal,
    Removed,
    Shelf,
    StockFact,
    Use,
    fates,
    keeps,
    named,
    require_not_withheld_already,
    require_receivable,
    require_removable,
    require_withheld,
    stocked,
)
from app.core.supply import OnHand
from app.late_entry import DoneAt, OnPaper
from app.people import office_before
from app.preparations import PREFIX as PREPARATIONS
from app.preparations import stamped
from app.products import Products
from app.recording import reading_of, record_now
from app.store import Fact, Log, Recorded

PREFIX = "stock/"
_OF_FACT = {kind: name for name, kind in NAMES.items()}
# What of a preparation says what became of its packages.
_TELLING = ("material-scanned", "reconstituted", "vial-quarantined", "released", "discarded")
_LONGEST_REASON = 200


class Stock:
    """The stock of one log."""

    def __init__(self, log: Log, clock: Clock, products: Products) -> None:
        self._log, self._clock, self._products = log, clock, products
        self._shelves: dict[str, tuple[int, Shelf]] = {}
        self._used: dict[tuple[str, str], tuple[Use, ...]] = {}
        self._discarded: frozenset[str] | None = None
        self._seq = log.count()
        self._opened: dict[str, int] = {}

    def shelf(self, gtin: str) -> Shelf:
        """Return the stock of a product as its facts say, without what was used."""
        version, shelf = self._shelves.get(gtin, (0, Shelf()))
        if version != self._log.version(PREFIX + gtin):
            shelf = Shelf()
            for recorded in self._log.history(PREFIX + gtin):
                shelf = _after(shelf, recorded)
                version = recorded.version
            self._shelves[gtin] = (version, shelf)
        return shelf

    def receive(self, package: Package, pieces: int, person: Person, today: date) -> Received:
        """Record packages that came in, as they were scanned; raises Refused.

        A package with a serial number is one piece; of others `pieces` of the same lot came in.
        """
        product = _usable(package)
        _require_traceable(package, product)
        if package.serial is not None and pieces != 1:
            raise Refused("A package with a serial number is received one by one; scan each.")
        fact = Received(
            package.lot, package.expiry, package.serial, pieces, package.scanned, package.ndc
        )
        require_receivable(self.shelf(package.gtin), fact, today)
        used_in = self._used_in(package, "")
        if used_in is not None:
            raise Refused(
                f"The package with serial {package.serial} was scanned for preparation {used_in}; "
                "it does not come in again. Put it aside."
            )
        self._record(package.gtin, fact, person)
        return fact

    def quarantine(
        self, gtin: str, lot: str, serial: str | None, reason: str, person: Person
    ) -> None:
        """Keep a lot, or one package of it, from use, received or not; raises Refused."""
        if not lot:
            raise Refused("This package bears no lot; withdraw the product on the Products page.")
        require_not_withheld_already(self.shelf(gtin), lot, serial)
        self._record(gtin, Quarantined(lot, serial, _reason(reason)), person)

    def lift(self, gtin: str, lot: str, serial: str | None, reason: str, person: Person) -> None:
        """Let a quarantined lot or package be used again; raises Refused."""
        if person.office is not Office.PHARMACIST:
            raise Refused("Only a pharmacist lifts a quarantine; a pharmacist signs in with F8.")
        require_withheld(self.shelf(gtin), lot, serial)
        self._record(gtin, QuarantineLifted(lot, serial, _reason(reason)), person)

    def remove(
        self,
        gtin: str,
        lot: str | None,
        serial: str | None,
        pieces: int,
        why: Removal,
        reason: str,
        person: Person,
    ) -> None:
        """Record packages that left without being used; raises Refused."""
        fact = Removed(lot, serial, pieces, why, _reason(reason))
        shelf = self.shelf(gtin)
        known = shelf.of(lot)
        left = 0 if known is None else known.after(self._uses(gtin, known)).count
        require_removable(shelf, fact, left)
        self._record(gtin, fact, person)

    def _record(self, gtin: str, fact: StockFact, person: Person) -> None:
        row = Fact(_OF_FACT[type(fact)], encode(fact))
        record_now(self._log, self._clock, PREFIX + gtin, row, person.name)

    def judged(self, package: Package, stream: str, only_received: bool) -> Package:
        """Return a scanned package with what this site knows of it, for a preparation's stream."""
        if package.product is None:
            return package
        name, shelf = package.product.name, self.shelf(package.gtin)
        is_vial = package.product.role is Role.VIAL
        package = replace(package, used_in=self._used_in(package, stream))
        kept = shelf.withheld(package.lot, package.serial)
        if kept is not None:
            return replace(package, withheld=_withheld(name, kept, package.serial))
        if is_vial and (unclear := self._unclear(package, stream)):
            return replace(package, withheld=unclear)
        if not shelf.holds(package.lot, package.serial):
            return _not_received(package, only_received, bool(shelf.lots))
        return self._counted_out(package, shelf)

    def _counted_out(self, package: Package, shelf: Shelf) -> Package:
        """Return a package of a received lot, withheld where all that came in are used."""
        product, lot = package.product, shelf.of(package.lot)
        assert product is not None
        assert lot is not None
        if lot.removed(package.serial):
            sentence = f"{_one(package)} was removed from stock. Put it aside and take another."
            return replace(package, withheld=sentence)
        left = lot.after(self._uses(package.gtin, lot))
        # Whether one that came in with its serial number is used already, that number tells.
        if lot.received(package.serial) or left.count > 0:
            return replace(package, counted=True)
        sentence = (
            f"All {lot.came} of {named(package.lot, None)} of {product.name} that came in are used "
            "or removed"
        )
        if product.role is not Role.VIAL:
            return replace(package, noted=f"{sentence}.")
        return replace(
            package,
            withheld=f"{sentence}; each vial is used once. Receive this one on the Stock "
            "page first, or put it aside.",
        )

    def _used_in(self, package: Package, stream: str) -> str | None:
        """Return the number of another preparation that has or had this very package."""
        if package.serial is None:
            return None
        for row in self._log.materials_with_serial(package.serial, package.gtin):
            if row.stream != stream and _took(self._log, row.stream, row.seq):
                return row.stream.removeprefix(PREPARATIONS)
        return None

    def _unclear(self, package: Package, stream: str) -> str:
        """Return why a vial cannot be told from one of its lot that is used; "" where it can.

        One of two serial numbers is missing then. A vial that was received by its serial number
        after the use of another one without is not that one.
        """
        shelf, serial = self.shelf(package.gtin), package.serial
        lot = shelf.of(package.lot)
        if serial is None and lot is not None and lot.serials and not lot.pieces:
            return _without_serial(package, "its lot was received by serial numbers")
        for seq, other in self._of_lot_in_others(package, stream):
            if serial is None:
                used = other.removeprefix(PREPARATIONS)
                return _without_serial(package, f"preparation {used} has one of its lot by serial")
            if lot is None or not lot.came_after(serial, seq):
                used = other.removeprefix(PREPARATIONS)
                return (
                    f"{_one(package)} cannot be told from a vial of this lot that was scanned "
                    f"without its serial number for preparation {used}. Take one of another lot; "
                    "one that came in since is received on the Stock page first."
                )
        return ""

    def _of_lot_in_others(self, package: Package, stream: str) -> Iterator[tuple[int, str]]:
        """Yield event and stream of what took a vial of which only one bears a serial number."""
        this = (package.lot, package.serial)
        rows = self._log.material_serials(package.lot, package.gtin)
        for seq, other, lot, serial in sorted(rows):
            if other == stream or same_package((lot, serial), this) is not Sameness.UNKNOWN:
                continue
            if other not in self._discarded_now() or _took(self._log, other, seq):
                yield seq, other

    def _uses(self, gtin: str, lot: Lot) -> tuple[Use, ...]:
        """Return every use that took a package of a lot out of stock."""
        self._catch_up()
        key = _key(gtin, lot.lot)
        if key not in self._used:
            self._used[key] = tuple(self._found(gtin, lot))
        return self._used[key]

    def _catch_up(self) -> None:
        """Forget what was counted of the lots that new facts bear on."""
        for recorded in self._log.everything(self._seq):
            self._seq = recorded.seq
            if recorded.name == "material-scanned":
                data = json.loads(recorded.data)
                self._used.pop(_key(data["gtin"], data["lot"]), None)
            elif recorded.name == "discarded":
                self._used.clear()
                self._discarded = None
            elif recorded.stream.startswith(PREFIX):
                self._used = {
                    key: uses
                    for key, uses in self._used.items()
                    if PREFIX + key[0] != recorded.stream
                }

    def _discarded_now(self) -> frozenset[str]:
        """Return the preparations that were discarded."""
        self._catch_up()
        if self._discarded is None:
            self._discarded = frozenset(self._log.streams_with("discarded", PREPARATIONS))
        return self._discarded

    def _found(self, gtin: str, lot: Lot) -> Iterator[Use]:
        discarded = self._discarded_now()
        # What was used before any of it came in matters only where it bears a number that did.
        after = 0 if lot.serials else lot.since
        for seq, stream, name, serial in self._log.material_serials(lot.lot, gtin, after):
            counts = seq > lot.since or lot.received(serial)
            if not same_lot(name, lot.lot) or not counts:
                continue
            # Only of what was discarded can anything be on hand again.
            if stream not in discarded or _took(self._log, stream, seq):
                yield Use(seq, serial)

    def on_hand(self, today: date) -> tuple[OnHand, ...]:
        """Return what is left of every lot, in no order; what expired long ago is not counted."""
        return tuple(
            each
            for stream in self._log.streams(PREFIX)
            for each in self._left(stream.removeprefix(PREFIX), today)
        )

    def _left(self, gtin: str, today: date) -> Iterator[OnHand]:
        product, shelf = self._products.last_known(gtin), self.shelf(gtin)
        if product is None:
            return
        for lot in shelf.lots:
            if lot.expiry is None or (today - lot.expiry).days <= _SHOWN_EXPIRED_DAYS:
                found = self._lot_left(product, shelf, lot)
                if found.left > 0:
                    yield found

    def _lot_left(self, product: Product, shelf: Shelf, lot: Lot) -> OnHand:
        left = lot.after(self._uses(product.gtin, lot))
        whole = [e for e in shelf.quarantines if e.serial is None and same_lot(e.lot, lot.lot)]
        single = [each for each in shelf.quarantines if each.serial is not None]
        kept = [s for s in left.serials if any(keeps(each, lot.lot, s) for each in single)]
        return OnHand(
            product,
            lot.lot,
            lot.expiry,
            left.count,
            left.serials,
            whole[0].reason if whole else "",
            len(kept),
            lot.spellings,
        )

    def left_of(self, lot: str, gtin: str) -> tuple[OnHand, ...]:
        """Return what is on hand of a lot, of every product or one, whatever its case."""
        found = []
        for stream in self._log.streams(PREFIX):
            number = stream.removeprefix(PREFIX)
            product, shelf = self._products.last_known(number), self.shelf(number)
            if product is None or gtin not in ("", number):
                continue
            for each in shelf.lots:
                if each.lot is not None and same_lot(each.lot, lot):
                    found.append(self._lot_left(product, shelf, each))
        return tuple(found)

    def quarantines(self) -> tuple[tuple[str, Quarantine], ...]:
        """Return every quarantine in force with the GTIN that it is of."""
        numbers = (stream.removeprefix(PREFIX) for stream in self._log.streams(PREFIX))
        return tuple((each, kept) for each in numbers for kept in self.shelf(each).quarantines)

    def stopping(self, state: Preparation, done: datetime | None = None) -> str:
        """Return why a preparation must not go on, or must not be given, and what to do; else "".

        Something in it is in quarantine, or its product is not in force as it was scanned. What
        was `done` on paper before the quarantine, nobody could have stopped.
        """
        for material in _in_use(state):
            kept = self.shelf(material.gtin).withheld(material.lot, material.serial)
            if kept is not None and (done is None or kept.at <= done):
                withheld = _withheld(material.name, kept, material.serial, scanned=True)
                return f"{withheld} {_to_do(state, 'a pharmacist lifts the quarantine')}"
        why = next(filter(None, self._products_stopping(state)), "")
        return why and f"{why} {_to_do(state, 'two people confirm the product as it was')}"

    def _products_stopping(self, state: Preparation) -> Iterator[str]:
        """Yield a sentence, or "", for each package in use as its product stands now."""
        in_use, stream = tuple(_in_use(state)), PREPARATIONS + state.opened.number
        if stream not in self._opened:
            self._opened[stream] = self._log.history(stream)[0].seq
        opened = self._opened[stream]
        if not any(self._products.changed_after(each.gtin, opened) for each in in_use):
            return
        rows = (
            row
            for row in self._log.history(stream)
            if row.name == "material-scanned" and row.version <= state.version
        )
        for row, material in zip(rows, state.materials, strict=True):
            if any(each is material for each in in_use):
                yield self._products.stopping(material.gtin, material.name, row.seq)


def misused(log: Log) -> Iterator[str]:
    """Yield a sentence for each quarantine that was lifted, or passed over, by who may not."""
    for stream in log.streams(PREFIX):
        gtin, since = stream.removeprefix(PREFIX), dict[tuple[str, str], tuple[Quarantined, int]]()
        for row in log.history(stream):
            fact: StockFact = decode(NAMES[row.name], row.data)
            if isinstance(fact, Quarantined):
                since[_key(fact.lot, fact.serial)] = (fact, row.seq)
            elif isinstance(fact, QuarantineLifted):
                kept, first = since.pop(_key(fact.lot, fact.serial), (None, 0))
                if kept is not None:
                    yield from _passed_over(log, gtin, kept, (first, row.seq))
                if office_before(log, row.actor, row.seq) is not Office.PHARMACIST:
                    yield f"{stream}: {row.actor} lifted a quarantine, and was no pharmacist then"
        for kept, first in since.values():
            yield from _passed_over(log, gtin, kept, (first, log.count() + 1))


def used_twice(log: Log) -> Iterator[str]:
    """Yield a sentence for each vial, known by its serial number, that two preparations used."""
    scans: dict[tuple[str, str], dict[str, list[int]]] = {}
    for row in log.named(("material-scanned",), PREPARATIONS):
        fact: e.MaterialScanned = decode(e.MaterialScanned, row.data)
        if fact.role is Role.VIAL and fact.serial is not None:
            vial = scans.setdefault(_key(fact.gtin, fact.serial), {})
            vial.setdefault(row.stream, []).append(row.seq)
    for (gtin, serial), of_vial in scans.items():
        if len(of_vial) > 1:
            used = [s for s, seqs in of_vial.items() if any(_took(log, s, seq) for seq in seqs)]
            if len(used) > 1:
                numbers = " and ".join(each.removeprefix(PREPARATIONS) for each in used)
                yield f"{gtin}: the vial with serial {serial} was used in {numbers}"


def _took(log: Log, stream: str, seq: int) -> bool:
    """Tell whether the scan that is the event `seq` took a package for good."""
    history = log.history(stream)
    version = next(row.version for row in history if row.seq == seq)
    return any(scan.scanned_at == version and scan.fate.is_used for scan in tracked(history))


def _passed_over(log: Log, gtin: str, kept: Quarantined, between: tuple[int, int]) -> Iterator[str]:
    first, last = between
    serial, of_lot = kept.serial, log.materials(folded(kept.lot), gtin)
    rows = of_lot if serial is None else (*of_lot, *log.materials_with_serial(serial, gtin))
    for row in {row.seq: row for row in rows}.values():
        fact: e.MaterialScanned = decode(e.MaterialScanned, row.data)
        if keeps(kept, fact.lot, fact.serial) and first < row.seq < last:
            what = named(fact.lot, fact.serial)
            yield f"{row.stream}: {fact.name}, {what}, was in quarantine then"


# How long after its expiry a lot that was not removed is still shown.
_SHOWN_EXPIRED_DAYS = 90


class Scan:
    """A package scanned for a preparation: the version of its event, and what became of it."""

    __slots__ = ("actor", "at", "fate", "material", "scanned_at")

    def __init__(
        self, row: Recorded, done: DoneAt, material: e.MaterialScanned, fate: Fate
    ) -> None:
        self.scanned_at, self.actor, self.at = row.version, done.by, done.at
        self.material, self.fate = material, fate


def tracked(history: Iterable[Recorded]) -> tuple[Scan, ...]:
    """Return every package scanned in a preparation's history, with what became of it."""
    every = tuple(history)
    rows, paper = [row for row in every if row.name in _TELLING], OnPaper(every)
    scans = (row for row in rows if row.name == "material-scanned")
    found = fates(stamped(row).fact for row in rows)
    return tuple(
        Scan(row, paper.done(row), material, fate)
        for row, (material, fate) in zip(scans, found, strict=True)
    )


def _after(shelf: Shelf, recorded: Recorded) -> Shelf:
    fact: StockFact = decode(NAMES[recorded.name], recorded.data)
    return stocked(shelf, fact, recorded.actor, reading_of(recorded).wall, recorded.seq)


def _in_use(state: Preparation) -> Iterator[e.MaterialScanned]:
    """Yield what is in a preparation: a vial that was replaced is not."""
    yield from (each for each in state.materials if each.vial is None)
    yield from (vial.material for vial in state.vials)


def _usable(package: Package) -> Product:
    product = package.product
    if product is None:
        raise Refused(
            package.withheld
            or f"{package.gtin or f'NDC {package.ndc}'} is not in this site's list of products. "
            "Scan it on the Products page first."
        )
    if not product.accepted:
        raise Refused(f"This is {product.name}, which nothing here uses. Put it aside.")
    return product


def _require_traceable(package: Package, product: Product) -> None:
    if product.traced and (package.lot is None or package.expiry is None):
        raise Refused(
            f"The code of {product.name} holds no lot and expiry date. Scan the square code on "
            "the carton, or type what the carton shows, such as (01)…(17)YYMMDD(10)lot."
        )


def _not_received(package: Package, only_received: bool, counts: bool) -> Package:
    if only_received:
        sentence = (
            f"{_one(package)} was not received into stock, and this site uses only what was. "
            "Receive it on the Stock page first, or put it aside."
        )
        return replace(package, withheld=sentence)
    return replace(package, noted="not received into stock") if counts else package


def _one(package: Package) -> str:
    product = package.product
    name = product.name if product is not None else package.gtin
    return f"{name}, {named(package.lot, package.serial)},"


def _to_do(state: Preparation, lifted: str) -> str:
    """Return what to do about a preparation until that is done which lets it go on."""
    if state.status is not Status.RELEASED:
        return f"Work stops until {lifted}, or the preparation is discarded."
    if state.infusion is None:
        return f"Do not give it until {lifted}; ask the pharmacy."
    if state.infusion.ended is None:
        return "Call a pharmacist now, who decides whether the infusion is stopped."
    return "Tell a pharmacist that it was infused."


def _withheld(name: str, kept: Quarantine, serial: str | None, *, scanned: bool = False) -> str:
    what = named(kept.lot, kept.serial)
    is_now = f"{name}, {what}, is in quarantine ({kept.by}: {kept.reason})"
    if serial is None and kept.serial is not None:
        is_now = f"{is_now}, and the code scanned holds no serial number to tell it apart"
        if not scanned:
            return f"{is_now}. Scan the code with the serial number."
    return f"{is_now}." if scanned else f"{is_now}. Put it aside and take another."


def _without_serial(package: Package, why: str) -> str:
    return (
        f"The code of {_one(package)} holds no serial number, and {why}, so that one vial could "
        "count as two. Scan the code with the serial number, such as the square one on the carton."
    )


def _key(one: str | None, other: str | None) -> tuple[str, str]:
    """Return a GTIN and a lot, or a lot and a serial, as keys compare: case is put aside."""
    return folded(one or ""), folded(other or "")


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) < 3 or len(reason) > _LONGEST_REASON or not reason.isprintable():
        raise Refused(f"Write the reason in a few words, of at most {_LONGEST_REASON} characters.")
    return reason
