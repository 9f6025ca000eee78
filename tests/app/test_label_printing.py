"""Labels that are or may be out: companions, the record, and kills between any two acts."""

import hashlib
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core import events as e
from app.core.preparation import Status
from app.core.refused import Refused
from app.label_printing import Destination, Job, Outcome
from app.label_record import label_table
from app.outlet import Delivery, Sent
from app.preparations import stamped
from app.printing import Paper
from app.records import compounding_record
from app.telling import said as told
from reports.section import Table
from tests.app.conftest import AtStep
from tests.app.label_printer import (
    BAG,
    COVER,
    FILE,
    SYRINGE,
    TRANSPORT,
    VIAL,
    WORDS,
    connected,
    in_question,
    sound,
)
from tests.app.listener import PRINTED, REJECTED, Listener, ListenerOutlet
from tests.app.pharmacy import CHECKER, SITE, Pharmacy, Stage, words_of
from tests.app.refusals import refused
from tests.app.test_unsaved import papers

# Companions.


def test_companions_lie_beside_the_bags_label(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    session = pharmacy.session
    for number in (1, 2):
        session.print_label(kind=VIAL, number=number)
    pharmacy.go_to("fill-container")
    session.print_label(kind=SYRINGE, number=1)
    pharmacy.go_to("release")
    session.print_label(kind=COVER)
    session.print_label(kind=TRANSPORT)
    assert "write why another copy is printed" in refused(
        lambda: session.print_label(kind=TRANSPORT)
    )
    pharmacy.finish()
    session.print_label("smudged", TRANSPORT)
    assert papers(pharmacy, "labels") == [
        "2611-0001-1.pdf",
        "2611-0001-C-1.pdf",
        "2611-0001-S1-1.pdf",
        "2611-0001-T-1.pdf",
        "2611-0001-T-2.pdf",
        "2611-0001-V1-1.pdf",
        "2611-0001-V2-1.pdf",
    ]
    sound(pharmacy)


def test_what_is_refused_of_a_label_after_the_release_is_a_close_call(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    refused(lambda: pharmacy.session.print_label(kind=VIAL, number=1))
    assert pharmacy.recorded()[-1] == "entry-refused"


def test_void_companions_are_marked_so(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.session.print_label(kind=VIAL, number=1)
    pharmacy.session.do(said.Inspect("inspect-vial-1", False, "particles were seen"))
    assert papers(pharmacy, "labels") == ["VOID-2611-0001-V1-1.pdf"]
    pharmacy.go_to("print-label")
    pharmacy.session.print_label(kind=TRANSPORT)
    pharmacy.session.do(said.Correct(5, "the lot is AB1235"))
    assert papers(pharmacy, "labels")[-1] == "VOID-2611-0001-V1-1.pdf"
    assert "VOID-2611-0001-T-1.pdf" in papers(pharmacy, "labels")
    sound(pharmacy)


def test_nothing_that_goes_with_the_bag_is_labelled_in_quarantine(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    lot = pharmacy.state.vials[0].material.lot
    gtin = pharmacy.state.vials[0].material.gtin
    assert lot is not None
    pharmacy.work.stock.quarantine(gtin, lot, None, "recalled", CHECKER)
    for kind in (COVER, TRANSPORT):
        told = refused(lambda kind=kind: pharmacy.session.print_label(kind=kind))
        assert "is in quarantine" in told


def test_a_label_that_cannot_be_drawn_is_not_printed(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    session = pharmacy.session
    session.site = replace(session.site, name="王" * 4)
    before = pharmacy.recorded()
    with pytest.raises(Refused, match="character"):
        session.print_label()
    assert pharmacy.recorded() == before


def test_where_labels_go_is_said_in_words(at_step: AtStep) -> None:
    assert Destination().words == "a PDF in the data folder, 4 × 3 in, roll"
    assert at_step("check").session.labels.destination.words == Destination().words


def test_what_a_paper_says_is_known_only_by_what_was_recorded(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "1.pdf")
    assert paper.unfinished("x") is None
    paper.write(b"a label")
    assert paper.unfinished("x") is None
    assert paper.unfinished(hashlib.sha256(b"a label").hexdigest()) == b"a label"


# On the record.


def rows(pharmacy: Pharmacy) -> list[str]:
    """Return the labels on the record, each from its kind to what came of it."""
    history = pharmacy.work.history(pharmacy.stream)
    document = compounding_record(pharmacy.state, history, SITE, "head")
    found = (each for each in document.sections if isinstance(each, Table))
    tables = [each for each in found if each.title == "Labels"]
    return [" | ".join(row[1:5]) for table in tables for row in table.rows]


def test_the_record_tells_of_every_label(at_printer: AtStep, printer: Listener) -> None:
    pharmacy = at_printer("withdraw-1")
    assert rows(pharmacy) == []
    pharmacy.session.print_label(kind=VIAL, number=1)
    pharmacy.go_to("print-label")
    in_question(pharmacy, printer)
    assert rows(pharmacy)[-1] == (
        f"bag label | 1 | {WORDS} | not known; nobody said whether it came out"
    )
    pharmacy.session.labels.answer(Outcome.MISSING)
    printer.sent = REJECTED
    refused(pharmacy.session.print_label)
    printer.sent = PRINTED
    pharmacy.session.print_label()
    pharmacy.session.print_label("smudged")
    pharmacy.work.destinations = lambda _: Destination()
    pharmacy.session.print_label(kind=TRANSPORT)
    pharmacy.session.print_label("torn", TRANSPORT)
    pharmacy.finish()
    lost = "reason: copy 1 did not come out"
    assert rows(pharmacy) == [
        f"label of vial 1 | 1 | {WORDS} | printed",
        f"bag label | 1 | {WORDS} | not found: Nobody found it at the printer; void, should it "
        "turn up",
        f"bag label | 2 | {WORDS} | not printed: The printer in room 2 did not take it.; {lost}",
        f"bag label | 2 | {WORDS} | printed; void; {lost}",
        f"bag label | 3 | {WORDS} | printed; reason: smudged",
        "transport label | 1 | a file | written as a PDF; void",
        "transport label | 2 | a file | written as a PDF; reason: torn",
    ]
    text = words_of(pharmacy.session.write_record())
    for words in (f"copy 3, printed by {WORDS}", "Did not come out: bag label, copy 1"):
        assert words in text


def test_a_spoiled_label_is_void_on_the_record(at_printer: AtStep, printer: Listener) -> None:
    pharmacy = at_printer("print-label")
    in_question(pharmacy, printer)
    pharmacy.session.labels.answer(Outcome.SPOILED)
    assert rows(pharmacy) == [f"bag label | 1 | {WORDS} | spoiled and destroyed; void"]
    pharmacy.session.print_label()
    assert rows(pharmacy)[-1] == (f"bag label | 2 | {WORDS} | printed; reason: copy 1 was spoiled")
    sound(pharmacy.finish())


def test_every_fact_of_a_label_is_a_sentence() -> None:
    sent = e.LabelSent("", VIAL, 1, 2, "c", "d", "f", "room 2", "torn", "")
    printed = e.CompanionPrinted(VIAL, 1, 2, "c", "d", "f", None, "room 2", "")
    lost = e.LabelNotPrinted(VIAL, 1, 2, "not there", may_be_out=True)
    spoiled = replace(lost, spoiled=True)
    written = replace(printed, printer="")
    assert [told(each) for each in (sent, printed, written, lost, spoiled)] == [
        "To room 2: label of vial 1, copy 2: torn",
        "Printed by room 2: label of vial 1, copy 2",
        "Written as a PDF: label of vial 1, copy 2",
        "Did not come out: label of vial 1, copy 2: not there; it is void, should it turn up",
        "Spoiled and destroyed: label of vial 1, copy 2; it is void",
    ]


# Killed between any two acts.


def acts(pharmacy: Pharmacy, at: Callable[[str], None]) -> None:
    """Print a label, telling each act just before it."""
    session, step = pharmacy.session, "print-label"
    assert pharmacy.step.identifier == step
    job = session.labels.begin(BAG)
    at("asking")
    found = job.look()
    at("sending")
    session.labels.send(job, found)
    at("bytes")
    sent = job.run()
    at("ending")
    session.labels.finish(job, sent)
    at("done")


def killed(stage: Stage, folder: Path, port: int, where: str) -> None:
    """Let a child print a label in a copy of a folder, and kill it just before an act."""
    shutil.copytree(stage.folder, folder)
    child = os.fork()
    if child == 0:
        _be_killed(folder, stage, port, where)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def _be_killed(folder: Path, stage: Stage, port: int, where: str) -> NoReturn:
    def at(act: str) -> None:
        if act == where:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        pharmacy = Pharmacy(folder, SetClock.going_on(stage.reading), stage.stream)
        to = Destination(outlet=ListenerOutlet(port))
        pharmacy.work.destinations = lambda _: to
        acts(pharmacy, at)
    finally:
        os._exit(1)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize(
    ("where", "known"),
    [("asking", 0), ("sending", 0), ("bytes", 1), ("ending", 1), ("done", 2)],
)
def test_killed_between_any_two_acts_it_comes_right_at_the_opening(
    stages: dict[str, Stage],
    tmp_path: Path,
    printer: Listener,
    where: str,
    known: int,
    outcome: Outcome,
) -> None:
    """`known` is how many facts of the label are on disk when power goes."""
    stage = stages["print-label"]
    killed(stage, tmp_path / "data", printer.port, where)
    pharmacy = Pharmacy(tmp_path / "data", SetClock.going_on(stage.reading), stage.stream)
    try:
        connected(pharmacy, printer)
        facts = [name for name in pharmacy.recorded() if name.startswith("label-")]
        assert facts == ["label-sent", "label-printed"][:known]
        assert len(printer.came) == (where in ("ending", "done"))
        sound(pharmacy)
        label = pharmacy.session.labels.under_way
        assert (label is not None and label.in_question) is (known == 1)
        if known == 1:
            assert papers(pharmacy, "labels") == [f".{FILE}.part"]
            assert pharmacy.session.labels.picture() is not None
            pharmacy.session.labels.answer(outcome)
        pharmacy.finish()
        assert pharmacy.state.status is Status.RELEASED
        assert pharmacy.state.copies == (2 if known == 1 and outcome is not Outcome.WHOLE else 1)
        assert pharmacy.state.label is not None
        kept = pharmacy.folder / "labels" / pharmacy.state.label.file
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == pharmacy.state.label.digest
        sound(pharmacy)
    finally:
        pharmacy.close()


def test_a_companion_that_was_recorded_gets_its_name_though_power_went(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    file = pharmacy.session.print_label(kind=VIAL, number=1)
    file.rename(file.with_name(f".{file.name}.part"))
    pharmacy.reopen()
    assert file.is_file()


def test_a_fault_in_the_middle_leaves_no_job_behind(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    job = pharmacy.session.labels.begin(BAG)
    (pharmacy.folder / "labels").write_text("a file in the way")
    with pytest.raises(Refused, match="could not be written"):
        pharmacy.session.labels.send(job, job.look())
    assert not pharmacy.session.labels.is_sending
    assert "label-sent" not in pharmacy.recorded()


def test_what_a_printer_says_is_kept_short_and_in_plain_signs(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    session = pharmacy.session
    job = session.labels.begin(BAG)
    session.labels.send(job, job.look())
    session.labels.finish(job, Sent(Delivery.NOT_DELIVERED, f"\x1b{'it failed ' * 40}"))
    (fact,) = pharmacy.state.not_printed
    assert len(fact.why) <= 200
    assert fact.why.isprintable()


def test_jobs_of_a_file_are_over_at_once(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    job: Job = pharmacy.session.labels.begin(BAG)
    assert job.is_over
    assert job.file.is_file()
    assert job.entry.code == pharmacy.state.label.code  # type: ignore[union-attr]


def test_a_label_that_a_fault_of_ours_stopped_is_asked_after(at_printer: AtStep) -> None:
    pharmacy = at_printer("print-label")
    session = pharmacy.session
    job = session.labels.begin(BAG)
    session.labels.send(job, None)
    session.labels.abandon(job)
    label = session.labels.under_way
    assert label is not None
    assert label.in_question
    session.labels.abandon(job)
    assert session.labels.under_way == label


def test_the_record_says_what_came_of_a_label_whatever_came_between(
    at_printer: AtStep, printer: Listener
) -> None:
    pharmacy = at_printer("print-label")
    sent = in_question(pharmacy, printer)
    pharmacy.session.do(said.Call("the printer is silent"))
    pharmacy.session.labels.answer(Outcome.WHOLE)
    history = tuple(stamped(row) for row in pharmacy.work.log.history(pharmacy.stream))
    (table,) = label_table(pharmacy.state, history, SITE)
    assert isinstance(table, Table)
    (row,) = table.rows
    assert (row[3], row[4]) == (sent.printer, "printed")
