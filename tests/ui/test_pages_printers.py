"""Setting printers up: chosen, asked, and proved with the ruler of the test page."""

import subprocess
import sys
import threading
from collections.abc import Iterator

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.person import Office, Person
from app.intake.command_code import DIGITS, Instruction, command_text
from app.outlet import Delivery, Sent
from app.printers import (
    PREFIX,
    Kind,
    Printer,
    Use,
    choose,
    measured,
    next_place,
    printer_of,
    tells,
)
from app.ui import printer_talk
from app.ui.commands import obey
from app.ui.drawing.options import Options
from app.ui.pages.equipment import EquipmentPage
from app.ui.pages.printers import PrintersPage
from app.ui.printer_talk import PrinterSearch, PrinterTalk
from reports.press import Press
from tests.app.private_cups import PrivateCups, driver, private_cups
from tests.app.simulated_label_printer import LabelPrinter, label_printer
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import TECHNICIAN
from tests.ui.test_window_layout import SIZES, faults

WHO = Person(TECHNICIAN, Office.TECHNICIAN)


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """The set-up of the printers, open to a technician."""
    made = at("order", TECHNICIAN)
    made.window.show_page("equipment")
    made.press(Qt.Key.Key_F10)
    page(made)
    return made


@pytest.fixture
def printer() -> Iterator[LabelPrinter]:
    with label_printer() as made:
        yield made


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    with private_cups() as made:
        yield made


def page(desk: Desk) -> PrintersPage:
    assert isinstance(desk.page, PrintersPage)
    return desk.page


def pick(options: Options, text: str) -> None:
    """Press the answer of that text."""
    options.buttons[[each for each, _ in options.offered].index(text)].click()


def to_network(desk: Desk, printer: LabelPrinter) -> None:
    pick(page(desk).form.kind, Kind.SOCKET)
    page(desk).form.address.setFocus()
    desk.type(printer.address)


def until_told(desk: Desk, word: str) -> None:
    desk.until(lambda: desk.notices().startswith(f"{word}: "))


def recorded(desk: Desk) -> list[str]:
    log = desk.work.log
    return [row.name for row in log.history(PREFIX + log.workstation)]


# What is chosen.


def test_equipment_leads_to_the_printers_and_back(desk: Desk) -> None:
    assert "They go to a file in the data folder; 4 × 3 in, roll, 203 dpi." in desk.seen()
    assert not page(desk).form.remove.isEnabled()
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, EquipmentPage)
    assert "Files only" in desk.seen()


def test_a_label_printer_is_typed_and_saved(desk: Desk, printer: LabelPrinter) -> None:
    to_network(desk, printer)
    pick(page(desk).paper.stock[Use.LABELS], "4x2in")
    pick(page(desk).paper.dpi, "300")
    desk.press(Qt.Key.Key_F5)
    wanted = Printer(Kind.SOCKET, printer.address, "4x2in", 300)
    assert printer_of(desk.work.log, Use.LABELS) == wanted
    assert desk.notices() == f"Saved: Labels go to {printer.address}."
    desk.press(Qt.Key.Key_Escape)
    assert f"Labels · {printer.address}; 4 × 2 in, roll, 300 dpi" in desk.seen()
    desk.press(Qt.Key.Key_F10)
    assert page(desk).form.chosen() == (Kind.SOCKET, printer.address)
    assert page(desk).paper.chosen() == ("4x2in", 300, 1)


def test_documents_have_a_printer_of_their_own(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F3)
    assert page(desk).use is Use.DOCUMENTS
    pick(page(desk).form.kind, Kind.CUPS)
    page(desk).form.address.setFocus()
    desk.enter("office-copier")
    wanted = Printer(Kind.CUPS, "office-copier", "letter", 600)
    assert printer_of(desk.work.log, Use.DOCUMENTS) == wanted
    assert printer_of(desk.work.log, Use.LABELS).kind is Kind.FILE
    pick(page(desk).form.use, Use.LABELS)
    assert page(desk).form.chosen() == (Kind.FILE, "")


