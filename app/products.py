"""The products of this site, in the log: each is proposed by one person, confirmed by another.

Nothing is a match before that. What is shipped, what a table holds, what a new form says and what
an earlier release kept in `products.toml` are suggestions; a person who compared one with its
package proposes it, and another one confirms it. A change of a product is a new proposal, and what
was confirmed stays in force until the change is. Only what is to be refused by name needs nobody.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from app.clock import Clock
from app.core.encoding import encode
from app.core.person import Office, Person
from app.core.product import Item, Package, Product, require_sound
from app.core.refused import Refused
from app.intake.gs1 import Scanned, parse_scan
from app.intake.products_toml import read_products
from app.people import People, same_person
from app.product_facts import (
    CONFIRMED,
    NAMES,
    PREFIX,
    PROPOSED,
    WITHDRAWN,
    Known,
    ProductConfirmed,
    ProductProposed,
    ProductWithdrawn,
    Proposal,
    Record,
    Signature,
    bears,
    digest_of,
    refused_by_name,
    refused_for,
    shipped,
)
from app.store import Entries, Fact, Log

SITE_FILE = "products.toml"
SHIPPED = "shipped with Umbra"


class Stage(StrEnum):
    """Where a product stands."""

    SUGGESTED = "not proposed"
    PROPOSED = "proposed"
    IN_FORCE = "in force"
    CHANGE = "in force, change not confirmed"
    WITHDRAWN = "withdrawn"
    REFUSED_BY_NAME = "refused by name"


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about one product that a person looks at before signing it.

    `product` is what would be signed next: a suggestion, or a proposal with `proposed_by`; where
    nothing waits it is the product in force, or the one withdrawn. `in_force` is None where
    nothing is, and `signed` says who proposed and confirmed that one.
    """

    product: Product
    how: str
    stage: Stage
    in_force: Product | None
    signed: tuple[Signature, ...] = ()
    proposed_by: Signature | None = None
    reason: str = ""

    @property
    def waits(self) -> bool:
        """Whether someone has to propose or to confirm it."""
        return self.stage in (Stage.SUGGESTED, Stage.PROPOSED, Stage.CHANGE)


