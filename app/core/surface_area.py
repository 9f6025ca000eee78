"""Body surface area from height and weight, by the formula the site chooses."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.quantity import Quantity, exactly, magnitude, plain, quantity, show
from app.core.refused import Refused
from app.core.sourced import Checked


@dataclass(frozen=True, slots=True)
class Formula:
    """One published formula; `kind` says its form, `constants` are its printed coefficients."""

    identifier: str
    name: str
    kind: str
    constants: tuple[tuple[str, Decimal], ...]
    source: str
    checked: Checked

    def area(self, height: Quantity, weight: Quantity) -> Quantity:
        """Return the unrounded area in m2 with 34 digits, computed from cm and kg."""
        with exactly():
            value = _area(
                self.kind,
                dict(self.constants),
                magnitude(height, "cm"),
                magnitude(weight, "kg"),
            )
        return quantity(value, "m2")

    def derivation(self, height: Quantity, weight: Quantity) -> str:
        """Return the formula with the patient's figures in it, as a checker would write it."""
        c = {name: plain(value) for name, value in self.constants}
        h, w = show(height), show(weight)
        match self.kind:
            case "root":
                return f"√({h} × {w} ÷ {c['divisor']})"
            case "power":
                factors = f"{h}^{c['height_exponent']} × {w}^{c['weight_exponent']}"
                return f"{c['coefficient']} × {factors}"
            case "boyd":
                exponent = f"({c['weight_exponent']} − {c['logarithm_factor']} × log10 W)"
                return (
                    f"{c['coefficient']} × {h}^{c['height_exponent']} × W^{exponent}, "
                    f"W = {w} in grams"
                )
            case _:
                light = magnitude(weight, "kg") < Decimal(c["light_below"])
                prefix = "light_" if light else ""
                return f"{c[prefix + 'coefficient']} × {w}^{c[prefix + 'weight_exponent']}"


def _area(kind: str, c: dict[str, Decimal], height: Decimal, weight: Decimal) -> Decimal:
    match kind:
        case "root":
            return (height * weight / c["divisor"]).sqrt()
        case "power":
            by_weight = weight ** c["weight_exponent"]
            return c["coefficient"] * height ** c["height_exponent"] * by_weight
        case "boyd":
            grams = weight * 1000
            exponent = c["weight_exponent"] - c["logarithm_factor"] * grams.log10()
            return c["coefficient"] * height ** c["height_exponent"] * grams**exponent
        case _:
            prefix = "light_" if weight < c["light_below"] else ""
            return c[prefix + "coefficient"] * weight ** c[prefix + "weight_exponent"]


_CONSTANTS = {
    "root": {"divisor"},
    "power": {"coefficient", "height_exponent", "weight_exponent"},
    "boyd": {"coefficient", "height_exponent", "weight_exponent", "logarithm_factor"},
    "weight": {
        "coefficient",
        "weight_exponent",
        "light_below",
        "light_coefficient",
        "light_weight_exponent",
    },
}


def read_formulas(text: str) -> tuple[Formula, ...]:
    """Return the formulas of a TOML text; raises KeyError or ValueError where one is wrong."""
    return tuple(_formula(name, row) for name, row in tomllib.loads(text).items())


def _formula(identifier: str, row: dict[str, Any]) -> Formula:
    named = {"name", "kind", "source", "checked"}
    constants = {key: Decimal(value) for key, value in row.items() if key not in named}
    if set(constants) != _CONSTANTS[row["kind"]]:
        raise ValueError(f"{identifier}: the constants do not fit the form {row['kind']}")
    return Formula(
        identifier=identifier,
        name=row["name"],
        kind=row["kind"],
        constants=tuple(sorted(constants.items())),
        source=row["source"],
        checked=Checked(row["checked"]),
    )


def formula_named(text: str, formulas: tuple[Formula, ...]) -> Formula:
    """Return the formula a person named, whatever the case and the hyphens; raises Refused."""

    def letters(name: str) -> str:
        return name.casefold().replace("-", "").replace("–", "").replace(" ", "")

    for formula in formulas:
        if letters(text) == letters(formula.identifier):
            return formula
    known = ", ".join(formula.identifier for formula in formulas)
    raise Refused(f"“{text}” is not a formula for body surface area that Umbra knows: {known}.")
