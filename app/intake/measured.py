"""Height, weight and dose as other systems write them: LOINC codes, UCUM units, text numbers.

UCUM codes are mapped one by one to Umbra's units; "ug" is exactly Umbra's mcg. A code that is
not listed is refused, for case matters in UCUM ("MG" is no milligram) and a wrong unit is a
wrong dose. Where a unit is written out beside its code, the two must mean the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.quantity import Measure, Quantity, magnitude, parse
from app.core.refused import Refused
from app.intake.wording import Misread, refused, shown

LOINC = {
    "8302-2": Measure.HEIGHT,
    "3137-7": Measure.HEIGHT,
    "29463-7": Measure.BODY_WEIGHT,
    "3141-9": Measure.BODY_WEIGHT,
}
"""Body height and body weight, each also as "measured". Stated or estimated ones are not used."""

UNITS = {
    Measure.HEIGHT: {"cm": "cm", "m": "m", "[in_i]": "in", "[ft_i]": "ft"},
    Measure.BODY_WEIGHT: {"kg": "kg", "[lb_av]": "lb"},
    Measure.DOSE: {"mg": "mg", "ug": "mcg", "g": "g"},
    Measure.DOSE_PER_AREA: {"mg/m2": "mg/m2"},
}
"""UCUM code to Umbra's unit, by what is measured."""

_WRITTEN = {
    "cm": {"centimetre", "centimetres", "centimeter", "centimeters"},
    "m": {"metre", "metres", "meter", "meters"},
    "in": {"inch", "inches", "in_i"},
    "ft": {"foot", "feet", "ft_i"},
    "kg": {"kilogram", "kilograms", "kgs"},
    "lb": {"pound", "pounds", "lbs", "lb_av"},
    "mg": {"milligram", "milligrams"},
    "mcg": {"microgram", "micrograms", "ug"},
    "g": {"gram", "grams"},
    "mg/m2": {"mg/m²", "mg/m^2", "milligram per square meter", "milligram per square metre"},
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured value, the day it was measured if that is known, and where it stands."""

    value: Quantity
    on: date | None
    where: str


def unit_of(where: str, measure: Measure, code: str, written: str | None) -> str:
    """Return Umbra's unit for a UCUM code; raises Refused, also where `written` says another."""
    known = UNITS[measure]
    if code not in known:
        raise refused(where, f"has the unit “{shown(code)}”", f"one of {', '.join(known)} (UCUM)")
    unit = known[code]
    if written and written.casefold() not in {code, unit, *_WRITTEN[unit]}:
        raise refused(
            where, f"has the unit “{shown(code)}” written as “{shown(written)}”", f"{code} as both"
        )
    return unit


def amount(where: str, number: str, unit: str, measure: Measure, *, zero: bool = False) -> Quantity:
    """Return the quantity of a number in text; raises Refused, with the place in front."""
    try:
        return parse(f"{number} {unit}", measure, zero=zero)
    except Refused as fault:
        raise Misread(f"{where}: {fault.sentence}", "Have the order corrected.") from fault


def latest(measure: Measure, found: Iterable[Measured]) -> Measured:
    """Return the value measured last; raises Refused for none, or two that differ.

    Two values of one day differ without a rule which is right, and so do two of which one has
    no date.
    """
    every = tuple(found)
    if not every:
        codes = " or ".join(code for code, each in LOINC.items() if each is measure)
        raise refused("The order", f"does not give {measure.named}", f"one with LOINC {codes}")
    days = {each.on for each in every if each.on is not None}
    last = tuple(each for each in every if each.on == max(days)) if days else every
    undated = tuple(each for each in every if each.on is None)
    for each in (*last, *undated):
        if _differ(measure, each, last[0]):
            raise refused(
                f"{each.where} gives another value than {last[0].where}",
                "and no later one decides",
                f"one value for {measure.named} on its latest day",
            )
    return last[0]


def _differ(measure: Measure, one: Measured, other: Measured) -> bool:
    unit = measure.units[0]
    return magnitude(one.value, unit) != magnitude(other.value, unit)
