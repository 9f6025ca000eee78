"""What if: the same order under suppositions, beside how it is. Nothing here is recorded."""

from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

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
from app.ui.drawing.form_rows import FormRows
from app.ui.drawing.options import Options
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts.banner import banner
from app.ui.facts.signs import people_text
from app.ui.facts.status import saved
from app.ui.focus import in_order
from app.ui.language import said
from app.ui.named import give_name
from app.ui.page import Page
from app.ui.theme import Tone
from app.workplace import Workplace

BAND = "WHAT IF – nothing on this page is recorded"
_LETTERING, _ASKED = 16, 96
_LIVER = (Analyte.BILIRUBIN, Analyte.AST, Analyte.ALT)
_GROUPS = {"patient": "Patient", "liver": "Liver values", "blood": "Blood values"}


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
    """Fields at the left, in groups; at the right every figure as recorded and as supposed.

    What is supposed in a group that is not shown is counted on its button; Tab leads through all.
    """

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
        self._groups: list[list[str]] = []
        row.addWidget(self._fields_card(), 13)
        row.addWidget(self._comparison_card(), 19)

    def _fields_card(self) -> QWidget:
        card = Card(margin=16)
        card.rows.addWidget(Words(Role.SENTENCE, "**Suppose** – an empty field is as recorded"))
        self.group = Options("Values", tuple(_GROUPS.items()), len(_GROUPS), in_form=True)
        self.group.chosen.connect(lambda _: self._show_group())
        self._stack = QStackedWidget()
        patient = self._rows()
        for name, label in (("weight", "Weight"), ("height", "Height"), ("on", "Day of the dose")):
            patient.add(label, self._field(name, label))
        patient.add("Response", self._response())
        for analytes in (_LIVER, tuple(each for each in Analyte if each not in _LIVER)):
            form = self._rows()
            for each in analytes:
                label = each.words[0].upper() + each.words[1:]
                form.add(label, self._analyte(each, label))
        card.rows.addWidget(self.group)
        card.rows.addWidget(self._stack, 1)
        return card

    def _rows(self) -> FormRows:
        """Return the rows of a new group."""
        place, form = Spaced(), FormRows(_ASKED)
        column = QVBoxLayout(place)
        place.space(column)
        column.addWidget(form)
        column.addStretch(1)
        self._stack.addWidget(place)
        self._groups.append([])
        return form

    def _analyte(self, analyte: Analyte, label: str) -> QWidget:
        field = self._field(analyte.value, label)
        if analyte not in LIMITED:
            return field
        both = Spaced()
        row = QHBoxLayout(both)
        both.space(row, 8)
        row.addWidget(field, 3)
        row.addWidget(self._field(f"limit-{analyte.value}", f"ULN of {label}"), 2)
        return both

    def _field(self, name: str, label: str) -> SlimField:
        field = SlimField(label, size=_LETTERING)
        field.changed.connect(lambda _: self._compare())
        field.entered.connect(lambda _: self.focusNextChild())
        self.fields[name] = field
        self._groups[-1].append(name)
        return field

    def _response(self) -> Options:
        options = (("", "as recorded"), *((each.value, words_of(each)) for each in Response))
        self.response = Options("Response", options, 2, in_form=True)
        self.response.set_text("")
        self.response.chosen.connect(lambda _: self._compare())
        return self.response

    def _show_group(self) -> None:
        # Qt asks this page for the next focus while it hides what has it.
        now = self.focusWidget()
        if now is not None and self._stack.isAncestorOf(now):
            self.group.setFocus()
        self._stack.setCurrentIndex(list(_GROUPS).index(self.group.text()))

    def _count_supposed(self) -> None:
        """Say on the button of each group how much is supposed in it."""
        for at, (button, words) in enumerate(
            zip(self.group.buttons, _GROUPS.values(), strict=True)
        ):
            count = sum(1 for name in self._groups[at] if self.fields[name].text().strip())
            count += at == 0 and bool(self.response.text())
            button.relabel(said(f"{words}, {count} supposed") if count else words)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab leads from the last field of a group to the first of the next, and back."""
        at = self._stack.currentIndex() + (1 if forwards else -1)
        if 0 <= at < len(self._groups) and self._is_at_end(forwards):
            self.group.choose(at)
            self._in_group()[0 if forwards else -1].setFocus()
            return True
        return super().focusNextPrevChild(forwards)

    def _is_at_end(self, forwards: bool) -> bool:
        # Nothing is in sight where the page itself is on its way out.
        found = self._in_group()
        return bool(found) and self.focusWidget() is found[-1 if forwards else 0]

    def _in_group(self) -> list[QWidget]:
        """Return what Tab comes to, in its order, in the group that is shown."""
        page = self._stack.currentWidget()
        assert page is not None
        return in_order(page)

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
        self.group.choose(0)
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
        self._count_supposed()
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
