"""Height, weight and age that cannot be, with the slip that would explain them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.core.finding import Finding, stop, warn
from app.core.order import Age
from app.core.policy import Plausible, Span
from app.core.quantity import (
    Measure,
    Quantity,
    code_of,
    exactly,
    magnitude,
    measured_in,
    quantity,
    show,
)


@dataclass(frozen=True, slots=True)
class _Body:
    height: Quantity
    weight: Quantity

    @property
    def mass_index(self) -> Decimal:
        with exactly():
            metres = magnitude(self.height, "cm") / 100
            return magnitude(self.weight, "kg") / (metres * metres)


def body_findings(
    height: Quantity, weight: Quantity, age: Age | None, plausible: Plausible
) -> tuple[Finding, ...]:
    """Return what is odd about a height and a weight; outside the outer bounds is a stop."""
    body = _Body(height, weight)
    return (
        *_units(body, plausible),
        *_bounds(body, age, plausible),
        *_age(age, plausible),
    )


def _units(body: _Body, plausible: Plausible) -> Iterator[Finding]:
    for name, value, code in (("height", body.height, "cm"), ("weight", body.weight, "kg")):
        if code_of(value) != code:
            yield warn(
                f"{name}-not-in-{code}",
                f"The {name} was given as {show(value)}, exactly "
                f"{show(measured_in(value, code), 4)}; measure and order it in {code}.",
                plausible.source,
            )


def _bounds(body: _Body, age: Age | None, plausible: Plausible) -> Iterator[Finding]:
    adult = age is not None and age.years >= plausible.adult_from_years
    heights = plausible.adult_height_usual if adult else plausible.height_usual
    weights = plausible.adult_weight_usual if adult else plausible.weight_usual
    who = "an adult" if adult else "a patient"
    odd = False
    for name, value, outer, usual in (
        ("height", body.height, plausible.height_outer, heights),
        ("weight", body.weight, plausible.weight_outer, weights),
    ):
        if not usual.holds(value):
            odd = True
            severity = warn if outer.holds(value) else stop
            yield severity(
                f"{name}-implausible",
                f"A {name} of {show(value)} is not plausible for {who}"
                f"{_slip(body, heights, weights, plausible)}",
                plausible.source,
            )
    low, high = plausible.mass_index_outer
    if not odd or not low <= body.mass_index <= high:
        yield from _mass_index(body, heights, weights, plausible)


def _mass_index(
    body: _Body, heights: Span, weights: Span, plausible: Plausible
) -> Iterator[Finding]:
    low, high = plausible.mass_index_usual
    outer_low, outer_high = plausible.mass_index_outer
    if low <= body.mass_index <= high:
        return
    severity = warn if outer_low <= body.mass_index <= outer_high else stop
    yield severity(
        "height-and-weight-disagree",
        f"{show(body.weight)} at {show(body.height)} is not plausible"
        f"{_slip(body, heights, weights, plausible)}",
        plausible.source,
    )


def _slip(body: _Body, heights: Span, weights: Span, plausible: Plausible) -> str:
    low, high = plausible.mass_index_usual
    for other, sentence in _readings(body):
        fits = heights.holds(other.height) and weights.holds(other.weight)
        if fits and low <= other.mass_index <= high:
            return f"; {sentence} Measure again and correct the order."
    return ". Measure again and correct the order."


def _readings(body: _Body) -> Iterator[tuple[_Body, str]]:
    height, weight = body.height.magnitude, body.weight.magnitude
    for code in Measure.HEIGHT.units:
        if code != code_of(body.height):
            other = quantity(height, code)
            yield (
                _Body(other, body.weight),
                f"was {show(other)} meant, {show(measured_in(other, 'cm'), 1)}?",
            )
    for code in Measure.BODY_WEIGHT.units:
        if code != code_of(body.weight):
            other = quantity(weight, code)
            yield (
                _Body(body.height, other),
                f"was {show(other)} meant, {show(measured_in(other, 'kg'), 1)}?",
            )
    yield (
        _Body(quantity(weight, "cm"), quantity(height, "kg")),
        "were height and weight exchanged?",
    )


def _age(age: Age | None, plausible: Plausible) -> Iterator[Finding]:
    if age is not None and age.years > plausible.age_outer_years:
        yield stop(
            "age-implausible",
            f"An age of {age.show()} is not plausible; correct the date of birth.",
            plausible.source,
        )
