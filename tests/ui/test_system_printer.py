"""Printers of the operating system: a PDF that Qt prints, and Qt's way through a real CUPS."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter

from app.core.refused import Refused
from app.outlet import Delivery, codes_on
from app.ui.system_printer import SystemOutlet, draw_on, page_size, system_printers
from reports.label_stock import PAPERS, STOCKS
from reports.pdfium import pictures
from reports.press import Press
from tests.app.printed_pages import CODE, coded
from tests.app.private_cups import PrivateCups, driver, private_cups, run, until

pytestmark = pytest.mark.usefixtures("qapp")
PRESS = Press()


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    with private_cups() as made:
        yield made


Answer = TypeVar("Answer")


def on_a_thread(ask: Callable[[], Answer]) -> Answer:
    """Ask as the window does; a library of CUPS keeps its server for each thread."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(ask).result(30)


def refusal(name: str, press: Press = PRESS) -> str:
    with pytest.raises(Refused) as refused:
        on_a_thread(lambda: SystemOutlet(name).ready(press))
    return refused.value.sentence


def to_file(file: Path, press: Press) -> QPrinter:
    """Return the printer that every Qt has: “Print to file (PDF)”."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    printer.setPageSize(page_size(press.stock.page))
    return printer


@pytest.mark.parametrize(
    "press",
    [
        PRESS,
        Press(STOCKS["4x2in"], 300),
        Press(STOCKS["100x50mm"], 600),
        Press(STOCKS["letter-8"], 300),
        Press(PAPERS["A4"], 300),
    ],
    ids=lambda press: press.stock.name,
)
def test_a_page_comes_out_at_its_size_and_its_code_reads(tmp_path: Path, press: Press) -> None:
    file = tmp_path / "out.pdf"
    sent = draw_on(to_file(file, press), coded(press, CODE), press, "Label")
    assert sent.delivery is Delivery.DELIVERED
    printed = pypdfium2.PdfDocument(file.read_bytes())
    assert len(printed) == 1
    width, height = printed[0].get_size()
    assert abs(width - press.stock.page.width) < 1
    assert abs(height - press.stock.page.height) < 1
    assert codes_on(pictures(file.read_bytes(), press.dpi)[0]) == [CODE]


def test_the_dots_are_those_of_the_page(tmp_path: Path) -> None:
    file, pdf = tmp_path / "out.pdf", coded(PRESS, CODE)
    draw_on(to_file(file, PRESS), pdf, PRESS, "Label")
    (wanted,), (printed,) = pictures(pdf, PRESS.dpi), pictures(file.read_bytes(), PRESS.dpi)
    assert printed.size == wanted.size
    differing = sum(
        (a > 127) != (b > 127) for a, b in zip(wanted.tobytes(), printed.tobytes(), strict=True)
    )
    assert differing < 50


def test_two_pages_are_two_sheets(tmp_path: Path) -> None:
    file, other = tmp_path / "out.pdf", CODE.replace("(92)1", "(92)2")
    draw_on(to_file(file, PRESS), coded(PRESS, CODE, other), PRESS, "Label")
    read = [codes_on(page) for page in pictures(file.read_bytes(), PRESS.dpi)]
    assert read == [[CODE], [other]]


def test_a_code_that_the_printer_cannot_show_is_not_printed(tmp_path: Path) -> None:
    file = tmp_path / "out.pdf"
    sent = draw_on(to_file(file, PRESS), coded(PRESS, CODE, dots=0.9), PRESS, "Label")
    assert sent.delivery is Delivery.NOT_DELIVERED
    assert not file.exists()


@pytest.mark.qt_log_ignore("Returned false")
def test_what_cannot_be_begun_is_not_delivered(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "out.pdf"
    sent = draw_on(to_file(file, PRESS), coded(PRESS, CODE), PRESS, "Label")
    assert sent.delivery is Delivery.NOT_DELIVERED
    assert "did not let Umbra print" in sent.sentence


def test_a_printer_that_is_not_there_is_refused() -> None:
    assert "This computer has no printer “Nowhere”" in refusal("Nowhere")
    sent = on_a_thread(lambda: SystemOutlet("Nowhere").send(coded(PRESS, CODE), PRESS, "Label"))
    assert sent.delivery is Delivery.NOT_DELIVERED


def test_it_prints_from_a_thread_through_the_system(cups: PrivateCups) -> None:
    queue = cups.queue(driver=driver("4x3in", "letter"))
    outlet, pdf = SystemOutlet(queue.name), coded(PRESS, CODE)
    assert outlet.words == f"{queue.name}, a printer of this computer"
    assert queue.name in on_a_thread(system_printers)
    on_a_thread(lambda: outlet.ready(PRESS))
    sent = on_a_thread(lambda: outlet.send(pdf, PRESS, "Bag label"))
    assert sent.delivery is Delivery.DELIVERED
    until(lambda: queue.pages)
    (page,) = pictures(queue.pages[0], PRESS.dpi)
    assert page.size == (812, 609)
    assert codes_on(page) == [CODE]
    assert " Bag label " in queue.asked


def test_what_the_system_holds_up_is_refused(cups: PrivateCups) -> None:
    rejects, stopped = cups.queue(), cups.queue(driver=driver("4x3in"))
    run("cupsreject", "-r", "moved away", rejects.name)
    assert "takes no jobs now (“moved away”)" in refusal(rejects.name)
    run("cupsdisable", stopped.name)
    assert "is stopped" in refusal(stopped.name)


def test_paper_that_the_printer_does_not_have_is_refused(cups: PrivateCups) -> None:
    queue = cups.queue(driver=driver("letter"))
    assert "4 × 3 in, roll" in refusal(queue.name)
    on_a_thread(lambda: SystemOutlet(queue.name).ready(Press(PAPERS["letter"], 300)))
