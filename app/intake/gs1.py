"""What a bar code says of a product: GS1 codes read strictly, nothing repaired.

Four things are read: what a scanner sends of a GS1 code (element strings, with or without the
symbology identifier such as ]d2, each field of varying length ended by GS, the separator), the
same typed by a person with each field number in brackets, a plain product number (GTIN-8, -12,
-13 or -14; a UPC-E as the scanner expands it), and a United States NDC of ten digits written
with its hyphens or after "NDC".

A text without symbology identifier, separator or brackets must start with a product number:
else a wristband that happens to start with 10 would become a lot. The second bar code of a
carton therefore needs the symbology identifier.

A trap that cannot be seen from here: a scanner or an entry field that drops the separator turns
lot AB1234 and serial number 567 into the lot "AB123421567". `separator_lost_suspected` says
when a value could hide such a field, and the value stays as it was read; whoever uses it has to
ask.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.core.refused import Refused
from app.intake.gs1_fields import (
    FIELDS,
    Field,
    check_digit,
    date_of,
    field_at,
    has_check_digit,
)
from app.intake.wording import shown

SEPARATOR = "\x1d"

_ELEMENT_STRINGS = frozenset({"]d2", "]C1", "]e0", "]Q3", "]J1"})
_PRODUCT_NUMBERS = {"]E0": (12, 13), "]E4": (8,), "]I0": (14,), "]I1": (14,)}
_NUMBER_LENGTHS = (8, 12, 13, 14)
_LONGEST = 2400
_NDC = re.compile(
    r"(?:NDC ?)?([0-9]{4}-[0-9]{4}-[0-9]{2}|[0-9]{5}-[0-9]{3}-[0-9]{2}|[0-9]{5}-[0-9]{4}-[0-9])"
    r"|NDC ?([0-9]{10})"
)
_LIKE_NDC = re.compile(r"NDC.*|[0-9]+-[0-9]+-[0-9]+", re.DOTALL)
_BRACKETED = re.compile(r"\(([0-9]{2,4})\)((?:[^()\\]|\\[()])+)")
_OWN = frozenset({"01", "10", "17", "21", "30"})

Element = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan says.

    `raw` is the text as it came; `gtin` has 14 digits; `expiry` is field 17, with day 00 read as
    the last day of the month; `count` is field 30; `internal` holds the fields 90 to 99 and
    `others` all that have no name here, in the order of the code. `symbology` is the identifier
    that the scanner sent, such as "]d2". `separator_lost_suspected` is explained above.
    """

    raw: str
    gtin: str | None = None
    lot: str | None = None
    expiry: date | None = None
    serial: str | None = None
    count: int | None = None
    internal: tuple[Element, ...] = ()
    others: tuple[Element, ...] = ()
    symbology: str | None = None
    separator_lost_suspected: bool = False


def parse_scan(raw: str, today: date) -> Scanned:
    """Return what `raw` says; raises Refused for all that is not clearly a product code.

    `today` decides the century of a year of two digits, as GS1 lays down.
    """
    if len(raw) > _LONGEST:
        raise _not_a_product(raw)
    if raw.startswith("("):
        return _scanned(raw, tuple(_typed(raw)), today)
    symbology = raw[:3] if raw.startswith("]") else None
    text = raw[3:] if symbology else raw
    if symbology in _ELEMENT_STRINGS or (symbology is None and SEPARATOR in text):
        return _elements_of(raw, text.removeprefix(SEPARATOR), symbology, today)
    if symbology is None:
        return _bare(raw, today)
    if lengths := _PRODUCT_NUMBERS.get(symbology):
        return Scanned(raw, _number(text, lengths), symbology=symbology)
    raise _not_a_product(raw)


def _not_a_product(raw: str) -> Refused:
    return Refused(
        f"This code is not a product code: “{shown(raw)}”; scan the GS1 code on the carton, vial "
        "or bag, or type what is printed under it with each field number in brackets."
    )


def _bare(raw: str, today: date) -> Scanned:
    if re.fullmatch("[0-9]+", raw) and len(raw) in _NUMBER_LENGTHS:
        return Scanned(raw, _number(raw, _NUMBER_LENGTHS))
    if _LIKE_NDC.fullmatch(raw):
        return Scanned(raw, _number_of_ndc(raw))
    first = field_at(raw)
    if first is None or "key" not in first.marks:
        raise _not_a_product(raw)
    return _elements_of(raw, raw, None, today)


def _number(text: str, lengths: tuple[int, ...]) -> str:
    """Return a product number of one of these lengths, made 14 digits long."""
    if not re.fullmatch("[0-9]+", text) or len(text) not in lengths:
        expected = " or ".join(str(length) for length in lengths)
        raise Refused(
            f"“{shown(text)}” is not a product number of {expected} digits; scan the code again."
        )
    if not has_check_digit(text):
        raise Refused(
            f"The product number {text} has a wrong check digit; scan it again, or compare each "
            "digit with what is printed."
        )
    return text.zfill(14)


