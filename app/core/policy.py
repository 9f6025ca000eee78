"""The site's own choices: which formula, which differences warn. Never a limit of a label."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.course import Analyte
from app.core.quantity import Measure, Quantity, parse


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
    """The site's choices; percentages are numbers, 5 for 5%."""

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


def read_policy(text: str) -> Policy:
    """Return the policy a TOML text holds; raises KeyError or ValueError where it is wrong."""
    data = tomllib.loads(text)
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
    )


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
