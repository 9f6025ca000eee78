"""Labels through a real session to a real listener: recorded before and after they go."""

import hashlib

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.refused import Refused
from app.core.timing import Name, deadline_named
from app.label_check import by_typed_code, read_companion, read_label
from app.label_printing import Outcome
from app.label_proof import Standing
from app.labels import typed_code
from reports.verify import code_on
from tests.app.conftest import AtStep
from tests.app.label_printer import BAG, FILE, TRANSPORT, WORDS, in_question, sound
from tests.app.listener import NO_PAPER, PRINTED, REJECTED, Listener, ListenerOutlet
from tests.app.pharmacy import CHECKER, SITE, TECHNICIAN, Pharmacy, words_of
from tests.app.refusals import refused
from tests.app.test_unsaved import papers
from tests.disk_faults import full


def since(pharmacy: Pharmacy, before: list[str]) -> list[str]:
    return pharmacy.recorded()[len(before) :]


# To a printer.


def test_a_label_is_recorded_before_and_after_it_goes(
    at_printer: AtStep, printer: Listener
) -> None:
    pharmacy = at_printer("print-label")
    before = pharmacy.recorded()
    shown = pharmacy.session.labels.preview(BAG, 0)
    file = pharmacy.session.print_label()
    assert since(pharmacy, before) == ["label-sent", "label-printed"]
    assert printer.came == [shown.pdf] == [file.read_bytes()]
    label = pharmacy.state.label
    assert label is not None
    assert (label.file, label.printer) == (FILE, WORDS)
    assert label.digest == hashlib.sha256(shown.pdf).hexdigest()
    sound(pharmacy.finish())


