"""What the program asks of people: by month, by step, and question by question."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.core.person import Person
from app.interaction_log import InteractionLog
from app.interaction_paper import file_name, interaction_paper
from app.interaction_words import MEASURES, none_named, without_source
from app.ui.drawing.bar_chart import BarChart
from app.ui.drawing.card import Card
from app.ui.drawing.findings import Findings
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.options import Options
from app.ui.drawing.range_chart import RangeChart
from app.ui.drawing.words import Role, Words
from app.ui.facts import interaction as facts
from app.ui.facts.pages import EQUIPMENT
from app.ui.months_page import MonthsPage
from app.workplace import Workplace
from reports.section import Document

_VIEWS = (("months", "By month"), ("steps", "Seconds of each step"), ("prompts", "Questions"))
_MOST_NAMED = 3


class InteractionPage(MonthsPage[InteractionLog]):
    """Twelve months as bars, the steps as ranges, and the questions with what they changed."""

    tab = "equipment"
    behind = EQUIPMENT
    paper = "The report on what Umbra asks"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, InteractionLog, parent)
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

    def begin(self, person: Person) -> None:
        """Show the last twelve months."""
        self.views.set_text("months")
        super().begin(person)
        self._show_view()

    def take_focus(self) -> None:
        self.views.setFocus()

    def draw(self) -> None:
        log, months = self.found, self.months
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
        self._standing.show_facts(self.reading or MEASURES)
        self.heads()

    def _show_view(self) -> None:
        at = [code for code, _ in _VIEWS].index(self.views.text())
        self.stack.setCurrentIndex(at)
        # The named ones stand over the questions; a chart needs the room.
        self._named.setVisible(self.views.text() == "prompts")

    def keys(self) -> tuple[FooterKey, ...]:
        return (
            self.back(),
            FooterKey("F5", "Next view"),
            *self.turning(),
            FooterKey("F8", "Change person"),
            FooterKey("F9", "PDF"),
        )

    def take_key(self, key: str) -> bool:
        match key:
            case "F5":
                at = [code for code, _ in _VIEWS].index(self.views.text())
                self.views.choose((at + 1) % len(_VIEWS))
            case _:
                return super().take_key(key)
        return True

    def document(self, head: str, until: datetime) -> Document:
        log, months = self.found, self.months
        return interaction_paper(
            log.asked(months), log.together(months), months, self.workplace.site, head, until
        )

    def file(self) -> Path:
        return self.workplace.folder / "interaction" / file_name(self.months)
