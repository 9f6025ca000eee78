"""A product as a person wrote it down from its package: read strictly."""

from datetime import date

from app.core.product import Item, Product, is_traced, require_sound
from app.core.quantity import Measure, Quantity, parse
from app.core.refused import Refused
from app.core.step import Role
from app.intake.gs1 import Scanned, parse_scan
from app.intake.ndc import read_ndc
from app.intake.products_csv import OTHER_DRUG, numbers_of


def read_form(texts: dict[str, str], items: frozenset[Item], today: date) -> Product:
    """Return the product that the fields of a form say; raises Refused.

    `texts` has code, ndc, role, item, name, volume, overfill, overfill source, material and
    source. The fill of a container is that of its item.
    """
    if not texts["role"]:
        raise Refused("Choose what the product is for: its role.")
    if not texts["item"]:
        raise Refused("Choose the item that the product is.")
    accepted = texts["role"] != OTHER_DRUG
    role = Role(texts["role"]) if accepted else Role.VIAL
    fills = {each.item: each.fill for each in items if each.role is role}
    fill = fills.get(texts["item"]) if role is Role.CONTAINER else None
    gtin, ndc = _numbers(texts["code"], texts["ndc"], today)
    product = Product(
        gtin=gtin,
        role=role,
        item=texts["item"],
        name=texts["name"],
        traced=is_traced(role, fill),
        accepted=accepted,
        source=texts["source"],
        ndc=ndc,
        nominal=_volume(texts["volume"]),
        fill=fill,
        overfill=_volume(texts["overfill"], zero=True),
        overfill_source=texts["overfill source"],
        material=texts["material"],
    )
    require_sound(product, items)
    return product


def _numbers(code: str, ndc: str, today: date) -> tuple[str, str]:
    if not code and not ndc:
        raise Refused("Scan the package, or type its code or its NDC.")
    scanned = parse_scan(code, today) if code else Scanned(raw="")
    written = ndc or scanned.ndc or ""
    return numbers_of(scanned.gtin or "", read_ndc(written, named=True) if written else None)


def _volume(text: str, zero: bool = False) -> Quantity | None:
    return parse(text, Measure.VOLUME, zero=zero) if text else None
