"""A recorded preparation, recomputed from its own order, comes out the same."""

from dataclasses import replace

import pytest

from app import references
from app.core import events as e
from app.core.audit import differences
from app.core.order import Order
from app.core.quantity import Quantity, quantity
from tests.core.hood import Hood, order, plan_for

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
