"""What a bar code stands for at this site."""

from dataclasses import dataclass
from datetime import date

from app.core.bag import Fill
from app.core.quantity import Quantity
from app.core.step import Role


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
    number of 12 digits where the code gave one in place of a GTIN.
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
