"""What is on hand against what the worklist needs."""

from dataclasses import replace
from datetime import date, timedelta

from app import references
from app.core import entry as said
from app.core.product import Product
from app.core.step import Role
from app.core.supply import Demand, OnHand, demands, first_to_last, supplies
from tests.core.hood import TECHNICIAN_ONE, TODAY, Hood, order, plan_for, product

VIAL = product(Role.VIAL, "inotuzumab ozogamicin")
DRUG = VIAL.item


def on_hand(
    lot: str | None, expiry: date | None, left: int, of: Product = VIAL, withheld: str = ""
) -> OnHand:
    return OnHand(of, lot, expiry, left, (), withheld)


def test_orders_that_wait_need_all_and_open_preparations_the_rest() -> None:
    made = plan_for(order(), references.monograph_named("besponsa-us"))
    hood = Hood().go_to("scan-materials")
    found = {(each.role, each.item): each for each in demands([("order A", made)], [hood.state])}
    vials = found[Role.VIAL, DRUG]
    assert (vials.count, vials.wanted_by) == (4, ("order A", "preparation 2611-0001"))
    assert found[Role.LIGHT_COVER, "light cover"].count == 2
    assert [each.role for each in demands([("order A", made)], [])] == list(Role)
    later = Hood().go_to("protect-hood")
    assert demands([], [later.state]) == ()
    failed = Hood().go_to("inspect-vial-1")
    failed.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles"))
    assert demands([], [failed.state]) == (Demand(Role.VIAL, DRUG, 1, ("preparation 2611-0001",)),)
    failed.do(TECHNICIAN_ONE, said.Discard("no vial is left"))
    assert demands([], [failed.state]) == ()


def test_what_expires_first_is_taken_first_and_what_may_not_be_used_not_at_all() -> None:
    soon, late = TODAY + timedelta(days=30), TODAY + timedelta(days=90)
    lots = (
        on_hand("LATE", late, 5),
        on_hand("SOON", soon, 1),
        on_hand("TODAY", TODAY, 1),
        on_hand("GONE", TODAY - timedelta(days=1), 9),
        on_hand("KEPT", soon, 9, withheld="recalled"),
        on_hand("USED", soon, 0),
        on_hand("NEVER", None, 2),
        on_hand("WATER", soon, 9, product(Role.RECONSTITUTION_DILUENT, "water")),
    )
    found = first_to_last(lots, Role.VIAL, DRUG, TODAY)
    assert [each.lot for each in found] == ["TODAY", "SOON", "LATE", "NEVER"]
    cracked = replace(on_hand("LATE", late, 5), kept_back=6)
    assert cracked.usable(TODAY) == 0


def test_what_is_short_stands_first() -> None:
    enough = Demand(Role.VIAL, DRUG, 2, ("order A",))
    short = Demand(Role.LIGHT_COVER, "light cover", 3, ("order A",))
    lots = (
        on_hand("A", TODAY, 2),
        on_hand(None, None, 1, product(Role.LIGHT_COVER, "light cover")),
    )
    first, second = supplies([enough, short], lots, TODAY)
    assert (first.demand, first.short, first.on_hand) == (short, 2, 1)
    assert (second.demand, second.short, second.on_hand) == (enough, 0, 2)