def test_a_label_printer_on_the_network_is_not_offered_for_documents(desk: Desk) -> None:
    assert "Network label printer" in desk.seen()
    desk.press(Qt.Key.Key_F3)
    assert "Network label printer" not in desk.seen()


@pytest.mark.parametrize(
    ("kind", "typed"), [(Kind.SOCKET, "a b"), (Kind.CUPS, "-d"), (Kind.SYSTEM, "")]
)
def test_what_is_no_printer_is_refused(desk: Desk, kind: Kind, typed: str) -> None:
    pick(page(desk).form.kind, kind)
    page(desk).form.address.setFocus()
    desk.enter(typed)
    assert "is not the" in desk.notices()
    assert recorded(desk) == []


def test_a_printer_is_taken_away(desk: Desk) -> None:
    pick(page(desk).form.kind, Kind.CUPS)
    page(desk).form.address.setFocus()
    desk.enter("labels")
    page(desk).form.remove.click()
    assert printer_of(desk.work.log, Use.LABELS).kind is Kind.FILE
    assert not page(desk).form.remove.isEnabled()


def test_what_was_typed_for_one_way_is_there_when_one_comes_back(desk: Desk) -> None:
    pick(page(desk).form.kind, Kind.CUPS)
    page(desk).form.address.setFocus()
    desk.type("labels")
    pick(page(desk).form.kind, Kind.SOCKET)
    assert page(desk).form.chosen() == (Kind.SOCKET, "")
    pick(page(desk).form.kind, Kind.CUPS)
    assert page(desk).form.chosen() == (Kind.CUPS, "labels")


def test_the_queues_of_this_computer_are_shown_and_pressed(at: AtDesk, cups: PrivateCups) -> None:
    queue = cups.queue("ward-labels", driver("4x3in", "letter"))
    desk = at("order", TECHNICIAN)
    desk.window.show_page("printers")
    for kind in (Kind.CUPS, Kind.SYSTEM):
        pick(page(desk).form.kind, kind)
        desk.until(lambda: page(desk).form.seen is not None)
        seen = page(desk).form.seen
        assert seen is not None
        pick(seen, "ward-labels")
        desk.press(Qt.Key.Key_F5)
        assert printer_of(desk.work.log, Use.LABELS).address == "ward-labels"
        desk.press(Qt.Key.Key_F4)
        until_told(desk, "Ready")
        desk.press(Qt.Key.Key_F9)
        desk.until(lambda: page(desk).asks)
        desk.press(Qt.Key.Key_F5)
        assert measured(desk.work.log, Use.LABELS) == 50
    desk.until(lambda: len(queue.pages) == 2)
    assert " Test page " in queue.asked


def test_where_there_is_no_printer_that_is_said(desk: Desk) -> None:
    page(desk).search = None
    page(desk).form.offer((), ())
    pick(page(desk).form.kind, Kind.CUPS)
    assert "This computer shows none" in desk.seen()


# Sheets.


def test_the_next_free_place_is_kept_and_the_test_page_uses_one(
    at: AtDesk, cups: PrivateCups
) -> None:
    queue = cups.queue("sheets", driver("letter"))
    desk = at("order", TECHNICIAN)
    desk.window.show_page("printers")
    assert "Next free place" not in desk.seen()
    pick(page(desk).form.kind, Kind.CUPS)
    page(desk).form.address.setFocus()
    desk.type("sheets")
    pick(page(desk).paper.stock[Use.LABELS], "letter-8")
    pick(page(desk).paper.place, "8")
    desk.press(Qt.Key.Key_F5)
    assert next_place(desk.work.log, "letter-8") == 8
    desk.press(Qt.Key.Key_F9)
    desk.until(lambda: page(desk).asks)
    assert next_place(desk.work.log, "letter-8") == 1
    desk.press(Qt.Key.Key_Escape)
    assert page(desk).paper.chosen() == ("letter-8", 203, 1)
    printed = pypdfium2.PdfDocument(queue.pages[0])[0]
    assert printed.get_size() == (612, 792)
    words = printed.get_textpage().get_text_bounded(306, 0, 612, 250)
    assert "50 mm" in words


