"""What a bar code says of a product: GS1 codes read strictly, nothing repaired.

Four things are read: what a scanner sends of a GS1 code (element strings, with or without the
symbology identifier such as ]d2, each field of varying length ended by GS, the separator), the
same typed by a person with each field number in brackets, a plain product number (GTIN-8, -12,
-13 or -14; a UPC-E as the scanner expands it), and a United States NDC written with its hyphens
or after "NDC", or the twelve digits of one in a plain Code 128 (]C0), as on a vial from 2033 on.

A text without symbology identifier, separator or brackets must start with a product number:
else a wristband that happens to start with 10 would become a lot. The second bar code of a
carton therefore needs the symbology identifier.

A web address (GS1 Digital Link) is refused: it is made for telephones, may leave out lot and
serial number, and says them in another writing. The code for pharmacies stands beside it.

A trap that cannot be seen from here: a scanner or an entry field that drops the separator turns
lot AB1234 and serial number 567 into the lot "AB123421567". `separator_lost_suspected` says
when a value could hide such a field, and the value stays as it was read; whoever uses it has to
ask, unless the set-up of this scanner showed that it sends separators.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.core.refused import Refused
from app.intake.gs1_fields import FIELDS, SEPARATOR, date_of, field_at, has_check_digit
from app.intake.gs1_separator import Element, may_hide_a_field
from app.intake.ndc import WrittenNdc, is_like_ndc, read_ndc
from app.intake.wording import shown

_ELEMENT_STRINGS = frozenset({"]d2", "]C1", "]e0", "]Q3", "]J1"})
_PRODUCT_NUMBERS = {"]E0": (12, 13), "]E4": (8,), "]I0": (14,), "]I1": (14,)}
_PLAIN = "]C0"
_READ = _ELEMENT_STRINGS | _PRODUCT_NUMBERS.keys() | {_PLAIN}
_NUMBER_LENGTHS = (8, 12, 13, 14)
_LONGEST = 2400
_ADDRESS = re.compile("https?://", re.IGNORECASE)
_BRACKETED = re.compile(r"\(([0-9]{2,4})\)((?:[^()\\]|\\[()])+)")
_OWN = frozenset({"01", "10", "17", "21", "30"})


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan says.

    `raw` is the text as it came; `gtin` has 14 digits; `expiry` is field 17, with day 00 read as
    the last day of the month; `count` is field 30; `internal` holds the fields 90 to 99 and
    `others` all that have no name here, in the order of the code. `symbology` is the identifier
    that the scanner sent, such as "]d2". `separator_lost_suspected` is explained above. `ndc` has
    twelve digits and two hyphens, such as 000008-0100-01; a code may have it without a `gtin`,
    and a `gtin` does not say it.
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
    ndc: str | None = None


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
    if _ADDRESS.match(text):
        raise _address(text)
    if symbology in _ELEMENT_STRINGS or (symbology is None and SEPARATOR in text):
        return _elements_of(raw, text.removeprefix(SEPARATOR), symbology, today)
    if symbology is None:
        return _bare(raw, today)
    if lengths := _PRODUCT_NUMBERS.get(symbology):
        return Scanned(raw, _number(text, lengths), symbology=symbology)
    if symbology == _PLAIN and (is_like_ndc(text) or re.fullmatch("[0-9]{12}", text)):
        return _national(raw, read_ndc(text, named=True), symbology)
    raise _not_read(raw, symbology)


def _not_a_product(raw: str) -> Refused:
    return Refused(
        f"This code is not a product code: “{shown(raw)}”; scan the GS1 code on the carton, vial "
        "or bag, or type what is printed under it with each field number in brackets."
    )


def _not_read(raw: str, symbology: str) -> Refused:
    meant = symbology.swapcase()
    if meant in _READ:
        return Refused(
            f"The scanner sends small letters as capitals and capitals as small ones "
            f"(“{symbology}” instead of “{meant}”); switch Caps Lock off and scan again."
        )
    return _not_a_product(raw)


def _address(text: str) -> Refused:
    return Refused(
        f"This code is a web address, not a product code: “{shown(text)}”; scan the square GS1 "
        "DataMatrix or the bar code of the package, or type what is printed beside it with each "
        "field number in brackets."
    )


def _bare(raw: str, today: date) -> Scanned:
    if re.fullmatch("[0-9]+", raw) and len(raw) in _NUMBER_LENGTHS:
        return Scanned(raw, _number(_unambiguous(raw), _NUMBER_LENGTHS))
    if is_like_ndc(raw):
        return _national(raw, read_ndc(raw), None)
    first = field_at(raw)
    if first is None or "key" not in first.marks or len(raw) < len(first.ai) + first.longest:
        raise _not_a_product(raw)
    return _elements_of(raw, raw, None, today)


def _national(raw: str, written: WrittenNdc, symbology: str | None) -> Scanned:
    ndc = str(written.ndc) if written.ndc else None
    return Scanned(raw, written.gtin, symbology=symbology, ndc=ndc)


def _unambiguous(raw: str) -> str:
    """Return a product number as it is; raises Refused where it may be something else.

    GS1 gives out no GTIN-8 that starts with 0: such digits are a UPC-E, whose zeros were left
    out, and which has another product number. Nor does it give out a GTIN-12 that starts with
    0000, as the NDCs of twelve digits of the oldest makers do. One in ten of either passes the
    check digit all the same, and the NDC of BESPONSA is one of them.
    """
    if len(raw) == 8 and raw.startswith("0"):
        raise Refused(
            f"“{raw}” may be a short bar code (UPC-E) that the scanner did not expand; expected "
            "a product number of 12 digits. Have the scanner set to expand UPC-E, or type the 12 "
            "digits of the package."
        )
    if len(raw) == 12 and raw.startswith("0000"):
        raise Refused(
            f"“{raw}” may be an NDC of 12 digits, and is no product number; expected the word NDC "
            "before it. Type it that way, or have the scanner set to send symbology identifiers."
        )
    return raw


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


def _elements_of(raw: str, text: str, symbology: str | None, today: date) -> Scanned:
    elements = tuple(_split(raw, text))
    scanned = _scanned(raw, elements, today, symbology)
    separated = SEPARATOR in raw
    if may_hide_a_field(elements, today, separated=separated):
        return replace(scanned, separator_lost_suspected=True)
    return scanned


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
    if text.startswith(SEPARATOR):
        return Refused(
            "The code has two separators with nothing between them; expected a field there. Scan "
            "again, or type what is printed with each number in brackets."
        )
    return Refused(
        f"The code has a field at “{shown(text)}” that Umbra does not know; expected fields such "
        "as 01, 17, 10 and 21. Scan again, or type what is printed with each number in brackets."
    )


def _typed(raw: str) -> Iterator[Element]:
    """Yield each field of a text such as (01)00300080100011(10)AB1234.

    Spaces beside a bracket are not of the value: they are printed, but no field may hold one.
    """
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
        yield match[1], re.sub(r"\\([()])", r"\1", match[2].strip(" "))
        position = match.end()


def _scanned(
    raw: str, elements: tuple[Element, ...], today: date, symbology: str | None = None
) -> Scanned:
    for ai, value in elements:
        FIELDS[ai].check(value, today)
    said = _once_each(elements)
    national = read_ndc(said["715"], named=True) if "715" in said else None
    _fit_together(said, national, today)
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
        ndc=str(national.ndc) if national and national.ndc else None,
    )


def _is_internal(ai: str) -> bool:
    return ai.startswith("9")


def _once_each(elements: tuple[Element, ...]) -> dict[str, str]:
    said: dict[str, str] = {}
    for ai, value in elements:
        if said.setdefault(ai, value) != value:
            raise Refused(
                f"The code says two things of the {FIELDS[ai].named} ({ai}): “{shown(said[ai])}” "
                f"and “{shown(value)}”; it must say one. Put the product aside."
            )
    return said


def _fit_together(said: dict[str, str], national: WrittenNdc | None, today: date) -> None:
    """Raise Refused where two fields contradict each other, or one stands alone."""
    _one_product(said, national)
    _one_expiry(said, today)
    _made_before_expiry(said, today)
    if "715" in said or any("key" in FIELDS[ai].marks for ai in said):
        return
    lonely = [ai for ai in said if "alone" not in FIELDS[ai].marks]
    if lonely:
        raise Refused(
            f"The code has the {FIELDS[lonely[0]].named} ({lonely[0]}) without a product number; "
            "expected the product number (01) beside it. Scan the other code of the product."
        )


def _one_product(said: dict[str, str], national: WrittenNdc | None) -> None:
    if "01" in said and "02" in said:
        raise Refused(
            "The code names a product (01) and a product inside (02); expected one of them. "
            "Scan the product itself, not the case."
        )
    if "01" in said and national is not None and not national.may_be(said["01"]):
        raise Refused(
            f"The code names two products, {said['01']} (01) and NDC {said['715']} (715); it must "
            "name one. Put the product aside."
        )


def _one_expiry(said: dict[str, str], today: date) -> None:
    if "17" not in said or "7003" not in said:
        return
    if date_of(said["17"], today) != date_of(said["7003"][:6], today):
        raise Refused(
            f"The code gives two expiry dates, {said['17']} (17) and {said['7003']} (7003); it "
            "must give one. Put the product aside."
        )


def _made_before_expiry(said: dict[str, str], today: date) -> None:
    for ai in ("11", "13"):
        if "17" in said and ai in said and date_of(said[ai], today) > date_of(said["17"], today):
            raise Refused(
                f"The code gives a {FIELDS[ai].named} ({ai}) of {said[ai]}, after its expiry date "
                f"(17) of {said['17']}; expected it before. Put the product aside."
            )
