"""What a bar code stands for at this site."""

import re
from dataclasses import dataclass
from datetime import date

from app.core.bag import Fill
from app.core.material import material_named
from app.core.quantity import Quantity, magnitude
from app.core.refused import Refused
from app.core.step import Role

_LONGEST = 120
_NDC = re.compile("[0-9]{6}-[0-9]{4}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Product:
    """A known product: `item` is what a step asks for, `name` what stands on the package.

    `traced` products must carry a lot and an expiry date. `accepted` is False for a product that
    is known only so that it can be refused by name. `ndc` is the United States number of 12
    digits, such as "000008-0100-01", "" where there is none. `nominal` is the volume that the
    package states, in mL. For a container, `fill` says what it holds when taken, `overfill` by
    how many mL it holds more than it states (None: not known), with its source, and `material`
    what it is made of ("" where that is not known).
    """

    gtin: str
    role: Role
    item: str
    name: str
    traced: bool
    accepted: bool
    source: str
    ndc: str = ""
    nominal: Quantity | None = None
    fill: Fill | None = None
    overfill: Quantity | None = None
    overfill_source: str = ""
    material: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """One scanned package: the code as it came in, and what it said.

    `used_in` is the number of another preparation that has or had this very package. `withheld`
    is a sentence where the site keeps this package from use, as in quarantine. `ndc` is the
    number of 12 digits where the code gave one in place of a GTIN. `counted` says that the site
    counts the pieces of this lot and that one is left, so that two codes without a serial number
    may be two packages. `noted` is a remark that does not keep the package from use.
    """

    scanned: str
    gtin: str
    lot: str | None
    expiry: date | None
    serial: str | None
    product: Product | None
    used_in: str | None = None
    withheld: str = ""
    ndc: str | None = None
    counted: bool = False
    noted: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a monograph asks for: the role it is scanned in, and what it must be."""

    role: Role
    item: str
    fill: Fill | None = None


def is_traced(role: Role, fill: Fill | None) -> bool:
    """Tell whether packages in a role must bear lot and expiry date: all that is a drug does."""
    if role is Role.CONTAINER:
        return fill in (Fill.READY_FILLED, Fill.EXACT_VOLUME)
    return role is not Role.LIGHT_COVER


def require_sound(product: Product, items: frozenset[Item]) -> None:
    """Raise Refused where a product contradicts itself, or is nothing that `items` ask for.

    A product that is not accepted may be any item: it is known only to be refused by name.
    """
    require_consistent(product)
    if product.accepted:
        _require_item(product, items)


def require_consistent(product: Product) -> None:
    """Raise Refused where a product contradicts itself, whatever monographs ask for."""
    _require_texts(product)
    if is_traced(product.role, product.fill) and not product.traced:
        raise Refused(
            f"{product.name} has no lot and expiry date by this list; a vial, a diluent and a bag "
            "that comes filled are always traced. Correct it."
        )
    if product.ndc and not _NDC.fullmatch(product.ndc):
        raise Refused(
            f"The NDC “{product.ndc}” is not of 12 digits; it is written such as 000008-0100-01."
        )
    if product.nominal is not None and magnitude(product.nominal, "mL") <= 0:
        raise Refused("The volume of a package is more than 0 mL.")
    if product.material:
        material_named(product.material)
    if product.role is Role.CONTAINER:
        _require_filled(product)
    elif product.fill is not None or product.overfill is not None or product.overfill_source:
        raise Refused("Only a container has a fill and an overfill; leave them empty.")


def _require_texts(product: Product) -> None:
    needed = {"item": product.item, "name": product.name, "source": product.source}
    for what, text in needed.items():
        if not text:
            raise Refused(f"The {what} is empty; every product has one.")
    for text in (*needed.values(), product.overfill_source, product.material):
        if not text.isprintable() or text != text.strip() or len(text) > _LONGEST:
            seen = "".join(sign if sign.isprintable() else "?" for sign in text[:40])
            raise Refused(
                f"“{seen}” is not a text of at most {_LONGEST} printable characters without "
                "spaces around it; write it again."
            )


def _require_filled(product: Product) -> None:
    fill = product.fill
    if fill is None:
        fills = ", ".join(each.value for each in Fill)
        raise Refused(f"A container has a fill, one of {fills}; say which.")
    if fill is not Fill.EMPTY and product.nominal is None:
        raise Refused(f"The volume that the {fill.words} states is needed, such as 50 mL.")
    if product.overfill is None:
        if product.overfill_source:
            raise Refused("The overfill has a source and no volume; write it, or leave both out.")
        return
    if fill is not Fill.READY_FILLED:
        raise Refused(f"Only a ready-filled bag has an overfill; an {fill.words} has none.")
    if not product.overfill_source:
        raise Refused("The overfill has no source; write where it is known from.")


def _require_item(product: Product, items: frozenset[Item]) -> None:
    of_role = sorted((each for each in items if each.role is product.role), key=lambda e: e.item)
    if any(each.item == product.item and each.fill is product.fill for each in of_role):
        return
    known = ", ".join(f"“{each.item}”" for each in of_role) or "none"
    if any(each.item == product.item for each in of_role):
        raise Refused(f"“{product.item}” and the fill do not go together; correct one of them.")
    raise Refused(
        f"“{product.item}” is nothing that a monograph here asks for as "
        f"{product.role.value.replace('-', ' ')}; it knows {known}. What is only to be refused by "
        "name has the role “other drug”."
    )