class Products:
    """The products of one log and data folder."""

    def __init__(
        self,
        log: Log,
        clock: Clock,
        people: People,
        folder: Path | None,
        items: Callable[[], frozenset[Item]],
    ) -> None:
        """Read what the log says; `items` tells what monographs ask for.

        Without a folder nothing is read beside the log, as for looking back. Raises Refused where
        the data folder has a list of an earlier release that is wrong.
        """
        self._log, self._clock, self._people, self._items = log, clock, people, items
        self._asked: frozenset[Item] | None = None
        self._known = Known()
        for recorded in log.named(NAMES, PREFIX):
            self._known.take(recorded)
        self._suggested: dict[str, _Suggestion] = {}
        of_site = () if folder is None else _of_site(folder / SITE_FILE)
        for product in (*shipped(), *of_site):
            known = self._known.records.keys() | refused_by_name().keys()
            if product.gtin not in known:
                how = SHIPPED if product in shipped() else SITE_FILE
                self._suggested[product.gtin] = _Suggestion(product, how)

    def __len__(self) -> int:
        return sum(1 for each in self.numbers() if self.in_force(each) is not None)

    @property
    def items(self) -> frozenset[Item]:
        """What monographs ask for; the files of them are read once, when Umbra starts."""
        if self._asked is None:
            self._asked = self._items()
        return self._asked

    def numbers(self) -> tuple[str, ...]:
        """Return every number that is known in any way, sorted."""
        known = self._known.records.keys() | self._suggested.keys() | refused_by_name().keys()
        return tuple(sorted(known))

    def in_force(self, number: str) -> Product | None:
        """Return the product of a number as two people confirmed it, or None."""
        return self._known.in_force(number)

    def last_known(self, number: str) -> Product | None:
        """Return what a number stands for, in force or not; None where nobody ever said."""
        known = (self._known.records, self._suggested, refused_by_name())
        return self.standing(number).product if any(number in each for each in known) else None

    def number_of(self, ndc: str) -> str:
        """Return the GTIN of the product with an NDC of 12 digits, in force or not; "" for none."""
        if ndc in self._known.by_ndc:
            return self._known.by_ndc[ndc]
        waiting = (each for each in self.numbers() if self.standing(each).product.ndc == ndc)
        return next(waiting, "") if ndc else ""

    def standing(self, number: str) -> Standing:
        """Return where a product stands; raises Refused for a number that nobody suggested."""
        record, suggested = self._known.records.get(number, Record()), self._suggested.get(number)
        if number in refused_by_name():
            never = refused_by_name()[number]
            return Standing(never, SHIPPED, Stage.REFUSED_BY_NAME, never)
        in_force, made = self.in_force(number), record.proposal
        if suggested is not None:
            stage = Stage.SUGGESTED if in_force is None else Stage.CHANGE
            return Standing(suggested.product, suggested.how, stage, in_force, record.signed)
        if made is not None:
            stage = Stage.PROPOSED if in_force is None else Stage.CHANGE
            return Standing(made.product, made.how, stage, in_force, record.signed, made.by)
        if record.confirmed is not None:
            now = record.confirmed
            return Standing(now.product, now.how, Stage.IN_FORCE, in_force, record.signed)
        if record.last is None:
            raise Refused(f"{number} is not on this site's list of products.")
        last = record.last
        return Standing(last.product, last.how, Stage.WITHDRAWN, None, reason=record.withdrawn)

    def suggest(self, products: Iterable[Product], how: str, digest: str = "") -> tuple[str, ...]:
        """Put products on the list to be proposed; return those numbers that say something new.

        `digest` is the SHA-256 of the file that they come from, "" for none. Raises Refused, and
        nothing is put there, where one of them is not sound, or is refused by name.
        """
        items, fresh = self.items, []
        for product in products:
            require_sound(product, items)
            if product.gtin in refused_by_name() and not product.accepted:
                continue  # it is always in force
            _require_not_refused(product)
            if product != self._newest(product.gtin):
                fresh.append(product)
        for product in fresh:
            self._suggested[product.gtin] = _Suggestion(product, how, digest)
        return tuple(product.gtin for product in fresh)

    def _newest(self, number: str) -> Product | None:
        record = self._known.records.get(number, Record())
        newest = record.proposal or record.confirmed
        return None if newest is None else newest.product

    def drop(self, number: str) -> None:
        """Take a suggestion off the list again; what is in the log stays."""
        self._suggested.pop(number, None)

    def may_sign(self, number: str, person: Person) -> str:
        """Return "" where a person may propose or confirm a product now, else why not."""
        try:
            self._signed(number, person)
        except Refused as refused:
            return refused.sentence
        return ""

    def sign(self, numbers: Iterable[str], person: Person, pin: str) -> int:
        """Propose what is suggested, confirm what another person proposed; return how many.

        All of them or none, with one PIN. Raises Refused.
        """
        chosen = tuple(dict.fromkeys(numbers))
        if not chosen:
            raise Refused("No product is taken up; choose those that you compared.")
        self._require_ndcs_apart({number: self._signed(number, person) for number in chosen})
        proved = self._people.prove(person.name, pin)
        facts = {number: self._signed(number, proved) for number in chosen}
        self._record(facts, proved)
        return len(facts)

    def _signed(self, number: str, person: Person) -> Fact:
        """Return the fact that a person's signature under a product makes; raises Refused."""
        if number in self._suggested:
            made_of = self._suggested[number]
            self._require_signable(made_of.product)
            fact = ProductProposed(
                made_of.product, made_of.how, person.name, person.office, made_of.digest
            )
            return Fact(PROPOSED, encode(fact))
        made = self._known.records.get(number, Record()).proposal
        if made is None:
            raise Refused(f"{number} needs no signature now.")
        self._require_signable(made.product)
        _may_confirm(made, person)
        self._require_own_pin(made, person)
        digest = digest_of(made.product)
        confirmed = ProductConfirmed(made.version, person.name, person.office, digest)
        return Fact(CONFIRMED, encode(confirmed))

    def _require_signable(self, product: Product) -> None:
        require_sound(product, self.items)
        _require_not_refused(product)
        self._require_ndc_free(product)

    def _require_own_pin(self, made: Proposal, person: Person) -> None:
        """Raise Refused where whoever proposed knows the PIN of whoever confirms."""
        if self._people.knows_pin_of(made.by.name, person.name):
            raise Refused(
                f"{made.by.name}, who proposed {made.product.name}, set the PIN of {person.name}. "
                f"Another person confirms it, or the PIN of {person.name} is set anew: by "
                "themselves, or by another administrator."
            )

    def _require_ndc_free(self, product: Product) -> None:
        other = self._known.by_ndc.get(product.ndc) if product.ndc else None
        if other not in (None, product.gtin):
            raise Refused(
                f"NDC {product.ndc} is that of {other} already; one NDC stands for one product. "
                "Correct it, or withdraw the other first."
            )

    def _require_ndcs_apart(self, facts: Mapping[str, Fact]) -> None:
        seen: dict[str, str] = {}
        for number in facts:
            product = self.standing(number).product
            if product.ndc and seen.setdefault(product.ndc, number) != number:
                raise Refused(
                    f"{number} and {seen[product.ndc]} have the same NDC {product.ndc}; one NDC "
                    "stands for one product. Leave one of them out."
                )

    def withdraw(self, number: str, reason: str, person: Person) -> None:
        """Record that a product is in force no longer; raises Refused."""
        record = self._known.records.get(number, Record())
        if record.confirmed is None and record.proposal is None:
            raise Refused("This product is not proposed and not in force; nothing is withdrawn.")
        if len(reason.strip()) < 3 or not reason.strip().isprintable():
            raise Refused("Write in a few words why the product is withdrawn.")
        fact = ProductWithdrawn(reason.strip(), person.name)
        self._record({number: Fact(WITHDRAWN, encode(fact))}, person)

    def _record(self, facts: Mapping[str, Fact], person: Person) -> None:
        reading = self._clock.reading()
        records = self._known.records
        entries = tuple(
            Entries(PREFIX + number, records.get(number, Record()).version, (fact,))
            for number, fact in facts.items()
        )
        at, running = reading.wall.isoformat(), reading.text()
        for recorded in self._log.record(entries, at=at, clock=running, actor=person.name):
            self._known.take(recorded)
            self._suggested.pop(recorded.stream.removeprefix(PREFIX), None)

    def changed_after(self, number: str, seq: int) -> bool:
        """Tell whether what a number stands for was confirmed or withdrawn behind an event."""
        return any(at > seq for at, _ in self._known.changes.get(number, ()))

    def stopping(self, number: str, name: str, seq: int) -> str:
        """Return what keeps a package scanned at the event `seq` from use, a sentence; else "".

        Its product is not in force any more as it was then; where it is known from is no matter.
        """
        then, now = self._known.before(number, seq), self.in_force(number)
        reason = self._known.records.get(number, Record()).withdrawn
        if then is None and not reason:  # scanned before products were kept in the log
            return ""
        if then is not None and now is not None and _means(then) == _means(now):
            return ""
        if now is None:
            what = f"{name} was withdrawn after it was scanned ({reason})"
        else:
            what = f"What {name} stands for was changed after it was scanned"
        return f"{what}."

    def conflict(self, number: str, ndc: str) -> str:
        """Return what the product with a GTIN is where a code names another NDC; "" for none."""
        known = self.in_force(number)
        mine = "no product here" if known is None else known.name
        for each in (*self._known.changes, *refused_by_name()):
            other = self.in_force(each)
            if other is not None and each != number and bears(other, ndc):
                return f"{number} ({mine}) and NDC {ndc} ({other.name})"
        if known is None or known.ndc in ("", ndc):
            return ""
        return f"{number} ({mine}, NDC {known.ndc}) and NDC {ndc}"

    def not_confirmed(self, number: str) -> str:
        """Return a sentence on a number that is known and not in force; "" for any other."""
        if number not in self._known.records and number not in self._suggested:
            return ""
        standing = self.standing(number)
        name = standing.product.name
        if standing.stage is Stage.WITHDRAWN:
            return (
                f"{name} was withdrawn ({standing.reason}). Put it aside; two people confirm it "
                "anew on the Products page."
            )
        if standing.proposed_by is None:
            return (
                f"{name} is not confirmed here yet. Two people confirm it on the Products page: "
                "one proposes it, another one confirms."
            )
        return (
            f"{name} is proposed and not confirmed; another person confirms it on the Products "
            "page."
        )


