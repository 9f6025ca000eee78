"""The worklist: what runs out first stands first."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

import resources
from app.core.person import Office, Person
from app.core.refused import Refused
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.footer import FooterFacts, FooterKey
from app.ui.drawing.icons import Icon
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.drawing.worklist_row import WorklistFacts, WorklistHeadings, WorklistRow
from app.ui.facts.status import saved, scanner
from app.ui.facts.worklist import order_row, preparation_row
from app.ui.focus import go_to
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import Workplace

SAMPLE = "samples/order-fhir-with-values.json"


class WorklistPage(TabPage):
    """Orders that wait and preparations; `chosen` carries the stream of the one to open."""

    chosen = Signal(str)
    tab = "worklist"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self._rows: dict[str, WorklistRow] = {}
        body = Spaced()
        self.body.addWidget(body)
        column = QVBoxLayout(body)
        body.space(column, 8)
        self.field = EntryField("Scan or search", icon=Icon.SCANNER, size=21)
        self.field.ask("Scan a label, or type a name, an MRN or a number")
        self.field.changed.connect(lambda _: self.refresh())
        self.import_button = PrimaryButton("Import orders", "F4")
        self.import_button.clicked.connect(self._choose_files)
        first = QHBoxLayout()
        body.space(first, 14)
        first.addWidget(self.field, 5)
        first.addWidget(self.import_button, 1)
        column.addLayout(first)
        column.addWidget(self.notice)
        column.addWidget(WorklistHeadings())
        column.addWidget(self._area(), 1)

    def _area(self) -> QWidget:
        inside = Spaced()
        self._column = QVBoxLayout(inside)
        inside.space(self._column, 8)
        self.empty = Card(soft=True)
        self.empty.rows.addWidget(Words(Role.SUBTITLE, "No orders yet"))
        self.empty.rows.addWidget(
            Words(
                Role.REMARK,
                "Import a FHIR R4 bundle or an HL7 v2 message with F4, or look around with the "
                "sample order that Umbra ships: a patient called DEMO.",
            )
        )
        self.sample = SecondaryButton("Import the sample order", "F5")
        self.sample.clicked.connect(self.import_sample)
        self.empty.rows.addWidget(self.sample)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def begin(self, person: Person) -> None:
        """Show the work to someone who signed in."""
        super().begin(person)
        self.import_button.setEnabled(person.office is not Office.ADMINISTRATOR)
        self.sample.setEnabled(person.office is not Office.ADMINISTRATOR)
        self.refresh()
        if changed := self.workplace.tell_of_rules():
            self.tell(changed, "Changed", Tone.WARN)

    def take_focus(self) -> None:
        self.field.setFocus()

    def refresh(self) -> None:
        """Show what stands in the log now."""
        facts = [each for each in self._facts() if self._matches(each)]
        for code in [code for code in self._rows if code not in {each.code for each in facts}]:
            row = self._rows.pop(code)
            self._column.removeWidget(row)
            row.deleteLater()
        for place, each in enumerate(facts, start=1):
            self._show_row(place, each)
        self.empty.setVisible(not facts and not self.field.text())
        self.heads()

    def _show_row(self, place: int, facts: WorklistFacts) -> None:
        row = self._rows.get(facts.code)
        if row is None:
            row = WorklistRow(facts)
            row.clicked.connect(lambda _=False, code=facts.code: self.chosen.emit(code))
            self._rows[facts.code] = row
        row.show_facts(facts)
        if self._column.indexOf(row) != place:
            self._column.insertWidget(place, row)

    def _facts(self) -> list[WorklistFacts]:
        work = self.workplace
        site, now, board = work.site, work.now(), work.board
        states = [(code, work.state(code)) for code in board.unfinished()]
        far = now.max.replace(tzinfo=now.tzinfo)
        states.sort(key=lambda each: deadline.at if (deadline := each[1].binding()) else far)
        stopping = work.stock.stopping
        rows = [preparation_row(code, state, now, site, stopping(state)) for code, state in states]
        waiting = [(code, work.order(code)) for code in board.waiting()]
        waiting.sort(key=lambda each: each[1].wanted or far)
        for code, order in waiting:
            try:
                made = work.plan(order)
            except Refused as refused:
                rows.append(order_row(code, order, refused, site))
            else:
                rows.append(order_row(code, order, made, site))
        for code in board.finished():
            rows.append(preparation_row(code, work.state(code), now, site))
        return rows

    def _matches(self, facts: WorklistFacts) -> bool:
        wanted = self.field.text().strip().casefold()
        text = f"{facts.patient} {facts.identity} {facts.stands_detail}".casefold()
        return wanted in text

    def heads(self) -> None:
        super().heads()
        work = self.workplace
        states = (saved(work.log), scanner(work.scanner_profile))
        self.footer.show_facts(FooterFacts(states, self.keys()))

    def keys(self) -> tuple[FooterKey, ...]:
        return (FooterKey("F4", "Import orders"), FooterKey("F8", "Change person"))

    def tick(self) -> None:
        self.refresh()

    def take_key(self, key: str) -> bool:
        match key:
            case "F4":
                self._choose_files()
            case "F5" if self.empty.isVisible() and self.sample.isEnabled():
                self.import_sample()
            case "F8":
                self.leaving.emit()
            case _ if len(key) == 1:
                self.field.setFocus()
                self.field.line.insert(key)
            case _:
                return False
        return True

    def _in_order(self) -> list[WorklistRow]:
        """Return the rows from top to bottom."""
        return sorted(self._rows.values(), key=self._column.indexOf)

    def take_confirm(self) -> bool:
        """Open the row that has the focus, or the only one that the search left."""
        rows = self._in_order()
        chosen = next((row for row in rows if row.hasFocus()), None)
        if chosen is None and len(rows) == 1:
            chosen = rows[0]
        if chosen is None:
            return False
        chosen.click()
        return True

    def take_turn(self, by: int) -> bool:
        rows: list[QWidget] = [self.field.line, *self._in_order()]
        at = next((place for place, row in enumerate(rows) if row.hasFocus()), 0)
        go_to(rows[(at + by) % len(rows)])
        return True

    def take_scan(self, text: str) -> None:
        self.attempt(lambda: self.chosen.emit(self.workplace.place_of_label(text)))

    def _choose_files(self) -> None:
        if not self.import_button.isEnabled():
            return
        files, _ = QFileDialog.getOpenFileNames(
            self, "Import orders", "", "Orders (*.json *.hl7 *.txt);;All files (*)"
        )
        self.import_files([Path(file) for file in files])

    def import_files(self, files: list[Path]) -> None:
        """Import each file; what is refused is told, the others are imported."""
        self._import([partial(self.workplace.import_file, file, self._name) for file in files])

    def import_sample(self) -> None:
        """Import the sample order that Umbra ships."""
        data = resources.data(SAMPLE)
        self._import([lambda: self.workplace.import_data(data, self._name)])

    def _import(self, actions: list[Callable[[], tuple[str, ...]]]) -> None:
        streams: list[str] = []
        taken = (partial(_take, streams, action) for action in actions)
        refused = [self.told for action in taken if not self.attempt(action)]
        if refused:
            self.tell(" ".join(refused))
        elif any(stream.startswith("order/") for stream in streams):
            self.tell("Imported. A pharmacist verifies the order next.", "Imported", Tone.OK)
        elif streams:
            sentence = "Imported into the patient's course. Open an order; F6 shows the course."
            self.tell(sentence, "Imported", Tone.OK)
        self.refresh()

    @property
    def _name(self) -> str:
        return self.person.name if self.person else ""


def _take(streams: list[str], action: Callable[[], tuple[str, ...]]) -> None:
    streams.extend(action())
