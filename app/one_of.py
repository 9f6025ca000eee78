"""Reading one word of a closed list from the command line."""

from enum import StrEnum
from typing import TypeVar

from app.core.refused import Refused

_Known = TypeVar("_Known", bound=StrEnum)


def one_of(kind: type[_Known], text: str, option: str) -> _Known:
    """Return the member of `kind` that `text` names; raises Refused with those there are."""
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(each.value for each in kind)
        raise Refused(f"“{text}” is not known for {option}; it is one of {known}.") from None
