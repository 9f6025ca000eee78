"""The day at one hood: what fits, what is late, and what a delay of everything does."""

from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.day_plan import DayPlan, day_plan, delayed
from app.core.minute import whole_minute
from app.core.person import Person
from app.day_list import DayWork, day_work, passed
from app.day_paper import day_sheet, file_name
from app.printing import put_out_document
from app.ui.drawing.buttons import Button, PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.day_chart import (
    DayAxis,
    DayLegend,
    DayRow,
    DayVerdict,
)
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.scrolled import Scrolled
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts.day import axis_facts, axis_of, rows, verdict
from app.ui.focus import go_to
from app.ui.row_list import RowList
from app.ui.tab_page import TabPage
from app.workplace import Workplace

_MINUTE = timedelta(minutes=1)
_STEP, _LONG_STEP, _MOST = 10 * _MINUTE, 40 * _MINUTE, 480 * _MINUTE
_NONE = timedelta(0)


class DayPage(TabPage):
    """The chart of the day; `chosen` carries the stream of the row to open."""

    chosen = Signal(str)
    tab = "day"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self.by = _NONE
        self._planned: tuple[object, DayWork, DayPlan] | None = None
        self._shown: timedelta | None = None
        body = Spaced()
        self.body.addWidget(body)
        column = QVBoxLayout(body)
        body.space(column, 4)
        column.addWidget(self._top())
        column.addWidget(self.notice)
        self.axis, self._legend = DayAxis(), DayLegend()
        above = QWidget()
        self._above = QHBoxLayout(above)
        self._above.setContentsMargins(0, 0, 0, 0)
        self._above.addWidget(self.axis)
        column.addWidget(above)
        column.addWidget(self._chart(), 1)
        column.addWidget(self._legend)

    def _top(self) -> QWidget:
        top = Spaced()
        row = QHBoxLayout(top)
        top.space(row, 8)
        self.verdict = DayVerdict()
        row.addWidget(self.verdict, 12)
        self.later = PrimaryButton("10 min later", "1")
        self.much_later = SecondaryButton("40 min later", "2")
        self.earlier = SecondaryButton("10 min earlier", "3")
        self.planned = SecondaryButton("As planned", "0")
        self._buttons: dict[str, tuple[Button, timedelta | None]] = {
            "1": (self.later, _STEP),
            "2": (self.much_later, _LONG_STEP),
            "3": (self.earlier, -_STEP),
            "0": (self.planned, None),
        }
        keys = Spaced()
        grid = QGridLayout(keys)
        keys.space(grid, 8)
        for place, (button, by) in enumerate(self._buttons.values()):
            button.clicked.connect(lambda _=False, by=by: self._move(by))
            grid.addWidget(button, 0, place)
        row.addWidget(keys, 10)
        return top

    def _chart(self) -> QWidget:
        inside = Spaced()
        column = QVBoxLayout(inside)
        inside.space(column, 3)
        self.empty = Card(soft=True)
        self.empty.rows.addWidget(Words(Role.SUBTITLE, "Nothing is on the worklist"))
        column.addWidget(self.empty)
        column.addStretch(1)
        self._rows = RowList(column, DayRow, self.chosen.emit)
        area = Scrolled(inside)
        # The axis is as wide as the rows: where these leave room for a scroll bar, so does it.
        area.verticalScrollBar().rangeChanged.connect(
            lambda _, most: self._above.setContentsMargins(
                0, 0, area.verticalScrollBar().sizeHint().width() if most else 0, 0
            )
        )
        return area

    def begin(self, person: Person) -> None:
        """Show the day as it is planned to someone who signed in."""
        super().begin(person)
        self.by = _NONE
        self.refresh()

    def take_focus(self) -> None:
        shown = self._rows.in_order()
        if shown:
            go_to(shown[0])
        else:
            self.setFocus()

    def _move(self, by: timedelta | None) -> None:
        """Let everything be so much later; None is as planned, and nothing is earlier than that."""
        self.by = _NONE if by is None else min(max(self.by + by, _NONE), _MOST)
        self.refresh()

    def refresh(self) -> None:
        """Show the day as the log and the clock have it now."""
        work = self.workplace
        exactly, head = work.now(), work.log.head()
        now = whole_minute(exactly)
        key = (now, head.seq if head else 0, passed(work, exactly))
        if self._planned is None or self._planned[0] != key:
            found = day_work(work, exactly)
            # The minute that runs now has passed in part: nothing is planned for it.
            self._planned = (key, found, day_plan(found.begun, found.jobs, now + _MINUTE))
            self._shown = None
        if self._shown != self.by:
            self._shown = self.by
            _, found, plan = self._planned
            self._show(found, delayed(plan, self.by), now)
        self.heads()

    def _show(self, found: DayWork, plan: DayPlan, now: datetime) -> None:
        site, axis = self.workplace.site, axis_of(plan, now)
        self.verdict.show_facts(verdict(plan, found, self.by))
        self.axis.show_facts(axis_facts(axis, site))
        facts = rows(plan, found, axis, site)
        self._rows.show(facts)
        self.empty.setVisible(not facts)
        self.earlier.setEnabled(bool(self.by))
        self.planned.setEnabled(bool(self.by))
        may_be_later = bool(plan.places) and self.by < _MOST
        self.later.setEnabled(may_be_later)
        self.much_later.setEnabled(may_be_later)

    def keys(self) -> tuple[FooterKey, ...]:
        return (*super().keys(), FooterKey("F9", "Day sheet"))

    def _print(self) -> None:
        self.documents.print(self.workplace, self.print_out(), "The day sheet")

    def print_out(self) -> Path:
        """Write the sheet of the day as it is planned, with nothing moved; raises Refused."""
        work = self.workplace
        now = work.now()
        file = work.folder / "days" / file_name(work.site.day(now))
        put_out_document(day_sheet(work, now), file)
        return file

    def tick(self) -> None:
        self.refresh()

    def take_key(self, key: str) -> bool:
        if key in self._buttons:
            self._buttons[key][0].click()
            return True
        if key == "F9":
            self.attempt(self._print)
            return True
        return super().take_key(key)

    def take_confirm(self) -> bool:
        """Open the row that has the focus, or the only one there is."""
        return self._rows.open()

    def take_turn(self, by: int) -> bool:
        shown = self._rows.in_order()
        if not shown:
            return False
        at = next((place for place, row in enumerate(shown) if row.hasFocus()), None)
        go_to(shown[0 if at is None else (at + by) % len(shown)])
        return True

    def take_scan(self, text: str) -> None:
        self.attempt(lambda: self.chosen.emit(self.workplace.place_of_label(text)))
