"""The facts of a product in the log, and what they come to: proposed, confirmed, withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from hashlib import sha256

import resources
from app.core.encoding import decode, encode
from app.core.person import Office
from app.core.product import Product, is_traced
from app.intake.ndc import Ndc
from app.intake.products_toml import read_products
from app.recording import reading_of
from app.store import Recorded

PREFIX = "product/"
PROPOSED, CONFIRMED, WITHDRAWN = "product-proposed", "product-confirmed", "product-withdrawn"
NAMES = (PROPOSED, CONFIRMED, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ProductProposed:
    """Someone compared a product with its package; `how` says where its facts came from.

    `digest` is the SHA-256, as hex, of the file that `how` names, "" where there was none.
    """

    product: Product
    how: str
    name: str
    office: Office
    digest: str = ""


@dataclass(frozen=True, slots=True)
class ProductConfirmed:
    """Someone else confirmed the proposal that is the event `proposal` of the stream.

    `digest` is that of the product as it was proposed, so that neither can be changed alone; ""
    where an earlier release kept none.
    """

    proposal: int
    name: str
    office: Office
    digest: str = ""


@dataclass(frozen=True, slots=True)
class ProductWithdrawn:
    """A product is in force no longer."""

    reason: str
    name: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who proposed or confirmed, and when (UTC)."""

    name: str
    office: Office
    at: datetime


@cache
def shipped() -> tuple[Product, ...]:
    """Return the products that Umbra ships as proposals, and those refused by name."""
    return read_products(resources.text("products.toml"))


@cache
def refused_by_name() -> Mapping[str, Product]:
    """Return by number what is known only to be refused by name; that is always in force."""
    return {each.gtin: each for each in shipped() if not each.accepted}


def refused_for(number: str, ndc: str) -> Product | None:
    """Return what is refused by name that a GTIN, or an NDC of 12 digits, stands for; or None.

    A case or a box of it has the same number but for its first and its last digit.
    """
    for each in refused_by_name().values():
        if each.gtin[1:13] == number[1:13] or (ndc and bears(each, ndc)):
            return each
    return None


def bears(product: Product, ndc: str) -> bool:
    """Tell whether an NDC of 12 digits is that of a product: by its own or, without, its GTIN."""
    if product.ndc:
        return product.ndc == ndc
    is_national = product.gtin[1:3] == "03"
    return is_national and product.gtin[3:13] in Ndc(*ndc.split("-")).ten_digits()


def digest_of(product: Product) -> str:
    """Return the SHA-256 of a product as it stands in the log, as hex."""
    return sha256(encode(product).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed: the version of that event, the product, how it came, who said so."""

    version: int
    product: Product
    how: str
    by: Signature


@dataclass(frozen=True, slots=True)
class Record:
    """What the log says of one number."""

    version: int = 0
    proposal: Proposal | None = None
    confirmed: Proposal | None = None
    signed: tuple[Signature, ...] = ()
    withdrawn: str = ""
    last: Proposal | None = None

    def after(self, recorded: Recorded) -> "Record":
        """Return what is known after one more fact."""
        at = reading_of(recorded).wall
        match recorded.name:
            case "product-proposed":
                fact: ProductProposed = decode(ProductProposed, recorded.data)
                by = Signature(fact.name, fact.office, at)
                made = Proposal(recorded.version, fact.product, fact.how, by)
                return replace(self, version=recorded.version, proposal=made, last=made)
            case "product-confirmed":
                return self._confirmed(decode(ProductConfirmed, recorded.data), recorded, at)
            case _:
                gone: ProductWithdrawn = decode(ProductWithdrawn, recorded.data)
                return Record(recorded.version, withdrawn=gone.reason, last=self.last)

    def _confirmed(self, fact: ProductConfirmed, recorded: Recorded, at: datetime) -> "Record":
        made = self.proposal
        if made is None or made.version != fact.proposal:
            raise ValueError(f"{recorded.stream}: what was confirmed is not what was proposed")
        signed = (made.by, Signature(fact.name, fact.office, at))
        return Record(recorded.version, None, made, signed, last=made)


@dataclass(slots=True)
class Known:
    """The records by number, the numbers in force by NDC, and what was in force from when on.

    `changes` has, by number, every event of the log after which something else was in force, or
    nothing, with that.
    """

    records: dict[str, Record] = field(default_factory=dict)
    by_ndc: dict[str, str] = field(default_factory=dict)
    changes: dict[str, list[tuple[int, Product | None]]] = field(default_factory=dict)

    def take(self, recorded: Recorded) -> None:
        """Take in one more fact."""
        number = recorded.stream.removeprefix(PREFIX)
        before = self.records.get(number, Record())
        after = before.after(recorded)
        self.records[number] = after
        for made in (before.confirmed,) if before.confirmed is not after.confirmed else ():
            if made is not None:
                self.by_ndc.pop(made.product.ndc, None)
        if after.confirmed is not None and after.confirmed.product.ndc:
            self.by_ndc[after.confirmed.product.ndc] = number
        if before.confirmed is not after.confirmed:
            self.changes.setdefault(number, []).append((recorded.seq, self.in_force(number)))

    def in_force(self, number: str) -> Product | None:
        """Return the product that is refused by name, or else that two people confirmed.

        All that is a drug must bear lot and expiry date, whatever its list says.
        """
        record = self.records.get(number)
        if number in refused_by_name() or record is None or record.confirmed is None:
            return refused_by_name().get(number)
        product = record.confirmed.product
        never = refused_for(number, product.ndc) if product.accepted else None
        traced = product.traced or is_traced(product.role, product.fill)
        return never or replace(product, traced=traced)

    def before(self, number: str, seq: int) -> Product | None:
        """Return what was in force just before an event of the log, None for nothing."""
        found = [product for at, product in self.changes.get(number, ()) if at < seq]
        return found[-1] if found else refused_by_name().get(number)
