"""Queues of CUPS, through a scheduler of the tests' own: what is refused, and what came out."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.refused import Refused
from app.outlet import Delivery, Sent
from app.outlet_cups import CupsOutlet, media, possible, queues, sizes
from reports.label_stock import PAPERS, STOCKS
from reports.press import Press
from reports.ruler import draw_ruler
from reports.sheet import Sheet
from tests.app.printed_pages import CODE, coded
from tests.app.private_cups import PrivateCups, Queue, driver, private_cups, run, until

PRESS = Press()


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    with private_cups() as made:
        yield made


@pytest.fixture
def queue(cups: PrivateCups) -> Queue:
    """A queue of this test alone, which hands on what it is sent."""
    return cups.queue()


def refusal(queue: Queue | str, press: Press = PRESS) -> str:
    name = queue if isinstance(queue, str) else queue.name
    with pytest.raises(Refused) as refused:
        CupsOutlet(name).ready(press)
    return refused.value.sentence


# What comes out.


def test_what_comes_out_is_the_file_byte_for_byte(queue: Queue) -> None:
    outlet, pdf = CupsOutlet(queue.name), coded(PRESS, CODE)
    outlet.ready(PRESS)
    sent = outlet.send(pdf, PRESS, "Bag label")
    assert sent.delivery is Delivery.DELIVERED
    handed = rf"CUPS handed job {queue.name}-[0-9]+ to the printer: see at the printer .*\."
    assert re.fullmatch(handed, sent.sentence)
    assert queue.pages == [pdf]
    assert outlet.words == f"queue {queue.name} of CUPS"


@pytest.mark.parametrize(
    ("press", "size"),
    [
        (PRESS, "media=Custom.101.6x76.2mm "),
        (Press(STOCKS["100x50mm"]), "media=Custom.100x50mm "),
        (Press(PAPERS["letter"], 300), "media=Letter "),
        (Press(STOCKS["a4-8"], 300), "media=A4 "),
    ],
)
def test_the_size_is_named_nothing_is_scaled_and_the_title_names_nobody(
    queue: Queue, press: Press, size: str
) -> None:
    sent = CupsOutlet(queue.name).send(draw_ruler(press), press, "Test page")
    assert sent.delivery is Delivery.DELIVERED
    assert size in queue.asked
    assert " print-scaling=none " in queue.asked
    assert re.match(r"[0-9]+ \S+ Test page 1 ", queue.asked)


def test_a_driver_that_knows_the_stock_takes_it(cups: PrivateCups) -> None:
    queue = cups.queue(driver=driver("4x3in", "letter"))
    outlet, pdf = CupsOutlet(queue.name), coded(PRESS, CODE)
    outlet.ready(PRESS)
    assert outlet.send(pdf, PRESS, "Label").delivery is Delivery.DELIVERED
    assert queue.pages == [pdf]


def test_the_queues_of_this_computer_are_named(cups: PrivateCups) -> None:
    names = [cups.queue("seen-2").name, cups.queue("seen-1").name]
    assert [each for each in queues() if each in names] == ["seen-1", "seen-2"]


# What is refused.


def test_a_queue_that_is_not_there_is_refused(cups: PrivateCups) -> None:
    assert cups.server
    assert "CUPS has no queue nowhere here" in refusal("nowhere")
    sent = CupsOutlet("nowhere").send(coded(PRESS, CODE), PRESS, "Label")
    assert (sent.delivery, "no queue nowhere" in sent.sentence) == (Delivery.NOT_DELIVERED, True)


def test_a_queue_that_is_stopped_is_refused_with_the_reason(queue: Queue) -> None:
    run("cupsdisable", "-r", "away for cleaning", queue.name)
    told = refusal(queue)
    assert f"The queue {queue.name} is stopped (“away for cleaning”)" in told
    assert CupsOutlet(queue.name).send(coded(PRESS, CODE), PRESS, "Label") == Sent(
        Delivery.NOT_DELIVERED, told
    )


def test_a_queue_that_rejects_is_refused_with_the_reason(queue: Queue) -> None:
    run("cupsreject", "-r", "moved to floor 3", queue.name)
    assert f"The queue {queue.name} takes no jobs now (“moved to floor 3”)" in refusal(queue)


@pytest.mark.parametrize(
    ("reported", "told"),
    [
        ("media-empty-error", "is out of paper. Load it"),
        ("media-needed", "waits for paper"),
        ("cover-open-warning", "is open. Close it"),
        ("shutdown", "is switched off"),
        ("fuser-over-temp-error", "reports “fuser-over-temp”"),
    ],
)
def test_what_the_printer_reports_is_refused(queue: Queue, reported: str, told: str) -> None:
    queue.reports(reported)
    assert told in refusal(queue)
    sent = CupsOutlet(queue.name).send(coded(PRESS, CODE), PRESS, "Label")
    assert sent.delivery is Delivery.NOT_DELIVERED
    assert queue.pages == []


def test_what_holds_nothing_up_is_no_refusal(queue: Queue) -> None:
    queue.reports("media-low-warning")
    CupsOutlet(queue.name).ready(PRESS)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (
            driver("letter"),
            "set to paper of 216 × 279 mm; 102 × 76 mm was expected (4 × 3 in, roll)",
        ),
        (driver("4x3in"), ""),
    ],
    ids=["letter", "4x3in"],
)
def test_the_stock_that_is_set_is_compared(cups: PrivateCups, made: str, told: str) -> None:
    queue = cups.queue(driver=made)
    if told:
        assert told in refusal(queue)
    else:
        CupsOutlet(queue.name).ready(PRESS)


def test_paper_of_documents_is_compared_too(cups: PrivateCups) -> None:
    queue = cups.queue(driver=driver("letter", "A4", custom=True))
    CupsOutlet(queue.name).ready(Press(PAPERS["letter"], 600))
    assert "210 × 297 mm was expected (A4 paper)" in refusal(queue, Press(PAPERS["A4"], 600))


def test_a_code_that_the_printer_cannot_show_is_not_sent(queue: Queue) -> None:
    sent = CupsOutlet(queue.name).send(coded(PRESS, CODE, dots=0.9), PRESS, "Label")
    assert sent.delivery is Delivery.NOT_DELIVERED
    assert "cannot be read as it should" in sent.sentence
    assert queue.pages == []


def test_where_cups_does_not_run_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "/nowhere/cups.sock")
    assert "CUPS does not answer at /nowhere/cups.sock" in refusal("labels")
    assert queues() == ()


def test_where_there_is_no_cups_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "This computer has no CUPS: the program lpstat is missing" in refusal("labels")
    assert queues() == ()


# Jobs that do not simply come out.


def test_a_job_that_is_begun_and_stays_is_cancelled_and_uncertain(queue: Queue) -> None:
    queue.hold("busy")
    sent = CupsOutlet(queue.name, printing=0.3).send(coded(PRESS, CODE), PRESS, "Label")
    assert sent.delivery is Delivery.UNCERTAIN
    assert "did not finish in time" in sent.sentence
    assert "was cancelled after it began. Look at the printer" in sent.sentence
    queue.let_go("busy")
    assert run("lpstat", "-W", "not-completed", "-o", queue.name) == ""


def test_a_job_that_waits_behind_another_is_cancelled_before_it_began(queue: Queue) -> None:
    queue.hold("busy")
    run("lp", "-d", queue.name, __file__)
    sent = CupsOutlet(queue.name, printing=0.3).send(coded(PRESS, CODE), PRESS, "Label")
    assert sent.delivery is Delivery.NOT_DELIVERED
    assert "was cancelled before it began." in sent.sentence
    queue.let_go("busy")
    until(lambda: len(queue.pages) == 1)
    assert not queue.pages[0].startswith(b"%PDF")


def test_a_job_that_is_given_up_is_uncertain(queue: Queue) -> None:
    run("lpadmin", "-p", queue.name, "-o", "printer-error-policy=abort-job")
    queue.hold("fails")
    sent = CupsOutlet(queue.name).send(coded(PRESS, CODE), PRESS, "Label")
    assert sent.delivery is Delivery.UNCERTAIN
    assert "was given up after it began" in sent.sentence


def test_a_queue_that_stops_while_it_prints_is_said(queue: Queue) -> None:
    run("lpadmin", "-p", queue.name, "-o", "printer-error-policy=stop-printer")
    queue.hold("fails")
    sent = CupsOutlet(queue.name, printing=0.5).send(coded(PRESS, CODE), PRESS, "Label")
    assert sent.delivery is Delivery.UNCERTAIN
    assert f"The queue {queue.name} is stopped" in sent.sentence


def test_a_slow_job_is_waited_for(queue: Queue) -> None:
    queue.hold("busy")
    sent: list[Sent] = []
    outlet, pdf = CupsOutlet(queue.name), coded(PRESS, CODE)
    thread = threading.Thread(target=lambda: sent.append(outlet.send(pdf, PRESS, "Label")))
    thread.start()
    until(lambda: "printing" in run("lpstat", "-p", queue.name))
    queue.let_go("busy")
    thread.join(20)
    assert [each.delivery for each in sent] == [Delivery.DELIVERED]
    assert queue.pages == [pdf]


# What CUPS may also do, told by programs of the same name.


@pytest.fixture
def program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, queue: Queue
) -> Callable[[str, str], CupsOutlet]:
    """Put a program in the place of one of CUPS's; all others are CUPS's own."""

    def put(name: str, text: str) -> CupsOutlet:
        file = tmp_path / name
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return CupsOutlet(queue.name, patience=0.5, printing=0.3)

    return put


@pytest.mark.parametrize(
    ("name", "text", "delivery", "told"),
    [
        ("lp", "exit 3", Delivery.NOT_DELIVERED, "took nothing: exit code 3"),
        ("lp", "echo 'lp: too many' >&2; exit 1", Delivery.NOT_DELIVERED, "nothing: lp: too many"),
        ("lp", "echo fine", Delivery.UNCERTAIN, "did not say which job"),
        ("lp", "exec sleep 30", Delivery.UNCERTAIN, "did not answer in time (lp)"),
        ("lp", "echo 'request id is x-999999 (1 file(s))'", Delivery.UNCERTAIN, "no record of job"),
        ("cancel", "exit 1", Delivery.UNCERTAIN, "could not be cancelled and may come out later"),
        ("cancel", "exec sleep 30", Delivery.UNCERTAIN, "did not answer in time (cancel)"),
    ],
)
def test_whatever_is_not_known_is_uncertain(
    program: Callable[[str, str], CupsOutlet],
    queue: Queue,
    name: str,
    text: str,
    delivery: Delivery,
    told: str,
) -> None:
    queue.hold("busy")
    sent = program(name, text).send(coded(PRESS, CODE), PRESS, "Label")
    queue.let_go("busy")
    assert sent.delivery is delivery
    assert told in sent.sentence


def test_a_job_that_ends_while_it_is_cancelled_is_delivered(
    program: Callable[[str, str], CupsOutlet], queue: Queue
) -> None:
    queue.hold("busy")
    place = queue.folder
    waits = f"rm {place}/busy; while [ ! -e {place}/*.out ]; do sleep 0.05; done; sleep 0.2"
    outlet = program("cancel", waits)
    assert outlet.send(coded(PRESS, CODE), PRESS, "Label").delivery is Delivery.DELIVERED


# Nobody expects CUPS to say these; a program in its place may.


def test_names_that_are_no_text_are_left_out(program: Callable[[str, str], CupsOutlet]) -> None:
    program("lpstat", r"printf 'ward\n\377bad\n'")
    assert queues() == ("ward",)


def test_a_server_whose_name_is_no_text_is_told(
    program: Callable[[str, str], CupsOutlet],
) -> None:
    outlet = program("lpstat", r"printf '\377'")
    with pytest.raises(Refused, match="CUPS does not answer at"):
        outlet.ready(PRESS)
    sent = outlet.send(coded(PRESS, CODE), PRESS, "Label")
    assert sent.delivery is Delivery.NOT_DELIVERED


def test_a_program_that_cannot_be_run_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lpstat").write_bytes(b"\x7fELF nothing that runs")
    (tmp_path / "lpstat").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "The program lpstat of CUPS cannot be run" in refusal("labels")
    sent = CupsOutlet("labels").send(coded(PRESS, CODE), PRESS, "Label")
    assert sent.delivery is Delivery.NOT_DELIVERED


# Names and sizes.


@pytest.mark.parametrize("name", ["", "-d", "a b", "a;b", "a/b", "$(x)", "ä", "a" * 128, "a\n"])
def test_what_is_no_name_of_a_queue_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="is not the name of a queue"):
        CupsOutlet(name)


def test_names_of_media_hold_their_size() -> None:
    found = sizes(("na_letter_8.5x11in", "iso_a4_210x297mm", "custom_min_0.5x0.5in", "roll", None))
    assert [media(each) for each in found] == ["Letter", "A4", "Custom.12.7x12.7mm"]
    assert media(Sheet(72, 144)) == "Custom.25.4x50.8mm"


@pytest.mark.parametrize(
    ("known", "stock", "holds"),
    [
        (("custom_4x3in_4x3in",), "4x3in", True),
        (("na_letter_8.5x11in",), "4x3in", False),
        (("na_letter_8.5x11in",), "letter-8", True),
        (("custom_min_2x1in", "custom_max_4.2x40in"), "4x3in", True),
        (("custom_min_2x1in", "custom_max_3x40in"), "4x3in", False),
        (("custom_min_5x1in", "custom_max_9x40in"), "4x3in", False),
        (("custom_min_2x1in",), "4x3in", False),
    ],
)
def test_a_size_is_possible_by_its_name_or_between_two(
    known: tuple[str, ...], stock: str, holds: bool
) -> None:
    assert possible(STOCKS[stock].page, known) is holds
