"""Exact quantities with units: strict text in, ISMP writing out.

The units are defined here and not in a file: they give every clinical number its meaning and
must never differ from the code that uses them. The registry has no prefixes and no units but
these; liquid volume and body weight are dimensions of their own, so that a volume never mixes
with a length cubed, nor a dose with the patient's weight ("mg per kg" is not a bare number).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
    localcontext,
)
from enum import Enum
from functools import cache
from typing import Any, TypeAlias, TypeGuard

import pint

from app.core.refused import Refused

Quantity: TypeAlias = pint.Quantity[Decimal]

_DEFINITIONS = """
gram = [mass] = g
milligram = 0.001 gram = mg
microgram = 0.000001 gram = mcg
kilogram_body = [body_weight] = kg
pound_body = 0.45359237 kilogram_body = lb
millilitre = [liquid_volume] = mL
litre = 1000 millilitre = L
centimetre = [length] = cm
metre = 100 centimetre = m
inch = 2.54 centimetre = in
foot = 30.48 centimetre = ft
second = [time] = s
minute = 60 second = min
hour = 3600 second = h
decilitre = 100 millilitre = dL
microlitre = 0.001 millilitre
micromole_of_bilirubin = 0.00058467 gram
enzyme_unit = [enzyme_activity] = U
cell = [cell]
thousand_million_cells = 1000000000 cell
percent_of_cells = [share_of_cells]
"""
# Bilirubin: 584.67 g per mol, from C33H36N4O6 and the standard atomic weights, so that
# 1 mg/dL is about 17.1 micromoles per litre.

_registry: pint.UnitRegistry[Decimal] = pint.UnitRegistry(
    None, non_int_type=Decimal, on_redefinition="raise", autoconvert_to_preferred=False
)
_registry.load_definitions(_DEFINITIONS.strip().splitlines())

_EXACT = Context(prec=34, traps=[InvalidOperation, DivisionByZero, Overflow, FloatOperation])


class Measure(Enum):
    """What a text is expected to measure, with the units accepted for it."""

    DOSE = ("a dose", ("mg", "mcg", "g"), "1.456 mg")
    BODY_WEIGHT = ("a body weight", ("kg", "lb"), "70 kg")
    HEIGHT = ("a height", ("cm", "m", "in", "ft"), "170 cm")
    VOLUME = ("a volume", ("mL", "L"), "50 mL")
    AREA = ("a body surface area", ("m2",), "1.82 m2")
    DOSE_PER_AREA = ("a dose per area", ("mg/m2",), "0.8 mg/m2")
    CONCENTRATION = ("a concentration", ("mg/mL",), "0.25 mg/mL")
    DENSITY = ("a density", ("g/mL",), "1.02 g/mL")
    MASS = ("a mass", ("g",), "20.51 g")
    RATE = ("a rate", ("mL/h",), "50 mL/h")
    DURATION = ("a length of time", ("h", "min", "s"), "4 h")
    BILIRUBIN = ("a bilirubin value", ("mg/dL", "umol/L"), "0.8 mg/dL")
    ENZYME_ACTIVITY = ("an enzyme activity", ("U/L",), "24 U/L")
    CELL_COUNT = ("a cell count", ("10*9/L", "/mm3"), "1.2 10*9/L")
    SHARE = ("a share of cells", ("%",), "3 %")

    @property
    def named(self) -> str:
        """What people call it, with its article."""
        return str(self.value[0])

    @property
    def units(self) -> tuple[str, ...]:
        """The unit codes accepted for it."""
        units: tuple[str, ...] = self.value[1]
        return units

    @property
    def example(self) -> str:
        """A text that would be accepted."""
        return str(self.value[2])


@cache
def _unit(code: str) -> Any:
    parts = {
        "m2": "metre ** 2",
        "mg/m2": "milligram / metre ** 2",
        "umol/L": "micromole_of_bilirubin / litre",
        "10*9/L": "thousand_million_cells / litre",
        "/mm3": "cell / microlitre",
        "%": "percent_of_cells",
    }
    return _registry.Unit(parts.get(code, code))


_CODES = {_unit(code): code for measure in Measure for code in measure.units}

_NUMBER = re.compile(r"(0|[1-9][0-9]{0,6})(\.[0-9]{1,12})?", re.ASCII)


@contextmanager
def exactly() -> Iterator[None]:
    """Compute with 34 digits, refuse float, and raise where a result would not be a number."""
    with localcontext(_EXACT):
        yield


def quantity(value: Decimal | str | int, code: str) -> Quantity:
    """Return `value` in the unit `code`, such as quantity("5.8", "mL").

    For numbers from our own data and code; text from people goes through `parse`. Raises
    TypeError for a float, ValueError for an unknown unit or a value that is not finite.
    """
    if isinstance(value, float):
        raise TypeError("a clinical number is never a float")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value}")
    if not any(code in measure.units for measure in Measure):
        raise ValueError(f"not a unit of Umbra's: {code!r}")
    return _registry.Quantity(number, _unit(code))


def magnitude(value: Quantity, code: str) -> Decimal:
    """Return the number of `value` in the unit `code`; raises pint.DimensionalityError."""
    if value.units == _unit(code):
        return Decimal(value.magnitude)
    return Decimal(value.to(_unit(code)).magnitude)


def is_quantity(value: object) -> TypeGuard[Quantity]:
    """Tell whether a value is one of our quantities."""
    return isinstance(value, pint.Quantity)


def code_of(value: Quantity) -> str:
    """Return the unit code of `value`, such as "mL"; raises KeyError for a unit not of ours."""
    return _CODES[value.units]


def measured_in(value: Quantity, code: str) -> Quantity:
    """Return `value` expressed in the unit `code`; raises pint.DimensionalityError."""
    return quantity(magnitude(value, code), code)


def parse(text: str, measure: Measure, *, zero: bool = False) -> Quantity:
    """Return what a person wrote, such as "1.456 mg"; raises Refused for all else.

    Nothing is repaired: one number in plain digits with a point, one space, one known unit. The
    value is more than zero, unless `zero` says that there may be none of it, as of blasts.
    """
    written, space, code = text.partition(" ")
    if not space:
        raise Refused(_how(text, measure, "has no space between number and unit"))
    if not _NUMBER.fullmatch(written) or (code[:1].isdigit() and code not in measure.units):
        raise Refused(_how(text, measure, _fault(written, code)))
    if code not in measure.units:
        raise Refused(_how(text, measure, f"has the unit “{_shown(code)}”"))
    if not Decimal(written) and not zero:
        raise Refused(_how(text, measure, "is zero"))
    return quantity(written, code)


def _how(text: str, measure: Measure, fault: str) -> str:
    units = " or ".join(measure.units)
    return (
        f"“{_shown(text)}” {fault}; {measure.named} is a number, a space and {units}, "
        f"such as {measure.example}."
    )


def _shown(text: str) -> str:
    visible = "".join(c if c.isprintable() else "?" for c in text)
    return visible if len(visible) <= 40 else visible[:39] + "…"


def _fault(written: str, rest: str) -> str:
    if "," in written:
        return "has a comma; the decimal sign is a point and thousands are not grouped"
    if written.startswith(("-", "+", "−")):
        return "has a sign in front of the number"
    if written.startswith("."):
        return "lacks the zero before the point"
    if written.endswith("."):
        return "ends its number with a point"
    if rest[:1].isdigit() and written.isdigit():
        return "has a space inside the number"
    if re.fullmatch(r"0[0-9]+(\.[0-9]*)?", written):
        return "starts its number with a zero too many"
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", written, re.ASCII):
        return "is too long a number"
    return "does not start with a number in plain digits"


def parse_count(text: str, named: str, example: str) -> int:
    """Return a whole number of at most three digits, such as a cycle; raises Refused."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,2}", text, re.ASCII):
        raise Refused(f"“{_shown(text)}” is not {named}; it is a whole number, such as {example}.")
    return int(text)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Return `value` with `places` decimals, halves away from zero: the one rounding rule."""
    with exactly():
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """Return the number without exponent, trailing zero, grouping or a negative zero."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def written(value: Quantity) -> str:
    """Return the exact form that the log keeps, such as "1456 mg"."""
    return f"{plain(Decimal(value.magnitude))} {code_of(value)}"