def _number_of_ndc(raw: str) -> str:
    """Return the product number that holds an NDC of ten digits: 0, 03, the ten, check digit."""
    match = _NDC.fullmatch(raw)
    if match is None:
        raise Refused(
            f"“{shown(raw)}” is not an NDC of ten digits, such as NDC 0008-0100-01; one of 11 or "
            "12 digits does not say which digit was added. Scan the GS1 code of the product."
        )
    digits = "003" + (match[1] or match[2]).replace("-", "")
    return digits + check_digit(digits)


def _elements_of(raw: str, text: str, symbology: str | None, today: date) -> Scanned:
    elements = tuple(_split(raw, text))
    suspected = SEPARATOR not in raw and _may_hide_a_field(elements, today)
    return _scanned(raw, elements, today, symbology, suspected)


def _split(raw: str, text: str) -> Iterator[Element]:
    """Yield each field of an element string, its value not yet checked."""
    if not text:
        raise _not_a_product(raw)
    while text:
        field = field_at(text)
        if field is None:
            raise _unknown(text)
        text = text.removeprefix(field.ai)
        if field.fixed:
            value, text = text[: field.longest], text[field.longest :]
            text = text.removeprefix(SEPARATOR)
        else:
            value, _, text = text.partition(SEPARATOR)
        yield field.ai, value


def _unknown(text: str) -> Refused:
    return Refused(
        f"The code has a field at “{shown(text)}” that Umbra does not know; expected fields such "
        "as 01, 17, 10 and 21. Scan again, or type what is printed with each number in brackets."
    )


def _typed(raw: str) -> Iterator[Element]:
    """Yield each field of a text such as (01)00300080100011(10)AB1234."""
    position = 0
    while position < len(raw):
        match = _BRACKETED.match(raw, position)
        if match is None:
            raise Refused(
                f"“{shown(raw[position:])}” is not written as fields in brackets; expected such "
                "as (01)00300080100011(10)AB1234, with a backslash before a bracket in a value."
            )
        if match[1] not in FIELDS:
            raise _unknown(match[0])
        yield match[1], re.sub(r"\\([()])", r"\1", match[2])
        position = match.end()


def _scanned(
    raw: str,
    elements: tuple[Element, ...],
    today: date,
    symbology: str | None = None,
    suspected: bool = False,
) -> Scanned:
    for ai, value in elements:
        FIELDS[ai].check(value, today)
    said = _once_each(elements)
    _fit_together(said)
    return Scanned(
        raw=raw,
        gtin=said.get("01"),
        lot=said.get("10"),
        expiry=date_of(said["17"], today) if "17" in said else None,
        serial=said.get("21"),
        count=int(said["30"]) if "30" in said else None,
        internal=tuple((ai, value) for ai, value in said.items() if _is_internal(ai)),
        others=tuple(
            (ai, value) for ai, value in said.items() if ai not in _OWN and not _is_internal(ai)
        ),
        symbology=symbology,
        separator_lost_suspected=suspected,
    )


def _is_internal(ai: str) -> bool:
    return ai.startswith("9")


def _once_each(elements: tuple[Element, ...]) -> dict[str, str]:
    said: dict[str, str] = {}
    for ai, value in elements:
        if said.setdefault(ai, value) != value:
            raise Refused(
                f"The code says two things of the {FIELDS[ai].named} ({ai}): “{shown(said[ai])}” "
                f"and “{shown(value)}”; it must say one. Set the product aside."
            )
    return said


def _fit_together(said: dict[str, str]) -> None:
    """Raise Refused where two fields contradict each other, or one stands alone."""
    if "01" in said and "02" in said:
        raise Refused(
            "The code names a product (01) and a product inside (02); expected one of them. "
            "Scan the product itself, not the case."
        )
    if "17" in said and "7003" in said and said["7003"][:6] != said["17"]:
        raise Refused(
            f"The code gives two expiry dates, {said['17']} (17) and {said['7003']} (7003); it "
            "must give one. Set the product aside."
        )
    if any("key" in FIELDS[ai].marks for ai in said):
        return
    lonely = [ai for ai in said if "alone" not in FIELDS[ai].marks]
    if lonely:
        raise Refused(
            f"The code has the {FIELDS[lonely[0]].named} ({lonely[0]}) without a product number; "
            "expected the product number (01) beside it. Scan the other code of the product."
        )


def _may_hide_a_field(elements: tuple[Element, ...], today: date) -> bool:
    """Return whether the last value could be two fields whose separator was lost.

    Only fields that a carton carries and that this code lacks are looked for: lot, serial number
    and expiry date, each of them whole up to the end.
    """
    ai, value = elements[-1]
    lacking = {"10", "17", "21"} - {ai for ai, _ in elements}
    return not FIELDS[ai].fixed and any(
        _is_whole(value[place:], lacking, today) for place in range(1, len(value))
    )


def _is_whole(text: str, lacking: set[str], today: date) -> bool:
    field = FIELDS.get(text[:2])
    if field is None or field.ai not in lacking:
        return False
    value, rest = (text[2:], "") if not field.fixed else (text[2:8], text[8:])
    return _holds(field, value, today) and (
        not rest or _is_whole(rest, lacking - {field.ai}, today)
    )


def _holds(field: Field, value: str, today: date) -> bool:
    try:
        field.check(value, today)
    except Refused:
        return False
    return True