def test_a_place_that_was_chosen_and_not_saved_is_no_fact(desk: Desk) -> None:
    pick(page(desk).paper.stock[Use.LABELS], "a4-8")
    pick(page(desk).paper.place, "5")
    assert page(desk).paper.chosen()[2] == 5
    pick(page(desk).paper.stock[Use.LABELS], "letter-8")
    assert page(desk).paper.chosen()[2] == 1
    assert recorded(desk) == []


# The printer is asked.


def test_a_printer_that_is_ready_says_so_and_that_it_tells_is_kept(
    desk: Desk, printer: LabelPrinter
) -> None:
    printer.may_answer.clear()
    to_network(desk, printer)
    desk.press(Qt.Key.Key_F4)
    assert page(desk).ask.text() == "Waiting…"
    desk.press(Qt.Key.Key_F4)
    desk.press(Qt.Key.Key_F9)
    printer.may_answer.set()
    until_told(desk, "Ready")
    assert printer.asked == 1
    assert recorded(desk) == []
    desk.press(Qt.Key.Key_F5)
    assert recorded(desk) == ["printer-chosen", "printer-tells"]
    assert tells(desk.work.log, Use.LABELS)


def test_a_saved_printer_that_says_how_it_is_is_known_for_it(
    desk: Desk, printer: LabelPrinter
) -> None:
    to_network(desk, printer)
    desk.press(Qt.Key.Key_F5)
    desk.press(Qt.Key.Key_F4)
    until_told(desk, "Ready")
    assert tells(desk.work.log, Use.LABELS)


@pytest.mark.parametrize(
    ("state", "told"),
    [("paper_out", "is out of paper"), ("head_open", "is open"), ("paused", "is paused")],
)
def test_what_is_amiss_is_told(desk: Desk, printer: LabelPrinter, state: str, told: str) -> None:
    setattr(printer, state, True)
    to_network(desk, printer)
    desk.press(Qt.Key.Key_F4)
    until_told(desk, "Not ready")
    assert told in desk.notices()
    assert recorded(desk) == []


def test_one_that_says_nothing_is_connected_and_that_is_told(
    desk: Desk, printer: LabelPrinter
) -> None:
    printer.speaks = False
    to_network(desk, printer)
    desk.press(Qt.Key.Key_F4)
    until_told(desk, "Connected")
    assert "whether it has paper is not known" in desk.notices()


def test_a_file_has_no_printer_to_ask(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F4)
    assert "there is no printer to ask" in desk.notices()


def test_an_answer_that_comes_after_another_printer_is_meant_is_dropped(
    desk: Desk, printer: LabelPrinter
) -> None:
    printer.may_answer.clear()
    to_network(desk, printer)
    desk.press(Qt.Key.Key_F4)
    late = page(desk).talk
    assert late is not None
    pick(page(desk).form.kind, Kind.FILE)
    assert page(desk).ask.isEnabled()
    heard: list[object] = []
    late.ready.connect(heard.append)
    printer.may_answer.set()
    desk.until(lambda: heard == [late])
    assert desk.notices() == ""


# The ruler.


def asked_for_length(desk: Desk, printer: LabelPrinter) -> PrintersPage:
    to_network(desk, printer)
    desk.press(Qt.Key.Key_F5)
    desk.press(Qt.Key.Key_F9)
    desk.until(lambda: page(desk).asks)
    assert len(printer.printed()) == 1
    return page(desk)


def test_a_ruler_of_the_right_length_is_recorded(desk: Desk, printer: LabelPrinter) -> None:
    asked_for_length(desk, printer)
    desk.press(Qt.Key.Key_F5)
    assert measured(desk.work.log, Use.LABELS) == 50
    assert desk.notices() == "Recorded: The printer prints at the right size."
    desk.press(Qt.Key.Key_Escape)
    assert "50 mm came out as 50 mm" in desk.seen()
    assert "Set up" in desk.seen()


