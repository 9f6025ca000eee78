"""Times of day as people write them, at the site's clocks."""

import re
from datetime import UTC, date, datetime, time, timedelta

from app.core.minute import whole_minute
from app.core.refused import Refused
from app.site import Site


def times_of_day(text: str, after: datetime, site: Site) -> tuple[datetime, ...]:
    """Return the next local times "HH:MM" at or after a moment, in UTC; raises Refused."""
    wanted, local = _time(text), site.local(after)
    days = (local.date(), local.date() + timedelta(days=1))
    moments = {each for day in days for each in _moments(day, wanted, site)}
    return tuple(sorted(each for each in moments if each >= whole_minute(after)))


def moments_of(day: str, clock: str, site: Site) -> tuple[datetime, ...]:
    """Return the moments in UTC of a written local day and time; raises Refused."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Refused(f"“{day}” is not a day; write it such as 2026-11-02.") from None
    return tuple(sorted(set(_moments(on, _time(clock), site))))


def _time(text: str) -> time:
    match = re.fullmatch(r"([01][0-9]|2[0-3]):?([0-5][0-9])", text, re.ASCII)
    if not match:
        raise Refused(f"“{text}” is not a time of day; write it such as 14:44.")
    return time(int(match[1]), int(match[2]))


def _moments(day: date, wanted: time, site: Site) -> tuple[datetime, ...]:
    """Return both moments of a local time: in the night clocks are set back it comes twice."""
    zone = site.local(datetime(2000, 1, 1, tzinfo=UTC)).tzinfo
    return tuple(
        datetime.combine(day, wanted.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)
    )
