"""Reasons that people write."""

from app.core.refused import Refused

_LONGEST = 200


def written(text: str) -> str:
    """Return a written reason; raises Refused for none, too long, or not to be printed."""
    reason = text.strip()
    if len(reason) < 3:
        raise Refused("Write the reason in a few words.")
    if len(reason) > _LONGEST:
        raise Refused(f"The reason is longer than {_LONGEST} characters; shorten it.")
    if not reason.isprintable():
        raise Refused("The reason holds a character that cannot be printed; write it again.")
    return reason
