"""What the program asks of people: by month, by step, and question by question."""

from collections.abc import Iterator
from datetime import datetime

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.core.month import Month, Months, month_of
from app.core.person import Person
from app.core.refused import Refused
from app.ended_by_month import Progress
from app.interaction_log import InteractionLog
from app.interaction_paper import file_name, interaction_paper
from app.interaction_words import MEASURES, none_named, without_source
from app.printing import put_out_document
from app.ui.drawing.bar_chart import BarChart
from app.ui.drawing.card import Card
from app.ui.drawing.findings import Findings
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.options import Options
from app.ui.drawing.range_chart import RangeChart
from app.ui.drawing.words import Role, Words
from app.ui.facts import interaction as facts
from app.ui.facts.waste import reading
from app.ui.tab_page import TabPage
from app.workplace import Workplace

# As on the page of waste: so long the log is read before the window may paint, and so often the
# figures are drawn meanwhile.
_SLICE_MS = 12
_REDRAW_MS = 250
_VIEWS = (("months", "By month"), ("steps", "Seconds of each step"), ("prompts", "Questions"))
_MOST_NAMED = 3


class InteractionPage(TabPage):
    """Twelve months as bars, the steps as ranges, and the questions with what they changed."""

    tab = "equipment"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self._read_log = InteractionLog(workplace.log, workplace.site)
        self._zone = workplace.site.zone
        self._last = Month(1, 1)
        self._steps: Iterator[Progress] = iter(())
        self._progress: Progress | None = None
        self._drawn = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._read_on)
        self._standing = Words(Role.REMARK)
        self._named = Words(Role.SENTENCE)
        self.views = Options("View", _VIEWS, len(_VIEWS))
        self.views.chosen.connect(lambda _: self._show_view())
        self.months_chart, self.steps_chart, self.prompts = BarChart(), RangeChart(), Findings()
        self.stack = QStackedWidget()
        for widget in (self.months_chart, self.steps_chart, self.prompts):
            self.stack.addWidget(widget)
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card(margin=18)
        top = QHBoxLayout()
        card.space(top, 14)
        top.addWidget(Words(Role.TITLE, "What Umbra asks of people"), 2)
        top.addWidget(self.views, 3)
        card.rows.addLayout(top)
        card.rows.addWidget(self._standing)
        card.rows.addWidget(self.notice)
        card.rows.addWidget(self._named)
        card.rows.addWidget(self.stack, 1)
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
            self._read_log, self._zone = InteractionLog(self.workplace.log, site), site.zone
        self._last = self._this_month()
        self.views.set_text("months")
        super().begin(person)
        self._read()
        self._show_view()

    def take_focus(self) -> None:
        self.views.setFocus()

    def _this_month(self) -> Month:
        return month_of(self.workplace.site.day(self.workplace.now()))

    def _read(self) -> None:
        self._steps = self._read_log.read(self.months)
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
        log, months = self._read_log, self.months
        self.months_chart.show_facts(
            facts.trend(log.asked(months), log.refused_outside(months), months)
        )
        whole = log.together(months)
        now, before = facts.halves(months)
        self.steps_chart.show_facts(facts.steps(log.together(now), log.together(before)))
        tallies = whole.tallies()
        self.prompts.show_facts(facts.rows(tallies))
        told = without_source(tallies)
        shown = (*told[:_MOST_NAMED], *told[-1:]) if len(told) > _MOST_NAMED + 1 else told
        self._named.show_facts("\n".join(shown or (none_named(),)))
        still = reading(self._progress) if self.is_reading else ""
        self._standing.show_facts(still or MEASURES)
        self.heads()

    def _show_view(self) -> None:
        at = [code for code, _ in _VIEWS].index(self.views.text())
        self.stack.setCurrentIndex(at)
        # The named ones stand over the questions; a chart needs the room.
        self._named.setVisible(self.views.text() == "prompts")

    @property
    def _has_earlier(self) -> bool:
        first, earliest = self.months.first, self._read_log.earliest
        return first is not None and earliest is not None and earliest < first

    def keys(self) -> tuple[FooterKey, ...]:
        return (
            FooterKey("Esc", "Equipment"),
            FooterKey("F5", "Next view"),
            FooterKey("F6", "Earlier", self._has_earlier),
            FooterKey("F7", "Later", self._last < self._this_month()),
            FooterKey("F8", "Change person"),
            FooterKey("F9", "PDF"),
        )

    def take_key(self, key: str) -> bool:
        match key:
            case "Esc":
                self.page_wanted.emit("equipment")
            case "F5":
                at = [code for code, _ in _VIEWS].index(self.views.text())
                self.views.choose((at + 1) % len(_VIEWS))
            case "F6" if self._has_earlier:
                self._turn(self._last.later(-facts.SHOWN))
            case "F7" if self._last < self._this_month():
                self._turn(min(self._last.later(facts.SHOWN), self._this_month()))
            case "F9":
                self.attempt(self._write_paper)
            case _:
                return super().take_key(key)
        return True

    def _turn(self, last: Month) -> None:
        self._last = last
        self.untell()
        self._read()

    def _write_paper(self) -> None:
        if self.is_reading:
            raise Refused("The log is still being read. Wait until the figures stand, then again.")
        log, months = self._read_log, self.months
        for _ in log.read(months):
            pass
        head = self.workplace.log.head()
        assert head is not None
        until = datetime.fromisoformat(head.at)
        paper = interaction_paper(
            log.asked(months), log.together(months), months, self.workplace.site, head.hash, until
        )
        file = self.workplace.folder / "interaction" / file_name(months)
        put_out_document(paper, file)
        self.documents.print(self.workplace, file, "The report on what Umbra asks")
