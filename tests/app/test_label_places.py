"""Places of a sheet of labels: what is sent there uses them up, whatever comes of it."""

from collections.abc import Iterator

import pytest

from app import printers
from app.core import events as e
from app.core.label_kind import LabelKind
from app.label_printing import Outcome
from app.printers import Kind, Printer, Use, choose, labels_went_out, next_place, set_place
from app.verification import verify
from tests.app.conftest import AtStep
from tests.app.listener import PRINTED, REJECTED, Listener, ListenerOutlet, listening
from tests.app.pharmacy import CECILIA, CHECKER, Pharmacy
from tests.app.refusals import refused

SHEETS = Printer(Kind.CUPS, "sheets", "letter-8", 300)
BAG, VIAL, TRANSPORT = LabelKind.BAG, LabelKind.VIAL, LabelKind.TRANSPORT


@pytest.fixture
def sheets(at_step: AtStep) -> Pharmacy:
    """A pharmacy whose first preparation is to be labelled, on sheets of eight."""
    return on(at_step("print-label"), SHEETS)


def on(pharmacy: Pharmacy, printer: Printer) -> Pharmacy:
    choose(pharmacy.work.log, pharmacy.clock, Use.LABELS, printer, CHECKER)
    return pharmacy


def connected(pharmacy: Pharmacy, listener: Listener) -> Pharmacy:
    outlet = ListenerOutlet(listener.port)
    pharmacy.work.outlet_to = lambda _printer, **_: outlet  # type: ignore[method-assign]
    return pharmacy


@pytest.fixture
def at_printer(sheets: Pharmacy) -> Iterator[Listener]:
    with listening() as listener:
        connected(sheets, listener)
        yield listener


def place(pharmacy: Pharmacy, stock: str = "letter-8") -> int:
    return next_place(pharmacy.work.log, stock)


def test_a_label_tells_which_places_it_takes(sheets: Pharmacy, at_printer: Listener) -> None:
    set_place(sheets.work.log, sheets.clock, "letter-8", 8, CHECKER)
    sheets.session.print_label()
    facts = [each.fact for each in sheets.work.history(sheets.stream)[-2:]]
    for fact in facts:
        assert isinstance(fact, e.LabelSent | e.LabelPrinted)
        assert (fact.stock, fact.place, fact.count) == ("letter-8", 8, 1)
    assert place(sheets) == 1
    assert at_printer.came
    assert "sheet-places-used" not in {row.name for row in sheets.work.log.everything()}
    assert verify(sheets.work.log).faults == ()


def test_a_label_that_is_written_takes_its_place_too(at_step: AtStep) -> None:
    pharmacy = on(at_step("print-label"), Printer(Kind.FILE, "", "a4-8", 300))
    pharmacy.session.print_label(kind=TRANSPORT)
    pharmacy.session.print_label()
    assert pharmacy.state.label is not None
    assert pharmacy.state.label.place == 2
    assert (place(pharmacy, "a4-8"), place(pharmacy)) == (3, 1)
    pharmacy.reopen()
    assert place(pharmacy, "a4-8") == 3
    assert verify(pharmacy.work.log).faults == ()


def test_a_label_of_a_roll_takes_no_place(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    pharmacy.session.print_label()
    assert pharmacy.state.label is not None
    assert (pharmacy.state.label.stock, pharmacy.state.label.place) == ("4x3in", 0)
    assert place(pharmacy, "4x3in") == 1


def test_two_preparations_never_take_one_place(sheets: Pharmacy, at_printer: Listener) -> None:
    first, stream = sheets.session, sheets.stream
    sheets.verify(CECILIA)
    sheets.go_to("withdraw-1")
    second = sheets.session
    job = first.labels.begin(BAG)
    wait = (
        "The bag label (2611-0001-1) is being sent to the printer; wait until the printer answers."
    )
    assert refused(lambda: second.labels.begin(VIAL, 1)) == wait
    first.labels.send(job, job.look())
    assert refused(lambda: second.labels.begin(VIAL, 1)) == wait
    first.labels.finish(job, job.run())
    second.print_label(kind=VIAL, number=1)
    printed = sheets.work.history(sheets.stream)[-1].fact
    assert isinstance(printed, e.CompanionPrinted)
    assert printed.place == 2
    assert sheets.stream != stream
    assert place(sheets) == 3
    assert len(at_printer.came) == 2


@pytest.mark.parametrize("outcome", Outcome)
def test_power_that_goes_before_the_end_leaves_no_place_to_be_taken_again(
    sheets: Pharmacy, at_printer: Listener, outcome: Outcome
) -> None:
    job = sheets.session.labels.begin(BAG)
    sheets.session.labels.send(job, job.look())
    sheets.reopen()
    connected(sheets, at_printer)
    assert place(sheets) == 2
    sheets.session.labels.answer(outcome)
    assert place(sheets) == 2
    assert sheets.session.labels.destination.press.first == 2


def test_an_answer_that_comes_late_takes_no_place_back(
    sheets: Pharmacy, at_printer: Listener
) -> None:
    at_printer.sent = b""
    refused(sheets.session.print_label)
    at_printer.sent = PRINTED
    asked = sheets.session
    sheets.verify(CECILIA)
    sheets.go_to("withdraw-1")
    sheets.session.print_label(kind=VIAL, number=1)
    assert place(sheets) == 3
    asked.labels.answer(Outcome.WHOLE)
    assert place(sheets) == 3


@pytest.mark.parametrize("few", [1, 16])
def test_where_surely_nothing_came_out_the_place_is_free_again(
    sheets: Pharmacy, at_printer: Listener, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printers, "_FEW", few)
    sheets.session.print_label(kind=TRANSPORT)
    at_printer.sent = REJECTED
    for _ in range(3):
        refused(sheets.session.print_label)
        assert place(sheets) == 2
    at_printer.sent = PRINTED
    on(sheets, Printer(Kind.CUPS, "sheets", "a4-8", 300))
    at_printer.sent = REJECTED
    refused(sheets.session.print_label)
    assert (place(sheets), place(sheets, "a4-8")) == (2, 1)


def test_a_printer_that_is_changed_meanwhile_moves_no_other_sheet(
    sheets: Pharmacy, at_printer: Listener
) -> None:
    job = sheets.session.labels.begin(BAG)
    sheets.session.labels.send(job, job.look())
    on(sheets, Printer(Kind.CUPS, "others", "a4-8", 300))
    sheets.session.labels.finish(job, job.run())
    assert (place(sheets), place(sheets, "a4-8")) == (2, 1)
    assert len(at_printer.came) == 1


def test_what_is_set_or_used_after_a_label_counts_on(
    sheets: Pharmacy, at_printer: Listener
) -> None:
    log, clock = sheets.work.log, sheets.clock
    labels_went_out(log, clock, SHEETS, 2, CHECKER)
    sheets.session.print_label()
    assert place(sheets) == 4
    labels_went_out(log, clock, SHEETS, 1, CHECKER)
    assert place(sheets) == 5
    set_place(log, clock, "letter-8", 7, CHECKER)
    assert place(sheets) == 7
    sheets.session.print_label("smudged")
    assert place(sheets) == 8
    assert len(at_printer.came) == 2


def test_labels_of_another_workstation_take_none_here(
    sheets: Pharmacy, at_printer: Listener
) -> None:
    sheets.session.print_label()
    assert at_printer.came
    sheets.work.log.workstation = "the other room"
    assert place(sheets) == 1
