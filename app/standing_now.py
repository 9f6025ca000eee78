"""What course, stock and label say now of a preparation that was opened before.

A preparation freezes what it was opened under. What was recorded elsewhere since, a value, a dose,
a quarantine, is looked at again wherever the work would go on over it.
"""

from datetime import datetime

from app.core import entry as said
from app.core import events as e
from app.core.outage import as_seen_from
from app.core.preparation import Preparation, Status
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.second_look import (
    News,
    news,
    require_nothing_new,
    require_nothing_stops,
    require_weighed,
)
from app.core.step import Meaning
from app.courses import reviewed
from app.label_drawing import LabelMaker
from app.printers import Use, press_of
from app.site import Site
from app.stock import Stock
from app.store import Log


class StandingNow:
    """Looks again at one preparation: `opened_at` is when it was opened."""

    def __init__(
        self, log: Log, stock: Stock, maker: LabelMaker, stream: str, opened_at: datetime
    ) -> None:
        self._log, self._stock, self._maker = log, stock, maker
        self._stream, self._opened_at = stream, opened_at

    def stopped_by_stock(self, state: Preparation) -> str:
        """Return why work must not go on: something in it is in quarantine; else ""."""
        return self._stock.stopping(state)

    def look_again(
        self, state: Preparation, site: Site, entry: said.Entry, reading: Reading
    ) -> None:
        """Raise Refused where the course says something new to what is said now, or the stock."""
        goes_on = isinstance(entry, said.StepEntry | said.StartInfusion) or (
            isinstance(entry, said.SendLabel | said.PrintCompanion) and entry.kind.goes_with_the_bag
        )
        if goes_on and (stopped := self.stopped_by_stock(state)):
            raise Refused(stopped)
        match entry:
            case said.Verify():
                require_nothing_new(self._news(state, site, state.now(reading)))
            case said.Sign(meaning=Meaning.CHECKED):
                require_weighed(self._news(state, site), entry.remark)
            case said.Print() | said.Sign(meaning=Meaning.RELEASED):
                require_nothing_stops(self._news(state, site))
            case said.SendLabel() | said.PrintCompanion() if entry.kind.goes_with_the_bag:
                # Once it is released, this very dose stands in the course.
                if state.status is Status.OPEN:
                    require_nothing_stops(self._news(state, site))

    def look_back(self, state: Preparation, site: Site, entry: said.Late, reading: Reading) -> None:
        """Raise Refused where what was on record when Umbra stopped would have stopped this.

        What was recorded since could stop nobody who worked on paper; what was done is written
        down, and whoever scans the label is told of it.
        """
        ran_again = self._ran_again(state, entry.at, reading)
        if stopped := self._stock.stopping(state, entry.at):
            raise Refused(stopped)
        match entry.entry:
            case said.Sign(meaning=Meaning.CHECKED):
                found = self._news(state, site, before_fact=ran_again)
                require_weighed(found, entry.entry.remark)
            case said.WriteLabel() | said.Sign(meaning=Meaning.RELEASED):
                require_nothing_stops(self._news(state, site, before_fact=ran_again))

    def require_label(
        self,
        state: Preparation,
        site: Site,
        facts: tuple[e.Event, ...],
        name: str,
        reading: Reading,
    ) -> None:
        """Raise Refused where the storage chosen asks for a label that has no room for it.

        `name` is whose the label will say prepared it.
        """
        for fact in facts:
            if isinstance(fact, e.StorageChosen):
                self._maker.require_room(
                    state.opened,
                    state.monograph,
                    site,
                    name,
                    fact.storage,
                    reading.wall,
                    press_of(self._log, Use.LABELS),
                )

    def _ran_again(self, state: Preparation, at: datetime, reading: Reading) -> int:
        """Return the number of the fact that tells of the outage in which `at` lies."""
        rows = [row for row in self._log.history(self._stream) if row.name == "was-off"]
        found = as_seen_from(state.outages, reading)
        return next(row.seq for row, each in zip(rows, found, strict=True) if each.includes(at))

    def _news(
        self,
        state: Preparation,
        site: Site,
        moment: datetime | None = None,
        before_fact: int | None = None,
    ) -> News:
        """Return what the course says now that it did not say when this was opened.

        It is judged for `moment`, else for when it was opened, or for when the infusion is wanted
        if that is later. With `before_fact`, the number of an event in the log, it is the course as
        it stood just then.
        """
        before = state.opened.review
        if before is None:
            return News((), (), ())
        judged_for = self._opened_at if moment is None else moment
        now = reviewed(self._log, state.order, state.monograph, judged_for, site, before_fact)
        return news(before, now)
