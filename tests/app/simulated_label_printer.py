"""A label printer that speaks ZPL at the other end of a real connection, on a thread of its own.

It answers `~HS` with the three lines of the ZPL II Programming Guide, and reads `^GFA` back to
the dots that a print head would burn.
"""

import re
import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import zxingcpp
from PIL import Image

ASKED = b"~HS"
_FORMAT = re.compile(rb"\^XA(.*?)\^XZ", re.DOTALL)
_SIZE = re.compile(rb"\^PW(\d+)\^LL(\d+)")
_FIELD = re.compile(rb"\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),([0-9A-Fa-f,]+)\^FS")


class LabelPrinter:
    """Listens on a free port of this machine; its states are attributes and may change at any time.

    `length` is that of its label in dots. `breaks_after` so many bytes of labels it resets the
    connection; `wants` is how many times it says that a label is still being printed. While
    `may_answer` is not set, it hears and does not answer. One that `babbles` talks without end
    once it was sent a label; one that `sips` takes little of it at a time.
    """

    def __init__(self) -> None:
        self.paper_out = self.paused = self.head_open = self.ribbon_out = self.too_hot = False
        self.length, self.wants = 609, 0
        self.speaks, self.says = True, b""
        self.hangs_up = self.paper_ends = self.babbles = self.sips = False
        self.breaks_after: int | None = None
        self.received, self.asked = b"", 0
        self.may_answer = threading.Event()
        self.may_answer.set()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._wake, self._ended = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, name="label printer")
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        """Switch it off and wait for its thread to end."""
        self.may_answer.set()
        self._ended.close()
        self._thread.join(10)
        assert not self._thread.is_alive()
        self._wake.close()
        self._socket.close()

    def printed(self) -> list[Image.Image]:
        """Return what came out, in dots."""
        return [_burnt(found[1]) for found in _FORMAT.finditer(self.received)]

    def codes(self) -> list[str]:
        """Return what a scanner reads of what came out."""
        return [code.text for page in self.printed() for code in zxingcpp.read_barcodes(page)]

    def status(self) -> bytes:
        """Return what it says of itself."""
        waiting = int(self.wants > 0)
        self.wants -= waiting
        return self.says or (
            f"\x02030,{self.paper_out:d},{self.paused:d},{self.length:04d},{waiting:03d},0,0,0,000,0,"
            f"0,{self.too_hot:d}\x03\r\n"
            f"\x02000,0,{self.head_open:d},{self.ribbon_out:d},1,2,4,0,{waiting:08d},1,000\x03\r\n"
            "\x021234,0\x03\r\n"
        ).encode("ascii")

    def _serve(self) -> None:
        while self._wake not in self._until_ready(self._socket):
            line, _ = self._socket.accept()
            with line, suppress(ConnectionError):
                self._talk(line)

    def _until_ready(self, what: socket.socket) -> list[socket.socket]:
        ready, _, _ = select.select((what, self._wake), (), ())
        return ready

    def _talk(self, line: socket.socket) -> None:
        heard = b""
        while not self.hangs_up and self._wake not in self._until_ready(line):
            try:
                more = line.recv(4096)
            except ConnectionResetError:
                return
            if not more:
                return
            self.received += more
            if self.breaks_after is not None and len(self.received) > self.breaks_after:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            heard = self._obeyed(line, heard + more)
            while self.babbles and b"^XA" in heard and not self._pause():
                line.sendall(b"x" * 100)
            if self.sips and b"^XA" in heard:
                self._pause()

    def _pause(self) -> bool:
        """Do nothing for a moment; return whether it is to be switched off."""
        return bool(select.select((self._wake,), (), (), 0.05)[0])

    def _obeyed(self, line: socket.socket, heard: bytes) -> bytes:
        """Answer each question in what was heard, and return what is left."""
        while ASKED in heard:
            before, _, heard = heard.partition(ASKED)
            self.paper_out = self.paper_out or (self.paper_ends and b"^XZ" in before)
            self.asked += 1
            self.may_answer.wait(10)
            if self.speaks:
                line.sendall(self.status())
        return heard


def _burnt(label: bytes) -> Image.Image:
    """Return one label: its size, and every field of dots where it is put."""
    size = _SIZE.search(label)
    assert size is not None
    page = Image.new("L", (int(size[1]), int(size[2])), 255)
    for x, y, sent, total, wide, data in (each.groups() for each in _FIELD.finditer(label)):
        rows = _rows(data, int(wide))
        assert len(rows) == int(total) == int(sent)
        dots = Image.frombytes("1", (int(wide) * 8, len(rows) // int(wide)), rows)
        page.paste(dots.convert("L"), (int(x), int(y)))
    return page


def _rows(data: bytes, wide: int) -> bytes:
    """Return the bytes of a field, 0 for black; a comma is white to the end of its row."""
    rows, row = b"", b""
    for piece in re.findall(rb"[0-9A-Fa-f]{2}|,", data):
        row = row.ljust(wide, b"\0") if piece == b"," else row + bytes.fromhex(piece.decode())
        if len(row) == wide:
            rows, row = rows + row, b""
    assert not row
    return bytes(each ^ 0xFF for each in rows)


@contextmanager
def label_printer(**states: object) -> Iterator[LabelPrinter]:
    """Switch a label printer on for as long as it is used, in these states."""
    printer = LabelPrinter()
    for name, value in states.items():
        assert hasattr(printer, name)
        setattr(printer, name, value)
    try:
        yield printer
    finally:
        printer.close()
