"""Times to the minute, as people and paper say them."""

from datetime import datetime


def whole_minute(moment: datetime) -> datetime:
    """Return the minute in which a moment lies: a label and a sheet say no seconds."""
    return moment.replace(second=0, microsecond=0)
