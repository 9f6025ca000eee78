"""Preparations that ended, by the month of the site's clock, each read once.

A replay takes milliseconds, and a log may hold a hundred thousand preparations; so `read` goes on
in short steps, between which a window can be painted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.core.month import Month, Months, month_of
from app.late_entry import OnPaper
from app.preparations import PREFIX
from app.site import Site
from app.store import Log, Recorded

ENDS = ("released", "discarded")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many parts of the log were read, of how many."""

    done: int
    parts: int


def ended_at(row: Recorded, paper: OnPaper, site: Site) -> datetime:
    """Return when a preparation ended, in the site's time; paper says when it was so late."""
    return site.local(paper.done(row).at)


class EndedByMonth:
    """Which preparations ended in which month; `count` is called once for each that is read."""

    def __init__(self, log: Log, site: Site, count: Callable[[str, Month], object]) -> None:
        self._log, self._site, self._count = log, site, count
        self._month: dict[str, Month] = {}
        self._counted: set[str] = set()

    def read(self, months: Months) -> Iterator[Progress]:
        """Read what ended in these months and was not read yet, the newest first.

        What ends while this goes on is read when it is called again.
        """
        parts = self._parts()
        for done, (prefix, streams) in enumerate(parts):
            if not self._month.keys() >= streams:
                self._find_months(prefix)
                yield Progress(done, len(parts))
            for stream in sorted(streams - self._counted, reverse=True):
                if self._month[stream] in months:
                    self._count(stream, self._month[stream])
                    self._counted.add(stream)
                    yield Progress(done, len(parts))
        yield Progress(len(parts), len(parts))

    @property
    def earliest(self) -> Month | None:
        """The first month in which a preparation ended, as far as the log was read."""
        return min(self._month.values(), default=None)

    def _parts(self) -> list[tuple[str, set[str]]]:
        """Return the streams that ended, parted by the month in which they were opened.

        That month is the beginning of their names, so the log finds the ends of each part without
        walking through the others.
        """
        found: dict[str, set[str]] = {}
        for name in ENDS:
            for stream in self._log.streams_with(name, PREFIX):
                found.setdefault(stream.rpartition("-")[0] + "-", set()).add(stream)
        return sorted(found.items(), reverse=True)

    def _find_months(self, prefix: str) -> None:
        paper = OnPaper.of(self._log, prefix)
        for row in self._log.named(ENDS, prefix):
            self._month[row.stream] = month_of(ended_at(row, paper, self._site).date())