def read(text: str) -> Quantity:
    """Return the quantity that `written` wrote; raises ValueError for any other text."""
    number, _, code = text.partition(" ")
    return quantity(number, code)


def number_for_people(value: Decimal) -> str:
    """Return ISMP writing: a leading zero, no trailing zero, a comma at each thousand."""
    whole, point, rest = plain(value).partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.removeprefix("-")
    grouped = f"{int(digits):,}" if len(digits) > 3 else digits
    return sign + grouped + point + rest


def signed_percent(value: Decimal) -> str:
    """Return a difference such as "−0.41%", "+2%" or "0%", as people read it."""
    sign = "−" if value < 0 else "+" if value > 0 else ""
    return f"{sign}{number_for_people(abs(value))}%"


def show(value: Quantity, places: int | None = None) -> str:
    """Return the quantity as people read it, such as "5.8 mL" or "1,000 mL".

    With `places` the number is rounded half up to so many decimals; without, it is exact.
    """
    number = Decimal(value.magnitude)
    if places is not None:
        number = round_half_up(number, places)
    code = code_of(value)
    return f"{number_for_people(number)}{_SHOWN.get(code, f' {code}')}"


_SHOWN = {"10*9/L": " ×10⁹/L", "/mm3": " per mm³", "umol/L": " µmol/L", "%": "%"}
