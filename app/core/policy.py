"""The site's own choices: which formula, which differences warn. Never a limit of a label."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.category import Category, category_named, read_categories
from app.core.course import Analyte
from app.core.gravimetric import Gravimetric, read_gravimetric
from app.core.quantity import Measure, Quantity, parse
from app.core.refused import Refused
from app.core.rounding import NO_ROUNDING, RoundingPolicy
from app.core.stated import Section, percent_shown


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
    keeps packages from use that were not received into stock by scan. `category` is that of USP
    <797> which the site prepares under, None where it states none. `delay_minutes` is the delay of
    an infusion that is shown beforehand.
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
    category: Category | None = None
    delay_minutes: int = 40


# How far a site may move its own choices, so that a file which one person edits undoes no rule of
# safety. None of these is a clinical limit. Percentages: practice accepts 5% and goes to 10% at the
# outside (J Oncol Pharm Pract 2016;22:3), and the Hematology/Oncology Pharmacy Association rounds
# within 10% of the ordered dose. Minutes and days: our judgement of what still is a check, a
# measurement of this patient, a day's work.
_MOST_PERCENT = 10
_MOST_MINUTES_APART = 15
_MOST_DAYS = 90
_MOST_MINUTES = 480


def read_policy(text: str) -> Policy:
    """Return the policy a TOML text holds; raises what `policy_in` raises."""
    return policy_in(tomllib.loads(text))


def policy_in(data: dict[str, Any]) -> Policy:
    """Return the policy of a parsed TOML text.

    Raises KeyError where an entry is missing, ValueError for a range that is none, and Refused,
    naming section and entry, for everything else that is wrong.
    """
    for name in _OF_A_SITE:
        _section(data, name).words("source")
    policy = _policy(data)
    if policy.ordered_warns_above > policy.ordered_stops_above:
        raise Refused(
            "[dose] ordered_warns_above_percent is more than ordered_stops_above_percent, "
            f"{percent_shown(policy.ordered_stops_above)}; expected a dose to warn no later than "
            "it stops."
        )
    if policy.urgent_minutes > policy.near_minutes:
        raise Refused(
            f"[remaining] urgent_minutes is more than near_minutes, {policy.near_minutes}; "
            "expected time to be near before it is urgent."
        )
    return policy


_OF_A_SITE = (
    "dose",
    "check",
    "measurement",
    "rounding",
    "hood",
    "remaining",
    "gravimetric",
    "stock",
    "category",
)


def _section(data: dict[str, Any], name: str) -> Section:
    return Section(f"[{name}]", data[name])


def _policy(data: dict[str, Any]) -> Policy:
    dose, check = _section(data, "dose"), _section(data, "check")
    hood, remaining = _section(data, "hood"), _section(data, "remaining")
    days = _section(data, "measurement").count("older_than_days", 1, _MOST_DAYS)
    return Policy(
        formula=dose.words("formula"),
        ordered_warns_above=dose.number("ordered_warns_above_percent", 0, _MOST_PERCENT),
        ordered_stops_above=dose.number("ordered_stops_above_percent", 0, _MOST_PERCENT),
        blind_volume_within=check.number("blind_volume_within_percent", 0, _MOST_PERCENT),
        blind_start_within_minutes=check.count(
            "blind_start_within_minutes", 0, _MOST_MINUTES_APART
        ),
        measurement_older_than_days=days,
        minutes_to_set_up=hood.count("minutes_to_set_up", 0, _MOST_MINUTES),
        minutes_per_vial=hood.count("minutes_per_vial", 0, _MOST_MINUTES),
        near_minutes=remaining.count("near_minutes", 0, _MOST_MINUTES),
        urgent_minutes=remaining.count("urgent_minutes", 0, _MOST_MINUTES),
        plausible=_plausible(data["plausible"]),
        rounding=_rounding(_section(data, "rounding")),
        gravimetric=read_gravimetric(data["gravimetric"]),
        only_received=_section(data, "stock").whether("only_received"),
        category=category_named(
            _section(data, "category").words("chosen"), read_categories(data["categories"])
        ),
        delay_minutes=hood.count("delay_minutes", 1, _MOST_MINUTES),
    )


def _rounding(section: Section) -> RoundingPolicy:
    percent = section.number("at_most_percent", 0, _MOST_PERCENT, above_low=True)
    return RoundingPolicy(section.whether("offered"), percent, section.words("source"))


def _plausible(row: dict[str, Any]) -> Plausible:
    def span(name: str, measure: Measure) -> Span:
        low, high = row[name]
        return Span(parse(low, measure), parse(high, measure))

    def index(name: str) -> tuple[Decimal, Decimal]:
        low, high = (Section(name, {name: each}).number(name, 1, 200) for each in row[name])
        return low, high

    section = Section("[plausible]", row)

    return Plausible(
        height_outer=span("height_outer", Measure.HEIGHT),
        height_usual=span("height_usual", Measure.HEIGHT),
        weight_outer=span("weight_outer", Measure.BODY_WEIGHT),
        weight_usual=span("weight_usual", Measure.BODY_WEIGHT),
        adult_height_usual=span("adult_height_usual", Measure.HEIGHT),
        adult_weight_usual=span("adult_weight_usual", Measure.BODY_WEIGHT),
        mass_index_outer=index("mass_index_outer"),
        mass_index_usual=index("mass_index_usual"),
        adult_from_years=section.count("adult_from_years", 1, 150),
        age_outer_years=section.count("age_outer_years", 1, 150),
        source=section.words("source"),
    )


def read_laboratory_policy(text: str) -> LaboratoryPolicy:
    """Return what a TOML text says of laboratory values; raises KeyError, ValueError or Refused."""
    data = tomllib.loads(text)["laboratory"]
    section = Section("[laboratory]", data)
    return LaboratoryPolicy(
        older_than_hours=section.count("older_than_hours", 1, 24 * _MOST_DAYS),
        response_values_within_days=section.count("response_values_within_days", 1, _MOST_DAYS),
        plausible={analyte: _bounds(data["plausible"], analyte) for analyte in Analyte},
        plausible_limit={
            Analyte(name): _bounds(data["plausible_limit"], Analyte(name))
            for name in data["plausible_limit"]
        },
    )


def _bounds(row: dict[str, list[str]], analyte: Analyte) -> tuple[Quantity, Quantity]:
    low, high = (parse(each, analyte.measure, zero=True) for each in row[analyte.value])
    return low, high
