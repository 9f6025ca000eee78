"""The products this site knows: what is shipped, and what the site added."""

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import resources
from app.core.product import Package, Product
from app.core.refused import Refused
from app.core.step import Role
from app.intake.gs1 import Scanned, parse_scan
from app.intake.gs1_fields import has_check_digit

SITE_FILE = "products.toml"


class Catalogue:
    """Products by their number."""

    def __init__(self, products: tuple[Product, ...]) -> None:
        self._by_number = {product.gtin: product for product in products}

    @classmethod
    def of(cls, folder: Path) -> "Catalogue":
        """Return what is shipped and what `products.toml` in the data folder adds.

        Raises Refused where that file cannot be read or gives a shipped number another meaning.
        """
        shipped = _shipped()
        path = folder / SITE_FILE
        if not path.exists():
            return cls(shipped)
        added = _site(path)
        known = {product.gtin for product in shipped}
        for product in added:
            if product.gtin in known:
                raise Refused(
                    f"{path}: {product.gtin} stands there twice, or is a number that Umbra knows "
                    "already; remove the entry."
                )
            known.add(product.gtin)
        return cls((*shipped, *added))

    def __len__(self) -> int:
        return len(self._by_number)

    def package(self, raw: str, today: date) -> Package:
        """Return what a scan stands for; raises Refused for all that is not a product code."""
        scanned = parse_scan(raw, today)
        if scanned.gtin is None:
            raise Refused("This code names no product. Scan the code on the vial or the carton.")
        if scanned.separator_lost_suspected:
            raise Refused(
                "The scanner seems to drop the sign between lot and serial number (FNC1). "
                "Type what the carton shows, such as (01)…(17)YYMMDD(10)lot(21)serial, and have "
                "the scanner set to send it."
            )
        return self._package(scanned, scanned.gtin)

    def _package(self, scanned: Scanned, gtin: str) -> Package:
        return Package(
            scanned=scanned.raw,
            gtin=gtin,
            lot=scanned.lot,
            expiry=scanned.expiry,
            serial=scanned.serial,
            product=self._by_number.get(gtin),
        )


@cache
def _shipped() -> tuple[Product, ...]:
    return _read(resources.text("products.toml"))


def _site(path: Path) -> tuple[Product, ...]:
    try:
        return _read(path.read_text("utf-8"))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise Refused(
            f"{path} cannot be read as a list of products ({_fault(error)}); correct it or move "
            "it away."
        ) from error


def _fault(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or "it cannot be opened"
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _read(text: str) -> tuple[Product, ...]:
    return tuple(_product(row) for row in tomllib.loads(text)["product"])


def _product(row: dict[str, Any]) -> Product:
    gtin = _text(row, "gtin")
    if not re.fullmatch("[0-9]{14}", gtin) or not has_check_digit(gtin):
        raise ValueError(f"{gtin} is not a product number of 14 digits with its check digit")
    return Product(
        gtin=gtin,
        role=Role(_text(row, "role")),
        item=_text(row, "item"),
        name=_text(row, "name"),
        traced=_yes_or_no(row, "traced"),
        accepted=_yes_or_no(row, "accepted"),
        source=_text(row, "source"),
    )


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
