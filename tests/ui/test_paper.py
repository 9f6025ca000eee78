"""Paper at the page of a preparation: what can be printed, what is on its way, what is asked."""

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt

from app.core import entry as said
from app.core import events as e
from app.core.preparation import Status
from app.intake.command_code import Instruction, command_text
from app.label_printing import Destination
from app.ui.drawing.buttons import Button
from app.ui.drawing.footer import Footer
from app.ui.pages.printers import PrintersPage
from app.ui.pages.worklist import WorklistPage
from app.ui.steps.companion import CompanionCard
from app.ui.steps.label import PrintPage, ScanBackPage
from app.ui.steps.measure import MeasurePage
from app.ui.steps.paper import PaperCard
from app.ui.steps.sent import SentCard
from tests.app.listener import NO_PAPER, REJECTED, Listener, ListenerOutlet, listening
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, PINS, REASON, WRONG_VIAL, amount
from tests.ui.test_window_layout import SIZES, faults

RETURN, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
F2, F5, F9, F11, F12 = (getattr(Qt.Key, f"Key_F{number}") for number in (2, 5, 9, 11, 12))

AtPrinter = Callable[..., Desk]


@pytest.fixture
def printer() -> Iterator[Listener]:
    """A printer that is on, and where nothing was sent yet."""
    with listening() as listener:
        yield listener


@pytest.fixture
def at_printer(at: AtDesk, printer: Listener) -> AtPrinter:
    """Return a desk whose labels go to the printer."""

    def at_stage(stage: str, person: str = "", **how: object) -> Desk:
        desk = at(stage, person, **how)
        connect(desk, printer)
        desk.window.open(desk.stream)
        return desk

    return at_stage


def connect(desk: Desk, printer: Listener) -> None:
    to = Destination(outlet=ListenerOutlet(printer.port))
    desk.work.destinations = lambda _: to


def shown(desk: Desk, kind: type) -> bool:
    return len(desk.shown(kind)) == 1


def until(desk: Desk, fact: str) -> None:
    desk.until(lambda: desk.facts[-1] == fact)


# Which papers there are.


def offered(desk: Desk) -> dict[str, bool]:
    """Return each paper that the card shows, and whether it can be chosen."""
    (card,) = desk.shown(PaperCard)
    return {button.text(): button.isEnabled() for button in card.buttons}


def test_before_any_drug_is_in_solution_only_the_worksheet_can_be_printed(at: AtDesk) -> None:
    desk = at("reconstitute-1")
    desk.press(F9)
    assert offered(desk) == {
        "Paper worksheet": True,
        "Vial labels": False,
        "Syringe labels": False,
        "Light-cover label": False,
        "Transport label": False,
        "Bag label, another copy": False,
        "Compounding record": False,
    }
    assert "Vial 1 is not reconstituted yet." in desk.seen()
    assert "It is written once this is released or discarded." in desk.seen()
    before = desk.facts
    desk.type("2")
    assert "Vial labels: Vial 1 is not reconstituted yet." in desk.notices()
    assert desk.facts == before
    desk.press(ESC)
    assert not shown(desk, PaperCard)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("stage", ["reconstitute-2", "withdraw-1", "print-label", "release"])
def test_paper_is_legible_everywhere(at: AtDesk, stage: str, size: str) -> None:
    desk = at(stage, size=size)
    desk.press(F9)
    assert shown(desk, PaperCard)
    assert faults(desk) == []


