"""What if: the same order under suppositions, beside how it is. Nothing here is recorded."""

from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.course import Analyte, Course
from app.core.course_form import LIMITED
from app.core.order import Order, Response
from app.core.outlook import Ground, Outlook, outlook
from app.core.person import Person
from app.core.quantity import written
from app.core.refused import Refused
from app.core.response import words_of
from app.core.supposed_entry import read_supposed, recorded_limit
from app.core.what_if import compared, suppose
from app.preparations import ground_of
from app.ui.drawing.band import Band
from app.ui.drawing.banner import Banner
from app.ui.drawing.card import Card
from app.ui.drawing.comparison import Comparison, ComparisonRow
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey
from app.ui.drawing.options import Options
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts.banner import banner
from app.ui.facts.signs import people_text
from app.ui.facts.status import saved
from app.ui.named import give_name
from app.ui.page import Page
from app.ui.theme import Tone
from app.workplace import Workplace

BAND = "WHAT IF – nothing on this page is recorded"
_FIELD, _LETTERING = 37, 16


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What is compared with: the order, its course, and what they come to."""

    order: Order
    course: Course
    ground: Ground
    at: datetime
    outlook: Outlook

    @property
    def on(self) -> date:
        """The day on which the dose would be given."""
        return self.outlook.asked.on


class WhatIfPage(Page):
    """Fields at the left; at the right every figure as recorded and as supposed."""

    left = Signal()
    leaving = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._recorded: _Recorded | None = None
        self._stream = ""
        self.fields: dict[str, SlimField] = {}
        self._banner, self._footer = Banner(), Footer()
        self._footer.key_chosen.connect(self.take_key)
        top = Spaced()
        column = QVBoxLayout(top)
        top.space(column)
        column.addWidget(self._banner)
        column.addWidget(Band(BAND))
        row = self.lay_out(top, self._footer)
        row.addWidget(self._fields_card(), 11)
        row.addWidget(self._comparison_card(), 19)

    def _fields_card(self) -> QWidget:
        card = Card(margin=16, gap=6)
        card.rows.addWidget(Words(Role.SENTENCE, "**Suppose** – an empty field is as recorded"))
        place = Spaced()
        grid = QGridLayout(place)
        place.space(grid, 4)
        self._add(grid, "weight", "Weight")
        self._add(grid, "height", "Height")
        self._add(grid, "on", "Day of the dose")
        self._add_response(grid)
        for analyte in Analyte:
            name = analyte.words[0].upper() + analyte.words[1:]
            self._add(grid, analyte.value, name)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        card.rows.addWidget(place)
        card.rows.addStretch(1)
        return card

    def _add(self, grid: QGridLayout, name: str, label: str) -> None:
        row = grid.rowCount()
        grid.addWidget(Words(Role.EYEBROW, label), row, 0)
        limited = name in {analyte.value for analyte in LIMITED}
        grid.addWidget(self._field(name, label), row, 1, 1, 1 if limited else 2)
        if limited:
            grid.addWidget(self._field(f"limit-{name}", f"ULN of {label}"), row, 2)

    def _field(self, name: str, label: str) -> SlimField:
        field = SlimField(label, height=_FIELD, size=_LETTERING)
        field.changed.connect(lambda _: self._compare())
        field.entered.connect(lambda _: self.focusNextChild())
        self.fields[name] = field
        return field

    def _add_response(self, grid: QGridLayout) -> None:
        options = (("", "as recorded"), *((each.value, words_of(each)) for each in Response))
        self.response = Options("Response", options, 2, in_form=True)
        self.response.set_text("")
        self.response.chosen.connect(lambda _: self._compare())
        row = grid.rowCount()
        grid.addWidget(Words(Role.EYEBROW, "Response"), row, 0)
        grid.addWidget(self.response, row, 1, 1, 2)

    def _comparison_card(self) -> QWidget:
        card = Card(margin=16, gap=6)
        self._count = Words(Role.SUBTITLE, "")
        self.comparison = Comparison()
        area = QScrollArea()
        give_name(area, "What would change")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self.comparison)
        column.addStretch(1)
        area.setWidget(inside)
        card.rows.addWidget(self._count)
        card.rows.addWidget(self.notice)
        card.rows.addWidget(area, 1)
        return card

    def begin(self, stream: str, person: Person) -> None:
        """Compare for the order of an order's or a preparation's stream; raises Refused."""
        assert person is not None
        self._stream = stream
        work = self._workplace
        order, now = work.order_for(stream), work.now()
        monograph, course = work.monograph_of(stream), work.course(order.patient)
        at = now if order.wanted is None else max(order.wanted, now)
        ground = ground_of(monograph, work.rules)
        before = outlook(order, course, ground, work.site.day(at), at)
        self._recorded = _Recorded(order, course, ground, at, before)
        self._banner.show_facts(banner(order, before.plan, monograph, work.site, "what if"))
        for name, field in self.fields.items():
            field.set_text("")
            field.ask(self._as_recorded(name))
        self.response.set_text("")
        keys = (FooterKey("Esc", "Back"), FooterKey("F8", "Change person"))
        self._footer.show_facts(FooterFacts((saved(work.log),), keys))
        self._compare()
        self.fields["weight"].setFocus()

    def _as_recorded(self, name: str) -> str:
        """Return what an empty field stands for, written as it would be typed."""
        recorded = self._recorded
        assert recorded is not None
        order, course = recorded.order, recorded.course
        if name.startswith("limit-"):
            analyte = Analyte(name.removeprefix("limit-"))
            limit = recorded_limit(course, analyte, recorded.on)
            return "ULN: none" if limit is None else f"ULN {written(limit)}"
        if name in ("weight", "height"):
            return written(order.weight if name == "weight" else order.height)
        if name == "on":
            return recorded.on.isoformat()
        analyte = Analyte(name)
        value = course.latest(analyte, recorded.on)
        return f"none; write {analyte.measure.example}" if value is None else written(value.value)

    def _compare(self) -> None:
        """Show what comes out; where a field cannot be read, nothing but why."""
        recorded = self._recorded
        if recorded is None:
            return
        try:
            after = self._supposed(recorded)
        except Refused as refused:
            self.tell(refused.sentence, "Not yet", Tone.WARN)
            self._count.show_facts("Nothing is compared until each field can be read.")
            self.comparison.show_facts(())
            return
        self.untell()
        rows = tuple(
            ComparisonRow(
                each.what, people_text(each.recorded), people_text(each.supposed), each.changed
            )
            for each in compared(recorded.outlook, after)
        )
        changed = sum(1 for row in rows if row.changed)
        lines = "1 line changes" if changed == 1 else f"{changed} lines change"
        self._count.show_facts(lines if changed else "Nothing changes")
        self.comparison.show_facts(tuple(sorted(rows, key=_first_what_matters)))

    def _supposed(self, recorded: _Recorded) -> Outlook:
        texts = {name: field.text() for name, field in self.fields.items()}
        texts["response"] = self.response.text()
        supposed = read_supposed(texts, recorded.course, recorded.on)
        order, course, on = suppose(supposed, recorded.order, recorded.course, recorded.on)
        at = recorded.at if on == recorded.on else None
        return outlook(order, course, recorded.ground, on, at)

    @property
    def stream(self) -> str:
        """The stream of the order or preparation that is compared."""
        return self._stream

    def take_key(self, key: str) -> bool:
        match key:
            case "Esc":
                self.left.emit()
            case "F8":
                self.leaving.emit()
            case _:
                return False
        return True


def _first_what_matters(row: ComparisonRow) -> int:
    """Return the place of a row: what now stops, what else changes, what stays."""
    if not row.changed:
        return 2
    return 0 if row.supposed.startswith("STOP") else 1
