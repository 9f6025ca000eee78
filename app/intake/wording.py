"""Words from outside: shown safely in a sentence, and accepted only when clean."""

from collections.abc import Iterable
from typing import TypeVar

from app.core.refused import Refused

LONGEST_NAME = 120
LONGEST_IDENTIFIER = 64
BY_HAND = "Enter it by hand, or have it corrected and sent again."
"""What to do about one part of a patient's record that cannot be read."""
NO_REASON = "no reason stated"
_SHOWN = 40

T = TypeVar("T")


def shown(text: str) -> str:
    """Return `text` for a sentence: at most 40 characters, each of them visible."""
    visible = "".join(c if c.isprintable() else "�" for c in text[: _SHOWN + 1])
    return visible if len(visible) <= _SHOWN else visible[: _SHOWN - 1] + "…"


class Misread(Refused):
    """Something in a file could not be read: what is wrong and was expected, then what to do.

    `fault` is the sentence without what to do about it, for that differs between an order, which
    is sent again, and one value of a history, which may be entered by hand.
    """

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(f"{fault} {remedy}")
        self.fault = fault


def refused(where: str, fault: str, expected: str) -> Misread:
    """Return the refusal of an order: where it fails, how, and what was expected there."""
    return Misread(
        f"{where} {fault}; expected {expected}.", "Have the order corrected and sent again."
    )


def words(where: str, text: str, longest: int = LONGEST_NAME) -> str:
    """Return `text` as it is; raises Refused unless it is short, visible and without padding.

    Invisible characters are refused because two names that look alike must be alike.
    """
    if len(text) > longest:
        raise refused(where, f"has {len(text)} characters", f"at most {longest}")
    if not text.isprintable():
        raise refused(where, f"“{shown(text)}” holds an invisible character", "plain words")
    if not text.strip():
        raise refused(where, "is empty", "words")
    if text != text.strip():
        raise refused(where, f"“{shown(text)}” starts or ends with a space", "no space there")
    return text


def agreed(named: str, said: Iterable[tuple[str, T]]) -> T | None:
    """Return the one thing that all statements say, or None if there is none.

    A statement is where it stands and what it says; raises Refused where two differ.
    """
    statements = tuple(said)
    for where, value in statements:
        first_where, first = statements[0]
        if value != first:
            raise refused(
                f"{where} states another {named} than {first_where}",
                f"(“{shown(str(value))}” and “{shown(str(first))}”)",
                "one",
            )
    return statements[0][1] if statements else None
