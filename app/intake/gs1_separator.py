"""Whether a value read from a code could be two fields whose separator was lost.

A scanner or an entry field that drops the separator (GS), or a printer that left it out, turns
lot AB1234 and serial number 567 into the lot "AB123421567". The value alone cannot tell which it
is, so this says only that it could be: whoever uses the code has to ask.

What is looked for inside a value, after its first sign: a lot or a serial number that the code
otherwise lacks, a date, and a second product number. A code without any separator is looked
through for a count (30), a further identity (240) and a national number (710 to 717) too, for
then nothing shows that the scanner sends separators.

All else is not looked for, and a lot that swallowed it stays unnoticed: of numeric lots, each
further field of two digits would bring one in twenty under suspicion, and the internal fields
(90 to 99) four in ten. Lots of eight digits are suspected in 10 of 100 codes without a separator
and without a serial number, lots of eight letters and digits in 0.4 of 100. Only a scanner that
was seen to send separators settles it.
"""

import re
from datetime import date

from app.intake.gs1_fields import FIELDS, field_at, has_check_digit, is_date

_HEAD = re.compile("(?=(01|10|1[1-3]|1[5-7]|21|30|240|71[0-7]))")
_PRODUCT = re.compile("[0-9]{14}")
_DATE = re.compile("[0-9]{6}")
_SELDOM = re.compile("30[0-9]{1,8}|240.+|71[0-7][0-9]{6,20}")
_DATES = frozenset({"11", "12", "13", "15", "16", "17"})

Element = tuple[str, str]


def may_hide_a_field(elements: tuple[Element, ...], today: date, *, separated: bool) -> bool:
    """Return whether a value of varying length could hold a further field.

    `separated` tells that a separator was in the code.
    """
    said = dict(elements)
    return any(
        _hides(value, said, today, separated) for ai, value in elements if not FIELDS[ai].fixed
    )


def _hides(value: str, said: dict[str, str], today: date, separated: bool) -> bool:
    return any(
        _could_be(head[1], value[head.end(1) :], said, today, separated)
        for head in _HEAD.finditer(value, 1)
    )


def _could_be(ai: str, rest: str, said: dict[str, str], today: date, separated: bool) -> bool:
    """Return whether `rest` could be the value of a field that is not, or the same, elsewhere."""
    if ai == "01":
        # Two codes that came as one name the product twice, so this is looked for in any case.
        return _PRODUCT.match(rest) is not None and has_check_digit(rest[:14])
    if not rest or (ai in said and not rest.startswith(said[ai])):
        return False
    if ai in ("10", "21"):
        return True
    if ai in _DATES:
        return _starts_with_date(rest, today)
    return not separated and _SELDOM.fullmatch(ai + rest) is not None


def _starts_with_date(rest: str, today: date) -> bool:
    """Return whether a date stands here, and after it nothing or another field."""
    if not _DATE.match(rest) or not is_date(rest[:6], today):
        return False
    return not rest[6:] or field_at(rest[6:]) is not None
