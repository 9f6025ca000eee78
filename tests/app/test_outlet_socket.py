"""A label printer on the network, through real connections: what is refused, and what came out."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.refused import Refused
from app.outlet import Delivery, codes_on, picture_of
from app.outlet_socket import SocketOutlet, host_and_port
from app.zebra import status_in
from reports.label_stock import STOCKS
from reports.press import Press
from reports.raster import rasters
from reports.ruler import draw_ruler
from tests.app.printed_pages import CODE, coded
from tests.app.simulated_label_printer import LabelPrinter, label_printer

PRESS = Press()
SHORT = 0.4
"""How long a printer that will not answer is waited for in these tests, in s."""


def outlet(printer: LabelPrinter, *, tells: bool = False, patience: float = 5) -> SocketOutlet:
    return SocketOutlet(printer.address, tells=tells, patience=patience)


def refusal(printer: LabelPrinter, press: Press = PRESS) -> str:
    with pytest.raises(Refused) as refused:
        outlet(printer).ready(press)
    return refused.value.sentence


def free_port() -> str:
    """Return an address at which nobody listens any more."""
    with label_printer() as printer:
        return printer.address


# Asked beforehand.


def test_a_printer_that_is_well_is_ready_and_named() -> None:
    with label_printer() as printer:
        asked = outlet(printer)
        asked.ready(PRESS)
        assert asked.tells
        assert asked.words == f"{printer.address}, label printer on the network"
        assert printer.received == b"~HS\r\n"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"paper_out": True}, "is out of paper. Load labels"),
        ({"head_open": True}, "is open. Close it"),
        ({"paused": True}, "is paused. Press its pause button"),
        ({"ribbon_out": True}, "is out of ribbon"),
        ({"too_hot": True}, "is too hot"),
        ({"head_open": True, "paper_out": True, "paused": True}, "is open. Close it"),
        (
            {"length": 406},
            r"holds labels 51 mm long, .* 76 mm was expected .4 × 3 in, roll",
        ),
        ({"length": 914}, "holds labels 114 mm long"),
        ({"says": b"HTTP/1.1 400 Bad Request\r\n"}, "is no label printer that speaks ZPL"),
        ({"says": b"\x02030,0,0,0609,000,0,0,0,000,0,0,0\x03\r\n"}, "or it was cut short"),
        ({"says": b"x" * 500}, "is no label printer that speaks ZPL"),
        ({"hangs_up": True}, "broke off the connection"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else ",".join(value),
)
def test_each_thing_that_is_amiss_has_its_own_sentence(state: dict[str, object], told: str) -> None:
    with label_printer(**state) as printer, pytest.raises(Refused, match=told):
        outlet(printer, patience=SHORT if "says" in state else 5).ready(PRESS)


@pytest.mark.parametrize("dots", [0, 580, 609, 625, 640])
def test_the_length_may_hold_the_gap_or_be_unknown(dots: int) -> None:
    with label_printer(length=dots) as printer:
        outlet(printer).ready(PRESS)


def test_the_length_is_judged_for_the_stock_and_the_resolution() -> None:
    with label_printer(length=600) as printer:
        outlet(printer).ready(Press(STOCKS["4x2in"], 300))
        assert "76 mm was expected (4 × 3 in, roll)" in refusal(printer, Press(dpi=300))


def test_nobody_there_is_said() -> None:
    with pytest.raises(Refused, match=r"No printer answers at 127\.0\.0\.1:[0-9]+ .*switched on"):
        SocketOutlet(free_port()).ready(PRESS)


def test_a_name_that_nobody_has_is_said() -> None:
    with pytest.raises(Refused, match=r"No printer answers at nobody\.invalid:9100"):
        SocketOutlet("nobody.invalid").ready(PRESS)


def test_a_printer_that_says_nothing_of_itself_is_taken_and_that_is_said() -> None:
    with label_printer(speaks=False) as printer:
        asked = outlet(printer, patience=SHORT)
        asked.ready(PRESS)
        assert asked.words.endswith("accepts the connection and does not report its state")
        assert not asked.tells


def test_the_silence_of_a_printer_that_used_to_answer_is_a_refusal() -> None:
    with (
        label_printer(speaks=False) as printer,
        pytest.raises(Refused, match="silent while paper or ribbon is out or the head is open"),
    ):
        outlet(printer, tells=True, patience=SHORT).ready(PRESS)


def test_a_slow_answer_is_waited_for() -> None:
    with label_printer(paper_out=True) as printer:
        printer.may_answer.clear()
        threading.Timer(0.3, printer.may_answer.set).start()
        assert "out of paper" in refusal(printer)


# Sent.


def test_what_comes_out_is_the_page_in_dots_and_its_code() -> None:
    pdf = coded(PRESS, CODE)
    with label_printer() as printer:
        sent = outlet(printer).send(pdf, PRESS, "Label")
        assert sent.delivery is Delivery.DELIVERED
        assert sent.sentence == f"Printed by {printer.address}."
        (page,) = printer.printed()
        (wanted,) = rasters(pdf, PRESS)
        assert page.tobytes() == picture_of(wanted).tobytes()
        assert codes_on(page) == [CODE]
        assert page.size == (812, 609)


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("stock", ["4x3in", "4x2in", "100x50mm"])
def test_every_roll_at_every_resolution_keeps_its_code(stock: str, dpi: int) -> None:
    press = Press(STOCKS[stock], dpi)
    length = round(press.stock.page.height / 72 * dpi)
    with label_printer(length=length) as printer:
        sent = outlet(printer).send(coded(press, CODE), press, "Label")
        assert sent.delivery is Delivery.DELIVERED, sent.sentence
        assert printer.codes() == [CODE]


def test_two_labels_of_one_preparation_are_two_formats() -> None:
    other = CODE.replace("(92)1", "(92)2")
    with label_printer(wants=3) as printer:
        assert outlet(printer).send(coded(PRESS, CODE, other), PRESS, "Label").delivery is (
            Delivery.DELIVERED
        )
        assert printer.codes() == [CODE, other]


def test_the_ruler_comes_out_fifty_millimetres_long() -> None:
    with label_printer() as printer:
        assert outlet(printer).send(draw_ruler(PRESS), PRESS, "Test page").delivery is (
            Delivery.DELIVERED
        )
        (page,) = printer.printed()
    longest = (_runs(page.crop((0, y, page.width, y + 1)).tobytes()) for y in range(page.height))
    assert any(abs(each / 203 * 25.4 - 50) < 0.3 for each in longest)


def _runs(row: bytes) -> int:
    return max(len(run) for run in row.split(b"\xff"))


def test_of_one_that_says_nothing_nobody_knows_whether_it_came_out() -> None:
    with label_printer(speaks=False) as printer:
        sent = outlet(printer, patience=SHORT).send(coded(PRESS, CODE), PRESS, "Label")
        assert sent.delivery is Delivery.UNCERTAIN
        assert "does not report its state. See whether a label came out" in sent.sentence
        assert printer.codes() == [CODE]


@pytest.mark.parametrize("printing", [SHORT, 5])
def test_a_printer_that_talks_without_end_is_left(printing: float) -> None:
    with label_printer(speaks=False, babbles=True) as printer:
        told = SocketOutlet(printer.address, patience=SHORT, printing=printing)
        began = time.monotonic()
        sent = told.send(coded(PRESS, CODE), PRESS, "Label")
        assert time.monotonic() - began < 4
        assert sent.delivery is Delivery.UNCERTAIN


class Long(SocketOutlet):
    """Sends more than what lies between it and the printer can hold."""

    def _formats(self, _pdf: bytes, _press: Press) -> bytes:
        return b"^XA" + b"0" * 20_000_000


def test_a_printer_that_takes_a_little_at_a_time_is_left() -> None:
    with label_printer(speaks=False, sips=True) as printer:
        told = Long(printer.address, patience=1, printing=2)
        began = time.monotonic()
        sent = told.send(b"", PRESS, "Label")
        assert time.monotonic() - began < 5
        assert sent.delivery is Delivery.UNCERTAIN
        assert "broke while it was sent (no answer in time)" in sent.sentence


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"paper_out": True}, "out of paper"),
        ({"head_open": True}, "open"),
        ({"length": 300}, "holds labels 38 mm long"),
        ({"hangs_up": True}, "broke off the connection"),
    ],
)
def test_nothing_is_sent_to_a_printer_that_is_not_ready(
    state: dict[str, object], told: str
) -> None:
    with label_printer(**state) as printer:
        sent = outlet(printer).send(coded(PRESS, CODE), PRESS, "Label")
        assert sent.delivery is Delivery.NOT_DELIVERED
        assert told in sent.sentence
        assert b"^XA" not in printer.received


def test_nothing_went_to_where_nobody_listens() -> None:
    sent = SocketOutlet(free_port()).send(coded(PRESS, CODE), PRESS, "Label")
    assert sent.delivery is Delivery.NOT_DELIVERED
    assert "No printer answers" in sent.sentence


@pytest.mark.parametrize("speaks", [True, False])
def test_a_connection_that_breaks_in_the_middle_leaves_it_uncertain(speaks: bool) -> None:
    with label_printer(breaks_after=2000, speaks=speaks) as printer:
        sent = outlet(printer, patience=SHORT).send(coded(PRESS, *[CODE] * 12), PRESS, "Label")
        assert sent.delivery is Delivery.UNCERTAIN
        assert "See whether a label came out" in sent.sentence
        assert printer.codes() == []


def test_paper_that_runs_out_while_it_prints_leaves_it_uncertain() -> None:
    with label_printer(paper_ends=True) as printer:
        sent = outlet(printer).send(coded(PRESS, CODE), PRESS, "Label")
        assert sent.delivery is Delivery.UNCERTAIN
        assert "out of paper" in sent.sentence


def test_a_printer_that_does_not_finish_leaves_it_uncertain() -> None:
    with label_printer(wants=10_000) as printer:
        slow = SocketOutlet(printer.address, patience=5, printing=0.5)
        sent = slow.send(coded(PRESS, CODE), PRESS, "Label")
        assert sent.delivery is Delivery.UNCERTAIN
        assert "has not finished" in sent.sentence


def test_a_code_that_the_printer_cannot_show_is_not_sent() -> None:
    with label_printer() as printer:
        sent = outlet(printer).send(coded(PRESS, CODE, dots=0.9), PRESS, "Label")
        assert sent.delivery is Delivery.NOT_DELIVERED
        assert "At 203 dots per inch the code on page 1 cannot be read" in sent.sentence
        assert printer.received == b""


# Addresses and answers.


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("192.0.2.7", ("192.0.2.7", 9100)),
        ("192.0.2.7:6101", ("192.0.2.7", 6101)),
        ("label-printer.ward.example", ("label-printer.ward.example", 9100)),
        ("[2001:db8::7]:9100", ("2001:db8::7", 9100)),
        ("[fe80::1%eth0]", ("fe80::1%eth0", 9100)),
        (f"{'a' * 63}.b:9100", (f"{'a' * 63}.b", 9100)),
    ],
)
def test_addresses_are_read(address: str, found: tuple[str, int]) -> None:
    assert host_and_port(address) == found


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "a b",
        "host:",
        "host:0",
        "host:65536",
        "-host",
        "host;rm",
        "http://host",
        "2001:db8::7",
        "a..b",
        ".a",
        "a" * 64,
        f"ward.{'a' * 64}.example",
        ".".join(["a" * 60] * 5),
        f"[fe80::1%{'a' * 64}]",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="is not the address of a printer on the network"):
        SocketOutlet(address)


@given(st.binary(max_size=420))
def test_no_answer_is_more_than_refused(answer: bytes) -> None:
    with pytest.raises(Refused) as refused:
        status_in(answer, "192.0.2.7:9100")
    assert refused.value.sentence.isprintable()


@given(st.tuples(*[st.booleans()] * 5), st.integers(0, 9999), st.integers(0, 1))
def test_every_flag_is_read_for_what_it_is(
    flags: tuple[bool, ...], length: int, waiting: int
) -> None:
    printer = LabelPrinter.__new__(LabelPrinter)
    printer.paper_out, printer.paused, printer.head_open, printer.ribbon_out, printer.too_hot = (
        flags
    )
    printer.length, printer.wants, printer.says = length, waiting, b""
    read = status_in(printer.status(), "here")
    assert (read.paper_out, read.paused, read.head_open, read.ribbon_out, read.too_hot) == flags
    assert read.length == length
    assert read.idle is not bool(waiting)
