"""A moment as it is written at the command line: date, time and offset."""

import re
from datetime import UTC, datetime

from app.core.refused import Refused

_INSTANT = re.compile(
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)


def parse_instant(text: str, option: str) -> datetime:
    """Return a moment in UTC written such as "2026-11-02T10:00-06:00"; raises Refused."""
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(
            f"“{text}” is not a time for {option}; write date, time and offset, such as "
            "2026-11-02T10:00-06:00."
        ) from None
