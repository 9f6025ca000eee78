"""Cycle, day, response and reduction as an order states them."""

import re
from collections.abc import Iterator

from app.core.order import Response
from app.core.quantity import parse_count
from app.core.refused import Refused
from app.intake.wording import Misread, refused, shown

_CYCLE_AND_DAY = re.compile(
    r"(?<![0-9A-Za-z])(?:Cycle ([1-9][0-9]{0,2}),? Day ([1-9][0-9]{0,2})"
    r"|C([1-9][0-9]{0,2})D([1-9][0-9]{0,2}))(?![0-9A-Za-z])"
)

Statement = tuple[str, int]


def cycles_and_days(where: str, text: str) -> Iterator[tuple[Statement, Statement]]:
    """Yield each cycle and day that a text for people states.

    Read are only "Cycle 1 Day 8", "Cycle 1, Day 8" and "C1D8", as written here; all else in the
    text says nothing.
    """
    for match in _CYCLE_AND_DAY.finditer(text):
        yield (where, int(match[1] or match[3])), (where, int(match[2] or match[4]))


def ordinal(where: str, named: str, text: str) -> int:
    """Return a cycle or a day, a whole number from 1 on; raises Refused."""
    try:
        number = parse_count(text, f"a {named}", "1")
    except Refused as fault:
        raise Misread(f"{where}: {fault.sentence}", "Have the order corrected.") from fault
    if number < 1:
        raise refused(where, f"is {named} 0", f"a {named} from 1 on")
    return number


def response(where: str, text: str) -> Response:
    """Return the response written none, cr or cri; raises Refused."""
    if text not in set(Response):
        raise refused(where, f"“{shown(text)}” is not a response", "none, cr or cri")
    return Response(text)


def reduction(where: str, text: str) -> str:
    """Return a reduction such as "25%" as it is written; raises Refused."""
    if not re.fullmatch(r"[1-9][0-9]?%", text, re.ASCII):
        raise refused(where, f"“{shown(text)}” is not a reduction", "a percentage such as 25%")
    return text


def needed(named: str, value: int | None, how: str, where: str = "The order") -> int:
    """Return `value`; raises Refused if it is not stated, saying how it would be."""
    if value is None:
        raise refused(where, f"does not state the {named}", how)
    return value
