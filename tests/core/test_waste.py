"""Each opened vial is accounted for: what it held, gave and left, and why."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app import references
from app.core import entry as said
from app.core import events as e
from app.core.preparation import Preparation, Status
from app.core.quantity import Quantity, exactly, show
from app.core.waste import (
    NOTHING_LEFT,
    REMAINDER,
    UNOPENED,
    Fate,
    released_account,
    vial_waste,
)
from app.core.waste_totals import Totals, added, billed_units, totals_of
from tests.core.hood import (
    PHARMACIST_ONE,
    TECHNICIAN_ONE,
    Hood,
    order,
)


def rows(state: Preparation) -> list[tuple[int, str, str, str, Fate, str]]:
    """Return number, labelled, drawn, discarded, fate and reason of each vial."""
    return [
        (v.number, show(v.labelled), show(v.drawn), show(v.discarded), v.fate, v.reason)
        for v in vial_waste(state)
    ]


def discard(hood: Hood, reason: str = "spilled") -> Preparation:
    hood.do(PHARMACIST_ONE, said.Discard(reason))
    return hood.state


def test_a_released_preparation_leaves_the_remainder_of_its_last_vial() -> None:
    state = Hood().finish().state
    assert rows(state) == [
        (1, "0.9 mg", "0.9 mg", "0 mg", Fate.USED, NOTHING_LEFT),
        (2, "0.9 mg", "0.55 mg", "0.35 mg", Fate.USED, REMAINDER),
    ]
    assert [(v.lot, v.serial) for v in vial_waste(state)] == [("AB1234", "1"), ("AB1234", "2")]


def test_the_two_accounts_stand_apart_and_each_adds_up() -> None:
    state = Hood().finish().state
    account, totals = released_account(state), totals_of(state)
    assert account is not None
    # By the dose: 1.8 mg labelled, 1.456 mg billed as given.
    assert (account.vials, show(account.content)) == (2, "1.8 mg")
    assert (show(account.dose), show(account.discarded)) == ("1.456 mg", "0.344 mg")
    # By the syringe: 5.8 mL of 0.25 mg/mL were drawn.
    assert (show(totals.given), show(totals.remainder)) == ("1.45 mg", "0.35 mg")
    with exactly():
        assert account.dose + account.discarded == account.content == totals.labelled
        assert totals.given + totals.remainder == totals.labelled
        assert totals.remainder - account.discarded == account.dose - state.plan.delivered


def test_waste_below_one_unit_counts_as_none_in_units_and_as_waste_in_mg() -> None:
    totals = totals_of(_at_whatever_dose(Hood(order(dose="1.76 mg"))).finish().state)
    assert (totals.units_given, totals.units_discarded) == (18, 0)
    assert (totals.with_discarded, totals.without_discarded) == (0, 1)
    assert (show(totals.rest), show(totals.remainder)) == ("0.04 mg", "0.05 mg")


def test_a_labelled_content_above_what_a_vial_delivers_is_discarded_too() -> None:
    state = Hood(monograph="besponsa-eu").finish().state
    assert [row[1:4] for row in rows(state)] == [
        ("1 mg", "0.9 mg", "0.1 mg"),
        ("1 mg", "0.55 mg", "0.45 mg"),
    ]
    totals = totals_of(state)
    assert (totals.with_discarded, totals.without_discarded) == (0, 0)
    assert (show(totals.dose), show(totals.rest)) == ("1.456 mg", "0.544 mg")


def test_a_quarantined_vial_stands_beside_with_its_reason_and_is_not_billed() -> None:
    hood = Hood().go_to("inspect-vial-1")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles in it"))
    assert rows(hood.state) == [
        (1, "0.9 mg", "0 mg", "0.9 mg", Fate.QUARANTINED, "particles in it")
    ]
    state = hood.finish().state
    assert [(v.number, v.serial, v.fate) for v in vial_waste(state)] == [
        (1, "1", Fate.QUARANTINED),
        (1, "7", Fate.USED),
        (2, "2", Fate.USED),
    ]
    totals, account = totals_of(state), released_account(state)
    assert account is not None
    assert (totals.opened, totals.billed_vials, account.vials) == (3, 2, 2)
    assert (show(totals.quarantined), show(totals.labelled)) == ("0.9 mg", "2.7 mg")
    assert (totals.units_given, totals.units_discarded) == (15, 3)


def test_a_place_in_which_two_vials_failed_tells_them_apart() -> None:
    hood = Hood().go_to("reconstitute-2")
    hood.do(TECHNICIAN_ONE, said.Quarantine("reconstitute-2", "the stopper leaks"))
    hood.go_to("inspect-vial-2-2")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-2-2", False, "cloudy"))
    state = hood.finish().state
    assert [(v.number, v.serial, v.reason) for v in vial_waste(state)] == [
        (1, "1", NOTHING_LEFT),
        (2, "2", "the stopper leaks"),
        (2, "7", "cloudy"),
        (2, "8", REMAINDER),
    ]


def test_a_discarded_preparation_wastes_what_was_opened_and_bills_nothing() -> None:
    state = discard(Hood().go_to("inspect-bag"), "the bag fell")
    assert rows(state) == [
        (1, "0.9 mg", "0.9 mg", "0.9 mg", Fate.DISCARDED, "the bag fell"),
        (2, "0.9 mg", "0.55 mg", "0.9 mg", Fate.DISCARDED, "the bag fell"),
    ]
    assert all(show(vial.given) == "0 mg" for vial in vial_waste(state))
    assert released_account(state) is None
    assert billed_units(state) is None
    totals = totals_of(state)
    assert (totals.released, totals.discarded, totals.opened) == (0, 1, 2)
    assert (show(totals.with_preparation), show(totals.given)) == ("1.8 mg", "0 mg")
    assert (totals.billed_vials, totals.units_given, totals.with_discarded) == (0, 0, 0)


def test_a_vial_never_reconstituted_is_unopened_stock_and_no_waste() -> None:
    state = discard(Hood().go_to("reconstitute-2"))
    assert rows(state) == [
        (1, "0.9 mg", "0 mg", "0.9 mg", Fate.DISCARDED, "spilled"),
        (2, "0.9 mg", "0 mg", "0 mg", Fate.UNOPENED, UNOPENED),
    ]
    totals = totals_of(state)
    assert (totals.opened, show(totals.labelled)) == (1, "0.9 mg")
    assert state.discarded is not None
    assert (show(state.discarded.waste), state.discarded.vials) == ("0.9 mg", 1)


def test_what_the_first_of_two_syringes_held_came_from_the_first_vials() -> None:
    hood = Hood(order(dose="1.96 mg"))
    assert [show(draw.volume) for draw in hood.state.plan.draws] == ["7.4 mL", "0.44 mL"]
    state = discard(_at_whatever_dose(hood).go_to("withdraw-2"))
    assert [row[2:4] for row in rows(state)] == [
        ("0.9 mg", "0.9 mg"),
        ("0.9 mg", "0.9 mg"),
        ("0.05 mg", "0.9 mg"),
    ]


def test_a_preparation_that_goes_on_has_no_totals_yet() -> None:
    hood = Hood().go_to("withdraw-1")
    assert vial_waste(hood.state) == ()
    assert totals_of(hood.state) == Totals()
    assert released_account(hood.state) is None
    hood.go_to("inspect-bag").do(TECHNICIAN_ONE, said.Inspect("inspect-bag", False, "it leaks"))
    assert hood.state.status is Status.FAILED
    assert totals_of(hood.state) == Totals()


def test_a_drug_that_is_not_billed_has_no_units() -> None:
    state = Hood().finish().state
    bare = replace(state.plan, billing=None)
    totals = totals_of(replace(state, opened=replace(state.opened, plan=bare)))
    assert (totals.units_given, totals.units_discarded) == (0, 0)
    assert (totals.with_discarded, totals.without_discarded) == (0, 0)
    assert show(totals.dose) == "1.456 mg"


@settings(max_examples=30)
@given(
    doses=st.lists(st.integers(min_value=200, max_value=2600), min_size=1, max_size=3),
    fates=st.lists(st.sampled_from(["released", "quarantined", "discarded"]), max_size=3),
)
def test_every_mg_and_every_unit_is_accounted_for(doses: list[int], fates: list[str]) -> None:
    ended = []
    for number, thousandths in enumerate(doses):
        fate = fates[number] if number < len(fates) else "released"
        hood = Hood(order(dose=f"{thousandths / 1000:.3f} mg"))
        ended.append(_ended(hood, fate))
    total = added(totals_of(state) for state in ended)
    with exactly():
        lost = total.remainder + total.quarantined + total.with_preparation
        assert total.given + lost == total.labelled
        assert total.labelled == total.opened * _labelled()
        assert total.dose + total.rest == total.billed_vials * _labelled()
    assert total.units_given + total.units_discarded == 9 * total.billed_vials
    assert total.with_discarded + total.without_discarded == total.released
    assert total.released + total.discarded == len(doses)


def _ended(hood: Hood, fate: str) -> Preparation:
    _at_whatever_dose(hood)
    if fate == "quarantined":
        hood.go_to("inspect-vial-1")
        hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "cloudy"))
    if fate == "discarded":
        return discard(hood.go_to("add-drug"))
    return hood.finish().state


def _at_whatever_dose(hood: Hood) -> Hood:
    """Leave out what stops a dose far from the calculated one: here its arithmetic matters."""
    plan = replace(hood.state.plan, findings=())
    hood.state = replace(hood.state, opened=replace(hood.state.opened, plan=plan))
    return hood


def _labelled() -> Quantity:
    return references.monograph_named("besponsa-us").labelled_content.value


def test_a_vial_that_failed_before_its_water_is_not_wasted() -> None:
    hood = Hood(weighed=("vial",)).go_to("tare-vial-1")
    hood.do(TECHNICIAN_ONE, said.Quarantine("tare-vial-1", "the stopper is damaged"))
    hood.finish()
    (failed,) = (each for each in vial_waste(hood.state) if each.fate is Fate.UNOPENED)
    assert (failed.reason, show(failed.discarded)) == ("the stopper is damaged", "0 mg")
    other = Hood(weighed=("vial",)).go_to("tare-vial-1")
    other.do(TECHNICIAN_ONE, said.Quarantine("tare-vial-1", "the stopper is damaged"))
    (fact,) = other.do(TECHNICIAN_ONE, said.Discard("no vial left"))
    assert isinstance(fact, e.Discarded)
    assert (fact.vials, show(fact.waste)) == (0, "0 mg")
