"""The codes of the one page that a scanner is learned from.

Four Code 128 codes hold each of the 82 signs that a GS1 code may hold, once (GS1 General
Specifications, figure 7.11-1). Signs whose key is a dead key on some keyboards stand before a
vowel, so that a key that swallows the next one shows. No two of the four are of one length: a
code that is scanned out of turn shows too. A GS1 DataMatrix and a GS1-128 have a lot and a serial
number with the separator between them; a UPC-A is what stands on most vials in the United States.
Their product numbers begin with 02 and 4, which are kept for use inside one house.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.intake.key_signs import SEPARATOR

SIGNS = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
"""The 82 signs of GS1, in the order of their numbers in ASCII."""


class Kind(StrEnum):
    """The kind of a bar code, as people call it."""

    CODE_128 = "Code 128"
    DATAMATRIX = "GS1 DataMatrix"
    GS1_128 = "GS1-128"
    UPC_A = "UPC-A"


IDENTIFIERS = {
    Kind.CODE_128: "]C0",
    Kind.DATAMATRIX: "]d2",
    Kind.GS1_128: "]C1",
    Kind.UPC_A: "]E0",
}
"""What a scanner may send before a code to say its kind (ISO/IEC 15424)."""


@dataclass(frozen=True, slots=True)
class SheetCode:
    """One code of the page: its number there, its kind, and what it holds, GS included.

    `written` is what it holds as people write it: a GS1 code with each field number in brackets.
    """

    number: int
    kind: Kind
    holds: str
    written: str

    @property
    def identifier(self) -> str:
        """What a scanner may send before it to say its kind."""
        return IDENTIFIERS[self.kind]


def _plain(number: int, kind: Kind, text: str) -> SheetCode:
    return SheetCode(number, kind, text, text)


def _gs1(number: int, kind: Kind, fixed: str, lot: str, serial: str) -> SheetCode:
    holds = f"{fixed.replace('(', '').replace(')', '')}10{lot}{SEPARATOR}21{serial}"
    return SheetCode(number, kind, holds, f"{fixed}(10){lot}(21){serial}")


_PRODUCT = "(01)02999999999991"

CODES = (
    _plain(1, Kind.CODE_128, "=a+e'i\"o%u&A(E)I*O,U"),
    _plain(2, Kind.CODE_128, "-b.c/d:f;g<h>j?k_l!mn"),
    _plain(3, Kind.CODE_128, "B0pC1qD2rF3sG4tH5v"),
    _plain(4, Kind.CODE_128, "J6wK7xL8yM9zNPQRSTVWXYZ"),
    _gs1(5, Kind.DATAMATRIX, f"{_PRODUCT}(17)281231", "Lot-7a", "Ser.9Z"),
    _gs1(6, Kind.GS1_128, _PRODUCT, "Lot/8b", "Ser.6Y"),
    _plain(7, Kind.UPC_A, "499999999998"),
)
ALPHABET = tuple(code for code in CODES if code.kind is Kind.CODE_128)
ASKED = (1, 2, 3, 4, 5, 6, 7, 5)
"""The numbers in the order in which they are scanned; the last shows whether it comes alike."""


def code_numbered(number: int) -> SheetCode:
    """Return the code of that number on the page."""
    return CODES[number - 1]
