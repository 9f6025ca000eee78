"""What a bar code stands for at this site."""

from dataclasses import dataclass
from datetime import date

from app.core.step import Role


@dataclass(frozen=True, slots=True)
class Product:
    """A known product: `item` is what a step asks for, `name` what stands on the package.

    `traced` products must carry a lot and an expiry date. `accepted` is False for a product that
    is known only so that it can be refused by name.
    """

    gtin: str
    role: Role
    item: str
    name: str
    traced: bool
    accepted: bool
    source: str


@dataclass(frozen=True, slots=True)
class Package:
    """One scanned package: the code as it came in, and what it said.

    `used_in` is the number of another preparation that has or had this very package.
    """

    scanned: str
    gtin: str
    lot: str | None
    expiry: date | None
    serial: str | None
    product: Product | None
    used_in: str | None = None
