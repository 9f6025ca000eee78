"""Reading what CUPS answers: any bytes are an answer or are told to be none."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import ipp


def answer(*parts: bytes, status: int = 0) -> bytes:
    return struct.pack(">BBHI", 2, 0, status, 1) + b"".join(parts) + b"\x03"


def value(tag: int, name: str, data: bytes) -> bytes:
    said = name.encode()
    return struct.pack(">BH", tag, len(said)) + said + struct.pack(">H", len(data)) + data


def test_every_kind_of_value_is_read_and_others_are_none() -> None:
    language = struct.pack(">H", 2) + b"en" + struct.pack(">H", 5) + "zu ß".encode()
    data = answer(
        b"\x01" + value(0x47, "attributes-charset", b"utf-8"),
        b"\x04" + value(0x44, "media-ready", b"na_letter_8.5x11in"),
        value(0x44, "", b"iso_a4_210x297mm"),
        value(0x23, "printer-state", struct.pack(">i", 5)),
        value(0x22, "printer-is-accepting-jobs", b"\x00"),
        value(0x35, "printer-state-message", language),
        value(0x31, "a-date", b"\x00" * 11),
        value(0x13, "time-at-processing", b""),
        b"\x04" + value(0x44, "media-ready", b"of the second printer"),
    )
    assert ipp.read(data) == (
        0,
        {
            "media-ready": ("na_letter_8.5x11in", "iso_a4_210x297mm"),
            "printer-state": (5,),
            "printer-is-accepting-jobs": (False,),
            "printer-state-message": ("zu ß",),
            "a-date": (None,),
            "time-at-processing": (None,),
        },
    )


def test_a_status_comes_without_attributes() -> None:
    assert ipp.read(answer(status=ipp.NOT_FOUND)) == (ipp.NOT_FOUND, {})


@given(st.binary(max_size=80))
def test_no_answer_is_more_than_unanswered(data: bytes) -> None:
    with suppress(ipp.Unanswered):
        status, found = ipp.read(data)
        assert 0 <= status <= 0xFFFF
        assert isinstance(found, dict)


@given(st.integers(1, 90))
def test_an_answer_that_is_cut_short_is_none(cut: int) -> None:
    whole = answer(b"\x04" + value(0x44, "media-ready", b"na_letter_8.5x11in" * 5))
    with pytest.raises(ipp.Unanswered):
        ipp.read(whole[:-cut])


@pytest.mark.parametrize("server", ["/nowhere/sock", "127.0.0.1:1", "127.0.0.1:no"])
def test_a_server_that_is_not_there_is_told(server: str) -> None:
    with pytest.raises(ipp.Unanswered):
        ipp.ask(server, ipp.Operation.PRINTER, "ipp://localhost/printers/a", ("printer-state",), 1)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "HTTP status 403"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", "it did not answer in IPP"),
        (b"220 mail.example ESMTP\r\n\r\n", "220 mail.example"),
    ],
)
def test_a_server_that_is_no_printer_is_told(said: bytes, why: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(4096)
                line.sendall(said)

        thread = threading.Thread(target=serve)
        thread.start()
        where = f"127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(ipp.Unanswered, match=why):
            ipp.ask(where, ipp.Operation.JOB, "ipp://localhost/jobs/1", ("job-state",), 5)
        thread.join()


@contextmanager
def endless(piece: bytes, pause: float) -> Iterator[str]:
    """Serve an answer that has no end, a piece at a time; yield where."""
    over = threading.Event()

    def serve() -> None:
        line, _ = listening.accept()
        with line, suppress(OSError):
            line.recv(65536)
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\n\r\n")
            while not over.wait(pause):
                line.sendall(piece)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            thread.join(10)


@pytest.mark.parametrize(
    ("piece", "pause", "why"),
    [(b"x", 0.1, "timed out|did not answer in time"), (b"x" * 65536, 0, "its answer has no end")],
)
def test_an_answer_without_end_is_left(piece: bytes, pause: float, why: str) -> None:
    with endless(piece, pause) as server:
        began = time.monotonic()
        with pytest.raises(ipp.Unanswered, match=why):
            ipp.ask(server, ipp.Operation.PRINTER, "ipp://localhost/printers/a", ("x",), 1)
        assert time.monotonic() - began < 4


def test_a_value_of_very_many_pieces_is_read_at_once() -> None:
    many = 50_000
    data = answer(b"\x04" + value(0x44, "media-supported", b"a"), value(0x44, "", b"") * many)
    began = time.monotonic()
    _, found = ipp.read(data)
    assert len(found["media-supported"]) == many + 1
    assert time.monotonic() - began < 3
