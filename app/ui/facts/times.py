"""Times and lengths of time as people at the hood read them."""

from datetime import datetime, timedelta

from app.core.preparation import Preparation
from app.site import Site


def clock_time(moment: datetime, site: Site) -> str:
    """Return the local time of day, such as "14:02", or "01:35 CDT" where it comes twice."""
    return site.shown(moment, "%H:%M")


def day_and_time(moment: datetime, site: Site) -> str:
    """Return the local date and time, such as "2026-11-02 14:02", with the zone where that
    time comes twice.
    """
    return site.shown(moment, "%Y-%m-%d %H:%M")


def length(elapsed: timedelta) -> str:
    """Return a length of time in whole minutes, such as "3 h 31 min" or "4 min"."""
    minutes = int(abs(elapsed).total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min" if minutes else "under 1 min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def ended_at(state: Preparation) -> datetime:
    """Return when a preparation was released or discarded; what is recorded later moves neither.

    Of one that is still open it is when the last fact was recorded.
    """
    return state.released or state.last.wall
