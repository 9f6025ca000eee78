"""A page of the site by month: what the log says of twelve months, read in slices, and as a PDF."""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.core.month import Month, Months, month_of
from app.core.person import Person
from app.core.refused import Refused
from app.ended_by_month import Progress
from app.printing import put_out_document
from app.site import Site
from app.store import Log
from app.ui.drawing.footer import FooterKey
from app.ui.facts.months import SHOWN, months_until, reading
from app.ui.tab_page import TabPage
from app.workplace import Workplace
from reports.section import Document

# For so many milliseconds the log is read before the window may paint again, and after so many
# the figures are drawn anew.
_SLICE_MS = 12
_REDRAW_MS = 250


class ByMonth(Protocol):
    """What a log holds by month: each preparation that ended is read once."""

    def read(self, months: Months) -> Iterator[Progress]:
        """Read what ended in these months and was not read yet, in short steps."""
        ...

    @property
    def earliest(self) -> Month | None:
        """The first month in which a preparation ended, as far as the log was read."""
        ...


Read = TypeVar("Read", bound=ByMonth)


class MonthsPage(TabPage, Generic[Read]):
    """Twelve months up to this one; F6 and F7 turn to others, and F9 prints those that are shown.

    `found` is what was read of the log so far. `read_by` makes it, anew where the site changed its
    time zone: a month begins by that. `paper` is what the PDF is called.
    """

    paper = ""

    def __init__(
        self,
        workplace: Workplace,
        read_by: Callable[[Log, Site], Read],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(workplace, parent)
        self._read_by = read_by
        self.found = read_by(workplace.log, workplace.site)
        self._zone = workplace.site.zone
        self._last = Month(1, 1)
        self._steps: Iterator[Progress] = iter(())
        self._progress: Progress | None = None
        self._drawn = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._read_on)

    @abstractmethod
    def draw(self) -> None:
        """Hook: show what was read of the months so far."""

    @abstractmethod
    def document(self, head: str, until: datetime) -> Document:
        """Hook: return the paper of the months, which were read whole.

        `head` is the hash of the newest fact that was read, `until` when that was recorded.
        """

    @abstractmethod
    def file(self) -> Path:
        """Hook: return where that paper is written."""

    @property
    def months(self) -> Months:
        """The months shown."""
        return months_until(self._last)

    @property
    def is_reading(self) -> bool:
        """Whether the log is still being read for the months shown."""
        return self._timer.isActive()

    @property
    def reading(self) -> str:
        """How far the log was read, "" where it was read to its end."""
        return reading(self._progress) if self.is_reading else ""

    def begin(self, person: Person) -> None:
        """Show the last twelve months."""
        site = self.workplace.site
        if site.zone != self._zone:
            self.found, self._zone = self._read_by(self.workplace.log, site), site.zone
        self._last = self._this_month()
        super().begin(person)
        self._read()

    def _this_month(self) -> Month:
        return month_of(self.workplace.site.day(self.workplace.now()))

    def _read(self) -> None:
        self._steps = self.found.read(self.months)
        self._progress = None
        self._drawn.start()
        self._timer.start(0)
        self._read_on()
        self.draw()

    def _read_on(self) -> None:
        slice_of_time = QElapsedTimer()
        slice_of_time.start()
        for progress in self._steps:
            self._progress = progress
            if slice_of_time.elapsed() >= _SLICE_MS:
                if self._drawn.elapsed() >= _REDRAW_MS:
                    self.draw()
                    self._drawn.restart()
                return
        self._timer.stop()
        self.draw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        progress = self._progress
        if progress is not None and progress.done < progress.parts:
            self._timer.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        # Reading goes on when the page is shown again; what was read is kept.
        self._timer.stop()
        super().hideEvent(event)

    @property
    def _has_earlier(self) -> bool:
        first, earliest = self.months.first, self.found.earliest
        return first is not None and earliest is not None and earliest < first

    @property
    def _has_later(self) -> bool:
        return self._last < self._this_month()

    def turning(self) -> tuple[FooterKey, ...]:
        """Return the keys that turn to other months."""
        return (
            FooterKey("F6", "Earlier", self._has_earlier),
            FooterKey("F7", "Later", self._has_later),
        )

    def take_key(self, key: str) -> bool:
        match key:
            case "F6" if self._has_earlier:
                self._turn(self._last.later(-SHOWN))
            case "F7" if self._has_later:
                self._turn(min(self._last.later(SHOWN), self._this_month()))
            case "F9":
                self.attempt(self._print)
            case _:
                return super().take_key(key)
        return True

    def _turn(self, last: Month) -> None:
        self._last = last
        self.untell()
        self._read()

    def read_whole(self) -> None:
        """Read what ended since the months were read; raises Refused while they still grow."""
        if self.is_reading:
            raise Refused(
                "The log is still being read. Wait until the figures are complete, then try again."
            )
        for _ in self.found.read(self.months):
            pass

    def _print(self) -> None:
        self.read_whole()
        head = self.workplace.log.head()
        assert head is not None, "a log with a site has a newest fact"
        file = self.file()
        put_out_document(self.document(head.hash, datetime.fromisoformat(head.at)), file)
        self.documents.print(self.workplace, file, self.paper)
