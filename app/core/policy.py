"""The site's own choices: which formula, which differences warn. Never a limit of a label."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.course import Analyte
from app.core.gravimetric import Gravimetric, read_gravimetric
from app.core.quantity import Measure, Quantity, parse
from app.core.rounding import NO_ROUNDING, RoundingPolicy


@dataclass(frozen=True, slots=True)
class Span:
    """An inclusive range of quantities."""

    low: Quantity
    high: Quantity

    def holds(self, value: Quantity) -> bool:
        """Tell whether `value` lies in the range, its ends included."""
        return bool(self.low <= value <= self.high)


@dataclass(frozen=True, slots=True)
class Plausible:
    """What height, weight and body mass index (kg per m2) may be before Umbra asks."""

    height_outer: Span
    height_usual: Span
    weight_outer: Span
    weight_usual: Span
    adult_height_usual: Span
    adult_weight_usual: Span
    mass_index_outer: tuple[Decimal, Decimal]
    mass_index_usual: tuple[Decimal, Decimal]
    adult_from_years: int
    age_outer_years: int
    source: str


@dataclass(frozen=True, slots=True)
class LaboratoryPolicy:
    """When laboratory values are stale, and what they can be at all.

    `plausible` and `plausible_limit` (the upper limit of normal) are inclusive bounds, each in
    the order lowest, highest.
    """

    older_than_hours: int
    response_values_within_days: int
    plausible: Mapping[Analyte, tuple[Quantity, Quantity]]
    plausible_limit: Mapping[Analyte, tuple[Quantity, Quantity]]


@dataclass(frozen=True, slots=True)
class Policy:
    """The site's choices; percentages are numbers, 5 for 5%.

    `gravimetric` is None in what was opened before anything could be weighed. `only_received`
    keeps packages from use that were not received into stock by scan.
    """

    formula: str
    ordered_warns_above: Decimal
    ordered_stops_above: Decimal
    blind_volume_within: Decimal
    blind_start_within_minutes: int
    measurement_older_than_days: int
    minutes_to_set_up: int
    minutes_per_vial: int
    near_minutes: int
    urgent_minutes: int
    plausible: Plausible
    rounding: RoundingPolicy = NO_ROUNDING
    gravimetric: Gravimetric | None = None
    only_received: bool = False


def read_policy(text: str) -> Policy:
    """Return the policy a TOML text holds; raises what `policy_in` raises."""
    return policy_in(tomllib.loads(text))


def policy_in(data: dict[str, Any]) -> Policy:
    """Return the policy of a parsed TOML text.

    Raises KeyError, ValueError, ArithmeticError or Refused where it is wrong.
    """
    policy = _policy(data)
    counts = (
        policy.blind_start_within_minutes,
        policy.measurement_older_than_days,
        policy.minutes_to_set_up,
        policy.minutes_per_vial,
        policy.near_minutes,
        policy.urgent_minutes,
    )
    if min(counts) < 0:
        raise ValueError("a number of minutes or days is below zero")
    if not 0 <= policy.ordered_warns_above <= policy.ordered_stops_above:
        raise ValueError("an ordered dose warns above 0% or more, and stops no sooner")
    if policy.blind_volume_within < 0:
        raise ValueError("the checker's volume agrees within 0% or more")
    return policy


def _policy(data: dict[str, Any]) -> Policy:
    return Policy(
        formula=data["dose"]["formula"],
        ordered_warns_above=Decimal(data["dose"]["ordered_warns_above_percent"]),
        ordered_stops_above=Decimal(data["dose"]["ordered_stops_above_percent"]),
        blind_volume_within=Decimal(data["check"]["blind_volume_within_percent"]),
        blind_start_within_minutes=data["check"]["blind_start_within_minutes"],
        measurement_older_than_days=data["measurement"]["older_than_days"],
        minutes_to_set_up=data["hood"]["minutes_to_set_up"],
        minutes_per_vial=data["hood"]["minutes_per_vial"],
        near_minutes=data["remaining"]["near_minutes"],
        urgent_minutes=data["remaining"]["urgent_minutes"],
        plausible=_plausible(data["plausible"]),
        rounding=_rounding(data["rounding"]),
        gravimetric=read_gravimetric(data["gravimetric"]),
        only_received=_only_received(data["stock"]),
    )


def _only_received(row: dict[str, Any]) -> bool:
    value = row["only_received"]
    if not isinstance(value, bool):
        raise ValueError("only_received is neither true nor false")
    return value


def _rounding(row: dict[str, Any]) -> RoundingPolicy:
    percent = Decimal(row["at_most_percent"])
    if not 0 < percent <= _MOST_ROUNDED:
        raise ValueError(f"a dose is rounded by more than 0% and at most {_MOST_ROUNDED}%")
    return RoundingPolicy(row["offered"] is True, percent, row["source"])


# Hematology/Oncology Pharmacy Association: within 10% of the ordered dose. A site may ask for less.
_MOST_ROUNDED = 10


def _plausible(row: dict[str, Any]) -> Plausible:
    def span(name: str, measure: Measure) -> Span:
        low, high = row[name]
        return Span(parse(low, measure), parse(high, measure))

    def index(name: str) -> tuple[Decimal, Decimal]:
        low, high = row[name]
        return Decimal(low), Decimal(high)

    return Plausible(
        height_outer=span("height_outer", Measure.HEIGHT),
        height_usual=span("height_usual", Measure.HEIGHT),
        weight_outer=span("weight_outer", Measure.BODY_WEIGHT),
        weight_usual=span("weight_usual", Measure.BODY_WEIGHT),
        adult_height_usual=span("adult_height_usual", Measure.HEIGHT),
        adult_weight_usual=span("adult_weight_usual", Measure.BODY_WEIGHT),
        mass_index_outer=index("mass_index_outer"),
        mass_index_usual=index("mass_index_usual"),
        adult_from_years=row["adult_from_years"],
        age_outer_years=row["age_outer_years"],
        source=row["source"],
    )


def read_laboratory_policy(text: str) -> LaboratoryPolicy:
    """Return what a TOML text says of laboratory values; raises KeyError, ValueError or Refused."""
    data = tomllib.loads(text)["laboratory"]
    return LaboratoryPolicy(
        older_than_hours=data["older_than_hours"],
        response_values_within_days=data["response_values_within_days"],
        plausible={analyte: _bounds(data["plausible"], analyte) for analyte in Analyte},
        plausible_limit={
            Analyte(name): _bounds(data["plausible_limit"], Analyte(name))
            for name in data["plausible_limit"]
        },
    )


def _bounds(row: dict[str, list[str]], analyte: Analyte) -> tuple[Quantity, Quantity]:
    low, high = (parse(each, analyte.measure, zero=True) for each in row[analyte.value])
    return low, high
