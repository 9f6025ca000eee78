"""A printer for the tests: a real listener on a port of this machine, and the outlet that uses it.

It takes one question or one paper at a time over TCP. How it answers is set by the test, so that a
printer that is off, out of paper, slow, silent, or cut off in the middle is what it says.
"""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.refused import Refused
from app.outlet import Delivery, Sent
from reports.press import Press

HOST = "127.0.0.1"
READY, PRINTED, REJECTED = b"ready", b"printed", b"rejected"
NO_PAPER = b"no paper"
_ASK, _PAPER = b"?", b"%"
_PATIENCE = 20.0


class Listener:
    """The printer's side: what came, and what it answers to a question and to a paper.

    An answer of b"" is none at all. `go` is what it waits for before it answers a paper.
    """

    def __init__(self) -> None:
        self.came: list[bytes] = []
        self.asked = READY
        self.sent = PRINTED
        self.go = threading.Event()
        self.go.set()
        self.took = threading.Event()
        listener = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                if self.rfile.read(1) == _ASK:
                    self.wfile.write(listener.asked)
                    return
                listener.came.append(_PAPER + self.rfile.read())
                listener.took.set()
                assert listener.go.wait(_PATIENCE)
                self.wfile.write(listener.sent)

        self._server = socketserver.ThreadingTCPServer((HOST, 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def begin(self) -> None:
        """Take papers from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Switch it off: nobody can reach it any more."""
        if self._thread.is_alive():
            self.go.set()
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class ListenerOutlet:
    """The program's side: asks the listener, sends it a PDF, and reads what it answers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.titles: list[str] = []

    @property
    def words(self) -> str:
        return "the printer in room 2"

    def ready(self, _press: Press) -> None:
        try:
            answer = self._say(_ASK)
        except OSError as error:
            raise Refused(
                "The printer in room 2 does not answer: it is off, or not connected. Switch it on."
            ) from error
        if answer != READY:
            raise Refused(f"The printer in room 2 says: {answer.decode()}. See to it first.")

    def send(self, pdf: bytes, _press: Press, title: str) -> Sent:
        self.titles.append(title)
        try:
            with socket.create_connection((HOST, self.port), _PATIENCE) as line:
                return self._sent(line, pdf)
        except OSError:
            return Sent(Delivery.NOT_DELIVERED, "The printer in room 2 does not answer any more.")

    def _sent(self, line: socket.socket, pdf: bytes) -> Sent:
        line.sendall(pdf)
        line.shutdown(socket.SHUT_WR)
        match _all_of(line):
            case answer if answer == PRINTED:
                return Sent(Delivery.DELIVERED, "The printer in room 2 printed it.")
            case answer if answer == REJECTED:
                return Sent(Delivery.NOT_DELIVERED, "The printer in room 2 did not take it.")
            case _:
                return Sent(Delivery.UNCERTAIN, "The printer in room 2 did not say that it did.")

    def _say(self, text: bytes) -> bytes:
        with socket.create_connection((HOST, self.port), _PATIENCE) as line:
            line.sendall(text)
            line.shutdown(socket.SHUT_WR)
            return _all_of(line)


def _all_of(line: socket.socket) -> bytes:
    parts = []
    while part := line.recv(65536):
        parts.append(part)
    return b"".join(parts)


@contextmanager
def listening() -> Iterator[Listener]:
    """A printer that is on until the end of the block."""
    listener = Listener()
    listener.begin()
    try:
        yield listener
    finally:
        listener.stop()
