"""What is on hand against what the worklist needs: which lot to take first, and what is short."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.bag import Fill
from app.core.plan import Plan
from app.core.preparation import Preparation, Status, missing
from app.core.product import Item, Product
from app.core.step import Kind, Role


@dataclass(frozen=True, slots=True)
class OnHand:
    """What is left of one lot of a product; `serials` are those left that came in with one.

    `withheld` says why the whole lot is in quarantine, "" where it is not; `kept_back` counts the
    single packages of it that are. `spellings` are those of the lot on the packages.
    """

    product: Product
    lot: str | None
    expiry: date | None
    left: int
    serials: tuple[str, ...] = ()
    withheld: str = ""
    kept_back: int = 0
    spellings: tuple[str, ...] = ()

    def usable(self, today: date) -> int:
        """Return how many may be used on a day."""
        expired = self.expiry is not None and self.expiry < today
        return 0 if expired or self.withheld else max(0, self.left - self.kept_back)


@dataclass(frozen=True, slots=True)
class Demand:
    """So many of an item are needed, for these orders and preparations."""

    role: Role
    item: str
    count: int
    wanted_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Supply:
    """A demand, the lots that could meet it in the order to take them, and how many are short."""

    demand: Demand
    lots: tuple[OnHand, ...]
    on_hand: int

    @property
    def short(self) -> int:
        """How many are lacking."""
        return max(0, self.demand.count - self.on_hand)


def items_of(
    drug: str, reconstitution_diluent: str, diluent: str, holders: Iterable[str]
) -> frozenset[Item]:
    """Return what preparing a drug may ask for.

    `holders` are the empty things other than a bag that its containers may be, such as
    "empty 10 mL syringe".
    """
    return frozenset(
        {
            Item(Role.VIAL, drug),
            Item(Role.RECONSTITUTION_DILUENT, reconstitution_diluent),
            Item(Role.DILUTION_DILUENT, diluent),
            Item(Role.CONTAINER, "empty container", Fill.EMPTY),
            Item(Role.CONTAINER, f"ready-filled bag of {diluent}", Fill.READY_FILLED),
            Item(Role.CONTAINER, f"exact-volume bag of {diluent}", Fill.EXACT_VOLUME),
            Item(Role.LIGHT_COVER, "light cover"),
            *(Item(Role.CONTAINER, holder, Fill.EMPTY) for holder in holders),
        }
    )


def demands(
    waiting: Iterable[tuple[str, Plan]], open_now: Iterable[Preparation]
) -> tuple[Demand, ...]:
    """Return what orders that wait, and preparations that are open, still need, by role and item.

    `waiting` names each order with its plan.
    """
    found: dict[tuple[Role, str], list[str]] = {}
    for name, plan in waiting:
        for step in plan.steps:
            for need in step.needs:
                found.setdefault((need.role, need.item), []).extend([name] * need.count)
    for state in open_now:
        for role, item in _still_needed(state):
            found.setdefault((role, item), []).append(f"preparation {state.opened.number}")
    order = list(Role)
    return tuple(
        Demand(role, item, len(by), tuple(dict.fromkeys(by)))
        for (role, item), by in sorted(
            found.items(), key=lambda each: (order.index(each[0][0]), each[0][1])
        )
    )


def _still_needed(state: Preparation) -> Iterable[tuple[Role, str]]:
    if state.status is not Status.OPEN:
        return
    done = {each.step for each in state.done}
    for step in state.steps:
        if step.kind is Kind.SCAN and step.identifier not in done:
            wanted = missing(state, step.identifier)
            for need in step.needs:
                yield from [(need.role, need.item)] * wanted.count(need.role.value)


def supplies(
    needed: Iterable[Demand], on_hand: Iterable[OnHand], today: date
) -> tuple[Supply, ...]:
    """Return each demand with the lots that could meet it; what is short stands first."""
    lots = tuple(on_hand)
    found = (_supply(each, lots, today) for each in needed)
    return tuple(sorted(found, key=lambda each: each.short == 0))


def _supply(demand: Demand, lots: tuple[OnHand, ...], today: date) -> Supply:
    fit = first_to_last(lots, demand.role, demand.item, today)
    return Supply(demand, fit, sum(each.usable(today) for each in fit))


def first_to_last(lots: Iterable[OnHand], role: Role, item: str, today: date) -> tuple[OnHand, ...]:
    """Return the lots of an item that may be used, the one that expires first at the front."""
    fit = (
        each
        for each in lots
        if (each.product.role, each.product.item) == (role, item) and each.usable(today)
    )
    return tuple(
        sorted(fit, key=lambda each: (each.expiry or date.max, each.product.gtin, each.lot or ""))
    )
