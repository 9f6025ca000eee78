"""A list of products as TOML: what Umbra ships as proposals, and what earlier releases let add.

Each `[[product]]` has `gtin`, `role`, `item`, `name`, `traced`, `accepted` and `source`, and may
have `ndc`, `nominal`, `fill`, `overfill`, `overfill_source` and `material`, as `Product` has them.
"""

import re
import tomllib
from typing import Any

from app.core.bag import Fill
from app.core.product import Product
from app.core.quantity import Measure, parse
from app.core.step import Role
from app.intake.gs1_fields import has_check_digit

_NEEDED = {"gtin", "role", "item", "name", "traced", "accepted", "source"}
_KNOWN = _NEEDED | {"ndc", "nominal", "fill", "overfill", "overfill_source", "material"}


def read_products(text: str) -> tuple[Product, ...]:
    """Return the products of a TOML text, each number once.

    Raises KeyError, TypeError, ValueError or Refused where it is wrong.
    """
    found: dict[str, Product] = {}
    for row in tomllib.loads(text)["product"]:
        product = _product(row)
        if product.gtin in found:
            raise ValueError(f"{product.gtin} stands there twice")
        found[product.gtin] = product
    return tuple(found.values())


def require_gtin(gtin: str) -> None:
    """Raise ValueError unless this is a product number of 14 digits with its check digit."""
    if not re.fullmatch("[0-9]{14}", gtin) or not has_check_digit(gtin):
        raise ValueError(f"{gtin} is not a product number of 14 digits with its check digit")


def _product(row: dict[str, Any]) -> Product:
    strange = sorted(set(row) - _KNOWN)
    if strange:
        raise ValueError(f"{strange[0]} is nothing that a product has")
    gtin = _text(row, "gtin")
    require_gtin(gtin)
    role = Role(_text(row, "role"))
    return Product(
        gtin=gtin,
        role=role,
        item=_text(row, "item"),
        name=_text(row, "name"),
        traced=_yes_or_no(row, "traced"),
        accepted=_yes_or_no(row, "accepted"),
        source=_text(row, "source"),
        ndc=_perhaps(row, "ndc"),
        nominal=parse(_text(row, "nominal"), Measure.VOLUME) if "nominal" in row else None,
        fill=_fill(row, role),
        overfill=(
            parse(_text(row, "overfill"), Measure.VOLUME, zero=True) if "overfill" in row else None
        ),
        overfill_source=_perhaps(row, "overfill_source"),
        material=_perhaps(row, "material"),
    )


def _fill(row: dict[str, Any], role: Role) -> Fill | None:
    """Return what a container holds; one of a list before fills were kept was always empty."""
    if "fill" in row:
        return Fill(_text(row, "fill"))
    return Fill.EMPTY if role is Role.CONTAINER else None


def _perhaps(row: dict[str, Any], name: str) -> str:
    return _text(row, name) if name in row else ""


def _text(row: dict[str, Any], name: str) -> str:
    value = row[name]
    if not isinstance(value, str) or not value or not value.isprintable():
        raise ValueError(f"{name} is not a text in quotes")
    return value


def _yes_or_no(row: dict[str, Any], name: str) -> bool:
    value = row[name]
    if not isinstance(value, bool):
        raise ValueError(f"{name} is neither true nor false")
    return value
