"""Asking a CUPS server in its own language, IPP: what a queue says of itself, and a job.

`lpstat` cannot tell a job that was aborted from one that was printed. Source: RFC 8010
(encoding), RFC 8011 (attributes).
"""

import http.client
import itertools
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Value = str | int | bool | None
"""None where the server says that there is no value, or one of a kind that is not read here."""

Attributes = dict[str, tuple[Value, ...]]


class Operation(IntEnum):
    """What is asked for (RFC 8011, 5.4.15)."""

    JOB = 0x0009
    PRINTER = 0x000B


NOT_FOUND = 0x0406
_OPERATION, _END = 0x01, 0x03
_OBJECTS = (0x02, 0x04)  # the attributes of a job, of a printer
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_URI, _CHARSET, _LANGUAGE, _KEYWORD = 0x45, 0x47, 0x48, 0x44
_TEXTS = range(0x40, 0x4A)
_WITH_LANGUAGE = (0x35, 0x36)
_FIRST_VALUE_TAG = 0x10
_MOST = 256 * 1024
"""Bytes that an answer may have; those of a server of CUPS have a few thousand."""


class Unanswered(Exception):
    """The server could not be asked, or answered something else; `why` says so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Timed(socket.socket):
    """A connection from which nothing is read after a moment, however little comes at a time."""

    until = 0.0

    # What is annotated is what `io` hands over.
    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("it did not answer in time")
        self.settimeout(left)
        return super().recv_into(buffer, nbytes, flags)


class _Asked(http.client.HTTPConnection):
    """HTTP to "host:port", or to a path in the file system, that ends when patience does."""

    def __init__(self, server: str, patience: float) -> None:
        self._place = server if server.startswith("/") else ""
        super().__init__("localhost" if self._place else server, timeout=patience)
        self._until = time.monotonic() + patience

    def connect(self) -> None:
        if self._place:
            self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.sock.settimeout(self.timeout)
            self.sock.connect(self._place)
        else:
            super().connect()
        timed = _Timed(fileno=self.sock.detach())
        timed.until = self._until
        timed.settimeout(self.timeout)
        self.sock = timed


def ask(
    server: str,
    operation: Operation,
    uri: str,
    wanted: tuple[str, ...],
    patience: float = 5.0,
) -> tuple[int, Attributes]:
    """Return the status of the answer, and the attributes that were wanted and are there.

    `server` is a path or "host:port", `uri` names the queue or the job, `patience` is how long
    all of it may take, in s. Raises Unanswered.
    """
    body = _request(operation, uri, wanted)
    try:
        with closing(_Asked(server, patience)) as line:
            line.request("POST", "/", body, {"Content-Type": "application/ipp"})
            answer = line.getresponse()
            data = answer.read(_MOST + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unanswered(str(error) or type(error).__name__) from error
    if answer.status != http.client.OK:
        raise Unanswered(f"HTTP status {answer.status}")
    if len(data) > _MOST:
        raise Unanswered("its answer has no end")
    return read(data)


def _request(operation: Operation, uri: str, wanted: tuple[str, ...]) -> bytes:
    target = "job-uri" if operation is Operation.JOB else "printer-uri"
    parts = (
        _attribute(_CHARSET, "attributes-charset", "utf-8"),
        _attribute(_LANGUAGE, "attributes-natural-language", "en"),
        _attribute(_URI, target, uri),
        *(
            _attribute(_KEYWORD, "requested-attributes" if at == 0 else "", name)
            for at, name in enumerate(wanted)
        ),
    )
    head = struct.pack(">BBHI", 2, 0, operation, 1)
    return head + bytes((_OPERATION,)) + b"".join(parts) + bytes((_END,))


def _attribute(tag: int, name: str, value: str) -> bytes:
    named, said = name.encode(), value.encode()
    return struct.pack(">BH", tag, len(named)) + named + struct.pack(">H", len(said)) + said


def read(data: bytes) -> tuple[int, Attributes]:
    """Return the status and the attributes of the first job or printer in an answer.

    Raises Unanswered for what is no IPP.
    """
    try:
        (status,) = struct.unpack_from(">H", data, 2)
        found: dict[str, list[Value]] = {}
        for group, name, value in _values(data):
            if group == 1:
                found.setdefault(name, []).append(value)
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise Unanswered("it did not answer in IPP") from error
    return status, {name: tuple(values) for name, values in found.items()}


def _values(data: bytes) -> Iterator[tuple[int, str, Value]]:
    """Yield each value with its name, and the number of its job or printer counted from 1."""
    at, name, group, count = 8, "", 0, itertools.count(1)
    while (tag := data[at]) != _END:
        at += 1
        if tag < _FIRST_VALUE_TAG:
            group = next(count) if tag in _OBJECTS else 0
            continue
        said, at = _piece(data, at)
        value, at = _piece(data, at)
        name = said.decode() or name
        yield group, name, _value(tag, value)


def _piece(data: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", data, at)
    end = at + 2 + length
    if end >= len(data):
        raise IndexError("cut short")
    return data[at + 2 : end], end


def _value(tag: int, data: bytes) -> Value:
    if tag in (_INTEGER, _ENUM):
        number: int = struct.unpack(">i", data)[0]
        return number
    if tag == _BOOLEAN:
        return data != b"\x00"
    if tag in _TEXTS:
        return data.decode()
    if tag in _WITH_LANGUAGE:
        _, at = _piece(data + b"\x00", 0)
        return _piece(data + b"\x00", at)[0].decode()
    return None
