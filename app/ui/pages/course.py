"""The course page: a patient's cycles as a calendar, what the record says, and every fact."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import references
from app.core.calendar import calendar
from app.core.outlook import asked_dose
from app.core.person import Office, Person
from app.core.refused import Refused
from app.course_lines import CourseLine, lines
from app.course_paper import course_paper, file_name
from app.printing import put_out_document
from app.ui.drawing.banner import Banner
from app.ui.drawing.calendar import CourseCalendar
from app.ui.drawing.card import Card
from app.ui.drawing.fact_list import FactList, FactRow
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey
from app.ui.drawing.labelled import Labelled
from app.ui.drawing.scrolled import Scrolled
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts.banner import banner
from app.ui.facts.course import calendar_facts, next_dose, record_rows
from app.ui.facts.signs import people_text
from app.ui.facts.status import saved
from app.ui.language import Verbatim
from app.ui.named import give_name
from app.ui.page import Page
from app.workplace import Workplace

ONLY_PHARMACISTS = "Only a pharmacist records a patient's course; a pharmacist signs in with F8."


class CoursePage(Page):
    """The course of the patient of an order or a preparation. Anybody may look."""

    record_wanted = Signal()
    what_if_wanted = Signal()
    left = Signal()
    leaving = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._shown: tuple[str, Person] | None = None
        self._drawn_for: object = None
        self._banner, self._footer = Banner(), Footer()
        self._footer.key_chosen.connect(self.take_key)
        row = self.lay_out(self._banner, self._footer)
        row.addWidget(self._calendar_card(), 31)
        side = Spaced()
        column = QVBoxLayout(side)
        side.space(column, 14)
        column.addWidget(self._record_card(), 1)
        column.addWidget(self._facts_card(), 1)
        row.addWidget(side, 22)

    def _calendar_card(self) -> QWidget:
        card = Card(gap=6)
        self.next, self.dates = Words(Role.SUBTITLE, ""), Words(Role.SENTENCE, "")
        self.calendar = CourseCalendar()
        self._area = _scrolling(self.calendar)
        # The dose that comes next stands in the last rows; it stays in sight.
        bar = self._area.verticalScrollBar()
        bar.rangeChanged.connect(lambda _, highest: bar.setValue(highest))
        card.rows.addWidget(Words(Role.TITLE, "Course of treatment"))
        card.rows.addWidget(self.next)
        card.rows.addWidget(self.dates)
        card.rows.addWidget(self.notice)
        card.rows.addWidget(self._area, 1)
        return card

    def _record_card(self) -> QWidget:
        card = Card(margin=18, gap=6)
        self.record = Labelled()
        card.rows.addWidget(Words(Role.HEADING, "WHAT THE RECORD SAYS TODAY"))
        card.rows.addWidget(_scrolling(self.record), 1)
        return card

    def _facts_card(self) -> QWidget:
        card = Card(margin=18, gap=6)
        self._count = Words(Role.HEADING, "")
        self.facts_list = FactList()
        self.facts_area = _scrolling(self.facts_list)
        self.facts_area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        give_name(self.facts_area, "Everything on record")
        # What was recorded last is read first.
        bar = self.facts_area.verticalScrollBar()
        bar.rangeChanged.connect(lambda _, highest: bar.setValue(highest))
        card.rows.addWidget(self._count)
        card.rows.addWidget(self.facts_area, 1)
        return card

    @property
    def stream(self) -> str:
        """The stream of the order or preparation whose patient is shown."""
        return self._shown[0] if self._shown else ""

    def begin(self, stream: str, person: Person) -> None:
        """Show the course of the patient of an order or a preparation; raises Refused."""
        self._shown = (stream, person)
        self._drawn_for = None
        self.untell()
        self._draw()
        self.facts_area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self) -> None:
        if self._shown is None:
            return
        stream, person = self._shown
        work = self._workplace
        order, found = work.order_for(stream), work.outlook(stream)
        today, course = work.site.day(work.now()), work.course(order.patient)
        drawn_for = (stream, person, today, course.facts, found.plan, found.refused)
        if drawn_for == self._drawn_for:
            return
        self._drawn_for = drawn_for
        monograph, site = work.monograph_of(stream), work.site
        now = calendar(course, monograph, today)
        self._banner.show_facts(banner(order, found.plan, monograph, site, "course of treatment"))
        headline, dates = next_dose(now)
        self.next.show_facts(headline)
        self.dates.show_facts(dates)
        self.dates.setVisible(bool(dates))
        self.calendar.show_facts(calendar_facts(now, today))
        asked = asked_dose(order, monograph, today, None)
        rows = record_rows(course, asked, monograph, references.laboratory_policy(), found)
        self.record.show_facts(rows)
        self._show_lines(lines(work.log, order.patient, site))
        self._show_keys(person)

    def _show_lines(self, found: tuple[CourseLine, ...]) -> None:
        facts = "1 fact" if len(found) == 1 else f"{len(found)} facts"
        self._count.show_facts(f"EVERYTHING ON RECORD  ·  {facts}")
        self.facts_list.show_facts(tuple(_fact_row(line) for line in found))

    def _show_keys(self, person: Person) -> None:
        records = person.office is Office.PHARMACIST
        self._footer.show_facts(
            FooterFacts(
                (saved(self._workplace.log),),
                (
                    FooterKey("Esc", "Back"),
                    FooterKey("F4", "Record", records),
                    FooterKey("F6", "What if"),
                    FooterKey("F8", "Change person"),
                    FooterKey("F9", "Print this page"),
                ),
            )
        )

    def _record(self) -> None:
        assert self._shown is not None
        if self._shown[1].office is not Office.PHARMACIST:
            raise Refused(ONLY_PHARMACISTS)
        self.record_wanted.emit()

    def _print(self) -> None:
        self.documents.print(self._workplace, self.print_out(), "The course")

    def print_out(self) -> Path:
        """Write the course as PDF and return the file; raises Refused."""
        assert self._shown is not None
        stream, _ = self._shown
        work = self._workplace
        order, monograph, now = work.order_for(stream), work.monograph_of(stream), work.now()
        today, course = work.site.day(now), work.course(order.patient)
        asked = asked_dose(order, monograph, today, None)
        found = calendar(course, monograph, today)
        rows = record_rows(
            course, asked, monograph, references.laboratory_policy(), work.outlook(stream)
        )
        document = course_paper(
            order.patient,
            monograph,
            found,
            (("Next dose", _on_paper(next_dose(found))), *((r.label, r.words) for r in rows)),
            lines(work.log, order.patient, work.site),
            work.site,
            now,
        )
        file = work.folder / "courses" / file_name(order.patient, today)
        put_out_document(document, file)
        return file

    def take_key(self, key: str) -> bool:
        match key:
            case "Esc":
                self.left.emit()
            case "F4":
                self.attempt(self._record)
            case "F6":
                self.what_if_wanted.emit()
            case "F8":
                self.leaving.emit()
            case "F9":
                self.attempt(self._print)
            case _:
                return False
        return True

    def tick(self) -> None:
        self._draw()


def _fact_row(line: CourseLine) -> FactRow:
    by = "" if line.source.endswith(line.person) else f"; {Verbatim(line.person)}"
    below = f"{line.source}{by}, {line.recorded}"
    return FactRow(line.number, line.on, people_text(line.words), below, line.taken_back)


def _on_paper(said: tuple[str, str]) -> str:
    return "; ".join(part for part in said if part).removeprefix("Next dose: ")


def _scrolling(widget: QWidget) -> Scrolled:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 6, 0)
    column.addWidget(widget)
    column.addStretch(1)
    return Scrolled(inside)
