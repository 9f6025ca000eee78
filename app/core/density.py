"""How much a millilitre of each liquid of a preparation weighs: data of the monograph.

No density is ever assumed. A liquid whose density nobody stated, or that a site did not confirm,
cannot be weighed.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.quantity import Measure, Quantity, parse
from app.core.sourced import Checked, Unsound


class Liquid(StrEnum):
    """A liquid of a preparation that has a density."""

    RECONSTITUTED_DRUG = "reconstituted-drug"
    DILUENT = "diluent"
    RECONSTITUTION_DILUENT = "reconstitution-diluent"


@dataclass(frozen=True, slots=True)
class Density:
    """A density in g/mL at a temperature, with its source."""

    liquid: Liquid
    value: Quantity
    at: str
    source: str
    revision: str
    checked: Checked


def read_densities(rows: dict[str, Any]) -> tuple[Density, ...]:
    """Return the densities of `[density]`; raises KeyError, ValueError, Refused or Unsound."""
    return tuple(_density(Liquid(name), row) for name, row in rows.items())


def _density(liquid: Liquid, row: dict[str, Any]) -> Density:
    unknown = set(row) - {"value", "at", "source", "revision", "checked"}
    if unknown:
        raise Unsound(f"a density has what Umbra does not know: {', '.join(sorted(unknown))}")
    value = parse(row["value"], Measure.DENSITY)
    if value.magnitude == 1:
        # Nothing used here weighs 1 g/mL: whoever writes it left the density out.
        raise Unsound(f"the density of the {liquid.value} is 1 g/mL, which is no measured density")
    return Density(
        liquid,
        value,
        at=row["at"],
        source=row["source"],
        revision=row["revision"],
        checked=Checked(row["checked"]),
    )
