"""A label printer on the network that speaks ZPL: raw TCP, port 9100 unless another is named."""

import errno
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.refused import Refused
from app.outlet import Delivery, Sent, printable
from app.zebra import ASK, LONGEST, Status, fault, is_whole, status_in, wrong_stock
from reports.press import Press
from reports.zpl import zpl

PORT = 9100
# Each label of a name has 1 to 63 characters (RFC 1035, 2.3.4).
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_NUMBER = r"\[[0-9A-Fa-f:]{2,45}(?:%[A-Za-z0-9]{1,15})?\]"
_HOST = rf"(?=[^:]{{1,253}}(?::|$)){_LABEL}(?:\.{_LABEL})*|{_NUMBER}"
_ADDRESS = re.compile(rf"({_HOST})(?::([0-9]{{1,5}}))?", re.ASCII)
# How long between two questions whether all is printed, in s.
_BETWEEN = 0.2


def host_and_port(address: str) -> tuple[str, int]:
    """Return the host and port of an address such as "192.0.2.7:9100" or "label-printer".

    Raises Refused for what is none.
    """
    found = _ADDRESS.fullmatch(address)
    port = int(found[2] or PORT) if found else 0
    if found is None or not 1 <= port <= 65535:
        raise Refused(
            f"“{address}” is not the address of a printer on the network; write its name or "
            "number, such as 192.0.2.7, with :9100 behind it where the port is another."
        )
    return found[1].strip("[]"), port


class _Torn(Exception):
    """The connection broke; `accepted` bytes had gone out before."""

    def __init__(self, accepted: int, why: str) -> None:
        super().__init__(why)
        self.accepted, self.why = accepted, why


class SocketOutlet:
    """Connects anew for each question and each label.

    `tells` says that this printer was seen to answer `~HS`, so that its silence means something.
    `patience` is in s: to connect, for an answer, and for each piece that is sent; `printing` is
    how long all of a label may take once it is ready, whatever the printer says meanwhile.
    """

    def __init__(
        self, address: str, *, tells: bool = False, patience: float = 3.0, printing: float = 15.0
    ) -> None:
        self._host, self._port = host_and_port(address)
        host = f"[{self._host}]" if ":" in self._host else self._host
        self._who = f"{host}:{self._port}"
        self._tells, self._silent = tells, False
        self._patience, self._printing = patience, printing

    @property
    def tells(self) -> bool:
        """Whether it answered when it was asked how it is."""
        return self._tells

    @property
    def words(self) -> str:
        """Which printer it is, and whether it says how it is."""
        if self._silent:
            return f"{self._who} accepts the connection and does not report its state"
        return f"{self._who}, label printer on the network"

    def ready(self, press: Press) -> None:
        """Ask `~HS`; a printer that never answered that is taken as ready once it connects."""
        with self._connected() as line:
            self._require_ready(line, press)

    def _require_ready(self, line: socket.socket, press: Press) -> None:
        status = self._status(line)
        if status is None:
            return
        if wrong := fault(status, self._who) or wrong_stock(status, press, self._who):
            raise Refused(wrong)

    def send(self, pdf: bytes, press: Press, _title: str) -> Sent:
        """Print it as dots; delivered once the printer says that it printed all it was sent.

        Of one that says nothing, nobody can tell but who looks at it.
        """
        try:
            data = self._formats(pdf, press)
            with self._connected() as line:
                if not self._silent:
                    self._require_ready(line, press)
                return self._sent(line, data, time.monotonic() + self._printing)
        except Refused as refused:
            return Sent(Delivery.NOT_DELIVERED, refused.sentence)

    def _formats(self, pdf: bytes, press: Press) -> bytes:
        return b"".join(zpl(page) for page in printable(pdf, press))

    def _sent(self, line: socket.socket, data: bytes, until: float) -> Sent:
        try:
            self._write(line, data, until)
            if self._silent:
                return self._left(line, until)
            return self._printed(line, until)
        except _Torn as torn:
            if torn.accepted == 0:
                return Sent(
                    Delivery.NOT_DELIVERED,
                    f"The printer at {self._who} took nothing ({torn.why}). See whether it is on, "
                    "then print again.",
                )
            return self._unsure(f"The connection broke while it was sent ({torn.why}).")
        except Refused as refused:
            return self._unsure(refused.sentence)

    def _unsure(self, why: str) -> Sent:
        look = "See whether a label came out; destroy it if it is not whole."
        return Sent(Delivery.UNCERTAIN, f"{why} {look}")

    def _write(self, line: socket.socket, data: bytes, until: float) -> None:
        accepted = 0
        try:
            while accepted < len(data):
                self._wait(line, until)
                accepted += line.send(data[accepted : accepted + 16384])
        except OSError as error:
            raise _Torn(accepted, _told(error)) from error

    def _left(self, line: socket.socket, until: float) -> Sent:
        """Say that all is sent, and hear out for a while whether the printer breaks off."""
        until = min(until, time.monotonic() + self._patience)
        try:
            line.shutdown(socket.SHUT_WR)
            self._wait(line, until)
            while line.recv(LONGEST):
                self._wait(line, until)
        except TimeoutError:
            pass  # many leave the connection open
        except OSError as error:
            raise _Torn(1, _told(error)) from error
        return self._unsure(f"Everything was sent to {self._who}, which does not report its state.")

    def _wait(self, line: socket.socket, until: float) -> None:
        """Let the next piece take its time, but no longer than `until`; raises TimeoutError."""
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(min(self._patience, left))

    def _printed(self, line: socket.socket, until: float) -> Sent:
        """Ask until all is printed; raises Refused where it stopped, or breaks off."""
        line.settimeout(self._patience)
        while time.monotonic() < until:
            status = self._status(line)
            assert status is not None  # it answered before it was sent anything
            if wrong := fault(status, self._who):
                raise Refused(wrong)
            if status.idle:
                return Sent(Delivery.DELIVERED, f"Printed by {self._who}.")
            time.sleep(_BETWEEN)
        raise Refused(f"The printer at {self._who} has not finished.")

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        try:
            line = socket.create_connection((self._host, self._port), self._patience)
        except OSError as error:
            raise Refused(
                f"No printer answers at {self._who} ({_told(error)}). See whether it is switched "
                "on and on the network, and whether the address is its own."
            ) from error
        with line:
            yield line

    def _status(self, line: socket.socket) -> Status | None:
        """Return what it says of itself, None where it says nothing and never did."""
        try:
            line.sendall(ASK)
            answer = self._answer(line)
        except OSError as error:
            raise Refused(
                f"The printer at {self._who} broke off the connection ({_told(error)}). Look at "
                "it, then try again."
            ) from error
        if answer:
            self._tells = True
            return status_in(answer, self._who)
        if self._tells:
            raise Refused(
                f"The printer at {self._who} is connected and does not report its state as it "
                "otherwise does. Such printers are silent while paper or ribbon is out or the "
                "head is open: look at it, then try again."
            )
        self._silent = True
        return None

    def _answer(self, line: socket.socket) -> bytes:
        until, answer = time.monotonic() + self._patience, b""
        try:
            while not is_whole(answer):
                line.settimeout(max(0.01, until - time.monotonic()))
                more = line.recv(LONGEST)
                if not more and not answer:
                    raise ConnectionAbortedError(errno.ECONNABORTED, "it closed the connection")
                if not more:
                    break
                answer += more
        except TimeoutError:
            pass
        finally:
            line.settimeout(self._patience)
        return answer


def _told(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return error.strerror or type(error).__name__
