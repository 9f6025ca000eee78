"""The stock of this site: a scan receives, quarantines, removes, or finds where a lot went."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.core.person import Office, Person
from app.core.product import Package
from app.core.quantity import parse_count
from app.core.recall import Recall
from app.core.refused import Refused
from app.core.stock import Removal, begun, named
from app.printing import put_out_document
from app.recall import recall
from app.recall_paper import file_name, recall_paper
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.findings import FindingFacts, Findings
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.icons import Icon
from app.ui.drawing.options import Options
from app.ui.drawing.words import Role, Words
from app.ui.facts import stock as facts
from app.ui.language import said
from app.ui.page import no_scan_in_a_question
from app.ui.steps.reason import ReasonCard
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import Workplace

RECEIVE, LOT, ONE, REMOVE, RECALL = "receive", "quarantine-lot", "quarantine-one", "remove", "find"
_MODES = (
    (RECEIVE, "Receive"),
    (REMOVE, "Remove"),
    (LOT, "Quarantine the lot"),
    (ONE, "Quarantine one"),
    (RECALL, "Recall: where it went"),
)
_TOLD = {
    RECEIVE: "A scan receives the package into stock.",
    REMOVE: "A scan takes the package out of stock: broken, expired, returned or not found.",
    LOT: "A scan keeps the whole lot of the package from use.",
    ONE: "A scan keeps this one package from use.",
    RECALL: "Scan a package of the lot, or type the lot: every preparation and patient with it.",
}
_WHY = {
    Removal.BROKEN: "Broken",
    Removal.EXPIRED: "Expired",
    Removal.RETURNED: "Returned",
    Removal.NOT_FOUND: "Not found",
}


def _why(reason: str) -> Removal | None:
    """Return what a reason begins with, in English or in the language of the window."""
    begins = reason.strip().casefold()
    for why, words in _WHY.items():
        if begins.startswith((why.value, said(words).casefold())):
            return why
    return None


_NOTHING = (
    "No order waits and nothing is received yet. Scan each package as it comes in: its lot and "
    "expiry date then stand here, what expires first at the top."
)


class StockPage(TabPage):
    """What is needed and on hand at the left; at the right what a scan does."""

    asks_before_leaving = True
    packs_to_tell = True

    tab = "stock"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self._found: Recall | None = None
        self._counting: Package | None = None
        self._quarantines: tuple[tuple[str, str, str | None], ...] = ()
        self._stack = QStackedWidget()
        self._list, self.reason = self._list_card(), ReasonCard()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self.reason)
        self.body.addWidget(self._stack, 20)
        self.body.addWidget(self._scan_card(), 11)

    def _list_card(self) -> QWidget:
        card = Card(margin=14)
        self._title = Words(Role.TITLE, "")
        self.findings = Findings()
        self.findings.activated.connect(self._ask_lift)
        self.empty = Words(Role.REMARK, "")
        card.rows.addWidget(self._title)
        card.rows.addWidget(self.empty)
        card.rows.addWidget(self.findings, 1)
        return card

    def _scan_card(self) -> QWidget:
        card = Card(margin=18)
        self.mode = Options("What a scan does", _MODES, 2)
        self.mode.set_text(RECEIVE)
        self.mode.chosen.connect(lambda _: self._change_mode())
        self._does = Words(Role.REMARK, "")
        self.field = EntryField("Code as printed", icon=Icon.SCANNER, size=20)
        self.field.entered.connect(self._typed)
        self._asked = Words(Role.SENTENCE, "")
        self.field.ask_code()
        self.pieces = EntryField("Pieces", size=22)
        self.pieces.ask_number()
        self.pieces.ask("how many")
        self.pieces.entered.connect(lambda _: self.attempt(self._counted))
        self.print_button = SecondaryButton("Print the recall", "F9")
        self.print_button.clicked.connect(lambda: self.attempt(self._print))
        self.record = PrimaryButton("Record", "Enter")
        self.record.clicked.connect(self._enter)
        card.rows.addWidget(Words(Role.SUBTITLE, "A scan will"))
        card.rows.addWidget(self.mode)
        card.rows.addWidget(self._does)
        card.rows.addStretch(1)
        for widget in (self.notice, self._asked, self.pieces, self.field):
            card.rows.addWidget(widget)
        last = QHBoxLayout()
        card.space(last, 10)
        last.addWidget(self.print_button, 1)
        last.addWidget(self.record, 1)
        card.rows.addLayout(last)
        return card

    def begin(self, person: Person) -> None:
        """Show the stock to someone; scans receive at first."""
        super().begin(person)
        self.mode.set_text(RECEIVE)
        self._change_mode()

    def take_focus(self) -> None:
        (self.pieces if self._counting is not None else self.field).setFocus()

    def _change_mode(self) -> None:
        self._found, self._counting = None, None
        self.field.set_text("")
        self.untell()
        self._show_list()

    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self._list)
        self._draw()
        self.take_focus()

    @property
    def _today(self) -> date:
        return self.workplace.site.day(self.workplace.now())

    @property
    def _is_pharmacist(self) -> bool:
        return self.person is not None and self.person.office is Office.PHARMACIST

    def _draw(self) -> None:
        if self.person is None:
            return
        mode, site = self.mode.text(), self.workplace.site
        self._does.show_facts(_TOLD[mode])
        by_lot = mode == RECALL
        self.field.ask("Scan, or type the lot" if by_lot else "Scan, or type (01)…(17)…(10)…")
        self.record.relabel("Search" if by_lot else "Record")
        found = self._found
        if found is None:
            self._title.show_facts("What the worklist needs, and what is on hand")
            rows, nothing = self._rows(), _NOTHING
        else:
            self._title.show_facts(recalled(found))
            rows, nothing = facts.recall_rows(found, site), ""
        self.findings.show_facts(rows)
        self.empty.show_facts("" if rows else nothing)
        self.empty.setVisible(bool(not rows and nothing))
        self.print_button.setVisible(found is not None)
        counting = self._counting
        for widget in (self._asked, self.pieces):
            widget.setVisible(counting is not None)
        # The pieces stand where the code stood: all of it is as large as a gloved finger needs.
        self.field.setVisible(counting is None)
        if counting is not None:
            name = counting.product.name if counting.product else ""
            lot = "" if counting.lot is None else f", **lot {counting.lot}**"
            self._asked.show_facts(f"How many pieces of {name}{lot}?")
        listed = self._stack.currentWidget() is self._list
        for used in (self.mode, self.field, self.record):
            used.setEnabled(listed)
        self.make_room()
        self.heads()

    def _rows(self) -> tuple[FindingFacts, ...]:
        work, today = self.workplace, self._today
        needs = (facts.need_row(each) for each in work.supplies())
        lots = facts.in_order(work.stock.on_hand(today))
        kept = work.stock.quarantines()
        self._quarantines = tuple((gtin, each.lot, each.serial) for gtin, each in kept)
        quarantines = (
            facts.quarantine_row(
                place, gtin, self._name(gtin), each, work.site, self._is_pharmacist
            )
            for place, (gtin, each) in enumerate(kept)
        )
        return (*quarantines, *needs, *(facts.lot_row(each, today) for each in lots))

    def _name(self, gtin: str) -> str:
        product = self.workplace.products.last_known(gtin)
        return gtin if product is None else product.name

    def take_scan(self, text: str) -> None:
        if self._stack.currentWidget() is self.reason:
            self.attempt(no_scan_in_a_question)
        else:
            self.attempt(lambda: self._scanned(text, by_scanner=True))

    def _typed(self, text: str) -> None:
        if text.strip():
            self.attempt(lambda: self._entered(text.strip()))

    def _enter(self) -> None:
        if self._counting is not None:
            self.attempt(self._counted)
        else:
            self._typed(self.field.text())

    def _entered(self, text: str) -> None:
        """Take what was typed: in a search for a lot, a text that is no code is the lot."""
        if self.mode.text() == RECALL and text[:1] not in ("(", "]"):
            self._recall(text, "")
        else:
            self._scanned(text)
        self.field.set_text("")

    def _scanned(self, text: str, *, by_scanner: bool = False) -> None:
        profile = self.workplace.scanner_profile
        proved = by_scanner and profile is not None and profile.proves_separator
        package = self.workplace.catalogue.package(text, self._today, proved)
        self._counting = None
        mode = self.mode.text()
        if mode == RECALL:
            self._recall(_lot(package), package.gtin)
        elif mode == LOT:
            self._ask_quarantine(package.gtin, _lot(package), None)
        elif mode == ONE:
            self._ask_quarantine(package.gtin, _lot(package), _serial(package))
        elif package.serial is None:
            self._count(package)
        else:
            self._handle(package, 1)

    def _count(self, package: Package) -> None:
        if package.product is None or not package.product.accepted:
            self._handle(package, 1)  # which says why not
            return
        self._counting = package
        self.pieces.set_text("")
        self.untell()
        self._draw()
        self.take_focus()

    def _counted(self) -> None:
        if self._counting is not None:
            number = parse_count(self.pieces.text().strip(), "a number of pieces", "10")
            self._handle(self._counting, number)

    def _handle(self, package: Package, pieces: int) -> None:
        if self.mode.text() == REMOVE:
            self._ask_removal(package, pieces)
            return
        assert self.person is not None
        fact = self.workplace.stock.receive(package, pieces, self.person, self._today)
        self._counting = None
        self._draw()
        what = named(fact.lot, fact.serial)
        count = "1 package" if fact.pieces == 1 else f"{fact.pieces} packages"
        of = self._name(package.gtin) + ("" if fact.lot is None else f", {what}")
        self.tell(f"{count} of {of}.", "Received", Tone.OK)
        self.take_focus()

    def _ask(
        self,
        title: str,
        sentence: str,
        accept: Callable[[str], object],
        ready: tuple[str, ...] = (),
        *,
        ends: bool = False,
    ) -> None:
        self._stack.setCurrentWidget(self.reason)
        self._draw()
        self.reason.ask(title, sentence, accept, self._show_list, ready, ends=ends)

    def _quarantine_found(self) -> None:
        """Ask why the lot that a recall found is quarantined."""
        found = self._found
        if found is None:
            return
        bearing = {each.material.gtin: each.material.lot for each in found.affected}
        bearing |= {each.product.gtin: each.lot for each in found.on_hand}
        if len(bearing) != 1:
            raise Refused(
                f"{len(bearing)} products bear this lot; choose “Quarantine the lot” and scan a "
                "package of the one that is meant."
            )
        ((gtin, lot),) = bearing.items()
        assert lot is not None
        self._ask_quarantine(gtin, lot, None)

    def _ask_quarantine(self, gtin: str, lot: str, serial: str | None) -> None:
        self._ask(
            f"Why is {named(lot, serial)} quarantined?",
            f"{self._name(gtin)}. No scan takes it until a pharmacist lifts the quarantine, and an "
            "open preparation that has it stops.",
            lambda reason: self._quarantine(gtin, lot, serial, reason),
            ends=True,
        )

    def _quarantine(self, gtin: str, lot: str, serial: str | None, reason: str) -> None:
        assert self.person is not None
        self.workplace.stock.quarantine(gtin, lot, serial, reason, self.person)
        self._show_list()
        self.tell(f"{begun(named(lot, serial))} is in quarantine.", "Recorded", Tone.OK)

    def _ask_lift(self, code: str) -> None:
        kind, _, place = code.partition(" ")
        if kind != "quarantine" or not self._is_pharmacist:
            return
        gtin, lot, serial = self._quarantines[int(place)]
        self._ask(
            f"Why may {named(lot, serial)} be used again?",
            f"{self._name(gtin)}. The reason stays on record.",
            lambda reason: self._lift(gtin, lot, serial, reason),
        )

    def _lift(self, gtin: str, lot: str, serial: str | None, reason: str) -> None:
        assert self.person is not None
        self.workplace.stock.lift(gtin, lot, serial, reason, self.person)
        self._show_list()
        self.tell(f"{begun(named(lot, serial))} may be used again.", "Recorded", Tone.OK)

    def _ask_removal(self, package: Package, pieces: int) -> None:
        count = "this package" if pieces == 1 else f"{pieces} packages"
        self._ask(
            f"Why is {count} removed?",
            f"{self._name(package.gtin)}, {named(package.lot, package.serial)}. Press the number "
            "of the reason, and add what is to be known.",
            lambda reason: self._remove(package, pieces, reason),
            tuple(_WHY.values()),
            ends=True,
        )

    def _remove(self, package: Package, pieces: int, reason: str) -> None:
        assert self.person is not None
        why = _why(reason)
        if why is None:
            raise Refused(
                "Press the number of the reason, 1 to 4 (broken, expired, returned, not found), "
                "and add what is to be known."
            )
        self.workplace.stock.remove(
            package.gtin, package.lot, package.serial, pieces, why, reason, self.person
        )
        self._counting = None
        self._show_list()
        what = named(package.lot, package.serial)
        self.tell(f"{pieces} of {self._name(package.gtin)}, {what}.", "Removed", Tone.OK)

    def _recall(self, lot: str, gtin: str) -> None:
        work = self.workplace
        self._found = recall(work.log, work.stock, lot, gtin)
        self.untell()
        self._draw()

    def _print(self) -> None:
        self.documents.print(self.workplace, self.print_out(), "The recall")

    def print_out(self) -> Path:
        """Write what a search found as PDF and return the file; raises Refused."""
        work, found = self.workplace, self._found
        if found is None:
            raise Refused("Search for a lot first; then its recall is printed.")
        now, head = work.wall(), work.log.head()
        file = work.folder / "recalls" / file_name(found, now, work.site)
        paper = recall_paper(found, work.site, now, head.hash if head is not None else "")
        put_out_document(paper, file)
        return file

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        if self._stack.currentWidget() is self.reason:
            self.reason.tell(sentence)
        else:
            super().tell(sentence, word, tone)

    def make_room(self) -> None:
        # What a scan does is known by whoever has just scanned; it gives way to what is told.
        self._does.setVisible(not self.tells_much and self._counting is None)
        super().make_room()

    def tick(self) -> None:
        """The clock goes on; the list is drawn anew where something changed it."""
        self.heads()

    def keys(self) -> tuple[FooterKey, ...]:
        found = self._found is not None and self._stack.currentWidget() is self._list
        quarantine = (FooterKey("F12", "Quarantine this lot"),) if found else ()
        return (*super().keys(), FooterKey("F6", "Next: what a scan does"), *quarantine)

    def take_confirm(self) -> bool:
        if self._stack.currentWidget() is self.reason:
            self.reason.record()
        elif self._counting is not None:
            self.attempt(self._counted)
        else:
            return False
        return True

    def take_key(self, key: str) -> bool:
        asking = self._stack.currentWidget() is self.reason
        match key:
            case "Esc" if asking:
                self._show_list()
            case "Esc" if self._counting is not None or self._found is not None:
                self._change_mode()
            case "F6" if not asking:
                modes = [mode for mode, _ in _MODES]
                self.mode.set_text(modes[(modes.index(self.mode.text()) + 1) % len(modes)])
                self._change_mode()
            case "F9" if not asking and self._found is not None:
                self.attempt(self._print)
            case "F12" if not asking and self._found is not None:
                self.attempt(self._quarantine_found)
            case "1" | "2" | "3" | "4" if asking:
                return self.reason.digit(int(key))
            case _:
                return super().take_key(key)
        return True


def recalled(found: Recall) -> str:
    """Return the title of a recall, with how packages spell the lot where that is otherwise."""
    others = [each for each in found.spellings if each != found.lot]
    also = f", on packages {', '.join(others)}" if others else ""
    return f"Recall of lot {found.lot}{also}"


def _lot(package: Package) -> str:
    if package.lot is None:
        raise Refused("The code of this package holds no lot. Scan the square code on the carton.")
    return package.lot


def _serial(package: Package) -> str:
    if package.serial is None:
        raise Refused(
            "The code of this package holds no serial number to tell it from others of its lot. "
            "Quarantine the lot, or remove the package."
        )
    return package.serial
