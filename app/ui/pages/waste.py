"""Waste and billing of the site by month: what was given, what was discarded, and why."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.month import Month, Months, month_of
from app.core.person import Person
from app.core.refused import Refused
from app.ended_by_month import Progress
from app.printing import put_out_document, write_whole
from app.ui.drawing.bar_chart import BarChart
from app.ui.drawing.card import Card
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.words import Role, Words
from app.ui.facts import waste as facts
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.waste import MonthTotals, WasteLedger
from app.waste_csv import months_csv
from app.waste_paper import file_name, span_said, waste_paper
from app.workplace import Workplace

# For so many milliseconds the log is read before the window may paint again, and after so many
# the figures are drawn anew.
_SLICE_MS = 12
_REDRAW_MS = 250


class WastePage(TabPage):
    """Twelve months as bars over their figures; F9 and F10 write them as files."""

    tab = "waste"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self._ledger = WasteLedger(workplace.log, workplace.site)
        self._zone = workplace.site.zone
        self._last = Month(1, 1)
        self._kind = 0
        self._steps: Iterator[Progress] = iter(())
        self._progress: Progress | None = None
        self._drawn = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._read_on)
        self._title = Words(Role.TITLE)
        self._standing = Words(Role.REMARK)
        self.chart = BarChart()
        card = Card(margin=14)
        top = QHBoxLayout()
        card.space(top, 14)
        top.addWidget(self._title, 3)
        top.addWidget(self._standing, 2)
        card.rows.addLayout(top)
        card.rows.addWidget(self.notice)
        card.rows.addWidget(self.chart, 1)
        self.body.addWidget(card)

    @property
    def months(self) -> Months:
        """The months shown."""
        return facts.months_until(self._last)

    @property
    def is_reading(self) -> bool:
        """Whether the log is still being read for the months shown."""
        return self._timer.isActive()

    def begin(self, person: Person) -> None:
        """Show the last twelve months."""
        site = self.workplace.site
        if site.zone != self._zone:
            self._ledger, self._zone = WasteLedger(self.workplace.log, site), site.zone
        self._last = self._this_month()
        super().begin(person)
        self._read()

    def _this_month(self) -> Month:
        return month_of(self.workplace.site.day(self.workplace.now()))

    def _read(self) -> None:
        self._steps = self._ledger.read(self.months)
        self._progress = None
        self._drawn.start()
        self._timer.start(0)
        self._read_on()
        self._draw()

    def _read_on(self) -> None:
        slice_of_time = QElapsedTimer()
        slice_of_time.start()
        for progress in self._steps:
            self._progress = progress
            if slice_of_time.elapsed() >= _SLICE_MS:
                if self._drawn.elapsed() >= _REDRAW_MS:
                    self._draw()
                    self._drawn.restart()
                return
        self._timer.stop()
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        progress = self._progress
        if progress is not None and progress.done < progress.parts:
            self._timer.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        # Reading goes on when the page is shown again; what was read is kept.
        self._timer.stop()
        super().hideEvent(event)

    def _draw(self) -> None:
        found = self._ledger.totals(self.months)
        drug, code = self._shown(found)
        ours = tuple(each for each in found if (each.drug, each.code) == (drug, code))
        self.chart.show_facts(facts.bars(ours, self.months, code))
        what = f"Waste and billing: {drug}" if drug else "Waste and billing"
        self._title.show_facts(what)
        still = facts.reading(self._progress) if self.is_reading else ""
        self._standing.show_facts(still or self._ended(found))
        self.heads()

    def _shown(self, found: tuple[MonthTotals, ...]) -> tuple[str, str]:
        """Return the drug shown, and the code it is billed under; ("", "") for none."""
        known = facts.kinds(found)
        return known[self._kind % len(known)] if known else ("", "")

    def _ended(self, found: tuple[MonthTotals, ...]) -> str:
        if not found:
            return f"No preparation was released or discarded {span_said(self.months)}."
        return (
            "Each preparation counts in the month in which it was released or discarded. The two "
            "counts differ by what a syringe rounds."
        )

    @property
    def _has_earlier(self) -> bool:
        first, earliest = self.months.first, self._ledger.earliest
        return first is not None and earliest is not None and earliest < first

    @property
    def _has_later(self) -> bool:
        return self._last < self._this_month()

    def keys(self) -> tuple[FooterKey, ...]:
        several = len(facts.kinds(self._ledger.totals(self.months))) > 1
        return (
            *super().keys(),
            *((FooterKey("F4", "Next drug"),) if several else ()),
            FooterKey("F6", "Earlier", self._has_earlier),
            FooterKey("F7", "Later", self._has_later),
            FooterKey("F9", "PDF"),
            FooterKey("F10", "CSV"),
        )

    def take_key(self, key: str) -> bool:
        match key:
            case "F4":
                self._kind += 1
                self._draw()
            case "F6" if self._has_earlier:
                self._turn(self._last.later(-facts.SHOWN))
            case "F7" if self._has_later:
                self._turn(min(self._last.later(facts.SHOWN), self._this_month()))
            case "F9":
                self.attempt(self._write_paper)
            case "F10":
                self.attempt(self._write_csv)
            case _:
                return super().take_key(key)
        return True

    def _turn(self, last: Month) -> None:
        if last != self._last:
            self._last = last
            self.untell()
            self._read()

    def _totals(self) -> tuple[MonthTotals, ...]:
        """Return the totals of the months shown, whole; raises Refused while they still grow."""
        if self.is_reading:
            raise Refused("The log is still being read. Wait until the figures stand, then again.")
        for _ in self._ledger.read(self.months):
            pass
        return self._ledger.totals(self.months)

    def _write_paper(self) -> None:
        totals, head = self._totals(), self.workplace.log.head()
        assert head is not None
        until = datetime.fromisoformat(head.at)
        paper = waste_paper(totals, self.months, self.workplace.site, head.hash, until)
        file = self._file("pdf")
        put_out_document(paper, file)
        self.documents.print(self.workplace, file, "The waste report")

    def _write_csv(self) -> None:
        file, totals = self._file("csv"), self._totals()
        write_whole(months_csv(totals), file)
        self._say_written(file)

    def _file(self, ending: str) -> Path:
        return self.workplace.folder / "waste" / file_name(self.months, ending)

    def _say_written(self, file: Path) -> None:
        self.tell(f"{file}", "Written", Tone.OK)
