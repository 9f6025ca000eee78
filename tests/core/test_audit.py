"""A recorded preparation, recomputed from its own order, comes out the same."""

from dataclasses import replace

import pytest

from app import references
from app.core import entry as said
from app.core import events as e
from app.core.audit import (
    contradictions,
    differences,
    measured_otherwise,
)
from app.core.billing import Units
from app.core.order import Order
from app.core.quantity import Quantity, quantity
from tests.core.hood import TECHNICIAN_ONE, Hood, mL, order, plan_for

US = references.monograph_named("besponsa-us")


def opened(asked: Order | None = None) -> e.Opened:
    fact = Hood(asked).history[0].fact
    assert isinstance(fact, e.Opened)
    return fact


def found(fact: e.Opened) -> tuple[str, ...]:
    return differences(fact, US, references.formulas())


@pytest.mark.parametrize(
    "asked",
    [
        order(),
        order("67 in", "154 lb"),
        order(cycle=2, response="cr", reduction="25%"),
        order(dose="1.5 mg"),
        order("180 cm", "120.05 kg"),
    ],
)
def test_what_was_planned_comes_out_again(asked: Order) -> None:
    assert found(opened(asked)) == ()


@pytest.mark.parametrize(
    ("field", "value", "sentences"),
    [
        ("volume_exact", quantity("5.9", "mL"), ["exact volume is recorded as 5.9 mL and comes"]),
        ("delivered", quantity("1.5", "mg"), ["delivered dose is recorded as 1.5 mg"]),
        ("diluent", quantity("44", "mL"), ["diluent is recorded as 44 mL and comes out as 44.2"]),
        ("concentration", quantity("0.03", "mg/mL"), ["concentration is recorded as 0.03 mg/mL"]),
        (
            "volume",
            quantity("6", "mL"),
            ["volume in the syringes", "delivered dose", "diluent", "concentration"],
        ),
    ],
)
def test_a_changed_figure_of_the_plan_is_found(
    field: str, value: Quantity, sentences: list[str]
) -> None:
    fact = opened()
    plan = replace(fact.plan, **{field: value})  # type: ignore[arg-type]
    told = found(replace(fact, plan=plan))
    assert all(line.startswith("2611-0001: the ") for line in told)
    assert all(sentence in line for sentence, line in zip(sentences, told, strict=True))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("area", quantity("1.83", "m2")),
        ("per_area", quantity("0.5", "mg/m2")),
        ("calculated", quantity("1.5", "mg")),
        ("prepared", quantity("1.5", "mg")),
    ],
)
def test_a_changed_figure_of_the_dose_is_found(field: str, value: Quantity) -> None:
    fact = opened()
    dose = replace(fact.plan.dose, **{field: value})  # type: ignore[arg-type]
    assert found(replace(fact, plan=replace(fact.plan, dose=dose)))


def test_a_changed_order_is_found() -> None:
    heavier = replace(order(), weight=quantity("75", "kg"))
    assert found(replace(opened(), order=heavier))[0] == (
        "2611-0001: the body surface area is recorded as 1.82 m2 and comes out as 1.88 m2"
    )


def test_an_audit_uses_the_formula_that_was_used() -> None:
    policy = replace(references.policy(), formula="du-bois")
    made = plan_for(order(), US, policy)
    assert found(replace(opened(), plan=made, policy=policy)) == ()


@pytest.mark.parametrize(
    "asked",
    [order(), order(dose="1.5 mg"), order("180 cm", "120.05 kg"), order("160 cm", "50 kg", day=8)],
)
def test_a_recorded_plan_bears_itself_out(asked: Order) -> None:
    assert contradictions(opened(asked), US) == ()


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"vials": 3}, ["the number of vials is recorded as 3 and ought to be 2"]),
        (
            {"from_each_vial": (mL("5.8"),)},
            ["the number of vials drawn from is recorded as 1 and ought to be 2"],
        ),
        (
            {"from_each_vial": (mL("3.6"), mL("2"))},
            ["the volume from the vials is recorded as 5.6 mL and ought to be 5.8 mL"],
        ),
        ({"diluent_draws": ()}, ["the diluent in the syringes is recorded as 0 mL and ought to"]),
        ({"waste": quantity("0.3", "mg")}, ["the waste is recorded as 0.3 mg and ought to be 0.3"]),
        ({"billing": None}, ["the billing is recorded as None and ought to be Units("]),
        ({"billing": Units("J9229", 15, 2, "JW")}, ["the billing is recorded as Units("]),
        ({"draws": ()}, ["the amount of the step “Withdraw into one 10 mL syringe”"]),
    ],
)
def test_a_part_of_the_plan_that_the_rest_does_not_bear_out_is_found(
    changes: dict[str, object], sentences: list[str]
) -> None:
    fact = opened()
    plan = replace(fact.plan, **changes)  # type: ignore[arg-type]
    told = contradictions(replace(fact, plan=plan), US)
    for sentence in sentences:
        assert any(line.startswith("2611-0001: ") and sentence in line for line in told)


@pytest.mark.parametrize("step", ["reconstitute-2", "withdraw-1", "fill-container"])
def test_a_step_that_asks_for_another_amount_is_found(step: str) -> None:
    fact = opened()
    steps = tuple(
        replace(each, amount=mL("9")) if each.identifier == step else each
        for each in fact.plan.steps
    )
    (told,) = contradictions(replace(fact, plan=replace(fact.plan, steps=steps)), US)
    assert "is recorded as 9 mL and ought to be" in told


def test_an_ordered_dose_that_is_not_the_orders_is_found() -> None:
    asked = order(dose="1.5 mg")
    other = replace(opened(asked), order=replace(asked, dose=None))
    assert contradictions(other, US) == (
        "2611-0001: the ordered dose is recorded as 1.5 mg and ought to be None",
    )


def test_a_volume_that_its_step_did_not_ask_for_is_found() -> None:
    hood = Hood().go_to("inspect-vial-1")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles"))
    hood.finish()
    facts = [stamped.fact for stamped in hood.history]
    assert measured_otherwise("2611-0001", hood.state.steps, facts) == ()
    wrong: list[e.Event] = [
        e.Reconstituted("reconstitute-1", 1, mL("5")),
        e.DoseWithdrawn("withdraw-9", mL("5.8")),
        e.ContainerFilled("fill-container", mL("44")),
    ]
    assert measured_otherwise("2611-0001", hood.state.steps, [*facts, *wrong]) == (
        "2611-0001: 5 mL is recorded at reconstitute-1, which asked for 4 mL",
        "2611-0001: 5.8 mL is recorded at withdraw-9, which asked for nothing",
        "2611-0001: 44 mL is recorded at fill-container, which asked for 44.2 mL",
    )
