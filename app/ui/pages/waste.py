"""Waste and billing of the site by month: what was given, what was discarded, and why."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.printing import write_whole
from app.ui.drawing.bar_chart import BarChart
from app.ui.drawing.card import Card
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.words import Role, Words
from app.ui.facts import waste as facts
from app.ui.months_page import MonthsPage
from app.ui.theme import Tone
from app.waste import MonthTotals, WasteLedger
from app.waste_csv import months_csv
from app.waste_paper import file_name, span_said, waste_paper
from app.workplace import Workplace
from reports.section import Document


class WastePage(MonthsPage[WasteLedger]):
    """Twelve months as bars over their figures; F9 and F10 write them as files."""

    tab = "waste"
    paper = "The waste report"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, WasteLedger, parent)
        self._kind = 0
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

    def draw(self) -> None:
        found = self.found.totals(self.months)
        drug, code = self._shown(found)
        ours = tuple(each for each in found if (each.drug, each.code) == (drug, code))
        self.chart.show_facts(facts.bars(ours, self.months, code))
        what = f"Waste and billing: {drug}" if drug else "Waste and billing"
        self._title.show_facts(what)
        self._standing.show_facts(self.reading or self._ended(found))
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

    def keys(self) -> tuple[FooterKey, ...]:
        several = len(facts.kinds(self.found.totals(self.months))) > 1
        return (
            *super().keys(),
            *((FooterKey("F4", "Next drug"),) if several else ()),
            *self.turning(),
            FooterKey("F9", "PDF"),
            FooterKey("F10", "CSV"),
        )

    def take_key(self, key: str) -> bool:
        match key:
            case "F4":
                self._kind += 1
                self.draw()
            case "F10":
                self.attempt(self._write_csv)
            case _:
                return super().take_key(key)
        return True

    def document(self, head: str, until: datetime) -> Document:
        totals = self.found.totals(self.months)
        return waste_paper(totals, self.months, self.workplace.site, head, until)

    def file(self) -> Path:
        return self._file("pdf")

    def _write_csv(self) -> None:
        self.read_whole()
        file = self._file("csv")
        write_whole(months_csv(self.found.totals(self.months)), file)
        self.tell(f"{file}", "Written", Tone.OK)

    def _file(self, ending: str) -> Path:
        return self.workplace.folder / "waste" / file_name(self.months, ending)
