"""Whether two packages are of the same lot, and whether they are one and the same package.

As a cautious person compares them: letter case is put aside, for a lot that is withheld must not
pass by Caps Lock; zeros in front are part of a lot and of a serial number. GS1 lets two lots
differ by case alone; Umbra takes them for one.
"""

import unicodedata
from enum import Enum


class Sameness(Enum):
    """What two codes of one GTIN say of the packages that bear them."""

    SAME = "one and the same package"
    UNKNOWN = "perhaps the same package: only one of the codes holds a serial number"
    ALIKE = "of one lot, and neither code holds a serial number"
    OTHER = "two packages"


def folded(text: str) -> str:
    """Return a lot or a serial number as it is compared."""
    return unicodedata.normalize("NFKC", text).casefold()


def same_text(one: str | None, other: str | None) -> bool:
    """Tell whether two lots are the same, or two serial numbers; None is that of a code without."""
    if one is None or other is None:
        return one is other
    return folded(one) == folded(other)


def same_lot(one: str | None, other: str | None) -> bool:
    """Tell whether two packages of one GTIN are of the same lot."""
    return same_text(one, other)


def same_package(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None]
) -> Sameness:
    """Compare two packages of one GTIN, each by its lot and its serial number.

    One serial number is one package whatever lot its code names.
    """
    (lot, serial), (other_lot, other_serial) = one, other
    if serial is not None and other_serial is not None:
        return Sameness.SAME if same_text(serial, other_serial) else Sameness.OTHER
    if not same_lot(lot, other_lot):
        return Sameness.OTHER
    return Sameness.ALIKE if serial is other_serial else Sameness.UNKNOWN
