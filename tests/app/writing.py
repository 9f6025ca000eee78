"""ISMP writing as a check: what no document may say, for the text of any of them.

After the lists of error-prone abbreviations and dose designations of ISMP. What is not meant: codes
and digests, dates, versions, "USP <797>", readings of a scale (a mass is written with the decimals
that the scale shows), and units of laboratory values (U/L, µmol/L).
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

UNITS = "mg|mcg|g|kg|mL|L|mL/h|mg/mL|mg/m2|m2|cm|h|min|s|units|vials?|mm"
_NUMBER = r"(?<![\w.,:/#-])"

RULES: dict[str, re.Pattern[str]] = {
    "a trailing zero": re.compile(rf"{_NUMBER}\d[\d,]*\.\d*0 ?(?:mg|mcg|mL|L|h|min|m2|cm|kg|%)\b"),
    "a bare trailing zero": re.compile(rf"{_NUMBER}\d[\d,]*\.0(?![\d.])"),
    "no leading zero": re.compile(r"(?<![\w.])\.\d"),
    "µg": re.compile(r"[µμ]g\b"),
    "cc": re.compile(r"\d ?cc\b"),
    "U or IU as a unit": re.compile(r"\d ?(?:U|u|IU|iu)(?![\w/])"),
    "no space before the unit": re.compile(rf"{_NUMBER}\d[\d,.]*(?:{UNITS})\b"),
    "QD and its like": re.compile(r"\b(?:QD|QOD|q\.d\.|BID|TID|QID|D/C|HS|SC|SQ)\b", re.I),
    "a sign in front of a number": re.compile(r"[<>≤≥] ?\d(?!97>|00>)"),
    "no comma at a thousand": re.compile(rf"{_NUMBER}\d{{4,}}(?:\.\d+)? (?:{UNITS})\b"),
    "a comma as a point": re.compile(rf"{_NUMBER}\d+,\d{{1,2}} (?:{UNITS})\b"),
    "a stop after the unit": re.compile(r"\d (?:mg|mL|mcg|kg)\.(?= [a-z])"),
}


CODE = re.compile(r"\(9\d\)\S+|\]d2\S+|\b[0-9a-f]{16,}\b")
"""A code or a digest, which is copied sign by sign and not read as an amount."""


def texts(value: object) -> Iterator[str]:
    """Yield every text of a document, or of a part of it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def faults(document: object) -> list[str]:
    """Return each rule that a document or a sheet breaks, with the text that breaks it."""
    return [
        f"{named}: {text}"
        for text in texts(document)
        for named, rule in RULES.items()
        if rule.search(CODE.sub("", text))
    ]
