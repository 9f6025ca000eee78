"""Which products were in force when, and who signed them, for `umbra verify`."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from app.core.encoding import decode
from app.core.person import Office
from app.core.product import Product, require_consistent
from app.core.refused import Refused
from app.people import (
    ADDED,
    LEFT,
    PIN_SET,
    SIGNED_IN,
    STREAM,
    Named,
    PersonAdded,
    PinSet,
    same_person,
)
from app.product_facts import (
    CONFIRMED,
    NAMES,
    PREFIX,
    PROPOSED,
    Known,
    ProductConfirmed,
    ProductProposed,
    digest_of,
    refused_for,
)
from app.store import Log, Recorded


class InForce:
    """Which products were in force at any event of a log, for its verification."""

    def __init__(self, log: Log | None) -> None:
        """Read the products of a log; raises ValueError where a fact of them is not ours.

        Without a log nothing was ever in force.
        """
        self._first = 0
        self._known = Known()
        self._numbers: dict[str, list[tuple[int, str]]] = {}
        for recorded in log.named(NAMES, PREFIX) if log is not None else ():
            self._first = self._first or recorded.seq
            self._known.take(recorded)
            number = recorded.stream.removeprefix(PREFIX)
            product = self._known.in_force(number)
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
            return self._known.before(gtin, seq)
        number = _before(self._numbers.get(ndc, ()), seq)
        product = None if number is None else self._known.before(number, seq)
        return product if product is not None and product.ndc == ndc else None


Found = TypeVar("Found")


def _before(changes: Sequence[tuple[int, Found]], seq: int) -> Found | None:
    found = [each for at, each in changes if at < seq]
    return found[-1] if found else None


def misconfirmed(log: Log) -> Iterator[str]:
    """Yield a sentence for each signature under a product that is not what it says it is."""
    proposals: dict[tuple[str, int], ProductProposed] = {}
    digests_kept = False
    office_before, pin_setter = _offices(log), _pin_setters(log)
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
            yield from _unsound(row, fact.product)
        else:
            if digests_kept and not fact.digest:
                yield f"{row.stream}: {fact.name} confirmed it without saying what"
            digests_kept = digests_kept or bool(fact.digest)
            made = proposals.get((row.stream, fact.proposal))
            yield from _misconfirmed(row, fact, made)
            # What has no digest was confirmed before PINs counted.
            if made is not None and fact.digest and pin_setter(fact.name, row.seq) == made.name:
                yield f"{row.stream}: {made.name}, who proposed it, knew the PIN that confirmed it"


def _unsound(row: Recorded, product: Product) -> Iterator[str]:
    """Yield why a product could not have been proposed, whatever monographs asked for then."""
    try:
        require_consistent(product)
    except Refused as refused:
        yield f"{row.stream}: it could not be proposed so: {refused.sentence}"
    never = refused_for(product.gtin, product.ndc)
    if never is not None and product.accepted:
        yield f"{row.stream}: it is {never.name}, which is refused by name, proposed as another"


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


def _pin_setters(log: Log) -> Callable[[str, int], str]:
    """Return who else knew someone's PIN, asked by name and event; "" where it was their own."""
    changed: dict[str, list[tuple[int, str]]] = {}
    first: set[str] = set()
    for row in log.named((ADDED, PIN_SET, SIGNED_IN), STREAM):
        kind = {ADDED: PersonAdded, PIN_SET: PinSet}.get(row.name, Named)
        name: str = decode(kind, row.data).name
        if row.name == SIGNED_IN:
            if name in first:
                changed[name].append((row.seq, ""))
            continue
        (first.add if row.name == ADDED else first.discard)(name)
        changed.setdefault(name, []).append((row.seq, "" if row.actor == name else row.actor))

    def setter(name: str, seq: int) -> str:
        before = [each for at, each in changed.get(name, ()) if at < seq]
        return before[-1] if before else ""

    return setter


def _misconfirmed(
    row: Recorded, fact: ProductConfirmed, made: ProductProposed | None
) -> Iterator[str]:
    if made is None:
        yield f"{row.stream}: {fact.name} confirmed what nobody proposed"
        return
    if fact.digest and fact.digest != digest_of(made.product):
        yield f"{row.stream}: what {fact.name} confirmed is not the product that was proposed"
    if same_person(made.name, fact.name):
        yield f"{row.stream}: {fact.name} both proposed and confirmed it"
    if Office.PHARMACIST not in (made.office, fact.office):
        yield f"{row.stream}: no pharmacist proposed or confirmed it"
