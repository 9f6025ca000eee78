"""Times and lengths of time as people at the hood read them."""

from datetime import datetime, timedelta

from app.core.elapsed import elapsed
from app.core.preparation import Preparation
from app.site import Site

_MINUTE = timedelta(minutes=1)


def clock_time(moment: datetime, site: Site) -> str:
    """Return the local time of day, such as "14:02", or "01:35 CDT" where it comes twice."""
    return site.shown(moment, "%H:%M")


def day_and_time(moment: datetime, site: Site) -> str:
    """Return the local date and time, such as "2026-11-02 14:02", with the zone where that
    time comes twice.
    """
    return site.shown(moment, "%Y-%m-%d %H:%M")


def length(time: timedelta) -> str:
    """Return a length of time in whole minutes, such as "3 h 31 min", "4 min" or "under 1 min".

    The last is said in fewer letters than on paper, for it stands in the largest type there is.
    """
    return elapsed(time) if abs(time) >= _MINUTE else "under 1 min"


def ended_at(state: Preparation) -> datetime:
    """Return when a preparation was released or discarded; what is recorded later moves neither.

    Of one that is still open it is when the last fact was recorded.
    """
    return state.released or state.last.wall
