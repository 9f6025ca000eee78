"""The fields that a GS1 code may hold: which there are, and what each may contain.

A field is an application identifier of two to four digits and its value. No identifier starts
with another one, so the identifier at the head of a text is never in doubt. Lengths, digits,
check digits and which fields need no separator are those of the GS1 General Specifications,
section 3, as written down in the GS1 Barcode Syntax Dictionary (2026-01-27). The table holds what
is printed on cartons, vials and bags of medicines and devices; a field outside it is refused,
never skipped. Left out are fields of pallets and deliveries (400 to 413, 4300 to 4333), of
coupons, prices and payments (255, 39, 81), of food, and of persons (8017, 8018, 7250 to 7259).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, time

from app.core.refused import Refused
from app.intake.wording import shown

SEPARATOR = "\x1d"
"""What ends a field of varying length: FNC1, which scanners send as the sign GS."""

_TEXT = '[!-"%-?A-Z_a-z]'
_STRAY = re.compile('[^!-"%-?A-Z_a-z]')
_ROWS = """
00  N18   pallet number                  fixed check key
01  N14   product number                 fixed check key
02  N14   number of the product inside   fixed check key
10  X1-20 lot                            alone
11  N6    production date                fixed date alone
12  N6    due date                       fixed date
13  N6    packaging date                 fixed date alone
15  N6    best-before date               fixed date alone
16  N6    sell-by date                   fixed date
17  N6    expiry date                    fixed date alone
20  N2    product variant                fixed
21  X1-20 serial number                  alone
22  X1-20 consumer product variant
235 X1-28 third-party serial number
240 X1-30 additional product identity    alone
241 X1-30 customer's part number         alone
242 N1-6  made-to-order variation
243 X1-20 packaging component number
250 X1-30 secondary serial number        alone
251 X1-30 reference to the source
254 X1-20 part of a location
30  N1-8  count                          alone
37  N1-8  count of the products inside   alone
414 N13   location                       fixed check
416 N13   place of production            fixed check
422 N3    country of origin
7001 N13  NATO stock number
7003 N10  expiry date and time           moment
7004 N1-4 active potency
7011 N6/10 test-by date                  moment
710 X1-20 German PZN
711 X1-20 French CIP
712 X1-20 Spanish CN
713 X1-20 Brazilian DRN
714 X1-20 Portuguese AIM number
715 X1-20 United States NDC              alone
716 X1-20 Italian AIC
717 X1-20 Costa Rican number
7240 X1-20 protocol of a clinical trial
8008 N8/10/12 production date and time    moment
8012 X1-20 software version
8013 X3-25 model number                  pair
8200 X1-70 address of a web page
90  X1-30 internal field                 alone
"""
_MEASURES = (*range(310, 317), *range(320, 338), *range(340, 358), *range(360, 370))
_PAIR_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PAIR_WEIGHTS = (
    2,
    3,
    5,
    7,
    11,
    13,
    17,
    19,
    23,
    29,
    31,
    37,
    41,
    43,
    47,
    53,
    59,
    61,
    67,
    71,
    73,
    79,
    83,
)
_PAIR_VALUES = "".join(sign for sign in map(chr, range(128)) if re.fullmatch(_TEXT, sign))


@dataclass(frozen=True, slots=True)
class Field:
    """What one application identifier stands for.

    `fixed` says that no separator follows it; `alone` that it may stand in a code without a
    product number, as on the second bar code of a carton; `key` that it is such a number. `check`
    and `pair` say that it ends in a check digit or in two check characters, `date` and `moment`
    that it is one.
    """

    ai: str
    named: str
    pattern: re.Pattern[str]
    longest: int
    expected: str
    marks: frozenset[str]

    @property
    def fixed(self) -> bool:
        """Whether the value has a length that GS1 fixed beforehand."""
        return "fixed" in self.marks

    def check(self, value: str, today: date) -> None:
        """Raise Refused unless the field may hold `value`."""
        if not self.pattern.fullmatch(value):
            raise self._refused(value, self._fault(value))
        if "check" in self.marks and not has_check_digit(value):
            raise self._refused(value, "has a wrong check digit")
        if "pair" in self.marks and not _has_check_pair(value):
            raise self._refused(value, "has wrong check characters")
        if "date" in self.marks and not is_date(value, today):
            raise self._refused(value, "is not a date written YYMMDD")
        if "moment" in self.marks and not _is_moment(value, today):
            raise self._refused(value, "is not a date and time written YYMMDDhhmm")

    def _fault(self, value: str) -> str:
        if SEPARATOR in value:
            return "is cut short by a separator"
        if stray := _STRAY.search(value):
            return (
                f"holds “{shown(stray[0])}”, which no field may hold (some scanners send another "
                "character in place of the separator)"
            )
        if len(value) > self.longest and not self.fixed:
            return (
                f"has {len(value)} characters, so the scanner may have left out the separator "
                "after it"
            )
        return "is not in the form of that field"

    def _refused(self, value: str, fault: str) -> Refused:
        return Refused(
            f"The {self.named} ({self.ai}) “{shown(value)}” {fault}; it holds {self.expected}. "
            "Scan again, or type what is printed with each number in brackets."
        )


def _field(ai: str, form: str, named: str, marks: frozenset[str]) -> Field:
    """Return a field of a form: N6 is 6 digits, N6/10 is 6 or 10, X1-20 is 1 to 20 signs."""
    kind, one = ("digits", "[0-9]") if form[0] == "N" else ("letters, digits or signs", _TEXT)
    lengths = form[1:].split("/")
    patterns = [f"{one}{{{length.replace('-', ',')}}}" for length in lengths]
    longest = int(re.split("[-/]", form[1:])[-1])
    length = " or ".join(lengths).replace("-", " to ")
    return Field(ai, named, re.compile("|".join(patterns)), longest, f"{length} {kind}", marks)


def _fields() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for row in _ROWS.strip().splitlines():
        ai, form, words = row.split(maxsplit=2)
        named, _, marks = words.partition("  ")
        found[ai] = _field(ai, form, named, frozenset(marks.split()))
    for measure in _MEASURES:
        for decimals in range(6):
            ai = f"{measure}{decimals}"
            found[ai] = _field(ai, "N6", "measure", frozenset({"fixed"}))
    for number in range(10):
        ai = f"703{number}"
        pattern = re.compile(f"[0-9]{{3}}{_TEXT}{{1,27}}")
        expected = "a country of 3 digits and up to 27 letters, digits or signs"
        found[ai] = Field(ai, "number of a processor", pattern, 30, expected, frozenset())
    for number in range(91, 100):
        ai = str(number)
        found[ai] = _field(ai, "X1-90", "internal field", frozenset({"alone"}))
    return found


FIELDS = _fields()


def field_at(text: str) -> Field | None:
    """Return the field whose identifier `text` starts with, or None if there is none."""
    for length in (2, 3, 4):
        if found := FIELDS.get(text[:length]):
            return found
    return None


def has_check_digit(digits: str) -> bool:
    """Return whether the last digit is the GS1 check digit of the others.

    From the right, weights 1 and 3 in turn; the sum is a multiple of ten (GS1 General
    Specifications 7.9).
    """
    return (
        sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
        % 10
        == 0
    )


def check_digit(digits: str) -> str:
    """Return the digit that makes `digits` end in a right check digit."""
    return next(digit for digit in "0123456789" if has_check_digit(digits + digit))


def is_date(digits: str, today: date) -> bool:
    """Return whether YYMMDD is a date; day 00 is the last day of the month."""
    year, month, day = year_of(digits[:2], today), int(digits[2:4]), int(digits[4:6])
    return 1 <= month <= 12 and day <= calendar.monthrange(year, month)[1]


def date_of(digits: str, today: date) -> date:
    """Return the date written YYMMDD that `is_date` accepts."""
    year, month, day = year_of(digits[:2], today), int(digits[2:4]), int(digits[4:6])
    return date(year, month, day or calendar.monthrange(year, month)[1])


def year_of(digits: str, today: date) -> int:
    """Return the year of two digits: from 49 years back to 50 years ahead (GS1 7.12)."""
    apart = int(digits) - today.year % 100
    if apart >= 51:
        apart -= 100
    elif apart <= -50:
        apart += 100
    return today.year + apart


def _is_moment(digits: str, today: date) -> bool:
    """Return whether YYMMDD, with or without hh, mm and ss after it, is a moment."""
    if not is_date(digits[:6], today) or digits[4:6] == "00":
        return False
    limits = (time.max.hour, time.max.minute, time.max.second)
    parts = (int(digits[place : place + 2]) for place in range(6, len(digits), 2))
    return all(part <= limit for part, limit in zip(parts, limits, strict=False))


def _has_check_pair(text: str) -> bool:
    """Return whether the last two signs are the check characters of the others.

    Each sign counts for its place among the 82, times a prime number, from the right; the sum
    modulo 1021 is written with two of 32 signs (GS1 General Specifications 7.9.5).
    """
    total = sum(
        _PAIR_VALUES.index(sign) * weight
        for sign, weight in zip(reversed(text[:-2]), _PAIR_WEIGHTS, strict=False)
    )
    high, low = divmod(total % 1021, len(_PAIR_SIGNS))
    return text[-2:] == _PAIR_SIGNS[high] + _PAIR_SIGNS[low]
