"""What came of the questions about an order that was not prepared in the end."""

from dataclasses import dataclass

from app.core.prompt import ORDER, Asked

IDENTITY = "condition:identity"
"""The condition that asks for the patient, the cycle, the day, the height and the weight."""

_OF_THE_ORDER = ("condition:", "warning:")


@dataclass(frozen=True, slots=True)
class CameOf:
    """What came of an order after it was asked about.

    - given_up: it was withdrawn, or another came for the same patient, cycle and day
    - other_body: the other one has another height or weight
    """

    given_up: bool
    other_body: bool


def is_of_the_order(code: str) -> bool:
    """Tell whether a kind of question is a condition or a warning of an order."""
    return code.startswith(_OF_THE_ORDER)


def credited(asked: Asked, came: CameOf) -> Asked:
    """Return a question with what came of it: only the one that can be told changed something."""
    if not came.given_up or asked.changed:
        return asked
    if asked.prompt == ORDER:
        return Asked(ORDER, changed=True)
    if not is_of_the_order(asked.prompt.code):
        return asked
    changed = True if came.other_body and asked.prompt.code == IDENTITY else None
    return Asked(asked.prompt, changed)
