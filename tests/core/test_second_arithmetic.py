"""Ten thousand orders reckoned twice: by Umbra, and in fractions by code that shares nothing."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction as F

import pytest

from app import references
from app.core.dose import Basis, Dose, Request, calculate
from app.core.order import Response
from app.core.plan import Plan, plan
from app.core.quantity import Measure, Quantity, magnitude, parse
from app.core.surface_area import formula_named
from app.core.timing import Storage, deadlines
from tests.core import second_arithmetic as again
from tests.core.random_orders import Case, case

SEED = 20261122
MOSTELLER = formula_named("mosteller", references.formulas())


def dose_of(order: Case) -> Dose:
    """Return Umbra's dose for a case."""
    request = Request(
        height=parse(order.height, Measure.HEIGHT),
        weight=parse(order.weight, Measure.BODY_WEIGHT),
        cycle=order.cycle,
        day=order.day,
        response=Response(order.response),
        reduction=25 if order.reduced else None,
        ordered=None if order.ordered is None else parse(order.ordered, Measure.DOSE),
        age=None,
    )
    monograph = references.monograph_named(order.monograph)
    return calculate(request, monograph, MOSTELLER, references.policy(), Basis(order.prepare))


def plan_of(order: Case, dose: Dose) -> Plan:
    """Return Umbra's plan for the dose of a case."""
    total = parse(order.total, Measure.VOLUME)
    return plan(dose, references.monograph_named(order.monograph), references.syringes(), total)


def f(value: Quantity, code: str) -> F:
    return F(magnitude(value, code))


def same_dose(dose: Dose, ours: again.Second) -> None:
    exact = f(dose.area_exact, "m2")
    assert abs(exact * exact - ours.area_squared) < F(1, 10**30)
    assert f(dose.area, "m2") == ours.area
    assert f(dose.per_area, "mg/m2") == ours.per_area
    assert f(dose.calculated, "mg") == ours.calculated
    assert f(dose.prepared, "mg") == ours.dose


def same_plan(theirs: Plan, ours: again.Second) -> None:
    drawn = f(theirs.volume, "mL")
    assert f(theirs.volume_exact, "mL") == ours.volume_exact
    assert theirs.vials == ours.vials
    assert [f(each, "mL") for each in theirs.from_each_vial] == ours.each_vial(drawn)
    assert all(each > 0 for each in ours.each_vial(drawn))
    assert f(theirs.total, "mL") == ours.total
    assert f(theirs.diluent, "mL") == ours.diluent(drawn)
    assert f(theirs.delivered, "mg") == ours.delivered(drawn)
    assert abs(f(theirs.concentration, "mg/mL") - ours.concentration(drawn)) < F(1, 10**30)
    assert F(theirs.deviation_percent) == ours.deviation(drawn)
    assert f(theirs.waste, "mg") == ours.waste
    if theirs.monograph == "besponsa-eu":
        assert theirs.billing is None
    else:
        assert theirs.billing is not None
        units = (theirs.billing.administered, theirs.billing.discarded, theirs.billing.modifier)
        assert units == ours.units
    found = {finding.code for finding in theirs.findings}
    outside = {"concentration-below-range", "concentration-above-range"} & found
    assert bool(outside) is not ours.concentration_fits(drawn)


def syringes_hold(order: Case) -> None:
    """What must be true of the syringes of every plan, whichever are chosen."""
    ours = order.second()
    theirs = plan_of(order, dose_of(order))
    assert 1 <= len(theirs.draws) <= 2
    drawn = [(f(draw.capacity, "mL"), f(draw.volume, "mL")) for draw in theirs.draws]
    assert sum(volume for _, volume in drawn) == f(theirs.volume, "mL")
    for capacity, volume in drawn:
        graduation = {row[0]: row[1] for row in again.SYRINGES}[capacity]
        assert volume % graduation == 0
        assert 0 < volume <= capacity * 3 / 4
    above = again.VIAL_VOLUME * (ours.vials - 1)
    at_most = again.VIAL_VOLUME * ours.vials
    total = sum(volume for _, volume in drawn)
    assert above < total <= at_most
    assert abs(total - ours.volume_exact) < F("0.5")


def test_ten_thousand_orders_agree() -> None:
    chance = random.Random(SEED)
    plans: dict[tuple[F, F], Plan] = {}
    for _ in range(10_000):
        order = case(chance)
        ours, dose = order.second(), dose_of(order)
        same_dose(dose, ours)
        # Of a dose a plan reads only how much is prepared, so that equal doses share one.
        key = (ours.dose, ours.total)
        if key not in plans:
            plans[key] = plan_of(order, dose)
        same_plan(plans[key], ours)
    assert len(plans) > 1000


def test_syringes_of_three_hundred_orders() -> None:
    chance = random.Random(SEED + 1)
    for _ in range(300):
        syringes_hold(case(chance))


def test_no_other_syringe_or_pair_has_less_error() -> None:
    chance = random.Random(SEED + 2)
    for _ in range(40):
        order = case(chance)
        ours = order.second()
        theirs = plan_of(order, dose_of(order))
        error = abs(f(theirs.volume, "mL") - ours.volume_exact) + sum(
            again.error_of(f(draw.capacity, "mL"), f(draw.volume, "mL")) for draw in theirs.draws
        )
        above = again.VIAL_VOLUME * (ours.vials - 1)
        assert error == again.least_error(ours.volume_exact, above, again.VIAL_VOLUME * ours.vials)


def test_deadlines_of_two_thousand_preparations_agree() -> None:
    chance = random.Random(SEED + 3)
    begin = datetime(2026, 10, 25, tzinfo=UTC)
    for _ in range(2000):
        region = chance.choice(("us", "eu"))
        reconstituted = begin + timedelta(seconds=chance.randint(0, 20_000_000))
        diluted = reconstituted + timedelta(seconds=chance.randint(0, 18_000))
        known = chance.choice((None, diluted))
        storage = chance.choice((None, Storage.ROOM, Storage.REFRIGERATED))
        monograph = references.monograph_named(f"besponsa-{region}")
        theirs = deadlines(monograph, reconstituted, known, storage)
        ours = again.deadlines(region, reconstituted, known, storage)
        assert {each.name.value: each.at for each in theirs} == ours


@pytest.mark.parametrize("square", ["1.010025", "3.305785123966942148760330578512396694215"])
def test_the_second_root_rounds_halves_up(square: str) -> None:
    rounded = again.root_half_up(F(square), 2)
    assert rounded - F(1, 200) <= F(str(Decimal(square).sqrt())) < rounded + F(1, 200)
