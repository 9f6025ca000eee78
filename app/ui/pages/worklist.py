"""The worklist: what runs out first stands first."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

import resources
from app import incoming
from app.core.order import Order
from app.core.person import Office, Person
from app.core.plan import Plan
from app.core.refused import Refused
from app.core.timing import backwards
from app.core.urgency import TimeLeft, Urgency, runs_out, time_left
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.footer import FooterFacts, FooterKey
from app.ui.drawing.icons import Icon
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.scrolled import Scrolled
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.drawing.worklist_row import WorklistFacts, WorklistHeadings, WorklistRow
from app.ui.facts.status import kept, saved, scanner
from app.ui.facts.worklist import not_saved, order_row, preparation_row
from app.ui.focus import go_to
from app.ui.page import no_scan_in_a_question
from app.ui.row_list import RowList
from app.ui.steps.reason import ReasonCard
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import Workplace

_REST = 10
_NOT_STARTED = TimeLeft(Urgency.NOT_STARTED)
SAMPLE = "samples/order-fhir-with-values.json"


class WorklistPage(TabPage):
    """Orders that wait and preparations; `chosen` carries the stream of the one to open."""

    chosen = Signal(str)
    tab = "worklist"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        # The row that the keyboard went to last, and for how many seconds it has rested there.
        self._moved_to, self._rested = "", 0
        self._stuck: set[Path] = set()
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
        self.clock_notice = Notice()
        self.clock_notice.hide()
        column.addWidget(self.clock_notice)
        column.addWidget(self.notice)
        column.addWidget(WorklistHeadings())
        column.addWidget(self._area(), 1)
        self._list, self.reason = body, ReasonCard()
        self.reason.hide()
        self.body.addWidget(self.reason)

    def _area(self) -> QWidget:
        inside = Spaced()
        column = QVBoxLayout(inside)
        inside.space(column, 8)
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
        column.addWidget(self.empty)
        column.addStretch(1)
        self._rows = RowList(column, WorklistRow, self.chosen.emit)
        return Scrolled(inside)

    def begin(self, person: Person) -> None:
        """Show the work to someone who signed in."""
        super().begin(person)
        self.import_button.setEnabled(person.office is not Office.ADMINISTRATOR)
        self.sample.setEnabled(person.office is not Office.ADMINISTRATOR)
        self.refresh()
        self._close_reason()
        changed, found = self.workplace.tell_of_rules(), self.workplace.time.tell()
        if told := " ".join(each for each in (found, changed) if each):
            self.tell(told, "Changed" if changed else "Clock", Tone.WARN)
        self.take_incoming()

    def take_focus(self) -> None:
        self.field.setFocus()

    def refresh(self) -> None:
        """Show what stands in the log now, what runs out first on top."""
        facts = [each for each in self._facts() if self._matches(each)]
        if self._is_moving():
            self._leave_places(facts)
        self._rows.show(facts)
        self.empty.setVisible(not facts and not self.field.text())
        self._show_clock()
        self.heads()

    def _show_clock(self) -> None:
        """Show, for as long as it is so, why nothing new begins, and what the log lacks."""
        time, site = self.workplace.time, self.workplace.site
        why = time.to_accept(site)
        self.clock_notice.setVisible(bool(why))
        if why:
            self.clock_notice.show_facts(
                NoticeFacts("Clock" if time.why_wait(site) else "Log", why)
            )

    def _ask_clock(self) -> None:
        """Ask a pharmacist why the clock is right as it is, or why the log holds fewer facts."""
        if not self.clock_notice.isVisible():
            return
        behind = bool(self.workplace.time.why_wait(self.workplace.site))
        self._list.hide()
        self.reason.show()
        self.reason.ask(
            "The clock is behind: why is it right as it is?"
            if behind
            else "The log holds fewer facts than before: why?",
            "Compare it with another clock first. New work may then begin; a preparation that is "
            "open is dealt with on its own page."
            if behind
            else "Say which backup was restored, or what else took facts away.",
            self._accept_clock,
            self._close_reason,
        )

    def _accept_clock(self, reason: str) -> None:
        work, person = self.workplace, self.person
        assert person is not None
        work.time.accept(reason, person, work.site)
        self._close_reason()
        self.refresh()

    def _close_reason(self) -> None:
        self.reason.hide()
        self._list.show()
        self.take_focus()

    def _is_moving(self) -> bool:
        """Tell whether somebody moves in the list by keyboard: rows must not change places then.

        A row that has had the focus for a while without anybody moving on keeps no other below it.
        """
        row = self._rows.with_focus()
        at = row.facts().code if row else ""
        if at != self._moved_to:
            self._moved_to, self._rested = at, 0
        return bool(at) and self._rested < _REST

    def _leave_places(self, facts: list[WorklistFacts]) -> None:
        """Sort rows that are shown already as they stand; new ones come below them."""
        places = {row.facts().code: at for at, row in enumerate(self._rows.in_order())}
        facts.sort(key=lambda each: places.get(each.code, len(places)))

    def _facts(self) -> list[WorklistFacts]:
        """Return the rows: by what runs out, then by when it is wanted, then what is finished."""
        work = self.workplace
        site, reading, board = work.site, work.time.look(), work.board
        far = datetime.max.replace(tzinfo=UTC)
        rows: list[tuple[tuple[bool, timedelta], datetime, WorklistFacts]] = []
        for code in board.unfinished():
            state = work.state(code)
            now, stopped = state.now(reading), work.stock.stopping(state)
            behind = backwards(state.last, reading)
            row = preparation_row(code, state, now, site, stopped, behind=behind)
            rows.append((runs_out(time_left(state, now)), state.order.wanted or far, row))
        for code in board.waiting():
            order = work.order(code)
            row = order_row(code, order, self._plan(order), site)
            rows.append((runs_out(_NOT_STARTED), order.wanted or far, row))
        rows.sort(key=lambda each: each[:2])
        finished = [(code, work.state(code)) for code in board.finished()]
        last = [preparation_row(code, state, state.now(reading), site) for code, state in finished]
        all_rows = [row for *_, row in rows] + last
        return [not_saved(row) if row.code in work.unsaved else row for row in all_rows]

    def _plan(self, order: Order) -> Plan | Refused:
        try:
            return self.workplace.plan(order)
        except Refused as refused:
            return refused

    def _matches(self, facts: WorklistFacts) -> bool:
        wanted = self.field.text().strip().casefold()
        text = " ".join((facts.patient, facts.identity, facts.stands_detail)).casefold()
        return wanted in text

    def heads(self) -> None:
        super().heads()
        work = self.workplace
        states = (saved(work.log), *kept(work.time.trouble), scanner(work.scanner_profile))
        self.footer.show_facts(FooterFacts(states, self.keys()))

    def keys(self) -> tuple[FooterKey, ...]:
        clock = (FooterKey("F3", "Accept clock"),) if self.clock_notice.isVisible() else ()
        return (*clock, FooterKey("F4", "Import orders"), FooterKey("F8", "Change person"))

    def tick(self) -> None:
        self._rested += 1
        self.refresh()
        self.take_incoming()

    def take_incoming(self) -> None:
        """Import what was opened from the desktop, once somebody is here who may import."""
        if self.reason.isVisible() or not self.import_button.isEnabled():
            return
        waiting = incoming.waiting(self.workplace.folder)
        notes = [note for note in waiting if note not in self._stuck]
        if not notes:
            return
        self._import([action for note in notes for action in self._actions(note)])
        # A note that can be neither read nor set aside is told of once.
        self._stuck.update(note for note in notes if os.path.lexists(note))
        QApplication.alert(self)

    def _actions(self, note: Path) -> list[Callable[[], tuple[str, ...]]]:
        """Return what imports each file that a note names, or refuses the note."""
        try:
            opened = incoming.take(note)
        except Refused as refused:
            return [partial(_refuse, refused)]
        return [partial(self.workplace.import_opened, each, self._name) for each in opened]

    def take_key(self, key: str) -> bool:
        if self.reason.isVisible():
            return self._answer(key)
        match key:
            case "F3":
                self._ask_clock()
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

    def _answer(self, key: str) -> bool:
        """Take a key while the question of the clock stands open."""
        if key == "Esc":
            self._close_reason()
        elif key == "F8":
            self.leaving.emit()
        return key in ("Esc", "F8")

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        if self.reason.isVisible():
            self.reason.tell(sentence)
        else:
            super().tell(sentence, word, tone)

    def take_confirm(self) -> bool:
        """Open the row that has the focus, or the only one that the search left."""
        if self.reason.isVisible():
            self.reason.record()
            return True
        return self._rows.open()

    def take_refusal(self) -> bool:
        asked = self.reason.isVisible()
        if asked:
            self._close_reason()
        return asked

    def take_turn(self, by: int) -> bool:
        rows: list[QWidget] = [self.field.line, *self._rows.in_order()]
        at = next((place for place, row in enumerate(rows) if row.hasFocus()), 0)
        go_to(rows[(at + by) % len(rows)])
        return True

    def take_scan(self, text: str) -> None:
        if self.reason.isVisible():
            no_scan_in_a_question()
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


def _refuse(refused: Refused) -> tuple[str, ...]:
    raise refused
