"""The printers of this workstation: for labels and for documents, asked and tried."""

from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.person import Person
from app.core.refused import Refused
from app.outlet import Delivery, Sent
from app.outlet_socket import SocketOutlet
from app.printers import (
    DEFAULTS,
    Kind,
    Printer,
    Use,
    choose,
    labels_went_out,
    measured,
    measured_of,
    next_place,
    printer_of,
    record_measured,
    record_tells,
    remove,
    require_usable,
    set_place,
    stocks,
    tells,
)
from app.printing import write_whole
from app.ui.announcing import refuse_aloud
from app.ui.drawing.buttons import Button, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts import printers as facts
from app.ui.facts.pages import EQUIPMENT
from app.ui.focus import go_to
from app.ui.printer_form import PrinterCard, StockFields
from app.ui.printer_talk import PrinterSearch, PrinterTalk
from app.ui.ruler_question import RulerQuestion
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.ui.unrecorded import now_recorded
from app.workplace import Workplace
from reports.press import Press
from reports.ruler import draw_ruler

_TONES = {
    Delivery.DELIVERED: ("Printed", Tone.OK),
    Delivery.NOT_DELIVERED: ("Not printed", Tone.STOP),
    Delivery.UNCERTAIN: ("Not certain", Tone.WARN),
}