def test_the_title_in_a_queue_names_nobody(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    pharmacy.session.print_label()
    outlet = pharmacy.session.labels.destination.outlet
    assert isinstance(outlet, ListenerOutlet)
    assert outlet.titles == ["Label 2611-0001-1"]


@pytest.mark.parametrize("why", ["no paper", "it is off"])
def test_a_printer_that_cannot_is_told_before_anything_counts(
    at_printer: AtStep, printer: Listener, why: str
) -> None:
    pharmacy = at_printer("print-label")
    before = pharmacy.recorded()
    if why == "no paper":
        printer.asked = NO_PAPER
    else:
        printer.stop()
    told = refused(pharmacy.session.print_label)
    assert "The printer in room 2" in told
    assert since(pharmacy, before) == ["entry-refused"]
    assert pharmacy.state.refusals[-1][0] == e.EntryRefused("print-label", "bag label", told)
    assert papers(pharmacy, "labels") == []
    assert printer.came == []
    assert pharmacy.state.copies == 0
    assert not pharmacy.session.labels.is_sending
    sound(pharmacy)


def test_what_may_not_be_printed_is_refused_before_the_printer_is_asked(
    at_printer: AtStep, printer: Listener
) -> None:
    pharmacy = at_printer("check")
    printer.stop()
    assert "the present step is" in refused(pharmacy.session.print_label)
    why = "once every step before is done"
    assert why in refused(lambda: pharmacy.session.print_label(kind=TRANSPORT))
    assert pharmacy.state.refusals[-1][0].entered == "transport label"


def test_what_was_not_taken_gives_its_number_back(at_printer: AtStep, printer: Listener) -> None:
    pharmacy = at_printer("print-label")
    before = pharmacy.recorded()
    printer.sent = REJECTED
    assert refused(pharmacy.session.print_label) == "The printer in room 2 did not take it."
    assert since(pharmacy, before) == ["label-sent", "label-not-printed"]
    assert papers(pharmacy, "labels") == []
    printer.sent = PRINTED
    assert pharmacy.session.print_label().name == FILE
    sound(pharmacy.finish())


def test_a_printer_that_is_switched_off_between_the_question_and_the_label(
    at_printer: AtStep, printer: Listener
) -> None:
    pharmacy = at_printer("print-label")
    session = pharmacy.session
    job = session.labels.begin(BAG)
    session.labels.send(job, job.look())
    printer.stop()
    session.labels.finish(job, job.run())
    assert pharmacy.recorded()[-1] == "label-not-printed"
    assert pharmacy.state.copies == 0


def test_a_silent_printer_leaves_a_question(at_printer: AtStep, printer: Listener) -> None:
    pharmacy = at_printer("print-label")
    sent = in_question(pharmacy, printer)
    label = pharmacy.session.labels.under_way
    assert label is not None
    assert (label.words, label.printer) == ("copy 1 of the bag label", WORDS)
    assert "Say first whether it came out" in refused(pharmacy.session.print_label)
    assert pharmacy.session.labels.picture() is not None
    pharmacy.session.labels.answer(Outcome.WHOLE)
    assert pharmacy.state.label is not None
    assert pharmacy.state.label.code == sent.code
    assert papers(pharmacy, "labels") == [FILE]
    assert pharmacy.session.labels.picture() is None
    sound(pharmacy.finish())


def test_a_label_that_turns_up_after_all_is_void(at_printer: AtStep, printer: Listener) -> None:
    pharmacy = at_printer("print-label")
    lost = in_question(pharmacy, printer)
    scan = code_on(printer.came[-1])
    pharmacy.session.labels.answer(Outcome.MISSING)
    assert papers(pharmacy, "labels") == []
    assert pharmacy.session.print_label().name == "2611-0001-2.pdf"
    assert "void" in words_of(pharmacy.folder / "labels" / "2611-0001-2.pdf")
    assert pharmacy.state.label is not None
    assert pharmacy.state.label.reason == "copy 1 did not come out"
    assert "not the label printed last" in refused(lambda: pharmacy.session.scan(scan))
    log, day = pharmacy.work.log, SITE.day(pharmacy.session.now())
    read = read_label(log, scan, day)
    assert read.stream == pharmacy.stream
    assert by_typed_code(log, "2611-0001", typed_code(lost.code)) == lost.code
    pharmacy.finish()
    assert "This label is void: the one in force is copy 2" in pharmacy.work.answer(read).sentence
    sound(pharmacy)


def test_a_companion_that_was_sent_and_is_in_question_counts_for_nothing(
    at_printer: AtStep, printer: Listener
) -> None:
    pharmacy = at_printer("print-label")
    sent = in_question(pharmacy, printer, TRANSPORT)
    log, day = pharmacy.work.log, SITE.day(pharmacy.session.now())
    proof = read_companion(log, sent.code, day).proof
    assert proof.standing is Standing.VOID
    assert "that it came out is not on record" in proof.sentence
    pharmacy.session.labels.answer(Outcome.WHOLE)
    assert read_companion(log, sent.code, day).proof.standing is Standing.GENUINE


def test_the_typed_code_of_a_companion_is_not_that_of_the_bags_label(
    at_printer: AtStep, printer: Listener
) -> None:
    pharmacy = at_printer("print-label")
    sent = in_question(pharmacy, printer, TRANSPORT)
    with pytest.raises(Refused, match="No label"):
        by_typed_code(pharmacy.work.log, "2611-0001", typed_code(sent.code))


def test_an_answer_without_a_question(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    told = refused(lambda: pharmacy.session.labels.answer(Outcome.WHOLE))
    assert told == "What became of each label that was sent to a printer is recorded already."


def test_while_it_is_sent_nobody_is_asked_and_nothing_else_is_printed(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    session = pharmacy.session
    job = session.labels.begin(BAG)
    assert job.words == WORDS
    wait = (
        "The bag label (2611-0001-1) is being sent to the printer; wait until the printer answers."
    )
    assert refused(session.print_label) == wait
    session.labels.send(job, job.look())
    assert refused(session.print_label) == wait
    assert refused(lambda: session.labels.answer(Outcome.WHOLE)) == wait
    label = session.labels.under_way
    assert label is not None
    assert not label.in_question
    assert session.labels.picture() == job.drawn
    session.do(said.Call("please come"))
    # Whoever leaves the page and comes back finds the same work.
    assert pharmacy.work.session(pharmacy.stream, TECHNICIAN, lambda _: None) is session
    session.labels.finish(job, job.run())
    assert pharmacy.work.log.history(pharmacy.stream)[-1].name == "label-printed"
    assert pharmacy.work.session(pharmacy.stream, CHECKER, lambda _: None) is not session


def test_what_came_of_it_is_recorded_for_whoever_sent_it(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    session = pharmacy.session
    session.person = CHECKER
    job = session.labels.begin(BAG)
    session.labels.send(job, job.look())
    session.person = TECHNICIAN
    session.labels.finish(job, job.run())
    assert pharmacy.work.log.history(pharmacy.stream)[-1].actor == CHECKER.name


def test_a_label_that_says_something_else_meanwhile_does_not_go(
    at_printer: AtStep, printer: Listener
) -> None:
    pharmacy = at_printer("print-label")
    session = pharmacy.session
    job = session.labels.begin(BAG)
    pharmacy.set_wall(-1)
    with pytest.raises(Refused, match="What the label says changed while the printer was asked"):
        session.labels.send(job, job.look())
    assert "label-sent" not in pharmacy.recorded()
    assert printer.came == []
    assert session.print_label().is_file()
    sound(pharmacy)


def test_a_label_whose_deadline_passed_while_the_printer_was_asked(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    job = pharmacy.session.labels.begin(BAG)
    start = deadline_named(pharmacy.state.deadlines(), Name.START).at
    pharmacy.clock.advance(start - pharmacy.session.now())
    pharmacy.wait(1)
    with pytest.raises(Refused, match="latest start of the infusion passed"):
        pharmacy.session.labels.send(job, None)
    assert papers(pharmacy, "labels") == []
    assert not pharmacy.session.labels.is_sending


def test_a_log_that_takes_nothing_lets_nothing_go(at_printer: AtStep, printer: Listener) -> None:
    pharmacy = at_printer("print-label")
    before = pharmacy.recorded()
    with full(pharmacy.work.log):
        assert "is full" in refused(pharmacy.session.print_label)
    assert pharmacy.recorded() == before
    assert pharmacy.session.unsaved is None
    assert papers(pharmacy, "labels") == []
    assert printer.came == []
    assert pharmacy.session.print_label().is_file()


def test_an_end_that_is_not_saved_is_kept_and_saved_as_of_when_it_was(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    session = pharmacy.session
    job = session.labels.begin(BAG)
    session.labels.send(job, job.look())
    sent = job.run()
    with full(pharmacy.work.log):
        assert "This is not saved" in refused(lambda: session.labels.finish(job, sent))
    assert session.unsaved is not None
    assert session.unsaved.words == (f"Label printed by {WORDS}, copy 1",)
    session.save_again()
    assert pharmacy.recorded()[-1] == "label-printed"
    assert papers(pharmacy, "labels") == [FILE]
    sound(pharmacy.finish())


def test_an_end_behind_something_unsaved_leaves_the_question(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    session = pharmacy.session
    job = session.labels.begin(BAG)
    session.labels.send(job, job.look())
    with full(pharmacy.work.log):
        refused(lambda: session.do(said.Call("please come")))
    assert "is not saved, so nothing else" in refused(lambda: session.labels.finish(job, job.run()))
    session.save_again()
    label = session.labels.under_way
    assert label is not None
    assert label.in_question


# Void before it came out.


def test_a_label_that_comes_out_void_is_marked_so(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    session = pharmacy.session
    job = session.labels.begin(BAG)
    session.labels.send(job, job.look())
    session.do(said.LoseProtection("the cover slipped"))
    session.labels.finish(job, job.run())
    assert pharmacy.state.label is None
    assert papers(pharmacy, "labels") == [f"VOID-{FILE}"]
    sound(pharmacy)


def test_a_label_that_comes_out_after_a_discard_is_marked_void(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    session = pharmacy.session
    job = session.labels.begin(BAG)
    session.labels.send(job, job.look())
    session.do(said.Discard("it leaks"))
    session.labels.finish(job, job.run())
    assert pharmacy.recorded()[-2:] == ["discarded", "label-printed"]
    assert papers(pharmacy, "labels") == [f"VOID-{FILE}"]
    sound(pharmacy)