@dataclass(frozen=True, slots=True)
class _Suggestion:
    """A product that somebody may propose, where it comes from, and the SHA-256 of that file."""

    product: Product
    how: str
    digest: str = ""


def _means(product: Product) -> Product:
    """Return a product without where its facts are known from."""
    return replace(product, source="", overfill_source="")


def _require_not_refused(product: Product) -> None:
    never = refused_for(product.gtin, product.ndc)
    # What is refused by name too, such as a case of it, may be added to the list.
    if never is not None and product.accepted:
        raise Refused(
            f"{product.gtin} is a number of {never.name}, which is always refused by name; it is "
            "never another product. Compare the number with the package."
        )


def _may_confirm(made: Proposal, person: Person) -> None:
    name = made.product.name
    if same_person(made.by.name, person.name):
        raise Refused(f"{person.name} proposed {name}; another person confirms it.")
    if person.office is Office.ADMINISTRATOR:
        raise Refused(
            "An administrator proposes products and does not confirm them; a pharmacist or a "
            "technician signs in."
        )
    if Office.PHARMACIST not in (made.by.office, person.office):
        raise Refused(
            f"{made.by.name} proposed {name}, who is no pharmacist; a pharmacist confirms it."
        )


class Catalogue:
    """What a scan stands for at this site, as the products in force say."""

    def __init__(self, products: Products) -> None:
        self._products = products

    def package(self, raw: str, today: date, separator_proved: bool = False) -> Package:
        """Return what a scan stands for; raises Refused for all that is not a product code.

        `separator_proved` tells that this scanner was seen to send the sign between fields.
        """
        scanned = parse_scan(raw, today)
        if scanned.gtin is None and scanned.ndc is None:
            raise Refused("This code names no product. Scan the code on the vial or the carton.")
        if scanned.separator_lost_suspected and not separator_proved:
            raise Refused(
                "The scanner seems to drop the character between lot and serial number (FNC1). "
                "Type what the carton shows, such as (01)…(17)YYMMDD(10)lot(21)serial, and have "
                "the scanner set to send it."
            )
        return self._package(scanned)

    def _package(self, scanned: Scanned) -> Package:
        products, ndc = self._products, scanned.ndc or ""
        if scanned.gtin and ndc and (conflict := products.conflict(scanned.gtin, ndc)):
            raise Refused(
                f"The code names two products, {conflict}; it must name one. Put it aside."
            )
        number = scanned.gtin or products.number_of(ndc)
        product = products.in_force(number)
        return Package(
            scanned=scanned.raw,
            gtin=number,
            lot=scanned.lot,
            expiry=scanned.expiry,
            serial=scanned.serial,
            product=product,
            withheld=products.not_confirmed(number) if product is None else "",
            ndc=ndc if scanned.gtin is None else None,
        )


def _of_site(path: Path) -> tuple[Product, ...]:
    """Return what a list of an earlier release holds; raises Refused where it is wrong."""
    if not path.exists():
        return ()
    try:
        found = read_products(path.read_text("utf-8"))
    except (OSError, KeyError, TypeError, ValueError, Refused) as error:
        raise Refused(
            f"{path} cannot be read as a list of products ({_fault(error)}); correct it or move "
            "it away."
        ) from error
    known = {each.gtin for each in shipped()}
    for product in found:
        if product.gtin in known:
            raise Refused(
                f"{path}: {product.gtin} is a number that Umbra knows already; remove the entry."
            )
    return found


def _fault(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or "it cannot be opened"
    if isinstance(error, Refused):
        return error.sentence
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