def test_a_printer_that_scales_is_shown_as_such(desk: Desk, printer: LabelPrinter) -> None:
    asked_for_length(desk, printer)
    desk.enter("48.5")
    assert "The printer scales: The printer makes 48.5 mm of 50 mm" in desk.notices()
    desk.press(Qt.Key.Key_Escape)
    assert "Scales what it prints" in desk.seen()
    assert "it scales: 50 mm came out as 48.5 mm" in desk.seen()


def test_enter_alone_and_what_is_no_length_record_nothing(
    desk: Desk, printer: LabelPrinter
) -> None:
    shown = asked_for_length(desk, printer)
    desk.press(Qt.Key.Key_Return)
    assert "is not a length" in desk.notices()
    desk.enter("5 cm")
    assert shown.asks
    desk.press(Qt.Key.Key_Escape)
    assert "“5 cm” is typed and not recorded" in desk.notices()
    desk.press(Qt.Key.Key_Escape)
    assert not shown.asks
    assert measured(desk.work.log, Use.LABELS) is None


def test_the_question_is_answered_by_codes(desk: Desk, printer: LabelPrinter) -> None:
    shown = asked_for_length(desk, printer)
    desk.scan(command_text(Instruction.REFUSE))
    assert "Type or scan how long it is" in desk.notices()
    for digit in (4, 9):
        desk.scan(command_text(DIGITS[digit]))
    desk.scan(command_text(Instruction.CONFIRM))
    assert not shown.asks
    assert measured(desk.work.log, Use.LABELS) == 49


def test_everything_is_reached_by_codes(desk: Desk) -> None:
    desk.scan(command_text(Instruction.NEXT))
    desk.scan(command_text(Instruction.CONFIRM))
    assert page(desk).form.chosen()[0] is Kind.CUPS
    desk.scan(command_text(Instruction.PREVIOUS))
    met = set()
    for _ in range(40):
        met.add(desk.focus.accessibleName())
        obey(Instruction.NEXT, page(desk))
    for name in (
        "Save",
        "Ask the printer",
        "Print the test page",
        "Stock: A4, 8",
        "For: Documents",
    ):
        assert any(each.startswith(name) for each in met), (name, met)


def test_a_test_page_that_does_not_go_out_is_told_and_nothing_is_asked(
    desk: Desk, printer: LabelPrinter
) -> None:
    printer.head_open = True
    to_network(desk, printer)
    desk.press(Qt.Key.Key_F9)
    until_told(desk, "Not printed")
    assert not page(desk).asks


def test_a_test_page_may_be_out_where_nobody_knows(desk: Desk, printer: LabelPrinter) -> None:
    printer.paper_ends = True
    to_network(desk, printer)
    desk.press(Qt.Key.Key_F9)
    until_told(desk, "Not certain")
    assert page(desk).asks


def test_the_test_page_of_a_file_is_written(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F9)
    file = desk.folder / "sheets" / "test-page-4x3in.pdf"
    assert desk.notices() == f"Written: The test page was written to {file}."
    assert pypdfium2.PdfDocument(file.read_bytes())[0].get_size() == (288, 216)
    desk.enter("47")
    desk.press(Qt.Key.Key_Escape)
    assert "50 mm came out as 47 mm" in desk.seen()


# Documents.


def test_a_document_goes_to_the_printer_of_documents(desk: Desk, cups: PrivateCups) -> None:
    work, queue = desk.work, cups.queue(driver=driver("letter"))
    choose(work.log, desk.clock, Use.DOCUMENTS, Printer(Kind.CUPS, queue.name, "letter", 300), WHO)
    desk.window.show_page("equipment")
    desk.press(Qt.Key.Key_F9)
    assert desk.notices().startswith("Printing: It is being sent to ")
    desk.until(lambda: desk.notices().startswith("Printed: "))
    assert queue.pages == [(desk.folder / "sheets" / "command-codes.pdf").read_bytes()]


