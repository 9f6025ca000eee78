"""What the bar codes of the command sheet and of badges say.

Each is written in twenty letters alone: those whose key is the same on United States, German and
French keyboards (A, M, Q, W, Y and Z are not, and digits need Shift on a French one). A product
code always holds a digit, so no text can be both. All letters are capitals, or all are small
ones where Caps Lock is on.

A code is a prefix, a letter for its kind, its content and two check letters. Read as one number
with the digits B to X in base 20, it leaves 1 when divided by 397: the greatest prime that two
letters can stand for. Any one wrong letter and any two letters exchanged change the remainder.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from app.core.refused import Refused

LETTERS = "BCDEFGHIJKLNOPRSTUVX"
"""The letters in the order of their worth, 0 to 19."""

BADGE_LENGTH = 8
"""How many letters the number of a badge has."""

_PREFIX = "UBX"
_COMMAND, _BADGE = "C", "P"
_MODULUS = 397
_IDENTIFIERS = ("]C0", "]d1")
_SHORTEST = 6


class Instruction(Enum):
    """What a code of the command sheet asks for; the value is its content, for ever."""

    CONFIRM = "CF"
    REFUSE = "RF"
    NEXT = "NX"
    PREVIOUS = "PR"
    CALL = "CL"
    HOLD = "HD"
    BACK = "BK"
    DIGIT_0 = "DB"
    DIGIT_1 = "DC"
    DIGIT_2 = "DD"
    DIGIT_3 = "DE"
    DIGIT_4 = "DF"
    DIGIT_5 = "DG"
    DIGIT_6 = "DH"
    DIGIT_7 = "DI"
    DIGIT_8 = "DJ"
    DIGIT_9 = "DK"
    POINT = "PN"
    DELETE = "DL"
    LIGHT = "LT"
    LOOK_BACK = "LB"
    WORKSHEET = "PP"
    OTHERS = "TS"
    REPRINT = "RP"
    DISCARD = "DS"
    LOCK = "LK"

    @property
    def sign(self) -> str:
        """The sign that it types: a digit or the point; "" for any other."""
        if self is Instruction.POINT:
            return "."
        return str(DIGITS.index(self)) if self in DIGITS else ""


DIGITS = tuple(each for each in Instruction if each.name.startswith("DIGIT_"))
"""The digits, each at its own place."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A person's badge: `number` is eight letters drawn at random, and says nothing by itself."""

    number: str


Command: TypeAlias = Instruction | Badge


def command_text(command: Command) -> str:
    """Return the text of a code; raises ValueError for a badge whose number is not one."""
    if isinstance(command, Instruction):
        return _checked(_PREFIX + _COMMAND + command.value)
    if not is_badge_number(command.number):
        raise ValueError(f"{command.number!r} is not {BADGE_LENGTH} letters of {LETTERS}")
    return _checked(_PREFIX + _BADGE + command.number)


def is_badge_number(text: str) -> bool:
    """Return whether a text can be the number of a badge."""
    return len(text) == BADGE_LENGTH and all(letter in LETTERS for letter in text)


def read_command(text: str) -> Command | None:
    """Return what a scan asks for, or None where it is no code of ours.

    Raises Refused for what can only be such a code, and is damaged or unknown.
    """
    bare = text[3:] if text.startswith(_IDENTIFIERS) else text
    if not _is_ours(bare):
        return None
    capitals = bare.upper()
    kind, content = capitals[3:4], capitals[4:-2]
    sound = _is_written(bare) and capitals.startswith(_PREFIX) and _worth(capitals) % _MODULUS == 1
    if sound and kind == _COMMAND and content in _CONTENTS:
        return Instruction(content)
    if sound and kind == _BADGE and is_badge_number(content):
        return Badge(content)
    raise Refused(
        "This is not a whole code of the command sheet or of a badge; it was read in part, or it "
        "is damaged. Scan it again; if that does not help, print it again."
    )


_CONTENTS = frozenset(each.value for each in Instruction)


def _is_ours(text: str) -> bool:
    """Return whether a text can only come from a code of ours, whole or not."""
    return text.upper().startswith(_PREFIX) or (len(text) >= _SHORTEST and _is_written(text))


def _is_written(text: str) -> bool:
    return re.fullmatch(f"[{LETTERS}]+|[{LETTERS.lower()}]+", text) is not None


def _checked(text: str) -> str:
    rest = (1 - _worth(text) * len(LETTERS) ** 2) % _MODULUS
    return text + LETTERS[rest // len(LETTERS)] + LETTERS[rest % len(LETTERS)]


def _worth(text: str) -> int:
    worth = 0
    for letter in text:
        worth = worth * len(LETTERS) + LETTERS.index(letter)
    return worth
