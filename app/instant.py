"""A moment as it is read at the command line, and written for programs and for people there."""

import re
from datetime import UTC, datetime, tzinfo

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


def utc(moment: datetime) -> str:
    """Return a moment as programs read it, such as "2026-11-02T16:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(moment: datetime, zone: tzinfo) -> str:
    """Return a moment as people read it in a zone, such as "2026-11-02 10:00 -0600"."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %z")