def test_a_document_whose_printer_is_away_lies_in_the_folder(desk: Desk, cups: PrivateCups) -> None:
    away = Printer(Kind.CUPS, "no-such-queue", "letter", 300)
    choose(desk.work.log, desk.clock, Use.DOCUMENTS, away, WHO)
    desk.window.show_page("equipment")
    desk.press(Qt.Key.Key_F9)
    desk.until(lambda: desk.notices().startswith("Not printed: "))
    assert "is in sheets/command-codes.pdf of the data folder." in desk.notices()
    assert (desk.folder / "sheets" / "command-codes.pdf").is_file()
    assert cups.queue().pages == []


class Broken:
    """A way to a printer that has a fault of ours."""

    words = "broken"

    def ready(self, _press: Press) -> None:
        raise ZeroDivisionError

    def send(self, _pdf: bytes, _press: Press, _title: str) -> Sent:
        raise ZeroDivisionError


def talks_end() -> None:
    """Wait until no talk runs any more, so that its fault is told in this test and not the next."""
    for thread in threading.enumerate():
        if thread.name == "printer":
            thread.join(10)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nobody_waits_for_ever_after_a_fault_of_ours(qtbot: QtBot) -> None:
    talk, told, heard = PrinterTalk(Broken()), list[str](), list[Sent]()
    talk.failed.connect(lambda _talk, sentence: told.append(sentence))
    talk.sent.connect(lambda _talk, sent: heard.append(sent))
    talk.ask(Press())
    talk.send(b"", Press(), "Label")
    qtbot.waitUntil(lambda: bool(told) and bool(heard), timeout=10_000)
    assert told == ["A fault in Umbra broke off the connection to the printer."]
    assert heard[0].delivery is Delivery.UNCERTAIN
    talks_end()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_search_ends_after_a_fault_of_ours(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> tuple[str, ...]:
        raise ZeroDivisionError

    monkeypatch.setattr(printer_talk, "queues", lambda: ("ward-labels",))
    monkeypatch.setattr(printer_talk, "system_printers", broken)
    search, found = PrinterSearch(), list[object]()
    search.found.connect(lambda _, queues, printers: found.extend((queues, printers)))
    search.begin()
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    assert found == [("ward-labels",), ()]
    talks_end()


_LEAVES = """
import time
from PySide6.QtCore import QCoreApplication, QTimer
from app.ui.printer_talk import begin_thread
window = QCoreApplication([])
begin_thread(lambda: time.sleep(60))
QTimer.singleShot(0, window.quit)
window.exec()
"""


def test_a_printer_that_never_ends_keeps_nobody_from_leaving() -> None:
    left = subprocess.run((sys.executable, "-c", _LEAVES), timeout=30, check=False)
    assert left.returncode == 0


# How it looks.


@pytest.mark.parametrize("size", SIZES)
def test_the_page_has_no_fault(at: AtDesk, size: str) -> None:
    desk = at("order", TECHNICIAN, size=size)
    desk.window.show_page("printers")
    shown = page(desk)
    assert faults(desk) == []
    for use in Use:
        pick(shown.form.use, use)
        for kind in (Kind.CUPS, Kind.SYSTEM):
            pick(shown.form.kind, kind)
            names = tuple(f"Office-copier-on-the-ward-{n}" for n in range(9))
            shown.form.offer(names, names)
            assert faults(desk) == [], f"{use} {kind}"
    pick(shown.form.use, Use.LABELS)
    pick(shown.paper.stock[Use.LABELS], "letter-8")
    desk.press(Qt.Key.Key_F9)
    assert faults(desk) == [], "the question"
    desk.press(Qt.Key.Key_Return)
    assert faults(desk) == [], "the question, refused"
    desk.press(Qt.Key.Key_Escape)
    with label_printer(length=406) as printer:
        to_network(desk, printer)
        pick(shown.paper.stock[Use.LABELS], "4x3in")
        desk.press(Qt.Key.Key_F4)
        until_told(desk, "Not ready")
        assert faults(desk) == [], "not ready"