def test_a_vial_is_labelled_with_what_was_looked_at(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(F9)
    desk.type("2")
    assert "Which vial?" in desk.seen()
    assert "Vial 2  ·  not printed yet" in desk.seen()
    desk.type("2")
    (card,) = desk.shown(CompanionCard)
    assert not card.picture.pixmap().isNull()
    assert "a PDF in the data folder" in desk.seen()
    desk.press(F5)
    assert desk.facts[-1] == "companion-printed"
    assert (desk.folder / "labels" / "2611-0001-V2-1.pdf").is_file()
    assert isinstance(desk.preparation.step_page, MeasurePage)
    assert "Written: The label of vial 2 is in" in desk.notices()
    desk.press(F9)
    assert "vial 1: not printed yet, vial 2: printed once" in desk.seen()


def test_a_second_label_of_a_syringe_wants_a_reason(at: AtDesk) -> None:
    desk = at("fill-container")
    for number in (1, 2):
        desk.press(F9)
        desk.type("3")
        desk.press(F5)
        if number == 2:
            assert "Why is the label of syringe 1 printed again?" in desk.seen()
            desk.enter(REASON)
    assert desk.facts[-2:] == ["companion-printed"] * 2
    desk.press(F9)
    assert "printed twice" in desk.seen()


def test_what_was_typed_stays_while_a_label_is_printed(at: AtDesk) -> None:
    desk = at("fill-container")
    desk.type("44.")
    desk.press(F9)
    desk.type("3")
    desk.press(F5)
    assert desk.facts[-1] == "companion-printed"
    desk.enter("2")
    assert desk.facts[-1] == "container-filled"


def test_another_copy_of_the_bags_label_from_the_card(at: AtDesk) -> None:
    desk = at("scan-label")
    desk.press(F9)
    desk.type("6")
    assert "Why is the label printed again?" in desk.seen()
    desk.enter(REASON)
    assert desk.state.copies == 2
    assert desk.step == "scan-label"


def test_cover_and_transport_labels_are_printed_once_it_is_checked(at: AtDesk) -> None:
    desk = at("print-label")
    for digit in "45":
        desk.press(F9)
        desk.type(digit)
        desk.press(F5)
    assert [each.name for each in sorted((desk.folder / "labels").iterdir())] == [
        "2611-0001-C-1.pdf",
        "2611-0001-T-1.pdf",
    ]
    desk.go_to("release")


def test_a_transport_label_after_the_release(at: AtDesk) -> None:
    desk = at("release")
    desk.enter(PINS[PHARMACIST])
    assert desk.state.status is Status.RELEASED
    (button,) = (each for each in desk.shown(Button) if "Transport label" in each.text())
    button.click()
    assert offered(desk)["Transport label"]
    assert not offered(desk)["Paper worksheet"]
    desk.type("5")
    desk.press(F5)
    assert desk.facts[-1] == "companion-printed"
    assert "The transport label is in" in desk.notices()
    desk.press(F9)
    desk.type("7")
    assert (desk.folder / "records" / "2611-0001.pdf").is_file()
    assert "The compounding record was written to" in desk.seen()


def test_a_scan_answers_no_card_of_paper(at: AtDesk) -> None:
    desk = at("fill-container")
    desk.press(F9)
    desk.scan(WRONG_VIAL)
    assert "A question is open" in desk.notices()
    desk.scan(command_text(Instruction.CONFIRM))
    assert "Choose one of the answers by its number" in desk.notices()
    desk.clock.advance(desk.clock.reading().running)
    desk.scan(command_text(Instruction.DIGIT_3))
    desk.scan(command_text(Instruction.CONFIRM))
    assert desk.facts[-1] == "companion-printed"


def test_a_deadline_that_passed_leaves_no_label(at: AtDesk) -> None:
    desk = at("print-label")
    desk.minutes(9 * 60)
    desk.press(F9)
    assert not offered(desk)["Transport label"]
    assert re.search("latest start of the infusion passed", desk.seen())


# To a printer.


def test_the_page_says_where_the_label_goes(at_printer: AtPrinter) -> None:
    desk = at_printer("print-label")
    assert "Copy 1 goes to the printer in room 2, 4 × 3 in, roll." in desk.seen()
    (footer,) = desk.shown(Footer)
    assert "Labels printer" in footer.accessibleName()


@pytest.mark.parametrize("size", SIZES)
def test_the_window_stays_alive_while_a_label_is_sent(
    at_printer: AtPrinter, printer: Listener, size: str
) -> None:
    desk = at_printer("print-label", size=size)
    printer.go.clear()
    desk.press(F5)
    desk.press(F5)
    desk.until(printer.took.is_set)
    assert shown(desk, SentCard)
    assert "Sending copy 1 of the bag label" in desk.seen()
    assert faults(desk) == []
    desk.press(F5)
    desk.type("1")
    desk.press(F2)
    desk.enter("please look at the printer")
    assert desk.facts[-2:] == ["label-sent", "pharmacist-called"]
    assert shown(desk, SentCard)
    printer.go.set()
    until(desk, "label-printed")
    assert isinstance(desk.preparation.step_page, ScanBackPage)
    assert "Printed: The printer in room 2 printed it." in desk.notices()
    assert len(printer.came) == 1
    assert printer.came[0] == (desk.folder / "labels" / "2611-0001-1.pdf").read_bytes()
    desk.go_to("release")


def test_no_test_page_takes_the_place_of_a_label_on_its_way(
    at_printer: AtPrinter, printer: Listener
) -> None:
    desk = at_printer("print-label")
    printer.go.clear()
    desk.press(F5)
    desk.until(printer.took.is_set)
    desk.window.show_page("printers")
    page = desk.page
    assert isinstance(page, PrintersPage)
    page.form.kind.buttons[-1].click()
    page.form.address.setFocus()
    desk.type("sheets")
    desk.press(F9)
    assert (
        "The bag label (2611-0001-1) is being sent to the printer; wait until the printer answers."
    ) in (desk.notices())
    printer.go.set()
    until(desk, "label-printed")


def test_what_is_shown_is_what_goes_out(at_printer: AtPrinter, printer: Listener) -> None:
    desk = at_printer("print-label")
    drawn = desk.step_page(PrintPage).picture._drawn
    desk.press(F5)
    until(desk, "label-printed")
    assert drawn is not None
    assert printer.came == [drawn.pdf]


def test_a_printer_that_cannot_is_told_before_the_step(
    at_printer: AtPrinter, printer: Listener
) -> None:
    desk = at_printer("print-label")
    printer.asked = NO_PAPER
    desk.press(F5)
    until(desk, "entry-refused")
    assert "Not printed: The printer in room 2 says: no paper." in desk.notices()
    assert isinstance(desk.preparation.step_page, PrintPage)
    assert printer.came == []
    printer.asked = b"ready"
    desk.press(F5)
    until(desk, "label-printed")
    assert desk.state.copies == 1


def test_a_label_that_was_not_taken_is_told_and_keeps_its_number(
    at_printer: AtPrinter, printer: Listener
) -> None:
    desk = at_printer("print-label")
    printer.sent = REJECTED
    desk.press(F5)
    until(desk, "label-not-printed")
    assert "Not printed: The printer in room 2 did not take it." in desk.notices()
    assert desk.state.copies == 0
    printer.sent = b"printed"
    desk.press(F5)
    until(desk, "label-printed")
    assert desk.state.copies == 1


def in_question(desk: Desk, printer: Listener) -> None:
    printer.sent = b""
    desk.press(F5)
    desk.until(lambda: "Did copy 1 of the bag label come out of the printer?" in desk.seen())
    printer.sent = b"printed"


@pytest.mark.parametrize("size", SIZES)
def test_a_silent_printer_is_asked_after_and_the_answer_may_be_yes(
    at_printer: AtPrinter, printer: Listener, size: str
) -> None:
    desk = at_printer("print-label", size=size)
    in_question(desk, printer)
    assert faults(desk) == []
    before = desk.facts
    for key in (F5, RETURN, F11):
        desk.press(key)
    desk.type("4")
    assert desk.facts == before
    desk.type("1")
    assert desk.facts == [*before, "label-printed"]
    assert isinstance(desk.preparation.step_page, ScanBackPage)
    desk.go_to("release")


def test_a_label_that_is_not_there_is_void_and_the_next_is_copy_two(
    at_printer: AtPrinter, printer: Listener
) -> None:
    desk = at_printer("print-label")
    in_question(desk, printer)
    lost = desk.state.sent
    assert lost is not None
    (no,) = (each for each in desk.shown(Button) if each.text() == "It is not there")
    no.click()
    assert desk.facts[-1] == "label-not-printed"
    assert "Void: Copy 1 of the bag label is void: should it turn up, destroy it." in desk.notices()
    assert "Copy 2 goes to the printer in room 2" in desk.seen()
    desk.press(F5)
    until(desk, "label-printed")
    assert desk.state.label is not None
    assert desk.state.label.reason == "copy 1 did not come out"
    desk.enter(lost.code)
    assert "not the label printed last" in desk.notices()
    desk.go_to("release")


def test_a_label_that_came_out_spoiled_is_destroyed_and_the_next_is_copy_two(
    at_printer: AtPrinter, printer: Listener
) -> None:
    desk = at_printer("print-label")
    in_question(desk, printer)
    desk.type("2")
    assert desk.facts[-1] == "label-not-printed"
    (fact,) = desk.state.not_printed
    assert (fact.spoiled, fact.may_be_out) == (True, True)
    told = "Void: Copy 1 of the bag label is void: destroy it, then print copy 2."
    assert told in desk.notices()
    desk.press(F5)
    until(desk, "label-printed")
    assert desk.state.label is not None
    assert desk.state.label.reason == "copy 1 was spoiled"
    desk.go_to("release")


def test_a_label_that_is_written_as_a_pdf_is_to_be_printed_once(at: AtDesk) -> None:
    desk = at("print-label")
    once = "Print it once, at actual size; another copy only through Umbra."
    assert f"a PDF in the data folder, 4 × 3 in, roll. {once}" in desk.seen()
    desk.press(F9)
    desk.type("5")
    assert once in desk.seen()
    desk.press(F5)
    assert desk.notices().startswith("Written: The transport label is in")
    assert once in desk.notices()


def test_the_question_is_there_again_after_a_restart(
    at_printer: AtPrinter, printer: Listener, sit_down: SitDown
) -> None:
    desk = at_printer("print-label")
    in_question(desk, printer)
    folder, stream = desk.folder, desk.stream
    desk.window.close()
    again = sit_down(folder).wake().seat(PHARMACIST)
    again.window.open(stream)
    assert shown(again, SentCard)
    again.type("1")
    assert again.facts[-1] == "label-printed"
    again.go_to("release")


def test_closing_while_a_label_is_sent_leaves_the_question(
    at_printer: AtPrinter, printer: Listener, sit_down: SitDown
) -> None:
    desk = at_printer("print-label")
    printer.go.clear()
    desk.press(F5)
    desk.until(printer.took.is_set)
    folder, stream = desk.folder, desk.stream
    desk.window.close()
    printer.go.set()
    again = sit_down(folder).wake().seat(PHARMACIST)
    again.settle()
    again.window.open(stream)
    assert shown(again, SentCard)
    assert again.facts[-1] == "label-sent"


def test_leaving_the_page_stops_no_label(at_printer: AtPrinter, printer: Listener) -> None:
    desk = at_printer("print-label")
    printer.go.clear()
    desk.press(F5)
    desk.until(printer.took.is_set)
    desk.press(ESC)
    assert isinstance(desk.page, WorklistPage)
    stream = desk.stream
    desk.window.open(stream)
    assert shown(desk, SentCard)
    desk.press(ESC)
    printer.go.set()
    until(desk, "label-printed")
    desk.window.open(stream)
    assert isinstance(desk.preparation.step_page, ScanBackPage)


def test_a_vial_label_holds_up_no_work(at_printer: AtPrinter, printer: Listener) -> None:
    desk = at_printer("withdraw-1")
    printer.go.clear()
    printer.sent = b""
    desk.press(F9)
    desk.type("2")
    desk.type("1")
    desk.press(F5)
    desk.until(printer.took.is_set)
    assert "Sending copy 1 of the label of vial 1" in desk.notices()
    desk.press(F9)
    assert shown(desk, SentCard)
    desk.press(ESC)
    desk.enter(amount(desk.state))
    assert desk.facts[-1] == "dose-withdrawn"
    printer.go.set()
    desk.until(lambda: "Nobody knows whether copy 1 of the label of vial 1" in desk.notices())
    desk.press(F9)
    desk.type("3")
    assert desk.facts[-1] == "label-not-printed"
    assert not shown(desk, SentCard)
    desk.go_to("print-label")


def test_what_is_discarded_while_its_label_is_sent(
    at_printer: AtPrinter, printer: Listener
) -> None:
    desk = at_printer("print-label")
    printer.go.clear()
    desk.press(F5)
    desk.until(printer.took.is_set)
    desk.press(F12)
    desk.enter("the bag leaks")
    assert desk.state.status is Status.DISCARDED
    printer.go.set()
    until(desk, "label-printed")
    assert [each.name for each in (desk.folder / "labels").iterdir()] == ["VOID-2611-0001-1.pdf"]


def test_a_check_that_became_void_meanwhile_voids_the_label_that_came_out(
    at_printer: AtPrinter, printer: Listener
) -> None:
    desk = at_printer("print-label")
    printer.go.clear()
    desk.press(F5)
    desk.until(printer.took.is_set)
    session = desk.preparation.session
    assert session is not None
    session.do(said.Correct(5, "the lot is AB1235"))
    printer.go.set()
    until(desk, "label-printed")
    assert desk.state.label is None
    assert desk.step == "check"
    fact = desk.work.history(desk.stream)[-1].fact
    assert isinstance(fact, e.LabelPrinted)
    assert (desk.folder / "labels" / f"VOID-{fact.file}").is_file()