class PrintersPage(TabPage):
    """A form beside a trial: what is tried is what the form says, saved or not."""

    asks_before_leaving = True

    tab = "equipment"
    behind = EQUIPMENT

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self.use = Use.LABELS
        self.talk: PrinterTalk | None = None
        self.search: PrinterSearch | None = None
        # What the printer was that is asked or printed on now; that of which the ruler is asked;
        # and that which said how it is, saved or not.
        self._asked = self._tried = self._told_by = DEFAULTS[Use.LABELS]
        self.paper, self.question = StockFields(), RulerQuestion()
        self.form = PrinterCard(self.paper)
        self.form.use_chosen.connect(lambda text: self._show_use(Use(text)))
        self.form.save.clicked.connect(lambda: self.attempt(self._save))
        self.form.remove.clicked.connect(lambda: self.attempt(self._remove))
        self.form.address.entered.connect(lambda _: self.attempt(self._save))
        self.form.changed.connect(self._drop)
        self.paper.changed.connect(self._drop)
        self.paper.stock_chosen.connect(self._show_place)
        self.question.answered.connect(lambda text: self.attempt(lambda: self._measured(text)))
        self.ask = SecondaryButton("Ask the printer", "F4")
        self.ask.clicked.connect(lambda: self.attempt(self._ask))
        self.test = SecondaryButton("Print the test page", "F9")
        self.test.clicked.connect(lambda: self.attempt(self._test))
        self.body.addWidget(self.form, 20)
        self.body.addWidget(self._saved_card(), 11)

    def _saved_card(self) -> QWidget:
        card = Card(margin=18)
        self._ruler = Words(Role.REMARK, "")
        self._buttons = Spaced()
        grid = QGridLayout(self._buttons)
        self._buttons.space(grid, 10)
        for at, button in enumerate((self.ask, self.test, self.form.remove, self.form.save)):
            grid.addWidget(button, at // 2, at % 2)
            grid.setColumnStretch(at % 2, 1)
        card.rows.addWidget(Words(Role.SUBTITLE, "In use now"))
        for words in (self.form.stands, self._ruler, self.form.about):
            card.rows.addWidget(words)
        card.rows.addStretch(1)
        for widget in (self.notice, self.question, self._buttons):
            card.rows.addWidget(widget)
        return card

    def begin(self, person: Person) -> None:
        """Show what is chosen, and look for what this computer can print on."""
        super().begin(person)
        self._show_use(self.use)
        self.search = PrinterSearch()
        self.search.found.connect(self._take_found)
        self.search.begin()

    def take_focus(self) -> None:
        if self.asks:
            self.question.other.setFocus()
        else:
            place = [each.isChecked() for each in self.form.kind.buttons].index(True)
            self.form.kind.buttons[place].setFocus()

    @property
    def asks(self) -> bool:
        """Whether it is asked how long the ruler is."""
        return not self.question.isHidden()

    def keys(self) -> tuple[FooterKey, ...]:
        if self.asks:
            return (FooterKey("Esc", "Back"), FooterKey("F5", "Yes, 50 mm"))
        return (
            self.back(),
            FooterKey("F3", "Labels, documents"),
            FooterKey("F4", "Ask the printer"),
            FooterKey("F5", "Save"),
            FooterKey("F8", "Change person"),
            FooterKey("F9", "Test page"),
        )

    def take_key(self, key: str) -> bool:
        if self.asks:
            return self._answer(key)
        match key:
            case "F3":
                other = Use.DOCUMENTS if self.use is Use.LABELS else Use.LABELS
                self._show_use(other)
            case "F4":
                self.attempt(self._ask)
            case "F5":
                self.attempt(self._save)
            case "F9":
                self.attempt(self._test)
            case _:
                return super().take_key(key)
        return True

    def _answer(self, key: str) -> bool:
        match key:
            case "Esc":
                self._close()
            case "F5":
                self.question.confirm()
            case _:
                return False
        return True

    def take_refusal(self) -> bool:
        """It is not 50 mm long: ask how long it is."""
        if self.asks:
            self.tell("Type or scan how long it is in mm, then Enter.", "Length", Tone.INFO)
            self.question.other.setFocus()
        return self.asks

    def take_turn(self, by: int) -> bool:
        """Go to the next button that can be pressed."""
        within: QWidget = self.question if self.asks else self
        buttons = [e for e in within.findChildren(Button) if e.isVisible() and e.isEnabled()]
        at = next((at for at, each in enumerate(buttons) if each.hasFocus()), -max(by, 0))
        go_to(buttons[(at + by) % len(buttons)])
        return True

    # What is chosen.

    def _show_use(self, use: Use) -> None:
        """Show what is chosen for labels or for documents."""
        self.use = use
        self.untell()
        self._drop()
        printer = printer_of(self.workplace.log, use)
        if printer == DEFAULTS[Use.DOCUMENTS]:
            # The paper that the site's documents are drawn for.
            printer = Printer(printer.kind, "", self.workplace.site.paper, printer.dpi)
        self.form.show_printer(use, printer)
        self.paper.show_printer(use, printer)
        self._show_standing()

    def _show_standing(self) -> None:
        log = self.workplace.log
        printer = printer_of(log, self.use)
        self.form.stands.show_facts(f"They go to **{facts.described(self.use, printer)}**.")
        self.form.remove.setEnabled(printer != DEFAULTS[self.use])
        self._ruler.show_facts(f"As saved: {facts.ruler(measured(log, self.use))}.")
        self._show_place()
        self.heads()

    def _show_place(self) -> None:
        """Another stock is meant: its sheet has its own next place."""
        self.paper.show_place(next_place(self.workplace.log, self.paper.chosen()[0]))

    def _take_found(self, search: PrinterSearch, queues: object, printers: object) -> None:
        if search is self.search:
            assert isinstance(queues, tuple)
            assert isinstance(printers, tuple)
            self.form.offer(queues, printers)

    def _printer(self) -> Printer:
        kind, address = self.form.chosen()
        stock, dpi, _ = self.paper.chosen()
        printer = Printer(kind, address, stock, dpi)
        require_usable(self.use, printer)
        return printer

    def _press(self, printer: Printer) -> Press:
        return Press(stocks(self.use)[printer.stock], printer.dpi, self.paper.chosen()[2])

    def _save(self) -> None:
        if self.person is None:
            return
        log, clock, printer = self.workplace.log, self.workplace.clock, self._printer()
        choose(log, clock, self.use, printer, self.person)
        if self.paper.is_sheet:
            set_place(log, clock, printer.stock, self.paper.chosen()[2], self.person)
        if printer == self._told_by and printer.kind is Kind.SOCKET:
            record_tells(log, clock, self.use, self.person)
        now_recorded(self.form)
        self._show_standing()
        where = facts.place(printer)
        told = f"Labels go to {where}." if self.use is Use.LABELS else f"Documents go to {where}."
        self.tell(told, "Saved", Tone.OK)

    def _remove(self) -> None:
        if self.person is not None:
            remove(self.workplace.log, self.workplace.clock, self.use, self.person)
            self._show_use(self.use)
            self.tell("What is printed is a file in the data folder.", "Saved", Tone.OK)

    # What is tried.

    def _drop(self) -> None:
        """Another printer is meant: what an earlier one may still answer is of no interest."""
        self.talk = None
        self.question.hide()
        self._show_waiting()

    def _show_waiting(self) -> None:
        waits = self.talk is not None
        self.ask.relabel("Waiting…" if waits else "Ask the printer")
        for button in (self.ask, self.test):
            button.setEnabled(not waits)
        self._buttons.setVisible(not self.asks)
        self._give_way()
        self.heads()

    def _give_way(self) -> None:
        """Hide what is known by heart where a question, the band, or what is told needs room."""
        self._ruler.setVisible(not self.asks)
        room = self.alarm.facts() is None and not self.asks and self.notice.isHidden()
        self.form.about.setVisible(room)

    def make_room(self) -> None:
        self._give_way()
        super().make_room()

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        super().tell(sentence, word, tone)
        self._give_way()

    def untell(self) -> None:
        super().untell()
        self._give_way()

    def _begin_talk(self, printer: Printer) -> PrinterTalk | None:
        """Return a talk with a printer, None where it is a file or another talk is under way."""
        if self.talk is not None:
            return None
        if self.use is Use.LABELS:
            self.workplace.turn.require_free()
        self.untell()
        known = printer == printer_of(self.workplace.log, self.use)
        told = known and tells(self.workplace.log, self.use)
        outlet = self.workplace.outlet_to(printer, tells=told or printer == self._told_by)
        if outlet is None:
            return None
        self._asked, self.talk = printer, PrinterTalk(outlet)
        self.talk.ready.connect(self._take_ready)
        self.talk.failed.connect(self._take_failure)
        self.talk.sent.connect(self._take_sent)
        self._show_waiting()
        return self.talk

    def _ask(self) -> None:
        printer = self._printer()
        if printer.kind is Kind.FILE:
            raise Refused("What is printed is a file; there is no printer to ask.")
        talk = self._begin_talk(printer)
        if talk is not None:
            talk.ask(self._press(printer))

    def _take_ready(self, talk: PrinterTalk) -> None:
        if talk is not self.talk:
            return
        outlet = talk.outlet
        self._drop()
        if isinstance(outlet, SocketOutlet):
            self._note_tells(outlet)
            if not outlet.tells:
                self.tell(
                    f"{outlet.words}: whether it has paper is not known before it prints.",
                    "Connected",
                    Tone.WARN,
                )
                return
        self.tell(f"Ready: {outlet.words}.", "Ready", Tone.OK)

    def _note_tells(self, outlet: SocketOutlet) -> None:
        """Keep that a printer said how it is; on record if it is the one that is saved."""
        if outlet.tells:
            self._told_by = self._asked
            work, person = self.workplace, self.person
            if person is not None and self._asked == printer_of(work.log, self.use):
                self.attempt(lambda: record_tells(work.log, work.clock, self.use, person))

    def _take_failure(self, talk: PrinterTalk, sentence: str) -> None:
        if talk is self.talk:
            self._drop()
            self.tell_of_paper("Not ready", sentence, is_well=False)

    def _test(self) -> None:
        if self.talk is not None:
            return
        printer = self._printer()
        press = self._press(printer)
        pdf = draw_ruler(press, self.workplace.site.mark)
        if printer.kind is Kind.FILE:
            file = self._file(printer)
            write_whole(pdf, file)
            self.tell(f"The test page was written to {file}.", "Written", Tone.OK)
            self._ask_for_length(printer)
            return
        talk = self._begin_talk(printer)
        if talk is not None:
            talk.send(pdf, press, "Test page")

    def _file(self, printer: Printer) -> Path:
        return self.workplace.folder / "sheets" / f"test-page-{printer.stock}.pdf"

    def _take_sent(self, talk: PrinterTalk, sent: Sent) -> None:
        if talk is not self.talk:
            return
        printer = self._asked
        self._drop()
        word, tone = _TONES[sent.delivery]
        self.tell(sent.sentence, word, tone)
        if tone is Tone.STOP:
            refuse_aloud(sent.sentence, word)
        if sent.delivery is not Delivery.NOT_DELIVERED:
            self.attempt(lambda: self._count(printer))
            self._ask_for_length(printer)

    def _count(self, printer: Printer) -> None:
        """The test page took a place of the sheet."""
        if self.use is Use.LABELS and self.person is not None:
            work = self.workplace
            labels_went_out(work.log, work.clock, printer, 1, self.person)
            self._show_place()

    def _ask_for_length(self, printer: Printer) -> None:
        self._tried = printer
        self.question.begin()
        self._show_waiting()

    def _measured(self, length: str) -> None:
        if self.person is None:
            return
        work = self.workplace
        record_measured(work.log, work.clock, self.use, self._tried, length, self.person)
        self._close()
        self._show_standing()
        if not facts.scales(measured_of(work.log, self.use, self._tried)):
            self.tell("The printer prints at the right size.", "Recorded", Tone.OK)
        else:
            self.tell(
                f"The printer makes {length} mm of 50 mm. Turn scaling (“fit to page”) off in its "
                "settings and print the test page again; codes and labels do not fit before.",
                "The printer scales",
                Tone.WARN,
            )

    def _close(self) -> None:
        """Leave the question; nothing is recorded by that."""
        self.untell()
        self.question.hide()
        self._show_waiting()
        self.take_focus()
