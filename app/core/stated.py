"""What a site's file states, read strictly: numbers, whole numbers, shares, words.

Nothing is repaired: a number stands in quotes, in plain digits with a point, as everywhere in
Umbra. Each refusal names the section and the entry, what stands there and what was expected.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.quantity import Measure, Quantity, number_for_people, parse
from app.core.refused import Refused

_NUMBER = re.compile(r"(0|[1-9][0-9]{0,2})(\.[0-9]{1,4})?", re.ASCII)
_LONGEST, _SHOWN = 200, 40


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a file, called as it stands there, such as "[dose]", and its entries.

    Everything it reads raises KeyError where an entry is missing, Refused where it is wrong.
    """

    name: str
    row: Mapping[str, Any]

    def number(self, key: str, low: int, high: int, *, above_low: bool = False) -> Decimal:
        """Return a number in quotes from `low` to `high`, or above `low`, such as "5"."""
        text = self.row[key]
        span = f"above {low} and at most {high}" if above_low else f"from {low} to {high}"
        expected = f'a number {span}, in quotes and plain digits with a point, such as "{high}"'
        if not isinstance(text, str) or not _NUMBER.fullmatch(text):
            raise self.refused(key, expected)
        found = Decimal(text)
        if not low <= found <= high or (above_low and found == low):
            raise self.refused(key, expected)
        return found

    def count(self, key: str, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, without quotes."""
        found = self.row[key]
        if type(found) is not int or not low <= found <= high:
            raise self.refused(key, f"a whole number from {low} to {high}, without quotes")
        return found

    def whether(self, key: str) -> bool:
        """Return what is either true or false."""
        found = self.row[key]
        if not isinstance(found, bool):
            raise self.refused(key, "true or false, without quotes")
        return found

    def words(self, key: str) -> str:
        """Return 1 to 200 characters, each of them visible, none of them turning the others."""
        text = self.row[key]
        # Line breaks, NUL and the signs that turn the direction of writing are not printable.
        if (
            not isinstance(text, str)
            or not 1 <= len(text) <= _LONGEST
            or not text.isprintable()
            or text != text.strip()
        ):
            raise self.refused(key, f"words of 1 to {_LONGEST} visible characters, in quotes")
        return text

    def share(self, key: str) -> Decimal:
        """Return a share of 0 to 1 in quotes, such as "0.75"."""
        text = self.row[key]
        if not isinstance(text, str) or not re.fullmatch(r"0(\.[0-9]{1,6})?|1", text, re.ASCII):
            raise self.refused(key, 'a share from 0 to 1 in quotes, such as "0.75"')
        return Decimal(text)

    def measured(self, key: str, measure: Measure) -> Quantity:
        """Return a quantity in quotes, such as "10 mL"."""
        text = self.row[key]
        if not isinstance(text, str):
            raise self.refused(key, f'{measure.named} in quotes, such as "{measure.example}"')
        try:
            return parse(text, measure)
        except Refused as refused:
            raise Refused(f"{self.name} {key}: {refused.sentence}") from refused

    def require_known(self, needed: Collection[str], optional: Collection[str] = ()) -> None:
        """Raise Refused for an entry that nobody reads, or one that is not there."""
        for key in self.row:
            if key not in (*needed, *optional):
                known = ", ".join((*needed, *optional))
                raise Refused(f"{self.name} has no “{shown(key)}”; it has {known}.")
        for key in needed:
            if key not in self.row:
                raise Refused(f"{self.name} lacks {key}; expected all of {', '.join(needed)}.")

    def refused(self, key: str, expected: str) -> Refused:
        """Return the refusal of an entry."""
        return Refused(f"{self.name} {key} is “{shown(self.row[key])}”; expected {expected}.")


def percent_shown(value: Decimal) -> str:
    """Return a percentage as people read it, such as "5%"."""
    return f"{number_for_people(value)}%"


def shown(value: object) -> str:
    """Return at most 40 characters of what stands in a file, each of them visible."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    visible = "".join(sign if sign.isprintable() else "?" for sign in text[: _SHOWN + 1])
    return visible if len(visible) <= _SHOWN else visible[: _SHOWN - 1] + "…"
