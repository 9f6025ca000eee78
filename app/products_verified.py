"""Which products were in force when, and who signed them, for `umbra verify`."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from app.core.encoding import decode
from app.core.person import Office
from app.core.product import Product
from app.people import ADDED, LEFT, STREAM, Named, PersonAdded
from app.product_facts import (
    CONFIRMED,
    NAMES,
    PREFIX,
    PROPOSED,
    Known,
    ProductConfirmed,
    ProductProposed,
    refused_by_name,
)
from app.store import Log, Recorded


class InForce:
    """Which products were in force at any event of a log, for its verification."""

    def __init__(self, log: Log | None) -> None:
        """Read the products of a log; raises ValueError where a fact of them is not ours.

        Without a log nothing was ever in force.
        """
        self._first = 0
        self._products: dict[str, list[tuple[int, Product | None]]] = {}
        self._numbers: dict[str, list[tuple[int, str]]] = {}
        known = Known()
        for recorded in log.named(NAMES, PREFIX) if log is not None else ():
            self._first = self._first or recorded.seq
            known.take(recorded)
            number = recorded.stream.removeprefix(PREFIX)
            product = known.in_force(number)
            self._products.setdefault(number, []).append((recorded.seq, product))
            if product is not None and product.ndc:
                self._numbers.setdefault(product.ndc, []).append((recorded.seq, number))

    def begun_before(self, seq: int) -> bool:
        """Tell whether the log knew any product before an event: earlier releases kept none."""
        return 0 < self._first < seq

    def before(self, seq: int, gtin: str, ndc: str | None) -> Product | None:
        """Return the product of a scanned code just before the event `seq`, None for none.

        A code with an `ndc` of 12 digits stands for the product in force with it; else `gtin`
        is the number of the code itself.
        """
        if ndc is None:
            return _before(self._products.get(gtin, ()), seq) or refused_by_name().get(gtin)
        number = _before(self._numbers.get(ndc, ()), seq)
        product = None if number is None else _before(self._products[number], seq)
        return product if product is not None and product.ndc == ndc else None


Found = TypeVar("Found")


def _before(changes: Sequence[tuple[int, Found]], seq: int) -> Found | None:
    found = [each for at, each in changes if at < seq]
    return found[-1] if found else None


def misconfirmed(log: Log) -> Iterator[str]:
    """Yield a sentence for each signature under a product that is not what it says it is."""
    proposals: dict[tuple[str, int], ProductProposed] = {}
    office_before = _offices(log)
    for row in log.named((PROPOSED, CONFIRMED), PREFIX):
        kind = ProductProposed if row.name == PROPOSED else ProductConfirmed
        fact: ProductProposed | ProductConfirmed = decode(kind, row.data)
        did = "proposed" if row.name == PROPOSED else "confirmed"
        if fact.name != row.actor:
            yield f"{row.stream}: {row.actor} {did} it as {fact.name}"
        if office_before(fact.name, row.seq) is not fact.office:
            yield f"{row.stream}: {fact.name}, who {did} it, was no {fact.office.value} here then"
        if isinstance(fact, ProductProposed):
            proposals[row.stream, row.version] = fact
            if row.stream != PREFIX + fact.product.gtin:
                yield f"{row.stream}: what was proposed there has another number"
        else:
            yield from _misconfirmed(row, fact, proposals.get((row.stream, fact.proposal)))


def _offices(log: Log) -> Callable[[str, int], Office | None]:
    """Return who had which office when, asked by name and event; read once for many products."""
    changed: dict[str, list[tuple[int, Office | None]]] = {}
    for row in log.named((ADDED, LEFT), STREAM):
        if row.name == ADDED:
            added: PersonAdded = decode(PersonAdded, row.data)
            changed.setdefault(added.name, []).append((row.seq, added.office))
        else:
            changed.setdefault(decode(Named, row.data).name, []).append((row.seq, None))

    def office(name: str, seq: int) -> Office | None:
        before = [each for at, each in changed.get(name, ()) if at < seq]
        return before[-1] if before else None

    return office


def _misconfirmed(
    row: Recorded, fact: ProductConfirmed, made: ProductProposed | None
) -> Iterator[str]:
    if made is None:
        yield f"{row.stream}: {fact.name} confirmed what nobody proposed"
        return
    if made.name == fact.name:
        yield f"{row.stream}: {fact.name} both proposed and confirmed it"
    if Office.PHARMACIST not in (made.office, fact.office):
        yield f"{row.stream}: no pharmacist proposed or confirmed it"
