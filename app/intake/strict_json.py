"""JSON read strictly: numbers stay text, no key is said twice, and size and depth are bounded."""

import json
import re

from app.core.refused import Refused
from app.intake.bounds import check_length
from app.intake.wording import shown

_DEEPEST = 100
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)


class Number(str):
    """A number exactly as it was written, told apart from text in quotation marks."""

    __slots__ = ()


def read_json(text: str, expected: str = "a FHIR R4 Bundle") -> object:
    """Return what a JSON text says, each number as a Number; raises Refused."""
    text = text.removeprefix("\ufeff")
    check_length(len(text))
    if _depth(text) > _DEEPEST:
        raise Refused(
            f"The file is nested more than {_DEEPEST} deep; expected {expected}. Have it exported "
            "again."
        )
    try:
        return json.loads(
            text,
            parse_float=Number,
            parse_int=Number,
            parse_constant=_not_a_number,
            object_pairs_hook=_each_key_once,
        )
    except json.JSONDecodeError as fault:
        raise Refused(
            f"The file is not JSON at line {fault.lineno}, column {fault.colno}; expected "
            f"{expected}. Have it exported again."
        ) from fault


def _depth(text: str) -> int:
    deepest = depth = 0
    for match in _BRACKETS.finditer(text):
        if match[0] in {"[", "{"}:
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in {"]", "}"}:
            depth -= 1
    return deepest


def _not_a_number(text: str) -> object:
    raise Refused(f"The file has {text} for a number; expected digits. Have it corrected.")


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise Refused(
                f"The file says “{shown(name)}” twice in one place; expected it once, because it "
                "is not clear which one counts. Have it corrected."
            )
        found[name] = value
    return found
