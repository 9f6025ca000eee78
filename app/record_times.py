"""How a record writes its times: short where the day is that of its title, in full elsewhere."""

from datetime import datetime

from app.core.preparation import Stamped
from app.site import Site


class RecordTimes:
    """Writes moments to the second, with their date where it is not that of `first`."""

    def __init__(self, site: Site, first: datetime) -> None:
        self._site = site
        self.day = site.day(first)

    @classmethod
    def of(cls, history: tuple[Stamped, ...], site: Site) -> "RecordTimes":
        """Return the times of a history, short on the day of its first fact."""
        return cls(site, history[0].reading.wall)

    def said(self, moment: datetime) -> str:
        """Return a moment as local time, such as "09:54:00"."""
        same = self._site.day(moment) == self.day
        return self._site.shown(moment, "%H:%M:%S" if same else "%Y-%m-%d %H:%M:%S")

    def titled(self, title: str) -> str:
        """Return a title with the day of which times without a date are."""
        return f"{title}, {self.day.isoformat()}"
